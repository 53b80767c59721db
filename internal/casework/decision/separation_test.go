package decision_test

import (
	"strings"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

func apart() decision.Separation {
	return decision.Separation{Persons: []string{"p2"}, Barrier: "No exit permit.", Danger: "Looked for at home."}
}

func counselled() decision.Separation {
	return decision.Separation{Told: "2026-12-04", Counsellor: "Officer, with an interpreter", Signed: "d1", Heard: "They agree.", Keeper: "A grandparent"}
}

// A-102, third path: after an approval and before the person leaves, also from a hold at an exit barrier and from no other hold.
func TestRule_A_102_WhoMayLeaveBeforeOthers(t *testing.T) {
	held := func(reason casefile.HoldReason, from casefile.State) []casefile.Hold {
		return []casefile.Hold{{Reason: reason, From: from}}
	}
	for _, c := range []struct {
		name   string
		change func(*decision.Separation, *decision.Journey)
		holds  []casefile.Hold
		before []decision.Separation
		want   string
	}{
		{"approved", func(*decision.Separation, *decision.Journey) {}, nil, nil, ""},
		{"at an exit barrier", func(_ *decision.Separation, j *decision.Journey) { j.State = casefile.OnHold }, held(casefile.ExitBarrier, casefile.Travel), nil, ""},
		{"at one before the decision", func(_ *decision.Separation, j *decision.Journey) { j.State = casefile.OnHold }, held(casefile.ExitBarrier, casefile.FinalReview), nil, "A-102"},
		{"on another hold", func(_ *decision.Separation, j *decision.Journey) { j.State = casefile.OnHold }, held(casefile.Treatment, casefile.Travel), nil, "A-102"},
		{"before a decision", func(_ *decision.Separation, j *decision.Journey) { j.State = casefile.FinalReview }, nil, nil, "A-102"},
		{"after the departure", func(_ *decision.Separation, j *decision.Journey) { j.State = casefile.Departed }, nil, nil, "A-102"},
		{"the principal applicant stays", func(s *decision.Separation, _ *decision.Journey) { s.Persons = []string{"p1"} }, nil, nil, "persons"},
		{"who stays already", func(s *decision.Separation, _ *decision.Journey) { s.Persons = []string{"p3"} }, nil, nil, "persons"},
		{"nobody", func(s *decision.Separation, _ *decision.Journey) { s.Persons = nil }, nil, nil, "persons"},
		{"no danger", func(s *decision.Separation, _ *decision.Journey) { s.Danger = " " }, nil, nil, "danger"},
		{"no barrier", func(s *decision.Separation, _ *decision.Journey) { s.Barrier = "" }, nil, nil, "barrier"},
		{"a second one", func(*decision.Separation, *decision.Journey) {}, nil, []decision.Separation{apart()}, "A-102"},
	} {
		s, j := apart(), travelling()
		c.change(&s, &j)
		_, err := decision.Separate(s, j, c.holds, c.before)
		if got := rule(err) + names(err); got != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// nothing changes before the letter arrived and the counselling is signed. I-108, I-109: those who stay are heard, and no child
// stays without a named adult.
func TestRule_A_103_CounselledAndSigned(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*decision.Separation)
		told   string
		field  string
	}{
		{"as it should be", func(*decision.Separation) {}, "2026-12-03", ""},
		{"on the day of the letter", func(s *decision.Separation) { s.Told = "2026-12-03" }, "2026-12-03", ""},
		{"before the letter", func(s *decision.Separation) { s.Told = "2026-12-02" }, "2026-12-03", "told"},
		{"tomorrow", func(s *decision.Separation) { s.Told = "2026-12-06" }, "2026-12-03", "told"},
		{"not signed", func(s *decision.Separation) { s.Signed = "" }, "2026-12-03", "signed"},
		{"by nobody", func(s *decision.Separation) { s.Counsellor = "" }, "2026-12-03", "counsellor"},
		{"nobody heard", func(s *decision.Separation) { s.Heard = "  " }, "2026-12-03", "heard"},
		{"a child without an adult", func(s *decision.Separation) { s.Keeper = "" }, "2026-12-03", "keeper"},
		{"no letter", func(*decision.Separation) {}, "", "A-103"},
	} {
		s, err := decision.Separate(apart(), travelling(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		in, j := counselled(), travelling()
		c.change(&in)
		s, err = s.Counsel(in, j, nil, policy.Day(c.told), onFile)
		if got := rule(err) + names(err); got != c.field || err == nil && s.Outcome != decision.Separated {
			t.Errorf("%s: %v, want %q", c.name, err, c.field)
		}
		if err == nil {
			if _, err := s.Counsel(in, j, nil, policy.Day(c.told), onFile); rule(err) != "A-102" {
				t.Errorf("twice: %v", err)
			}
		}
	}
}

func TestRule_I_108_WhoStaysIsHeard(t *testing.T) {
	in := counselled()
	in.Heard = ""
	if _, err := apart().Counsel(in, travelling(), nil, "2026-12-03", onFile); !strings.Contains(names(err), "heard") {
		t.Errorf("%v", err)
	}
}

func TestRule_I_109_NoChildStaysWithoutAnAdult(t *testing.T) {
	in, j := counselled(), travelling()
	in.Keeper = ""
	j.Persons[1].Born = "1990-01-01"
	if _, err := apart().Counsel(in, j, nil, "2026-12-03", onFile); err != nil {
		t.Errorf("an adult stays: %v", err)
	}
	j.Persons[1].Born = "2020-01-01"
	if _, err := apart().Counsel(in, j, nil, "2026-12-03", onFile); !strings.Contains(names(err), "keeper") {
		t.Errorf("a child stays alone: %v", err)
	}
}

// Who stays is of the family as before, does not travel, and nothing else about them changes.
func TestSeparation_Stay(t *testing.T) {
	p := travelling().Persons[1]
	q := apart().Stay(p)
	if q.Travelling != people.No || q.NotWhy != "No exit permit." || q.Relationship != p.Relationship || q.OwnCase != "" {
		t.Errorf("%+v", q)
	}
	if s, err := apart().Drop("They let them out."); err != nil || s.Outcome != decision.Together {
		t.Errorf("%+v %v", s, err)
	}
	if _, err := apart().Drop(" "); err == nil {
		t.Error("ends without a word")
	}
}
