package casefile

import (
	"log/slog"
	"time"

	"passage/internal/casework/policy"
)

// Interview is one interview of an applicant, from the safety of the meeting to the signed record; or the
// decision that none is needed. A case may have several: a new one is a new item, none is overwritten.
type Interview struct {
	ID      string
	Version int64 `json:"-"`

	Persons   []string            // person ids of those to be heard; spouses may be heard separately
	Meeting   map[Way]MeetingRisk // the safety assessment, one column for each way to meet; asked first
	RiskNote  string              `json:",omitempty"`
	Mode      Way                 `json:",omitempty"` // chosen after the safety assessment; Waived when there is none
	ModeWhy   string              `json:",omitempty"` // why, when a way that is advised was left for one that is only possible
	Waived    WaiveReason         `json:",omitempty"`
	WaivedWhy string              `json:",omitempty"`
	Second    *Look               `json:",omitempty"` // the supervisor's look at a waiver

	At          time.Time `json:",omitzero"`  // when, in UTC
	Zone        string    `json:",omitempty"` // IANA zone of the place where the applicant will be
	Place       string    `json:",omitempty"` // room or address; sealed with the rest, shown to the office alone
	ShortNotice string    `json:",omitempty"` // why, when the notice is under 14 days

	Language string `json:",omitempty"` // language of the interview
	Official string `json:",omitempty"` // English or French, as the applicant chose
	Trip     string `json:",omitempty"` // id of the trip on which a place is taken, "" for an appointment by itself (I-82)
	Room     int    `json:",omitempty"` // room or line of the trip
	Seat     string `json:",omitempty"` // id of the place taken
	TripRef  string `json:",omitempty"` // reference of the trip, which tells no place

	Interpreter    string        `json:",omitempty"` // neutral id as "0005", never a name; "" when none is needed
	InterpreterOK  ConflictCheck `json:",omitempty"`
	InterpreterWhy string        `json:",omitempty"` // why there is no conflict, when they share a country (I-83)
	// Rule A-50: counsel may attend as an observer where fairness requires; the interview is not moved for counsel.
	Observer    string `json:",omitempty"`
	MeetingLink string `json:",omitempty"` // address of the video meeting while it waits to be given, once (I-84)
	DropLine    string `json:",omitempty"` // what happens when the line drops: DropRebook or DropCall

	Officer string    // account of who conducts it
	Opened  time.Time // when the planning began; the newest counts
	Status  InterviewStatus
	Booked  policy.Day `json:",omitempty"`
	Why     string     `json:",omitempty"` // why it was called off or stopped

	Unsafe    bool      `json:",omitempty"` // stopped because going on might have harmed the applicant (I-84)
	StoppedBy string    `json:",omitempty"`
	StoppedAt time.Time `json:",omitzero"`

	Opening Opening    `json:",omitzero"` // what is asked before anything else (I-84)
	Record  Record     `json:",omitzero"`
	Added   []Addendum `json:",omitempty"` // after signing nothing is edited
}

// Way is how the applicant is met.
type Way string

// The ways. A telephone interview is not offered. Video may replace a meeting that is impossible or
// raises the risk, and waiving may be right.
const (
	InPerson       Way = "in_person"       // at the office
	VideoPartner   Way = "video_partner"   // by video, from the partner's office
	VideoElsewhere Way = "video_elsewhere" // by video, from another place
	Waived         Way = "waived"
)

// Ways are the columns of the safety assessment, in the order of the page.
var Ways = []Way{InPerson, VideoPartner, VideoElsewhere}

// Video says whether the way is by video.
func (w Way) Video() bool { return w == VideoPartner || w == VideoElsewhere }

// MeetingRisk is one column of the safety assessment: what meeting that way would mean for the applicant. The
// zero value of each answer is "not answered", and no answer has a default.
type MeetingRisk struct {
	Travel      Level  // travel, checkpoints and borders
	Seen        Level  // being seen on the way or at the door
	Privacy     Level  // privacy of the room: Low is a risk that is low, so a good room
	Interpreter Level  // an interpreter who is safe for this applicant can be had
	Partner     Advice // what the partner advises
	Note        string `json:",omitempty"`
}

// Level is how high a risk is.
type Level string

// The levels. NotKnown is an answer: somebody looked and could not find out.
const (
	Low      Level = "low"
	Medium   Level = "medium"
	High     Level = "high"
	NotKnown Level = "not_known"
)

// Levels in the order of the page.
var Levels = []Level{Low, Medium, High, NotKnown}

// Advice is what the partner says of a way to meet, and what follows from the column as a whole.
type Advice string

// The advice.
const (
	Advised    Advice = "advised"
	Possible   Advice = "possible"
	NotAdvised Advice = "not_advised"
	NotAsked   Advice = "not_asked" // of the partner alone
)

// Advices are the partner's answers in the order of the page.
var Advices = []Advice{Advised, Possible, NotAdvised, NotAsked}

// WaiveReason is why no interview is held.
type WaiveReason string

