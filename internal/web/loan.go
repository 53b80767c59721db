package web

import (
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// How travel is paid, and who was at the orientation before departure: the office's page.

const loanAt = travelAt + "/loan"

type loanView struct {
	casePage
	Terms    string
	Loans    []loanLine
	Record   *form
	Attended []fact
	Attend   *form
}

type loanLine struct {
	recourseLine
	Form *form
	Go   *form // to authorise it
	Word string
}

func (w *Web) loan(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "loan.title")
	if err != nil {
		return err
	}
	j, terms := w.App.Journey(f), decision.TermsOf(w.App.Policy())
	view := loanView{casePage: p, Terms: v.F("loan.terms", map[string]any{"Begins": terms.Begins, "Shortest": terms.Shortest, "Longest": terms.Longest, "Hardship": terms.Hardship})}
	coming := j.Coming() && !j.State.Closed()
	ws := v.worksheet(f, p)
	for _, x := range j.Borrowers() {
		l, ok := decision.LoanOf(f.Loans, x.ID)
		line := v.loanLine(f, j, l, ok, &x, terms)
		if coming && l.Authorised.IsZero() && w.App.May(v.Actor, access.RecordLoan, f.Case) {
			line.Form = v.loanForm(ws, x.ID, l)
		}
		view.Loans = append(view.Loans, line)
	}
	for _, x := range j.Travellers() {
		var words []string
		for _, o := range decision.Attended(f.Orientations, x.ID) {
			words = append(words, v.F("orientation.line", map[string]any{"Day": o.Began, "N": o.Days, "By": v.T("orientation.given.is." + o.HeldBy)}))
		}
		if words != nil {
			view.Attended = append(view.Attended, fact{numbered(&x), strings.Join(words, "; ")})
		}
	}
	if coming && w.App.May(v.Actor, access.Orient, f.Case) {
		view.Attend = v.orientationForm(f, j)
	}
	return v.show("travel/loan", view)
}

func (v *visit) loanForm(ws *worksheet, person string, l decision.Loan) *form {
	q := v.form("loan-"+person, loanAt, ws.f.Case.ID).of(l.Version)
	signed := q.one("select", "signed", v.T("loan.signed"), l.Signed)
	signed.Options = ws.chosen(ws.documentOptions(), signed.Value)
	var ways []string
	for _, w := range decision.LoanWays {
		ways = append(ways, string(w))
	}
	q.Fields = q.apart([]field{q.choice("way", "loan.way", string(l.Way), "loan.way.is", ways...), opt(q.date("counselled", "loan.counselled", string(l.Counselled))), opt(signed),
		opt(wide(q.text("amount", "loan.amount", noZero(l.Amount)), "w-s")), opt(wide(q.text("months", "loan.months", noZero(l.Months)), "w-s")), opt(q.long("needs", "loan.needs", l.Needs))})
	return q
}

// noZero is a number as a field holds it, "" for none.
func noZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (v *visit) orientationForm(f *app.File, j decision.Journey) *form {
	q := v.form("orientation", loanAt, f.Case.ID)
	persons := q.many("persons", "orientation.persons", nil, "")
	var who []option
	for _, x := range j.Travellers() {
		who = append(who, option{Value: x.ID, Label: numbered(&x)})
	}
	q.Fields = []field{q.pick(persons, who...), q.date("began", "orientation.began", ""), wide(q.text("days", "orientation.days", ""), "w-s"), q.choice("given", "orientation.given", "", "orientation.given.is", decision.OrientationGivers...)}
	return q
}

func (v *visit) loanLine(f *app.File, j decision.Journey, l decision.Loan, ok bool, x *people.Person, terms decision.LoanTerms) loanLine {
	line := loanLine{recourseLine: recourseLine{Head: numbered(x), State: v.T("loan.none")}}
	if !ok {
		return line
	}
	add := func(key, value string) {
		if value != "" {
			line.Facts = append(line.Facts, fact{v.T(key), value})
		}
	}
	line.State, line.Tag = v.T("loan.to_authorise"), "tag-warn"
	add("loan.way", v.T("loan.way.is."+string(l.Way)))
	add("loan.needs", l.Needs)
	if l.Way == decision.ByLoan {
		add("loan.counselled", v.Lang.Date(string(l.Counselled)))
		add("loan.amount", v.F("loan.amount.is", map[string]any{"N": l.Amount}))
		add("loan.months", strconv.Itoa(l.Months))
		for i := range f.Documents {
			if d := &f.Documents[i]; d.ID == l.Signed {
				add("loan.signed", v.T("document.kind.is."+d.Kind))
			}
		}
		if due := l.Due(j, terms); due != "" {
			add("loan.due", v.Lang.Date(string(due)))
		}
	}
	add("hold.by", v.web.App.Name(v.ctx(), l.By)+", "+v.Lang.DateTime(l.At.UTC()))
	switch {
	case !l.Authorised.IsZero():
		line.State, line.Tag = v.T("loan.is_authorised"), "tag-ok"
		add("loan.officer", v.web.App.Name(v.ctx(), l.Officer)+", "+v.Lang.DateTime(l.Authorised.UTC()))
	case v.web.App.May(v.Actor, access.AuthoriseLoan, f.Case):
		line.Go, line.Word = v.form("authorise-"+x.ID, loanAt, f.Case.ID).final().of(l.Version), v.F("loan.authorise", map[string]any{"Who": numbered(x)})
	}
	return line
}

func (w *Web) recordLoan(v *visit) error {
	number := func(name string) int { n, _ := strconv.Atoi(v.typed(name)); return n }
	var err error
	done := "loan.recorded"
	who, authorise := strings.CutPrefix(v.posted(), "authorise-")
	borrower, loan := strings.CutPrefix(v.posted(), "loan-")
	switch {
	case authorise:
		done = "loan.authorised"
		_, err = w.App.AuthoriseLoan(v.ctx(), v.write(), who, v.version())
	case loan:
		_, err = w.App.RecordLoan(v.ctx(), v.write(), v.version(), decision.Loan{Person: borrower, Way: decision.LoanWay(v.typed("way")), Counselled: policy.Day(v.day("counselled")), Signed: v.typed("signed"),
			Amount: number("amount"), Months: number("months"), Needs: v.typed("needs")})
	case v.posted() == "orientation":
		done = "loan.attended"
		_, err = w.App.RecordOrientation(v.ctx(), v.write(), decision.Orientation{Persons: v.Typed["persons"], Began: policy.Day(v.day("began")), Days: number("days"), HeldBy: v.typed("given")})
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, loanAt, v.caseID())
}
