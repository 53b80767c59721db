// Package policy owns what the authority decides, as dated, cited, bilingual data: streams, partners, commitments and
// levels, offices, forms, criteria, the considerations shown beside them, contradictions, routes, letters, clocks.
//
// What follows from it is code elsewhere. The data stand in pack/*.yaml, one file for each collection; unknown keys
// are refused. Conditions of completeness and contradiction are CEL over Facts, so that the policy owner can add one
// without a release; state machine, dates and arithmetic stay in Go.
package policy

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"

	"passage/internal/casework/fault"
)

//go:embed pack
var embedded embed.FS

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
}

// Agreement is a memorandum with a partner (R143(2)).
type Agreement struct {
	Item      `yaml:",inline"`
	Area      []string `yaml:"area"`   // countries of asylum, empty is worldwide
	Number    int      `yaml:"number"` // persons a year, 0 is not limited here
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
	Days     int  `yaml:"days"`
	Business bool `yaml:"business"`
	Urgent   int  `yaml:"urgent"` // days when urgent, 0 the same
}

// List is a list of codes with words, as reasons; Lost marks the working lists G-1 to G-4.
type List struct {
	Item    `yaml:",inline"`
	Lost    bool     `yaml:"lost"`
	Entries []Choice `yaml:"entries"`
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
	Sources        []Source     `yaml:"sources"`

	programs map[string]program
	mu       sync.Mutex
	views    map[Day]*View
}

// Load reads the embedded pack and lays overlays over it: a collection that an overlay has replaces the pack's.
// It refuses unknown keys, missing words and conditions that do not compile.
func Load(overlays ...fs.FS) (*Pack, error) {
	base, err := fs.Sub(embedded, "pack")
	if err != nil {
		return nil, err
	}
	p := &Pack{views: map[Day]*View{}}
	for _, dir := range append([]fs.FS{base}, overlays...) {
		names, err := fs.Glob(dir, "*.yaml")
		if err != nil {
			return nil, err
		}
		slices.Sort(names)
		for _, n := range names {
			text, err := fs.ReadFile(dir, n)
			if err != nil {
				return nil, err
			}
			// Decoding into the pack replaces the collections that the file has and leaves the others.
			var part Pack
			if err := yaml.UnmarshalWithOptions(text, &part, yaml.Strict()); err != nil {
				return nil, fmt.Errorf("policy: %s: %w", n, err)
			}
			p.lay(&part)
		}
	}
	if err := p.compile(); err != nil {
		return nil, err
	}
	return p, nil
}

// Demo is the overlay of invented offices, numbers and territories that the demonstration lays over the pack.
func Demo() fs.FS {
	sub, err := fs.Sub(embedded, "pack/demo")
	if err != nil {
		panic(err)
	}
	return sub
}

func lay[T any](to *[]T, from []T) {
	if from != nil {
		*to = from
	}
}

func (p *Pack) lay(o *Pack) {
	if o.Version != "" {
		if p.Version != "" {
			p.Version += "+"
		}
		p.Version += o.Version
	}
	lay(&p.Streams, o.Streams)
	lay(&p.Partners, o.Partners)
	lay(&p.Commitments, o.Commitments)
	lay(&p.Allocations, o.Allocations)
	lay(&p.Levels, o.Levels)
	lay(&p.Offices, o.Offices)
	lay(&p.Forms, o.Forms)
	lay(&p.Completeness, o.Completeness)
	lay(&p.Headings, o.Headings)
	lay(&p.Criteria, o.Criteria)
	lay(&p.Notes, o.Notes)
	lay(&p.Contradictions, o.Contradictions)
	lay(&p.Grounds, o.Grounds)
	lay(&p.Checks, o.Checks)
	lay(&p.Routes, o.Routes)
	lay(&p.Letters, o.Letters)
	lay(&p.Clocks, o.Clocks)
	lay(&p.Lists, o.Lists)
	lay(&p.Sources, o.Sources)
}

// View is what is in force on one day. It is read-only and shared.
type View struct {
	Pack *Pack
	Day  Day
	part Pack
}

