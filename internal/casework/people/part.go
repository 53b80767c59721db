package people

// Gone stands as the case of their own of a person who is no longer part of this file, where nothing here may say where they are (I-79).
// It is never a reference: those have a hyphen.
const Gone = "gone"

// Left is a person as they stay listed in the case that they left. Everybody of a family is listed (I-26), so name, birth and what they
// were to the principal applicant stay. ref is the reference of their own case; Gone, and then where they are, how they are reached and
// what they keep apart is of this case no more (I-79).
func (p Person) Left(ref string) Person {
	p.OwnCase, p.Travelling, p.NotWhy = ref, "", ""
	if ref != Gone {
		return p
	}
	p.Phone, p.Email, p.Whereabouts, p.Residence, p.Status, p.Interpreter, p.Apart = "", "", NotKnown, "", "", "", false
	p.Arrived, p.Registered, p.Recognised, p.Photo = "", "", "", ""
	p.Addresses, p.Employment, p.Education, p.Relatives, p.IdentityDocuments, p.Background = nil, nil, nil, nil, nil, nil
	p.Religion, p.Ethnicity = "", ""
	p.Vulnerabilities, p.Life, p.Extras, p.UNHCR, p.UNHCRGUID, p.UCI = nil, Life{}, nil, "", "", ""
	return p
}

// Goes is a person as they begin in a case of their own under an id and a number. paper is the id of a document there, "" when it did not
// go along; parent the id of a person there.
func (p Person) Goes(id string, number int, as Relationship, paper, person func(string) string) Person {
	p.ID, p.Version, p.Number, p.OwnCase = id, 0, number, ""
	p.Relationship, p.ParentID = as, person(p.ParentID)
	p.Photo = paper(p.Photo)
	p.IdentityDocuments = each(p.IdentityDocuments, func(d *IdentityDocument) { d.Document = paper(d.Document) })
	p.Background = each(p.Background, func(a *Answer) { a.Proof = paper(a.Proof) })
	if as == PA {
		p.ParentID = ""
		if p.Travelling != Yes {
			p.Travelling, p.NotWhy = Yes, ""
		}
	}
	return p
}

// each is a copy of a list with every one of it changed.
func each[T any](list []T, change func(*T)) []T {
	out := append([]T(nil), list...)
	for i := range out {
		change(&out[i])
	}
	return out
}

// Listed is a person as a list of the family has them, and what decides whether they are a family member: nothing of their life.
func (p Person) Listed() Person {
	return Person{ID: p.ID, Version: p.Version, Number: p.Number, Family: p.Family, Given: p.Given, SingleName: p.SingleName, Born: p.Born, Died: p.Died, Nationalities: p.Nationalities, Origin: p.Origin, Residence: p.Residence,
		Whereabouts: p.Whereabouts, Marital: p.Marital, Relationship: p.Relationship, ParentID: p.ParentID, HasPartner: p.HasPartner, LivedTogether: p.LivedTogether,
		Condition: p.Condition, ConditionFrom: p.ConditionFrom, Travelling: p.Travelling, NamingSafe: p.NamingSafe, OwnCase: p.OwnCase}
}
