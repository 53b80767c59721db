package casefile

import (
	"cmp"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Death is the death of a person of a case, as the office recorded it. The person stays in the file; what was still to be done about
// them is not.
type Death struct {
	ID      string
	Version int64 `json:"-"`

	Person  string
	On      people.Partial // as much of the day as is known
	Source  string         // DeathSources: who said it
	Proof   string         `json:",omitempty"` // id of the document
	NoProof string         `json:",omitempty"` // why no proof could be had
	Contact bool           `json:",omitempty"` // the safe-contact plan names the person as a contact
	By      string         // account that recorded it
	At      time.Time
}

// DeathSources is who said it, in the order of the page.
var DeathSources = []string{"family", "partner", "authority", "other"}

// LogValue says nothing: a death never reaches a log.
func (d Death) LogValue() slog.Value { return slog.StringValue("death") }

const maxLifeText = 2000

// RecordDeath checks the death of a person. state is where the case stands, documents whether a document is on file, landed whether the
// person has landed.
//
// Rule I-77 (our rule): a death is recorded with as much of its day as is known, who said it, and the paper that proves it or why none
// could be had; nobody is asked to get one from those they fled. The person stays on record. They are out of what is still to be
// done, their place is handed back by an entry of the ledger, and nobody is told of it by the program. When the principal applicant
// dies the case stops until an officer changes the principal applicant or closes it.
func RecordDeath(d Death, state State, persons []people.Person, today policy.Day, landed func(person string) bool, documents func(id string) bool) (Death, error) {
	if !state.After() || state.Closed() {
		return d, fault.Stop("I-77", "death.not_now")
	}
	d.NoProof = strings.TrimSpace(d.NoProof)
	var c fault.Check
	i := slices.IndexFunc(persons, func(p people.Person) bool { return p.ID == d.Person && p.OwnCase == "" })
	switch {
	case i < 0:
		c.AddRule("person", "death.person.needed", "I-77")
	case persons[i].Deceased():
		return d, fault.Stop("I-77", "death.recorded")
	case landed(d.Person):
		return d, fault.Stop("I-77", "death.landed")
	}
	if !d.On.Valid() || d.On.Earliest() > today || i >= 0 && d.On.Before(persons[i].Born) {
		c.AddRule("on", "death.on.needed", "I-77")
	}
	if !slices.Contains(DeathSources, d.Source) {
		c.AddRule("source", "death.source.needed", "I-77")
	}
	switch {
	case d.Proof != "" && !documents(d.Proof), d.Proof == "" && d.NoProof == "":
		c.AddRule("proof", "death.proof.needed", "I-77")
	case utf8.RuneCountInString(d.NoProof) > maxLifeText:
		c.Add("no_proof", "family_change.too_long")
	}
	return d, c.Err("death.not_ready")
}

// Apply is the person as they stay on record.
func (d Death) Apply(p people.Person) people.Person {
	p.Died, p.Whereabouts = d.On, people.Dead
	return p
}

// Concerns says whether a safe-contact plan must be gone through again after the death: it was agreed with the person, or it names
// them. A check of words proves nothing, so whoever records the death says it too (decision 7, A-56).
func (d Death) Concerns(plan people.SafetyPlan, p people.Person) bool {
	if d.Contact || p.Principal() {
		return true
	}
	names := []Unsafe{{Word: cmp.Or(p.Given, p.Family)}, {Word: p.Native}} // the name of the family is that of others too
	return len(Blocked(strings.Join([]string{plan.Partner, plan.Backup, plan.Fallback, plan.Hours, plan.AtHome, plan.MustNot}, "\n"), names)) > 0
}

// Headless says whether the principal applicant of a case at an office is dead, and nobody has answered what becomes of it (I-77). Where
// neither answer has a way, nothing is stopped: a refusal is told and closed as every other, and who is on the way lands.
func Headless(c Case, persons []people.Person) bool {
	if c.AtOffice == "" || !slices.Contains(movable, c.State) {
		return false
	}
	pa, ok := people.PrincipalOf(persons)
	return ok && pa.Deceased()
}

// meanwhile is what may be done on a case whose principal applicant is dead before it is answered what becomes of it: that, what keeps
// the others safe, what was done already, and words. Nothing is assessed, decided, planned or sent.
var meanwhile = []access.Action{
	access.RecordDeath, access.ChangePrincipal, access.CloseCase, access.Withdraw, access.AssignCase,
	access.AddNote, access.AddDocument, access.ScanDocument, access.EditSecret, access.ConfirmSafety, access.AskChange, access.AnswerChange,
	access.ReportIncident, access.AnswerIncident, access.BreakGlass, access.ReadGlass, access.ReviewGlass,
	access.AskPartner, access.AskDepartment, access.AskWithin, access.AnswerAsked, access.AnswerWithin, access.NoteAnswer, access.OpenMessage, access.ReportTold,
	access.RecordDeparture, access.RecordLanding, access.TakeRecourse,
	access.CarryMail, access.SettleMail, // to the partner and the officer; one to the applicant is dropped
}

// Goes says whether an act goes on in a case whose principal applicant is dead.
func Goes(action access.Action) error {
	if !slices.Contains(meanwhile, action) {
		return fault.Stop("I-77", "death.stopped")
	}
	return nil
}
