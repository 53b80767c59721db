package decision

import (
	"slices"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
)

// Settled is one thing that must be over before a landed case closes for good.
type Settled struct {
	Name string // words are in the catalogue under settle.<name>
	N    int    // how many are open, 0 when it is met
}

// After is what the closing of a landed case reads besides the journey: how many incidents, changes of the family, questions and mails
// still wait for somebody. A matter of cessation is none of it: the case does not know of one.
type After struct {
	Notices []casefile.Notice
	Waiting int
}

// Settle lists what must be over before a landed case closes for good.
//
// Rule ST-closed_complete (2.2, POST_ARRIVAL: the window ended, every track of the family
// closed): who travels has landed or can no longer; who came on a permit is a permanent resident; each window is over or its application decided; who was refused was told and their
// time for the court is over; no letter is owed; nothing waits for an answer.
func Settle(j Journey, in After) []Settled {
	g := []Settled{{Name: "travel"}, {Name: "permit"}, {Name: "window"}, {Name: "application"}, {Name: "refusal"}, {Name: "letter"}, {Name: "waiting", N: in.Waiting}}
	travel, permit, window, application, refusal, letter := &g[0], &g[1], &g[2], &g[3], &g[4], &g[5]
	for _, p := range j.Travellers() {
		_, landed := j.Landed(p.ID)
		_, until, ok := j.Paper(p.ID)
		here, in := j.Protected(p.ID)
		switch {
		case landed:
		case in && here.Permit: // their permanent residence is followed until it comes
			permit.N++
		case ok && until >= j.Today:
			travel.N++
		}
	}
	for _, p := range people.InCase(j.Persons) {
		w, open := j.Window(p.ID)
		if !open {
			continue
		}
		a, applied := j.Follows(p.ID)
		switch {
		case !applied || a.Refused != "": // another application may still come
			if j.Today <= w.Ends {
				window.N++
			}
		case a.Officer == "" || a.ValidUntil >= j.Today:
			application.N++
		}
		if a.Refused != "" && (!told(in.Notices, a.ID) || a.Recourse >= j.Today) {
			refusal.N++
		}
	}
	for _, n := range in.Notices {
		if n.Status == casefile.NoticeOwed {
			letter.N++
		}
	}
	return g
}

// told says whether the applicants and the partner have provably been told of something.
func told(notices []casefile.Notice, of string) bool {
	for _, to := range []casefile.Addressee{casefile.ToApplicant, casefile.ToPartner} {
		if !slices.ContainsFunc(notices, func(n casefile.Notice) bool { return n.Of == of && n.To == to && n.Proven() }) {
			return false
		}
	}
	return true
}

// Complete says whether a landed case may close for good.
func Complete(j Journey, in After) error {
	if j.State != casefile.PostArrival {
		return fault.Stop("ST-closed_complete", "settle.state")
	}
	e := fault.Stop("ST-closed_complete", "settle.open")
	for _, s := range Settle(j, in) {
		if s.N > 0 {
			e.Fields = append(e.Fields, fault.Field{Name: s.Name, Key: "settle." + s.Name + ".open", Rule: "ST-closed_complete", Args: map[string]any{"N": s.N}})
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}
