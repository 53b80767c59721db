package referral

import (
	"slices"

	"passage/internal/casework/people"
)

// OpenFaults are the faults of the imported file that nobody has settled yet, for showing beside their fields.
//
// A fault is settled when its field holds an answer that is not the faulty value any more: the import leaves a field
// empty rather than fill it with what is wrong. Faults that no field can settle (a repeated reference, a record about
// nobody) stay as long as the draft does: they say why something is not where one looks for it. Decision 16: nothing is dropped.
func OpenFaults(r Referral, persons []people.Person) []ImportFault {
	var out []ImportFault
	for _, f := range r.Import.Faults {
		if !settled(f, r, persons) {
			out = append(out, f)
		}
	}
	return out
}

func settled(f ImportFault, r Referral, persons []people.Person) bool {
	if f.Name == "" {
		return false
	}
	if f.Kind == "mismatch" { // the stated size is compared with the list as it is now, those with a linked case of their own too (INT-E9)
		return r.Import.Size == len(persons)
	}
	if f.Field == "primary applicant" {
		_, one := people.PrincipalOf(persons)
		return one
	}
	if f.Person == "" {
		return answered(CoverForm.Values(&r), f)
	}
	i := slices.IndexFunc(persons, func(p people.Person) bool { return p.ID == f.Person })
	if i < 0 {
		return true // the person is not listed any more
	}
	p := persons[i]
	switch f.Name {
	case "address":
		return p.HasAddress() && len(people.ClashingAddresses(p)) == 0
	case "photo":
		return p.Photo != ""
	case "criteria_1", "criteria_2", "priority":
		return answered(CoverForm.Values(&r), f)
	case "language":
		return !slices.ContainsFunc(p.Languages, func(l people.Language) bool {
			return l.Code == "" || slices.Contains([]string{l.Speak, l.Understand, l.Read, l.Write}, f.Value)
		})
	}
	return answered(PersonForm.Values(&p), f)
}

func answered(values Answers, f ImportFault) bool {
	now := values.First(f.Name)
	return now != "" && now != f.Value
}
