package internal

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"passage/internal/casework/policy"
)

// docs/rules.md has a line for every rule, and every line has a rule: where the code names it, and a test named after it.

const (
	rulesPage = "../docs/rules.md"
	built     = "## Rules"
	held      = "## Held by another rule"
	items     = "## Items of the pack"
	notBuilt  = "## Not built yet"
)

const codePattern = `(?:(?:I|A|X)-\d+|INT-E\d+|ELG-E\d+[abc]?|ADM-D\d+|ST-(?:[ABX]\d+|on_hold|closed_unused|closed_complete|suspended_by_order|terminated_by_order)|L\d+|G-[1-4]|DUTY-10\.\d+)`

var (
	code      = regexp.MustCompile(`\b` + codePattern + `\b`)
	saysRule  = regexp.MustCompile(`\b(?:[Rr]ules?|[Cc]ontradictions?) ` + codePattern + `(?: \([^)]*\))?(?:(?:, (?:rule |contradiction )?| and )` + codePattern + `)*`)
	ruleTest  = regexp.MustCompile(`(?m)^func (TestRule_(\w+))\(`)
	testName  = regexp.MustCompile(`^(?:(INT|ELG|ADM)_([ED]\d+[abc]?)|(ST)_([ABX]\d+|on_hold|closed_unused|closed_complete|suspended_by_order|terminated_by_order)|(I|A|X|G)_(\d+)|(L)_?(\d+)|(DUTY_10)_(\d+))(?:_|$)`)
	ruleRange = regexp.MustCompile(`^([A-Z]+-)(\d+) to ([A-Z]+-)(\d+)$`)
)

// known is what the code says of rules.
type known struct {
	comments map[string][]string // code -> files with a comment "Rule CODE", from internal
	mentions map[string][]string // code -> files that name it
	tests    map[string][]string // code -> tests named after it
	bad      []string            // tests whose name holds no code
	pack     map[string]packItem
}

type packItem struct {
	says, source, where string
	rule                bool // a completeness rule or a contradiction: it needs a test of its own
}

