package decision

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Basis is what a decision rests on: the file as the officer has it before them at signing.
type Basis struct {
	State         casefile.State
	Sheet         assessment.Sheet
	Notes         func(criterion string) []assessment.Note
	Admissibility assessment.Admissibility
	Open          []Open // contradictions that nobody has settled, as the assessment room finds them at this moment
	Interviews    []casefile.Interview
	Disclosures   []casefile.Disclosure
	Letters       []casefile.Hearing // concerns put in writing, and what came back
	Persons       []people.Person
	Untied        []people.Person // still in the case, although their tie ended with a change of the principal applicant (I-78)
	Consultation  bool            // a question to the referring partner about its determination is open (I-48)
	Today         policy.Day
}

// Open is one contradiction that stands in the way of signing.
type Open struct {
	Code     string
	Severity assessment.Severity
}

// Gate is one thing that must be so before an officer can sign. Gates are shown as a list that says what is missing
// and who has it; nothing signs by itself when they are all open.
type Gate struct {
	Name string        // "eligibility"; words are in the catalogue under decision.gate.<name>
	Rule string        // the rule that asks for it
	Met  bool          //
	Who  string        // who has it: officer, supervisor or office
	N, M int           // "N of M", where counted
	Why  []fault.Field // what is missing
}

// Who has what is missing.
const (
	WithOfficer    = "officer"
	WithSupervisor = "supervisor"
)

// GroundsOf is what a refusal of this application would rest on: every criterion found not met for it, and every
// ground on which the principal applicant or a person who travels along is found inadmissible. They come from the
// recorded findings and from nowhere else: a refusal states how each unmet criterion is unmet. Who meets the class
// that the government funds is not refused for the other, though both are assessed.
func GroundsOf(b Basis) []Ground {
	var out []Ground
	for i := range b.Sheet.Lines {
		l := &b.Sheet.Lines[i]
		f := l.Standing
		if f == nil || !f.Against() || l.Exempt() || f.Person != "" {
			continue // a dependant need not prove a fear of their own
		}
		if f.Criterion == assessment.ClassMet && f.Class == assessment.Asylum && b.convention() {
			continue
		}
		g := Ground{Code: f.Criterion, Class: f.Class, Country: f.Country, Entry: f.ID}
		if d, ok := casefile.WasPut(b.Disclosures, g.Code, ""); ok {
			g.Disclosure = d.ID
		}
		out = append(out, g)
	}
	for _, x := range b.inadmissible() {
		g := Ground{Code: x.Ground, Person: x.Person, Entry: x.ID}
		if d, ok := casefile.WasPut(b.Disclosures, g.Code, g.Person); ok {
			g.Disclosure = d.ID
		}
		out = append(out, g)
	}
	return out
}

// convention says whether the applicant is found to be in the class that the government funds.
func (b Basis) convention() bool {
	l := b.Sheet.Line(assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Convention})
	return l != nil && l.Standing != nil && l.Standing.Result == assessment.Met
}

// inadmissible is the recorded grounds against the principal applicant and those who travel along.
func (b Basis) inadmissible() []assessment.Ground {
	var out []assessment.Ground
	for _, g := range b.Admissibility.Grounds {
		if g.Status == assessment.Recorded && g.Result == assessment.GroundInadmissible && b.accompanies(g.Person) {
			out = append(out, g)
		}
	}
	return out
}

func (b Basis) accompanies(person string) bool {
	return slices.ContainsFunc(b.Admissibility.Examined, func(e assessment.Examined) bool { return e.Person == person && e.Accompanying })
}

// Codes is the distinct codes of grounds, in order.
func Codes(grounds []Ground) []string {
	var out []string
	for _, g := range grounds {
		if !slices.Contains(out, g.Code) {
			out = append(out, g.Code)
		}
	}
	return out
}

