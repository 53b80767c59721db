package casefile

import (
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// PrincipalChange is a file that goes on under another principal applicant. What was found of the one before stays as history.
type PrincipalChange struct {
	ID      string
	Version int64 `json:"-"`

	From, To string     // persons
	Why      string     // PrincipalWhy
	Proof    string     `json:",omitempty"` // id of the document: of the separation, or of the request of both
	Consent  string     // id of the document in which the new one agrees
	Words    string     // the officer's reason
	Seen     bool       `json:",omitempty"` // the officer has seen who needs a case of their own
	Ties     []Tie      // every other person, as the officer stated it anew
	Referred policy.Day // the lock date, which stays
	By       string     // account of the officer
	At       time.Time
}

// Tie is what a person is to the principal applicant, before the change and after it.
type Tie struct {
	Person string
	Was    people.Relationship
	Now    people.Relationship
	Is     people.Membership // with the ages locked on the day of the referral
}

// Ended says whether the tie ran only through the principal applicant before: the person is no family member of the new one.
func (t Tie) Ended() bool { return t.Is == people.DeFacto || t.Is == people.NotDependant }

// PrincipalWhy is why the principal applicant changes, in the order of the page.
var PrincipalWhy = []string{"death", "separation", "request"}

// Ties are the relationships that an officer chooses from: the family in law first (I-23), then those that are none.
var Ties = []people.Relationship{people.Husband, people.Wife, people.PartnerF, people.PartnerM, people.CommonH, people.CommonW, people.Daughter, people.Son, people.StepD, people.StepS,
	people.GrandD, people.GrandS, people.FosterD, people.FosterS, "PRF", "PRM", "SBF", "SBM", "EXF", "EXM", "ORF", "ORM", "NRF", "NRM"}

// LogValue says nothing.
func (c PrincipalChange) LogValue() slog.Value {
	return slog.StringValue("change of principal applicant")
}

// movable are the states in which a file may go on under another principal applicant: before anybody has left, and while no refusal of
// the one before stands.
var movable = []State{Accepted, Assigned, Eligibility, Interviewing, Fairness, Admissibility, QuebecSelection, FinalReview, Approved, Travel, NoShow, Redetermination, OnHold}

// ChangePrincipal checks a change of the principal applicant and answers it with every tie as it is in law, and the persons whom it
// changes. referred is the day of the referral.
//
// Rule I-78 (our rule): another adult of the file who agrees and is to travel becomes the principal applicant: after a
// death, a separation, or when both ask. An officer states every relationship anew; nobody's is carried over. The day of the referral
// stays, and with it the age at which every child is locked; so do partner, numbers and tags. Whose tie ran only through the one before
// is named: they need a case of their own (I-30), and until they have one nothing is signed. Our default: nobody under 18 becomes the
// principal applicant in this way, an emancipated minor neither.
func ChangePrincipal(c PrincipalChange, state State, persons []people.Person, referred, today policy.Day, documents func(id string) bool) (PrincipalChange, []people.Person, error) {
	if !slices.Contains(movable, state) {
		return c, nil, fault.Stop("I-78", "principal.not_now")
	}
	old, ok := people.PrincipalOf(persons)
	if !ok {
		return c, nil, fault.Stop("I-35", "principal.none")
	}
	c.From, c.Referred, c.Words = old.ID, referred, strings.TrimSpace(c.Words)
	var check fault.Check
	i := slices.IndexFunc(persons, func(p people.Person) bool { return p.ID == c.To && p.ID != old.ID && p.OwnCase == "" })
	switch {
	case i < 0 || persons[i].Deceased():
		check.AddRule("to", "principal.to.needed", "I-78")
	case !persons[i].Born.Valid() || !persons[i].Adult(today):
		check.AddRule("to", "principal.to.adult", "I-78")
	case !persons[i].Travels():
		check.AddRule("to", "principal.to.travels", "I-78")
	}
	switch {
	case !slices.Contains(PrincipalWhy, c.Why), (c.Why == "death") != old.Deceased():
		check.AddRule("why", "principal.why.needed", "I-78")
	case c.Why != "death" && !documents(c.Proof), c.Proof != "" && !documents(c.Proof):
		check.AddRule("proof", "principal.proof.needed", "I-78")
	}
	if !documents(c.Consent) {
		check.AddRule("consent", "principal.consent.needed", "I-78")
	}
	if c.Words == "" || utf8.RuneCountInString(c.Words) > maxLifeText {
		check.AddRule("words", "principal.words.needed", "I-78")
	}
	stated := c.Ties
	tie := func(person string) people.Relationship {
		for _, t := range stated {
			if t.Person == person && slices.Contains(Ties, t.Now) {
				return t.Now
			}
		}
		return ""
	}
	for _, p := range persons {
		if p.ID != c.To && p.OwnCase == "" && tie(p.ID) == "" {
			check.AddRule("tie."+p.ID, "principal.tie.needed", "I-78")
		}
	}
	if err := check.Err("principal.not_ready"); err != nil {
		return c, nil, err
	}
	was := map[string]people.Relationship{}
	after := slices.Clone(persons)
	for i := range after {
		p := &after[i]
		if was[p.ID] = p.Relationship; p.OwnCase != "" {
			continue
		}
		if p.ID == c.To {
			p.Relationship, p.ParentID = people.PA, ""
			continue
		}
		p.Relationship = tie(p.ID)
		switch step := p.Relationship == people.StepD || p.Relationship == people.StepS; {
		case step && p.ParentID == "" && tie(old.ID).Class() == people.IsPartner:
			p.ParentID = old.ID // the child of the one before, who is now the partner
		case p.Relationship.Class() == people.IsChild && !step, p.ParentID == c.To:
			p.ParentID = ""
		}
	}
	c.Ties = nil
	var ended []string
	for _, p := range after {
		if p.ID == c.To || p.OwnCase != "" {
			continue
		}
		t := Tie{Person: p.ID, Was: was[p.ID], Now: p.Relationship, Is: people.MembershipOf(after, p, referred)}
		c.Ties = append(c.Ties, t)
		if t.Ended() && !p.Deceased() {
			ended = append(ended, strconv.Itoa(p.Number))
		}
	}
	if len(ended) > 0 && !c.Seen {
		check.Fields = append(check.Fields, fault.Field{Name: "seen", Key: "principal.seen.needed", Rule: "I-30", Args: map[string]any{"Numbers": strings.Join(ended, ", ")}})
	}
	return c, after, check.Err("principal.not_ready")
}

// Untied are the persons who are still in the case, alive and to travel, although their tie ended with a change of the principal
// applicant: they need a case of their own first (I-30, I-78).
func Untied(changes []PrincipalChange, persons []people.Person) (out []people.Person) {
	if len(changes) == 0 {
		return nil
	}
	last := changes[len(changes)-1]
	for _, p := range persons {
		ended := slices.ContainsFunc(last.Ties, func(t Tie) bool { return t.Person == p.ID && t.Now == p.Relationship && t.Ended() })
		if ended && p.Travels() && !p.Deceased() {
			out = append(out, p)
		}
	}
	return out
}
