package casefile

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Needs is what whoever receives a person has to get ready for them, in practical terms: one for each person, the last as it stands.
type Needs struct {
	ID      string
	Version int64 `json:"-"`

	Person string
	Codes  []string      // PracticalNeeds
	Words  string        `json:",omitempty"` // what to get ready, in a few words
	Detail string        `json:",omitempty"` // of health, needed for safety and agreed to; "" for none
	Why    string        `json:",omitempty"` // why it is needed for safety
	Agreed ConsentToTell `json:",omitzero"`
	By     string
	At     time.Time
}

// ConsentToTell is who agreed that a detail is told to whoever receives the person: the person, or who answers for them.
type ConsentToTell struct {
	By string     `json:",omitempty"` // ConsentGivers
	On policy.Day `json:",omitempty"`
}

// ConsentGivers are who can agree.
var ConsentGivers = []string{"person", "guardian"}

// PracticalNeeds are what is to be got ready, in the order of the page: our default, since no list of the form is public.
var PracticalNeeds = []string{"wheelchair", "no_stairs", "ground_floor", "lift_at_airport", "bed_low", "escort", "seat_extra", "oxygen_place", "medicine_cold", "medicine_on_hand", "doctor_soon", "sign_language", "sight", "diet", "quiet_room",
	"infant", "woman_driver", "near_hospital"}

// namesIllness are words by which a text names an illness, in both languages, folded: the beginnings of words. It helps whoever writes;
// that none is found proves nothing.
var namesIllness = []string{"diagnos", "cancer", "tumo", "tumeur", "leuk", "leuc", "hiv", "vih", "aids", "sida", "hepatit", "tubercul", "syphilis", "diabet", "epilep", "asthm", "schizo", "bipolar", "bipolaire", "psychos", "psychot", "depress",
	"ptsd", "tspt", "traumati", "suicid", "autis", "alzheimer", "dementia", "demence", "parkinson", "sclerosis", "sclerose", "malaria", "paludisme", "anemi", "anaemi", "stroke", "infarct", "insuffisance", "renal", "pregnan", "enceinte", "abortion",
	"avortement", "miscarr", "transgend", "transgenre", "addict", "alcooli", "alcohol"}

// NamesIllness is the first word of a text that names an illness, "" when none is found.
func NamesIllness(text string) string {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		folded := strings.NewReplacer("é", "e", "è", "e", "ê", "e", "ï", "i", "à", "a", "ô", "o").Replace(strings.ToLower(w))
		if slices.ContainsFunc(namesIllness, func(stem string) bool { return strings.HasPrefix(folded, stem) }) {
			return w
		}
	}
	return ""
}

// LogValue says nothing: what somebody needs never reaches a log.
func (n Needs) LogValue() slog.Value { return slog.StringValue("needs") }

const maxNeeds = 600

// RecordNeeds checks what is noted of a person's needs.
//
// Rule A-70 (departmental manual: resettlement needs): whoever receives a person is told practical needs alone. A text that names an
// illness is not kept as one; a detail is, when it is needed for safety, says why, and the person, or who answers for them, agreed to
// that on a day. The list of needs is our default.
func RecordNeeds(n Needs, persons []people.Person, today policy.Day) (Needs, error) {
	var c fault.Check
	if i := slices.IndexFunc(persons, func(p people.Person) bool { return p.ID == n.Person && p.OwnCase == "" && !p.Deceased() }); i < 0 {
		return n, fault.New(fault.NotFound, "person.not_found")
	}
	if slices.ContainsFunc(n.Codes, func(x string) bool { return !slices.Contains(PracticalNeeds, x) }) {
		c.AddRule("codes", "ask.choice", "A-70")
	}
	kept := n.Codes[:0:0]
	for _, x := range PracticalNeeds {
		if slices.Contains(n.Codes, x) {
			kept = append(kept, x)
		}
	}
	n.Codes = kept
	for name, text := range map[string]*string{"words": &n.Words, "detail": &n.Detail, "detail_why": &n.Why} {
		if *text = strings.TrimSpace(*text); utf8.RuneCountInString(*text) > maxNeeds {
			c.Fields = append(c.Fields, fault.Field{Name: name, Key: "ask.long", Args: map[string]any{"Limit": maxNeeds}})
		}
	}
	if w := NamesIllness(n.Words); w != "" {
		c.Fields = append(c.Fields, fault.Field{Name: "words", Key: "needs.words.illness", Rule: "A-70", Args: map[string]any{"Word": w}})
	}
	if n.Detail == "" {
		n.Why, n.Agreed = "", ConsentToTell{}
		return n, c.Err("needs.wrong")
	}
	if n.Why == "" {
		c.AddRule("detail_why", "needs.detail_why.needed", "A-70")
	}
	if !slices.Contains(ConsentGivers, n.Agreed.By) {
		c.AddRule("agreed", "needs.agreed.needed", "A-70")
	}
	if !n.Agreed.On.Valid() || n.Agreed.On > today {
		c.AddRule("agreed_on", "needs.agreed_on.needed", "A-70")
	}
	return n, c.Err("needs.wrong")
}
