package decision_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
)

// A model check of what a case can come to: every state that commands can lead to is walked, each command by the rules that app
// asks before it writes. What cannot matter is left out or taken at its worst: every interview is settled, every contradiction that
// people can overrule is overruled, every look agrees and every decision is drafted as it can be signed. Before a decision stands, a hold
// or an order holds nothing that the invariants are about: it goes back to where it came from.

// world is a case, reduced to what the three invariants can depend on.
type world struct {
	State, Back    casefile.State // Back: where a hold or an order took it from
	Fear           assessment.Result
	Convention     assessment.Result // of everybody, under the class that the government funds
	Asylum, Family bool              // the other class is assessed: of the applicant, of the family
	Worksheet      assessment.Status
	Crime          assessment.GroundResult
	Looked         bool             // a second look at the crime
	Put            bool             // all of it was put to the applicant, who could answer
	Signed         decision.Outcome // the decision that stands
	Notices        [3]casefile.NoticeStatus
	Answered       casefile.NoticeStatus // L13, that a request was answered
	Asked, Served  uint8                 // 0 never, 1 open, 2 answered or ended: a request to reconsider, the court
}

// The notices of a decision, in the order of world.Notices.
var kinds = []casefile.NoticeKind{casefile.RefusalEligibility, casefile.RefusalInadmissible, casefile.PartnerOutcome}

const applicant, child = "p1", "p2"

var modelCriteria = []assessment.Criterion{
	{Code: assessment.Persecution, Heading: assessment.Fear, Per: assessment.PerCountry, Class: assessment.Convention},
	{Code: assessment.ClassMet, Heading: assessment.Fear, Per: assessment.PerClass},
}

func (w world) sheet() assessment.Sheet {
	var list []assessment.Finding
	add := func(r assessment.Row, result assessment.Result) {
		if result != "" {
			list = append(list, found(r, result))
		}
	}
	add(assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, w.Fear)
	add(assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Convention}, w.Convention)
	add(assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Convention, Person: child}, w.Convention)
	if w.Asylum {
		add(assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Asylum}, assessment.NotMet)
	}
	if w.Family {
		add(assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Asylum, Person: child}, assessment.NotMet)
	}
	return assessment.Build(modelCriteria, assessment.Subject{Countries: []string{"XKK"}, Members: []string{child}, Barred: w.Crime == assessment.GroundInadmissible}, list)
}

func modelFamily() []people.Person {
	return []people.Person{{ID: applicant, Number: 1, Relationship: people.PA, Travelling: people.Yes, Born: "1985-02-03"},
		{ID: child, Number: 2, Relationship: people.Daughter, Travelling: people.Yes, Born: "2016-02-03"}}
}

// admissibility is every check settled and every ground but the crime clear.
func (w world) admissibility() assessment.Admissibility {
	a := assessment.Admissibility{}
	for _, p := range modelFamily() {
		a.Examined = append(a.Examined, assessment.Examine(p, today))
		for _, k := range assessment.TrackKinds {
			a.Tracks = append(a.Tracks, assessment.Track{Person: p.ID, Kind: k, Value: assessment.NoConcern, ValidUntil: "2027-08-01"})
		}
		for _, g := range assessment.Grounds {
			if p.ID != applicant || g != assessment.Crime && g != assessment.FamilyMember {
				a.Grounds = append(a.Grounds, assessment.Ground{ID: "g-" + p.ID + g, Person: p.ID, Ground: g, Result: assessment.GroundClear, Status: assessment.Recorded})
			}
		}
	}
	a.Grounds = append(a.Grounds, assessment.Ground{ID: "g-a42", Person: applicant, Ground: assessment.FamilyMember, Result: assessment.GroundNotByLaw, Status: assessment.Recorded})
	if w.Crime != "" {
		g := assessment.Ground{ID: "g-crime", Person: applicant, Ground: assessment.Crime, Result: w.Crime, Status: assessment.Recorded}
		if w.Looked {
			g.Second = &casefile.Look{By: "supervisor.cedar", Agrees: true, Reasons: "read"}
		}
		a.Grounds = append(a.Grounds, g)
	}
	if w.Worksheet != "" {
		c := modelWorksheet()
		c.Status = w.Worksheet
		a.Convictions = []assessment.Conviction{c}
	}
	return a
}

