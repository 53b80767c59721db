package assessment

import "time"

// Result is what an officer finds on one criterion (assessment 3.2).
type Result string

// The results. Undetermined may be recorded but blocks signing.
const (
	Met           Result = "met"
	NotMet        Result = "not_met"
	NotApplicable Result = "not_applicable"
	Undetermined  Result = "undetermined"
)

// Status says how firm a finding is; the three are different words and tags everywhere (ux.md 11).
type Status string

// The statuses. A recorded finding is never edited: a change is a new draft, and recording it supersedes the old.
const (
	Draft      Status = "draft"
	Recorded   Status = "recorded"
	Superseded Status = "superseded"
)

// Class is the refugee class a finding is made under; both are assessed before a refusal.
type Class string

// The classes. Only the first can be funded by the government (R139(1)(f)(ii)).
const (
	Convention Class = "convention" // Convention refugees abroad, R144 and R145
	Asylum     Class = "asylum"     // country of asylum, R146 and R147
)

// Evidence names a place in the file that a finding rests on.
type Evidence struct {
	Document string // id of a document of the case
	Page     string `json:",omitempty"` // as cited, "4" or "4-6"
}

// Arises is the answer to one HRD note.
type Arises string

// The answers to an HRD note; empty is not answered yet.
const (
	Applies       Arises = "applies"
	DoesNotArise  Arises = "does_not_arise"
	NotAnswered   Arises = ""
	maxReasons           = 8000
	maxNoteReason        = 2000
)

// NoteAnswer is what the officer makes of one HRD note shown beside the question. It is printed with the decision.
type NoteAnswer struct {
	Note   string // id of the note in the pack
	Answer Arises
	Reason string // why; when the finding is against the applicant: why the note does not change it
}

// BriefReturn is the pack's note on a visit home.
const BriefReturn = "NOTE-brief-return"

// Row names one line of the worksheet: a criterion, and the class, nationality and person the law asks it for.
type Row struct {
	Criterion string // "ELG-E9a"
	Class     Class  `json:",omitempty"`
	Country   string `json:",omitempty"` // nationality or former habitual residence, ISO alpha-3 (A-8: one finding each)
	Person    string `json:",omitempty"` // person id; empty is the principal applicant and the application as a whole
}

// Finding is one line of the worksheet as the officer left it.
type Finding struct {
	ID      string
	Version int64 `json:"-"`
	Row
	Result     Result
	Reasons    string       `json:",omitempty"`
	Evidence   []Evidence   `json:",omitempty"`
	Facts      []Fact       `json:",omitempty"` // factual answers the result follows from (decision 1)
	Notes      []NoteAnswer `json:",omitempty"`
	Ask        bool         `json:",omitempty"` // to be asked at the interview
	Addressed  bool         `json:",omitempty"` // against the applicant: the reasons answer the partner's assessment
	Belief     bool         `json:",omitempty"` // against the applicant: it rests on what the officer does not believe
	Wording    bool         `json:",omitempty"` // computed when saved: the reasons may read as an assessment of HRD status
	Status     Status
	Supersedes string    `json:",omitempty"` // id of the recorded finding that this one replaces when recorded
	By         string    // account of the officer
	At         time.Time // when this state of it was saved
	Pack       string    // version of the policy text it was made under; kept when newer text exists
}
