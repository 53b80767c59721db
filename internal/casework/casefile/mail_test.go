package casefile_test

import (
	"testing"
	"time"

	"passage/internal/casework/casefile"
)

var noon = time.Date(2026, 8, 31, 12, 0, 0, 0, time.UTC)

// Rule A-91: never twice by mail. From no status but "waiting" does a mail go by itself.
func TestRule_A_91_AMailGoesOnce(t *testing.T) {
	m := casefile.AskMail("notice", "caseworker.fld", noon, 5*time.Minute)
	if _, ok := m.Hand(noon); ok {
		t.Error("before its time")
	}
	later := noon.Add(5 * time.Minute)
	h, ok := m.Hand(later)
	if !ok || h.Status != casefile.MailHanding {
		t.Fatalf("%+v", h)
	}
	if _, ok := h.Hand(later); ok {
		t.Error("two have it")
	}
	if _, ok := h.Lapse(later.Add(9 * time.Minute)); ok {
		t.Error("it may still be under way")
	}
	u, ok := h.Lapse(later.Add(10 * time.Minute))
	if !ok || u.Status != casefile.MailUnknown || u.Why != casefile.MailDied || !u.Open() || u.Live() {
		t.Fatalf("%+v", u)
	}
	for _, x := range []casefile.Mail{h, u, h.Taken(250, later), h.Fail(550, later), h.Doubt(later), m.Drop(casefile.MailPlan, later)} {
		if _, ok := x.Hand(later.Add(time.Hour)); ok {
			t.Errorf("a mail that is %s goes again by itself", x.Status)
		}
	}
	if got := u.Taken(250, later); got.Status != casefile.MailHanded || got.Open() {
		t.Errorf("the server's word came late: %+v", got)
	}
}

func TestMail_PutOffForADay(t *testing.T) {
	m := casefile.AskMail("", "a", noon, 0)
	now, waits := noon, 0
	for {
		if x, over := m.Lapse(now); over {
			m = x
			break
		}
		h, ok := m.Hand(now)
		if !ok {
			t.Fatal("not due")
		}
		m = h.PutOff(450, now)
		if wait := m.Due.Sub(now); wait < time.Minute || wait > time.Hour {
			t.Fatalf("waits %s", wait)
		}
		now = m.Due
		waits++
	}
	if m.Status != casefile.MailFailed || m.Why != casefile.MailTired || m.Code != 450 || waits < 20 || waits > 40 {
		t.Errorf("%+v after %d tries", m, waits)
	}
}

func TestMail_IsSettledByAPerson(t *testing.T) {
	h, _ := casefile.AskMail("n", "a", noon, 0).Hand(noon)
	u := h.Doubt(noon)
	if _, err := u.Settle(true, " ", "officer.cedar", noon); err == nil {
		t.Error("without words")
	}
	told, err := u.Settle(false, "Told by telephone", "officer.cedar", noon)
	if err != nil || told.Open() || told.Status != casefile.MailUnknown {
		t.Errorf("%+v %v", told, err)
	}
	if _, err := told.Settle(true, "Again", "officer.cedar", noon); err == nil {
		t.Error("settled twice")
	}
	again, err := u.Settle(true, "Nothing came, says the partner", "officer.cedar", noon)
	if err != nil || again.ID != u.ID || !again.Live() {
		t.Fatalf("%+v %v", again, err)
	}
	h, ok := again.Hand(noon)
	if !ok {
		t.Fatal("a person asked for it")
	}
	if u = h.Doubt(noon.Add(time.Minute)); !u.Open() {
		t.Error("cut once more: somebody must look once more")
	}
	if _, err := h.Taken(250, noon).Settle(true, "Again", "a", noon); err == nil {
		t.Error("one that was taken is not sent again")
	}
}
