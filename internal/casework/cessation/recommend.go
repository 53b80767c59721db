package cessation

import (
	"slices"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Gap is one thing that stands between a matter and a recommendation. Words under cessation.gap.<What>; Of is the name of the
// consideration, question, factor or ground that it is about.
type Gap struct {
	What, Of string
	Rule     string
	Stop     bool // no words complete it: the entries, or the ground, must be others
}

// Missing is everything that a recommendation still lacks, in the order of the pages. It counts nothing and weighs nothing.
//
// Contradiction X-31: no referral while the considerations about defenders are not answered, one factor is missing,
// the line rests on a journey or a passport alone, or the ground is (e) and the person is a permanent resident.
// Rule A-120: an application is justified only on very strong prima facie evidence, so the record says why it is. Rule A-125: the
// ground of re-availment needs all three: voluntary, intended, and protection actually obtained; the use of a passport raises a
// presumption that the person's evidence may rebut, and it must be weighed. Rule A-126: every factor of the court's list is
// answered. Rule A-130: what the record must hold. Rule A-123: vacation has its own test, a material fact tied to the claim itself,
// and whether other sufficient evidence remains. The lost list G-3 is a working list of four questions, each answered.
func (m Matter) Missing() (out []Gap) {
	add := func(what, of, rule string) { out = append(out, Gap{What: what, Of: of, Rule: rule}) }
	stop := func(what, of string) { out = append(out, Gap{What: what, Of: of, Rule: "X-31", Stop: true}) }
	for _, name := range Considerations {
		if m.Tagged && !slices.ContainsFunc(m.Panel, func(x Considered) bool { return x.What == name && x.Reason != "" }) {
			add("panel", name, "A-128")
		}
	}
	for _, q := range Questions {
		if a := m.Said(q); a.Says == "" || a.Reasons == "" {
			add("question", q, "A-125")
		}
	}
	for _, f := range FactorNames {
		if m.Factor(f) == "" {
			add("factor", f, "A-126")
		}
	}
	for _, x := range []struct{ what, says, rule string }{{"prima_facie", m.Words.PrimaFacie, "A-130"}, {"very_strong", m.Words.VeryStrong, "A-120"}, {"contrary", m.Words.Contrary, "A-130"}} {
		if x.says == "" {
			add(x.what, "", x.rule)
		}
	}
	if len(m.MadeOut()) == 0 {
		add("line", "", "A-121")
	}
	for _, l := range m.Lines {
		of := string(l.Ground)
		if l.Result == "" || l.Reasons == "" {
			add("reasons", of, "A-121")
		}
		if l.Result != MadeOut {
			continue
		}
		if !l.Seen.Is() {
			add("seen", of, "A-122")
		}
		if !slices.ContainsFunc(m.Facts, func(f Fact) bool { return f.Ground == l.Ground && f.carries() }) {
			stop("travel_alone", of)
		}
		switch l.Ground {
		case Reavailed:
			for _, q := range Questions[:3] {
				if a := m.Said(q); a.Says != "" && a.Says != "yes" {
					stop("not_all", q)
				}
			}
		case Established:
			if a := m.Said("resettled"); a.Says != "" && a.Says != "yes" {
				stop("not_all", "resettled")
			}
		case ReasonsEnded:
			if m.Resident != "" {
				stop("resident", of)
			}
		case Vacation:
			for _, x := range []struct{ what, says string }{{"material", l.Material}, {"tied", l.Tied}, {"rest", l.Rest}} {
				if x.says == "" {
					add(x.what, of, "A-123")
				}
			}
		}
	}
	if !m.Heard() {
		add("heard", "", "A-130")
	}
	return out
}

// Recommend recommends a referral to the supervisor. Whoever recommends does not decide: another person gives an opinion of their own.
func (m Matter) Recommend(why string, by policy.Mark) (Matter, error) {
	if err := m.in(Assessing); err != nil {
		return m, err
	}
	if by.By == m.Holds(AsSupervisor) {
		return m, fault.Stop("X-31", "cessation.second")
	}
	for _, g := range m.Missing() {
		if g.Stop {
			return m, fault.Stop("X-31", "cessation.recommend."+g.What)
		}
	}
	if len(m.Missing()) > 0 {
		return m, fault.Stop("X-31", "cessation.recommend.missing")
	}
	var c fault.Check
	words(&c, "why", &why, longText, true)
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	return m.step(InReview, why, by)
}

// End ends a matter with no action, with reasons. It needs nothing else: no factor and no letter must be complete to leave a person
// in peace. The considerations were answered before the assessment began.
func (m Matter) End(why string, by policy.Mark) (Matter, error) {
	if err := m.in(Assessing); err != nil {
		return m, err
	}
	var c fault.Check
	words(&c, "why", &why, longText, true)
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	return m.step(NoAction, why, by)
}

// Opinion is a supervisor's own opinion of a recommendation.
type Opinion struct {
	Agrees  bool
	Reasons string
	By      policy.Mark
}

// Confirmed says whether the recommendation that stands has a supervisor's agreement.
func (m Matter) Confirmed() bool {
	return m.State == InReview && len(m.Reviews) > 0 && m.Reviews[len(m.Reviews)-1].Agrees && !m.Reviews[len(m.Reviews)-1].By.At.Before(m.Steps[len(m.Steps)-1].At)
}

// Opine is the supervisor's opinion, with reasons of their own either way. Who does not agree sends the matter back (I-98).
func (m Matter) Opine(agrees bool, reasons string, by policy.Mark) (Matter, error) {
	if err := m.in(InReview); err != nil {
		return m, err
	}
	if m.Confirmed() {
		return m, fault.Stop("A-130", "cessation.opinion.given")
	}
	if by.By != m.Holds(AsSupervisor) || slices.ContainsFunc(m.Steps, func(s Step) bool { return s.To == InReview && s.By == by.By }) {
		return m, fault.Stop("X-31", "cessation.second")
	}
	var c fault.Check
	words(&c, "reasons", &reasons, longText, true)
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	m.Reviews = append(slices.Clip(m.Reviews), Opinion{Agrees: agrees, Reasons: reasons, By: by})
	if agrees {
		return m, nil
	}
	return m.step(Assessing, reasons, by)
}

// Referral is the hand-over to the border agency: what the tribunal's rules ask of whoever files, and the package as it left.
type Referral struct {
	Contact string `json:",omitempty"` // of the person
	Counsel string `json:",omitempty"` // of counsel, or that none is known
	Client  string `json:",omitempty"` // client number
	Foreign string `json:",omitempty"` // copy of a foreign decision and the office that holds it, or that there is none
	Copy    string `json:",omitempty"` // how the person gets a copy
	Ground  string `json:",omitempty"` // on which ground of disclosure it leaves

	Lang    string      `json:",omitempty"`
	Text    string      `json:",omitempty"` // L19 as it left, HTML
	Grounds []Ground    `json:",omitempty"`
	Out     policy.Mark `json:",omitzero"`
}

// Disclosures are the grounds on which a package may leave for the border agency.
var Disclosures = []string{"program", "law"}

// Packing checks what goes with a referral. It leaves nobody's hands by this: the package is written, read, and then handed over.
//
// Rule A-131: contact of the person and of counsel, client number, the earlier decision, the foreign decision and who holds a copy, what
// is sought and why, and a copy to the person.
func (m Matter) Packing(in Referral) (Referral, error) {
	if err := m.ready(); err != nil {
		return in, err
	}
	var c fault.Check
	words(&c, "contact", &in.Contact, text, true)
	words(&c, "counsel", &in.Counsel, text, true)
	words(&c, "client", &in.Client, shortText, true)
	words(&c, "foreign", &in.Foreign, text, true)
	words(&c, "copy", &in.Copy, text, true)
	if !slices.Contains(Disclosures, in.Ground) {
		c.Add("disclosure", "cessation.refer.ground")
	}
	if in.Lang != "en" && in.Lang != "fr" {
		c.Add("lang", "cessation.ask.lang")
	}
	return in, c.Err("cessation.check")
}

// ready says why nothing can be handed over.
func (m Matter) ready() error {
	if err := m.in(InReview); err != nil {
		return err
	}
	if !m.Confirmed() {
		return fault.Stop("X-31", "cessation.refer.opinion")
	}
	if len(m.Missing()) > 0 {
		return fault.Stop("X-31", "cessation.recommend.missing")
	}
	return nil
}

// Hand hands the package over as it was written. What A-130 lists goes with it (L19).
func (m Matter) Hand(by policy.Mark) (Matter, error) {
	if err := m.ready(); err != nil {
		return m, err
	}
	if m.Referral.Text == "" {
		return m, fault.Stop("A-131", "cessation.refer.written")
	}
	m.Referral.Out, m.Referral.Grounds = by, m.MadeOut()
	return m.step(Referred, "", by)
}

// Outcome is what became of a referral, as another authority said it.
type Outcome struct {
	To       State
	On       policy.Day
	Document string // number of the paper that says so, and where it is held
	Note     string `json:",omitempty"`
	By       string
	At       time.Time
}

// Record records what another authority did, with its day and its paper. Rule A-96: it is recorded and nothing more; what is
// recorded may be wrong only together with the paper that it names, and the next step follows it.
func (m Matter) Record(o Outcome, today policy.Day, by policy.Mark) (Matter, error) {
	if m.State.Ours() && m.State != Referred || m.State.Over() {
		return m, fault.Stop("A-96", "cessation.not_now")
	}
	var c fault.Check
	if !slices.Contains(moves[m.State], o.To) {
		c.AddRule("to", "cessation.outcome.to", "A-96")
	}
	first := policy.DayOf(m.Referral.Out.At)
	if n := len(m.Outcomes); n > 0 {
		first = m.Outcomes[n-1].On
	}
	if !o.On.Valid() || o.On > today || o.On < first {
		c.AddRule("outcome_on", "cessation.outcome.on", "A-96")
	}
	words(&c, "document", &o.Document, shortText, true)
	words(&c, "note", &o.Note, text, false)
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	o.By, o.At = by.By, by.At
	m.Outcomes = append(slices.Clip(m.Outcomes), o)
	return m.step(o.To, "", by)
}

// Ceased is the day of the tribunal's final decision that protection has ceased or was wrongly given, on a ground that takes away
// permanent residence; "" when there is none or it does not stand. Only from then can A40.1 be chosen (ADM-D11, X-18).
func (m Matter) Ceased() (day policy.Day) {
	for i, o := range m.Outcomes {
		switch o.To {
		case Allowed:
			day = o.On
		case BeforeRPD:
			day = "" // a court sent it back
		case Closed:
			continue
		case CourtReview:
			if i == len(m.Outcomes)-1 {
				return "" // it is not final while a court looks at it
			}
		}
	}
	if m.State != Closed || !slices.ContainsFunc(m.Referral.Grounds, Ground.Loses) {
		return ""
	}
	return day
}
