package assessment

// Answers is the answers of each question of fact, in the order of the page.
var Answers = map[Question][]Answer{
	Return:      {NotSafe, SafeIfSilent, SafeElsewhere, SafeHiding, Safe, Unknown},
	Refoulement: {Yes, No, Unknown},
	AsylumFear:  {Yes, No, Unknown},
	Livelihood:  {Yes, No, Unknown},
	Movement:    {Yes, No, Unknown},
	Residence:   {Yes, No, Unknown},
	Schooling:   {Yes, No, Unknown},
	Health:      {Yes, No, Unknown},
	Offer:       {NoOffer, Temporary, Offered, Unknown},
	HomeTrip:    {No, Yes, Unknown},
	Reluctance:  {OtherIntention, OnlyReluctance},
	Vulnerable:  {UrgentNeed, Heightened, Neither, Unknown},
	Agent:       {State, NonState, Both, Unknown},
	Relocation:  {NotSafe, SafeIfSilent, SafeElsewhere, SafeHiding, Safe, Unknown},
	Recognition: {NotRecognised, PrimaFacie, Mandate},
	Source:      {OnlyAccuser, Independent},
}

// Questions is the questions of fact of each criterion, in the order in which they are asked.
var Questions = map[string][]Question{
	SeeksResidence: {Reluctance},
	OutsideHome:    {HomeTrip},
	Persecution:    {Recognition},
	StateProtects:  {Agent},
	FlightInside:   {Relocation},
	NotExcluded:    {Source},
	Repatriation:   {Return},
	Integration:    {Refoulement, AsylumFear, Livelihood, Movement, Residence, Schooling, Health},
	ThirdCountry:   {Offer},
	VulnerableNow:  {Vulnerable},
}

// adverseOnly are the questions that are asked only of a finding against the applicant: what it rests on.
var adverseOnly = map[Question]bool{Reluctance: true, Source: true}

// optional are the questions that a finding can be recorded without.
var optional = map[Question]bool{HomeTrip: true, Recognition: true}

// weightless are prompts: the list they stand for was not recovered, so no answer decides anything.
var weightless = map[Question]bool{Residence: true, Schooling: true, Health: true}

// OwnEvidence says whether each question of a criterion has evidence of its own; a criterion of one question rests on that
// of the row. A recognition is a document of its own.
func OwnEvidence(criterion string) bool {
	return len(Questions[criterion]) > 1 || criterion == Persecution
}

// Always are the criteria that R139(1)(c) and (d) ask of everybody; none of them can be passed over as not applicable.
//
// Rule A-16: a durable solution is three findings. Rule A-28: a person seeks permanent residence, or does not.
func Always(criterion string) bool {
	switch criterion {
	case Repatriation, Integration, ThirdCountry, SeeksResidence:
		return true
	}
	return false
}

// Weighs says whether an answer to the question decides anything.
func Weighs(q Question) bool { return !weightless[q] }

// Answer is the answer to a question of fact, "" when there is none.
func (f *Finding) Answer(q Question) Answer {
	for i := range f.Facts {
		if f.Facts[i].Question == q {
			return f.Facts[i].Answer
		}
	}
	return ""
}

// Conditional says that safety depends on silence, on another place or on hiding.
func (a Answer) Conditional() bool { return a == SafeIfSilent || a == SafeElsewhere || a == SafeHiding }

// rule is the rule by which a conditional safety is no safety.
func (a Answer) rule() string {
	switch a {
	case SafeIfSilent:
		return "A-18"
	case SafeElsewhere:
		return "A-19"
	}
	return "X-4"
}

// Follows is the result that the facts of a criterion lead to, and the rule that says so. An empty result leaves
// the officer free. Decision 1: nobody overrules a consequence; only the factual answers can change.
func (f *Finding) Follows() (Result, string) {
	switch f.Criterion {
	case Repatriation:
		// Rule A-18 (safety only in silence), A-19 (only elsewhere): there is no durable solution.
		// Rule A-17: "safe" is return that is safe for this person after lasting and meaningful change.
		return safety(f.Answer(Return), "A-17")
	case FlightInside:
		// Rule A-27: an alternative that means leaving the work, or silence, is none. Rule A-26: both limbs.
		result, rule := safety(f.Answer(Relocation), "A-26")
		if a := f.Answer(Relocation); a == SafeIfSilent || a == SafeElsewhere {
			rule = "A-27"
		}
		return result, rule
	case Integration:
		return f.integration()
	case ThirdCountry:
		switch f.Answer(Offer) {
		case NoOffer, Temporary: // a parallel relocation grant is temporary, not resettlement (E9c)
			return Met, "A-16"
		case Unknown:
			return Undetermined, "A-16"
		}
	case VulnerableNow:
		switch f.Answer(Vulnerable) { // R138
		case UrgentNeed, Heightened:
			return Met, "A-34"
		case Neither:
			return NotMet, "A-34"
		case Unknown:
			return Undetermined, "A-33"
		}
	}
	return "", ""
}

func safety(a Answer, safe string) (Result, string) {
	switch {
	case a.Conditional():
		return Met, a.rule()
	case a == NotSafe:
		return Met, safe
	case a == Safe:
		return NotMet, safe
	case a == Unknown:
		return Undetermined, safe
	}
	return "", ""
}

// Rule A-20 (local integration): the questions run in order and the first disqualifying answer ends it. One that is not
// known ends nothing: a later one may still disqualify, and until one does nothing is determined. When none
// disqualifies, the officer finds; the prompts have no weight.
func (f *Finding) integration() (Result, string) {
	unknown := false
	for _, q := range Questions[Integration] {
		if weightless[q] {
			break
		}
		switch a := f.Answer(q); {
		case a == disqualifies[q]:
			return Met, "A-20" // no prospect of integration: the criterion "no other durable solution" is met
		case a == Unknown:
			unknown = true
		case a == "" && unknown:
			return Undetermined, "A-20" // what comes after need not be answered yet
		case a == "":
			return "", "A-20"
		}
	}
	if unknown {
		return Undetermined, "A-20"
	}
	return "", ""
}

// disqualifies is the answer that ends the questions of local integration.
var disqualifies = map[Question]Answer{Refoulement: Yes, AsylumFear: Yes, Livelihood: No, Movement: No}

// Ended says whether an earlier answer already ended the questions before q.
func (f *Finding) Ended(q Question) bool {
	for _, earlier := range Questions[f.Criterion] {
		if earlier == q {
			return false
		}
		if d, ok := disqualifies[earlier]; ok && f.Answer(earlier) == d {
			return true
		}
	}
	return false
}

// conditionsThatStand is every recorded fact of a country that says safety depends on silence, on another place or
// on hiding. While one stands, neither a durable solution nor a flight alternative can be recorded there.
func (s *Sheet) conditionsThatStand(country string, not Row) (Answer, Row, bool) {
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Country != country || l.Row == not || l.Standing == nil {
			continue
		}
		for _, q := range []Question{Return, Relocation} {
			if a := l.Standing.Answer(q); a.Conditional() {
				return a, l.Row, true
			}
		}
	}
	return "", Row{}, false
}