func readRules(t *testing.T) known {
	t.Helper()
	k := known{comments: map[string][]string{}, mentions: map[string][]string{}, tests: map[string][]string{}, pack: map[string]packItem{}}
	add := func(m map[string][]string, c, file string) {
		if !slices.Contains(m[c], file) {
			m[c] = append(m[c], file)
		}
	}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		ext := filepath.Ext(path)
		if ext != ".go" && ext != ".yaml" || path == "rules_test.go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, "_test.go") {
			for _, m := range ruleTest.FindAllStringSubmatch(string(text), -1) {
				if c := codeOf(m[2]); c != "" {
					add(k.tests, c, m[1])
				} else {
					k.bad = append(k.bad, path+": "+m[1])
				}
			}
			return nil
		}
		file := filepath.ToSlash(path)
		for _, c := range code.FindAllString(strings.ReplaceAll(string(text), "I-2.5", "the Act"), -1) {
			add(k.mentions, c, file)
		}
		for _, block := range commentBlocks(string(text)) {
			for _, m := range saysRule.FindAllString(block, -1) {
				for _, c := range code.FindAllString(m, -1) {
					add(k.comments, c, file)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []map[string][]string{k.comments, k.mentions, k.tests} {
		for c := range m {
			slices.Sort(m[c])
		}
	}
	k.readPack(t)
	return k
}

// commentBlocks are the runs of // lines of a Go file, each on one line.
func commentBlocks(text string) []string {
	var out []string
	run := ""
	for _, l := range strings.Split(text, "\n") {
		_, c, ok := strings.Cut(l, "//")
		if !ok {
			if run != "" {
				out = append(out, run)
			}
			run = ""
			continue
		}
		run += " " + strings.TrimSpace(c)
	}
	return append(out, run)
}

func codeOf(name string) string {
	m := testName.FindStringSubmatch(name)
	if m == nil {
		return ""
	}
	var parts []string
	for _, p := range m[1:] {
		if p != "" {
			parts = append(parts, p)
		}
	}
	switch parts[0] {
	case "L":
		return "L" + parts[1]
	case "DUTY_10":
		return "DUTY-10." + parts[1]
	}
	return parts[0] + "-" + parts[1]
}

func (k *known) readPack(t *testing.T) {
	t.Helper()
	p, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	add := func(x policy.Item, where string, rule bool) {
		var law, other, codes []string
		for _, c := range x.Cite {
			switch {
			case strings.HasPrefix(c, "IRP"):
				law = append(law, c)
			case !code.MatchString(c):
				other = append(other, p.Cite(c, "en"))
			default:
				codes = append(codes, c)
			}
		}
		from := append(law, other...)
		if len(from) == 0 {
			from = codes
		}
		k.pack[x.ID] = packItem{says: x.EN, source: strings.Join(from, "; "), where: "casework/policy/pack/" + where, rule: rule}
	}
	for _, x := range p.Completeness {
		add(x.Item, "completeness.yaml", true)
	}
	for _, x := range p.Contradictions {
		if x.Where != "later" {
			add(x.Item, "contradictions.yaml", true)
		}
	}
	for _, x := range p.Criteria {
		add(x.Item, "criteria.yaml", false)
	}
	for _, x := range p.Grounds {
		add(x.Item, "admissibility.yaml", false)
	}
	for _, x := range p.Letters {
		add(x.Item, "letters.yaml", false)
	}
	for _, x := range p.Lists {
		if x.Lost && code.MatchString(x.ID) {
			add(x.Item, "lists.yaml", false)
		}
	}
}

// page is docs/rules.md: its text around the tables, and the rows of each table.
type page struct {
	lines []string
	rows  map[string][][]string
}

func readPage(t *testing.T) page {
	t.Helper()
	text, err := os.ReadFile(rulesPage)
	if err != nil {
		t.Fatal(err)
	}
	p := page{lines: strings.Split(string(text), "\n"), rows: map[string][][]string{}}
	section := ""
	for _, l := range p.lines {
		if strings.HasPrefix(l, "## ") {
			section = l
		}
		if !strings.HasPrefix(l, "| ") || strings.HasPrefix(l, "| rule |") || strings.HasPrefix(l, "| item |") {
			continue
		}
		cells := strings.Split(strings.Trim(l, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		p.rows[section] = append(p.rows[section], cells)
	}
	return p
}

// expand is the codes of a cell: "A-93 to A-95", "I-19, I-20".
func expand(t *testing.T, cell string) []string {
	t.Helper()
	var out []string
	for _, part := range strings.Split(cell, ", ") {
		m := ruleRange.FindStringSubmatch(part)
		if m == nil {
			out = append(out, part)
			continue
		}
		from, _ := strconv.Atoi(m[2])
		to, _ := strconv.Atoi(m[4])
		if m[1] != m[3] || to <= from {
			t.Errorf("no range: %q", part)
		}
		for i := from; i <= to; i++ {
			out = append(out, m[1]+strconv.Itoa(i))
		}
	}
	return out
}

// order sorts codes by kind, then by number.
func order(a, b string) int {
	kinds := []string{"I-", "A-", "X-", "INT-E", "ST-A", "ST-B", "ST-X", "ELG-E", "ADM-D", "L", "G-", "DUTY-10."}
	key := func(c string) (int, int, string) {
		for i := len(kinds) - 1; i >= 0; i-- {
			if rest, ok := strings.CutPrefix(c, kinds[i]); ok {
				digits := strings.TrimRight(rest, "abc")
				n, err := strconv.Atoi(digits)
				if err == nil {
					return i, n, rest[len(digits):]
				}
			}
		}
		return len(kinds), 0, c
	}
	ka, na, sa := key(a)
	kb, nb, sb := key(b)
	switch {
	case ka != kb:
		return ka - kb
	case na != nb:
		return na - nb
	}
	return strings.Compare(sa, sb)
}

// where are the files that a line names: those with a comment, else those that name the code, the rooms of rules first.
func (k known) where(c string) []string {
	files := slices.Clone(k.comments[c])
	if x, ok := k.pack[c]; ok && x.rule {
		files = append([]string{x.where}, files...)
	}
	if len(files) == 0 {
		files = slices.Clone(k.mentions[c])
		slices.SortStableFunc(files, func(a, b string) int { return rank(a) - rank(b) })
	}
	return files[:min(2, len(files))]
}

func rank(file string) int {
	switch {
	case strings.HasPrefix(file, "casework/") && strings.HasSuffix(file, ".go"):
		return 0
	case strings.HasPrefix(file, "app/"):
		return 1
	}
	return 2
}

func (k known) builtRow(c, says, source string) string {
	tests := k.tests[c]
	shown := strings.Join(tests[:min(2, len(tests))], ", ")
	return fmt.Sprintf("| %s | %s | %s | %s | %s |", c, says, source, strings.Join(k.where(c), ", "), shown)
}

// write finds places and tests anew and writes the tables of the pack.
func (k known) write(t *testing.T, p page) {
	t.Helper()
	rows := map[string][]string{}
	texts := map[string][]string{}
	for _, r := range p.rows[built] {
		if _, ok := k.pack[r[0]]; !ok {
			texts[r[0]] = r
		}
	}
	for c, x := range k.pack {
		if x.rule {
			texts[c] = []string{c, x.says, x.source}
		}
	}
	for _, c := range slices.SortedFunc(maps.Keys(texts), order) {
		rows[built] = append(rows[built], k.builtRow(c, texts[c][1], texts[c][2]))
	}
	for _, c := range slices.SortedFunc(maps.Keys(k.pack), order) {
		if !k.pack[c].rule {
			rows[items] = append(rows[items], k.itemRow(c))
		}
	}
	var out []string
	section := ""
	for _, l := range p.lines {
		if strings.HasPrefix(l, "## ") {
			section = l
		}
		generated := section == built || section == items
		if generated && strings.HasPrefix(l, "| ") && !strings.HasPrefix(l, "| rule |") && !strings.HasPrefix(l, "| item |") {
			continue
		}
		out = append(out, l)
		if generated && strings.HasPrefix(l, "|---") {
			out = append(out, rows[section]...)
		}
	}
	if err := os.WriteFile(rulesPage, []byte(strings.Join(out, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (k known) itemRow(c string) string {
	x := k.pack[c]
	says, test := x.says, "TestPackIsWhole"
	if c[0] == 'L' {
		if _, err := os.Stat("letter/templates/" + c + ".fr.html"); err != nil {
			says += " (not written yet: issues 4 and 6)"
		} else {
			x.where, test = "letter/templates", "TestLetters"
		}
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |", c, says, x.source, x.where, test)
}

func TestRulesPage(t *testing.T) {
	k, p := readRules(t), readPage(t)
	if os.Getenv("GOLDEN") != "" {
		k.write(t, p)
		p = readPage(t)
	}
	for _, b := range k.bad {
		t.Errorf("%s: no rule code in the name", b)
	}
	lines := map[string]string{} // code -> section
	once := func(c, section string) {
		if lines[c] != "" {
			t.Errorf("%s stands twice: %s, %s", c, lines[c], section)
		}
		if !code.MatchString(c) {
			t.Errorf("%q is no code", c)
		}
		lines[c] = section
	}
	for _, r := range p.rows[built] {
		if len(r) != 5 {
			t.Errorf("a row of %d cells: %v", len(r), r)
			continue
		}
		once(r[0], built)
		k.checkBuilt(t, r)
	}
	for _, r := range p.rows[items] {
		once(r[0], items)
		if got := "| " + strings.Join(r, " | ") + " |"; got != k.itemRow(r[0]) {
			t.Errorf("%s is not what the pack says; GOLDEN=1 writes it: %s", r[0], k.itemRow(r[0]))
		}
	}
	for _, r := range p.rows[notBuilt] {
		for _, c := range expand(t, r[0]) {
			once(c, notBuilt)
			if tests := k.tests[c]; len(tests) > 0 {
				t.Errorf("%s is said not to be built, and has %v", c, tests)
			}
			if r[2] == "" {
				t.Errorf("%s: no reason", c)
			}
		}
	}
	for _, r := range p.rows[held] {
		once(r[0], held)
		if len(k.tests[r[0]]) > 0 {
			t.Errorf("%s has a test of its own: it is a rule", r[0])
		}
		if lines[r[2]] != built {
			t.Errorf("%s is held by %s, which is not built", r[0], r[2])
		}
	}
	k.checkWhole(t, lines)
}

// checkBuilt checks one line: the code names the rule where the line says so, and its test is there.
func (k known) checkBuilt(t *testing.T, r []string) {
	t.Helper()
	c := r[0]
	for _, f := range strings.Split(r[3], ", ") {
		if !slices.Contains(k.mentions[c], f) {
			t.Errorf("%s: %q does not name it; GOLDEN=1 finds where it is", c, f)
		}
	}
	for _, name := range strings.Split(r[4], ", ") {
		if !slices.Contains(k.tests[c], name) {
			t.Errorf("%s: no test %q; GOLDEN=1 finds its tests", c, name)
		}
	}
	if x, ok := k.pack[c]; ok && (r[1] != x.says || r[2] != x.source) {
		t.Errorf("%s is not what the pack says; GOLDEN=1 writes it", c)
	}
	if r[1] == "" || r[2] == "" {
		t.Errorf("%s: says nothing, or from nowhere", c)
	}
}

// checkWhole: every rule of the code and of the pack has a line, and no number of the lists is left out.
func (k known) checkWhole(t *testing.T, lines map[string]string) {
	t.Helper()
	for _, c := range slices.SortedFunc(maps.Keys(k.comments), order) {
		if len(k.tests[c]) == 0 {
			t.Errorf("%s stands in %v and has no test TestRule_%s_…", c, k.comments[c], strings.ReplaceAll(c, "-", "_"))
		}
		if lines[c] != built {
			t.Errorf("%s stands in %v and has no line among the rules of docs/rules.md", c, k.comments[c])
		}
	}
	for _, c := range slices.SortedFunc(maps.Keys(k.tests), order) {
		if lines[c] != built && lines[c] != items {
			t.Errorf("%s has %v and no line", c, k.tests[c])
		}
	}
	for c, x := range k.pack {
		want := items
		if x.rule {
			want = built
		}
		if lines[c] != want {
			t.Errorf("%s of the pack has no line in %q", c, want)
		}
	}
	for kind, last := range map[string]int{"I-": 72, "A-": 133, "X-": 33, "L": 20} {
		for i := 1; i <= last; i++ {
			if c := kind + strconv.Itoa(i); lines[c] == "" {
				t.Errorf("%s stands nowhere: neither built nor said why not", c)
			}
		}
	}
}
