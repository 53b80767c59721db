package app_test

import (
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/store"
)

var privacy = access.Actor{Account: "privacy.hq", Role: access.Privacy, Unit: "HQ"}

func (o *office) reveals(who access.Actor) bool {
	o.Helper()
	f, err := o.app.View(bg, who, o.id, access.RevealSafety, "")
	return err == nil && f.Plans[0].CodeWord == "juniper"
}

// Rule I-74: break-glass opens the plan and restricted documents for an hour; the owner is told, another person reviews.
func TestRule_I_74_AnHourToldAndReviewed(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.hire(officer, officer2, supervisor, birch, privacy)
		o.ok(o.app.Store.Change(bg, store.Entry{Actor: caseworker, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(o.id)
			if err != nil {
				return "", err
			}
			p := f.Plans[0]
			p.CodeWord = "juniper"
			return "", tx.SavePlan(f, &p)
		}))
		duty := officer2
		duty.Duty = true
		opens := func(who access.Actor, reason casefile.GlassReason) error {
			return errOf(o.app.BreakGlass(bg, o.w(who), reason, "The officer is in the air", "demo"))
		}
		o.no("forbidden", "", opens(officer2, casefile.GlassAway)) // not on duty
		o.no("forbidden", "", opens(officer, casefile.GlassAway))  // it is their own
		o.no("forbidden", "", opens(assistant, casefile.GlassAway))
		for _, who := range []access.Actor{birch, linked, admin, {Account: "caseworker.pd", Role: access.Caseworker, Unit: "PD"}} {
			who.Duty = true
			o.no("not_found", "", opens(who, casefile.GlassAway))
		}
		o.no("invalid", "", opens(duty, casefile.GlassIncident)) // none stands
		if o.reveals(duty) {
			o.Fatal("open before")
		}
		o.ok("", opens(duty, casefile.GlassAway))
		if !o.reveals(duty) || o.reveals(supervisor) {
			o.Error("the opening is not whoever's it is alone")
		}
		if c := o.file().Case; !o.app.Opens(duty, c, document.Restricted) || o.app.Opens(supervisor, c, document.Restricted) {
			o.Error("restricted documents")
		}
		told, err := o.app.Told(bg, officer)
		if err != nil || len(told) != 1 || told[0].By != officer2.Account {
			o.Errorf("the owner is not told: %+v %v", told, err)
		}
		o.now = o.now.Add(time.Hour)
		if o.reveals(duty) {
			o.Error("open after its hour")
		}
		o.ok(o.app.ReadGlass(bg, o.w(officer)))
		if told, _ := o.app.Told(bg, officer); len(told) != 0 {
			o.Errorf("told again: %+v", told)
		}

		list, err := o.app.Openings(bg, supervisor)
		if err != nil || len(list) != 1 || !list[0].Mine || list[0].Due != "2026-09-02" {
			o.Fatalf("%+v %v", list, err)
		}
		if list, err = o.app.Openings(bg, privacy); err != nil || len(list) != 1 || list[0].Mine || list[0].Case.Summary.Name != "" {
			o.Errorf("the privacy officer: %+v %v", list, err)
		}
		o.no("forbidden", "", errOf(o.app.Openings(bg, officer)))
		f, err := o.app.View(bg, privacy, o.id, access.ViewGlass, "")
		if err != nil || len(f.Glasses) != 1 || len(f.Persons)+len(f.Plans)+len(f.Incidents)+len(f.Notes) != 0 || f.Case.Summary.Name != "" {
			o.Fatalf("the privacy officer sees more than the opening, or not even that: %v", err)
		}
		g := f.Glasses[0]
		review := func(who access.Actor) error {
			return errOf(o.app.ReviewGlass(bg, o.w(who), g.ID, g.Version, casefile.GlassNeeded, "Rightly"))
		}
		o.no("not_found", "", review(privacy)) // the supervisor's to review
		o.no("forbidden", "", review(duty))

		// Nobody reviewed it in time: whoever has it opens no other.
		o.now = o.now.AddDate(0, 0, 3)
		o.no("I-74", "", opens(duty, casefile.GlassSafety))
		o.ok("", review(supervisor))
		o.no("forbidden", "", opens(officer2, casefile.GlassSafety))
		o.ok("", opens(duty, casefile.GlassSafety))
	})
}

// Rule I-74: a supervisor's own opening is reviewed by the privacy officer and by no supervisor; an incident that is
// everybody's turn lets any officer of the office open what they need.
func TestRule_I_74_ASupervisorsOwn(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.hire(officer, officer2, supervisor, privacy)
		o.ok(o.app.ReportIncident(bg, o.w(caseworker), arrest()))
		o.ok(o.app.BreakGlass(bg, o.w(supervisor), casefile.GlassIncident, "Nobody is there", "demo"))
		o.no("forbidden", "", errOf(o.app.BreakGlass(bg, o.w(officer2), casefile.GlassIncident, "Nobody is there", "demo")))
		o.now = o.now.Add(4 * time.Hour)
		o.ok(o.app.BreakGlass(bg, o.w(officer2), casefile.GlassIncident, "Nobody is there", "demo"))
		var mine, theirs casefile.Glass
		for _, g := range o.file().Glasses {
			if g.By == supervisor.Account {
				mine = g
			} else {
				theirs = g
			}
		}
		other := access.Actor{Account: "supervisor2.cedar", Role: access.Supervisor, Unit: "cedar"}
		for _, who := range []access.Actor{supervisor, other} {
			o.no("I-74", "", errOf(o.app.ReviewGlass(bg, o.w(who), mine.ID, mine.Version, casefile.GlassNeeded, "x")))
		}
		o.no("I-74", "", errOf(o.app.ReviewGlass(bg, o.w(privacy), theirs.ID, theirs.Version, casefile.GlassNeeded, "x")))
		o.ok(o.app.ReviewGlass(bg, o.w(privacy), mine.ID, mine.Version, casefile.GlassNotNeeded, "The duty officer was there"))
		// What is told to the partner has nothing of it.
		_, events, err := o.app.Timeline(bg, caseworker, o.id)
		for _, e := range events {
			if e.Action == access.BreakGlass || e.Action == access.ReviewGlass {
				o.Errorf("the partner reads %s", e.Action)
			}
		}
		if err != nil || len(events) == 0 {
			o.Error(err)
		}
	})
}