func modelWorksheet() assessment.Conviction {
	return assessment.Conviction{ID: "w1", Person: applicant, Offence: "Insult of an authority", Country: "XKK", Day: "2019-05-06", Stage: assessment.Convicted, HowKnown: "The partner.", Acts: "A speech.",
		Link: assessment.LinkNone, ReliableConviction: assessment.Yes, ReliableFacts: assessment.Yes, Reliability: "A copy.", Method: assessment.TestFacts, Provision: "Section 0", MaxYears: 5, Elements: "Side by side.",
		Equivalent: assessment.IndictableLevel, ActUsed: assessment.No, Exceptions: []assessment.Exception{assessment.NoException}, Relief: "R17.", PartnerAsked: "2026-06-01", Heard: "2026-07-01",
		ReliefConsidered: "none", Headquarters: "2026-07-02", Conclusion: "as found"}
}

func (w world) basis() decision.Basis {
	b := decision.Basis{State: w.State, Sheet: w.sheet(), Notes: noNotes, Admissibility: w.admissibility(), Persons: modelFamily(), Today: today,
		Interviews: []casefile.Interview{{ID: "i1", Status: casefile.InterviewSigned, Officer: "officer.cedar", Opened: at}}}
	if w.Put {
		b.Disclosures = []casefile.Disclosure{put("x1", assessment.Persecution, assessment.ClassMet), put("x2", assessment.Crime)}
		b.Disclosures[1].Person = applicant
	}
	return b
}

// drafted is a decision with every field of it filled, looked at as it stands.
func drafted(o decision.Outcome, b decision.Basis) decision.Decision {
	d := approval()
	if o == decision.Refuse {
		d = decision.Decision{ID: "d1", Outcome: decision.Refuse, By: "officer.cedar", Summary: "not established", Status: decision.Draft}
		for _, c := range decision.Codes(decision.GroundsOf(b)) {
			d.Reasons = append(d.Reasons, decision.Reason{Code: c, Text: "why not"})
		}
	}
	d.Second = &casefile.Look{By: "supervisor.cedar", At: at, Agrees: true, Reasons: "read and agreed", Of: d.Print(b)}
	return d
}

func (w world) decisions() []decision.Decision {
	if w.Signed == "" {
		return nil
	}
	return []decision.Decision{{ID: "d1", Outcome: w.Signed, Status: decision.Signed, By: "officer.cedar", SignedAt: at}}
}

// sent are the notices as they stand, those of the decision and the answer to a request.
func (w world) sent() []casefile.Notice {
	var out []casefile.Notice
	add := func(kind casefile.NoticeKind, of string, s casefile.NoticeStatus) {
		if s == "" {
			return
		}
		n := casefile.Notice{ID: string(kind), Kind: kind, Of: of, To: casefile.ToApplicant, Status: s, Owed: today, Language: "en", Ground: "consent", Channel: casefile.PartnerMessage, Text: "letter"}
		if kind == casefile.PartnerOutcome {
			n.To = casefile.ToPartner
		}
		if s == casefile.NoticeReceived {
			n.Proof = casefile.Proof{How: casefile.ProofReceipt, Day: today, Document: "d9"}
		}
		out = append(out, n)
	}
	for i, s := range w.Notices {
		add(kinds[i], "d1", s)
	}
	add(casefile.ReconsiderationResult, "r1", w.Answered)
	return out
}

// guards are the rules that the invariants hang on; a test takes one away and sees that the checker notices.
type guards struct {
	recordGround func(assessment.Admissibility, assessment.Ground) error
	sign         func(decision.Decision, decision.Basis) (decision.Decision, error)
	close        func(decision.Decision, []casefile.Notice) error
	end          func([]decision.Decision, []casefile.Notice) error
}

