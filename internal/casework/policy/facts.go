package policy

// Facts is the one typed view of a case that the pack's conditions read. The rooms fill it: referral what the package
// holds, assessment the findings, decision what is about to be signed. It holds codes, days, numbers and yes or no,
// never a name, a place or a text. Every entry has a Place: the anchor that a page links to, as "person.2",
// "finding.ELG-E9a" or "form.imm5669.2".
//
// In a condition the fields are variables by the names in their tags: today, file, referral, persons, forms,
// findings, return_, interview, tracks, grounds, convictions, decision, against, barring.
type Facts struct {
	Today       string            `cel:"today"`
	Case        CaseFacts         `cel:"file"`
	Referral    ReferralFacts     `cel:"referral"`
	Persons     []PersonFacts     `cel:"persons"`
	Forms       []FormFacts       `cel:"forms"`
	Findings    []FindingFacts    `cel:"findings"`
	Return      ReturnFacts       `cel:"return_"`
	Interview   InterviewFacts    `cel:"interview"`
	Tracks      []TrackFacts      `cel:"tracks"`
	Grounds     []GroundFacts     `cel:"grounds"`
	Convictions []ConvictionFacts `cel:"convictions"`
	Decision    DecisionFacts     `cel:"decision"`

	// Drawn from the lists above before conditions are read, because most of them ask about these few.
	Against []FindingFacts `cel:"against"` // findings whose result is not_met
	Barring []GroundFacts  `cel:"barring"` // grounds whose result is concern or inadmissible
}

// drawn is the facts with the lists that are drawn from the others.
func (f Facts) drawn() Facts {
	f.Against, f.Barring = nil, nil
	for i := range f.Findings {
		if f.Findings[i].Result == "not_met" {
			f.Against = append(f.Against, f.Findings[i])
		}
	}
	for i := range f.Grounds {
		if r := f.Grounds[i].Result; r == "concern" || r == "inadmissible" {
			f.Barring = append(f.Barring, f.Grounds[i])
		}
	}
	return f
}

// CaseFacts is about the case as a whole.
type CaseFacts struct {
	State        string `cel:"state"`
	ReferredBy   string `cel:"referredBy"`
	IdentifiedBy string `cel:"identifiedBy"`
	Office       string `cel:"office"`
	Persons      int    `cel:"persons"` // who travel
	Open         bool   `cel:"open"`
	Quebec       bool   `cel:"quebec"`         // destined to Quebec
	QuebecDone   bool   `cel:"quebecDone"`     // Quebec's decision is recorded
	SpaceThere   bool   `cel:"spaceConfirmed"` // a GAR space was confirmed
	Urgent       bool   `cel:"urgent"`         // referred as urgent or as an emergency, or an incident is open
	Arrival      string `cel:"plannedArrival"` // day, "" not planned
}

// ReferralFacts is about what the partner sends.
type ReferralFacts struct {
	Place       string   `cel:"place"`
	Made        string   `cel:"made"` // day of the referral, today for a draft
	Priority    string   `cel:"priority"`
	Justified   bool     `cel:"justified"`   // a written justification of the priority (I-17)
	Categories  int      `cel:"categories"`  // submission categories given (I-18)
	Agreement   bool     `cel:"agreement"`   // the partner may refer on that day (INT-E1)
	AreaOK      bool     `cel:"areaOk"`      // inside the memorandum's area
	NumberOver  bool     `cel:"numberOver"`  // the allocation is exceeded (INT-E2)
	Overridden  bool     `cel:"overridden"`  // and an override is recorded
	Determined  bool     `cel:"determined"`  // statement, day and basis of the partner's determination are there
	Determiner  string   `cel:"determiner"`  // account or role that determined
	Prepared    string   `cel:"prepared"`    // account
	Reviewed    string   `cel:"reviewed"`    // account, "" before the review
	NoOthers    bool     `cel:"noOthers"`    // "no other family" is answered and signed (INT-E15)
	SafeContact bool     `cel:"safeContact"` // the safe-contact choice is made (INT-E16)
	Fallback    bool     `cel:"fallback"`    // a contact independent of the partner is agreed (decision 11)
	Consent     bool     `cel:"consent"`     // consent to share is there for every adult
	StatedSize  int      `cel:"statedSize"`  // case size as stated, 0 when not stated
	Unlike      []string `cel:"unlike"`      // places where forms and referral differ on persons (INT-E9)
	KnownHere   []string `cel:"known"`       // places of persons who are in another open case; the operations centre only (INT-E12)
}

// PersonFacts is about one person.
type PersonFacts struct {
	Place        string   `cel:"place"`
	Number       int      `cel:"number"`
	Principal    bool     `cel:"principal"`
	Travels      bool     `cel:"travels"`
	TravelAnswer bool     `cel:"travelAnswered"`
	Adult        bool     `cel:"adult"` // 18 or older on the day of the referral
	Named        bool     `cel:"named"`
	BornKnown    bool     `cel:"bornKnown"` // at least the year
	InCanada     bool     `cel:"inCanada"`
	AtHome       bool     `cel:"atHome"` // lives in a country of nationality, or of former habitual residence when stateless (I-15)
	Residence    string   `cel:"residence"`
	Relation     string   `cel:"relation"`
	Family       bool     `cel:"family"`    // a family member in law (I-23)
	OwnCase      bool     `cel:"ownCase"`   // a linked case of their own (I-30)
	OverAge      bool     `cel:"overAge"`   // child of 22 or older on the lock day
	Condition    bool     `cel:"condition"` // and dependent by condition
	Photo        bool     `cel:"photo"`
	Address      bool     `cel:"address"`
	Unexplained  []string `cel:"unexplained"` // places of background answers "yes" without words (INT-E11)
	Gaps         []string `cel:"gaps"`        // places of history gaps of more than a month (INT-E7)
	Impossible   []string `cel:"impossible"`  // places of impossible dates (INT-E13)
	NotWhy       bool     `cel:"notWhy"`      // a reason is given for not travelling
	Clash        []string `cel:"clash"`       // places where imported facts contradict one another
	SecondSpouse bool     `cel:"secondPartner"`
}

