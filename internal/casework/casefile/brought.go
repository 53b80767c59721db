package casefile

import (
	"log/slog"
	"slices"
	"strings"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// SystemStage is where the department's case system has a case, in the words of its extracts.
type SystemStage string

// The stages, in the order of the work; the last three are ends beside it.
const (
	SystemReferred  SystemStage = "referred"   // the referral was made, there is no file yet
	SystemFiled     SystemStage = "filed"      // the file was created
	SystemInProcess SystemStage = "in_process" // an office has accepted it
	SystemApproved  SystemStage = "approved"
	SystemVisa      SystemStage = "visa" // visas were issued, whether or not anybody has departed
	SystemLanded    SystemStage = "landed"
	SystemClosed    SystemStage = "closed" // after the landing
	SystemRefused   SystemStage = "refused"
	SystemWithdrawn SystemStage = "withdrawn"
	SystemEnded     SystemStage = "ended" // in another way
)

// SystemStages in the order of the work.
var SystemStages = []SystemStage{SystemReferred, SystemFiled, SystemInProcess, SystemApproved, SystemVisa, SystemLanded, SystemClosed, SystemRefused, SystemWithdrawn, SystemEnded}

// Over says whether the case system has ended the case.
func (s SystemStage) Over() bool {
	return slices.Index(SystemStages, s) >= slices.Index(SystemStages, SystemClosed)
}

// Approved says whether the case was approved, and not ended before anybody arrived.
func (s SystemStage) Approved() bool {
	i := slices.Index(SystemStages, s)
	return i >= slices.Index(SystemStages, SystemApproved) && i <= slices.Index(SystemStages, SystemClosed)
}

// SystemStageOf is the stage that the case system is to have of a case here: "" of a draft, which it cannot know, and of a case that
// stands beside the way.
func SystemStageOf(s State) SystemStage {
	switch s {
	case OnHold, SuspendedByOrder:
		return ""
	case Withdrawn:
		return SystemWithdrawn
	case MergedDuplicate, TerminatedByOrder, ClosedUnused:
		return SystemEnded
	case ClosedComplete:
		return SystemClosed
	case Refused, Reconsideration, Litigation, ClosedRefused:
		return SystemRefused
	case Approved:
		return SystemApproved
	}
	switch StageOf(s) {
	case StageReferred:
		return SystemReferred
	case StageFiled:
		return SystemFiled
	case StageOffice, StageEligibility, StageInterview, StageAdmissibility, StageDecision:
		return SystemInProcess
	case StageVisa:
		return SystemVisa
	case StageLanded:
		return SystemLanded
	}
	return ""
}

// Brought says that a case came from the department's case system, with what that system last said of it: nothing of what happened
// before was witnessed here.
type Brought struct {
	ID      string
	Version int64 `json:"-"`

	Record string // the case system's own number of the case; sealed like the rest
	Stage  SystemStage
	Day    policy.Day // it came
	By     string     // account

	Province string     `json:",omitempty"` // destination, of an approval
	CSQ      policy.Day `json:",omitempty"`

	// What the case system said last, by column of the extract: a corrected row is known by it, and so is what was changed here.
	Said    map[string]string
	Persons []BroughtPerson
}

// BroughtPerson is what the case system said of one person.
type BroughtPerson struct {
	Number string // of the person within the record
	Person string // id here
	Said   map[string]string
}

// LogValue says nothing.
func (b Brought) LogValue() slog.Value { return slog.StringValue("brought case") }

// BroughtApproved says whether a case came as approved: the approval was the case system's, and none was signed here.
func BroughtApproved(list []Brought) bool {
	return slices.ContainsFunc(list, func(b Brought) bool { return b.Stage.Approved() })
}

// DifferenceKind is what the case system and we have differently of a case.
type DifferenceKind string

// The kinds, in the order of the page.
const (
	DifferNumber    DifferenceKind = "application" // the application number
	DifferStage     DifferenceKind = "stage"
	DifferLanding   DifferenceKind = "landing"      // it has a landing that we do not have
	DifferDay       DifferenceKind = "landing_day"  // both have one, of another day
	DifferOurs      DifferenceKind = "landing_ours" // we have a landing that it does not have
	DifferPerson    DifferenceKind = "person"       // it has a person whom we do not have
	DifferPersonOur DifferenceKind = "person_ours"  // we have a person whom it does not have
	DifferLacking   DifferenceKind = "lacking"      // we have a case that an extract of all its cases does not have
)

// DifferenceKinds in the order of the page.
var DifferenceKinds = []DifferenceKind{DifferNumber, DifferStage, DifferLanding, DifferDay, DifferOurs, DifferPerson, DifferPersonOur, DifferLacking}

// OfLanding says whether the kind is about a landing.
func (k DifferenceKind) OfLanding() bool {
	return k == DifferLanding || k == DifferDay || k == DifferOurs
}

// Taken says whether theirs can be taken in one act. A case moves by what is done to it, and a family changes by what is asked for and
// answered: there what they have is only pointed out.
func (k DifferenceKind) Taken() bool { return k == DifferNumber || k.OfLanding() }

// Difference is what an extract of the case system has differently of a case, and what somebody answered to it.
type Difference struct {
	ID      string
	Version int64 `json:"-"`

	Kind         DifferenceKind
	Person       string // id here; "" of the case, and of a person whom we do not have
	Number       string // of the person here, or within their record
	Theirs, Ours string // codes, days, numbers; never a name
	Place        string `json:",omitempty"` // of their landing
	Document     string `json:",omitempty"` // of their landing; sealed like the rest, and shown to nobody before it is taken
	Found        policy.Day
	Gone         policy.Day  `json:",omitempty"` // the first extract that had it no more
	Settled      policy.Mark `json:",omitzero"`
	Take         bool        `json:",omitempty"` // theirs was taken, by the regular act; else ours was kept
	Why          string      `json:",omitempty"`
}

// LogValue says nothing.
func (d Difference) LogValue() slog.Value { return slog.StringValue("difference") }

// Same says whether two are about the same thing, with the same on both sides.
func (d Difference) Same(o Difference) bool {
	return d.Kind == o.Kind && d.Person == o.Person && d.Number == o.Number && d.Theirs == o.Theirs && d.Ours == o.Ours && d.Place == o.Place && d.Document == o.Document
}

// Open says whether the difference is still to be settled.
func (d Difference) Open() bool { return !d.Settled.Is() && d.Gone == "" }

// whyMost is how long a reason may be, in letters.
const whyMost = 600

// Settle is a person's answer to a difference: theirs is taken, by the regular act that goes with it, or ours is kept; always with a
// reason.
func Settle(d Difference, take bool, why string, by policy.Mark) (Difference, error) {
	if !d.Open() {
		return d, fault.Stop("I-103", "bridge.settled")
	}
	if take && !d.Kind.Taken() {
		return d, fault.Stop("I-103", "bridge.take.act")
	}
	var c fault.Check
	switch why = strings.TrimSpace(why); {
	case why == "":
		c.AddRule("why", "bridge.why.missing", "I-103")
	case len([]rune(why)) > whyMost:
		c.Fields = append(c.Fields, fault.Field{Name: "why", Key: "ask.long", Args: map[string]any{"Limit": whyMost}})
	}
	if err := c.Err("ask.check"); err != nil {
		return d, err
	}
	d.Settled, d.Take, d.Why = by, take, why
	return d, nil
}

// Extract is one extract of the case system that was compared with what is here: figures alone.
type Extract struct {
	ID      string `json:"-"`
	Version int64  `json:"-"`
	Year    int    `json:"-"`

	Day     policy.Day
	SHA256  string // of the file
	Records int    // cases in the file
	Matched int    // of them, that are here
	Differ  int    // of these, with something to settle after it
	Whole   bool   `json:",omitempty"` // it was said to have all cases that have a file and are not over
	Lacking int    `json:",omitempty"` // cases here that it, being whole, does not have
	By      string // account
}

// Renumbered is the file under the application number that the case system has (I-51).
func Renumbered(f Filing, typed string) (Filing, error) {
	if f.Number = ApplicationNumber(typed); f.Number == "" {
		return f, fault.Stop("I-51", "filing.number.form")
	}
	return f, nil
}