func theRules() guards {
	return guards{
		recordGround: func(a assessment.Admissibility, g assessment.Ground) error {
			_, err := a.RecordGround(g, nil)
			return err
		},
		sign: func(d decision.Decision, b decision.Basis) (decision.Decision, error) {
			return decision.Sign(d, b, "passkey", at)
		},
		close: decision.Close,
		end:   decision.End,
	}
}

type next struct {
	by string
	w  world
}

// evidence is the part of a world that the assessment reads and changes.
func (w world) evidence() world {
	return world{Fear: w.Fear, Convention: w.Convention, Asylum: w.Asylum, Family: w.Family, Worksheet: w.Worksheet, Crime: w.Crime, Looked: w.Looked, Put: w.Put}
}

// with is the world with the evidence of another.
func (w world) with(e world) world {
	w.Fear, w.Convention, w.Asylum, w.Family, w.Worksheet, w.Crime, w.Looked, w.Put = e.Fear, e.Convention, e.Asylum, e.Family, e.Worksheet, e.Crime, e.Looked, e.Put
	return w
}

// checker asks a rule once for the same evidence.
type checker struct {
	guards
	assessed map[world][]next
	settled  map[world][3]bool // eligibility sound, something not met, admissibility sound
	decided  map[world]map[decision.Outcome]*decision.Decision
}

func newChecker(g guards) *checker {
	return &checker{g, map[world][]next{}, map[world][3]bool{}, map[world]map[decision.Outcome]*decision.Decision{}}
}

func (c *checker) settles(w world) [3]bool {
	e := w.evidence()
	out, ok := c.settled[e]
	if !ok {
		s := e.sheet()
		out = [3]bool{s.CheckForSigning(noNotes) == nil, len(s.NotMet()) > 0, e.admissibility().CheckForSigning(today) == nil}
		c.settled[e] = out
	}
	return out
}

// decides is the decision that is signed on some evidence in the final review, nil when the rules say no.
func (c *checker) decides(w world, o decision.Outcome) *decision.Decision {
	e := w.evidence()
	if d, ok := c.decided[e][o]; ok {
		return d
	}
	if c.decided[e] == nil {
		c.decided[e] = map[decision.Outcome]*decision.Decision{}
	}
	at := e
	at.State = casefile.FinalReview
	b := at.basis()
	var out *decision.Decision
	if d, err := c.sign(drafted(o, b), b); err == nil {
		out = &d
	}
	c.decided[e][o] = out
	return out
}

// step is every command that a case takes, by whoever may give it.
func (w world) step(r *checker) []next {
	var out []next
	add := func(by string, w world) { out = append(out, next{by, w}) }
	if w.Signed == decision.Approve {
		return nil
	}
	if slices.Contains([]casefile.State{casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview}, w.State) {
		e := w.evidence()
		list, ok := r.assessed[e]
		if !ok {
			e.assess(r, func(by string, n world) { list = append(list, next{by, n}) })
			r.assessed[e] = list
		}
		for _, n := range list {
			add(n.by, w.with(n.w))
		}
	}
	for _, role := range modelRoles {
		for _, to := range casefile.Next(w.State, role) {
			w.move(r, role, to, add)
		}
	}
	if w.Signed != "" {
		w.tell(add)
	}
	return out
}

