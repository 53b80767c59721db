package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
)

var clerk2 = access.Actor{Account: "clerk2.roco", Role: access.Clerk, Unit: "ROCO", Language: "en"}

// came is a package by courier, with its proof.
func came(made, submitted policy.Day) app.Registration {
	return app.Registration{Partner: "FLD", Channel: "courier", Made: made, Submitted: submitted, Applicant: people.Person{Family: "0950", Given: "Applicant", Residence: "XMM"},
		Proof: app.Upload{Name: "waybill.pdf", Body: strings.NewReader(paper("invented"))}}
}

// A package that came by another channel is registered by one clerk, entered on the partner's pages, and its days are confirmed by
// another: no file before that, and the same as every other package after it (decisions 4 and 15).
func TestRule_I_56_RegisteredPackage(t *testing.T) {
	received(t, func(d *desk) {
		portal := d.id
		// Nobody but the operations centre registers; every answer that is missing is said at once.
		_, err := d.app.Register(bg, app.Write{Actor: caseworker}, came("2026-08-30", "2026-08-30"))
		d.kind(err, fault.Forbidden)
		_, err = d.app.Register(bg, app.Write{Actor: clerk}, app.Registration{})
		if got := fmt.Sprint(fields(err)); got != "[channel  family I-28 file  made  partner I-1 residence I-36 submitted ]" {
			d.Errorf("an empty registration: %s, %v", got, err)
		}
		_, err = d.app.Register(bg, app.Write{Actor: clerk}, came("2026-09-01", "2026-08-30")) // in the future, and after the submission
		if got := fmt.Sprint(fields(err)); got != "[made INT-E5 submitted I-24]" {
			d.Errorf("wrong days: %s", got)
		}
		// Who may not refer on that day is told so at once (I-4).
		_, err = d.app.Register(bg, app.Write{Actor: clerk}, came("2023-02-28", "2023-03-05"))
		d.no(err, "I-4")

		d.id, err = d.app.Register(bg, app.Write{Actor: clerk}, came("2026-08-30", "2026-08-30"))
		d.ok(err)
		in := d.incoming()
		if c := in.Case; c.State != casefile.Received || c.Referred != "2026-08-30" || c.Applied != "2026-08-30" || c.ReferredBy != "FLD" || !c.Summary.Registered || !c.Summary.Entering || in.Lock != "2026-08-30" {
			d.Errorf("registered %+v", c)
		}
		q, err := d.app.Intake(bg, clerk, app.IntakeQuery{Part: app.ForFile, Rows: 50})
		d.ok(err)
		if i := slices.IndexFunc(q.Rows, func(c casefile.Case) bool { return c.ID == d.id }); i != 0 { // the oldest referral
			d.Errorf("in the queue at %d", i)
		}
		if n := d.arrived(); n != 1 { // the one that came through the portal
			d.Errorf("%d compared while it is entered", n)
		}

		// A clerk enters it; the partner does not, and nobody enters another's package.
		d.by = &clerk
		d.kind(d.app.SaveCover(bg, d.w(caseworker), d.draft().Referral.Version, coverAnswers), fault.Stopped)
		d.kind(d.app.SaveCover(bg, app.Write{Actor: clerk, Case: portal}, 1, coverAnswers), fault.Forbidden)
		_, err = d.app.AddDocument(bg, app.Write{Actor: clerk, Case: portal}, app.Upload{Said: document.Document{Kind: "proof_of_date"}, Name: "x.pdf", Body: strings.NewReader(paper("invented"))})
		d.kind(err, fault.Forbidden)
		d.complete()
		d.held(0, 1) // no place before the days are confirmed

		// No file, no return, no question before a second person.
		d.no(d.app.CreateFile(bg, d.w(clerk), d.filed()), "I-56")
		d.no(d.app.ProposeReturn(bg, d.w(clerk), []referral.ReturnItem{{Item: "form.imm0008", Note: "x"}}), "I-56")
		d.no(d.app.AskInformation(bg, d.w(clerk), []referral.ReturnItem{{Item: "form.imm0008", Note: "x"}}, "2026-09-30"), "I-56")
		version := d.incoming().Referral.Version
		d.no(d.app.ConfirmRegistered(bg, d.w(clerk), version), "I-24") // never the same person
		d.kind(d.app.ConfirmRegistered(bg, d.w(reviewer), version), fault.Forbidden)
		d.kind(d.app.ConfirmRegistered(bg, d.w(clerk2), version-1), fault.Conflict)
		d.ok(d.app.ConfirmRegistered(bg, d.w(clerk2), version))

		in = d.incoming()
		r := in.Referral
		if len(r.Packages) != 1 || r.Packages[0].Number != 1 || r.Packages[0].Receipt == "" || r.Made.Day != "2026-08-30" || r.Made.By != clerk.Account || r.Made.Second != clerk2.Account ||
			r.Submitted.Day != "2026-08-30" || r.Made.Proof == "" || in.Case.Summary.Entering || !in.Case.Summary.Registered {
			d.Errorf("confirmed %+v %+v", r.Made, in.Case)
		}
		if what, err := r.Packages[0].Open(); err != nil || len(what.Persons) != 1 || what.Referral.Work.Account == "" {
			d.Errorf("frozen %v, %v", what.Persons, err)
		}
		d.held(0, 2) // in the referral year, beside the one of the portal
		entries, err := d.app.Store.Entries(bg, 0, d.id)
		d.ok(err)
		if p := spaces.Positions(entries); len(p) != 1 || p[0].Year != 2026 || p[0].Partner != "FLD" {
			d.Errorf("places %+v", p)
		}
		if n := d.arrived(); n != 1 {
			d.Errorf("%d compared once it is whole", n)
		}
		d.kind(d.app.ConfirmRegistered(bg, d.w(clerk2), r.Version), fault.Forbidden)
		d.kind(d.app.SaveCover(bg, d.w(clerk), r.Version, coverAnswers), fault.Forbidden) // what was sent is frozen

		// The partner has the case as its own, with the receipt; the file is created as of every other.
		if x := d.draft(); x.Referral.Packages[0].Receipt != r.Packages[0].Receipt || x.Case.Summary.Matched {
			d.Errorf("the partner sees %+v", x.Case)
		}
		for _, l := range in.Lacks {
			if l.Blocking && l.Basis == policy.Law {
				d.Errorf("lacks %s %s", l.Rule, l.Place)
			}
		}
		f := d.filed()
		f.Passed, f.FollowUp = map[string]string{}, "2026-10-01"
		for _, l := range in.Lacks {
			f.Passed[l.Place] = "The paper has it."
		}
		d.ok(d.app.CreateFile(bg, d.w(clerk), f))
		d.state(casefile.Transferred)
	})
}

