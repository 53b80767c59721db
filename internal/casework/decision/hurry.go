package decision

import (
	"log/slog"
	"slices"
	"time"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Hurry is that a case cannot wait: what the operations centre is told of it, so that a place and the travel are prepared while the
// office works. It names nobody.
type Hurry struct {
	ID      string
	Version int64 `json:"-"`

	Background string     // in neutral words, what the centre has to know
	Why        string     // why the family cannot wait
	By         policy.Day `json:",omitempty"` // a day by which they must have left, where one is known
	Needs      string     `json:",omitempty"` // practical, besides those that are recorded for each person

	Language string
	Ground   string // on which the operations centre is told
	Subject  string
	Text     string // the message as sent, HTML
	AckBy    policy.Day
	Sender   string
	At       time.Time

	Taken   string    `json:",omitempty"` // account of the centre that has it
	TakenAt time.Time `json:",omitzero"`
}

// LogValue says nothing.
func (h Hurry) LogValue() slog.Value { return slog.StringValue("hurry") }

// Open says whether the centre has not said yet that it has the message.
func (h Hurry) Open() bool { return h.Taken == "" }

// hurriesIn are the states in which the office has the case and nothing has been decided.
var hurriesIn = []casefile.State{casefile.Accepted, casefile.Assigned, casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview}

// MayHurry says whether a case in a state can be said not to wait.
func MayHurry(s casefile.State) bool { return slices.Contains(hurriesIn, s) }

// Hurries checks the message before it is sent.
//
// Rule A-117 (departmental manual, an older copy): of a case that cannot wait the operations centre is told the background, the urgency
// and the needs, the partner is told, and interview, medical and security begin at once. Rule I-112 (ours): a person of the office says
// so with a reason, whatever the priority that the partner gave; the message names nobody, no illness and no rights work; the centre
// says by the next working day that it has it, and until then no second one goes.
func Hurries(h Hurry, state casefile.State, list []Hurry, v *policy.View, today policy.Day) (Hurry, error) {
	if !MayHurry(state) {
		return h, fault.Stop("A-117", "hurry.state")
	}
	if n := len(list); n > 0 && list[n-1].Open() && today <= list[n-1].AckBy {
		return h, fault.Stop("I-112", "hurry.waits")
	}
	var c fault.Check
	trimmed(&c, map[string]*string{"background": &h.Background, "why": &h.Why, "needs": &h.Needs})
	if h.Background == "" {
		c.AddRule("background", "hurry.background.needed", "A-117")
	}
	if h.Why == "" {
		c.AddRule("why", "hurry.why.needed", "A-117")
	}
	for _, t := range []struct{ name, text string }{{"background", h.Background}, {"why", h.Why}, {"needs", h.Needs}} {
		Minimal(&c, t.name, t.text)
	}
	if h.By != "" && (!h.By.Valid() || h.By < today) {
		c.AddRule("by", "hurry.by.needed", "A-117")
	}
	h.AckBy = today.AddWorkdays(clockDays(v, "arrival-acknowledge"))
	return h, c.Err("hurry.wrong")
}

// TakeHurry is the operations centre saying that it has the message.
func TakeHurry(h Hurry, by string, at time.Time) (Hurry, error) {
	if !h.Open() {
		return h, fault.Stop("I-112", "hurry.taken")
	}
	h.Taken, h.TakenAt = by, at
	return h, nil
}

// Begun is one thing that begins at once of a case that cannot wait, and for how many persons it has not begun.
type Begun struct {
	Name string // words are in the catalogue under hurry.begun.<name>
	N    int    // not begun
}

// AtOnce lists what begins at once: the interview, and the medical and the security check of each of whom they are asked. It is
// shown and stops nothing.
func (j Journey) AtOnce(interviews []casefile.Interview) []Begun {
	out := []Begun{{Name: "interview"}, {Name: string(assessment.Medical)}, {Name: string(assessment.Security)}}
	if len(interviews) == 0 {
		out[0].N = 1
	}
	for _, p := range slices.DeleteFunc(people.InCase(j.Persons), people.Person.Deceased) {
		for _, t := range assessment.Tracks(assessment.Examine(p, j.Today), j.Tracks) {
			for i := range out[1:] {
				if b := &out[1+i]; string(t.Kind) == b.Name && t.Value == assessment.ToRequest {
					b.N++
				}
			}
		}
	}
	return out
}
