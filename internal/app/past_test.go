package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/store"
)

// said is everything that a file says, item by item, with its head.
func (o *office) said(f *app.File) (out []string) {
	o.Helper()
	items, err := f.Items()
	if err != nil {
		o.Fatal(err)
	}
	for _, x := range items {
		out = append(out, x.Kind+" "+x.ID+" "+string(x.Data))
	}
	c := f.Case
	return append(out, string(c.State), c.Assigned, string(c.Since), c.Summary.Name, strings.Join(c.Summary.Countries, " "))
}

// later is the clock some time on.
func (o *office) later(d time.Duration) { o.now = o.now.Add(d) }

// filled puts a document, a note and a finding into the case, through its doors where there are some.
func (o *office) filled() {
	o.Helper()
	o.hire(officer, officer2, supervisor, assistant)
	o.ok(o.app.AddDocument(bg, o.w(officer), app.Upload{Said: document.Document{Kind: "other", Title: "Letter Seven"}, Name: "a.pdf", Body: strings.NewReader(paper("threat"))}))
	o.ok(o.app.AddNote(bg, o.w(officer), "The first words.", ""))
	o.ok(o.app.Store.Change(bg, store.Entry{Actor: officer, Action: access.RecordFinding, Pack: "p1", Now: o.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(o.id)
		if err != nil {
			return "", err
		}
		x := assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, Result: assessment.Met, Status: assessment.Recorded,
			Reasons: "A reason of then.", Evidence: []assessment.Evidence{{Document: f.Documents[0].ID, Page: "1"}}, By: officer.Account, At: o.now}
		p := f.Plans[0]
		p.CodeWord, p.Location = "juniper", "Place Seven"
		if err := tx.SavePlan(f, &p); err != nil {
			return "", err
		}
		return "", tx.SaveFinding(f, &x)
	}))
}

// What is shown of the past is what was shown then, whatever came after; and it is entered as a look.
func TestRule_DUTY_10_4_PastIsWhatItWas(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.filled()
		o.later(time.Hour)
		was, err := o.app.View(bg, officer, o.id, access.ViewCase, "")
		o.ok("", err)
		moment, want := o.now, o.said(was)

		o.later(time.Hour)
		o.ok(o.app.AddNote(bg, o.w(officer), "Words of later.", ""))
		o.ok(o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(o.id)
			if err != nil {
				return "", err
			}
			p := f.Persons[0]
			p.Given = "Later"
			f.Case.Assigned = officer2.Account
			if err := tx.SavePerson(f, &p); err != nil {
				return "", err
			}
			if err := tx.RemovePerson(f, f.Persons[2].ID); err != nil {
				return "", err
			}
			return "", tx.Move(f, casefile.Interviewing, "")
		}))
		o.later(time.Hour)
		for _, who := range []access.Actor{officer, supervisor} {
			p, err := o.app.Past(bg, who, o.id, moment, "")
			o.ok("", err)
			got := o.said(p.File)
			if !slices.Equal(got, want) {
				o.Errorf("the past as %s:\n%q\nand it was\n%q", who.Account, got, want)
			}
			if strings.Contains(strings.Join(got, " "), "juniper") || strings.Contains(strings.Join(got, " "), "Place Seven") {
				o.Error("the past opens the plan")
			}
			if p.Pack != "p1" || len(p.Entries) != len(want)-5 {
				o.Errorf("pack %q, %d entries", p.Pack, len(p.Entries))
			}
		}
		looks, err := o.app.Store.Looks(bg, o.id, 1)
		o.ok("", err)
		if looks[0].Action != access.ViewPast || looks[0].Outcome != store.Shown || looks[0].Detail != moment.Format(time.RFC3339) {
			o.Errorf("the look is entered as %+v", looks[0])
		}
		now, err := o.app.Past(bg, officer, o.id, o.now.Add(-time.Second), "")
		o.ok("", err)
		if live, err := o.app.View(bg, officer, o.id, access.ViewCase, ""); err != nil || !slices.Equal(o.said(now.File), o.said(live)) {
			o.Error("the case a second ago is not the case as it is")
		}
	})
}

// Who may read the past is asked of today: a bar of today, and one that a country of then brings, both hold; what a partner's draft
// was is nobody's.
func TestPast_AccessIsOfToday(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.filled()
		o.later(time.Hour)
		moment := o.now
		o.later(time.Hour)
		past := func(who access.Actor, at time.Time) error {
			_, err := o.app.Past(bg, who, o.id, at, "")
			return err
		}
		o.ok("", past(officer, moment))
		frozen, barred := officer, officer2
		frozen.Frozen = true
		barred.Links = []string{"XKK"}
		for _, who := range []access.Actor{frozen, barred, birch, privacy, admin, caseworker, {Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO"}} {
			if err := past(who, moment); err == nil {
				o.Errorf("%s reads the past", who.Account)
			}
		}
		o.no("forbidden", "", past(assistant, moment))
		o.no("not_found", "", past(barred, moment))
		o.no("record.on.future", "", past(officer, o.now))
		o.no("record.on.before", "", past(officer, o.now.AddDate(-1, 0, 0)))

		// A country leaves the case: whoever it barred then reads what it is, and not what it was.
		o.ok(o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(o.id)
			if err != nil {
				return "", err
			}
			f.Case.Summary.Countries = []string{"XMM"}
			return "", nil
		}))
		o.later(time.Hour)
		o.ok("", past(barred, o.now.Add(-time.Second)))
		o.no("not_found", "", past(barred, moment))
		looks, err := o.app.Store.Looks(bg, o.id, 1)
		o.ok("", err)
		if looks[0].Outcome != store.Denied || looks[0].Action != access.ViewPast {
			o.Errorf("the attempt is entered as %+v", looks[0])
		}

		// A document that was open then and is restricted now is opened by today's rule.
		d := o.file().Documents[0]
		o.ok(o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(o.id)
			if err != nil {
				return "", err
			}
			d.Sensitivity = document.Restricted
			return "", tx.SaveDocument(f, &d)
		}))
		o.later(time.Hour)
		open := func(who access.Actor) error {
			_, err := o.app.PastDocument(bg, who, o.id, moment, d.ID)
			return err
		}
		o.no("forbidden", "", open(supervisor))
		o.ok("", open(officer))
	})
}

// What a partner had in hand is the partner's own, also when it was sent since.
func TestPast_DraftsStayThePartners(t *testing.T) {
	engines(t, casefile.Preparing, func(o *office) {
		o.hire(officer)
		draft := o.now
		o.later(time.Hour)
		o.ok(o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(o.id)
			if err != nil {
				return "", err
			}
			f.Case.State = casefile.Eligibility
			p := f.Persons[0]
			p.NamingSafe = people.No
			return "", tx.SavePerson(f, &p)
		}))
		o.later(time.Hour)
		if _, err := o.app.Past(bg, officer, o.id, draft, ""); true {
			o.no("record.on.draft", "", err)
		}
		if _, err := o.app.Past(bg, officer, o.id, o.now.Add(-time.Minute), ""); err != nil {
			o.Error(err)
		}
	})
}
