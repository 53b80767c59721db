package web

import (
	"testing"

	"passage/internal/casework/referral"
	"passage/internal/store"
)

// The operations centre reads how each form was signed, by whom and before whom, and the interpreter's declaration (I-37).
func TestSignatures(t *testing.T) {
	h := house(t)
	id := h.incoming(7, true)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		r := f.Referrals[0]
		r.Forms = []referral.Form{
			{Form: "imm0008", Person: f.Persons[0].ID, State: "signed", SignedBy: "Applicant 0007", SignedAs: "self", SignedOn: "2026-07-30", Means: "electronic", Place: "District A", Witness: "Caseworker 0010",
				Interpreter: "Interpreter 3", Interpreted: true},
			{Form: "imm5669", Person: f.Persons[1].ID, State: "signed", SignedBy: "Person 2", SignedOn: "2026-07-31"},
			{Form: "imm0008sch2", Person: f.Persons[0].ID, State: "started"},
		}
		return tx.SaveReferral(f, &r)
	})
	h.signIn("clerk.roco")
	h.page("/en/intake/"+string(id), "/en/intake/"+string(id)+"/signatures")
	h.page("/en/intake/"+string(id)+"/signatures", "IMM 0008", "Applicant 0007", "The person whose form this is", "District A", "Electronically, in front of the witness", "Caseworker 0010",
		"Interpreter 3 declared to have read the whole form", "How, where or before whom is not said", "No interpreter", "Filled, not signed")
	h.page("/fr/reception/"+string(id)+"/signatures", "Électroniquement", "Interpreter 3 a déclaré avoir lu tout le formulaire")
}