// assess is what the officer does while the case is being assessed; app asks the same of each (assessing).
func (w world) assess(r *checker, add func(string, world)) {
	s := w.sheet()
	record := func(by string, row assessment.Row, result assessment.Result, n world) {
		if _, err := s.Record(found(row, result), nil); err == nil {
			add(by, n)
		}
	}
	for _, result := range []assessment.Result{assessment.Met, assessment.NotMet} {
		n := w
		n.Fear = result
		record("fear "+string(result), assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, result, n)
		n = w
		n.Convention = result
		record("class "+string(result), assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Convention}, result, n)
	}
	n := w
	n.Asylum = true
	record("the other class", assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Asylum}, assessment.NotMet, n)
	n = w
	n.Family = true
	record("the other class, family", assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Asylum, Person: child}, assessment.NotMet, n)

	a := w.admissibility()
	if x, err := a.SaveConviction(assessment.Conviction{ID: "w1", Person: applicant}, nil); err == nil {
		n = w
		n.Worksheet = x.Status // a recorded worksheet that is opened again is a draft
		add("draft the worksheet", n)
	}
	if x, err := a.RecordConviction(modelWorksheet(), nil); err == nil {
		n = w
		n.Worksheet = x.Status
		add("record the worksheet", n)
	}
	for _, result := range []assessment.GroundResult{assessment.GroundClear, assessment.GroundInadmissible} {
		g := assessment.Ground{Person: applicant, Ground: assessment.Crime, Result: result, Provision: "A36(2)(b)", Rests: assessment.Independent, Reasons: "as found", Evidence: []assessment.Evidence{{Document: "d1"}}}
		if r.recordGround(a, g) == nil {
			n = w
			n.Crime, n.Looked = result, false
			add("crime "+string(result), n)
		}
	}
	if i := slices.IndexFunc(a.Grounds, func(g assessment.Ground) bool { return g.ID == "g-crime" }); i >= 0 {
		if _, err := assessment.LookAgain(a.Grounds[i], "supervisor.cedar", at, true, "read"); err == nil {
			n = w
			n.Looked = true
			add("look at the crime", n)
		}
	}
	n = w
	n.Put = true
	add("put it all to the applicant", n)
}

var modelRoles = []access.Role{access.Clerk, access.SeniorClerk, access.Assistant, access.Officer, access.Supervisor, access.PolicyManager, access.PostArrival, access.System}

// move is one way on in the table of states, with the rule that the act of app asks besides. A way that is not named here has none:
// a new one that nobody guards is walked, and the invariants judge where it leads.
func (w world) move(r *checker, role access.Role, to casefile.State, add func(string, world)) {
	n := w
	n.State = to
	by := fmt.Sprintf("%s moves to %s", role, to)
	switch {
	case to == casefile.OnHold || to == casefile.SuspendedByOrder:
		if w.Signed == "" || w.State == casefile.OnHold || w.State == casefile.SuspendedByOrder {
			return // one in the other goes back to the same place
		}
		n.Back = w.State
	case (w.State == casefile.OnHold || w.State == casefile.SuspendedByOrder) && !to.Closed():
		if to != w.Back {
			return // a hold and an order go back to where they came from, which the steps know
		}
		n.Back = ""
	case to == casefile.Approved || to == casefile.Refused:
		w.signs(r, by, to, add)
		return
	case to == casefile.FinalReview && w.State == casefile.Eligibility:
		if x := r.settles(w); !x[0] || !x[1] {
			return
		}
	case to == casefile.Admissibility:
		if x := r.settles(w); !x[0] || x[1] {
			return
		}
	case to == casefile.FinalReview && w.State == casefile.Admissibility:
		if !r.settles(w)[2] {
			return
		}
	case to == casefile.Reconsideration:
		if w.Asked != 0 { // one request is enough to see where it leads
			return
		}
		n.Asked = 1
	case to == casefile.FinalReview && w.State == casefile.Reconsideration:
		if w.Asked != 1 {
			return
		}
		n.Asked, n.Answered = 2, casefile.NoticeOwed
		n = n.reopened()
	case to == casefile.Litigation:
		if w.Served != 0 {
			return
		}
		n.Served = 1
	case to == casefile.Redetermination:
		if w.Served != 1 {
			return
		}
		n.Served = 2
		n = n.reopened()
		n.Fear, n.Convention, n.Asylum, n.Family, n.Crime, n.Looked = "", "", false, false, "", false
	case to == casefile.ClosedRefused:
		d, ok := decision.Standing(w.decisions())
		if !ok || w.State == casefile.Reconsideration && w.Asked == 1 || w.State == casefile.Litigation && w.Served == 1 || r.close(d, w.sent()) != nil {
			return
		}
	case to.Closed():
		if r.end(w.decisions(), w.sent()) != nil {
			return
		}
	}
	add(by, n)
}

