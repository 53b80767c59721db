package web

import (
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/fault"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
)

// form is a form on a page. It gives its fields what was typed when the page is shown again, the faults beside them,
// and what somebody else saved meanwhile.
type form struct {
	Name        string // told to the server, so that a page may hold several
	Action      string
	Token       string // the same form sent twice has its effect once
	Kept        string // id of the kept post that it was opened from
	Version     int64  // of the item it was made from; 0 for none
	Upload      bool   // files: multipart
	Parts, Done string // of an upload: where our module sends parts, and goes when all is kept
	Final       bool   // it sends a decision or a letter: no key presses its button
	Fields      []field
	Groups      []group

	v *visit
}

// group is some fields of a form under one heading.
type group struct {
	ID     string
	Title  string
	Fields []field
}

// field is one question as the template "field" shows it.
type field struct {
	Kind      string // text, long, number, date, choice, select, many, tick, file, secret, country, language
	Name, ID  string
	Label     string
	Hint      string
	Value     string
	Values    []string // of many
	Y, M, D   string   // of date
	Options   []option
	Limit     int
	Rows      int
	Optional  bool
	Sensitive bool
	Focus     bool   // the cursor stands here when the page opens
	Must      bool   // of a select: an answer stands, and "none" is none
	Wide      string // class of width: w-s, w-m, w-l; "" is the whole line
	Accept    string // of file
	Multiple  bool   // several files at once
	List      string // id of a datalist
	Error     string
	Note      string // what an imported file says of it
	Part      string // of a date: the box that is wrong, y, m or d
	By        string // which helper typed the answer (I-75)
	Theirs    string // what somebody else saved meanwhile (409)
	Only      string // when the question counts: words on another answer, "" always
}

// option is one answer of a choice.
type option struct {
	Value, Label, Hint string
	ID                 string
	On                 bool
}

// fieldID is the id of a field in the page.
func fieldID(name string) string { return "f-" + strings.ReplaceAll(name, "_", "-") }

// form makes a form that is posted to a route. The name is not shown.
func (v *visit) form(name, pattern string, args ...any) *form {
	return &form{Name: name, Action: v.path(pattern, args...), Token: random(16), Kept: v.Typed.Get("kept"), v: v}
}

// Other is where the language toggle posts the form: the same address in the other language.
func (f *form) Other() string { return f.v.Toggle() }

// Expires is the end of the session as the form says it: a form is never lost by surprise.
func (f *form) Expires() string {
	if f.v.Expires.IsZero() {
		return ""
	}
	return f.v.Lang.Time(f.v.Expires.UTC())
}

// of sets the version of the item that the form changes. A form that is shown again keeps the version it was made from,
// so that what somebody else saved meanwhile is never overwritten unseen; after a conflict both are shown, and the new
// version counts. Where a part was saved and a part was wrong, the fault says at which version (app.Saved).
func (f *form) of(version int64) *form {
	f.Version = version
	if n := app.Saved(f.v.Fault); n > 0 && f.again() {
		f.Version = n
		return f
	}
	if f.again() && (f.v.Fault == nil || f.v.Fault.Kind != fault.Conflict) {
		if was := f.v.version(); was > 0 {
			f.Version = was
		}
	}
	return f
}

// final marks a form that sends a decision or a letter, or that cannot be undone.
func (f *form) final() *form { f.Final = true; return f }

// again says whether this form was posted and is shown once more.
func (f *form) again() bool {
	return f.v.Typed != nil && (f.v.Typed.Get("form") == f.Name || f.v.Typed.Get("form") == "")
}

// typed is what was posted for a name; sent is false when the form is shown for the first time.
func (f *form) typed(name string) (values []string, sent bool) {
	if !f.again() {
		return nil, false
	}
	return f.v.Typed[name], true
}

// field finishes a field: its label for the summary, its fault, and what somebody else saved.
func (f *form) finish(q field, stored string) field {
	q.ID = fieldID(q.Name)
	if f.v.labels == nil {
		f.v.labels = map[string]string{}
	}
	if !f.again() {
		return q
	}
	f.v.labels[q.Name] = q.Label
	if f.v.Fault == nil {
		return q
	}
	for _, w := range f.v.Fault.Fields {
		if w.Name == q.Name {
			q.Error, q.Part = f.v.say(w.Key, w.Args), datePart(w.Key)
		}
	}
	if f.v.Fault.Kind == fault.Conflict && stored != q.shown() {
		if q.Theirs = stored; stored == "" {
			q.Theirs = f.v.T("frame.clash.empty")
		}
	}
	return q
}

// theirWords puts the words of answers in place of the codes that somebody else saved.
func (q *field) theirWords() {
	if q.Theirs == "" {
		return
	}
	parts := strings.Split(q.Theirs, ", ")
	for i, code := range parts {
		if at := slices.IndexFunc(q.Options, func(o option) bool { return o.Value == code }); at >= 0 {
			parts[i] = q.Options[at].Label
		}
	}
	q.Theirs = strings.Join(parts, ", ")
}