// On is what is in force on a day.
func (p *Pack) On(d Day) *View {
	p.mu.Lock()
	defer p.mu.Unlock()
	if v := p.views[d]; v != nil {
		return v
	}
	if len(p.views) > 512 {
		clear(p.views)
	}
	v := &View{Pack: p, Day: d}
	keep(&v.part.Streams, p.Streams, d, func(x Stream) Item { return x.Item })
	keep(&v.part.Partners, p.Partners, d, func(x Partner) Item { return x.Item })
	keep(&v.part.Commitments, p.Commitments, d, func(x Commitment) Item { return x.Item })
	keep(&v.part.Allocations, p.Allocations, d, func(x Allocation) Item { return x.Item })
	keep(&v.part.Levels, p.Levels, d, func(x Level) Item { return x.Item })
	keep(&v.part.Offices, p.Offices, d, func(x Office) Item { return x.Item })
	keep(&v.part.Forms, p.Forms, d, func(x Form) Item { return x.Item })
	keep(&v.part.Completeness, p.Completeness, d, func(x Rule) Item { return x.Item })
	keep(&v.part.Headings, p.Headings, d, func(x Heading) Item { return x.Item })
	keep(&v.part.Criteria, p.Criteria, d, func(x Criterion) Item { return x.Item })
	keep(&v.part.Notes, p.Notes, d, func(x Note) Item { return x.Item })
	keep(&v.part.Contradictions, p.Contradictions, d, func(x Rule) Item { return x.Item })
	keep(&v.part.Grounds, p.Grounds, d, func(x Ground) Item { return x.Item })
	keep(&v.part.Checks, p.Checks, d, func(x Check) Item { return x.Item })
	keep(&v.part.Routes, p.Routes, d, func(x Route) Item { return x.Item })
	keep(&v.part.Letters, p.Letters, d, func(x Letter) Item { return x.Item })
	keep(&v.part.Clocks, p.Clocks, d, func(x Clock) Item { return x.Item })
	keep(&v.part.Lists, p.Lists, d, func(x List) Item { return x.Item })
	p.views[d] = v
	return v
}

func keep[T any](to *[]T, from []T, d Day, item func(T) Item) {
	for _, x := range from {
		if item(x).Holds(d) {
			*to = append(*to, x)
		}
	}
}

func find[T any](list []T, ok func(*T) bool) (*T, bool) {
	for i := range list {
		if ok(&list[i]) {
			return &list[i], true
		}
	}
	return nil, false
}

// Stream looks a stream up.
func (v *View) Stream(id string) (*Stream, bool) {
	return find(v.part.Streams, func(x *Stream) bool { return x.ID == id })
}

// Streams are the streams in force.
func (v *View) Streams() []Stream { return v.part.Streams }

// Partner looks a partner up by its code.
func (v *View) Partner(id string) (*Partner, bool) {
	return find(v.part.Partners, func(x *Partner) bool { return x.ID == id })
}

// Partners are the partners in force.
func (v *View) Partners() []Partner { return v.part.Partners }

// Commitment is the "up to" number of a stream for a year.
func (v *View) Commitment(stream string, year int) (*Commitment, bool) {
	return find(v.part.Commitments, func(x *Commitment) bool { return x.Stream == stream && x.Year == year })
}

// Allocation is what a partner may refer in a year.
func (v *View) Allocation(stream, partner string, year int) (*Allocation, bool) {
	return find(v.part.Allocations, func(x *Allocation) bool { return x.Stream == stream && x.Partner == partner && x.Year == year })
}

// Level is the GAR target of a year.
func (v *View) Level(year int) (*Level, bool) {
	return find(v.part.Levels, func(x *Level) bool { return x.Year == year })
}

// Office looks an office up by its code.
func (v *View) Office(id string) (*Office, bool) {
	return find(v.part.Offices, func(x *Office) bool { return x.ID == id })
}

// Offices are the offices in force.
func (v *View) Offices() []Office { return v.part.Offices }

// OfficeFor is the office that serves a country of residence (I-36, R140.3(4)); false when none does, and the
// operations centre keeps the file unassigned.
func (v *View) OfficeFor(country string) (*Office, bool) {
	return find(v.part.Offices, func(x *Office) bool { return slices.Contains(x.Territory, country) })
}

