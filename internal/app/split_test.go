package app_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/i18n"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// torn is a family at the office of whom the husband and the daughter of ten may leave: with places, documents of theirs and of the family,
// a secret, checks, findings, and words that must not be found in the case that they leave.
func (o *office) torn() {
	o.Helper()
	o.others()
	o.hire(officer, officer2, supervisor, assistant)
	o.given(func(tx *store.Tx, f *store.File) error {
		e := spaces.Entry{Counter: spaces.Allocation, Kind: spaces.Confirm, Year: 2026, Stream: "hrd-global", Partner: "FLD", Case: o.id, Persons: 5, Limit: 5}
		if _, err := tx.Ledger(e); err != nil {
			return err
		}
		p := f.Persons[3]
		p.Phone, p.Email, p.Addresses = "0100 0417", "applicant0415@example.invalid", []people.Address{{Kind: "CoA", Country: "XMM", Lines: []string{"Street of the Mill 5"}}}
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
		s := people.Secret{Person: p.ID, Words: "What he keeps.", By: caseworker.Account, At: o.now}
		r := f.Referrals[0]
		r.Consents = []referral.Consent{{Person: p.ID, What: "outcome_partner", Given: "2026-03-01"}, {Person: f.Persons[0].ID, What: "outcome_partner", Given: "2026-03-01"}}
		r.Made, r.Submitted = referral.Dated{Day: "2026-03-01", Channel: "portal"}, referral.Dated{Day: "2026-03-01", Channel: "portal"}
		for _, err := range []error{tx.SaveSecret(f, &s), tx.SaveReferral(f, &r),
			tx.SaveTrack(f, &assessment.Track{Person: p.ID, Kind: assessment.Biometrics, Value: assessment.NoConcern, Received: "2026-08-01", ValidUntil: "2027-08-01"}),
			tx.SaveTrack(f, &assessment.Track{Person: p.ID, Kind: assessment.Relationship, Value: assessment.NoConcern, Received: "2026-08-01"}),
			tx.SaveTrack(f, &assessment.Track{Person: f.Persons[0].ID, Kind: assessment.Biometrics, Value: assessment.Requested, Requested: "2026-08-01"}),
			tx.SaveFinding(f, &assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, Result: assessment.Met, Status: assessment.Recorded, Reasons: "As found before."}),
			tx.SaveFinding(f, &assessment.Finding{Row: assessment.Row{Criterion: "ELG-E15", Person: f.Persons[4].ID}, Result: assessment.Met, Status: assessment.Recorded, Reasons: "Of another."}),
			tx.SaveInterview(f, &casefile.Interview{Status: casefile.InterviewBooked, Mode: casefile.VideoPartner, At: o.now.AddDate(0, 0, 20), Zone: "UTC", Persons: []string{f.Persons[3].ID}, Opened: o.now}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	for n, of := range map[string]string{"his": o.person(4), "the family's": ""} {
		o.ok(o.app.AddDocument(bg, o.w(officer), app.Upload{Said: document.Document{Kind: "other", Person: of, Title: "Paper, " + n}, Name: "a.pdf", Body: strings.NewReader(paper(strings.Repeat(n, 30_000)))}))
	}
}

// leaving is the husband with the daughter.
func (o *office) leaving(why casefile.SplitWhy) app.SplitAsk {
	return app.SplitAsk{Officer: officer2.Account, Split: casefile.Split{Why: why, On: "2026-08-20", Persons: []string{o.person(4), o.person(2)}, To: o.person(4), Words: "Zqreason.", Children: "Zqchildren.",
		Leaves: "Zqleaves.", Stays: "Zqstays.", Ties: []casefile.Tie{{Person: o.person(2), Now: people.Daughter}}}}
}

func (o *office) at(id casefile.ID) *store.File {
	o.Helper()
	f, err := o.app.Store.Read(bg, id, store.Everything)
	if err != nil {
		o.Fatal(err)
	}
	return f
}

// content is what the sealed bytes of a document of a case hold.
func (o *office) content(id casefile.ID, d document.Document) []byte {
	o.Helper()
	b, err := o.app.Store.Content(bg, id, store.Blob{ID: d.Blob, Size: d.Size})
	if err != nil {
		o.Fatal(err)
	}
	return b
}

// I-79: persons go on in a case of their own with the days, the partner and the places; what is theirs goes along, what was found is history.
func TestRule_I_79_SplitKeepsDaysPlacesAndWhatIsTheirs(t *testing.T) {
	engines(t, casefile.Admissibility, func(o *office) {
		o.torn()
		before, sum := o.file(), o.balances(2026)
		for _, who := range []access.Actor{assistant, supervisor, caseworker, officer2} {
			if _, err := o.app.SplitFile(bg, o.w(who), o.leaving(casefile.SplitApart)); err == nil {
				o.Errorf("%s splits it", who.Account)
			}
		}
		id, err := o.app.SplitFile(bg, o.w(officer), o.leaving(casefile.SplitApart))
		if err != nil {
			o.Fatal(err)
		}
		old, f := o.file(), o.at(id)
		c, b := f.Case, before.Case
		if c.Referred != b.Referred || c.Applied != b.Applied || c.ReferredBy != b.ReferredBy || c.Stream != b.Stream || c.Office != b.Office || c.State != b.State || c.Since != b.Since || c.AtOffice != b.AtOffice ||
			c.Opened != b.Opened || c.Assigned != officer2.Account || c.ID == b.ID || c.Ref == b.Ref {
			o.Errorf("the new case: %s since %s, %s", c.State, c.Since, c.Assigned)
		}
		if r := f.Referrals[0]; r.Made.Day != "2026-03-01" || len(r.Consents) != 1 || r.Consents[0].Person != f.Persons[0].ID {
			o.Errorf("the referral: %+v", r.Made)
		}
		if len(f.Persons) != 2 || f.Case.Persons != 2 || old.Case.Persons != 3 || len(old.Persons) != len(before.Persons) || f.Case.Summary.Name != "Applicant, 0415" {
			o.Errorf("%d and %d persons of %d", old.Case.Persons, f.Case.Persons, before.Case.Persons)
		}
		for _, p := range f.Persons {
			if slices.ContainsFunc(before.Persons, func(q people.Person) bool { return q.ID == p.ID }) {
				o.Error("a person has the same id in both cases")
			}
			if p.Number == 1 != p.Principal() {
				o.Errorf("person %d is %s", p.Number, p.Relationship)
			}
		}
		// Places: the same sum, no guard asked of a partner that has none left, nothing over; what each case has is what travels in it.
		if now := o.balances(2026); !maps.Equal(sum, now) {
			o.Errorf("the ledger has moved: %v, was %v", now, sum)
		}
		for _, x := range []*store.File{old, f} {
			entries, err := o.app.Store.Entries(bg, 0, x.Case.ID)
			if err != nil {
				o.Fatal(err)
			}
			has := 0
			for _, p := range spaces.Positions(entries) {
				has += p.Confirmed
			}
			if over := slices.ContainsFunc(entries, func(e spaces.Entry) bool { return e.Kind == spaces.Over }); has != x.Case.Persons || over {
				o.Errorf("%d places for %d persons, over %v", has, x.Case.Persons, over)
			}
		}
		// Documents: theirs, under a key of its own.
		if len(f.Documents) != 1 || f.Documents[0].Title != "Paper, his" || f.Documents[0].Person != f.Persons[0].ID {
			o.Fatalf("%d documents", len(f.Documents))
		}
		i := slices.IndexFunc(before.Documents, func(d document.Document) bool { return d.Title == "Paper, his" })
		his := before.Documents[i]
		if d := f.Documents[0]; d.Blob == his.Blob || d.SHA256 != his.SHA256 || !bytes.Equal(o.content(id, d), o.content(o.id, his)) || len(o.content(id, d)) == 0 {
			o.Error("the document is not the same, or not one of its own")
		}
		if _, err := o.app.Store.Content(bg, o.id, store.Blob{ID: f.Documents[0].Blob, Size: his.Size}); err == nil {
			o.Error("the key of the old case opens a document of the new one")
		}
		// Secrets, checks, findings.
		if len(old.Secrets) != 0 || len(f.Secrets) != 1 || f.Secrets[0].Person != f.Persons[0].ID || !f.Persons[0].Apart || old.Persons[3].Apart {
			o.Error("the secret did not go with the person")
		}
		if len(f.Tracks) != 2 || f.Tracks[0].Value != assessment.NoConcern || f.Tracks[0].ValidUntil != "2027-08-01" || f.Tracks[1].Value != "" {
			o.Errorf("the checks: %+v", f.Tracks)
		}
		if len(f.Findings) != 1 || f.Findings[0].Status != assessment.Superseded || f.Findings[0].Reasons != "As found before." {
			o.Errorf("the findings: %+v", f.Findings)
		}
		if sheet := o.app.Sheet(f); len(sheet.Lines) == 0 || slices.ContainsFunc(sheet.Lines, func(l assessment.Line) bool { return l.Standing != nil }) {
			o.Error("the worksheet of the new case is filled in")
		}
		if len(old.Findings) != len(before.Findings) || old.Findings[0].Status != assessment.Recorded {
			o.Error("what was found in the old case has changed")
		}
		if x := old.Interviews[0]; x.Status != casefile.InterviewCalledOff {
			o.Errorf("the interview with who left is %s", x.Status)
		}
		// Without violence both say so, and the plan goes along, to be agreed.
		if len(old.Referrals[0].Linked) != 1 || len(f.Referrals[0].Linked) != 1 || old.Persons[3].OwnCase != c.Ref || f.Plans[0].Reach != people.OnlyPartner || f.Plans[0].Confirmed != "" || old.Plans[0].Confirmed == "" {
			o.Error("the two are not linked, or the plan is not to be agreed")
		}
		rep, err := o.app.Store.Verify(bg)
		if err != nil || len(rep.Faults) > 0 {
			o.Errorf("the journal: %v %v", rep.Faults, err)
		}
		// The officer of the new case goes on with it.
		o.ok(o.app.DraftFinding(bg, app.Write{Actor: officer2, Case: id}, assessment.Finding{Row: o.app.Sheet(f).Lines[0].Row, Reasons: "Begun."}))
	})
}

// I-79: after violence nothing in the case that was left says where they are, by any door, to anybody but its officer and the supervisor.
func TestRule_I_79_AfterViolenceNothingSaysWhere(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.torn()
		o.later(time.Minute)
		then := o.now
		o.later(time.Minute)
		id, err := o.app.SplitFile(bg, o.w(officer), o.leaving(casefile.SplitViolence))
		if err != nil {
			o.Fatal(err)
		}
		f := o.at(id)
		if p := f.Plans[0]; p.Reach != "" || p.Confirmed != "" || p.Allows("partner", o.app.Today()) == nil || o.file().Plans[0].Confirmed != "" {
			o.Error("a plan was carried over, or holds in the case that was left")
		}
		if len(f.Referrals[0].Linked)+len(o.file().Referrals[0].Linked) > 0 || f.Case.Prepared != "" {
			o.Error("the two are linked in the open")
		}
		// The partner agrees a plan of its own, and adds what must not be found.
		o.ok(o.app.ConfirmPlan(bg, app.Write{Actor: caseworker, Case: id}, f.Plans[0].Version, referral.Answers{"reach": {people.OnlyPartner}, "location_restricted": {people.Yes}, "location": {"Zqplaceburg"}, "must_not": {"Zqwife"}, "travel_safe": {people.No}, "video_safe": {people.Yes}}))
		o.given(func(tx *store.Tx, _ *store.File) error {
			n, err := tx.Load(id)
			if err != nil {
				return err
			}
			p := n.Persons[0]
			p.Phone = "zqphone"
			if err := tx.SaveNote(n, &casefile.Note{Text: "zqnote", By: officer2.Account, At: o.now}); err != nil {
				return err
			}
			return tx.SavePerson(n, &p)
		})
		words := []string{string(id), strings.ToLower(f.Case.Ref), "zqreason", "zqchildren", "zqleaves", "zqstays", "zqplaceburg", "zqwife", "zqphone", "zqnote", "0100 0417", "applicant0415@example.invalid", "street of the mill", "what he keeps"}
		for _, p := range f.Persons {
			words = append(words, p.ID)
		}
		holds := func(who string, b []byte, words []string) {
			o.Helper()
			for _, w := range words {
				if strings.Contains(strings.ToLower(string(b)), w) {
					o.Errorf("%s: holds %q", who, w)
				}
			}
		}
		other := access.Actor{Account: "officer3.cedar", Role: access.Officer, Unit: "cedar", Language: "en"}
		for _, x := range []struct {
			who  access.Actor
			look access.Action
		}{{caseworker, access.ViewReferral}, {assistant, access.ViewCase}, {other, access.ViewCase}, {other, access.ViewNotes}} {
			v, err := o.app.View(bg, x.who, o.id, x.look, "")
			if err != nil {
				o.Fatal(err)
			}
			all, err := json.Marshal(v)
			if err != nil {
				o.Fatal(err)
			}
			holds(x.who.Account+" of the old case", all, words)
			if len(v.Splits) > 0 {
				o.Errorf("%s sees that there is another case", x.who.Account)
			}
			n, err := o.app.View(bg, x.who, id, x.look, "")
			if err != nil {
				o.Fatal(err)
			}
			if all, err = json.Marshal(n); err != nil || len(n.Splits) > 0 {
				o.Errorf("%s: %v", x.who.Account, err)
			}
			holds(x.who.Account+" of the new case", all, []string{string(o.id), strings.ToLower(o.file().Case.Ref), "zqreason", "zqstays"})
			if x.look == access.ViewReferral {
				if _, events, err := o.app.Timeline(bg, x.who, o.id); err != nil || slices.ContainsFunc(events, func(e app.Event) bool { return e.Action == access.SplitFile }) {
					o.Errorf("the partner's history says so, or %v", err)
				}
			}
		}
		for _, who := range []access.Actor{officer, supervisor} {
			if v, err := o.app.View(bg, who, o.id, access.ViewCase, ""); err != nil || len(v.Splits) != 1 || v.Splits[0].Ref != f.Case.Ref {
				o.Errorf("%s does not see where they are: %v", who.Account, err)
			}
		}
		// What is printed of it, every letter of it, and the case as it is in the past.
		for _, name := range []string{"cover", "imm0008"} {
			if b, err := o.app.PrintPaper(bg, caseworker, o.id, name, app.PaperOptions{Lang: i18n.EN}); err == nil {
				holds(name, b, words)
			}
		}
		o.later(time.Minute)
		past, err := o.app.Past(bg, officer, o.id, o.now.Add(-time.Second), "")
		if err != nil {
			o.Fatal(err)
		}
		for _, e := range past.Entries {
			holds("an entry of the record, "+e.Kind, e.Data, words)
		}
		if len(past.Splits) > 0 {
			o.Error("the record says that there is another case")
		}
		// Its history stays as it was.
		was, err := o.app.Past(bg, officer, o.id, then, "")
		if err != nil {
			o.Fatal(err)
		}
		i := slices.IndexFunc(was.Persons, func(p people.Person) bool { return p.Number == 4 })
		if was.Persons[i].Phone != "0100 0417" || was.Persons[i].OwnCase != "" || len(was.Documents) != 2 || was.Case.Persons != 5 {
			o.Error("the past has changed")
		}
		j := slices.IndexFunc(was.Documents, func(d document.Document) bool { return d.Title == "Paper, his" })
		if left := was.Left(officer, was.Documents[j]); left != "" {
			o.Errorf("a document of then cannot be had: %s", left)
		}
		// Nobody is found in the case that they left.
		for _, who := range []access.Actor{caseworker, other} {
			list, err := o.app.Find(bg, who, "0415")
			if err != nil || len(list) != 1 || list[0].ID != id {
				o.Errorf("%s finds %d cases, %v", who.Account, len(list), err)
			}
		}
	})
}

// I-79: a signed decision is about everybody on the file; the principal applicant is changed first; a declared link bars (decision 14).
func TestRule_I_79_Refused(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.FinalReview)
	o.torn()
	before := o.file()
	in := o.leaving(casefile.SplitWish)
	in.Persons, in.To = []string{o.person(1)}, o.person(1)
	answer, err := o.app.SplitFile(bg, o.w(officer), in)
	o.no("invalid", string(answer), err)
	o.ok(o.app.ChangePrincipal(bg, o.w(officer), o.under("separation", o.paper())))
	in.Split.Ties = nil
	id, err := o.app.SplitFile(bg, o.w(officer), in)
	if err != nil {
		o.Fatal(err)
	}
	if f := o.at(id); f.Case.Summary.Name != "Applicant, 0412" || f.Case.Assigned != officer2.Account || len(f.Persons) != 1 {
		o.Errorf("who was the principal applicant: %q", f.Case.Summary.Name)
	}
	if before.Case.Persons != o.file().Case.Persons+1 {
		o.Error("the number of persons does not follow")
	}
	in = o.leaving(casefile.SplitWish)
	in.Officer = "nobody.cedar"
	in.Persons, in.To = []string{o.person(5)}, o.person(5)
	in.Ties = nil
	answer, err = o.app.SplitFile(bg, o.w(officer), in)
	o.no("invalid", string(answer), err)
	o.given(func(tx *store.Tx, f *store.File) error {
		return tx.SaveDecision(f, &decision.Decision{Outcome: decision.Approve, Status: decision.Signed, By: officer.Account, SignedAt: o.now})
	})
	in.Officer = ""
	answer, err = o.app.SplitFile(bg, o.w(officer), in)
	o.no("split.decided", string(answer), err)
}

