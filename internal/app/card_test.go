package app_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// pageAllowed is a plan under which letters may stand on the person's own page.
func pageAllowed(today policy.Day) agreement {
	return agreement{name: "own page", plan: people.SafetyPlan{Reach: people.Direct, Allowed: []string{people.OwnPage}, Language: "FRA", Confirmed: today}, partner: true}
}

// carded is a refused case with every letter owed, and a card that was given and opened.
func carded(t testing.TB, s *store.Store) (*office, app.CardSecrets, app.Holder) {
	t.Helper()
	o := open(t, s, casefile.Refused)
	o.kept(pageAllowed(policy.DayOf(o.now)), "nothing", true)
	c := o.card(true)
	h, err := o.app.OpenCard(bg, c.Key, c.Code)
	if err != nil {
		t.Fatal(err)
	}
	return o, c, h
}

func (o *office) card(forced bool) app.CardSecrets {
	o.Helper()
	c, err := o.app.GiveCard(bg, o.w(assistant), casefile.Card{For: casefile.ForApplicant, Until: policy.DayOf(o.now).Add(14)}, forced)
	if err != nil {
		o.Fatal(err)
	}
	return c
}

func (o *office) noticeTo(kind casefile.NoticeKind) casefile.Notice {
	o.Helper()
	for _, n := range o.file().Notices {
		if n.Kind == kind && n.To == casefile.ToApplicant {
			return n
		}
	}
	o.Fatalf("no notice %s", kind)
	return casefile.Notice{}
}

// shut is the one answer to everything that does not open.
func shut(t testing.TB, what string, err error) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Key != "card.closed" || len(f.Fields) > 0 || f.Rule != "" {
		t.Errorf("%s: %v", what, err)
	}
}

// Rules I-88, A-91, A-92: a letter on a person's own page is proven when they open it, by nobody's word but their act, and the time for
// recourse counts from that day. Every look is entered. The partner does not read it; what was told in words is not shown.
func TestRule_I_88_ReadingIsBeingTold(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		o, c, h := carded(t, s)
		if c.Lang != i18n.FR || len(c.Key) != 26 || len(c.Code) != 8 || len(c.Forced) != 8 || c.Code == c.Forced {
			t.Errorf("the card: %+v", c)
		}
		own, err := o.app.OwnPage(bg, h)
		if err != nil || len(own.Letters) != 0 {
			t.Fatalf("before anything is sent: %+v %v", own, err)
		}
		n := o.noticeTo(casefile.RefusalEligibility)
		o.ok(o.app.SendToPage(bg, o.w(assistant), n.ID, n.Version, i18n.FR))
		told := o.noticeTo(casefile.RefusalInadmissible)
		o.ok(o.app.TellOrally(bg, o.w(officer), told.ID, told.Version, i18n.EN, casefile.Proof{Day: policy.DayOf(o.now), Who: "Caseworker 0118"}))
		if _, err := o.app.SendNotice(bg, o.w(officer), n.ID, n.Version, i18n.FR); err == nil {
			t.Error("a letter on the page was sent again")
		}
		own, err = o.app.OwnPage(bg, h)
		if err != nil || len(own.Letters) != 1 || own.Letters[0].ID != n.ID || own.Letters[0].Opened || own.Letters[0].Text != "" {
			t.Fatalf("before it is opened: %+v %v", own, err)
		}
		f, err := o.app.View(bg, caseworker, o.id, access.ViewReferral, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := app.Message(f, caseworker, n.ID); err == nil {
			t.Error("the partner reads a letter that went to the page")
		}
		for _, who := range []access.Actor{officer, assistant, caseworker} {
			if _, err := o.app.ProveNotice(bg, o.w(who), n.ID, o.noticeTo(n.Kind).Version, casefile.Proof{How: casefile.ProofRead, Day: policy.DayOf(o.now), Who: "applicant"}); err == nil {
				t.Errorf("%s proves that the applicant read it", who.Account)
			}
		}
		o.now = o.now.AddDate(0, 0, 2)
		if err := o.app.ReadOwn(bg, h, "", nil, n.ID); err != nil {
			t.Fatal(err)
		}
		got := o.noticeTo(n.Kind)
		if !got.Proven() || got.Proof.How != casefile.ProofRead || got.Proof.Day != policy.DayOf(o.now) || got.Proof.Who != "applicant" || got.Channel != casefile.SecurePage || got.Ground != app.GroundAddressee {
			t.Errorf("proven: %+v", got)
		}
		d, ok := decision.Standing(o.file().Decisions)
		if !ok || d.Recourse != policy.DayOf(o.now).Add(decision.RecourseDays) {
			t.Errorf("time for recourse: %s", d.Recourse)
		}
		o.now = o.now.AddDate(0, 0, 1)
		if err := o.app.ReadOwn(bg, h, "", nil, n.ID); err != nil { // opened again: told on the first day
			t.Fatal(err)
		}
		if again := o.noticeTo(n.Kind); again.Proof.Day != got.Proof.Day {
			t.Error("told twice")
		}
		own, err = o.app.OwnPage(bg, h)
		if err != nil || own.Letters[0].Text != got.Text || !own.Letters[0].Opened {
			t.Errorf("after it is opened: %+v %v", own, err)
		}
		looks, err := o.app.Store.Looks(bg, o.id, 1000)
		if err != nil {
			t.Fatal(err)
		}
		shown, left := 0, 0
		for _, l := range looks {
			if l.Actor.Role == access.Holder && l.Action == access.ViewOwn && l.Outcome == store.Shown && l.Actor.Account == "card."+h.Card {
				shown++
			}
			if l.Outcome == store.Released && strings.HasPrefix(l.Detail, "applicant by secure_page on addressee: ") {
				left++
			}
		}
		if shown != 3 || left != 2 { // three looks; a card and a letter
			t.Errorf("%d looks and %d releases are entered", shown, left)
		}
		for _, id := range []string{told.ID, o.noticeTo(casefile.Approval).ID, "x", ""} {
			if err := o.app.ReadOwn(bg, h, "", nil, id); fault.KindOf(err) != fault.NotFound {
				t.Errorf("opened %q: %v", id, err)
			}
		}
	})
}

