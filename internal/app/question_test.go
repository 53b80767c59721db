package app_test

import (
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/store"
)

// I-76: the office asks the partner in the case; it stands on the partner's list, is answered there with a paper when there is
// one, and the answer stands on the officer's list until it was read. Nobody else sees or answers it.
func TestRule_I_76_OfficeAndPartner(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		asked := func(who access.Actor) int {
			list, _, err := o.app.Asked(bg, who, 50)
			o.ok("", err)
			return len(list)
		}
		other := access.Actor{Account: "caseworker.pd", Role: access.Caseworker, Unit: "PD"}
		birch := access.Actor{Account: "officer.birch", Role: access.Officer, Unit: "birch"}
		in := casefile.Question{To: casefile.PartnerSide, Words: "Which spelling of the name?"}
		for _, who := range []access.Actor{birch, clerk, {Account: "analyst.oppb", Role: access.Analyst, Unit: "OPPB"}} {
			if _, err := o.app.AskQuestion(bg, o.w(who), in); err == nil {
				o.Errorf("%s of %s asks", who.Role, who.Unit)
			}
		}
		o.ok(o.app.AskQuestion(bg, o.w(assistant), in))
		if asked(caseworker) != 1 || asked(officer) != 0 || asked(other) != 0 || asked(birch) != 0 {
			o.Errorf("asked: %d partner, %d officer, %d other partner, %d other office", asked(caseworker), asked(officer), asked(other), asked(birch))
		}
		f, err := o.app.View(bg, caseworker, o.id, access.ViewReferral, "")
		o.ok("", err)
		q := f.Questions[0]
		if !app.PapersAsked(f.Case) {
			o.Error("the partner can add no paper to its answer")
		}
		for _, who := range []access.Actor{other, officer, clerk} {
			if _, err := o.app.ReplyQuestion(bg, o.w(who), q.ID, q.Version, false, "Mine"); err == nil {
				o.Errorf("%s of %s answers", who.Role, who.Unit)
			}
		}
		answer, err := o.app.ReplyQuestion(bg, o.w(caseworker), q.ID, q.Version, false, " ")
		o.no("invalid", answer, err)
		o.ok(o.app.ReplyQuestion(bg, o.w(caseworker), q.ID, q.Version, false, "With two dots."))
		answer, err = o.app.ReplyQuestion(bg, o.w(reviewer), q.ID, q.Version, false, "With one.")
		o.no("conflict", answer, err) // two at once: the first stands
		if asked(caseworker) != 0 || asked(officer) != 1 || asked(supervisor) != 1 {
			o.Errorf("answered: %d partner, %d officer, %d supervisor", asked(caseworker), asked(officer), asked(supervisor))
		}
		q = o.file().Questions[0]
		answer, err = o.app.NoteAnswer(bg, o.w(caseworker), q.ID, q.Version, false)
		o.no("I-76", answer, err)
		o.ok(o.app.NoteAnswer(bg, o.w(officer), q.ID, q.Version, false))
		if asked(officer) != 0 || o.file().Case.Pressing() {
			o.Error("what was read still waits")
		}
		// The partner asks whoever has the case.
		answer, err = o.app.AskQuestion(bg, o.w(caseworker), casefile.Question{To: casefile.IntakeSide, Words: "Where is it?"})
		o.no("invalid", answer, err)
		o.ok(o.app.AskQuestion(bg, o.w(caseworker), casefile.Question{To: casefile.OfficeSide, Words: "May they move house?"}))
		if asked(officer) != 1 || asked(birch) != 0 {
			o.Error("the office is not asked")
		}
	})
}

// I-76: what office and operations centre ask one another is no partner's to see: neither the words, nor that it was asked, nor
// in the history of the case.
func TestRule_I_76_WithinTheDepartment(t *testing.T) {
	engines(t, casefile.Transferred, func(o *office) {
		o.given(func(_ *store.Tx, f *store.File) error { f.Case.AtOffice = ""; return nil })
		o.ok(o.app.AskQuestion(bg, o.w(assistant), casefile.Question{To: casefile.IntakeSide, Words: "Which form is the newer?"}))
		f, err := o.app.View(bg, caseworker, o.id, access.ViewReferral, "")
		o.ok("", err)
		if len(f.Within)+len(f.Questions)+len(f.Case.Summary.Asked) > 0 {
			o.Error("the partner sees what the department asks itself")
		}
		_, events, err := o.app.Timeline(bg, caseworker, o.id)
		o.ok("", err)
		for _, e := range events {
			if e.Action == access.AskWithin {
				o.Error("the partner's history tells of it")
			}
		}
		f, err = o.app.View(bg, clerk, o.id, access.ViewIntake, "")
		o.ok("", err)
		q := f.Within[0]
		answer, err := o.app.ReplyQuestion(bg, o.w(caseworker), q.ID, q.Version, true, "Ours")
		o.no("forbidden", answer, err)
		answer, err = o.app.ReplyQuestion(bg, o.w(clerk), q.ID, q.Version, false, "The second.") // as if it were the partner's
		o.no("not_found", answer, err)
		o.ok(o.app.ReplyQuestion(bg, o.w(clerk), q.ID, q.Version, true, "The second."))
		if list, _, err := o.app.Asked(bg, assistant, 50); err != nil || len(list) != 1 || !list[0].Answered {
			o.Errorf("the answer waits for the office: %v, %v", list, err)
		}
	})
}
