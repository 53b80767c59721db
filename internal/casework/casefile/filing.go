package casefile

import (
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// Filing is the file as the operations centre created it (B7): one per case. Numbers of persons (UCI) are on the persons.
type Filing struct {
	ID      string
	Version int64 `json:"-"`

	Number     string // application number (I-51)
	Category   string // of the stream: CR1 (intake 9.1)
	Program    string // special program code of the stream; it says which stream referred, and is nobody's finding (I-11)
	Urgent     bool   // Urgent Protection Program (I-16)
	Dependants []Dependant
	Passed     []Passed
	By         string // account
	Day        policy.Day
}

// Dependant is what a child is on the application, its age locked on the day of the referral (intake 7.2, I-24).
type Dependant struct {
	Person string // person id
	Type   string // A: under 22 and single; E: over age, because of a condition; N: not a dependant (INT-E8)
	Lock   policy.Day
}

// Passed is a completeness rule of our own that the clerk went past, with a reason and a day by which it follows
// (decision 10). A rule of law is never passed.
type Passed struct {
	Place    string
	Rule     string // "" for a needed question of our forms
	Reason   string
	FollowUp policy.Day
}

// LogValue says nothing: numbers of a case never reach a log.
func (f Filing) LogValue() slog.Value { return slog.StringValue("filing") }

// FilingAsk is what the clerk enters, and what the rule looks at.
type FilingAsk struct {
	Number   string
	UCI      map[string]string // person id -> as typed
	Passed   map[string]string // place -> reason
	FollowUp policy.Day
	By       string
	Today    policy.Day

	Persons []people.Person
	Lacks   []referral.Lack // as the operations centre sees them
	Lock    policy.Day      // day of the referral
	Stream  *policy.Stream
	Urgent  bool
}

// number is the form of an application number of refugee resettlement (I-51); X is a temporary one.
var number = regexp.MustCompile(`^X?G\d{9}$`)

// CreateFile is the file, and the persons with their client identifiers as they are stored.
//
// Rule I-51: the application number is one letter and nine digits, and resettlement starts with G. Rule I-52: each
// person in the case has a UCI for life, of 8 or 10 digits, hyphens or not. Decision 10: what the law asks must be
// there; what only we ask may follow, with a reason and a day. Rule I-24: every child is typed with the age of the
// referral's day.
func CreateFile(a FilingAsk) (Filing, []people.Person, error) {
	var c fault.Check
	f := Filing{Number: strings.ToUpper(strings.Join(strings.Fields(a.Number), "")), Urgent: a.Urgent, By: a.By, Day: a.Today}
	switch {
	case f.Number == "":
		c.AddRule("number", "filing.number.missing", "I-51")
	case !number.MatchString(f.Number):
		c.AddRule("number", "filing.number.form", "I-51")
	}
	if a.Stream != nil {
		f.Category, f.Program = a.Stream.Category, a.Stream.Program
	}
	changed := identifiers(&c, a)
	f.Passed = pass(&c, a)
	for _, p := range people.InCase(a.Persons) {
		if class := p.Relationship.Class(); class == people.IsChild || class == people.IsGrandchild {
			f.Dependants = append(f.Dependants, Dependant{Person: p.ID, Type: dependant(a.Persons, p, a.Lock), Lock: a.Lock})
		}
	}
	if err := c.Err("filing.check"); err != nil {
		return Filing{}, nil, err
	}
	return f, changed, nil
}

// UCIField is the form name of a person's client identifier.
func UCIField(p people.Person) string { return "uci_" + strconv.Itoa(p.Number) }

// Identified are the persons who get a client identifier: everybody in the case who is alive (I-52).
func Identified(all []people.Person) []people.Person {
	return slices.DeleteFunc(people.InCase(all), people.Person.Deceased)
}

func identifiers(c *fault.Check, a FilingAsk) []people.Person {
	var out []people.Person
	seen := map[string]bool{}
	for _, p := range Identified(a.Persons) {
		typed := people.CleanUCI(a.UCI[p.ID])
		switch {
		case typed == "":
			c.AddRule(UCIField(p), "filing.uci.missing", "I-52")
		case !people.UCIValid(typed):
			c.AddRule(UCIField(p), "person.uci.form", "I-52")
		case seen[typed]:
			c.AddRule(UCIField(p), "filing.uci.twice", "I-52")
		case typed != p.UCI:
			p.UCI = typed
			out = append(out, p)
		}
		seen[typed] = true
	}
	return out
}

// PassField is the form name of the reason for going past what is lacking at a place.
func PassField(place string) string {
	return "past_" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, place)
}

// Passable says whether a file may be created past what is lacking: never past the law (decision 10).
func Passable(l referral.Lack) bool { return l.Blocking && l.Basis != policy.Law }

func pass(c *fault.Check, a FilingAsk) []Passed {
	var out []Passed
	for _, l := range a.Lacks {
		if !l.Blocking {
			continue
		}
		reason := strings.TrimSpace(a.Passed[l.Place])
		switch {
		case !Passable(l):
			c.AddRule(PassField(l.Place), "filing.law", l.Rule)
		case reason == "":
			c.AddRule(PassField(l.Place), "filing.past.reason", l.Rule)
		case len([]rune(reason)) > 600:
			c.Fields = append(c.Fields, fault.Field{Name: PassField(l.Place), Key: "ask.long", Args: map[string]any{"Limit": 600}})
		default:
			out = append(out, Passed{Place: l.Place, Rule: l.Rule, Reason: reason, FollowUp: a.FollowUp})
		}
	}
	switch {
	case len(out) == 0:
	case !a.FollowUp.Valid():
		c.Add("follow_up", "filing.follow_up.missing")
	case a.FollowUp < a.Today:
		c.Add("follow_up", "filing.follow_up.past")
	}
	return out
}

func dependant(all []people.Person, p people.Person, lock policy.Day) string {
	if people.MembershipOf(all, p, lock) != people.Member {
		return "N"
	}
	if people.AgeLock(p, lock) == people.DependentByCondition {
		return "E"
	}
	return "A"
}
