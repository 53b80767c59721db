package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Axe runs the accessibility rules of axe-core, every one of them (also AAA and experimental), and returns what
// they find, one line for each element.
func (p *Page) Axe(script string) []string {
	p.t.Helper()
	source, err := os.ReadFile(script)
	if err != nil {
		p.t.Fatalf("axe-core is missing (scripts/install axe): %v", err)
	}
	var rules int
	p.Eval("typeof axe === 'object' ? axe.getRules().length : 0", &rules)
	if rules == 0 {
		p.Eval(string(source)+";0", nil)
		p.Eval("axe.getRules().length", &rules)
	}
	if rules < 100 { // 105 in axe-core 4.14.1
		p.t.Fatalf("axe-core brought %d rules only", rules)
	}
	var raw string
	p.Eval(`(async () => {
		const rules = Object.fromEntries(axe.getRules().map(r => [r.ruleId, {enabled: true}]));
		const r = await axe.run(document, {rules, resultTypes: ['violations'], elementRef: false});
		return JSON.stringify(r.violations.flatMap(v => v.nodes.map(n => ({rule: v.id, impact: v.impact, help: v.help, html: n.html.slice(0, 160), why: n.failureSummary}))));
	})()`, &raw)
	var found []struct{ Rule, Impact, Help, HTML, Why string }
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		p.t.Fatalf("axe: %v", err)
	}
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprintf("%s (%s): %s: %s: %s", f.Rule, f.Impact, f.Help, f.HTML, strings.Join(strings.Fields(f.Why), " ")))
	}
	return out
}