// datePart is the box of a date that a fault is about: "m" for a key that ends in ".month"; "" when it is all of them.
func datePart(key string) string {
	switch key[strings.LastIndexByte(key, '.')+1:] {
	case "year":
		return "y"
	case "month":
		return "m"
	case "day":
		return "d"
	}
	return ""
}

// Bad says whether a box of a date is the one that is wrong.
func (q field) Bad(part string) bool {
	return q.Error != "" && (q.Part == "" || q.Part == part)
}

// shown is what a field holds, to compare with what is stored.
func (q field) shown() string {
	switch q.Kind {
	case "many":
		return strings.Join(q.Values, ", ")
	case "date":
		return joinDay(q.Y, q.M, q.D)
	}
	return q.Value
}

// one makes a field with a single value.
func (f *form) one(kind, name, label, stored string) field {
	value := stored
	if typed, sent := f.typed(name); sent {
		value = ""
		if len(typed) > 0 {
			value = typed[0]
		}
	}
	return f.finish(field{Kind: kind, Name: name, Label: label, Value: value}, stored)
}

// text is a line, long several lines; label is a key, its hint stands under key+".hint".
func (f *form) text(name, key, stored string) field {
	return f.words(f.one("text", name, f.v.T(key), stored), key)
}
func (f *form) long(name, key, stored string) field {
	q := f.words(f.one("long", name, f.v.T(key), stored), key)
	q.Rows = 5
	return q
}

func (f *form) words(q field, key string) field {
	if i18n.Has(key + ".hint") {
		q.Hint = f.v.T(key + ".hint")
	}
	return q
}

// date is a day in three boxes; stored may be known in part ("1980", "1980-08").
func (f *form) date(name, key, stored string) field {
	q := field{Kind: "date", Name: name, Label: f.v.T(key)}
	q.Y, q.M, q.D = referral.SplitDate(stored)
	if y, sent := f.typed(name + "_y"); sent {
		q.Y, q.M, q.D = firstOf(y), f.v.Typed.Get(name+"_m"), f.v.Typed.Get(name+"_d")
	}
	return f.words(f.finish(q, stored), key)
}

// day is what was typed into the three boxes of a date, as "2006-01-02", "2006-01" or "2006".
func (v *visit) day(name string) string {
	return joinDay(v.typed(name+"_y"), v.typed(name+"_m"), v.typed(name+"_d"))
}

func joinDay(y, m, d string) string {
	pad := func(s string) string {
		if len(s) == 1 {
			return "0" + s
		}
		return s
	}
	switch {
	case d != "":
		return y + "-" + pad(m) + "-" + pad(d)
	case m != "":
		return y + "-" + pad(m)
	}
	return y
}

// choice is radios: no default, ever, unless an answer is stored. words is the key under which the codes have words.
func (f *form) choice(name, key, stored, words string, codes ...string) field {
	q := f.one("choice", name, f.v.T(key), stored)
	q.Options = f.options(name, words, []string{q.Value}, codes)
	q.theirWords()
	return f.words(q, key)
}

// selects is one of many in a list.
func (f *form) selects(name, key, stored, words string, codes ...string) field {
	q := f.one("select", name, f.v.T(key), stored)
	q.Options = f.options(name, words, []string{q.Value}, codes)
	q.theirWords()
	return f.words(q, key)
}

// many is boxes.
func (f *form) many(name, key string, stored []string, words string, codes ...string) field {
	q := field{Kind: "many", Name: name, Label: f.v.T(key), Values: stored}
	if typed, sent := f.typed(name); sent {
		q.Values = typed
	}
	q = f.finish(q, strings.Join(stored, ", "))
	q.Options = f.options(name, words, q.Values, codes)
	q.theirWords()
	return f.words(q, key)
}

// tick is one box.
func (f *form) tick(name, key string, stored bool) field {
	was := ""
	if stored {
		was = "yes"
	}
	q := f.one("tick", name, f.v.T(key), was)
	q.Options = []option{{Value: "yes", Label: q.Label, ID: q.ID, On: q.Value != ""}}
	q.theirWords()
	return f.words(q, key)
}

// upload is a file input; it comes last in its form, and the form is multipart.
func (f *form) upload(name, key, accept string) field {
	f.Upload = true
	return f.words(f.finish(field{Kind: "file", Name: name, Label: f.v.T(key), Accept: accept}, ""), key)
}

func (f *form) options(name, words string, on, codes []string) []option {
	out := make([]option, len(codes))
	for i, c := range codes {
		o := option{Value: c, ID: fieldID(name) + "-" + strconv.Itoa(i), On: slices.Contains(on, c)}
		if i == 0 {
			o.ID = fieldID(name) // the error summary leads to the first answer
		}
		key := words + "." + c
		o.Label = f.v.T(key)
		if i18n.Has(key + ".hint") {
			o.Hint = f.v.T(key + ".hint")
		}
		out[i] = o
	}
	return out
}

