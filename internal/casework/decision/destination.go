package decision

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Where in Canada a family goes: the office asks the operations centre, which matches, or passes the request to Quebec's ministry
// . The request names nobody.

// DestinationRequest is one request for a destination (L14), and what became of it.
type DestinationRequest struct {
	ID      string
	Version int64 `json:"-"`

	Again  string     `json:",omitempty"` // id of the request without an answer that this one repeats
	Change string     `json:",omitempty"` // why another destination is asked for than the one that was answered
	Travel policy.Day // planned
	Urgent bool       `json:",omitempty"`
	Why    string     `json:",omitempty"` // of an urgent one
	Quebec bool       `json:",omitempty"` // the family would live there: Quebec's ministry chooses
	Ties   string     `json:",omitempty"` // family and friends in Canada: what they are and in which community, never their names
	Settle string     `json:",omitempty"` // work, school, community: what would help
	Avoid  string     `json:",omitempty"` // communities that are not to be chosen, never why

	Language string
	Ground   string // on which the operations centre is told
	Subject  string
	Text     string // the letter as sent, HTML
	Due      policy.Day
	By       string
	At       time.Time

	Answers  []DestinationAnswer `json:",omitempty"` // the last counts
	AtQuebec QuebecPart          `json:",omitzero"`
	Dropped  policy.Day          `json:",omitempty"` // taken back before it was answered
	DropWhy  string              `json:",omitempty"`
}

// DestinationAnswer is what the operations centre answered, and why it was changed when it is not the first.
type DestinationAnswer struct {
	Community string
	Province  string
	Why       string `json:",omitempty"`
	By        string
	At        time.Time
}

// QuebecPart is how far a request is with Quebec's ministry, as its notices say.
type QuebecPart struct {
	Passed   policy.Day `json:",omitempty"` // the operations centre passed the request on
	Decided  policy.Day `json:",omitempty"`
	Selected string     `json:",omitempty"` // people.Yes or people.No
	CSQ      policy.Day `json:",omitempty"` // electronic notice of the selection certificate; nobody here holds the paper
}

// LogValue says nothing.
func (r DestinationRequest) LogValue() slog.Value { return slog.StringValue("destination request") }

// Open says whether an answer is waited for.
func (r DestinationRequest) Open() bool { return len(r.Answers) == 0 && r.Dropped == "" }

// Answer is the answer that counts.
func (r DestinationRequest) Answer() (DestinationAnswer, bool) {
	if r.Dropped != "" || len(r.Answers) == 0 {
		return DestinationAnswer{}, false
	}
	return r.Answers[len(r.Answers)-1], true
}

// Destined is the request whose answer counts: the last that has one.
func Destined(list []DestinationRequest) (DestinationRequest, bool) {
	for _, r := range slices.Backward(list) {
		if _, ok := r.Answer(); ok {
			return r, true
		}
	}
	return DestinationRequest{}, false
}

// WaitsForDestination is the request that waits for an answer: the last, which repeats any before it. The answer to it is the answer to
// those too.
func WaitsForDestination(list []DestinationRequest) (DestinationRequest, bool) {
	repeated := map[string]bool{}
	for _, r := range slices.Backward(list) {
		if r.Open() && !repeated[r.ID] {
			return r, true
		}
		if r.Dropped == "" || repeated[r.ID] {
			repeated[r.Again] = true
		}
	}
	return DestinationRequest{}, false
}

// Known is what a decision says of the destination, with what was asked and answered where it says nothing yet.
func (d Destination) Known(list []DestinationRequest) Destination {
	for _, r := range slices.Backward(list) {
		if r.Dropped != "" {
			continue
		}
		if d.Requested == "" {
			d.Requested = policy.DayOf(r.At)
		}
		if a, ok := r.Answer(); ok && d.Province == "" {
			d.Province = a.Province
		}
		if d.Province == Quebec && d.Quebec == "" {
			d.Quebec, d.Selected, d.CSQ = r.AtQuebec.Decided, r.AtQuebec.Selected, r.AtQuebec.CSQ
		}
	}
	return d
}