// FormFacts is one form that somebody owes (INT-E4 to INT-E6).
type FormFacts struct {
	ID       string `cel:"id"`
	Place    string `cel:"place"`
	Person   int    `cel:"person"` // number, 0 for the case
	Blocking bool   `cel:"blocking"`
	Present  bool   `cel:"present"`
	Signs    bool   `cel:"signs"` // must be signed
	Signed   bool   `cel:"signed"`
	SignedOn string `cel:"signedOn"`
	Retired  bool   `cel:"retired"`
}

// FindingFacts is one row of the eligibility worksheet.
type FindingFacts struct {
	ID          string `cel:"id"`
	Place       string `cel:"place"`
	Criterion   string `cel:"criterion"`
	Class       string `cel:"class"`
	Nationality string `cel:"nationality"`
	Result      string `cel:"result"` // met, not_met, not_applicable, undetermined, "" none yet
	Recorded    bool   `cel:"recorded"`
	Evidence    int    `cel:"evidence"`
	NotesOpen   int    `cel:"notesOpen"`  // HRD notes without an answer and its reason
	Doubts      bool   `cel:"doubts"`     // wording that drifts into assessing HRD status
	Reluctance  bool   `cel:"reluctance"` // "not met" rests on reluctance alone
	Departs     bool   `cel:"departs"`    // contrary to the partner's assessment
	Answers     bool   `cel:"answers"`    // and the reasons answer it
	StateAgent  bool   `cel:"stateAgent"` // the persecutor is the state
	StateGuards bool   `cel:"stateProtects"`
	AccuserOnly bool   `cel:"accuserOnly"` // rests only on the persecuting state's own charge, list or verdict
	Credibility bool   `cel:"credibility"` // a credibility finding
	Put         bool   `cel:"put"`         // was put to the applicant
	HomeTrip    bool   `cel:"homeTrip"`    // a return to the home country is on file
	Context     bool   `cel:"context"`     // and its context is noted
}

// ReturnFacts are the recorded facts about safe return that the finding on a durable solution follows from.
type ReturnFacts struct {
	Silence    []string `cel:"silence"`    // places of: safe only if the work stops
	Elsewhere  []string `cel:"elsewhere"`  // places of: safe only away from the site of the work
	Hiding     []string `cel:"hiding"`     // places of: safe only in hiding
	Precarious bool     `cel:"precarious"` // status in the asylum country is precarious, or there are threats there
	Offer      bool     `cel:"offer"`      // an offer of another country is recorded
	OfferDone  bool     `cel:"offerAddressed"`
}

// InterviewFacts is about the interview decision.
type InterviewFacts struct {
	Place   string `cel:"place"`
	Decided bool   `cel:"decided"`
	Mode    string `cel:"mode"` // in_person, video, waived, ""
	Held    bool   `cel:"held"`
	Signed  bool   `cel:"signed"`
	By      string `cel:"by"` // account of the interviewer
}

// TrackFacts is one check of one person.
type TrackFacts struct {
	Place  string `cel:"place"`
	Person int    `cel:"person"`
	Kind   string `cel:"kind"`
	Value  string `cel:"value"`
	Until  string `cel:"until"` // last day of validity, "" none
}

// GroundFacts is one finding of admissibility.
type GroundFacts struct {
	Place       string `cel:"place"`
	Person      int    `cel:"person"`
	Ground      string `cel:"ground"`
	Result      string `cel:"result"` // no_concern, concern, inadmissible, not_applicable, pending
	AccuserOnly bool   `cel:"accuserOnly"`
	Worksheet   bool   `cel:"worksheet"` // the conviction worksheet is complete
	Treatable   bool   `cel:"treatable"`
	SecondLook  bool   `cel:"secondLook"` // a supervisor has looked
	Examined    bool   `cel:"examined"`   // A42: an examined member is inadmissible
	Put         bool   `cel:"put"`        // was put to the applicant
	Post        bool   `cel:"post"`       // a senior post is recorded (R16)
	Analysed    bool   `cel:"analysed"`   // and its influence is analysed
	Ordered     bool   `cel:"ordered"`    // A40.1: the tribunal's final order is on file
	Ended       string `cel:"ended"`      // day on which the listing ended, "" while it stands
}

// ConvictionFacts is one conviction worksheet.
type ConvictionFacts struct {
	Place    string `cel:"place"`
	Person   int    `cel:"person"`
	Complete bool   `cel:"complete"` // steps 1 to 8 are filled
	Relief   bool   `cel:"relief"`   // R17 and R18 were computed
}

// DecisionFacts is about what is about to be signed.
type DecisionFacts struct {
	Place       string   `cel:"place"`
	Outcome     string   `cel:"outcome"` // approve, refuse, ""
	Signer      string   `cel:"signer"`
	BothClasses bool     `cel:"bothClasses"` // both classes were assessed
	Expiring    []string `cel:"expiring"`    // places of validities that end before the planned arrival
	Doubts      []string `cel:"doubts"`      // places of wording that drifts into assessing HRD status

	Alike []AlikeFacts `cel:"alike"` // decisions on other cases with words close to these
}

// AlikeFacts is the decision of another case of the office, and how much of the words are the same.
type AlikeFacts struct {
	Place   string `cel:"place"`
	Percent int    `cel:"percent"`
}