// Gates lists what stands before the signature of a decision with this outcome.
func Gates(d Decision, b Basis) []Gate {
	gates := []Gate{b.eligibility(), b.interview(), b.contradictions()}
	switch d.Outcome {
	case Approve:
		gates = append(gates, b.allMet(), b.admissible(d), b.family(), space(d, b.Today), destination(d), quebec(d), reasons(d, []string{ReasonAllMet}))
	case Refuse:
		grounds := GroundsOf(b)
		gates = append(gates, b.both(), b.rests(grounds), b.heard(grounds), b.worksheets(), b.looked(d, grounds), b.consulted(), reasons(d, Codes(grounds)), b.second(d))
	}
	return append(gates, b.signer(d))
}

// Ready is an error that names every gate that is not met.
func Ready(d Decision, b Basis) error {
	var c fault.Check
	if d.Outcome != Approve && d.Outcome != Refuse {
		c.AddRule("outcome", "decision.outcome.choose", "A-83")
		return c.Err("decision.sign.not_ready")
	}
	for _, g := range Gates(d, b) {
		if !g.Met {
			c.Fields = append(c.Fields, fault.Field{Name: "gate." + g.Name, Key: "decision.gate." + g.Name + ".missing", Rule: g.Rule, Args: map[string]any{"N": g.N, "M": g.M}})
			for _, f := range g.Why {
				if strings.HasPrefix(f.Name, "reason.") || fields[f.Name] {
					c.Fields = append(c.Fields, f)
				}
			}
		}
	}
	return c.Err("decision.sign.not_ready")
}

// fields are those of the decision's own form: their faults are shown beside them as well.
var fields = map[string]bool{"summary": true, "travel": true, "province": true, "requested": true, "quebec": true, "csq": true, "not_own": true, "answered": true, "space": true}

func gate(name, rule, who string, err error) Gate {
	g := Gate{Name: name, Rule: rule, Who: who, Met: err == nil}
	var f *fault.Error
	if errors.As(err, &f) {
		g.Why = f.Fields
	}
	return g
}

// eligibility: every row recorded and sound.
func (b Basis) eligibility() Gate {
	g := gate("eligibility", "A-83", WithOfficer, b.Sheet.CheckForSigning(b.Notes))
	g.N, g.M = b.Sheet.Progress()
	return g
}

// interview: held and signed, or waived.
func (b Basis) interview() Gate {
	_, ok := casefile.Settled(b.Interviews)
	return Gate{Name: "interview", Rule: "A-40", Who: WithOfficer, Met: ok}
}

// contradictions: none stands when the decision is signed (assessment 11).
func (b Basis) contradictions() Gate {
	g := Gate{Name: "contradictions", Rule: "A-83", Who: WithOfficer, Met: true}
	for _, o := range b.Open {
		g.Met = false
		if g.N++; o.Severity == assessment.Second || o.Severity == assessment.Stop {
			g.Who = WithSupervisor
		}
		g.Why = append(g.Why, fault.Field{Name: o.Code, Key: "decision.gate.contradiction", Rule: o.Code})
	}
	return g
}

// allMet: an approval has no criterion against the applicant (A-86, R139(1)).
func (b Basis) allMet() Gate {
	g := Gate{Name: "all_met", Rule: "A-86", Who: WithOfficer, Met: true}
	for _, r := range b.Sheet.NotMet() {
		if r.Person == "" && !b.otherClass(r) {
			g.Met = false
			g.Why = append(g.Why, fault.Field{Name: r.Key(), Key: "decision.gate.not_met", Rule: r.Criterion})
		}
	}
	return g
}

// otherClass: a case that the government pays for needs the Convention class alone; what was found under the other
// class stands beside it.
func (b Basis) otherClass(r assessment.Row) bool { return r.Class == assessment.Asylum }

