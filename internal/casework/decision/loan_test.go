package decision_test

import (
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
)

var terms = decision.LoanTerms{Begins: 12, Shortest: 36, Longest: 96, Hardship: 24}

func loan() decision.Loan {
	return decision.Loan{Person: "p1", Way: decision.ByLoan, Counselled: "2026-12-01", Signed: "d1", Amount: 2500, Months: 60}
}

// explained, signed, authorised; terms of the Regulations; or paid by the assistance program with its reason.
func TestRule_A_104_LoanIsExplainedSignedAndAuthorised(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*decision.Loan, *decision.Journey)
		want   string
	}{
		{"as it should be", func(*decision.Loan, *decision.Journey) {}, ""},
		{"36 months", func(l *decision.Loan, _ *decision.Journey) { l.Months = 36 }, ""},
		{"96 months", func(l *decision.Loan, _ *decision.Journey) { l.Months = 96 }, ""},
		{"35 months", func(l *decision.Loan, _ *decision.Journey) { l.Months = 35 }, "months"},
		{"97 months", func(l *decision.Loan, _ *decision.Journey) { l.Months = 97 }, "months"},
		{"no amount", func(l *decision.Loan, _ *decision.Journey) { l.Amount = 0 }, "amount"},
		{"not explained", func(l *decision.Loan, _ *decision.Journey) { l.Counselled = "" }, "counselled"},
		{"explained before the approval", func(l *decision.Loan, _ *decision.Journey) { l.Counselled = "2026-01-01" }, "counselled"},
		{"not signed", func(l *decision.Loan, _ *decision.Journey) { l.Signed = "d9" }, "signed"},
		{"a child", func(l *decision.Loan, _ *decision.Journey) { l.Person = "p2" }, "person"},
		{"nobody says who pays", func(l *decision.Loan, _ *decision.Journey) { l.Way = "" }, "way"},
		{"the program pays", func(l *decision.Loan, _ *decision.Journey) {
			*l = decision.Loan{Person: "p1", Way: decision.ByAssistance, Needs: "A stretcher."}
		}, ""},
		{"the program pays, no reason", func(l *decision.Loan, _ *decision.Journey) { l.Way = decision.ByAssistance }, "needs"},
		{"before a decision", func(_ *decision.Loan, j *decision.Journey) { j.Decision.Status = decision.Draft }, "A-104"},
		{"closed", func(_ *decision.Loan, j *decision.Journey) { j.State = casefile.ClosedUnused }, "A-104"},
	} {
		l, j := loan(), travelling()
		c.change(&l, &j)
		if _, err := decision.RecordLoan(l, decision.Loan{}, j, terms, onFile); rule(err)+names(err) != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	l, err := decision.RecordLoan(loan(), decision.Loan{}, travelling(), terms, onFile)
	if err != nil {
		t.Fatal(err)
	}
	if l, err = l.Authorise("officer.cedar", at); err != nil || l.Officer != "officer.cedar" {
		t.Errorf("%+v %v", l, err)
	}
	if _, err := l.Authorise("officer.cedar", at.Add(time.Hour)); rule(err) != "A-104" {
		t.Errorf("twice: %v", err)
	}
	if _, err := decision.RecordLoan(loan(), l, travelling(), terms, onFile); rule(err) != "A-104" {
		t.Errorf("changed after it was authorised: %v", err)
	}
	j := gone()
	if l.Due(j, terms) != "" {
		t.Error("due before the entry")
	}
	j.Landings = []decision.Landing{landed("p1", "2027-02-28")}
	if got := l.Due(j, terms); got != "2028-02-28" {
		t.Errorf("due %q", got)
	}
}

// Neither a loan nor an orientation stands before a visa, a departure or a landing.
func TestRule_A_105_NothingWaitsForOrientation(t *testing.T) {
	o := decision.Orientation{Persons: []string{"p1", "p2"}, Began: "2026-12-01", Days: 4, HeldBy: "IOM"}
	for _, c := range []struct {
		name   string
		change func(*decision.Orientation)
		want   string
	}{
		{"as it should be", func(*decision.Orientation) {}, ""},
		{"nobody", func(o *decision.Orientation) { o.Persons = nil }, "persons"},
		{"somebody who stays", func(o *decision.Orientation) { o.Persons = []string{"p3"} }, "persons"},
		{"tomorrow", func(o *decision.Orientation) { o.Began = "2026-12-06" }, "began"},
		{"no time", func(o *decision.Orientation) { o.Days = 0 }, "days"},
		{"by nobody", func(o *decision.Orientation) { o.HeldBy = "" }, "given"},
	} {
		x := o
		c.change(&x)
		if err := decision.Attend(x, travelling()); names(err) != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	if got := decision.Attended([]decision.Orientation{o}, "p2"); len(got) != 1 || len(decision.Attended([]decision.Orientation{o}, "p3")) != 0 {
		t.Errorf("%+v", got)
	}
	j := travelling() // nothing is recorded of either
	if err := decision.Depart(decision.Departure{Person: "p1", Day: "2026-12-01", Confirmed: "IOM"}, j); err != nil {
		t.Errorf("the departure waits: %v", err)
	}
}
