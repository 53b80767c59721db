// Package access owns who may do what: one Cedar file, policy.cedar, that an auditor can read. Closed until opened.
//
// It does not own who somebody is (auth) nor what an act does (app). Lists use a Scope in clear columns, which a
// property test proves equal to the decision of the file for every case and every role.
package access

import (
	_ "embed"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"passage/internal/casework/fault"
)

//go:embed policy.cedar
var file []byte

// Resource is a case as the policy sees it. Only codes and opaque ids; countries come from its sealed summary.
type Resource struct {
	Case       string
	Partner    string
	Identified string
	Office     string
	Assigned   string
	Prepared   string
	Countries  []string
	Sent       bool // referred to Canada
	AtIntake   bool // with the operations centre: from the referral until an office has accepted
	WithOffice bool // transferred to an office, or accepted by it
	Visas      bool // visas were issued, or somebody is in Canada under protection: the family may travel, or is here
	Consulted  bool // the referring partner was asked about proof against what it determined
	Registered bool // came by another channel: the operations centre enters it, its dates are not confirmed
	Onward     bool // the operations centre was asked for a destination, or is told of an arrival
	Closed     bool
	Glass      []string // accounts with a break-glass opening that holds now (I-74)
	Opened     bool     // something is still to follow from a break-glass opening
	Above      bool     // a supervisor's opening waits for its review by the privacy officer
	Everybody  bool     // an incident is everybody's turn by its clock (I-73)
	Helped     []string // accounts of helpers to whom forms of it are open today (I-75)
	Cards      []string // of cards that hold today (I-88)

	// Of a matter of cessation alone; Assigned is then its officer, and of the case only the countries are told.
	Group  []string // accounts that may know that it exists
	Second string   // its supervisor
}

var rules = sync.OnceValue(func() *cedar.PolicySet {
	p, err := cedar.NewPolicySetFromBytes("policy.cedar", file)
	if err != nil {
		panic("access: policy.cedar cannot be read: " + err.Error())
	}
	return p
})

var (
	somebody = types.NewEntityUID("Account", "reader")
	thing    = types.NewEntityUID("Case", "case")
)

func set(list []string) types.Set {
	vals := make([]types.Value, len(list))
	for i, s := range list {
		vals[i] = types.String(s)
	}
	return types.NewSet(vals...)
}

// entities gives Cedar the two things it decides about, without a map of everything there is.
type entities struct{ who, what types.Entity }

// Get implements types.EntityGetter.
func (e entities) Get(uid types.EntityUID) (types.Entity, bool) {
	switch uid {
	case somebody:
		return e.who, true
	case thing:
		return e.what, true
	}
	return types.Entity{}, false
}

// decided keeps what the policy file said of a question: the answer depends on nothing but the question, which is the
// key whole, so a page does not ask Cedar again (some 25 microseconds) what it asked for the list before.
var decided = struct {
	sync.RWMutex
	answers map[string]bool
}{answers: map[string]bool{}}

// most is how many answers are kept; then the map starts anew.
const most = 1 << 15