// I-79: before an office has the file, the operations centre splits it.
func TestRule_I_79_AtTheOperationsCentre(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.FileCreated)
	o.others()
	o.given(func(_ *store.Tx, f *store.File) error {
		f.Case.AtOffice, f.Case.Assigned, f.Case.Office, f.Case.Filed = "", "", "", "2026-03-20"
		return nil
	})
	clerk := access.Actor{Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO", Language: "en"}
	in := o.leaving(casefile.SplitApart)
	in.Number = "nothing"
	answer, err := o.app.SplitFile(bg, o.w(clerk), in)
	o.no("invalid", string(answer), err)
	in.Number = "G123456789"
	id, err := o.app.SplitFile(bg, o.w(clerk), in)
	if err != nil {
		o.Fatal(err)
	}
	if f := o.at(id); f.Case.State != casefile.FileCreated || f.Case.Assigned != "" || f.Case.Filed != "2026-03-20" || f.Case.Summary.Application != "G123456789" {
		o.Errorf("%s, %q", f.Case.State, f.Case.Summary.Application)
	}
	in = o.leaving(casefile.SplitWish)
	in.Persons, in.To, in.Ties, in.Number = []string{o.person(5)}, o.person(5), nil, "G123456789"
	answer, err = o.app.SplitFile(bg, o.w(clerk), in)
	o.no("invalid", string(answer), err)
}