// signs is the signature of what is drafted.
func (w world) signs(r *checker, by string, to casefile.State, add func(string, world)) {
	o := decision.Approve
	if to == casefile.Refused {
		o = decision.Refuse
	}
	d := r.decides(w, o)
	if d == nil || w.State != casefile.FinalReview {
		return
	}
	n := w
	n.State, n.Signed, n.Notices = to, d.Outcome, [3]casefile.NoticeStatus{}
	for _, x := range decision.Owe(*d, "FLD", false, "en", today) {
		if i := slices.Index(kinds, x.Kind); i >= 0 {
			n.Notices[i] = x.Status
		}
	}
	add(by, n)
}

// reopened is a refusal that is set aside (app.reopen); its notices are of a decision that no longer stands.
func (w world) reopened() world {
	w.Signed, w.Notices = "", [3]casefile.NoticeStatus{}
	return w
}

// tell is the sending and the proof of what is owed, and the answer "no" to a request, and the court's end.
func (w world) tell(add func(string, world)) {
	plan := people.SafetyPlan{Reach: people.OnlyPartner, LocationRestricted: people.No, Confirmed: "2026-08-01"}
	for _, x := range w.sent() {
		set := func(by string, s casefile.NoticeStatus) {
			n := w
			if i := slices.Index(kinds, x.Kind); i >= 0 {
				n.Notices[i] = s
			} else {
				n.Answered = s
			}
			add(by+" "+string(x.Kind), n)
		}
		if y, err := decision.Send(x, plan, "officer.cedar", at); err == nil {
			set("send", y.Status)
		}
		if y, err := decision.Prove(x, casefile.Proof{How: casefile.ProofReceipt, Day: today, Document: "d9"}, today); err == nil {
			set("prove", y.Status)
		}
		if y, err := decision.Prove(x, casefile.Proof{How: casefile.ProofToldOrally, Day: today, Who: "the partner"}, today); err == nil {
			set("told orally", y.Status)
		}
	}
	if w.State == casefile.Reconsideration && w.Asked == 1 {
		n := w
		n.Asked, n.Answered = 2, casefile.NoticeOwed
		add("not reopened", n)
	}
	if w.State == casefile.Litigation && w.Served == 1 {
		n := w
		n.Served = 2
		add("dismissed", n)
	}
}

// broken is what must be so in every state that can be reached.
func (w world) broken() string {
	if w.Signed == decision.Refuse {
		if w.Crime == assessment.GroundInadmissible && w.Worksheet != assessment.Recorded {
			return "refused for criminality without the conviction worksheet"
		}
		if w.Convention == "" || !w.Asylum || !w.Family {
			return "refused without both classes"
		}
		if w.State.Closed() {
			told, partner := false, w.Notices[2] == casefile.NoticeReceived
			for _, s := range w.Notices[:2] {
				told = told || s == casefile.NoticeReceived
			}
			if !told || !partner || slices.Contains(w.Notices[:], casefile.NoticeOwed) || slices.Contains(w.Notices[:], casefile.NoticeSent) {
				return "closed without both notices"
			}
		}
	}
	return ""
}

// walk goes through every state that can be reached, nearest first, and gives the first path to each breach.
// It ends early once until is breached.
func walk(g guards, until string) (breaches map[string]string, seen map[world]bool) {
	type edge struct {
		from world
		by   string
	}
	r := newChecker(g)
	start := world{State: casefile.Eligibility}
	came := map[world]edge{start: {}}
	breaches = map[string]string{}
	for queue := []world{start}; len(queue) > 0 && (until == "" || breaches[until] == ""); queue = queue[1:] {
		w := queue[0]
		if what := w.broken(); what != "" {
			if breaches[what] == "" {
				var path []string
				for at := w; at != start; at = came[at].from {
					path = append(path, came[at].by)
				}
				slices.Reverse(path)
				breaches[what] = strings.Join(path, "; ")
			}
			continue
		}
		for _, n := range w.step(r) {
			if _, known := came[n.w]; !known {
				came[n.w] = edge{w, n.by}
				queue = append(queue, n.w)
			}
		}
	}
	seen = make(map[world]bool, len(came))
	for w := range came {
		seen[w] = true
	}
	return breaches, seen
}