// What was registered in error ends with a reason, and takes no place.
func TestRegister_InError(t *testing.T) {
	received(t, func(d *desk) {
		var err error
		d.id, err = d.app.Register(bg, app.Write{Actor: clerk}, came("2026-08-30", "2026-08-30"))
		d.ok(err)
		v := d.incoming().Referral.Version
		d.kind(d.app.DropRegistered(bg, d.w(clerk), v, " "), fault.Invalid)
		d.ok(d.app.DropRegistered(bg, d.w(clerk), v, "The same package came through the portal."))
		d.state(casefile.Withdrawn)
		d.held(0, 1)
	})
}

// A de facto dependant in a package that came by another channel becomes a registered case of their own, with the same days,
// channel and proof, which a second clerk confirms too.
func TestRule_I_30_LinkedWhileEntered(t *testing.T) {
	received(t, func(d *desk) {
		var err error
		d.id, err = d.app.Register(bg, app.Write{Actor: clerk}, came("2026-08-28", "2026-08-30"))
		d.ok(err)
		d.by = &clerk
		in, err := d.app.SavePerson(bg, d.w(clerk), "", 0, with(personAnswers, "family", "0413", "given", "Person", "relationship", "BIL"))
		d.ok(err)
		d.kind(errOf(d.app.LinkCase(bg, d.w(caseworker), in, 1)), fault.Stopped) // it is not in the partner's hands
		own, err := d.app.LinkCase(bg, d.w(clerk), in, 1)
		d.ok(err)
		first := d.draft()
		if len(first.Referral.Linked) != 1 || first.Referral.Linked[0].Case != string(own) || first.Persons[1].OwnCase == "" {
			d.Errorf("here %+v", first.Referral.Linked)
		}
		here := d.id
		d.id = own
		y := d.incoming()
		if c := y.Case; c.State != casefile.Received || !c.Summary.Entering || c.ReferredBy != "FLD" || c.Referred != "2026-08-28" || c.Applied != "2026-08-30" || c.Summary.Name != "0413, Person" {
			d.Errorf("there %+v", c)
		}
		r := y.Referral
		if referral.ClaimedDate(r, referral.DateMade).Day != "2026-08-28" || referral.ClaimedDate(r, referral.DateSubmitted).Day != "2026-08-30" || r.Channel != "courier" || r.Registered.By != clerk.Account || r.Linked[0].Case != string(here) || len(y.Documents) != 1 || y.Documents[0].ID != referral.ClaimedDate(r, referral.DateMade).Proof {
			d.Errorf("there %+v, documents %+v", r, y.Documents)
		}
		got, err := d.app.OpenDocument(bg, clerk, own, y.Documents[0].ID, app.Original, "to compare")
		d.ok(err)
		if got.Document.SHA256 != first.Documents[0].SHA256 || got.Document.Blob == first.Documents[0].Blob {
			d.Error("the proof is another, or is not under the case's own key")
		}
		d.no(d.app.ConfirmRegistered(bg, d.w(clerk), r.Version), "I-24")
		d.id = here
		d.no(d.app.CreateFile(bg, d.w(clerk), d.filed()), "I-56")
	})
}
