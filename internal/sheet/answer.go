package sheet

import (
	"slices"
	"strings"

	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/pdf"
)

// answers prints a question list with its answers: every group under its heading, every question, answered or not. So a
// question that is added to a list is on the paper without a change here.
func answers[T any](w *writer, level int, list referral.Sheet[T], value *T, groups ...string) {
	values := list.Values(value)
	for _, g := range list {
		if len(groups) > 0 && !slices.Contains(groups, g.Name) || len(g.Questions) == 0 {
			continue
		}
		w.heading(level, w.Lang.T(g.Questions[0].Form+".group."+g.Name))
		var out []pair
		for _, q := range g.Questions {
			out = append(out, w.of(q.Form+"."+q.Name+".label", w.answer(q.Ask, values[q.Name])))
		}
		w.pairs(out...)
	}
}

// entries prints a list of like things (addresses, documents, languages) as a table: a question a column.
func entries[T any](w *writer, level int, title string, list referral.Sheet[T], values []T) {
	w.heading(level, w.Lang.T(title))
	if len(values) == 0 {
		w.none()
		return
	}
	t := pdf.Table{RowHeads: true}
	asks := list.All()
	if len(asks) > columns { // too many for the width: one after the other, as labels with values
		for i := range values {
			w.heading(level+1, w.Lang.F("sheet.entry", map[string]any{"Number": i + 1}))
			var out []pair
			all := list.Values(&values[i])
			for _, q := range asks {
				out = append(out, w.of(q.Form+"."+q.Name+".label", w.answer(q.Ask, all[q.Name])))
			}
			w.pairs(out...)
		}
		return
	}
	for _, q := range asks {
		t.Head = append(t.Head, pdf.Plain(w.Lang.T(q.Form+"."+q.Name+".label")))
	}
	for i := range values {
		var row []pdf.Text
		all := list.Values(&values[i])
		for _, q := range asks {
			row = append(row, pdf.Written(w.answer(q.Ask, all[q.Name])))
		}
		t.Rows = append(t.Rows, row)
	}
	w.add(t)
}

// columns is how many a table may have on a sheet of paper.
const columns = 6

func (w *writer) none() { w.add(pdf.Paragraph{Text: pdf.Plain(w.Lang.T("sheet.none"))}) }

// answer is an answer as it is read: codes as their words, countries and languages by name, days in full, persons by
// their number and name, partners by name.
func (w *writer) answer(a referral.Ask, values []string) string {
	if a.Kind == referral.Tick && len(values) == 0 {
		return w.Lang.T("sheet.unticked")
	}
	var out []string
	for _, s := range values {
		p := w.person(s)
		switch {
		case s == "":
			continue
		case a.Kind == referral.Tick:
			s = w.Lang.T("ask.yn.yes")
		case a.Words != "" && slices.Contains(a.Options, s):
			s = w.Lang.T(a.Words + "." + s)
		case a.Kind == referral.Country || a.Kind == referral.Several:
			s = w.Lang.Country(s)
		case a.Kind == referral.Tongue:
			s = w.Lang.Language(s)
		case a.Kind == referral.Date, a.Kind == referral.DateLike:
			s = w.Lang.Date(s)
		case p != nil:
			s = w.who(p)
		case a.Kind == referral.Select:
			if x, ok := w.View.Partner(s); ok {
				s = x.In(string(w.Lang))
			}
		}
		out = append(out, s)
	}
	if a.Kind == referral.Lines {
		return strings.Join(out, "\n")
	}
	return strings.Join(out, ", ")
}

// who is a person by number and name.
func (w *writer) who(p *people.Person) string {
	return w.Lang.F("sheet.who", map[string]any{"Number": p.Number, "Name": p.Shown()})
}

// code is the words of a code, or the code itself where no word is known: what was imported is printed as it was written.
func (w *writer) code(prefix, code string) string {
	if s := w.Lang.T(prefix + code); code != "" && !strings.HasPrefix(s, "⟦") {
		return s
	}
	return code
}