// No path over the states reaches a refusal for criminality without the conviction worksheet, a refusal without both classes, or
// a close without both notices.
func TestModel_NoPathBreaks(t *testing.T) {
	began := time.Now()
	breaches, seen := walk(theRules(), "")
	for what, path := range breaches {
		t.Errorf("%s: %s", what, path)
	}
	t.Logf("%d states in %s", len(seen), time.Since(began).Round(time.Millisecond))
	// The walk is worth something only when it comes to the states that the invariants are about.
	for name, has := range map[string]func(world) bool{
		"a refusal for criminality": func(w world) bool { return w.Signed == decision.Refuse && w.Crime == assessment.GroundInadmissible },
		"a refusal of eligibility":  func(w world) bool { return w.Signed == decision.Refuse && w.Fear == assessment.NotMet },
		"a refusal on both": func(w world) bool {
			return w.Signed == decision.Refuse && w.Fear == assessment.NotMet && w.Crime == assessment.GroundInadmissible
		},
		"an approval":                func(w world) bool { return w.State == casefile.Approved },
		"a closed refusal":           func(w world) bool { return w.State == casefile.ClosedRefused },
		"a request answered no":      func(w world) bool { return w.State == casefile.ClosedRefused && w.Asked == 2 },
		"a decision after the court": func(w world) bool { return w.Signed == decision.Refuse && w.Served == 2 && w.State == casefile.Refused },
		"a suspended refusal":        func(w world) bool { return w.State == casefile.SuspendedByOrder && w.Signed == decision.Refuse },
	} {
		if !func() bool {
			for w := range seen {
				if has(w) {
					return true
				}
			}
			return false
		}() {
			t.Errorf("the walk never came to %s", name)
		}
	}
}

// With a guard taken away the checker finds the bad path: each guard by what it is given.
func TestModel_TheCheckerNotices(t *testing.T) {
	told := casefile.Notice{Of: "d1", To: casefile.ToApplicant, Status: casefile.NoticeReceived, Proof: casefile.Proof{How: casefile.ProofReceipt, Day: today, Document: "d9"}}
	partner := told
	partner.To = casefile.ToPartner
	real := theRules()
	for what, blind := range map[string]func(*guards){
		"refused for criminality without the conviction worksheet": func(g *guards) {
			withWorksheet := func(a assessment.Admissibility) assessment.Admissibility {
				c := modelWorksheet()
				c.Status = assessment.Recorded
				a.Convictions = []assessment.Conviction{c}
				return a
			}
			g.recordGround = func(a assessment.Admissibility, x assessment.Ground) error {
				return real.recordGround(withWorksheet(a), x)
			}
			g.sign = func(d decision.Decision, b decision.Basis) (decision.Decision, error) {
				b.Admissibility = withWorksheet(b.Admissibility)
				return real.sign(d, b)
			}
		},
		"refused without both classes": func(g *guards) {
			g.sign = func(d decision.Decision, b decision.Basis) (decision.Decision, error) {
				b.Sheet = world{Fear: assessment.NotMet, Convention: assessment.NotMet, Asylum: true, Family: true}.sheet()
				return real.sign(drafted(d.Outcome, b), b)
			}
		},
		"closed without both notices": func(g *guards) {
			g.close = func(d decision.Decision, _ []casefile.Notice) error {
				return real.close(d, []casefile.Notice{told, partner})
			}
		},
	} {
		g := theRules()
		blind(&g)
		breaches, _ := walk(g, what)
		if breaches[what] == "" {
			t.Errorf("the checker does not notice: %s", what)
		} else {
			t.Logf("%s: %s", what, breaches[what])
		}
	}
	g := theRules()
	g.end = func([]decision.Decision, []casefile.Notice) error { return nil }
	if breaches, _ := walk(g, "closed without both notices"); breaches["closed without both notices"] == "" {
		t.Error("the checker does not notice a refusal that ends another way")
	}
}

