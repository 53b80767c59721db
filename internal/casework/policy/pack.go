// Package policy owns what the authority decides, as dated, cited, bilingual data: streams, partners, commitments and
// levels, offices, forms, criteria, the considerations shown beside them, contradictions, routes, letters, clocks.
//
// What follows from it is code elsewhere. The data stand in pack/*.yaml, one file for each collection; unknown keys
// are refused. Conditions of completeness and contradiction are CEL over Facts, so that the policy owner can add one
// without a release; state machine, dates and arithmetic stay in Go.
package policy

// Status says how sure an item is: read in a source, following from sources, or our own default.
type Status string

// The statuses. A Default is marked as ours on every screen that shows it.
const (
	Confirmed Status = "confirmed"
	Inferred  Status = "inferred"
	Default   Status = "default"
)

// Words are a text in both languages.
type Words struct {
	EN string `yaml:"en"`
	FR string `yaml:"fr"`
}

// In is the text in a language, "en" or "fr".
func (w Words) In(lang string) string {
	if lang == "fr" {
		return w.FR
	}
	return w.EN
}

// Item is what every entry of the pack has.
type Item struct {
	ID     string   `yaml:"id"`
	From   Day      `yaml:"from"`  // first day in force, "" from the beginning
	Until  Day      `yaml:"until"` // last day in force, "" no end
	EN     string   `yaml:"en"`    // name, question or sentence
	FR     string   `yaml:"fr"`
	Cite   []string `yaml:"cite"` // as "IRPR 139(1)(d)", "IRPA 96", "HRD page: Durable solutions", "A-18"
	Status Status   `yaml:"status"`
}

// In is the item's words in a language.
func (i Item) In(lang string) string { return Words{i.EN, i.FR}.In(lang) }

// Holds says whether the item is in force on a day.
func (i Item) Holds(d Day) bool {
	return (i.From == "" || i.From <= d) && (i.Until == "" || d <= i.Until)
}

// Ours says whether the item is our own default, which screens say.
func (i Item) Ours() bool { return i.Status == Default }

// Stream is a resettlement stream.
type Stream struct {
	Item     `yaml:",inline"`
	Category string `yaml:"category"` // immigration category code, CR1
	Program  string `yaml:"program"`  // special program code
	Carry    int    `yaml:"carry"`    // persons at most of a partner's unused year that go into its next, 0 none (I-91)
}

// Partner is an organization that may identify or refer.
type Partner struct {
	Item       `yaml:",inline"`
	Short      Words       `yaml:"short"`  // UNHCR / HCR
	ByLaw      bool        `yaml:"by_law"` // a referral organization without a memorandum (R138)
	Agreements []Agreement `yaml:"agreements"`
	Refers     Day         `yaml:"refers"`      // may refer directly from this day (I-4)
	ConsultAt  string      `yaml:"consult_at"`  // route id (I-49)
	MayTakeUp  []string    `yaml:"may_take_up"` // partners whose inventory it may refer from (I-5)
	Categories int         `yaml:"categories"`  // submission categories its package carries (I-18)
	Urgent     bool        `yaml:"urgent"`      // has the Urgent Protection Program (I-16)
	Review     string      `yaml:"review"`      // list that is its own checklist of a review, "" for none (I-19)
}

// Agreement is a memorandum with a partner (R143(2)).
type Agreement struct {
	Item      `yaml:",inline"`
	Area      []string `yaml:"area"`     // countries of asylum, empty is worldwide
	Number    int      `yaml:"number"`   // persons a year, 0 is not limited here
	Manner    Words    `yaml:"manner"`   // how it refers; empty here and below when the text is not known to us
	Training  Words    `yaml:"training"` // of its members or employees
	Ends      Words    `yaml:"ends"`     // on which grounds it may be suspended or cancelled
	Suspended []Span   `yaml:"suspended"`
}

// Span is a run of days, both ends in it.
type Span struct {
	From  Day `yaml:"from"`
	Until Day `yaml:"until"`
}

// Commitment is the "up to" number of a stream in a year: a ceiling, never a target (I-59).
type Commitment struct {
	Item    `yaml:",inline"`
	Stream  string `yaml:"stream"`
	Year    int    `yaml:"year"`
	Persons int    `yaml:"persons"`
	Firm    bool   `yaml:"firm"` // first year of a plan; the others are notional (I-58)
}

// Allocation is how many persons a partner may refer in a year (I-8, I-9).
type Allocation struct {
	Item    `yaml:",inline"`
	Stream  string `yaml:"stream"`
	Partner string `yaml:"partner"`
	Year    int    `yaml:"year"`
	Persons int    `yaml:"persons"`
}