// admissible: nobody who travels is inadmissible; every track is settled and still valid on the planned day of
// travel.
func (b Basis) admissible(d Decision) Gate {
	on := d.Travel
	if on < b.Today {
		on = b.Today
	}
	g := gate("admissible", "X-24", WithOfficer, b.Admissibility.CheckForSigning(on))
	for _, x := range b.inadmissible() {
		g.Met = false
		g.Why = append(g.Why, fault.Field{Name: x.Person + "." + x.Ground, Key: "decision.gate.inadmissible", Rule: x.Ground})
	}
	return g
}

// family: every person on the application is answered for: travelling or not.
func (b Basis) family() Gate {
	g := Gate{Name: "family", Rule: "A-86", Who: WithOfficer, Met: true}
	for _, p := range people.InCase(b.Persons) {
		g.M++
		if p.Travelling == people.Yes || p.Travelling == people.No || p.Deceased() {
			g.N++
		}
	}
	g.Met = g.N == g.M && g.M > 0
	for _, p := range b.Untied {
		g.Met = false
		g.Why = append(g.Why, fault.Field{Name: p.ID, Key: "decision.gate.untied", Rule: "I-30", Args: map[string]any{"Number": p.Number}})
	}
	return g
}

// space: the office has confirmed a place inside its GAR number for the year of travel.
//
// Contradiction X-12: approval without confirmed GAR space.
func space(d Decision, today policy.Day) Gate {
	g := Gate{Name: "space", Rule: "X-12", Who: WithOfficer, Met: true}
	add := func(bad bool, name, key string) {
		if bad {
			g.Met = false
			g.Why = append(g.Why, fault.Field{Name: name, Key: key, Rule: "X-12"})
		}
	}
	add(!d.Travel.Valid() || d.Travel < today, "travel", "decision.travel.day")
	add(!d.Space.Confirmed || d.Space.By == "", "space", "decision.space.confirm")
	add(d.Space.Confirmed && d.Travel.Valid() && d.Space.Year != d.Travel.Year(), "space", "decision.space.year")
	return g
}