// Rule I-88: whatever does not open says the same, and is out on the next request: a wrong code, an address that is none, a day that
// has passed, an end, a plan that is over or says no, another principal applicant, a closed case.
func TestRule_I_88_WhatDoesNotOpen(t *testing.T) {
	plan := func(change func(*people.SafetyPlan)) func(*office, app.CardSecrets, app.Holder) {
		return func(o *office, _ app.CardSecrets, _ app.Holder) {
			o.given(func(tx *store.Tx, f *store.File) error {
				p := f.Plans[0]
				change(&p)
				return tx.SavePlan(f, &p)
			})
		}
	}
	for name, spoil := range map[string]func(*office, app.CardSecrets, app.Holder){
		"the last day has passed": func(o *office, _ app.CardSecrets, _ app.Holder) { o.now = o.now.AddDate(0, 0, 15) },
		"the office ends it": func(o *office, _ app.CardSecrets, _ app.Holder) {
			c := o.file().Cards[0]
			o.ok(o.app.EndCard(bg, o.w(officer), c.ID, c.Version))
		},
		"the partner ends it": func(o *office, _ app.CardSecrets, _ app.Holder) {
			c := o.file().Cards[0]
			o.ok(o.app.EndCard(bg, o.w(caseworker), c.ID, c.Version))
		},
		"its holder ends it": func(o *office, _ app.CardSecrets, h app.Holder) {
			if err := o.app.CloseOwn(bg, h); err != nil {
				o.Fatal(err)
			}
		},
		"another is given": func(o *office, _ app.CardSecrets, _ app.Holder) { o.card(false) },
		"five wrong codes": func(o *office, c app.CardSecrets, _ app.Holder) {
			for range casefile.CardTries {
				_, err := o.app.OpenCard(bg, c.Key, "00000000")
				shut(o, "a wrong code", err)
			}
			if x := o.file().Cards[0]; x.Why != casefile.CardTried || x.Wrong != casefile.CardTries {
				o.Errorf("after five wrong codes: %+v", x)
			}
		},
		"only through the partner":   plan(func(p *people.SafetyPlan) { p.Reach = people.OnlyPartner }),
		"the page is forbidden":      plan(func(p *people.SafetyPlan) { p.Forbidden = []string{people.OwnPage} }),
		"another channel is allowed": plan(func(p *people.SafetyPlan) { p.Allowed = []string{"email"} }),
		"the plan is over":           plan(func(p *people.SafetyPlan) { p.Confirmed = p.Confirmed.Add(-90) }),
		"no plan is agreed":          plan(func(p *people.SafetyPlan) { p.Confirmed = "" }),
		"the applicant is dead": func(o *office, _ app.CardSecrets, _ app.Holder) {
			o.given(func(tx *store.Tx, f *store.File) error {
				p := f.Persons[0]
				p.Died = "2026-08-30"
				return tx.SavePerson(f, &p)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			o, c, h := carded(t, storetest.Open(t))
			n := o.noticeTo(casefile.RefusalEligibility)
			o.ok(o.app.SendToPage(bg, o.w(assistant), n.ID, n.Version, i18n.FR))
			spoil(o, c, h)
			if name == "the applicant is dead" { // what ends by itself ends with the next change
				o.ok(o.app.AddNote(bg, o.w(officer), "A note.", ""))
			}
			_, err := o.app.OpenCard(bg, c.Key, c.Code)
			shut(t, "the right code", err)
			_, err = o.app.OpenCard(bg, c.Key, "00000000")
			shut(t, "a wrong code", err)
			_, err = o.app.OpenCard(bg, strings.Repeat("a", 26), c.Code)
			shut(t, "another address", err)
			if _, err := o.app.OwnPage(bg, h); fault.KindOf(err) != fault.NotFound {
				t.Errorf("the page is open: %v", err)
			}
			for what, err := range map[string]error{"read": o.app.ReadOwn(bg, h, "", nil, n.ID), "answered": o.app.AnswerOwn(bg, h, "", nil, n.ID, casefile.Answer{What: casefile.AnswerReply, Text: "x"})} {
				if fault.KindOf(err) != fault.NotFound {
					t.Errorf("%s: %v", what, err)
				}
			}
			if o.noticeTo(n.Kind).Proven() {
				t.Error("it was told")
			}
		})
	}
}

// Rules A-56, I-88: no card and no letter on a page where the plan does not allow the page today, nobody else gives one, and a letter needs
// a card with which it can be read.
func TestRule_I_88_OnlyWhereThePlanAllows(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Refused)
	today := policy.DayOf(o.now)
	in := casefile.Card{For: casefile.ForApplicant, Until: today.Add(14)}
	for _, a := range append(agreements(today), agreement{name: "page forbidden", plan: people.SafetyPlan{Reach: people.Direct, Allowed: []string{people.OwnPage}, Forbidden: []string{people.OwnPage}, Confirmed: today}}) {
		o.kept(a, "nothing", true)
		_, err := o.app.GiveCard(bg, o.w(officer), in, false)
		o.no("A-56", a.name, err)
		n := o.noticeTo(casefile.Approval)
		_, err = o.app.SendToPage(bg, o.w(officer), n.ID, n.Version, i18n.EN)
		o.no("I-88", a.name, err)
		if len(o.file().Cards) > 0 {
			t.Errorf("a card under %q", a.name)
		}
	}
	o.kept(pageAllowed(today), "nothing", true)
	for _, who := range []access.Actor{{Account: "officer.birch", Role: access.Officer, Unit: "birch"}, {Account: "caseworker.unhcr", Role: access.Caseworker, Unit: "UNHCR"}, stranger} {
		if _, err := o.app.GiveCard(bg, o.w(who), in, false); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", who.Account, err)
		}
	}
	w := o.w(caseworker)
	w.Token, w.Body = "token-of-a-form-0001", []byte("x")
	if _, err := o.app.GiveCard(bg, w, in, false); err != nil {
		t.Fatal(err)
	}
	_, err := o.app.GiveCard(bg, w, in, false) // the form sent again
	o.no("I-88", "shown once", err)
	if len(o.file().Cards) != 1 {
		t.Errorf("%d cards", len(o.file().Cards))
	}
	if _, err := o.app.GiveCard(bg, o.w(officer), casefile.Card{For: casefile.ForRepresentative, Until: today.Add(1)}, false); err == nil {
		t.Error("a card for a representative whom nobody named")
	}
	o.given(func(tx *store.Tx, f *store.File) error {
		r := f.Referrals[0]
		r.Acting = referral.Representative{Acts: people.Yes, Name: "Representative 7"}
		return tx.SaveReferral(f, &r)
	})
	if _, err := o.app.GiveCard(bg, o.w(officer), casefile.Card{For: casefile.ForRepresentative, Until: today.Add(1)}, false); err != nil {
		t.Error(err)
	}
}