// Forms are the forms and papers of a package.
func (v *View) Forms() []Form { return v.part.Forms }

// Form looks a form up.
func (v *View) Form(id string) (*Form, bool) {
	return find(v.part.Forms, func(x *Form) bool { return x.ID == id })
}

// Headings are the six headings of the worksheet.
func (v *View) Headings() []Heading { return v.part.Headings }

// Criteria are the rows of the worksheet, in order.
func (v *View) Criteria() []Criterion { return v.part.Criteria }

// Criterion looks a criterion up.
func (v *View) Criterion(id string) (*Criterion, bool) {
	return find(v.part.Criteria, func(x *Criterion) bool { return x.ID == id })
}

// Note looks a consideration up.
func (v *View) Note(id string) (*Note, bool) {
	return find(v.part.Notes, func(x *Note) bool { return x.ID == id })
}

// Contradiction looks a contradiction's rule up.
func (v *View) Contradiction(id string) (*Rule, bool) {
	return find(v.part.Contradictions, func(x *Rule) bool { return x.ID == id })
}

// Lack looks a completeness rule up.
func (v *View) Lack(id string) (*Rule, bool) {
	return find(v.part.Completeness, func(x *Rule) bool { return x.ID == id })
}

// Grounds are the grounds of inadmissibility, in order.
func (v *View) Grounds() []Ground { return v.part.Grounds }

// Ground looks a ground up.
func (v *View) Ground(id string) (*Ground, bool) {
	return find(v.part.Grounds, func(x *Ground) bool { return x.ID == id })
}

// Checks are the admissibility tracks, in order.
func (v *View) Checks() []Check { return v.part.Checks }

// Route is the consultation route of a referring partner (I-49).
func (v *View) Route(partner string) (*Route, bool) {
	pt, ok := v.Partner(partner)
	if !ok {
		return nil, false
	}
	return find(v.part.Routes, func(x *Route) bool { return x.ID == pt.ConsultAt })
}

// Letter looks a kind of letter up.
func (v *View) Letter(id string) (*Letter, bool) {
	return find(v.part.Letters, func(x *Letter) bool { return x.ID == id })
}

// Clock looks a clock up.
func (v *View) Clock(id string) (*Clock, bool) {
	return find(v.part.Clocks, func(x *Clock) bool { return x.ID == id })
}

// List looks a list of codes up.
func (v *View) List(id string) (*List, bool) {
	return find(v.part.Lists, func(x *List) bool { return x.ID == id })
}

// Agreement is the memorandum in force with the partner on the view's day, not suspended; false when there is none.
func (v *View) Agreement(partner string) (*Agreement, bool) {
	pt, ok := v.Partner(partner)
	if !ok {
		return nil, false
	}
	return find(pt.Agreements, func(a *Agreement) bool {
		return a.Holds(v.Day) && !slices.ContainsFunc(a.Suspended, func(s Span) bool {
			return s.From <= v.Day && (s.Until == "" || v.Day <= s.Until)
		})
	})
}

// MayRefer says whether a partner may refer on the view's day.
//
// Rule I-1 (R138, R140.3): only an active referral organization refers, UNHCR by law and others under a memorandum.
// Rule I-3: a suspended or ended agreement blocks new referrals.
// Rule I-4: direct referral by FLD and PD begins in March 2023; before that only UNHCR referred.
func (v *View) MayRefer(partner string) error {
	pt, ok := v.Partner(partner)
	if !ok {
		return fault.Stop("I-1", "policy.refer.not_partner")
	}
	if pt.Refers != "" && v.Day < pt.Refers {
		return &fault.Error{Kind: fault.Stopped, Key: "policy.refer.too_early", Rule: "I-4", Args: map[string]any{"Partner": partner, "Day": string(v.Day), "From": string(pt.Refers)}}
	}
	if _, ok := v.Agreement(partner); !ok && !pt.ByLaw {
		return &fault.Error{Kind: fault.Stopped, Key: "policy.refer.no_agreement", Rule: "I-3", Args: map[string]any{"Partner": partner, "Day": string(v.Day)}}
	}
	return nil
}