// asksIn are the states in which a destination is asked for: after the interview and before they land.
var asksIn = []casefile.State{casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview, casefile.Approved, casefile.Travel, casefile.NoShow}

// AsksDestination says whether a destination is asked for in a state.
func AsksDestination(s casefile.State) bool { return slices.Contains(asksIn, s) }

// AskDestination checks a request before it is sent.
//
// Rule A-97 (departmental manual: destining and travel): it goes six weeks before the planned travel unless it is urgent; without an
// answer on the last day of the clock it is sent again, marked as a duplicate, and not before. Rule I-106 (ours): another destination
// than the one that was answered is asked for with a reason.
func AskDestination(r DestinationRequest, state casefile.State, list []DestinationRequest, v *policy.View, today policy.Day) (DestinationRequest, error) {
	if !AsksDestination(state) {
		return r, fault.Stop("A-97", "destination.state")
	}
	r.Again = ""
	if was, ok := WaitsForDestination(list); ok {
		if today <= was.Due {
			return r, fault.Stop("A-97", "destination.waits")
		}
		r.Again, r.Change = was.ID, was.Change
	}
	var c fault.Check
	trimmed(&c, map[string]*string{"ties": &r.Ties, "settle": &r.Settle, "avoid": &r.Avoid, "why": &r.Why, "change": &r.Change})
	for _, t := range []struct{ name, text string }{{"ties", r.Ties}, {"settle", r.Settle}, {"avoid", r.Avoid}, {"why", r.Why}, {"change", r.Change}} {
		Minimal(&c, t.name, t.text)
	}
	if _, answered := Destined(list); answered && r.Again == "" && r.Change == "" {
		c.AddRule("change", "destination.change.needed", "I-106")
	}
	lead, _ := v.Clock("destination-lead")
	switch {
	case !r.Travel.Valid() || r.Travel <= today:
		c.AddRule("travel", "destination.travel", "A-97")
	case lead != nil && r.Travel < today.Add(lead.Days) && !r.Urgent:
		c.Fields = append(c.Fields, fault.Field{Name: "urgent", Key: "destination.late", Rule: "A-97", Args: map[string]any{"Days": lead.Days}})
	}
	if r.Urgent && r.Why == "" {
		c.AddRule("why", "destination.why", "A-97")
	}
	if !r.Urgent {
		r.Why = ""
	}
	if clock, ok := v.Clock("destination"); ok {
		days := clock.Days
		if r.Urgent && clock.Urgent > 0 {
			days = clock.Urgent
		}
		r.Due = today.AddWorkdays(days)
	}
	return r, c.Err("destination.wrong")
}

// AnswerDestination is the operations centre's answer, or its change.
//
// Rule A-99: where a family lives in Quebec is its ministry's to choose, so that no community there is answered before the ministry
// has selected the family. Rule I-106 (ours): a destination is changed with a reason; what was answered before stays on file.
func AnswerDestination(r DestinationRequest, a DestinationAnswer) (DestinationRequest, error) {
	if r.Dropped != "" {
		return r, fault.Stop("A-97", "destination.dropped")
	}
	var c fault.Check
	a.Community, a.Why = strings.TrimSpace(a.Community), strings.TrimSpace(a.Why)
	if n := utf8.RuneCountInString(a.Community); n == 0 || n > 120 {
		c.AddRule("community", "destination.community.needed", "A-98")
	}
	if !slices.Contains(Provinces, a.Province) {
		c.AddRule("province", "destination.province.needed", "A-98")
	}
	trimmed(&c, map[string]*string{"why": &a.Why})
	Minimal(&c, "why", a.Why)
	if len(r.Answers) == 0 {
		a.Why = ""
	} else if a.Why == "" {
		c.AddRule("why", "destination.changed.why", "I-106")
	}
	if err := c.Err("destination.answer.wrong"); err != nil {
		return r, err
	}
	if a.Province == Quebec && r.AtQuebec.Selected != people.Yes {
		return r, fault.Stop("A-99", "destination.quebec.first")
	}
	r.Answers = append(slices.Clone(r.Answers), a)
	return r, nil
}

