package casefile_test

import (
	"errors"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

var cardAt = time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)

func cardFor(t *testing.T) casefile.Card {
	t.Helper()
	c, err := casefile.GiveCard(casefile.Card{For: casefile.ForApplicant, Until: "2026-09-14", Sum: []byte("right"), ForcedSum: []byte("forced")}, "one", false, 14, "assistant.cedar", cardAt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Rule I-88: a card is for the principal applicant, for a holder who is named, and for the days of the pack.
func TestRule_I_88_WhatACardIsFor(t *testing.T) {
	for _, x := range []struct {
		name        string
		in          casefile.Card
		principal   string
		represented bool
		wrong       string // field, "" for a stop, "-" for none
	}{
		{"today alone", casefile.Card{For: casefile.ForApplicant, Until: "2026-08-31"}, "one", false, "-"},
		{"the longest", casefile.Card{For: casefile.ForApplicant, Until: "2026-09-14"}, "one", false, "-"},
		{"a representative who is named", casefile.Card{For: casefile.ForRepresentative, Until: "2026-09-14"}, "one", true, "-"},
		{"a representative of whom nobody knows", casefile.Card{For: casefile.ForRepresentative, Until: "2026-09-14"}, "one", false, "for"},
		{"nobody", casefile.Card{Until: "2026-09-14"}, "one", true, "for"},
		{"the partner", casefile.Card{For: "partner", Until: "2026-09-14"}, "one", true, "for"},
		{"too long", casefile.Card{For: casefile.ForApplicant, Until: "2026-09-15"}, "one", false, "until"},
		{"yesterday", casefile.Card{For: casefile.ForApplicant, Until: "2026-08-30"}, "one", false, "until"},
		{"no day", casefile.Card{For: casefile.ForApplicant, Until: "2026-02-30"}, "one", false, "until"},
		{"no principal applicant", casefile.Card{For: casefile.ForApplicant, Until: "2026-09-14"}, "", false, ""},
	} {
		_, err := casefile.GiveCard(x.in, x.principal, x.represented, 14, "assistant.cedar", cardAt)
		var f *fault.Error
		switch {
		case x.wrong == "-":
			if err != nil {
				t.Errorf("%s: %v", x.name, err)
			}
		case !errors.As(err, &f):
			t.Errorf("%s: given", x.name)
		case x.wrong == "" && f.Kind != fault.Stopped, x.wrong != "" && (len(f.Fields) != 1 || f.Fields[0].Name != x.wrong):
			t.Errorf("%s: %+v", x.name, f)
		}
	}
}

// Rule I-88: a card holds from its first day to its last, until it is ended, and until the fifth wrong code.
func TestRule_I_88_WhenACardEnds(t *testing.T) {
	c := cardFor(t)
	for day, want := range map[policy.Day]bool{"2026-08-30": false, "2026-08-31": true, "2026-09-14": true, "2026-09-15": false} {
		if c.Holds(day) != want || c.Pass().Holds(day) != want {
			t.Errorf("on %s it holds: %v", day, !want)
		}
	}
	for n := 1; n <= casefile.CardTries; n++ {
		var opened bool
		if c, opened = c.Try([]byte("wrong"), cardAt); opened || c.Wrong != n {
			t.Fatalf("after %d wrong codes: %+v", n, c)
		}
		if c.Holds("2026-08-31") != (n < casefile.CardTries) {
			t.Errorf("after %d wrong codes it holds: %v", n, c.Holds("2026-08-31"))
		}
	}
	if c.Why != casefile.CardTried || c.Ended.IsZero() {
		t.Errorf("ended by %q", c.Why)
	}
	if _, err := c.End("assistant.cedar", casefile.CardClosed, cardAt); err == nil {
		t.Error("ended twice")
	}
	c = cardFor(t)
	c, _ = c.Try([]byte("wrong"), cardAt)
	if c, opened := c.Try([]byte("right"), cardAt); !opened || c.Wrong != 1 || c.Used.IsZero() || !c.Alarm.IsZero() {
		t.Error("the right code does not open it, or takes a wrong one back")
	}
	if c, err := c.End("assistant.cedar", casefile.CardClosed, cardAt); err != nil || c.Holds("2026-08-31") {
		t.Errorf("not ended: %v", err)
	}
}

// Rule I-89: the code of whoever is forced opens, and leaves its mark; a card without one has none that could be guessed.
func TestRule_I_89_TheOtherCode(t *testing.T) {
	c, opened := cardFor(t).Try([]byte("forced"), cardAt)
	if !opened || !c.Alarm.Equal(cardAt) || c.Wrong != 0 {
		t.Errorf("%+v %v", c, opened)
	}
	c = cardFor(t)
	c.ForcedSum = nil
	if c, opened := c.Try(nil, cardAt); opened || !c.Alarm.IsZero() || c.Wrong != 1 {
		t.Error("an empty code opens a card that has no other one")
	}
}

// A code is the same in whatever digits it is written; what cannot be one is no try.
func TestCardCode(t *testing.T) {
	for typed, want := range map[string]string{
		"12345678": "12345678", "1234 5678": "12345678", "1234-5678": "12345678", "١٢٣٤ ٥٦٧٨": "12345678", "۱۲۳۴۵۶۷۸": "12345678", "१२३४५६७८": "12345678", "12 34\u00a05678 ": "12345678",
		"": "", "1234567": "", "123456789": "", "1234567a": "", "12345678\x00": "", "½2345678": "", "12345678; x": "",
	} {
		got, ok := casefile.CardCode(typed)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q %v", typed, got, ok)
		}
	}
}
