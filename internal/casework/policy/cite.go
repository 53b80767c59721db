package policy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A citation is a provision ("IRPR 139(1)(d)"), the code of a rule that docs/rules.md lists ("A-18"), or a source of the
// pack, alone or with one of its parts ("HRD page: Durable solutions").
var (
	ruleCode   = regexp.MustCompile(`^(?:(I|A|X)-(\d+)|G-[1-4]|L\d+|(?:INT-E|ELG-E|ADM-D)\d+[a-c]?|ST-[AB]\d+|DUTY-[\d.]+)$`)
	provision  = regexp.MustCompile(`^(IRPA|IRPR) (\d+(?:\.\d+)*)((?:\([0-9A-Za-z.]+\))*)$`)
	provisions = regexp.MustCompile(`\b(IRPA|IRPR) (\d+(?:\.\d+)*)((?:\([0-9A-Za-z.]+\))*)`)
	// I-1 to I-72 are of the policy documents; what follows are rules of this project.
	lastCode = map[string]int{"I": 110, "A": 133, "X": 33}
)

// french are the names of the two instruments in French.
var french = map[string]string{"IRPA": "LIPR", "IRPR": "RIPR"}

// written keeps the citations that Provisions has worked out.
var written sync.Map

// Provisions writes the provisions in a text as a language does: "IRPR 139(1)(d)(i)" is "RIPR 139(1)d)(i)" in French. The
// rest of the text stays.
func Provisions(text, lang string) string {
	if lang != "fr" || !strings.Contains(text, "IRP") {
		return text
	}
	if s, ok := written.Load(text); ok {
		return s.(string)
	}
	s := provisions.ReplaceAllStringFunc(text, func(c string) string {
		m := provisions.FindStringSubmatch(c)
		return french[m[1]] + " " + m[2] + labels(m[3])
	})
	if provision.MatchString(text) { // one citation, and nothing that somebody wrote
		written.Store(text, s)
	}
	return s
}

// Cite is a citation as it is written in a language: "RIPR 139(1)d)", "Page DDP : Solutions durables" in French.
func (p *Pack) Cite(cite, lang string) string {
	if lang != "fr" {
		lang = "en"
	}
	if provision.MatchString(cite) {
		return Provisions(cite, lang)
	}
	name, part, has := strings.Cut(cite, ": ")
	s, ok := p.source(name)
	if !ok {
		return cite
	}
	out := Words{s.EN, s.FR}.In(lang)
	if !has {
		return out
	}
	i := slices.IndexFunc(s.Parts, func(w Words) bool { return w.EN == part })
	if i < 0 {
		return cite
	}
	if lang == "fr" {
		return out + "\u00a0: " + s.Parts[i].FR
	}
	return out + ": " + part
}

func (p *Pack) source(id string) (*Source, bool) {
	return find(p.Sources, func(s *Source) bool { return s.ID == id })
}

// labels are the parts of a provision under its section. French writes a paragraph without its opening bracket:
// "(1)(d)(i)" is "(1)d)(i)".
func labels(parts string) string {
	out, done := "", false
	for _, l := range split(parts) {
		if !done && (l[0] < '0' || l[0] > '9') {
			out, done = out+l+")", true
			continue
		}
		out += "(" + l + ")"
	}
	return out
}

// split takes "(1)(d)(i)" apart.
func split(parts string) []string {
	if parts == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(strings.TrimPrefix(parts, "("), ")"), ")(")
}

// resolves says why a citation names nothing, "" when it does. A provision is looked up only when there are laws.
func (p *Pack) resolves(cite string, laws *Laws) string {
	if m := provision.FindStringSubmatch(cite); m != nil {
		if _, ok := p.source(m[1]); !ok {
			return "no such source"
		}
		if laws == nil {
			return ""
		}
		return laws.inForce(m[1], m[2]+m[3])
	}
	if m := ruleCode.FindStringSubmatch(cite); m != nil {
		if m[1] == "" {
			return ""
		}
		if n, err := strconv.Atoi(m[2]); err != nil || n < 1 || n > lastCode[m[1]] {
			return "no such rule"
		}
		return ""
	}
	name, part, has := strings.Cut(cite, ": ")
	s, ok := p.source(name)
	switch {
	case !ok:
		return "no such source"
	case has && !slices.ContainsFunc(s.Parts, func(w Words) bool { return w.EN == part }):
		return "the source has no such part"
	}
	return ""
}