// The reasons.
const (
	WaiveUnsafe  WaiveReason = "no_safe_way"   // every way to meet raises the risk
	WaiveRecord  WaiveReason = "record_enough" // the written record answers every criterion
	WaiveUrgent  WaiveReason = "urgent"        // time would put the applicant in danger
	WaiveUnable  WaiveReason = "unable"        // the applicant's health does not allow it
	WaiveChildOf WaiveReason = "dependant"     // a dependant who need not prove a fear
)

// WaiveReasons in the order of the page.
var WaiveReasons = []WaiveReason{WaiveUnsafe, WaiveRecord, WaiveUrgent, WaiveUnable, WaiveChildOf}

// ConflictCheck is the outcome of checking the interpreter's name, nationality and network against the
// applicant's stated fears.
type ConflictCheck string

// The outcomes.
const (
	NoConflict ConflictCheck = "no_conflict"
	Conflicted ConflictCheck = "conflict"
	Objected   ConflictCheck = "objected" // the applicant objected; no reason is asked
)

// What happens when the line drops during a video interview.
const (
	DropRebook = "rebook"       // stop, and agree on another time
	DropCall   = "call_partner" // call the partner
)

// InterviewStatus is where an interview stands.
type InterviewStatus string

// The statuses.
const (
	InterviewPlanning  InterviewStatus = "planning"   // safety assessed, way chosen, no time yet
	InterviewBooked    InterviewStatus = "booked"     // time set, invitation owed
	InterviewHeld      InterviewStatus = "held"       // record being written
	InterviewSigned    InterviewStatus = "signed"     // record signed by the officer
	InterviewWaived    InterviewStatus = "waived"     // none is held; signed with its reason
	InterviewCalledOff InterviewStatus = "called_off" // before it began
	InterviewStopped   InterviewStatus = "stopped"    // unsafe or broken off; a new one is planned
	InterviewMissed    InterviewStatus = "missed"     // the applicant was not there; a new one is planned once they are known to be safe
)

// Record is what was said.
//
// Rule A-53 (our default): nothing is recorded in sound or pictures, so there is nothing here to keep a recording.
type Record struct {
	Began      time.Time        `json:",omitzero"`
	Ended      time.Time        `json:",omitzero"`
	Present    string           `json:",omitempty"` // who was there
	Understood string           `json:",omitempty"` // the applicant was asked whether they understand the interpreter, and said
	Lines      []QuestionAnswer `json:",omitempty"`
	Pauses     []Break          `json:",omitempty"`
	Reasoning  string           `json:",omitempty"` // the officer's
	SignedBy   string           `json:",omitempty"`
	SignedAt   time.Time        `json:",omitzero"`
}

// QuestionAnswer is one question and its answer. A concern names the criteria or grounds that it bears on: a
// refusal may rest only on what was put to the applicant.
type QuestionAnswer struct {
	Question string
	Answer   string
	Concern  bool `json:",omitempty"` // a concern was put, and the answer is the reply to it

	Unexplained bool     `json:",omitempty"` // of a concern: the applicant could explain it and did not
	Codes       []string `json:",omitempty"` // "ELG-E9a", "ADM-D4": what the concern bears on
	Person      string   `json:",omitempty"` // person id, when it concerns one alone
}

// Addendum is a dated addition to a signed record.
type Addendum struct {
	Text string
	By   string
	At   time.Time
}

// Look is what another person recorded after looking at an entry. It is an opinion on the file: the officer
// decides (decision 1). Of is the fingerprint of what was looked at; when that changes, the look no longer holds.
type Look struct {
	By      string
	At      time.Time
	Agrees  bool
	Reasons string
	Of      string
}

// Disclosure is one occasion on which concerns were put to the applicant, at an interview or in writing.
type Disclosure struct {
	ID      string
	Version int64 `json:"-"`

	How     string     // HowInterview or HowWriting
	Event   string     // id of the interview or of the notice
	Codes   []string   // criteria and grounds it bears on
	Person  string     `json:",omitempty"` // person id, "" for the application as a whole
	Essence string     // facts and kind of source, as they were put
	Put     policy.Day //
	Due     policy.Day `json:",omitempty"` // in writing: 30 days from proven delivery
	Reply   string     `json:",omitempty"`
	Replied policy.Day `json:",omitempty"`
	NoReply policy.Day `json:",omitempty"` // the officer confirmed, after Due, that no reply came
	Point   int        `json:",omitempty"` // in writing: which concern of the letter, from 1
	Papers  bool       `json:",omitempty"` // in writing: documents came with the reply, or were all of it
	Allayed bool       `json:",omitempty"` // in writing: the answer allayed the concern, so nothing rests on it
	By      string
}

// How concerns were put.
const (
	HowInterview = "interview"
	HowWriting   = "writing"
)

// LogValue says nothing: an interview never reaches a log.
func (i Interview) LogValue() slog.Value { return slog.StringValue("interview") }

// LogValue says nothing.
func (d Disclosure) LogValue() slog.Value { return slog.StringValue("disclosure") }