// question is everything that a decision is made from, in bytes that no two questions share.
func question(b []byte, a Actor, act Action, r Resource) []byte {
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	list := func(l []string) {
		b = binary.AppendUvarint(b, uint64(len(l)))
		for _, s := range l {
			text(s)
		}
	}
	text(string(act))
	text(a.Account)
	text(string(a.Role))
	text(a.Unit)
	list(a.Links)
	text(r.Partner)
	text(r.Identified)
	text(r.Office)
	text(r.Assigned)
	text(r.Prepared)
	list(r.Countries)
	list(r.Glass)
	list(r.Helped)
	list(r.Group)
	text(r.Second)
	list(r.Cards)
	for _, flag := range [...]bool{a.Frozen, a.Duty, r.Sent, r.AtIntake, r.WithOffice, r.Visas, r.Consulted, r.Registered, r.Onward, r.Closed, r.Opened, r.Above, r.Everybody} {
		if flag {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	return b
}

func allowed(a Actor, act Action, r Resource) bool {
	var buf [256]byte
	q := question(buf[:0], a, act, r)
	decided.RLock()
	answer, known := decided.answers[string(q)]
	decided.RUnlock()
	if known {
		return answer
	}
	answer = decide(a, act, r)
	decided.Lock()
	if len(decided.answers) >= most {
		clear(decided.answers)
	}
	decided.answers[string(q)] = answer
	decided.Unlock()
	return answer
}

// decide asks the policy file.
func decide(a Actor, act Action, r Resource) bool {
	e := entities{
		who: types.Entity{UID: somebody, Attributes: types.NewRecord(types.RecordMap{
			"account": types.String(a.Account), "role": types.String(a.Role), "unit": types.String(a.Unit),
			"links": set(a.Links), "frozen": types.Boolean(a.Frozen), "duty": types.Boolean(a.Duty),
		})},
		what: types.Entity{UID: thing, Attributes: types.NewRecord(types.RecordMap{
			"partner": types.String(r.Partner), "identified": types.String(r.Identified), "office": types.String(r.Office),
			"assigned": types.String(r.Assigned), "prepared": types.String(r.Prepared), "countries": set(r.Countries),
			"sent": types.Boolean(r.Sent), "atIntake": types.Boolean(r.AtIntake), "withOffice": types.Boolean(r.WithOffice),
			"visas": types.Boolean(r.Visas), "consulted": types.Boolean(r.Consulted), "registered": types.Boolean(r.Registered), "onward": types.Boolean(r.Onward), "closed": types.Boolean(r.Closed),
			"glass": set(r.Glass), "opened": types.Boolean(r.Opened), "above": types.Boolean(r.Above), "everybody": types.Boolean(r.Everybody),
			"helped": set(r.Helped), "cards": set(r.Cards), "group": set(r.Group), "second": types.String(r.Second),
		})},
	}
	d, _ := cedar.Authorize(rules(), e, cedar.Request{Principal: somebody, Action: types.NewEntityUID("Action", types.String(act)), Resource: thing, Context: types.NewRecord(nil)})
	return d == cedar.Allow
}

// looks are the acts whose permission means that the reader may know that a case exists.
var looks = []Action{ViewReferral, ViewIntake, ViewCase, ViewTravel, ViewConsultation, ViewGranted, ViewMatter, ViewOwn, ViewOnward}

// Allow says whether the actor may do that to the case. A case that they may not know of is fault.NotFound; an act
// that is not theirs is fault.Forbidden.
func Allow(a Actor, act Action, r Resource) error {
	if allowed(a, act, r) {
		return nil
	}
	if r.Case != "" {
		for _, l := range looks {
			if allowed(a, l, r) {
				return fault.New(fault.Forbidden, "fault.forbidden")
			}
		}
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

// Scope is what a role's lists are made from, in clear columns; cases against a linked country are left out besides.
type Scope struct {
	Partner    string // referred by
	Office     string
	AtIntake   bool
	WithOffice bool
	Visas      bool
	Consulted  bool   // sealed: known once a row is opened
	Helped     string // sealed: the account that forms are open to
}

// ScopeOf is the scope of the actor's lists; false when the role has none.
func ScopeOf(a Actor) (Scope, bool) {
	if a.Frozen || a.Unit == "" {
		return Scope{}, false
	}
	switch a.Role {
	case Helper:
		return Scope{Helped: a.Account}, true
	case Caseworker, Reviewer, PartnerAdmin:
		return Scope{Partner: a.Unit}, true
	case Clerk, SeniorClerk:
		return Scope{AtIntake: true}, true
	case Assistant, Officer, Supervisor:
		return Scope{Office: a.Unit, WithOffice: true}, true
	case PolicyManager:
		return Scope{WithOffice: true, Consulted: true}, true
	case PostArrival:
		return Scope{Visas: true}, true
	}
	return Scope{}, false
}

// Has says whether a case is inside the scope.
func (s Scope) Has(r Resource) bool {
	return (s.Partner == "" || r.Partner == s.Partner) &&
		(s.Office == "" || r.Office == s.Office) &&
		(!s.AtIntake || r.Sent && r.AtIntake) && (!s.WithOffice || r.WithOffice) &&
		(!s.Visas || r.Visas) && (!s.Consulted || r.Consulted) &&
		(s.Helped == "" || slices.Contains(r.Helped, s.Helped) && !r.Sent && !r.Closed)
}

// Conflicts says whether one of the actor's declared links is among the countries (decision 14).
func (a Actor) Conflicts(countries []string) bool {
	for _, l := range a.Links {
		for _, c := range countries {
			if l == c {
				return true
			}
		}
	}
	return false
}
