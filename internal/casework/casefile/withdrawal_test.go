package casefile_test

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

// asked is a whole request of two adults; each test spoils it in one way.
func asked() casefile.Withdrawal {
	return casefile.Withdrawal{Asked: "applicant", On: "2026-08-10", Request: "doc", Covers: []string{"a", "b"}, Reason: "applicant_wish"}
}

func withdraw(w casefile.Withdrawal) error {
	_, err := casefile.Withdraw(w, "2026-08-01", "2026-08-20", []string{"a", "b"}, func(id string) bool { return id == "doc" })
	return err
}

// X-28 (stop by law): a case is withdrawn at the written request of the applicant or their representative, of nobody else.
func TestRule_X_28_WithoutARequest(t *testing.T) {
	if err := withdraw(asked()); err != nil {
		t.Fatalf("the neighbour: %v", err)
	}
	w := asked()
	w.Asked = "representative"
	if err := withdraw(w); err != nil {
		t.Errorf("by the representative: %v", err)
	}
	for name, spoil := range map[string]func(*casefile.Withdrawal){
		"no document":      func(w *casefile.Withdrawal) { w.Request = "" },
		"no such document": func(w *casefile.Withdrawal) { w.Request = "other" },
		"the partner asks": func(w *casefile.Withdrawal) { w.Asked = "partner" },
		"the office asks":  func(w *casefile.Withdrawal) { w.Asked = "office" },
		"nobody knows who": func(w *casefile.Withdrawal) { w.Asked = "" },
	} {
		w := asked()
		spoil(&w)
		if no, ok := withdraw(w).(*fault.Error); !ok || no.Kind != fault.Stopped || no.Rule != "X-28" {
			t.Errorf("%s: %v", name, no)
		}
	}
}

// all persons are covered, and the request has its day and its reason.
func TestRule_A_95_EveryAdultAsks(t *testing.T) {
	for name, spoil := range map[string]func(*casefile.Withdrawal){
		"covers":                  func(w *casefile.Withdrawal) { w.Covers = []string{"a"} },
		"covers, a stranger too":  func(w *casefile.Withdrawal) { w.Covers = []string{"a", "b", "c"} },
		"on":                      func(w *casefile.Withdrawal) { w.On = "" },
		"on, before the referral": func(w *casefile.Withdrawal) { w.On = "2026-07-31" },
		"on, tomorrow":            func(w *casefile.Withdrawal) { w.On = "2026-08-21" },
		"reason":                  func(w *casefile.Withdrawal) { w.Reason = "too_slow" },
	} {
		w := asked()
		spoil(&w)
		if no, ok := withdraw(w).(*fault.Error); !ok || no.Kind != fault.Invalid || len(no.Fields) != 1 {
			t.Errorf("%s: %v", name, no)
		}
	}
}
