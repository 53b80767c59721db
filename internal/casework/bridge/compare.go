package bridge

import (
	"slices"
	"strconv"

	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Ours is what is compared of a case.
type Ours struct {
	Case     casefile.Case
	Persons  []people.Person
	Landings []decision.Landing
	Brought  []casefile.Brought
}

// landed is a person's landing that was not taken back.
func (o Ours) landed(person string) (decision.Landing, bool) {
	return decision.Journey{Landings: o.Landings}.Landed(person)
}

// whose is the person here whom a row is about: by the client identifier, which one person has for life (I-52), else as they came.
func (o Ours) whose(row Person) (people.Person, bool) {
	for _, p := range o.Persons {
		if row.UCI != "" && people.CleanUCI(p.UCI) == row.UCI {
			return p, true
		}
	}
	for _, b := range o.Brought {
		for _, x := range b.Persons {
			i := slices.IndexFunc(o.Persons, func(p people.Person) bool { return p.ID == x.Person })
			if x.Number == row.Number && i >= 0 && (row.UCI == "" || o.Persons[i].UCI == "") {
				return o.Persons[i], true
			}
		}
	}
	return people.Person{}, false
}

// Compare is what a record has differently from a case here. A person is named by their number, and nothing else of them is compared.
//
// Rule I-103 (our rule): the case system and we are compared by application number, stage, landing and who is in the family; what differs
// is settled by a person, with a reason, and nothing is taken over by itself. A stage of ours that the case system has no word for is
// not compared.
func Compare(r Record, o Ours) (out []casefile.Difference) {
	if n := o.Case.Summary.Application; r.Application != "" && r.Application != n {
		out = append(out, casefile.Difference{Kind: casefile.DifferNumber, Theirs: r.Application, Ours: n})
	}
	if s := casefile.SystemStageOf(o.Case.State); s != "" && s != r.Stage {
		out = append(out, casefile.Difference{Kind: casefile.DifferStage, Theirs: string(r.Stage), Ours: string(s)})
	}
	known := map[string]bool{}
	for _, row := range r.Persons {
		p, ok := o.whose(row)
		if !ok {
			out = append(out, casefile.Difference{Kind: casefile.DifferPerson, Number: row.Number})
			continue
		}
		known[p.ID] = true
		d := casefile.Difference{Person: p.ID, Number: strconv.Itoa(p.Number), Theirs: string(row.Landed), Place: row.Place, Document: row.Document}
		l, landed := o.landed(p.ID)
		if landed {
			d.Ours = string(l.Day)
		}
		switch {
		case d.Theirs == d.Ours:
			continue
		case !landed:
			d.Kind = casefile.DifferLanding
		case d.Theirs == "":
			d.Kind = casefile.DifferOurs
		default:
			d.Kind = casefile.DifferDay
		}
		out = append(out, d)
	}
	for _, p := range people.InCase(o.Persons) {
		if !known[p.ID] && !p.Deceased() {
			out = append(out, casefile.Difference{Kind: casefile.DifferPersonOur, Person: p.ID, Number: strconv.Itoa(p.Number)})
		}
	}
	return out
}

// Lacks is the difference of a case that an extract of all cases does not have: nil where the case system is not to have it, because there
// is no file yet, the case stands beside the way or it is over. What an earlier extract had of it stays to be settled (I-103).
func Lacks(o Ours) []casefile.Difference {
	s := casefile.SystemStageOf(o.Case.State)
	if o.Case.Summary.Application == "" || s == "" || s.Over() {
		return nil
	}
	return []casefile.Difference{{Kind: casefile.DifferLacking, Ours: string(s)}}
}

// Still says whether a difference is there yet: what was done to the case since may have settled it.
func Still(d casefile.Difference, o Ours) bool {
	if !d.Open() {
		return false
	}
	l, landed := o.landed(d.Person)
	switch d.Kind {
	case casefile.DifferNumber:
		return o.Case.Summary.Application != d.Theirs
	case casefile.DifferStage:
		return string(casefile.SystemStageOf(o.Case.State)) != d.Theirs
	case casefile.DifferLanding, casefile.DifferDay:
		return !landed || string(l.Day) != d.Theirs
	case casefile.DifferOurs:
		return landed
	}
	return true
}

// Met is what an extract has that was not found before, and what was found before and is in it no more. What was answered, and is as it was
// then, stays answered.
func Met(before, now []casefile.Difference, today policy.Day) (found, over []casefile.Difference) {
	for _, d := range before {
		if d.Gone == "" && !slices.ContainsFunc(now, d.Same) {
			d.Gone = today
			over = append(over, d)
		}
	}
	for _, d := range now {
		if !slices.ContainsFunc(before, func(o casefile.Difference) bool { return o.Gone == "" && o.Same(d) }) {
			d.Found = today
			found = append(found, d)
		}
	}
	return found, over
}
