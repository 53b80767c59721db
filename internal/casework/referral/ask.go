package referral

import (
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Kind says how a question is asked and what an answer may be.
type Kind string

// The kinds of question.
const (
	Text     Kind = "text"     // one line
	Long     Kind = "long"     // several lines
	Number   Kind = "number"   // whole, not negative
	Date     Kind = "day"      // a whole day
	DateLike Kind = "partial"  // a year, a month or a day (people.Partial)
	Choice   Kind = "choice"   // one of Options; no default, ever
	Select   Kind = "select"   // one of Options, when there are many
	Many     Kind = "many"     // any of Options
	Tick     Kind = "tick"     // one box: yes or nothing
	Country  Kind = "country"  // a country code; pages take a name in either language
	Several  Kind = "several"  // several countries
	Tongue   Kind = "language" // a language code; pages take a name in either language
	Lines    Kind = "lines"    // one entry a line
)

// Need says when an answer is needed before the referral goes to review. A draft is saved without it.
type Need string

// Needs.
const (
	Needed    Need = "needed"
	Sometimes Need = "sometimes" // another answer decides
	Optional  Need = "optional"
)

// Ask is one question as the page, the API schema and the validation read it. Its words are in the catalogues
// under "<form>.<name>": label, hint, and "<options>.<code>" for each option.
type Ask struct {
	Form      string // cover, person, safety, ...
	Name      string // form name
	Kind      Kind
	Need      Need
	Limit     int      // characters; for Many and Lines, entries
	Sensitive bool     // never in a log, a title, an export or a preview; the page says who sees it
	Options   []string // codes
	Words     string   // where the words of the options are, "ask.yesno" for instance
	Rule      string   // rule that reads it, "" for none

	If string   // name of the question of the same list that decides whether this one is asked, "" for none
	Is []string // the answers to it with which it is asked
}

// Asked says whether the question is asked, given the answers of its list. A page without scripts shows it all the same
// and says when it counts.
func (a Ask) Asked(values Answers) bool {
	return a.If == "" || slices.Contains(a.Is, values.First(a.If))
}

// Question binds a question to the value it fills.
type Question[T any] struct {
	Ask
	get func(*T) []string
	set func(*T, []string)
}

// Group is a part of a page: one heading, some questions. Its words are under "<form>.<name>.group".
type Group[T any] struct {
	Name      string
	Questions []Question[T]
}

// Sheet is the questions of one page, in order.
type Sheet[T any] []Group[T]

// Answers are what a person typed, by form name; what the three boxes of a date hold is joined by Dates.
type Answers map[string][]string

// First is the first answer, "" for none.
func (a Answers) First(name string) string {
	if len(a[name]) == 0 {
		return ""
	}
	return a[name][0]
}

// All is every question of the form, in order.
func (f Sheet[T]) All() iter.Seq[*Question[T]] {
	return func(yield func(*Question[T]) bool) {
		for _, g := range f {
			for i := range g.Questions {
				if !yield(&g.Questions[i]) {
					return
				}
			}
		}
	}
}

// Values are the answers a value holds, as the page shows them.
func (f Sheet[T]) Values(v *T) Answers {
	out := Answers{}
	for q := range f.All() {
		out[q.Name] = q.get(v)
	}
	return out
}

// Fill puts what was typed into v and says what is wrong. What is right is put in also when something else is
// wrong, so that a draft keeps it; what is wrong never gets into v. A question whose name was not sent at all is left as it is,
// so a page may ask a part of a form; names are sent by every page that shows the question (Shown).
func (f Sheet[T]) Fill(v *T, typed Answers) error {
	var c fault.Check
	for q := range f.All() {
		values, sent := q.sent(typed)
		if !sent {
			continue
		}
		clean, key := q.clean(values)
		if key != "" {
			c.Fields = append(c.Fields, fault.Field{Name: q.Name, Key: key, Rule: q.Rule, Args: map[string]any{"Limit": q.Limit}})
			continue
		}
		q.set(v, clean)
	}
	return c.Err("ask.check")
}

// Shown is the name of the hidden field in which a page says which questions it showed: a box or a choice that is
// left empty sends nothing, and must still be taken as empty.
const Shown = "shown"

func (a Ask) sent(typed Answers) ([]string, bool) {
	switch a.Kind {
	case Date, DateLike:
		year, ok := typed[a.Name+"_y"]
		if !ok {
			values, whole := typed[a.Name]
			return values, whole
		}
		joined := joinDate(first(year), typed.First(a.Name+"_m"), typed.First(a.Name+"_d"))
		return []string{joined}, true
	}
	values, ok := typed[a.Name]
	if !ok && slices.Contains(typed[Shown], a.Name) {
		return nil, true
	}
	return values, ok
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// joinDate writes what the three boxes of a date hold as "2006-01-02", "2006-01" or "2006"; what cannot be a date
// stays recognizably wrong and is refused by clean.
func joinDate(y, m, d string) string {
	y, m, d = strings.TrimSpace(y), strings.TrimSpace(m), strings.TrimSpace(d)
	pad := func(s string) string {
		if len(s) == 1 {
			return "0" + s
		}
		return s
	}
	switch {
	case y == "" && m == "" && d == "":
		return ""
	case d != "":
		return y + "-" + pad(m) + "-" + pad(d)
	case m != "":
		return y + "-" + pad(m)
	}
	return y
}

// SplitDate is the three boxes of a date.
func SplitDate(s string) (y, m, d string) {
	parts := strings.SplitN(s, "-", 3)
	parts = append(parts, "", "")
	return parts[0], strings.TrimPrefix(parts[1], "0"), strings.TrimPrefix(parts[2], "0")
}

// clean is the answer as it is stored, or the key of what is wrong with it.
func (a Ask) clean(values []string) ([]string, string) {
	switch a.Kind {
	case Lines:
		return a.cleanLines(values)
	case Many:
		return a.cleanMany(values)
	case Several:
		return a.cleanSeveral(values)
	}
	s := strings.TrimSpace(strings.ReplaceAll(first(values), "\r\n", "\n"))
	if s == "" {
		return nil, ""
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && (a.Kind != Long || r != '\n' && r != '\t') }) {
		return nil, "ask.control"
	}
	if a.Limit > 0 && utf8.RuneCountInString(s) > a.Limit {
		return nil, "ask.long"
	}
	return []string{s}, a.wrong(s)
}

func (a Ask) wrong(s string) string {
	switch a.Kind {
	case Number:
		if strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) || len(s) > 9 {
			return "ask.number"
		}
	case Date:
		if !policy.Day(s).Valid() {
			return wrongDate(s)
		}
	case DateLike:
		if !people.Partial(s).Valid() {
			return wrongDate(s)
		}
	case Choice, Select, Tick:
		// Without options of its own a question is about persons or documents of the case; app looks them up.
		if o := a.options(); len(o) > 0 && !slices.Contains(o, s) {
			return "ask.choice"
		}
	case Country, Several:
		if len(s) != 3 || strings.ContainsFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) {
			return "ask.country"
		}
	case Tongue:
		if len(s) < 2 || len(s) > 4 || strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) }) {
			return "ask.language"
		}
	}
	return ""
}