// Contradiction X-32, rule I-88: a letter with a word that the plan forbids does not go to the page; one that was sent and holds a word
// that was forbidden since is not shown.
func TestRule_I_88_NoWordThatThePlanForbids(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Refused)
	o.kept(pageAllowed(policy.DayOf(o.now)), "zqlandlord", true)
	c := o.card(false)
	n := o.noticeTo(casefile.RefusalEligibility)
	_, err := o.app.SendToPage(bg, o.w(officer), n.ID, n.Version, i18n.EN)
	o.no("X-32", "a forbidden word", err)

	o.kept(pageAllowed(policy.DayOf(o.now)), "Harmlessword", true)
	c = o.card(false)
	n = o.noticeTo(casefile.RefusalEligibility)
	o.ok(o.app.SendToPage(bg, o.w(officer), n.ID, n.Version, i18n.EN))
	h, err := o.app.OpenCard(bg, c.Key, c.Code)
	if err != nil {
		t.Fatal(err)
	}
	if own, err := o.app.OwnPage(bg, h); err != nil || len(own.Letters) != 1 {
		t.Fatalf("%+v %v", own, err)
	}
	o.given(func(tx *store.Tx, f *store.File) error {
		p := f.Plans[0]
		p.MustNot += ", Harmlessword"
		return tx.SavePlan(f, &p)
	})
	if own, err := o.app.OwnPage(bg, h); err != nil || len(own.Letters) != 0 {
		t.Errorf("shown with a word that is forbidden now: %+v %v", own, err)
	}
	if err := o.app.ReadOwn(bg, h, "", nil, n.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("opened: %v", err)
	}
}