// Level is the GAR target of a year with its range (I-59).
type Level struct {
	Item   `yaml:",inline"`
	Year   int `yaml:"year"`
	Target int `yaml:"target"`
	Low    int `yaml:"low"`
	High   int `yaml:"high"`

	// Regions are persons that the country committed to resettle from a region, over the years of that commitment
	// together (I-64).
	Regions map[string]int `yaml:"regions"`
}

// Office is a migration office with the countries it serves.
type Office struct {
	Item      `yaml:",inline"`
	Territory []string    `yaml:"territory"` // ISO alpha-3
	Region    string      `yaml:"region"`
	Zone      string      `yaml:"zone"`   // IANA time zone
	Spaces    map[int]int `yaml:"spaces"` // GAR spaces by year; HRD landings are inside it (I-62)
	Fallback  bool        `yaml:"fallback"`
}

// Form is a form or paper of the package (intake section 6).
type Form struct {
	Item     `yaml:",inline"`
	Number   string   `yaml:"number"`   // IMM 0008
	Who      string   `yaml:"who"`      // principal, each, each_adult, spouse_and_adult_children, defender, case, representative
	Partners []string `yaml:"partners"` // only for these referring partners, empty all
	Blocking bool     `yaml:"blocking"` // needed before a file is created
	Signed   bool     `yaml:"signed"`
	Basis    Basis    `yaml:"basis"`
	Over     int      `yaml:"over"`     // owed only when the case has more family members than this
	Versions []string `yaml:"versions"` // accepted versions, empty any
	Retired  []string `yaml:"retired"`
}

// Basis says whether a completeness rule is the law's or ours (decision 10).
type Basis string

// The bases.
const (
	Law  Basis = "law"
	Ours Basis = "ours"
)

// Severity is how strongly a contradiction is pointed out (assessment section 11).
type Severity string

// The severities.
const (
	Stop      Severity = "stop"        // cannot sign until changed or a supervisor records why
	StopByLaw Severity = "stop_by_law" // only correcting the entry helps
	Second    Severity = "second"      // another person must look
	NoteOnly  Severity = "note"        // shown and acknowledged
)

// Rule is a condition over Facts. When is CEL of type list(string): the places or entries concerned; none is silence.
type Rule struct {
	Item     `yaml:",inline"`
	When     string   `yaml:"when"`
	Basis    Basis    `yaml:"basis"`    // completeness
	Blocking bool     `yaml:"blocking"` // completeness
	NotFor   []string `yaml:"not_for"`  // completeness: "partner" for what only the operations centre sees
	Severity Severity `yaml:"severity"` // contradiction
	Factual  bool     `yaml:"factual"`  // contradiction: nobody can overrule, only the facts can change (decision 1)
	At       []string `yaml:"at"`       // contradiction: worksheet, interview, admissibility, decision
	Where    string   `yaml:"where"`    // contradiction without a condition: "code" when the program refuses it, "later" when not built yet
	Fix      Words    `yaml:"fix"`      // what to do
}

// Criterion is a row of the eligibility worksheet (assessment 3.2).
type Criterion struct {
	Item     `yaml:",inline"`
	Heading  string   `yaml:"heading"`  // id of a heading of the worksheet
	Per      string   `yaml:"per"`      // case, country (each nationality, A-8) or class
	Class    string   `yaml:"class"`    // convention or asylum, "" for both
	Short    Words    `yaml:"short"`    // name of the row
	Notes    []string `yaml:"notes"`    // ids of HRD notes shown beside it
	Evidence Words    `yaml:"evidence"` // usually on file
}

// Heading is one of the six headings of the worksheet.
type Heading struct {
	Item `yaml:",inline"`
}

// Note is a consideration of the policy page shown beside a criterion.
type Note struct {
	Item  `yaml:",inline"`
	Title Words `yaml:"title"`
}

// Choice is one answer or one entry of a list.
type Choice struct {
	Item `yaml:",inline"`
}

// Ground is a ground of inadmissibility (assessment 5.2).
type Ground struct {
	Item       `yaml:",inline"`
	NeverByLaw bool  `yaml:"never_by_law"` // cannot be chosen for a resettled refugee
	Worksheet  bool  `yaml:"worksheet"`    // needs a conviction worksheet
	SecondLook bool  `yaml:"second_look"`
	Note       Words `yaml:"note"`         // HRD consideration shown
	Why        Words `yaml:"why"`          // why it never applies
}

// Check is an admissibility track of a person (assessment 2.3).
type Check struct {
	Item    `yaml:",inline"`
	FromAge int `yaml:"from_age"`
	ToAge   int `yaml:"to_age"`
	Months  int `yaml:"months"` // validity, 0 without end
}