// wrongDate says which part of a date to look at: "Enter a month from 1 to 12", never "Invalid date" (ux section 7).
func wrongDate(s string) string {
	y, m, d := SplitDate(s)
	switch {
	case len(y) != 4 || strings.ContainsFunc(y, func(r rune) bool { return r < '0' || r > '9' }):
		return "ask.date.year"
	case d == "" && m == "":
		return "ask.date.whole"
	case !between(m, 12):
		return "ask.date.month"
	case d == "":
		return "ask.date.whole"
	}
	return "ask.date.day"
}

func between(s string, most int) bool {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' || n > most {
			return false
		}
		n = n*10 + int(r-'0')
	}
	return n >= 1 && n <= most
}

func (a Ask) options() []string {
	if a.Kind == Tick {
		return []string{people.Yes}
	}
	return a.Options
}

func (a Ask) cleanMany(values []string) ([]string, string) {
	var out []string
	for _, o := range a.Options { // in the order of the list, each once
		if slices.Contains(values, o) {
			out = append(out, o)
		}
	}
	for _, s := range values {
		if s != "" && !slices.Contains(a.Options, s) {
			return nil, "ask.choice"
		}
	}
	return out, ""
}

func (a Ask) cleanSeveral(values []string) ([]string, string) {
	var out []string
	for _, s := range values {
		if s = strings.TrimSpace(s); s == "" || slices.Contains(out, s) {
			continue
		}
		if key := a.wrong(s); key != "" {
			return nil, key
		}
		out = append(out, s)
	}
	if a.Limit > 0 && len(out) > a.Limit {
		return nil, "ask.lines"
	}
	return out, ""
}

func (a Ask) cleanLines(values []string) ([]string, string) {
	var out []string
	for _, s := range values {
		for _, line := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			if !utf8.ValidString(line) || strings.ContainsFunc(line, unicode.IsControl) {
				return nil, "ask.control"
			}
			if utf8.RuneCountInString(line) > 200 {
				return nil, "ask.line"
			}
			out = append(out, line)
		}
	}
	if a.Limit > 0 && len(out) > a.Limit {
		return nil, "ask.lines"
	}
	return out, ""
}

