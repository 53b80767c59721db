package referral

import (
	"reflect"
	"slices"
	"strconv"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
)

// Change is one difference between two versions of a package. Its question says how to read the values; one without
// a question is a person, a document or a form that came or went.
type Change struct {
	What   ChangeKind
	Person int    // number in the version that has the person, 0 for the case
	Ask    Ask    // of an answer
	At     string // which of several: an address or a paper by its place in the list, from 1
	Was    []string
	Is     []string
	Closed bool // the words of a plan that only the logged reveal opens (decision 7): that they differ is all that is said
	// Document is a paper that came or went; Form a line of the checklist that changed.
	Document document.Document
	Form     Form
}

// ChangeKind says what a change is of.
type ChangeKind string

// The kinds of change, in the order in which they are shown.
const (
	PersonCame   ChangeKind = "person_came"
	PersonWent   ChangeKind = "person_went"
	AnswerDiffer ChangeKind = "answer"
	FormDiffers  ChangeKind = "form"
	PaperCame    ChangeKind = "document_came"
	PaperWent    ChangeKind = "document_went"
)

// Changes is what differs in a package from the version before it.
//
// Rule I-45: a returned package is never lost, and the next version shows the difference. Every question of every
// form is compared, since both versions are read through the same lists.
func Changes(was, is Content) []Change {
	var out []Change
	before := byID(was.Persons)
	for i := range is.Persons {
		p := &is.Persons[i]
		if old, ok := before[p.ID]; ok {
			out = append(out, personChanges(old, p)...)
			delete(before, p.ID)
		} else {
			out = append(out, Change{What: PersonCame, Person: p.Number, Is: []string{p.Shown()}})
		}
	}
	for i := range was.Persons {
		if p := before[was.Persons[i].ID]; p != nil {
			out = append(out, Change{What: PersonWent, Person: p.Number, Was: []string{p.Shown()}})
		}
	}
	out = append(out, differ(CoverForm, &was.Referral, &is.Referral, 0, "")...)
	out = append(out, lists(LegalCaseForm, was.Referral.LegalCases, is.Referral.LegalCases, 0)...)
	out = append(out, lists(ConsentForm, was.Referral.Consents, is.Referral.Consents, 0)...)
	out = append(out, planChanges(was.Plans, is.Plans)...)
	out = append(out, formChanges(was, is)...)
	out = append(out, paperChanges(was, is)...)
	slices.SortStableFunc(out, func(a, b Change) int { return a.What.rank() - b.What.rank() })
	return out
}

func (k ChangeKind) rank() int {
	return slices.Index([]ChangeKind{PersonCame, PersonWent, AnswerDiffer, FormDiffers, PaperCame, PaperWent}, k)
}

func byID(list []people.Person) map[string]*people.Person {
	out := make(map[string]*people.Person, len(list))
	for i := range list {
		out[list[i].ID] = &list[i]
	}
	return out
}

func personChanges(was, is *people.Person) []Change {
	out := differ(PersonForm, was, is, is.Number, "")
	out = append(out, lists(AddressForm, was.Addresses, is.Addresses, is.Number)...)
	out = append(out, lists(IdentityForm, was.IdentityDocuments, is.IdentityDocuments, is.Number)...)
	return append(out, lists(LanguageForm, was.Languages, is.Languages, is.Number)...)
}

// differ compares the answers to the questions of one form.
func differ[T any](sheet Sheet[T], was, is *T, person int, at string) []Change {
	var out []Change
	a, b := sheet.Values(was), sheet.Values(is)
	for q := range sheet.All() {
		if !slices.Equal(a[q.Name], b[q.Name]) {
			out = append(out, Change{What: AnswerDiffer, Person: person, Ask: q.Ask, At: at, Was: a[q.Name], Is: b[q.Name]})
		}
	}
	return out
}

// lists compares lists in their order: what is longer in one is compared with an empty entry.
func lists[T any](sheet Sheet[T], was, is []T, person int) []Change {
	var out []Change
	for i := range max(len(was), len(is)) {
		var a, b T
		if i < len(was) {
			a = was[i]
		}
		if i < len(is) {
			b = is[i]
		}
		out = append(out, differ(sheet, &a, &b, person, strconv.Itoa(i+1))...)
	}
	return out
}

// planChanges compares the safe-contact plans as they are, and shows them as every page does: places, code words and
// names stay closed (decision 7).
func planChanges(was, is []people.SafetyPlan) []Change {
	guard := func(list []people.SafetyPlan) people.SafetyPlan {
		if len(list) == 0 {
			return people.SafetyPlan{}
		}
		return list[0].Guarded()
	}
	a, b := guard(was), guard(is)
	shownA, shownB := SafetyForm.Values(&a), SafetyForm.Values(&b)
	out := lists(SafetyForm, was, is, 0)
	for i := range out {
		c := &out[i]
		c.Was, c.Is, c.At = shownA[c.Ask.Name], shownB[c.Ask.Name], ""
		c.Closed = slices.Equal(c.Was, c.Is)
	}
	return out
}

// formChanges are the lines of the checklist that are new or signed anew; the line as it is now is shown.
func formChanges(was, is Content) []Change {
	number := map[string]int{}
	for _, p := range is.Persons {
		number[p.ID] = p.Number
	}
	var out []Change
	for _, f := range is.Referral.Forms {
		i := slices.IndexFunc(was.Referral.Forms, func(o Form) bool { return o.Form == f.Form && o.Person == f.Person })
		if i < 0 || !reflect.DeepEqual(was.Referral.Forms[i], f) {
			out = append(out, Change{What: FormDiffers, Person: number[f.Person], Form: f})
		}
	}
	return out
}

func paperChanges(was, is Content) []Change {
	var out []Change
	has := func(list []document.Document, d document.Document) bool {
		return slices.ContainsFunc(list, func(o document.Document) bool { return o.ID == d.ID && o.Removed == "" })
	}
	for _, d := range is.Documents {
		if d.Removed == "" && !has(was.Documents, d) {
			out = append(out, Change{What: PaperCame, Document: d})
		}
	}
	for _, d := range was.Documents {
		if d.Removed == "" && !has(is.Documents, d) {
			out = append(out, Change{What: PaperWent, Document: d})
		}
	}
	return out
}
