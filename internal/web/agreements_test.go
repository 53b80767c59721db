package web

import (
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// A policy manager reads what each agreement holds and whether it stands; a partner its own (I-2, I-3).
func TestAgreements(t *testing.T) {
	h := house(t)
	for i := range h.App.Pack.Partners {
		p := &h.App.Pack.Partners[i]
		if p.ID == "PD" {
			p.Agreements[0].Suspended = []policy.Span{{From: "2026-07-01"}}
			p.Agreements[0].Area = []string{"XMM"}
		}
	}
	h.signIn("policy.oppb")
	h.page("/en/agreements", "Front Line Defenders", "Memorandum of understanding", "125 persons", "2023", "Worldwide", "In force", "Referral organization by law", "Suspended since", "Country M")
	h.page("/fr/ententes", "Protocole d’entente", "Suspendue depuis le", "125 personnes")
	if err := h.App.CreateAccounts(t.Context(), app.Write{Actor: access.Actor{Role: access.System, Unit: "HQ"}},
		[]store.Account{{ID: "partneradmin.fld", Role: access.PartnerAdmin, Unit: "FLD", Details: store.Details{Name: "Administrator 0003"}}}); err != nil {
		t.Fatal(err)
	}
	h.signIn("partneradmin.fld")
	if body := h.page("/en/agreements", "Front Line Defenders"); strings.Contains(body, "ProtectDefenders") {
		t.Error("a partner reads another's agreement")
	}
}
