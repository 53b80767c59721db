package casefile_test

import (
	"errors"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

var opened = time.Date(2026, 8, 20, 9, 0, 0, 0, time.UTC)

func proof() casefile.Consultation {
	return casefile.Consultation{Proof: []string{"doc7"}, Summary: "A signed statement.", Obtained: "Handed over at the interview.",
		Showable: "yes", Route: "ROUTE-FLD", Partner: "FLD", By: "officer.cedar", At: opened}
}

func known(id string) bool { return id == "doc7" }

func rule(err error, code string) bool {
	var f *fault.Error
	if !errors.As(err, &f) {
		return false
	}
	for _, x := range f.Fields {
		if x.Rule == code {
			return true
		}
	}
	return f.Rule == code
}

func TestRule_I_48_NoSuspicionWithoutProof(t *testing.T) {
	if _, err := casefile.Consult(proof(), casefile.Eligibility, known); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*casefile.Consultation){
		"no proof":     func(c *casefile.Consultation) { c.Proof = nil },
		"no summary":   func(c *casefile.Consultation) { c.Summary = " " },
		"not said how": func(c *casefile.Consultation) { c.Obtained = "" },
		"may be shown": func(c *casefile.Consultation) { c.Showable = "" },
	} {
		c := proof()
		change(&c)
		if _, err := casefile.Consult(c, casefile.Eligibility, known); !rule(err, "I-48") {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := proof()
	c.Proof = []string{"doc8"}
	if _, err := casefile.Consult(c, casefile.Eligibility, known); err == nil {
		t.Error("a document of another case was taken as proof")
	}
	if _, err := casefile.Consult(proof(), casefile.Checking, known); !rule(err, "I-48") {
		t.Errorf("before the office has the case: %v", err)
	}
}

func TestRule_I_49_TheAnswerIsRecordedAndNothingMore(t *testing.T) {
	c := proof()
	c.Route = ""
	if _, err := casefile.Consult(c, casefile.Eligibility, known); !rule(err, "I-49") {
		t.Errorf("without a route: %v", err)
	}
	c, err := casefile.Consult(proof(), casefile.Eligibility, known)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.RecordReply("not_a_reply", "words", "2026-08-25", "2026-08-31", "policy.hq", opened); err == nil {
		t.Error("an answer that is not the partner's was recorded")
	}
	for _, day := range []policy.Day{"", "2026-08-19", "2026-09-01"} {
		if _, err := c.RecordReply(casefile.Maintained, "words", day, "2026-08-31", "policy.hq", opened); err == nil {
			t.Errorf("day %q was recorded", day)
		}
	}
	got, err := c.RecordReply(casefile.Maintained, "The partner explains.", "2026-08-25", "2026-08-31", "policy.hq", opened)
	if err != nil || got.Open() {
		t.Fatal(err)
	}
	if _, err := got.RecordReply(casefile.ReferralWithdrawn, "words", "2026-08-26", "2026-08-31", "policy.hq", opened); !rule(err, "I-49") {
		t.Errorf("answered twice: %v", err)
	}
	if len(casefile.PartnerReplies) != 2 {
		t.Error("there is an answer that is neither the partner's explanation nor its withdrawal")
	}
}