// pick gives a choice options that are data and not words: persons, documents, officers.
func (f *form) pick(q field, options ...option) field {
	q.Options = options
	for i := range q.Options {
		o := &q.Options[i]
		if o.ID = q.ID; i > 0 {
			o.ID = q.ID + "-" + o.Value
		}
		o.On = o.Value == q.Value || slices.Contains(q.Values, o.Value)
	}
	q.theirWords()
	return q
}

// ask is a question of a question list (referral.Ask): what the page, the schema and the validation read alike. Its
// words stand under "<form>.<name>.label" and ".hint".
func (f *form) ask(a referral.Ask, stored []string) field {
	key := a.Form + "." + a.Name
	var q field
	switch a.Kind {
	case referral.Date, referral.DateLike:
		q = f.date(a.Name, key+".label", firstOf(stored))
	case referral.Choice:
		q = f.choice(a.Name, key+".label", firstOf(stored), a.Words, a.Options...)
	case referral.Select:
		q = f.selects(a.Name, key+".label", firstOf(stored), a.Words, a.Options...)
	case referral.Many:
		q = f.many(a.Name, key+".label", stored, a.Words, a.Options...)
	case referral.Tick:
		q = f.tick(a.Name, key+".label", firstOf(stored) != "")
	case referral.Long, referral.Lines:
		q = f.long(a.Name, key+".label", strings.Join(stored, "\n"))
		q.Rows = 4
	case referral.Country, referral.Several: // shown by name; answersTo finds the code again
		names := make([]string, len(stored))
		for i, c := range stored {
			names[i] = f.v.Lang.Country(c)
		}
		q = f.text(a.Name, key+".label", strings.Join(names, ", "))
		q.Kind, q.List = string(a.Kind), "l-countries"
		if a.Kind == referral.Several {
			q.List = "" // a list would offer one country in place of several
		}
	case referral.Tongue:
		q = f.one("language", a.Name, f.v.T(key+".label"), f.v.Lang.Language(firstOf(stored)))
		q.List = "l-languages"
	default: // text, number
		q = f.text(a.Name, key+".label", strings.Join(stored, ", "))
		if a.Kind != referral.Text {
			q.Kind = string(a.Kind)
		}
	}
	if i18n.Has(key + ".hint") {
		q.Hint = f.v.T(key + ".hint")
	}
	q.Limit, q.Sensitive, q.Optional = a.Limit, a.Sensitive, a.Need == referral.Optional
	if a.If != "" {
		q.Optional, q.Only = false, f.v.F("frame.only", map[string]any{"Answer": f.v.only(a)})
	}
	if a.Kind == referral.Number {
		q.Wide = "w-m"
	}
	return q
}

// sheet puts the questions of a list on the form, group by group.
func sheet[T any](f *form, s referral.Sheet[T], value *T) {
	stored := s.Values(value)
	for _, g := range s {
		out := group{ID: "g-" + g.Name}
		for _, q := range g.Questions {
			if out.Title == "" {
				out.Title = f.v.T(q.Form + ".group." + g.Name)
			}
			out.Fields = append(out.Fields, f.ask(q.Ask, stored[q.Name]))
		}
		f.Groups = append(f.Groups, out)
	}
}

// only says with which answer to another question a question counts: without scripts it is on the page all the same.
func (v *visit) only(a referral.Ask) string {
	words := v.T(a.Form + "." + a.If + ".label")
	if len(a.Is) == 1 && (a.Is[0] == "yes" || a.Is[0] == "no") {
		return words + " " + v.T("ask.yn."+a.Is[0])
	}
	return words
}

// answersTo is what was posted, as a question list takes it: countries and languages that were typed by name, in
// either language, as their codes. What names none stays as it is, and the list says so beside the field.
func answersTo[T any](v *visit, s referral.Sheet[T]) referral.Answers {
	var asks []referral.Ask
	for q := range s.All() {
		asks = append(asks, q.Ask)
	}
	return v.answers(asks)
}

func (v *visit) answers(asks []referral.Ask) referral.Answers {
	out := referral.Answers{}
	for name, values := range v.Typed {
		out[name] = values
	}
	for _, q := range asks {
		values, sent := out[q.Name]
		if !sent {
			continue
		}
		switch q.Kind {
		case referral.Country:
			out[q.Name] = named(values, i18n.CountryCode)
		case referral.Several:
			if whole := named(values, i18n.CountryCode); len(whole) == 1 && len(whole[0]) == 3 {
				out[q.Name] = whole // one country, whose name may hold a comma
				continue
			}
			out[q.Name] = named(strings.FieldsFunc(strings.Join(values, ","), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }), i18n.CountryCode)
		case referral.Tongue:
			out[q.Name] = named(values, i18n.LanguageCode)
		}
	}
	return out
}

func named(values []string, find func(string) (string, bool)) []string {
	out := make([]string, len(values))
	for i, s := range values {
		out[i] = strings.TrimSpace(s)
		if code, ok := find(s); ok {
			out[i] = code
		}
	}
	return out
}

func firstOf(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