// Rule I-89: the other code opens an empty page and is told at once as an incident with a clock; after it both codes open nothing but
// that. Nothing is proven by it, and the card cannot be made to vanish from the office's page.
func TestRule_I_89_WhoeverIsForced(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		o, c, h := carded(t, s)
		n := o.noticeTo(casefile.RefusalEligibility)
		o.ok(o.app.SendToPage(bg, o.w(assistant), n.ID, n.Version, i18n.FR))
		before := len(o.file().Incidents)
		g, err := o.app.OpenCard(bg, c.Key, c.Forced)
		if err != nil || g != h {
			t.Fatalf("%+v %v", g, err)
		}
		f := o.file()
		if len(f.Incidents) != before+1 {
			t.Fatalf("%d incidents", len(f.Incidents)-before)
		}
		if i := f.Incidents[before]; i.Kind != casefile.Forced || i.Hours != 2 || !i.Open() || i.What+i.Needed+i.Reach != "" {
			t.Errorf("told as %+v", i)
		}
		calls, err := o.app.Calls(bg, officer)
		if err != nil || !slices.ContainsFunc(calls, func(c app.Calling) bool { return c.Kind == casefile.Forced && c.Mine }) {
			t.Errorf("on the officer's page: %+v %v", calls, err)
		}
		for _, code := range []string{"", c.Code, c.Forced} {
			if code != "" {
				if _, err := o.app.OpenCard(bg, c.Key, code); err != nil {
					t.Errorf("it no longer opens: %v", err)
				}
			}
			if own, err := o.app.OwnPage(bg, h); err != nil || len(own.Letters) != 0 {
				t.Errorf("it shows %+v %v", own, err)
			}
		}
		if err := o.app.ReadOwn(bg, h, "", nil, n.ID); fault.KindOf(err) != fault.NotFound || o.noticeTo(n.Kind).Proven() {
			t.Errorf("opened: %v", err)
		}
		if err := o.app.CloseOwn(bg, h); err != nil || !o.file().Cards[0].Ended.IsZero() {
			t.Errorf("ended by whoever forces: %v", err)
		}
		m := o.noticeTo(casefile.RefusalInadmissible)
		_, err = o.app.SendToPage(bg, o.w(assistant), m.ID, m.Version, i18n.FR)
		o.no("I-88", "a letter to a page that shows nothing", err)
		o.card(true) // another one shows them again
		if x := o.file().Cards[0]; x.Why != casefile.CardNewer {
			t.Errorf("the first card: %+v", x)
		}
	})
}

