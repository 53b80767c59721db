// Package letter owns the words of letters and notices, in both languages, and what each must hold (assessment
// section 9). It does not own when a letter is owed (casefile, decision), whether it may go, by which channel and to
// whom (app.release and the safe-contact plan), nor the text of criteria and grounds (policy pack).
//
// A letter is HTML, written whole from Data: the same Data give the same bytes, so that what was sent can be made
// again. Templates are templates/<kind>.<language>.html; every kind has both.
package letter

import (
	"embed"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"
	"sync"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// Data is what a letter is written from. Texts are of the decision and the pack; nothing is looked up here.
type Data struct {
	Lang        i18n.Lang
	Day         policy.Day // of the letter
	Ref         string     // neutral reference of the case
	Application string     // application number, "" before there is one
	Name        string     // of the addressee; "" where a letter must not name them
	Office      string     // name of the office in the language of the letter
	Partner     string     // name of the partner, likewise

	// Decision.
	Decided policy.Day
	Summary string
	Grounds []Ground
	Short   bool // L9: the applicant agreed that a short reason goes to the partner

	// Answer to a request for reconsideration: Summary is why.
	Asked    policy.Day // the day of the request
	Reopened bool

	// A hold, or an order. ToPartner: the letter is the partner's own, and names it.
	ToPartner bool
	Since     policy.Day
	Review    policy.Day
	Why       string // the reason of a hold, in neutral words
	Order     string // number of an order, which suspends unless it has
	Lifted    bool   // let the application go on, or
	Ended     bool   // ended it

	// What is asked for: papers, a test because of Why, an examination at Where, of the persons with these numbers.
	Wanted  []Wanted
	Cost    string
	Where   string
	Numbers []int

	// Concerns put in writing.
	Concerns []Concern
	Days     int // to answer these or what is asked for, from the day on which the addressee is told

	// Interview.
	Clocks      []casefile.Clock
	Video       bool
	Way         casefile.Way
	Language    string // of the interview, in the language of the letter; "" when not set
	Interpreter bool
	Persons     int // who attend
	Rebook      bool

	// A matter of cessation.
	Matter Matter

	// A family on its way.
	Onward Onward
	// A family member who follows through the one-year window: Numbers is who, Review the last day of a reminder.
	Window *Window

	// Approval.
	Staying bool // a family member does not travel: the one-year window is explained
	Quebec  bool
}

// Window is what the letters on a refusal under the one-year window are written from; nil in the others.
type Window struct {
	Person    int // number in the application
	Submitted policy.Day
	Unmet     []Said // what is not met, and its provision
	Put       policy.Day
	Answer    string // "" when none came
	Reasons   string
}

// Ground is one thing a refusal rests on, as the letter explains it.
type Ground struct {
	Title     string   // of the criterion or ground, in the language of the letter
	Provision string   // as the pack cites it; a French letter names the Act and the Regulations in French
	Classes   []string // of the class criterion: names of the classes assessed
	Person    string   // number of the person it concerns, "" for the application
	Reason    string   // the officer's words: how it is unmet, the evidence and why it does not suffice
	Put       policy.Day
	Concern   string // as it was put
	Reply     string // what the applicant answered
	Papers    bool   // documents came with the answer, or were all of it
}

// Wanted is one document that is asked for.
type Wanted struct {
	What, Why string
	Country   string // that issued it, in the language of the letter; "" where it does not matter
}

// Concern is one concern as a letter puts it.
type Concern struct {
	Title     string // of the criteria and grounds at issue
	Provision string // as the pack cites them
	Person    string // number of the person it concerns, "" for the application
	Essence   string
	Facts     string
	Sources   []string // kinds of source, in the language of the letter
	Summary   bool     // a part is confidential: what is said is a summary
	Papers    string   // documents that could help
}

// Matter is what the letters of a matter of cessation are written from (L18, L19).
type Matter struct {
	Questions []string // put to the person

	Landed                                  policy.Day
	Contact, Counsel, Client, Foreign, Copy string
	Disclosure                              string // on which ground the package leaves
	Source, Concern                         string
	SourceDay                               policy.Day
	Panel, Answers, Factors                 []Said
	Lines                                   []MatterLine
	Asked                                   []MatterAsk
	PrimaFacie, VeryStrong, Contrary        string
	Why                                     string // what is recommended
	Opinion                                 string // of the supervisor
	OpinionDay                              policy.Day
}

// Onward is what the letters about a family on its way are written from (L14, L15): no birth date, address, work or risk.
type Onward struct {
	Persons []Traveller
	Names   bool // the recipient is told everybody's name

	Travel                policy.Day // planned, of a request for a destination
	Urgent, Again, Quebec bool
	Change, Ties, Settle  string
	Avoid                 string
	Number, What, Why, To string // of an arrival notice; Why is also why a request is urgent
	Part                  int
	Departs, Arrives      policy.Day
	Port, Flights, Booked string
	Community, Province   string
	Alert                 string
	Background            string     // of a case that cannot wait
	By                    policy.Day // a day by which they must have left
	Contact               []string   // what must not be done to reach them
}

// Traveller is a person as whoever receives them is told of them; Name is "" where the number stands for it.
type Traveller struct {
	Number    int
	Name      string
	Age       string // a group
	Languages []string
	Needs     []string
}

// Said is a title with what the record says to it.
type Said struct{ Title, Words string }

// MatterLine is one ground as the package has it.
type MatterLine struct {
	Title, Result, Reasons string
	Follows                string // from a final decision on it
	More, Facts            []Said
}

// MatterAsk is what the person was asked, and said.
type MatterAsk struct {
	Day, Told policy.Day
	Asked     string
	How, Said string
}

//go:embed templates
var files embed.FS

var load = sync.OnceValue(func() map[i18n.Lang]*template.Template {
	out := map[i18n.Lang]*template.Template{}
	for _, l := range i18n.Langs {
		out[l] = template.Must(template.New("").Funcs(template.FuncMap{
			"date":    func(d policy.Day) string { return l.Date(string(d)) },
			"clock":   l.DateTime,
			"product": func() string { return i18n.Product },
			"cite":    func(s string) string { return policy.Provisions(s, string(l)) },
			"lines":   func(s string) []string { return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") },
		}).ParseFS(files, "templates/*."+string(l)+".html"))
	}
	return out
})

// Kinds are the kinds that have templates.
var Kinds = []casefile.NoticeKind{casefile.InterviewInvitation, casefile.InterviewWaiver, casefile.PaperRequest, casefile.FairnessLetter, casefile.TestOffer, casefile.MedicalInstructions, casefile.RefusalEligibility, casefile.RefusalInadmissible, casefile.PartnerOutcome, casefile.Approval, casefile.SeparationCounselling, casefile.WithdrawalReceived, casefile.ReconsiderationResult, casefile.HoldNotice, casefile.OrderNotice, casefile.WindowReminder, casefile.TreatedFirst}

// The letters of a matter of cessation. They are no notices of a case: the case does not know of them.
const (
	CessationRequest casefile.NoticeKind = "L18"
	BorderReferral   casefile.NoticeKind = "L19"
)

// MatterKinds are the kinds of a matter of cessation, which have templates too.
var MatterKinds = []casefile.NoticeKind{CessationRequest, BorderReferral}

// OnwardKinds are the kinds about a family on its way, for the operations centre.
var OnwardKinds = []casefile.NoticeKind{casefile.DestinationMatching, casefile.ArrivalNotification, casefile.CannotWait}

// Outcome is how the notice to a partner is written: of an approval or of a refusal.
func (d Data) Refused() bool { return len(d.Grounds) > 0 }

// Compose writes a letter.
func Compose(kind casefile.NoticeKind, d Data) (string, error) {
	set := load()[d.Lang]
	if set == nil {
		return "", fmt.Errorf("letter: no language %q", d.Lang)
	}
	var b strings.Builder
	if err := set.ExecuteTemplate(&b, string(kind)+"."+string(d.Lang)+".html", d); err != nil {
		return "", fmt.Errorf("letter: %s: %w", kind, err)
	}
	return strings.TrimSpace(b.String()), nil
}

// Subject is the line over a letter, for lists and messages: the number of the case and nothing else of it (decision 6).
func Subject(d Data) string {
	if d.Application != "" {
		return d.Application
	}
	return d.Ref
}

var tags = regexp.MustCompile(`<[^>]*>`)

// Text is the words of a letter without its markup: what the check of words reads.
func Text(letter string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(letter, " "))), " ")
}
