package casefile_test

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/referral"
)

// Rule I-44: an application that does not meet R10 and R11 goes back with its documents: it takes the reasons, and the
// case is the partner's again, where everything in it stays.
func TestRule_I_44_ReturnedThroughThePartner(t *testing.T) {
	r, err := casefile.ProposeReturn(nil, casefile.Checking, []referral.ReturnItem{{Item: "form.imm0008.1", Note: "Not signed."}}, "clerk.roco", "2026-06-01")
	if err != nil || len(r.Items) != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	if _, err := casefile.ProposeReturn(nil, casefile.Checking, nil, "clerk.roco", "2026-06-01"); err == nil {
		t.Error("returned without a reason")
	}
	if _, err := casefile.ProposeReturn(nil, casefile.FileCreated, r.Items, "clerk.roco", "2026-06-01"); err == nil {
		t.Error("returned although a file was created")
	}
	if !casefile.Preparing.Draft() || casefile.Preparing.After() {
		t.Error("what is prepared again is not the partner's")
	}
}