// Rules I-88, A-59, A-60: what the holder answers lands where every answer does, as theirs and as written on the page; to a letter that
// they have opened alone. What is asked for in writing takes words; the office records what became of it.
func TestRule_I_88_Answers(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Fairness)
	o.kept(pageAllowed(policy.DayOf(o.now)), "nothing", true)
	o.given(func(tx *store.Tx, f *store.File) error { // as an officer put it
		f.Case.State = casefile.Fairness
		x := f.Letters[0]
		x.Status, x.Days, x.SignedAt = casefile.FairnessSigned, 30, o.now
		for _, n := range f.Notices {
			if n.Kind == casefile.FairnessLetter {
				n.Days = 30
				if err := tx.SaveNotice(f, &n); err != nil {
					return err
				}
			}
		}
		d := f.Decisions[0]
		d.Status = decision.Superseded
		return errors.Join(tx.SaveLetter(f, &x), tx.SaveDecision(f, &d))
	})
	c := o.card(false)
	h, err := o.app.OpenCard(bg, c.Key, c.Code)
	if err != nil {
		t.Fatal(err)
	}
	reply := casefile.Answer{What: casefile.AnswerReply, Text: "كفل: it was another year.", From: "partner", Office: true, Papers: []string{"x"}, Granted: "2027-01-01"}
	for _, kind := range []casefile.NoticeKind{casefile.FairnessLetter, casefile.PaperRequest, casefile.Approval} {
		n := o.noticeTo(kind)
		o.ok(o.app.SendToPage(bg, o.w(assistant), n.ID, n.Version, i18n.EN))
		if err := o.app.AnswerOwn(bg, h, "", nil, n.ID, reply); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s answered before it is opened: %v", kind, err)
		}
		if err := o.app.ReadOwn(bg, h, "", nil, n.ID); err != nil {
			t.Fatal(err)
		}
		err := o.app.AnswerOwn(bg, h, "", nil, n.ID, reply)
		if kind == casefile.Approval {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("an approval was answered: %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		all := o.file().Answers
		x := all[len(all)-1]
		if x.Letter != n.Of || x.From != "applicant" || !x.Page || x.Office || x.On != policy.DayOf(o.now) || x.Text != reply.Text || len(x.Papers) > 0 || x.Granted != "" || x.By != "card."+h.Card {
			t.Errorf("%s: %+v", kind, x)
		}
		for _, bad := range []casefile.Answer{{What: casefile.AnswerReply}, {What: "else", Text: "x"}, {What: casefile.AnswerReply, Text: strings.Repeat("x", 8001)}} {
			if err := o.app.AnswerOwn(bg, h, "", nil, n.ID, bad); err == nil && bad.What != "else" {
				t.Errorf("%s took %q", kind, bad.What)
			}
		}
	}
	n := o.noticeTo(casefile.FairnessLetter)
	own, err := o.app.OwnPage(bg, h)
	if err != nil {
		t.Fatal(err)
	}
	l, err := own.Letter(n.ID)
	if err != nil || l.Due != policy.DayOf(o.now).Add(30) || !l.Takes || len(l.Answers) == 0 {
		t.Errorf("%+v %v", l, err)
	}
	if err := o.app.AnswerOwn(bg, h, "", nil, n.ID, casefile.Answer{What: casefile.AnswerTime, Text: "Two weeks."}); err != nil {
		t.Fatal(err)
	}
	if hearing, err := app.HearingOf(o.file(), n.Of); err != nil || hearing.Stage(policy.DayOf(o.now)) != casefile.HearingAsked {
		t.Errorf("%+v %v", hearing, err)
	}
	// The holder sees what is theirs and nothing of the case.
	own, err = o.app.OwnPage(bg, h)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(own)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range append([]string{"zqcodeword", "zqaunt", "zqlandlord", "zqgiven", c.Key, c.Code}, planted...) {
		if strings.Contains(strings.ToLower(string(b)), strings.ToLower(w)) {
			t.Errorf("the page holds %q", w)
		}
	}
	whole, err := json.Marshal(o.file())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(whole), c.Key) || strings.Contains(string(whole), c.Code) {
		t.Error("a half of the card is kept in the case")
	}
}
