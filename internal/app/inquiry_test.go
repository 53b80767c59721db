package app_test

import (
	"errors"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

func wrote(name, claim string) app.NewInquiry {
	return app.NewInquiry{Person: people.Person{Family: name, SingleName: true, Residence: "TUR", Born: "1990-02-03"}, Inquiry: referral.Inquiry{Claim: claim, Reply: referral.ReplySame, Came: "entered"}}
}

func (d *desk) inquiry(id casefile.ID) referral.Inquiry {
	d.Helper()
	x, err := d.app.Inquiry(bg, caseworker, id)
	d.ok(err)
	return x.Inquiry
}

func (d *desk) stands(id casefile.ID, want casefile.State) {
	d.Helper()
	c, err := d.app.Store.Peek(bg, id)
	d.ok(err)
	if c.State != want {
		d.Fatalf("stands at %s, not at %s", c.State, want)
	}
}

func stopped(t *testing.T, err error, rule string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Rule != rule && !(len(f.Fields) > 0 && f.Fields[0].Rule == rule) {
		t.Fatalf("%v, want %s", err, rule)
	}
}

// vetted brings an inquiry to the partner's determination.
func (d *desk) vetted(id casefile.ID) {
	d.Helper()
	w := app.Write{Actor: caseworker, Case: id}
	d.ok(d.app.StartScreening(bg, w))
	stopped(d.T, d.app.StartVetting(bg, w, d.inquiry(id).Version, nil, ""), "I-12")
	all := map[string]string{}
	for _, q := range d.app.Preconditions() {
		all[q.ID] = people.Yes
	}
	stopped(d.T, d.app.StartVetting(bg, w, d.inquiry(id).Version, all, ""), "I-13")
	d.ok(d.app.StartVetting(bg, w, d.inquiry(id).Version, all, "none"))
	d.ok(d.app.SaveReferee(bg, w, d.inquiry(id).Version, referral.Added, referral.Answers{"name": {"Referee Q77"}, "checked_y": {"2026"}, "checked_m": {"8"}, "checked_d": {"1"}}))
	det := referral.Determination{Statement: "We know this person and the work.", By: "Committee"}
	r := app.Write{Actor: reviewer, Case: id}
	stopped(d.T, d.app.FinishVetting(bg, r, d.inquiry(id).Version, det), "INT-E14")
	d.ok(d.app.SaveVetting(bg, w, d.inquiry(id).Version, referral.Answers{"evidence": {"referees"}, "shown": {"evidence"}}))
	if err := d.app.FinishVetting(bg, w, d.inquiry(id).Version, det); !isKind(err, fault.Forbidden) {
		d.Fatalf("the caseworker determines: %v", err)
	}
	d.ok(d.app.FinishVetting(bg, r, d.inquiry(id).Version, det))
	d.stands(id, casefile.Vetted)
}

// Rules I-12, I-13 and INT-E14: an inquiry on its way to a package, by two different people, with places held on the way.
func TestRule_I_12_FromInquiryToPackage(t *testing.T) {
	desks(t, func(d *desk) {
		t := d.T
		id, err := d.app.TakeInquiry(bg, app.Write{Actor: caseworker}, wrote("Vorvane", "Reports on prisons"))
		d.ok(err)
		d.vetted(id)
		w := app.Write{Actor: caseworker, Case: id}
		d.ok(d.app.PauseReferral(bg, w, d.inquiry(id).Version, referral.Wait{Reason: "no_places", Review: "2026-10-01"}))
		d.stands(id, casefile.Paused)
		d.ok(d.app.ResumeReferral(bg, w, d.inquiry(id).Version))
		d.stands(id, casefile.Vetted)
		d.ok(d.app.PreparePackage(bg, w))
		d.stands(id, casefile.Preparing)
		entries, err := d.app.Store.Entries(bg, 0, id)
		d.ok(err)
		if p := spaces.Positions(entries); len(p) != 1 || p[0].Held != 1 {
			t.Fatalf("held %+v", p)
		}
		f, err := d.app.Draft(bg, caseworker, id, false)
		d.ok(err)
		if det := f.Referral.Determination; det.Account != caseworker.Account || det.ReviewedBy != reviewer.Account || det.References != "1" {
			t.Errorf("determination %+v", det)
		}
	})
}

// Rule I-13: many at once; what somebody else has moved is left alone; the same post twice has its effect once; nobody
// who must not be answered is marked to be told.
func TestRule_I_13_TriageInBulk(t *testing.T) {
	desks(t, func(d *desk) {
		t := d.T
		never := wrote("Cervando", "c")
		never.Inquiry.Reply = referral.ReplyNever
		if n, err := d.app.TakeInquiries(bg, app.Write{Actor: caseworker, Token: "list"}, []app.NewInquiry{wrote("Alzamor", "a"), wrote("Brintok", "b"), never}); err != nil || n != 3 {
			t.Fatal(n, err)
		}
		if _, err := d.app.TakeInquiries(bg, app.Write{Actor: caseworker}, []app.NewInquiry{wrote("Dolmek", "a"), wrote("Enzabar", "")}); err == nil {
			t.Fatal("a list with a wrong line is entered")
		}
		list, err := d.app.Inquiries(bg, caseworker, []casefile.State{casefile.Inquiry}, app.Cursor{}, 50)
		d.ok(err)
		if len(list) != 3 || list[0].Summary.Claim == "" {
			t.Fatalf("%d inquiries", len(list))
		}
		var ids []casefile.ID
		for _, c := range list {
			ids = append(ids, c.ID)
		}
		d.ok(d.app.StartScreening(bg, app.Write{Actor: caseworker, Case: ids[0]}))
		no := app.Triage{To: casefile.Declined, Decline: referral.Decline{Reason: "places_full", Contact: people.Yes}}
		if _, err := d.app.TriageInquiries(bg, app.Write{Actor: caseworker}, ids, no); !isKind(err, fault.Forbidden) {
			t.Fatalf("a caseworker declines: %v", err)
		}
		if _, err := d.app.TriageInquiries(bg, app.Write{Actor: stranger}, ids, app.Triage{To: casefile.Screening}); !isKind(err, fault.NotFound) {
			t.Fatalf("another partner triages: %v", err)
		}
		for range 2 {
			if n, err := d.app.TriageInquiries(bg, app.Write{Actor: reviewer, Token: "once"}, ids, no); err != nil || n != 2 {
				t.Fatal(n, err)
			}
		}
		for _, c := range list[1:] {
			i := d.inquiry(c.ID)
			w := app.Write{Actor: caseworker, Case: c.ID}
			if i.Reply == referral.ReplyNever {
				if i.Declines[0].Contact != people.No {
					t.Error("who must not be answered is to be told")
				}
				stopped(t, d.app.AnswerInquiry(bg, w, i.Version, "cannot", "en"), "A-56")
				continue
			}
			d.ok(d.app.AnswerInquiry(bg, w, i.Version, "closed", "fr"))
			if got := d.inquiry(c.ID).Replies; len(got) != 1 || got[0].Text == "" {
				t.Errorf("replies %+v", got)
			}
		}
		d.ok(d.app.ReopenDeclined(bg, app.Write{Actor: reviewer, Case: ids[1]}, d.inquiry(ids[1]).Version, "New evidence"))
		d.stands(ids[1], casefile.Screening)
	})
}

// Decision 5 and rule I-13: the look for duplicates sees the partner's own records alone.
func TestRule_I_13_DuplicatesOfOnesOwn(t *testing.T) {
	desks(t, func(d *desk) {
		t := d.T
		in := wrote("Zorvanek", "a")
		in.Person.Given, in.Person.SingleName = "Talimbo", false
		own, err := d.app.TakeInquiry(bg, app.Write{Actor: caseworker}, in)
		d.ok(err)
		_, err = d.app.TakeInquiry(bg, app.Write{Actor: stranger}, in)
		d.ok(err)
		got, err := d.app.Likenesses(bg, caseworker, in.Person, "")
		d.ok(err)
		if len(got) != 1 || got[0].Case.ID != own {
			t.Fatalf("%d records alike", len(got))
		}
	})
}

// Rules I-5, I-6 and I-7 and decision 11: a person is handed over with consent; the record stays and is read-only, its places
// are given back, and the other partner's case says who identified.
func TestRule_I_6_HandOver(t *testing.T) {
	desks(t, func(d *desk) {
		t := d.T
		id, err := d.app.TakeInquiry(bg, app.Write{Actor: caseworker}, wrote("Fentulo", "Runs a clinic"))
		d.ok(err)
		d.vetted(id)
		w, r := app.Write{Actor: caseworker, Case: id}, app.Write{Actor: reviewer, Case: id}
		d.ok(d.app.PreparePackage(bg, w))
		draft := func() *app.Draft {
			x, err := d.app.Draft(bg, caseworker, id, false)
			d.ok(err)
			return x
		}
		stopped(t, d.app.HandOver(bg, r, draft().Referral.Version, "PD"), "I-5")
		stopped(t, d.app.HandOver(bg, r, draft().Referral.Version, "UNHCR"), "I-6")
		d.ok(d.app.SaveConsent(bg, w, draft().Referral.Version, referral.Added, referral.Answers{"person": {draft().Persons[0].ID}, "what": {"handover_unhcr"}, "language": {"ENG"}, "given_y": {"2026"}, "given_m": {"8"}, "given_d": {"30"}}))
		d.ok(d.app.HandOver(bg, r, draft().Referral.Version, "UNHCR"))
		d.stands(id, casefile.WithdrawnBefore)
		h := draft().Referral.Handed
		there, err := d.app.Store.Read(bg, casefile.ID(h.Case), store.Everything)
		d.ok(err)
		if c := there.Case; c.ReferredBy != "UNHCR" || c.IdentifiedBy != "FLD" || c.State != casefile.Inquiry || len(there.Inquiries[0].Referees) != 0 || there.Referrals[0].Determination.Statement != "" {
			t.Errorf("the other partner's case: %+v", c)
		}
		entries, err := d.app.Store.Entries(bg, 0, id)
		d.ok(err)
		for _, p := range spaces.Positions(entries) {
			if p.Open() {
				t.Errorf("places are still held: %+v", p)
			}
		}
		if err := d.app.SaveConsent(bg, w, draft().Referral.Version, referral.Added, referral.Answers{}); err == nil {
			t.Error("a record that was handed over is changed")
		}
		if _, err := d.app.Inquiry(bg, caseworker, there.Case.ID); err == nil {
			t.Error("the first partner opens the other's own room")
		}
	})
}

// Rule I-50: what a draft holds follows the family; where the whole family does not fit nothing is taken, and the draft is
// saved all the same.
func TestRule_I_50_HoldFollowsTheFamily(t *testing.T) {
	desks(t, func(d *desk) {
		t := d.T
		held := func() (n int) {
			entries, err := d.app.Store.Entries(bg, 0, d.id)
			d.ok(err)
			for _, p := range spaces.Positions(entries) {
				n += p.Held
			}
			return n
		}
		if held() != 1 {
			t.Fatalf("a draft begins with %d places held", held())
		}
		_, err := d.app.SavePerson(bg, d.w(caseworker), "", 0, referral.Answers{"family": {"Gorvan"}, "given": {"Spouse"}, "relationship": {"HU"}})
		if err != nil && !isKind(err, fault.Invalid) {
			t.Fatal(err)
		}
		f, err := d.app.Draft(bg, caseworker, d.id, false)
		d.ok(err)
		if f.Case.Persons != held() {
			t.Errorf("%d persons, %d places held", f.Case.Persons, held())
		}
	})
}

// What the partner keeps for itself is opened to nobody of the department, and goes into no package.
func TestInquiry_StaysWithThePartner(t *testing.T) {
	for _, role := range access.Roles {
		switch role {
		case access.Caseworker, access.Reviewer, access.PartnerAdmin:
			continue
		}
		a := access.Actor{Account: "x", Role: role, Unit: "cedar"}
		for _, sent := range []bool{false, true} {
			res := access.Resource{Case: "c", Partner: "FLD", Office: "cedar", Sent: sent, AtIntake: sent, WithOffice: sent, Visas: sent, Assigned: "x"}
			for _, act := range []access.Action{access.ViewInquiry, access.ScreenInquiry, access.FinishVetting, access.DeclineInquiry, access.HandOver} {
				if access.Allow(a, act, res) == nil {
					t.Errorf("%s may %s", role, act)
				}
			}
		}
	}
}
