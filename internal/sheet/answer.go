package sheet

import (
	"slices"
	"strings"

	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/pdf"
)

// parts prints parts of a form with their answers: every question that is asked, answered or not. So a question that is
// added to a list is on the paper without a change here. Rows of a list that repeats are a table where its questions fit.
func (w *writer) parts(level int, list []referral.Part) {
	for len(list) > 0 {
		p, n := list[0], 1
		if len(p.Asks) == 0 {
			list = list[1:]
			continue
		}
		w.heading(level, w.Lang.T(p.Title))
		if p.Row == 0 {
			w.asked(p.Asks)
		} else {
			for n < len(list) && list[n].Title == p.Title && list[n].Row > 0 && (list[n].Person == p.Person || level == 2) {
				n++
			}
			w.entries(level+1, list[:n])
		}
		list = list[n:]
	}
}

// asked prints questions with their answers. One that another answer makes idle is left out, unless it has one.
func (w *writer) asked(list []referral.Answered) {
	values := referral.Answers{}
	for _, q := range list {
		values[q.Name] = q.Values
	}
	var out []pair
	for _, q := range list {
		if q.Asked(values) || len(q.Values) > 0 {
			out = append(out, w.of(q.Form+"."+q.Name+".label", w.answer(q.Ask, q.Values)))
		}
	}
	w.pairs(out...)
}

// entries prints the rows of a list: a question a column, or one row after the other when they are too many for the width.
func (w *writer) entries(level int, rows []referral.Part) {
	asks := rows[0].Asks
	if len(asks) > columns {
		for _, r := range rows {
			w.heading(level, w.Lang.F("sheet.entry", map[string]any{"Number": r.Row}))
			w.asked(r.Asks)
		}
		return
	}
	t := pdf.Table{RowHeads: true}
	for _, q := range asks {
		t.Head = append(t.Head, pdf.Plain(w.Lang.T(q.Form+"."+q.Name+".label")))
	}
	for _, r := range rows {
		var row []pdf.Text
		for _, q := range r.Asks {
			row = append(row, pdf.Written(w.answer(q.Ask, q.Values)))
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