// Missing are the names of needed questions without an answer; one that another answer decides is needed when that
// answer is given.
func (f Sheet[T]) Missing(v *T) []string {
	var out []string
	for q := range f.All() {
		if q.Need == Optional || q.Need == Sometimes && q.If == "" || len(q.get(v)) > 0 {
			continue
		}
		if q.If == "" || q.Asked(Answers{q.If: f.answer(v, q.If)}) {
			out = append(out, q.Name)
		}
	}
	return out
}

func (f Sheet[T]) answer(v *T, name string) []string {
	for q := range f.All() {
		if q.Name == name {
			return q.get(v)
		}
	}
	return nil
}

// The makers below bind a question to a field.

func one[T any, S ~string](form, name string, kind Kind, need Need, limit int, at func(*T) *S) Question[T] {
	return Question[T]{Ask: Ask{Form: form, Name: name, Kind: kind, Need: need, Limit: limit},
		get: func(v *T) []string {
			if s := *at(v); s != "" {
				return []string{string(s)}
			}
			return nil
		},
		set: func(v *T, s []string) { *at(v) = S(first(s)) }}
}

func list[T any](form, name string, kind Kind, need Need, limit int, at func(*T) *[]string) Question[T] {
	return Question[T]{Ask: Ask{Form: form, Name: name, Kind: kind, Need: need, Limit: limit},
		get: func(v *T) []string { return slices.Clone(*at(v)) },
		set: func(v *T, s []string) { *at(v) = s }}
}

func tick[T any](form, name string, at func(*T) *bool) Question[T] {
	return Question[T]{Ask: Ask{Form: form, Name: name, Kind: Tick, Need: Optional, Options: []string{people.Yes}},
		get: func(v *T) []string {
			if *at(v) {
				return []string{people.Yes}
			}
			return nil
		},
		set: func(v *T, s []string) { *at(v) = first(s) == people.Yes }}
}

func number[T any](form, name string, at func(*T) *int) Question[T] {
	return Question[T]{Ask: Ask{Form: form, Name: name, Kind: Number, Need: Optional, Limit: 3},
		get: func(v *T) []string {
			if *at(v) == 0 {
				return nil
			}
			return []string{strconv.Itoa(*at(v))}
		},
		set: func(v *T, s []string) { *at(v), _ = strconv.Atoi(first(s)) }} // only digits get this far
}

// of gives a question its options and where their words are.
func (q Question[T]) of(words string, options ...string) Question[T] {
	q.Words, q.Options = words, options
	return q
}

// when says that another answer decides whether the question is asked; it is needed then.
func (q Question[T]) when(name string, is ...string) Question[T] { q.If, q.Is = name, is; return q }

// reads names the rule that reads the answer.
func (q Question[T]) reads(rule string) Question[T] { q.Rule = rule; return q }

// secret marks a sensitive question.
func (q Question[T]) secret() Question[T] { q.Sensitive = true; return q }

// Restore puts the answers to some questions back to what another value holds: what a rule finds wrong in a draft is
// shown to be corrected and is not stored.
func (f Sheet[T]) Restore(v *T, from T, names ...string) {
	for q := range f.All() {
		if slices.Contains(names, q.Name) {
			q.set(v, q.get(&from))
		}
	}
}

// Apply fills v with what was typed, asks check what the answers mean together, and takes back what is wrong. What
// is right is in v whatever the error says.
func (f Sheet[T]) Apply(v *T, typed Answers, check func(T) error) error {
	was := *v
	var c fault.Check
	collect := func(err error) error {
		var fe *fault.Error
		if err == nil {
			return nil
		}
		if !errors.As(err, &fe) || fe.Kind != fault.Invalid {
			return err
		}
		names := make([]string, len(fe.Fields))
		for i, x := range fe.Fields {
			names[i] = x.Name
		}
		f.Restore(v, was, names...)
		c.Fields = append(c.Fields, fe.Fields...)
		return nil
	}
	if err := collect(f.Fill(v, typed)); err != nil {
		return err
	}
	if check != nil {
		if err := collect(check(*v)); err != nil {
			return err
		}
	}
	order := map[string]int{}
	for q := range f.All() {
		order[q.Name] = len(order)
	}
	slices.SortStableFunc(c.Fields, func(a, b fault.Field) int { return order[a.Name] - order[b.Name] })
	return c.Err("ask.check")
}

// Option is the list of codes that a question offers.
func (f Sheet[T]) Option(name string) []string {
	for q := range f.All() {
		if q.Name == name {
			return q.Options
		}
	}
	return nil
}