// Rule A-12: the manual asks both classes before any refusal, so also before one that denies no class. Who meets the class
// that is funded is not refused for the other one.
func TestRule_A_12_AlsoForInadmissibilityAlone(t *testing.T) {
	w := world{State: casefile.FinalReview, Fear: assessment.Met, Convention: assessment.Met, Crime: assessment.GroundInadmissible, Looked: true, Put: true, Worksheet: assessment.Recorded}
	for _, c := range []struct{ asylum, family bool }{{false, false}, {true, false}, {false, true}} {
		w.Asylum, w.Family = c.asylum, c.family
		b := w.basis()
		if got := unmet(drafted(decision.Refuse, b), b); !strings.Contains(got, "both_classes X-26") {
			t.Errorf("%+v: %q", c, got)
		}
	}
	w.Asylum, w.Family = true, true
	b := w.basis()
	d := drafted(decision.Refuse, b)
	if got := unmet(d, b); got != "" {
		t.Errorf("both assessed: %q", got)
	}
	if got := decision.Codes(decision.GroundsOf(b)); !slices.Equal(got, []string{assessment.Crime}) {
		t.Errorf("grounds %v", got)
	}
	w.Convention = assessment.NotMet // then the other class is a ground of its own
	b = w.basis()
	if got := decision.Codes(decision.GroundsOf(b)); !slices.Equal(got, []string{assessment.ClassMet, assessment.Crime}) {
		t.Errorf("grounds %v", got)
	}
}

// Contradiction X-17: a supervisor may say why an open worksheet stands; a refusal is not signed on it.
func TestRule_X_17_AtSigning(t *testing.T) {
	w := world{State: casefile.FinalReview, Fear: assessment.Met, Convention: assessment.Met, Asylum: true, Family: true, Crime: assessment.GroundInadmissible, Looked: true, Put: true, Worksheet: assessment.Recorded}
	b := w.basis()
	if _, err := decision.Sign(drafted(decision.Refuse, b), b, "passkey", at); err != nil {
		t.Fatalf("the neighbour: %v", err)
	}
	w.Worksheet = assessment.Draft
	b = w.basis()
	d := drafted(decision.Refuse, b)
	if got := unmet(d, b); got != "worksheets X-17" {
		t.Errorf("opened again after the finding: %q", got)
	}
	if _, err := decision.Sign(d, b, "passkey", at); err == nil {
		t.Error("signed")
	}
}

// Rule A-91: while a refusal stands, a case ends in no way before both were told.
func TestRule_A_91_NoOtherWayOut(t *testing.T) {
	d := signedRefusal()
	told := func(to casefile.Addressee) casefile.Notice {
		n := owed(to)
		n.Status, n.Proof = casefile.NoticeReceived, casefile.Proof{How: casefile.ProofReceipt, Day: today, Document: "d9"}
		return n
	}
	both := []casefile.Notice{told(casefile.ToApplicant), told(casefile.ToPartner)}
	half := []casefile.Notice{told(casefile.ToApplicant), owed(casefile.ToPartner)}
	if err := decision.End([]decision.Decision{d}, half); rule(err) != "X-29" {
		t.Errorf("the partner was not told: %v", err)
	}
	if err := decision.End([]decision.Decision{d}, both); err != nil {
		t.Errorf("both were told: %v", err)
	}
	d.Status = decision.Superseded
	if err := decision.End([]decision.Decision{d}, half); err != nil {
		t.Errorf("set aside: %v", err)
	}
}