// Route is whom to consult about a partner's determination (I-49).
type Route struct {
	Item    `yaml:",inline"`
	Partner string `yaml:"partner"`
	Through string `yaml:"through"` // office or headquarters
	Copy    bool   `yaml:"copy"`    // the identifying partner is copied for information
}

// Letter is a kind of letter or notice (assessment section 9).
type Letter struct {
	Item `yaml:",inline"`
	To   []string `yaml:"to"`   // applicant, partner, roco, provider, cbsa
	When string   `yaml:"when"` // the act that owes it
	Must Words    `yaml:"must"` // what it must hold
}

// Clock is a time limit or a planning figure; all are shown as "our clocks" unless the law gives them.
type Clock struct {
	Item     `yaml:",inline"`
	Days     int   `yaml:"days"`
	Business bool  `yaml:"business"`
	Urgent   int   `yaml:"urgent"`  // days when urgent, 0 the same
	Hours    int   `yaml:"hours"`   // of a clock that runs in hours, whose days are 0
	Months   int   `yaml:"months"`  // of one that runs in months, likewise
	Persons  int   `yaml:"persons"` // of a clock that runs when there are more of them, 0 of the others
	Steps    []int `yaml:"steps"`   // of one that speaks several times: days before the end, the longest first
}

// List is a list of codes with words, as reasons; Lost marks the working lists G-1 to G-4.
type List struct {
	Item    `yaml:",inline"`
	Lost    bool     `yaml:"lost"`
	Entries []Choice `yaml:"entries"`
}

// Report is a standard report (I-68, I-70): how often it is made, where it goes, and its tables.
type Report struct {
	Item   `yaml:",inline"`
	Every  string        `yaml:"every"`  // week, month or year
	Goes   string        `yaml:"goes"`   // inside, or outside the department
	Spans  bool          `yaml:"spans"`  // with within how many weeks half, and eight in ten, have stood in a stage (I-71)
	Likely bool          `yaml:"likely"` // with the newest forecast and the ceiling, which is no target (I-59)
	Tables []ReportTable `yaml:"tables"`
}

// ReportTable is one table of a report. What may be counted, and by what, is casework/report's.
type ReportTable struct {
	Count  string   `yaml:"count"`
	Unit   string   `yaml:"unit"`
	By     []string `yaml:"by"`
	Events []string `yaml:"events"` // of a count of events, these alone; empty all
	Latest bool     `yaml:"latest"` // the month of the report alone; else its year so far
}

// Bands are brackets of a number: the last number of each, what lies above the last being one more.
type Bands struct {
	Item `yaml:",inline"`
	Ends []int `yaml:"ends"`
}

// Band is the bracket of a number, from 0.
func (b Bands) Band(n int) int {
	for i, end := range b.Ends {
		if n <= end {
			return i
		}
	}
	return len(b.Ends)
}

// Source is what a citation may name besides rule codes: the Act, the Regulations, a page, a decision.
type Source struct {
	ID    string  `yaml:"id"`
	EN    string  `yaml:"en"` // short, as a citation shows it
	FR    string  `yaml:"fr"`
	Title Words   `yaml:"title"`
	URL   Words   `yaml:"url"`
	Parts []Words `yaml:"parts"` // headings that a citation may name after a colon, in English
}

// Pack is the whole of the policy data, all days.
type Pack struct {
	Version        string       `yaml:"version"`
	Streams        []Stream     `yaml:"streams"`
	Partners       []Partner    `yaml:"partners"`
	Commitments    []Commitment `yaml:"commitments"`
	Allocations    []Allocation `yaml:"allocations"`
	Levels         []Level      `yaml:"levels"`
	Offices        []Office     `yaml:"offices"`
	Forms          []Form       `yaml:"forms"`
	Completeness   []Rule       `yaml:"completeness"`
	Headings       []Heading    `yaml:"headings"`
	Criteria       []Criterion  `yaml:"criteria"`
	Notes          []Note       `yaml:"notes"`
	Contradictions []Rule       `yaml:"contradictions"`
	Grounds        []Ground     `yaml:"grounds"`
	Checks         []Check      `yaml:"checks"`
	Routes         []Route      `yaml:"routes"`
	Letters        []Letter     `yaml:"letters"`
	Clocks         []Clock      `yaml:"clocks"`
	Lists          []List       `yaml:"lists"`
	Reports        []Report     `yaml:"reports"`
	Bands          []Bands      `yaml:"bands"`
	Sources        []Source     `yaml:"sources"`

	text  []byte // the whole of it, as Read reads it
	print string // names the text

	programs map[string]program
	spans    []span // runs of days on which nothing changes, in order

	suspensions []Suspension // confirmed beside the text of the pack (With)
	plans       []YearPlan   // the same (WithPlans)
}