// RecordQuebec keeps how far the request is with Quebec's ministry, in its order.
func RecordQuebec(r DestinationRequest, p QuebecPart, today policy.Day) (DestinationRequest, error) {
	if r.Dropped != "" {
		return r, fault.Stop("A-97", "destination.dropped")
	}
	var c fault.Check
	asked := policy.DayOf(r.At)
	if !p.Passed.Valid() || p.Passed > today || p.Passed < asked {
		c.AddRule("passed", "destination.quebec.passed.day", "A-99")
	}
	if (p.Decided == "") != (p.Selected == "") || p.Decided != "" && (!p.Decided.Valid() || p.Decided > today || p.Decided < p.Passed) {
		c.AddRule("decided", "destination.quebec.decided.day", "A-99")
	}
	if p.Selected != "" && p.Selected != people.Yes && p.Selected != people.No {
		c.AddRule("selected", "destination.quebec.selected.which", "A-99")
	}
	if p.CSQ != "" && (p.Selected != people.Yes || !p.CSQ.Valid() || p.CSQ > today || p.CSQ < p.Decided) {
		c.AddRule("csq", "destination.quebec.csq.day", "A-99")
	}
	r.AtQuebec = p
	return r, c.Err("destination.answer.wrong")
}

// DropDestination takes a request back that nobody has answered.
func DropDestination(r DestinationRequest, why string, today policy.Day) (DestinationRequest, error) {
	if !r.Open() {
		return r, fault.Stop("A-97", "destination.answered")
	}
	var c fault.Check
	if why = strings.TrimSpace(why); why == "" {
		c.AddRule("drop_why", "destination.drop.why", "A-97")
	}
	r.Dropped, r.DropWhy = today, why
	return r, c.Err("destination.wrong")
}

const maxWords = 600

// trimmed takes the space off texts and says which is too long.
func trimmed(c *fault.Check, texts map[string]*string) {
	for name, t := range texts {
		if *t = strings.TrimSpace(*t); utf8.RuneCountInString(*t) > maxWords {
			c.Fields = append(c.Fields, fault.Field{Name: name, Key: "ask.long", Args: map[string]any{"Limit": maxWords}})
		}
	}
}

// Minimal says no to a text for whoever receives a family that names an illness or the rights work.
//
// Rule I-105 (ours, after A-108): whoever finds a place or meets a family at the airport is told neither. A check of words helps who
// writes; that it finds nothing proves nothing.
func Minimal(c *fault.Check, name, text string) {
	if w := casefile.NamesIllness(text); w != "" {
		c.Fields = append(c.Fields, fault.Field{Name: name, Key: "needs.words.illness", Rule: "I-105", Args: map[string]any{"Word": w}})
	} else if w := NamesWork(text); w != "" {
		c.Fields = append(c.Fields, fault.Field{Name: name, Key: "onward.words.work", Rule: "I-105", Args: map[string]any{"Word": w}})
	}
}

// namesWork are words by which a text speaks of rights work or of who persecutes, in both languages, folded: the beginnings of words.
var namesWork = []string{"hrd", "ddp", "defender", "defens", "activis", "activist", "militan", "journalis", "blogg", "blogue", "dissident", "whistleblow", "lanceur", "lanceuse", "advocacy", "plaidoyer", "protester", "protests", "manifestant", "opposition", "opposant",
	"ngo", "ong", "unhcr", "hcr", "frontline", "protectdefenders", "persecut", "threat", "menac", "tortur", "police", "militar"}

// NamesWork is the first word of a text that speaks of rights work or of what somebody fled, "" when none is found.
func NamesWork(text string) string {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		folded := strings.NewReplacer("é", "e", "è", "e", "ê", "e", "ï", "i", "à", "a", "ô", "o").Replace(strings.ToLower(w))
		if slices.ContainsFunc(namesWork, func(stem string) bool { return strings.HasPrefix(folded, stem) && (len(stem) > 3 || folded == stem) }) {
			return w
		}
	}
	return ""
}
