package decision

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Loan is how the travel of an adult and of who travels with them is paid: by a loan on the terms that they signed, or by the assistance
// program for who has exceptionally high needs. It is no condition of a visa or of a departure.
type Loan struct {
	ID      string
	Version int64 `json:"-"`

	Person     string // the adult who signs
	Way        LoanWay
	Counselled policy.Day `json:",omitempty"` // the terms were explained on this day
	Signed     string     `json:",omitempty"` // id of the document: the form (IMM 0502) as signed
	Amount     int        `json:",omitempty"` // Canadian dollars
	Months     int        `json:",omitempty"` // in which it is paid back, as the form says
	Needs      string     `json:",omitempty"` // why the assistance program pays
	By         string
	At         time.Time

	Officer    string    `json:",omitempty"` // who authorised it
	Authorised time.Time `json:",omitzero"`
}

// LoanWay is who pays.
type LoanWay string

// The ways.
const (
	ByLoan       LoanWay = "loan"
	ByAssistance LoanWay = "assistance"
)

// LoanWays in the order of the page.
var LoanWays = []LoanWay{ByLoan, ByAssistance}

// LoanTerms are the terms as the pack has them, in months: when the first payment is due after the entry, in how many it is paid back,
// and by how many that can be put off in hardship.
type LoanTerms struct{ Begins, Shortest, Longest, Hardship int }

// TermsOf are the terms of a day.
func TermsOf(v *policy.View) LoanTerms {
	months := func(id string) int {
		c, _ := v.Clock(id)
		return c.Months
	}
	return LoanTerms{months("loan-begins"), months("loan-shortest"), months("loan-longest"), months("loan-hardship")}
}

// LogValue says nothing.
func (l Loan) LogValue() slog.Value { return slog.StringValue("loan") }

// Borrowers are the adults who travel: each may sign for themselves.
func (j Journey) Borrowers() []people.Person {
	return slices.DeleteFunc(j.Travellers(), func(p people.Person) bool { return !p.Principal() && !p.Adult(j.Today) })
}

// LoanOf is how an adult's travel is paid, false while nothing is recorded.
func LoanOf(loans []Loan, person string) (Loan, bool) {
	i := slices.IndexFunc(loans, func(l Loan) bool { return l.Person == person })
	if i < 0 {
		return Loan{}, false
	}
	return loans[i], true
}

// RecordLoan checks what was explained and signed, until an officer has authorised it.
//
// Rule A-104 (R289, R291 to R293): the terms are explained and signed, and they are those of the Regulations: no interest, a number of
// months by the amount. Exceptionally high needs may be paid for by the assistance program instead.
func RecordLoan(l, was Loan, j Journey, terms LoanTerms, onFile func(document string) bool) (Loan, error) {
	if !was.Authorised.IsZero() {
		return l, fault.Stop("A-104", "loan.authorised")
	}
	if !j.Coming() || j.State.Closed() {
		return l, fault.Stop("A-104", "loan.state")
	}
	l.Needs = strings.TrimSpace(l.Needs)
	var c fault.Check
	if !slices.ContainsFunc(j.Borrowers(), func(p people.Person) bool { return p.ID == l.Person }) {
		c.AddRule("person", "loan.person.needed", "A-104")
	}
	switch l.Way {
	case ByLoan:
		if !l.Counselled.Valid() || l.Counselled > j.Today || l.Counselled < policy.DayOf(j.Decision.SignedAt) {
			c.AddRule("counselled", "loan.counselled.needed", "A-104")
		}
		if !onFile(l.Signed) {
			c.AddRule("signed", "loan.signed.needed", "A-104")
		}
		if l.Amount <= 0 {
			c.AddRule("amount", "loan.amount.needed", "A-104")
		}
		if l.Months < terms.Shortest || l.Months > terms.Longest {
			c.Fields = append(c.Fields, fault.Field{Name: "months", Key: "loan.months.needed", Rule: "A-104", Args: map[string]any{"Shortest": terms.Shortest, "Longest": terms.Longest}})
		}
		l.Needs = ""
	case ByAssistance:
		if l.Needs == "" {
			c.AddRule("needs", "loan.needs.needed", "A-104")
		} else if utf8.RuneCountInString(l.Needs) > maxSeparationText {
			c.Add("needs", "family_change.too_long")
		}
		l = Loan{Person: l.Person, Way: l.Way, Needs: l.Needs}
	default:
		c.AddRule("way", "loan.way.needed", "A-104")
	}
	l.Officer, l.Authorised = "", time.Time{}
	return l, c.Err("loan.wrong")
}

// Authorise is the officer's word on what is recorded (R289).
func (l Loan) Authorise(by string, at time.Time) (Loan, error) {
	if !l.Authorised.IsZero() {
		return l, fault.Stop("A-104", "loan.authorised")
	}
	l.Officer, l.Authorised = by, at
	return l, nil
}

// Due is the day of the first payment, "" before the entry (R291).
func (l Loan) Due(j Journey, terms LoanTerms) policy.Day {
	in, ok := j.Protected(l.Person)
	if !ok || l.Way != ByLoan {
		return ""
	}
	return in.Day.AddMonths(terms.Begins)
}

// Orientation is that persons of the case were at the orientation before departure. It is a record of who came, and no
// condition of anything.
type Orientation struct {
	ID      string
	Version int64 `json:"-"`

	Persons []string
	Began   policy.Day
	Days    int
	HeldBy  string // OrientationGivers
	By      string
	At      time.Time
}

// OrientationGivers may hold it.
var OrientationGivers = []string{"IOM", "other"}

// LogValue says nothing.
func (o Orientation) LogValue() slog.Value { return slog.StringValue("orientation") }

// Attend checks who came to an orientation.
//
// Rule A-105: attendance is recorded, and is not a condition of the visa.
func Attend(o Orientation, j Journey) error {
	if !j.Coming() || j.State == casefile.ClosedUnused {
		return fault.Stop("A-105", "orientation.state")
	}
	var c fault.Check
	if len(o.Persons) == 0 || slices.ContainsFunc(o.Persons, func(id string) bool { return !j.travels(id) }) {
		c.AddRule("persons", "orientation.persons.needed", "A-105")
	}
	if !o.Began.Valid() || o.Began > j.Today {
		c.AddRule("began", "orientation.began.needed", "A-105")
	}
	if o.Days < 1 || o.Days > 31 {
		c.AddRule("days", "orientation.days.needed", "A-105")
	}
	if !slices.Contains(OrientationGivers, o.HeldBy) {
		c.AddRule("given", "orientation.given.needed", "A-105")
	}
	return c.Err("orientation.wrong")
}

// Attended are the orientations that a person was at.
func Attended(list []Orientation, person string) (out []Orientation) {
	for _, o := range list {
		if slices.Contains(o.Persons, person) {
			out = append(out, o)
		}
	}
	return out
}