// Provinces are the two-letter codes of provinces and territories.
var Provinces = []string{"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}

// Quebec selects its own.
const Quebec = "QC"

// destination: it has been requested.
func destination(d Decision) Gate {
	g := Gate{Name: "destination", Rule: "A-86", Who: WithOfficer, Met: true}
	if !slices.Contains(Provinces, d.Destination.Province) {
		g.Met = false
		g.Why = append(g.Why, fault.Field{Name: "province", Key: "decision.destination.province", Rule: "A-86"})
	}
	if !d.Destination.Requested.Valid() {
		g.Met = false
		g.Why = append(g.Why, fault.Field{Name: "requested", Key: "decision.destination.requested", Rule: "A-86"})
	}
	return g
}

// quebec: no final decision before Quebec's.
//
// Contradiction X-25 (stop by law): final decision before Quebec's.
func quebec(d Decision) Gate {
	g := Gate{Name: "quebec", Rule: "X-25", Who: WithOfficer, Met: true}
	if d.Destination.Province == Quebec && (!d.Destination.Quebec.Valid() || d.Destination.Selected != people.Yes) {
		g.Met = false
		g.Why = []fault.Field{{Name: "quebec", Key: "decision.destination.quebec", Rule: "X-25"}}
	}
	return g
}

// both: a refusal assesses applicant and family under both classes. The manual says so of every refusal, so it is asked
// of one for inadmissibility too.
//
// Contradiction X-26: a refusal that assesses one class only.
func (b Basis) both() Gate {
	g := Gate{Name: "both_classes", Rule: "X-26", Who: WithOfficer}
	seen := map[string]map[assessment.Class]bool{}
	for i := range b.Sheet.Lines {
		l := &b.Sheet.Lines[i]
		if l.Criterion != assessment.ClassMet {
			continue
		}
		if seen[l.Person] == nil {
			seen[l.Person] = map[assessment.Class]bool{}
		}
		if f := l.Standing; f != nil && f.Result != assessment.Undetermined {
			seen[l.Person][l.Class] = true
		}
	}
	for _, p := range people.InCase(b.Persons) {
		id := p.ID
		if p.Principal() {
			id = ""
		}
		g.M++
		if seen[id][assessment.Convention] && seen[id][assessment.Asylum] {
			g.N++
		}
	}
	g.Met = g.M > 0 && g.N == g.M
	return g
}

// rests: a refusal rests on findings against the applicant, or there is none.
func (b Basis) rests(grounds []Ground) Gate {
	return Gate{Name: "grounds", Rule: "A-88", Who: WithOfficer, Met: len(grounds) > 0, N: len(grounds)}
}

// heard: each ground was put to the applicant, and they had their chance to answer.
//
// Rule A-60, contradiction X-21: a refusal reason never put to the applicant. Rule A-41, contradiction X-22: after a
// waived interview that can only be in writing, so a finding on credibility stands on nothing else. Rule A-60 again: while
// the applicant has time to answer a letter, or what came is not assessed, there is no refusal.
//
// Rule A-66: a screening outcome that is not favourable or not conclusive is no finding. A track alone carries no refusal: the
// officer puts the essence to the person, hears them and finds on a ground, with reasons.
func (b Basis) heard(grounds []Ground) Gate {
	g := Gate{Name: "heard", Rule: "X-21", Who: WithOfficer, Met: true}
	var missing []string
	for _, code := range Codes(grounds) {
		g.M++
		put := !slices.ContainsFunc(grounds, func(x Ground) bool { return x.Code == code && x.Disclosure == "" })
		if put {
			g.N++
		} else {
			missing = append(missing, code)
		}
	}
	if i, ok := casefile.Settled(b.Interviews); ok && i.Status == casefile.InterviewWaived && len(missing) > 0 {
		g.Rule = "X-22"
	}
	for _, code := range missing {
		g.Met = false
		g.Why = append(g.Why, fault.Field{Name: code, Key: "decision.gate.not_put", Rule: g.Rule})
	}
	for _, h := range b.Letters {
		if h.Awaits(b.Today) {
			g.Met = false
			g.Why = append(g.Why, fault.Field{Name: "letter", Key: "decision.gate.letter." + string(h.Stage(b.Today)), Rule: "A-60", Args: map[string]any{"Day": h.Due()}})
		}
	}
	return g
}

// worksheets: each finding of criminality has its conviction worksheet, recorded and whole, when the refusal is signed.
//
// Contradiction X-17: the pack lets a supervisor say why one may stand while the case is worked on; a refusal is not signed on it.
func (b Basis) worksheets() Gate {
	return gate("worksheets", "X-17", WithOfficer, b.Admissibility.CheckConvictions())
}

// looked: what rests on A34 to A37 has been looked at by another person. A look at the refusal as it stands is one at the
// exclusion that it rests on; nobody is excluded without.
func (b Basis) looked(d Decision, grounds []Ground) Gate {
	g := Gate{Name: "second_on_grounds", Rule: "A-82", Who: WithSupervisor, Met: true}
	for _, x := range b.inadmissible() {
		if assessment.NeedsSecondLook(x.Ground) && x.Second == nil {
			g.Met = false
			g.Why = append(g.Why, fault.Field{Name: x.Ground, Key: "decision.gate.second_on_ground", Rule: "A-82"})
		}
	}
	for _, x := range grounds {
		if l := d.Second; x.Code == assessment.NotExcluded && assessment.NeedsSecondLook(x.Code) && (l == nil || l.By == d.By || l.Of != d.Print(b)) {
			g.Met = false
			g.Why = append(g.Why, fault.Field{Name: x.Code, Key: "decision.gate.second_on_exclusion", Rule: "A-10"})
		}
	}
	return g
}

// consulted: while the referring partner is being asked about its determination, a refusal waits (intake 8).
func (b Basis) consulted() Gate {
	return Gate{Name: "consultation", Rule: "I-49", Who: WithOfficer, Met: !b.Consultation}
}

// reasons: at least one coded reason with words, and one for each ground.
func reasons(d Decision, codes []string) Gate {
	g := Gate{Name: "reasons", Rule: "A-88", Who: WithOfficer, Met: len(codes) > 0, M: len(codes)}
	for _, code := range codes {
		if slices.ContainsFunc(d.Reasons, func(r Reason) bool { return r.Code == code && strings.TrimSpace(r.Text) != "" }) {
			g.N++
			continue
		}
		g.Met = false
		g.Why = append(g.Why, fault.Field{Name: "reason." + code, Key: "decision.reasons.each", Rule: "A-88"})
	}
	if strings.TrimSpace(d.Summary) == "" {
		g.Met = false
		g.Why = append(g.Why, fault.Field{Name: "summary", Key: "decision.reasons.summary", Rule: "A-88"})
	}
	return g
}

// second: a supervisor has looked at a refusal as it stands. They are consulted and do not decide: when they do not
// agree, the officer answers in writing and may still sign (decision 1).
func (b Basis) second(d Decision) Gate {
	g := Gate{Name: "second", Rule: "A-82", Who: WithSupervisor}
	switch l := d.Second; {
	case l == nil || l.By == d.By || l.Of != d.Print(b):
		return g
	case !l.Agrees && strings.TrimSpace(d.Answered) == "":
		g.Who = WithOfficer
		g.Why = []fault.Field{{Name: "answered", Key: "decision.second.answer", Rule: "A-82"}}
		return g
	}
	g.Met = true
	return g
}

// signer: who hears decides; another signer says why.
//
// Contradiction X-23 (note): the signer is not the interviewer.
func (b Basis) signer(d Decision) Gate {
	g := Gate{Name: "signer", Rule: "X-23", Who: WithOfficer, Met: true}
	if i, ok := casefile.Settled(b.Interviews); ok && i.Status == casefile.InterviewSigned && i.Officer != d.By && strings.TrimSpace(d.NotOwn) == "" {
		g.Met = false
		g.Why = []fault.Field{{Name: "not_own", Key: "decision.signer.why", Rule: "X-23"}}
	}
	return g
}

// Print is the fingerprint of a decision and the entries it rests on: a look at it holds while this stays the same.
func (d Decision) Print(b Basis) string {
	texts := []string{string(d.Outcome), d.Summary}
	for _, r := range d.Reasons {
		texts = append(texts, r.Code, r.Text)
	}
	for _, g := range GroundsOf(b) {
		texts = append(texts, g.Code, g.Entry, g.Disclosure)
	}
	for _, h := range b.Letters { // a reply that came since has not been looked at
		if n := len(h.Replies()); n > 0 {
			texts = append(texts, h.Letter.ID, strconv.Itoa(n))
		}
	}
	return casefile.Fingerprint(texts...)
}

// maxText is how long a reason or a summary may be.
const maxText = 8000

// Keep checks only that a draft can be kept: every code is one we know, every day a day. Drafts always save; what is
// missing is said at signing. A draft that changes after it was sent for a look is the officer's again.
func Keep(d Decision) (Decision, error) {
	var c fault.Check
	if d.Outcome != "" && d.Outcome != Approve && d.Outcome != Refuse {
		c.Add("outcome", "decision.outcome.choose")
	}
	for i := range d.Reasons {
		d.Reasons[i].Text = strings.TrimSpace(d.Reasons[i].Text)
		if utf8.RuneCountInString(d.Reasons[i].Text) > maxText {
			c.Add("reason."+d.Reasons[i].Code, "decision.text.too_long")
		}
	}
	for _, t := range []struct {
		name string
		text *string
	}{{"summary", &d.Summary}, {"not_own", &d.NotOwn}, {"answered", &d.Answered}} {
		if *t.text = strings.TrimSpace(*t.text); utf8.RuneCountInString(*t.text) > maxText {
			c.Add(t.name, "decision.text.too_long")
		}
	}
	for _, day := range []struct {
		name string
		day  policy.Day
	}{{"travel", d.Travel}, {"requested", d.Destination.Requested}, {"quebec", d.Destination.Quebec}, {"csq", d.Destination.CSQ}} {
		if day.day != "" && !day.day.Valid() {
			c.Add(day.name, "decision.day.invalid")
		}
	}
	if d.Destination.Province != "" && !slices.Contains(Provinces, d.Destination.Province) {
		c.AddRule("province", "decision.destination.province", "A-86")
	}
	d.Status = Draft
	return d, c.Err("decision.draft.unreadable")
}

// Ask asks a supervisor for their look; the draft says so until they have looked.
func Ask(d Decision) (Decision, error) {
	if d.Status == Signed {
		return d, fault.Stop("A-83", "decision.signed")
	}
	if d.Outcome == "" {
		var c fault.Check
		c.AddRule("outcome", "decision.outcome.choose", "A-83")
		return d, c.Err("decision.sign.not_ready")
	}
	d.Status = Asked
	return d, nil
}

// LookAt records another person's look at a decision that is not yet signed.
func LookAt(d Decision, b Basis, l casefile.Look) (Decision, error) {
	switch {
	case d.Status == Signed:
		return d, fault.Stop("A-83", "decision.signed")
	case d.Outcome == "":
		return d, fault.Stop("A-82", "decision.second.nothing")
	case l.By == d.By:
		return d, fault.Stop("A-82", "decision.second.same_person")
	case strings.TrimSpace(l.Reasons) == "":
		var c fault.Check
		c.AddRule("second_reasons", "decision.second.reasons", "A-82")
		return d, c.Err("decision.second.wrong")
	}
	l.Of = d.Print(b)
	d.Second, d.Answered, d.Status = &l, "", Draft
	return d, nil
}

// Sign makes a draft the final decision, by the officer's own act, and lists who must be told.
//
// Rule A-83: the final decision weighs and documents all assessments, and the officer proves again who they are. It is
// never made by a timer, a batch or a flag: gate is empty for those.
func Sign(d Decision, b Basis, gate string, at time.Time) (Decision, error) {
	switch {
	case d.Status == Signed || d.Status == Superseded:
		return d, fault.Stop("A-83", "decision.signed")
	case b.State != casefile.FinalReview:
		return d, fault.Stop("A-83", "decision.sign.state")
	case gate == "" || d.By == "":
		return d, fault.Stop("A-83", "decision.sign.gate")
	}
	if err := Ready(d, b); err != nil {
		return d, err
	}
	if d.Outcome == Refuse {
		d.Grounds = GroundsOf(b)
		d.Space, d.Destination = Space{}, Destination{}
	}
	d.Status, d.SignedAt, d.Gate = Signed, at, gate
	return d, nil
}

// Standing is the signed decision that holds, if there is one.
func Standing(all []Decision) (Decision, bool) {
	for _, d := range all {
		if d.Status == Signed {
			return d, true
		}
	}
	return Decision{}, false
}

// Current is the decision being drafted, if there is one.
func Current(all []Decision) (Decision, bool) {
	for _, d := range all {
		if d.Status == Draft || d.Status == Asked {
			return d, true
		}
	}
	return Decision{}, false
}

func eligibilityGrounds(grounds []Ground) []Ground {
	return slices.DeleteFunc(slices.Clone(grounds), func(g Ground) bool { return !strings.HasPrefix(g.Code, "ELG-") })
}

func inadmissibilityGrounds(grounds []Ground) []Ground {
	return slices.DeleteFunc(slices.Clone(grounds), func(g Ground) bool { return strings.HasPrefix(g.Code, "ELG-") })
}
