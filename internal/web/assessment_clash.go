package web

import (
	"slices"
	"strings"

	"passage/internal/casework/assessment"
	"passage/internal/casework/referral"
)

// clashView is what a writer sees whose row somebody else saved first: both versions side by side. Keep both and use
// mine save a draft over theirs, which stays in the journal; nothing is recorded here.
type clashView struct {
	casePage
	Name   string
	Row    string
	Parts  []clashPart
	Both   *form
	Mine   *form
	Theirs string
	Of     struct{ Draft, Standing, Key string }
	Keep   []hidden // what "keep both" saves
	Use    []hidden // what "use mine" saves
}

type clashPart struct {
	Name, Mine, Theirs string
	Same               bool
}

// hidden is a value that a form carries.
type hidden struct{ Name, Value string }

// clash shows both versions of a row.
func (v *worksheet) clash(p casePage) error {
	mine, ok := v.typedFinding()
	l := v.sheet.Line(mine.Row)
	if !ok || l == nil || l.Shown() == nil {
		return v.show("frame/error", errorView{page: p.page, Head: v.T("frame.error.409.title"), What: v.T("frame.error.409.what"), Do: v.T("frame.error.409.do")})
	}
	theirs := l.Shown()
	c := clashView{casePage: p, Name: v.web.App.Name(v.ctx(), theirs.By), Theirs: v.rowAt(mine.Row)}
	if x, ok := v.view.Criterion(mine.Criterion); ok {
		c.Row = x.Short.In(string(v.Lang))
	}
	c.Of.Key = mine.Key()
	c.Both, c.Mine = v.form("finding", eligibilityAt, v.f.Case.ID), v.form("finding", eligibilityAt, v.f.Case.ID)
	if l.Draft != nil {
		c.Of.Draft = l.Draft.ID
		c.Both.Version, c.Mine.Version = l.Draft.Version, l.Draft.Version
	}
	if l.Standing != nil {
		c.Of.Standing = l.Standing.ID
	}
	part := func(key, a, b string) {
		if a != "" || b != "" {
			c.Parts = append(c.Parts, clashPart{Name: v.T(key), Mine: a, Theirs: b, Same: a == b})
		}
	}
	mineRow, theirRow := v.recordedText(&mine), v.recordedText(theirs)
	for _, q := range assessment.Questions[mine.Criterion] {
		part("assessment.question."+string(q), v.answer(q, mine.Answer(q)), v.answer(q, theirs.Answer(q)))
	}
	part("assessment.question.result", v.resultOrNone(mine.Result), v.resultOrNone(theirs.Result))
	part("assessment.form.reasons", mine.Reasons, theirs.Reasons)
	part("assessment.form.evidence", mineRow, theirRow)
	if crit, ok := v.view.Criterion(mine.Criterion); ok {
		for i, id := range crit.Notes {
			a, b := noteAnswer(&mine, id), noteAnswer(theirs, id)
			c.Parts = append(c.Parts, clashPart{Name: v.F("assessment.notes.group", map[string]any{"Letter": string(rune('A' + i))}),
				Mine: v.noteText(a), Theirs: v.noteText(b), Same: a == b})
		}
	}
	c.Use = carry(mine)
	c.Keep = carry(both(mine, *theirs))
	return v.show("assessment/clash", c)
}

func (v *worksheet) answer(q assessment.Question, a assessment.Answer) string {
	if a == "" {
		return ""
	}
	return v.T(answerWords(q) + "." + string(a))
}

func (v *worksheet) resultOrNone(r assessment.Result) string {
	if r == "" {
		return ""
	}
	return v.result(r)
}

func (v *worksheet) recordedText(x *assessment.Finding) string {
	var out []string
	for _, e := range x.Evidence {
		out = append(out, v.evidence(e))
	}
	return strings.Join(out, "; ")
}

func (v *worksheet) noteText(a assessment.NoteAnswer) string {
	if a.Answer == "" {
		return a.Reason
	}
	return strings.TrimSpace(v.T("assessment.notes."+string(a.Answer)) + ". " + a.Reason)
}

// both puts two versions of a row together: answers of mine where I gave one, texts one after the other, all evidence.
func both(mine, theirs assessment.Finding) assessment.Finding {
	out := mine
	if out.Result == "" {
		out.Result = theirs.Result
	}
	out.Reasons = join(theirs.Reasons, mine.Reasons)
	for _, e := range theirs.Evidence {
		if !slices.Contains(out.Evidence, e) {
			out.Evidence = append(out.Evidence, e)
		}
	}
	for _, x := range theirs.Facts {
		if !slices.ContainsFunc(out.Facts, func(y assessment.Fact) bool { return y.Question == x.Question }) {
			out.Facts = append(out.Facts, x)
		}
	}
	for _, n := range theirs.Notes {
		i := slices.IndexFunc(out.Notes, func(m assessment.NoteAnswer) bool { return m.Note == n.Note })
		if i < 0 {
			out.Notes = append(out.Notes, n)
			continue
		}
		if out.Notes[i].Answer == "" {
			out.Notes[i].Answer = n.Answer
		}
		out.Notes[i].Reason = join(n.Reason, out.Notes[i].Reason)
	}
	return out
}

func join(theirs, mine string) string {
	switch {
	case mine == "" || mine == theirs:
		return theirs
	case theirs == "":
		return mine
	}
	return theirs + "\n\n" + mine
}

// carry is a finding as the values of its form.
func carry(x assessment.Finding) []hidden {
	out := []hidden{{"result", string(x.Result)}, {"reasons", x.Reasons}}
	for _, e := range x.Evidence {
		out = append(out, hidden{"keep", e.Document + "|" + e.Page})
	}
	for _, f := range x.Facts {
		name := "fact." + string(f.Question)
		out = append(out, hidden{name, string(f.Answer)}, hidden{name + ".note", f.Note})
		if f.Day != "" {
			y, m, d := referral.SplitDate(string(f.Day))
			out = append(out, hidden{name + ".day_y", y}, hidden{name + ".day_m", m}, hidden{name + ".day_d", d})
		}
		if len(f.Evidence) > 0 && assessment.OwnEvidence(x.Criterion) {
			out = append(out, hidden{name + ".doc", f.Evidence[0].Document})
		}
	}
	for _, n := range x.Notes {
		out = append(out, hidden{"note." + n.Note, string(n.Answer)}, hidden{"note." + n.Note + ".reason", n.Reason})
	}
	for name, on := range map[string]bool{"addressed": x.Addressed, "belief": x.Belief, "asked": x.Ask} {
		if on {
			out = append(out, hidden{name, "yes"})
		}
	}
	return slices.DeleteFunc(out, func(h hidden) bool { return h.Value == "" })
}
