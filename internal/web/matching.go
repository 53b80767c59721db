package web

import (
	"cmp"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/matching"
)

// Same person? (R3.) What was found on arrival, and two persons side by side. The page says what agrees, field by field, and
// gives no number: a clerk answers. A link merges nothing and is taken back with one press.

const (
	duplicatesAt    = "/intake/{case}/duplicates"
	compareAt       = "/intake/{case}/duplicates/{person}/{other}/{there}"
	ownDuplicatesAt = "/referrals/{case}/duplicates"
)

// duplicateLine is one suggestion in a list.
type duplicateLine struct {
	Head   string // "Person 2 and a person of 7K3M-Q9TD"
	At     string // the comparison, or the partner's own referral
	State  string // where the other case is
	Why    []tagWords
	Answer string // as it stands, "" when it waits
	Likely bool
}

// tagWords is a word with the colour of a tag: tag-ok, tag-warn or "".
type tagWords struct{ Tag, Words string }

type duplicatesView struct {
	page
	Ref  string
	Lead string
	Back string
	Rows []duplicateLine
	Own  bool
}

// duplicates is the list of a package, or the way to the first comparison that waits for an answer.
func (w *Web) duplicates(v *visit) error {
	f, list, err := w.App.Duplicates(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	if v.query("next") != "" {
		for _, s := range list {
			if s.Waits() && s.Case.ID != "" {
				return v.redirect(compareAt, f.Case.ID, s.Person.ID, s.Case.ID, s.Other)
			}
		}
		return v.redirect("/intake/{case}", f.Case.ID)
	}
	p := duplicatesView{page: v.page("matching.title"), Ref: f.Case.Ref, Lead: v.T("matching.lead"), Back: v.path("/intake/{case}", f.Case.ID), Rows: v.duplicateLines(f.Case.ID, list)}
	p.Title += ", " + f.Case.Ref
	p.Current = "/intake"
	return v.show("matching/list", p)
}

// ownDuplicates is the partner's: its own referrals alone (decision 5).
func (w *Web) ownDuplicates(v *visit) error {
	f, list, err := w.App.OwnDuplicates(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	p := duplicatesView{page: v.page("matching.own.title"), Ref: f.Case.Ref, Lead: v.T("matching.own.lead"), Back: v.path("/referrals/{case}", f.Case.ID), Own: true}
	p.Title += ", " + f.Case.Ref
	p.Current = "/referrals"
	for _, s := range list {
		l := v.duplicateLine(s)
		if s.Case.ID != "" {
			l.At = v.path("/referrals/{case}", s.Case.ID)
		}
		l.State, l.Answer = "", ""
		p.Rows = append(p.Rows, l)
	}
	return v.show("matching/list", p)
}

func (v *visit) duplicateLines(id casefile.ID, list []app.Suggestion) (out []duplicateLine) {
	for _, s := range list {
		l := v.duplicateLine(s)
		if s.Case.ID != "" {
			l.At = v.path(compareAt, id, s.Person.ID, s.Case.ID, s.Other)
		}
		out = append(out, l)
	}
	return out
}

func (v *visit) duplicateLine(s app.Suggestion) duplicateLine {
	if s.Case.ID == "" { // against a country the reader has a link to
		return duplicateLine{Head: v.F("matching.hidden", map[string]any{"Number": s.Person.Number})}
	}
	l := duplicateLine{Head: v.F("matching.head", map[string]any{"Number": s.Person.Number, "Ref": s.Case.Ref}), State: v.T("casefile.state." + string(s.Case.State)), Likely: s.Result.Likely()}
	for _, r := range s.Result.Reasons {
		if r.Level != matching.Missing && (r.Level != matching.Same || r.Field != matching.Sex) {
			l.Why = append(l.Why, tagWords{levelTag(r.Level), v.F("matching.why", map[string]any{"Field": v.T("matching.field." + string(r.Field)), "Level": v.T("matching.level." + string(r.Level))})})
		}
	}
	if !s.Waits() {
		l.Answer = v.T("matching.answered." + string(s.Answer.Answer))
	}
	return l
}

func levelTag(l matching.Level) string {
	switch l {
	case matching.Same:
		return "tag-ok"
	case matching.Different, matching.Missing:
		return ""
	}
	return "tag-warn"
}

type compareView struct {
	page
	Ref, Of   string
	Back      string
	Package   string
	Compare   compare
	Answers   []answerButton
	Edit      *form
	Standing  string // the answer that stands, with who and when
	Undo      bool
	UCI       string // the client number of the other person (I-53)
	Merge     bool
	MergeWhat string
}

type answerButton struct {
	Value, Words, Key string
	First             bool
}

func (w *Web) compare(v *visit) error {
	f, b, err := w.App.CompareWith(v.ctx(), v.Actor, v.caseID(), v.value("person"), casefile.ID(v.value("other")), v.value("there"))
	if err != nil {
		return err
	}
	p := compareView{page: v.page("matching.compare.title"), Ref: f.Case.Ref, Of: v.F("case.of", map[string]any{"N": b.At, "M": b.Of}), Back: v.path(duplicatesAt, f.Case.ID), Package: v.path("/intake/{case}", f.Case.ID)}
	p.Title += ", " + f.Case.Ref
	p.Current = "/intake"
	p.Compare = compare{Caption: v.T("matching.compare.title"), Left: v.F("matching.left", map[string]any{"Ref": f.Case.Ref, "Number": b.Person.Number}), Right: v.F("matching.right", map[string]any{"Ref": b.Case.Ref})}
	row := func(name, left, right, tag, words string) {
		none := v.T("matching.none")
		p.Compare.Rows = append(p.Compare.Rows, compareRow{Name: name, Left: cmp.Or(left, none), Right: cmp.Or(right, none), Tag: tag, Words: words})
	}
	row(v.T("matching.field.shown"), b.Person.Shown(), b.OtherShown, "", "")
	for _, r := range b.Result.Reasons {
		left, right := r.A, r.B
		switch r.Field {
		case matching.Nation:
			left, right = v.countries(split(r.A)), v.countries(split(r.B))
		case matching.Sex:
			left, right = v.sex(r.A), v.sex(r.B)
		}
		row(v.T("matching.field."+string(r.Field)), left, right, levelTag(r.Level), v.T("matching.level."+string(r.Level)))
	}
	if f.Case.ReferredBy == b.Case.ReferredBy {
		row(v.T("list.partner"), v.partner(f.Case.ReferredBy), v.partner(b.Case.ReferredBy), "tag-ok", v.T("matching.level.same"))
	} else {
		row(v.T("list.partner"), v.partner(f.Case.ReferredBy), v.partner(b.Case.ReferredBy), "", v.T("matching.level.different"))
	}
	row(v.T("list.state"), v.T("casefile.state."+string(f.Case.State)), v.T("casefile.state."+string(b.Case.State)), "", "")
	p.UCI = b.UCI
	if b.UCI == b.Person.UCI {
		p.UCI = ""
	}
	if w.App.May(v.Actor, access.LinkPersons, f.Case) {
		p.Edit = v.form("answer", compareAt, f.Case.ID, b.Person.ID, b.Case.ID, b.Other)
		for i, a := range casefile.Likenesses {
			p.Answers = append(p.Answers, answerButton{Value: string(a), Words: v.T("matching.answer." + string(a)), Key: string(rune('1' + i)), First: i == 0})
		}
		p.Undo = !b.Waits()
	}
	if !b.Waits() {
		p.Standing = v.F("matching.standing", map[string]any{"Answer": v.T("matching.answered." + string(b.Answer.Answer)), "By": w.App.Name(v.ctx(), b.Answer.By), "Day": b.Answer.Day})
	}
	if b.Mergeable {
		p.Merge, p.MergeWhat = true, v.F("matching.merge.what", map[string]any{"Own": f.Case.Ref, "Other": b.Case.Ref})
	}
	return v.show("matching/compare", p)
}

// sex is UNHCR's code in words.
func (v *visit) sex(code string) string {
	if code == "" {
		return ""
	}
	return v.T("person.sex.is." + code)
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ", ")
}

// answerCompare keeps the answer and goes on to the next that waits, or back to the package.
func (w *Web) answerCompare(v *visit) error {
	person, other, there := v.value("person"), casefile.ID(v.value("other")), v.value("there")
	switch v.pressed() {
	case "undo":
		if err := w.App.AnswerComparison(v.ctx(), v.write(), app.Answered{Person: person, Other: other, There: there, Undo: true}); err != nil {
			return err
		}
		return v.done("matching.undone", compareAt, v.caseID(), person, other, there)
	case "merge":
		if err := w.App.MergeDuplicate(v.ctx(), v.write(), other); err != nil {
			return err
		}
		return v.done("matching.merged", "/intake")
	}
	_, b, err := w.App.CompareWith(v.ctx(), v.Actor, v.caseID(), person, other, there)
	if err != nil {
		return err
	}
	if err := w.App.AnswerComparison(v.ctx(), v.write(), app.Answered{Person: person, Other: other, There: there, Answer: casefile.Likeness(v.pressed())}); err != nil {
		return err
	}
	if next := strings.Split(b.Next, "/"); len(next) == 3 {
		return v.done("matching.kept", compareAt, v.caseID(), next[0], next[1], next[2])
	}
	if v.pressed() == string(casefile.SamePerson) { // what follows from the link is offered where it was made
		return v.done("matching.kept", compareAt, v.caseID(), person, other, there)
	}
	return v.done("matching.kept", "/intake/{case}", v.caseID())
}
