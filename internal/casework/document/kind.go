package document

import "slices"

// Kind is what a document shows. The pack says which kinds are asked of whom (policy.Pack); this list says what
// they are and how careful the house is with each.
type Kind struct {
	Code        string
	PerPerson   bool        // belongs to one person
	Sensitivity Sensitivity // where it starts; the sender may raise it
	Evidence    bool        // evidence of the defender's work or risk (intake 7.5)
}

// Kinds, in the order of the page (intake section 6 and 7.5).
var Kinds = []Kind{
	{Code: "photo", PerPerson: true, Sensitivity: Ordinary},
	{Code: "identity", PerPerson: true, Sensitivity: Ordinary},
	{Code: "civil_status", PerPerson: true, Sensitivity: Ordinary},
	{Code: "refugee_status", PerPerson: true, Sensitivity: Ordinary},
	{Code: "form", PerPerson: true, Sensitivity: Ordinary},
	{Code: "rrf", Sensitivity: Sensitive},
	{Code: "consent", PerPerson: true, Sensitivity: Ordinary},
	{Code: "determination", Sensitivity: Sensitive},
	{Code: "proof_of_date", Sensitivity: Ordinary},
	{Code: "custody", PerPerson: true, Sensitivity: Sensitive},
	{Code: "medical", PerPerson: true, Sensitivity: Sensitive},
	{Code: "court", PerPerson: true, Sensitivity: Sensitive, Evidence: true},
	{Code: "threat", Sensitivity: Restricted, Evidence: true},
	{Code: "publication", Sensitivity: Ordinary, Evidence: true},
	{Code: "award", Sensitivity: Ordinary, Evidence: true},
	{Code: "organization_letter", Sensitivity: Sensitive, Evidence: true},
	{Code: "media", Sensitivity: Ordinary, Evidence: true},
	{Code: "translation", Sensitivity: Ordinary},
	{Code: "other", Sensitivity: Ordinary},
}

// KindOf is the kind with a code.
func KindOf(code string) (Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return Kinds[i], true
}
