package app_test

import (
	"slices"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

var (
	officer2 = access.Actor{Account: "officer2.cedar", Role: access.Officer, Unit: "cedar"}
	linked   = access.Actor{Account: "linked.cedar", Role: access.Officer, Unit: "cedar", Links: []string{"XKK"}}
	birch    = access.Actor{Account: "officer.birch", Role: access.Officer, Unit: "birch"}
)

func arrest() casefile.Incident {
	return casefile.Incident{Kind: casefile.Arrest, Day: "2026-08-31", What: "Taken from the street", Needed: "A letter for the judge", Reach: "Extension 12"}
}

// called are the turns of the reader's calls, with a mark where it is the reader's.
func (o *office) called(who access.Actor) (out []string) {
	o.Helper()
	list, err := o.app.Calls(bg, who)
	if err != nil {
		o.Fatal(err)
	}
	for _, c := range list {
		s := string(c.Turn)
		if c.Mine {
			s += " mine"
		}
		out = append(out, s)
	}
	return out
}

// Rule I-73: what happened reaches whoever is to act, by the clock, and nobody who may not open the case.
func TestRule_I_73_ReachesWhoeverIsToAct(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.hire(officer, officer2, linked, supervisor, assistant, birch)
		o.ok("", o.app.NameDuty(bg, app.Write{Actor: supervisor}, officer2.Account, "2026-08-31", "2026-09-02"))
		o.no("not_found", "", errOf(o.app.ReportIncident(bg, o.w(access.Actor{Account: "caseworker.pd", Role: access.Caseworker, Unit: "PD"}), arrest())))
		o.no("forbidden", "", errOf(o.app.ReportIncident(bg, o.w(officer), arrest())))
		expect := func(when string, who access.Actor, turns ...string) {
			o.Helper()
			if got := o.called(who); !slices.Equal(got, turns) {
				o.Errorf("%s, %s: %q, want %q", when, who.Account, got, turns)
			}
		}
		expect("before", officer)
		o.ok(o.app.ReportIncident(bg, o.w(caseworker), arrest()))
		for _, who := range []access.Actor{officer, officer2} {
			expect("at once", who, "duty mine")
		}
		expect("at once", supervisor, "duty")
		for _, who := range []access.Actor{linked, birch, assistant, clerk, caseworker, {Account: "admin.hq", Role: access.Admin, Unit: "HQ"}} {
			expect("at once", who)
		}
		o.now = o.now.Add(2 * time.Hour)
		expect("after the clock", supervisor, "supervisor mine")
		o.now = o.now.Add(2 * time.Hour)
		expect("after twice the clock", supervisor, "everybody mine")
		expect("after twice the clock", linked) // a link to the country bars for good (decision 14)
		o.ok("", o.app.EndDuty(bg, app.Write{Actor: supervisor}, officer2.Account, "2026-08-31"))
		expect("everybody's", officer2, "everybody mine")

		i := o.file().Incidents[0]
		o.no("not_found", "", errOf(o.app.TakeUpIncident(bg, o.w(birch), i.ID, i.Version)))
		o.no("not_found", "", errOf(o.app.TakeUpIncident(bg, o.w(linked), i.ID, i.Version)))
		o.no("forbidden", "", errOf(o.app.TakeUpIncident(bg, o.w(assistant), i.ID, i.Version)))
		o.ok(o.app.TakeUpIncident(bg, o.w(officer2), i.ID, i.Version))
		o.no("conflict", "", errOf(o.app.TakeUpIncident(bg, o.w(officer), i.ID, i.Version)))
		expect("taken up", officer, "everybody")
		expect("taken up", officer2) // on duty no more, and it is not everybody's any longer
		i = o.file().Incidents[0]
		o.ok(o.app.ActOnIncident(bg, o.w(officer2), i.ID, i.Version, "The partner's lawyer was called"))
		i = o.file().Incidents[0]
		o.ok(o.app.EndIncident(bg, o.w(officer), i.ID, i.Version, casefile.OutcomeHelped, "The lawyer is there"))
		expect("over", officer)
		if any, err := o.app.Store.AnyPressing(bg); err != nil || any {
			o.Errorf("still on the list: %v %v", any, err)
		}
		f, err := o.app.View(bg, caseworker, o.id, access.ViewReferral, "")
		if err != nil || len(f.Incidents) != 1 || f.Incidents[0].Acts[0].Words == "" {
			o.Errorf("the partner reads nothing of it: %v", err)
		}
	})
}

// Rule I-73: where nobody is on duty who may open the case it is the supervisor's at once.
func TestRule_I_73_NobodyOnDuty(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.hire(officer, officer2, linked, supervisor, admin)
		o.ok("", o.app.DeclareLink(bg, app.Write{Actor: admin}, linked.Account, "XKK", true))
		o.ok("", o.app.NameDuty(bg, app.Write{Actor: supervisor}, linked.Account, "2026-08-31", "2026-09-02"))
		o.ok(o.app.ReportIncident(bg, o.w(caseworker), arrest()))
		if got := o.called(supervisor); !slices.Equal(got, []string{"supervisor mine"}) {
			o.Errorf("%q", got)
		}
	})
}

// Rule I-73: before an office has the case, the operations centre answers.
func TestRule_I_73_AtTheOperationsCentre(t *testing.T) {
	received(t, func(d *desk) {
		d.ok(errOf(d.app.ReportIncident(bg, d.w(caseworker), arrest())))
		list, err := d.app.Calls(bg, clerk)
		d.ok(err)
		if len(list) != 1 || !list[0].Mine || list[0].Case.ID != d.id {
			d.Errorf("%+v", list)
		}
		f, err := d.app.View(bg, clerk, d.id, access.ViewIntake, "")
		d.ok(err)
		d.ok(errOf(d.app.TakeUpIncident(bg, d.w(senior), f.Incidents[0].ID, f.Incidents[0].Version)))
	})
}

// Who is on duty is the supervisor's to say, of officers and supervisors of the office.
func TestDuty_WhoNamesWhom(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.hire(officer, officer2, supervisor, assistant, birch)
		name := func(who access.Actor, account string, from, until policy.Day) error {
			return o.app.NameDuty(bg, app.Write{Actor: who}, account, from, until)
		}
		o.no("forbidden", "", name(officer, officer.Account, "2026-08-31", "2026-09-01"))
		for _, account := range []string{birch.Account, assistant.Account, "nobody"} {
			o.no("invalid", "", name(supervisor, account, "2026-08-31", "2026-09-01"))
		}
		for _, span := range [][2]policy.Day{{"2026-08-30", "2026-09-01"}, {"2026-09-02", "2026-09-01"}, {"2026-09-01", "2026-10-02"}, {"", ""}} {
			o.no("invalid", "", name(supervisor, officer.Account, span[0], span[1]))
		}
		o.ok("", name(supervisor, officer.Account, "2026-09-01", "2026-10-01"))
		o.ok("", name(supervisor, supervisor.Account, "2026-08-31", "2026-08-31"))
		list, err := o.app.DutyList(bg, supervisor)
		if err != nil || len(list) != 3 {
			o.Errorf("%+v %v", list, err)
		}
	})
}
