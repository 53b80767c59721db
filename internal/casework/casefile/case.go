// Package casefile owns the case from its first step to its end: its identity, its states and moves, file
// creation, transfer, interview, consultation, notes and safe contact clocks. It does not own what the partner
// sends (referral), findings (assessment), the decision (decision) or places in the year (spaces).
package casefile

import (
	"time"

	"passage/internal/casework/policy"
)

// ID identifies a case: 128 random bits in lower-case base32, 26 letters. It says nothing of the person (I-54).
type ID string

// Case is the head of a case: what queues and the ledger need in clear, and a summary that is stored sealed.
// One principal applicant with all family members on the same application.
type Case struct {
	ID      ID
	Version int64  // row version, for optimistic locking
	Ref     string // short random reference for screens and speech, "7K3M-Q9TD" (decision 6)
	State   State

	ReferredBy   string // partner code; exactly one (I-5)
	IdentifiedBy string // partner code or "" (I-5)
	Stream       string // stream id in the pack
	Office       string // responsible migration office, "" before B8 (I-36)
	Assigned     string // account of the officer, "" when unassigned
	Prepared     string // account of the partner's caseworker
	Persons      int    // persons who are to travel: what holds and landings count (I-60)
	Landed       int    // of these, persons landed

	Opened   policy.Day // the draft was started
	Since    policy.Day // the state was entered
	Referred policy.Day // referral made: locks the children's age (R25.1(7), decision 4)
	Applied  policy.Day // application submitted (R25.1(8), decision 4)
	Filed    policy.Day // file created
	AtOffice policy.Day // accepted by the office
	Decided  policy.Day // final decision signed
	Pack     string     // version of the policy pack in force when the file was opened

	Summary Summary // sealed
}

// Arriving says whether the persons of the case wait to be compared with those of others: at the operations centre, and
// not compared since the package arrived (INT-E12).
func (c Case) Arriving() bool {
	return c.State.After() && !c.State.Closed() && c.AtOffice == "" && !c.Summary.Matched && !c.Summary.Entering
}

// Pressing says whether somebody is asked for something beside the case's own next step: what happened, an opening, a
// question; or whether a helper is let in for days. Lists find such cases without opening the others.
func (c Case) Pressing() bool {
	return len(c.Summary.Calls)+len(c.Summary.Glass)+len(c.Summary.Asked)+len(c.Summary.Help) > 0
}

// WindowNear is how many days before the one-year window ends a case is shown as work; our own choice.
const WindowNear = 90

// Summary is what lists show of a case; it is derived from the items at every change and stored sealed.
type Summary struct {
	Name        string     // principal applicant, as shown: family name, given names
	Application string     // application number once it exists (I-51)
	Residence   string     // country where the principal applicant lives, ISO alpha-3
	Countries   []string   // every country of nationality, birth, origin and residence in the case: the conflict barrier reads it (decision 14)
	Priority    string     // emergency, urgent, normal (I-17)
	Listed      int        // all persons listed, travelling or not
	Missing     int        // completeness faults that still block
	Urgent      bool       // shown first in queues
	Claim       string     // of an inquiry alone: the line that the partner triages by; blank once there is a referral
	Answer      bool       // of an inquiry alone: the person is to be told of a no
	Received    policy.Day // the operations centre received the package that is being checked: our clock counts from it (I-47)
	Consulted   bool       // the referring partner was asked about proof against what it determined (I-48)

	Registered bool // the package came by another channel than the portal (I-56)
	Entering   bool // and the operations centre still enters it: no second person has confirmed its dates

	Alike   int  // possible duplicates that no clerk has answered; the operations centre's alone (decision 5)
	Matched bool // the package was compared since it arrived

	Interview time.Time    // of the interview that is booked and not yet held, zero when there is none
	Look      bool         // a supervisor is asked for a second look
	Looks     []LookKind   // what a second person is asked for, of every kind
	RequestBy policy.Day   // the first day until which something that was asked for in writing is awaited; once past, somebody says what came
	Review    policy.Day   // of a case on hold: the day on which its officer looks again
	Order     string       // of a case that is suspended: the number of the order
	Left      Stage        // of a case beside the way (held, suspended): the stage it was left at, which its partner sees too
	Under     string       // of a decided case: the print of the policy pack under which the decision that stands was signed
	Told      bool         // of a refused case: everybody who must be told is proven to be, and it can be closed
	Changes   int          // changes of the family that wait for an answer (I-32)
	Window    policy.Day   // of a landed case: the first last day of a family member who stayed and has not applied
	Headless  bool         // the principal applicant is dead, and an officer says what becomes of the case (I-77)
	Letter    HearingStage // of concerns put in writing: where the letter stands that presses most, "" when none waits
	AnswerBy  policy.Day   // the first last day to answer one; once past, the officer assesses what came
	Answering bool         // one was sent, and an answer with documents is taken until the decision
	Messages  int          // sent to the partner, for itself or to hand on, and not yet proven received
	Heard     bool         // its partner has been told of the decision that stands, or none was taken here
	Differs   int          // of what the department's case system has differently, still to be settled (I-103)
	CameBack  []string     // places for which a package of it came back, each once; the partner's own figures add them up
	Mails     int          // that failed, or of which it is not known whether they left; somebody must look

	Onward     bool       // the operations centre was asked for a destination, or is told of an arrival
	DestineBy  policy.Day // of a request for a destination without an answer: the day by which it is due
	AnnounceBy policy.Day // the first day by which an arrival notice is to be sent
	AckBy      policy.Day // of a notice that was sent and not acknowledged: the day by which it is due
	HurryBy    policy.Day // of a message that the case cannot wait, not acknowledged: the day by which it is due
	PassOn     bool       // the operations centre has a notice that it has not passed on
	Unsafe     policy.Day // the first day by which somebody asks whether a person who did not arrive is safe
	Ending     policy.Day // the day from which somebody is told that a check or paper of who is still to leave ends
	ArriveBy   policy.Day // the first day on which somebody was to arrive of whom nobody has said whether they did (I-115)
	Applying   bool       // the application of a member who follows waits for a decision (I-115)
	LetterBy   policy.Day // the first day by which a letter that is owed is to be sent (I-116)

	Calls []Call   // incidents that are open (I-73)
	Asked []Asking // questions to be answered, and answers to be read
	Glass []Pane   // break-glass openings from which something is still to follow (I-74)
	Help  []Help   // forms that are open to helpers (I-75)
	Cards []Pass   // cards with which a person reads their own letters (I-88)
}

// ForgetWay takes away what waits of a family on its way, and the letters that are owed: it is noted anew with each change, and no
// partner is told of it.
func (s *Summary) ForgetWay() {
	s.DestineBy, s.AnnounceBy, s.AckBy, s.HurryBy, s.PassOn, s.Unsafe, s.Ending = "", "", "", "", false, "", ""
	s.ArriveBy, s.Applying, s.LetterBy = "", false, ""
}

// Visas says whether visas were issued, or somebody is in Canada under protection, and the way has not ended without a landing: who works
// after an arrival needs no other case. A family that may travel on permits alone is not theirs before somebody has come.
func (c Case) Visas() bool {
	m := MilestoneOf(c.State)
	return m == Admitted || c.Decided != "" && (m == VisaIssued || m == HasDeparted)
}
