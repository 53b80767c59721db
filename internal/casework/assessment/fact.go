package assessment

import "passage/internal/casework/policy"

// Fact is one factual answer under a criterion, with its own evidence. Findings follow from facts, never the
// other way round (decision 1).
type Fact struct {
	Question Question
	Answer   Answer
	Evidence []Evidence `json:",omitempty"`
	Note     string     `json:",omitempty"`
	Day      policy.Day `json:",omitempty"` // of a recognition
}

// Question is a question of fact.
type Question string

// The questions of fact of the durable solution (A-16: three separate findings).
const (
	Return Question = "return" // ELG-E9a: could the person return safely to this country?

	// ELG-E9b, local integration, in this order; the first disqualifying answer ends it.
	Refoulement Question = "refoulement" // is there a risk of refoulement or deportation?
	AsylumFear  Question = "asylum_fear" // is there a well-founded fear in the asylum country?
	Livelihood  Question = "livelihood"  // access like nationals to livelihood, property and rental housing?
	Movement    Question = "movement"    // freedom of movement?
	// Prompts without weight: their list was not recovered (assessment 13, 6).
	Residence Question = "residence"
	Schooling Question = "schooling"
	Health    Question = "health"

	Offer Question = "offer" // ELG-E9c: is there an offer of resettlement in another country?

	HomeTrip Question = "home_trip" // ELG-E4: has the person been back? No answer weighs by itself

	Reluctance  Question = "reluctance"  // ELG-E3: what "not met" rests on
	Vulnerable  Question = "vulnerable"  // ELG-E12: R138, asked before establishment
	Agent       Question = "agent"       // ELG-E6: who persecutes
	Relocation  Question = "relocation"  // ELG-E7: what living in the named place would ask of the person
	Recognition Question = "recognition" // ELG-E5: recognition by UNHCR, an item of evidence with a type, a day and a document
	Source      Question = "source"      // ELG-E8: what a finding of exclusion rests on
)

// Answer is a factual answer; which ones a question has is in Questions.
type Answer string

// The answers.
const (
	Unknown Answer = "unknown"
	Yes     Answer = "yes"
	No      Answer = "no"

	// Return and Relocation.
	Safe          Answer = "safe"           // safe for this person, and the change is lasting and meaningful
	SafeIfSilent  Answer = "safe_if_silent" // only if the rights work stops
	SafeElsewhere Answer = "safe_elsewhere" // only in a place other than the site of the work
	SafeHiding    Answer = "safe_hiding"    // only by hiding
	NotSafe       Answer = "not_safe"

	// Offer.
	NoOffer   Answer = "none"
	Temporary Answer = "temporary"  // a relocation grant or other temporary stay: not resettlement
	Offered   Answer = "resettling" // an offer of resettlement

	// Reluctance.
	OnlyReluctance Answer = "only_reluctance" // hesitation to speak of permanence, or the hope to go back one day
	OtherIntention Answer = "other_intention" // facts other than reluctance

	// Vulnerable.
	UrgentNeed Answer = "urgent"
	Heightened Answer = "vulnerable"
	Neither    Answer = "neither"

	// Agent.
	State    Answer = "state"
	NonState Answer = "non_state"
	Both     Answer = "both"

	// Recognition.
	NotRecognised Answer = "not_recognised"
	PrimaFacie    Answer = "prima_facie" // of a group
	Mandate       Answer = "mandate"     // of the person, under UNHCR's mandate

	// Source.
	OnlyAccuser Answer = "only_accuser" // the persecuting state's own charge, list or verdict and nothing else
	Independent Answer = "independent"
)
