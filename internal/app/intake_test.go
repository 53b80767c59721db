package app_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

var (
	clerk  = access.Actor{Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO", Language: "en"}
	senior = access.Actor{Account: "senior.roco", Role: access.SeniorClerk, Unit: "ROCO", Language: "fr"}
)

// received runs a test on a package that was referred and waits at the operations centre.
func received(t *testing.T, fn func(d *desk)) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		d := &desk{T: t, app: app.New(s, thePack()), now: time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)}
		d.app.Now = func() time.Time { return d.now }
		d.account(access.Officer, "cedar", "officer.cedar")
		d.account(access.Officer, "cedar", "linked.cedar", "XKK")
		d.account(access.Officer, "birch", "officer.birch")
		d.id = d.refers(people.Person{Family: "0412", Given: "Applicant", UNHCR: "900-00000412"})
		fn(d)
	})
}

func (d *desk) account(role access.Role, unit, id string, links ...string) {
	d.Helper()
	d.ok(d.app.CreateAccounts(bg, app.Write{Actor: access.Actor{Role: access.System, Unit: "HQ"}},
		[]store.Account{{ID: id, Role: role, Unit: unit, Details: store.Details{Name: "Officer " + id, Links: links}}}))
}

// refers makes a complete draft and refers it.
func (d *desk) refers(p people.Person) casefile.ID {
	d.Helper()
	was := d.id
	id, err := d.app.StartReferral(bg, app.Write{Actor: caseworker}, app.NewReferral{Persons: []people.Person{p}})
	d.ok(err)
	d.id = id
	d.review()
	d.ok(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true))
	if d.id = was; was == "" {
		d.id = id
	}
	return id
}

func (d *desk) incoming() *app.Incoming {
	d.Helper()
	in, err := d.app.Received(bg, clerk, d.id)
	d.ok(err)
	return in
}

func (d *desk) state(want casefile.State) {
	d.Helper()
	f, err := d.app.Store.Read(bg, d.id, store.Everything)
	d.ok(err)
	if f.Case.State != want {
		d.Errorf("in state %s, want %s", f.Case.State, want)
	}
}

// fields are the fields of a fault that are wrong, with the rule.
func fields(err error) (out []string) {
	var f *fault.Error
	if errors.As(err, &f) {
		for _, x := range f.Fields {
			out = append(out, x.Name+" "+x.Rule)
		}
		slices.Sort(out)
	}
	return out
}

// filed is what a clerk enters for the package that is received.
func (d *desk) filed() app.Filed {
	return app.Filed{Number: "G123456789", UCI: map[string]string{d.incoming().Persons[0].ID: "1234-5678"}, Transfer: true, To: casefile.Transfer{Office: "cedar"}}
}

// The acknowledgement is automatic and has a number, which the partner sees and the package keeps; the application number and
// the client numbers come with the file (I-46).
func TestRule_I_46_Receipt(t *testing.T) {
	received(t, func(d *desk) {
		f, err := d.app.Store.Read(bg, d.id, store.Everything)
		d.ok(err)
		last, pack := f.Steps[len(f.Steps)-1], d.draft().Referral.Packages[0]
		if last.To != casefile.Received || last.By != "system" || last.Day != "2026-08-31" || last.Reason != pack.Receipt || len(pack.Receipt) != 9 {
			d.Errorf("acknowledged %+v, receipt %q", last, pack.Receipt)
		}
		if x := d.draft(); x.Case.Summary.Application != "" || x.Persons[0].UCI != "" || x.Case.Filed != "" {
			d.Errorf("numbers before the file: %+v", x.Case)
		}
		in := d.filed()
		in.Transfer = false
		d.ok(d.app.CreateFile(bg, d.w(clerk), in))
		if x := d.draft(); x.Case.Summary.Application != "G123456789" || x.Persons[0].UCI != "12345678" || x.Referral.Packages[0].Receipt != pack.Receipt {
			d.Errorf("after the file: %+v", x.Case)
		}
	})
}

// Create the file, transfer it: one act of the clerk, from the receipt to the office (ux task 4), and the office accepts.
func TestIntake_Way(t *testing.T) {
	received(t, func(d *desk) {
		in := d.incoming()
		if in.Blocking != 0 || in.Office == nil || in.Office.ID != "cedar" || len(in.Known) != 0 {
			d.Fatalf("at intake: %d blocking, office %v, known %v", in.Blocking, in.Office, in.Known)
		}
		d.ok(d.app.CreateFile(bg, d.w(clerk), d.filed()))
		f, err := d.app.Store.Read(bg, d.id, store.Everything)
		d.ok(err)
		var ways []string
		for _, s := range f.Steps[4:] {
			ways = append(ways, string(s.To))
		}
		if fmt.Sprint(ways) != "[checking complete file_created office_assigned transferred]" {
			d.Errorf("steps %v", ways)
		}
		x := f.Filings[0]
		if f.Case.Filed != "2026-08-31" || f.Case.Office != "cedar" || f.Case.Summary.Application != "G123456789" || x.Category != "CR1" || x.Program != "HRD" || x.Urgent ||
			f.Persons[0].UCI != "12345678" || f.Transfers[0].Proposed != "cedar" || f.Transfers[0].By != clerk.Account {
			d.Errorf("filed %+v %+v %+v", f.Case, x, f.Persons[0].UCI)
		}
		// The partner learns the number and the client identifiers, and nothing of the centre's own work (I-46).
		p := d.draft()
		if p.Case.Summary.Application != "G123456789" || p.Persons[0].UCI == "" || len(p.Filings)+len(p.Transfers) > 0 {
			d.Errorf("the partner sees %+v", p.File)
		}
		d.kind(d.app.CreateFile(bg, d.w(clerk), d.filed()), fault.Stopped)

		// Nobody but the office that got it accepts it.
		d.kind(d.app.AcceptTransfer(bg, d.w(clerk), 1, ""), fault.Forbidden)
		d.kind(d.app.AcceptTransfer(bg, d.w(access.Actor{Account: "supervisor.birch", Role: access.Supervisor, Unit: "birch"}), 1, ""), fault.NotFound)
		d.kind(d.app.AcceptTransfer(bg, d.w(officer), 1, ""), fault.Forbidden)
		d.ok(d.app.AcceptTransfer(bg, d.w(assistant), 1, ""))
		d.state(casefile.Accepted)
		d.kind(d.app.AcceptTransfer(bg, d.w(assistant), 1, ""), fault.Stopped)
		// The operations centre does not see it any more.
		_, err = d.app.Received(bg, clerk, d.id)
		d.kind(err, fault.NotFound)
		d.ok(d.app.AssignCase(bg, d.w(supervisor), "officer.cedar"))
		d.state(casefile.Assigned)
	})
}

// Decision 14: who has a declared link to a country of the case is not assigned, and not even offered; nor is
// anybody of another office, nor who is no officer.
func TestAssign_conflictOfCountry(t *testing.T) {
	received(t, func(d *desk) {
		d.ok(d.app.CreateFile(bg, d.w(clerk), d.filed()))
		for _, who := range []string{"linked.cedar", "officer.birch", "nobody", clerk.Account} {
			if got := fields(d.app.AcceptTransfer(bg, d.w(supervisor), 1, who)); fmt.Sprint(got) != "[officer ]" {
				d.Errorf("%s: %v", who, got)
			}
		}
		d.state(casefile.Transferred) // the acceptance did not stay behind alone
		f, err := d.app.View(bg, supervisor, d.id, access.ViewCase, "")
		d.ok(err)
		list, err := d.app.Assignable(bg, supervisor, f)
		d.ok(err)
		if len(list) != 1 || list[0].Account != "officer.cedar" || list[0].Open != 0 {
			d.Errorf("offered: %+v", list)
		}
		d.ok(d.app.AcceptTransfer(bg, d.w(supervisor), 1, "officer.cedar"))
		d.state(casefile.Assigned)
		d.kind(d.app.AssignCase(bg, d.w(officer), "officer.cedar"), fault.Forbidden)
		// A clerk with a link never sees a package against that country.
		linked := clerk
		linked.Links = []string{"XKK"}
		q, err := d.app.Intake(bg, linked, app.IntakeQuery{Rows: 50})
		d.ok(err)
		if len(q.Rows)+q.Parts[app.ForOffice] > 0 {
			d.Errorf("the queue of a linked clerk: %+v", q)
		}
	})
}

func TestRule_I_51_ApplicationNumber(t *testing.T) {
	received(t, func(d *desk) {
		for number, want := range map[string]string{"": "[number I-51]", "G12345678": "[number I-51]", "H123456789": "[number I-51]", "G12345678O": "[number I-51]", "XG1234567890": "[number I-51]"} {
			in := d.filed()
			in.Number = number
			if got := fields(d.app.CreateFile(bg, d.w(clerk), in)); fmt.Sprint(got) != want {
				d.Errorf("%q: %v", number, got)
			}
		}
		d.state(casefile.Received)
		in := d.filed()
		in.Number = " xg 123456789 "
		d.ok(d.app.CreateFile(bg, d.w(clerk), in))
		first := d.id
		d.id = d.refers(people.Person{Family: "0413", Given: "Applicant"})
		in = d.filed()
		in.Number = "XG123456789"
		if got := fields(d.app.CreateFile(bg, d.w(clerk), in)); fmt.Sprint(got) != "[number I-51]" {
			d.Errorf("the number of another case: %v", got)
		}
		if first == d.id {
			d.Fatal("the same case")
		}
	})
}

func TestRule_I_52_UCI(t *testing.T) {
	received(t, func(d *desk) {
		id := d.incoming().Persons[0].ID
		for uci, want := range map[string]string{"": "[uci_1 I-52]", "1234567": "[uci_1 I-52]", "123456789": "[uci_1 I-52]", "12-3456-789A": "[uci_1 I-52]"} {
			in := d.filed()
			in.UCI = map[string]string{id: uci}
			if got := fields(d.app.CreateFile(bg, d.w(clerk), in)); fmt.Sprint(got) != want {
				d.Errorf("%q: %v", uci, got)
			}
		}
		in := d.filed()
		in.UCI = map[string]string{id: "12-3456-7890"}
		d.ok(d.app.CreateFile(bg, d.w(clerk), in))
		f, err := d.app.Store.Read(bg, d.id, store.Everything)
		d.ok(err)
		if f.Persons[0].UCI != "1234567890" || people.ShownUCI(f.Persons[0].UCI) != "12-3456-7890" {
			d.Errorf("stored as %q", f.Persons[0].UCI)
		}
	})
}

// Rule I-36 (R140.3(4)): the office follows the residence; another one needs a reason, and one that does not exist is none.
func TestRule_I_36_ResponsibleOffice(t *testing.T) {
	received(t, func(d *desk) {
		for _, c := range []struct {
			to   casefile.Transfer
			want string
		}{
			{casefile.Transfer{}, "[office I-36]"},
			{casefile.Transfer{Office: "atlantis"}, "[office I-36]"},
			{casefile.Transfer{Office: "birch"}, "[office_reason I-36]"},
			{casefile.Transfer{Office: "birch", Reason: " "}, "[office_reason I-36]"},
			{casefile.Transfer{Office: "cedar", Note: strings.Repeat("x", 1001)}, "[note ]"},
		} {
			in := d.filed()
			in.To = c.to
			if got := fields(d.app.CreateFile(bg, d.w(clerk), in)); fmt.Sprint(got) != c.want {
				d.Errorf("%+v: %v", c.to, got)
			}
		}
		in := d.filed()
		in.To = casefile.Transfer{Office: "birch", Reason: "The office of Country M is closed."}
		d.ok(d.app.CreateFile(bg, d.w(clerk), in))
		f, err := d.app.Store.Read(bg, d.id, store.Everything)
		d.ok(err)
		if f.Case.Office != "birch" || f.Transfers[0].Proposed != "cedar" {
			d.Errorf("%+v", f.Transfers)
		}
	})
}

// Rule I-57: a wrong office sends the file back, or the clerk takes it back; it is transferred anew and history stays.
func TestRule_I_57_WrongOffice(t *testing.T) {
	received(t, func(d *desk) {
		in := d.filed()
		in.Transfer = false
		d.ok(d.app.CreateFile(bg, d.w(clerk), in)) // the file alone
		d.state(casefile.FileCreated)
		d.ok(d.app.TransferCase(bg, d.w(clerk), casefile.Transfer{Office: "cedar"}))
		d.kind(d.app.SendTransferBack(bg, d.w(supervisor), 1, " "), fault.Invalid)
		d.ok(d.app.SendTransferBack(bg, d.w(supervisor), 1, "The applicant has moved."))
		d.state(casefile.OfficeAssigned)
		if _, err := d.app.View(bg, supervisor, d.id, access.ViewCase, ""); err == nil {
			d.Error("the office still opens a file that it sent back")
		}
		d.ok(d.app.TransferCase(bg, d.w(clerk), casefile.Transfer{Office: "birch", Reason: "The applicant has moved."}))
		d.ok(d.app.TakeTransferBack(bg, d.w(clerk), 1, "Sent too early."))
		d.ok(d.app.TransferCase(bg, d.w(clerk), casefile.Transfer{Office: "cedar"}))
		d.ok(d.app.AcceptTransfer(bg, d.w(supervisor), 1, "officer.cedar"))
		f, err := d.app.Store.Read(bg, d.id, store.Everything)
		d.ok(err)
		if len(f.Transfers) != 3 || f.Transfers[0].BackWhy != "The applicant has moved." || f.Transfers[2].Accepted == "" || f.Case.Office != "cedar" {
			d.Errorf("history %+v", f.Transfers)
		}
	})
}

// Rule ST-B5: a return takes a reason for each item and two clerks; no file is created, and the partner gets the reasons
// with the version that came (I-45).
func TestRule_ST_B5_Return(t *testing.T) {
	received(t, func(d *desk) {
		items := []referral.ReturnItem{{Rule: "INT-E5", Item: "form.imm0008.1", Note: "The signature is another person's."}}
		if got := fields(d.app.ProposeReturn(bg, d.w(clerk), nil)); fmt.Sprint(got) != "[items ST-B5]" {
			d.Errorf("nothing to return for: %v", got)
		}
		if got := fields(d.app.ProposeReturn(bg, d.w(clerk), []referral.ReturnItem{items[0], {Item: "photo.1"}})); fmt.Sprint(got) != "[item_photo_1 ST-B5]" {
			d.Errorf("an item without a reason: %v", got)
		}
		d.ok(d.app.ProposeReturn(bg, d.w(clerk), items))
		d.state(casefile.Checking)
		d.no(d.app.ProposeReturn(bg, d.w(senior), items), "ST-B5")
		d.no(d.app.CreateFile(bg, d.w(clerk), d.filed()), "ST-B7")
		if p := d.draft(); len(p.Returns) > 0 {
			d.Error("the partner sees a return that nobody has confirmed")
		}
		d.kind(d.app.ConfirmReturn(bg, d.w(clerk), 1), fault.Forbidden)
		d.ok(d.app.ConfirmReturn(bg, d.w(senior), 1))
		d.state(casefile.Returned)
		p := d.draft()
		last := p.Referral.Packages[0]
		if last.Returned != "2026-08-31" || len(last.Items) != 1 || last.Items[0] != items[0] || p.Case.Filed != "" || p.Case.Referred != "2026-08-31" {
			d.Errorf("the partner gets %+v", last)
		}
		own, err := d.app.OwnAllocation(bg, access.Actor{Account: "partneradmin.fld", Role: access.PartnerAdmin, Unit: p.Case.ReferredBy, Language: "en"}, "hrd-global")
		if err != nil || own.Cases != 1 || own.Returned != 1 || fmt.Sprint(own.Reasons) != "[{form.imm0008 1}]" {
			d.Errorf("the partner's own figures: %+v, %v", own, err)
		}
		others, err := d.app.OwnAllocation(bg, access.Actor{Account: "partneradmin.pd", Role: access.PartnerAdmin, Unit: "PD", Language: "en"}, "hrd-global")
		if err != nil || others.Cases+others.Returned+len(others.Reasons) != 0 {
			d.Errorf("another partner's: %+v, %v", others, err)
		}
		// The same case comes again as the next version, with the first referral's day (I-25).
		d.now = d.now.AddDate(0, 0, 14)
		d.ok(d.app.ReopenReturned(bg, d.w(caseworker)))
		_, err = d.app.Received(bg, clerk, d.id)
		d.kind(err, fault.NotFound)
		d.ok(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version))
		d.ok(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true))
		if in := d.incoming(); len(in.Referral.Packages) != 2 || in.Case.Referred != "2026-08-31" || in.Case.Applied != "2026-09-14" || in.Proposed.ID != "" {
			d.Errorf("the next version: %+v", in.Case)
		}
	})
}

// Who proposed a return does not confirm it, whatever their role; a proposal can be dropped with a reason.
func TestRule_ST_B5_TwoClerks(t *testing.T) {
	received(t, func(d *desk) {
		items := []referral.ReturnItem{{Item: casefile.OtherItem, Note: "Not readable."}}
		d.ok(d.app.ProposeReturn(bg, d.w(senior), items))
		d.no(d.app.ConfirmReturn(bg, d.w(senior), 1), "ST-B5")
		d.kind(d.app.DropReturn(bg, d.w(clerk), 1, ""), fault.Invalid)
		d.ok(d.app.DropReturn(bg, d.w(clerk), 1, "It can be read after all."))
		d.no(d.app.ConfirmReturn(bg, d.w(senior), 1), "ST-B5")
		d.ok(d.app.ProposeReturn(bg, d.w(clerk), items))
		d.kind(d.app.ConfirmReturn(bg, d.w(senior), 7), fault.Conflict)
		d.ok(d.app.ConfirmReturn(bg, d.w(senior), 1))
	})
}

// Rule ST-B4: what is missing and by when; the partner answers, with papers, and the check goes on.
func TestRule_ST_B4_Information(t *testing.T) {
	received(t, func(d *desk) {
		items := []referral.ReturnItem{{Item: "person.1.born", Person: d.incoming().Persons[0].ID, Note: "Which day?"}}
		for due, want := range map[policy.Day]string{"": "[due ST-B4]", "2026-08-31": "[due ST-B4]"} {
			if got := fields(d.app.AskInformation(bg, d.w(clerk), items, due)); fmt.Sprint(got) != want {
				d.Errorf("due %q: %v", due, got)
			}
		}
		d.ok(d.app.AskInformation(bg, d.w(clerk), items, "2026-09-30"))
		d.state(casefile.InformationAsked)
		d.no(d.app.AskInformation(bg, d.w(clerk), items, "2026-09-30"), "ST-B4")
		p := d.draft()
		if x, open := casefile.OpenRequest(p.Requests); !open || x.Items[0].Note != "Which day?" {
			d.Errorf("the partner is asked %+v", p.Requests)
		}
		d.upload(caseworker, document.Document{Kind: "identity", Person: p.Persons[0].ID}, "card.pdf", paper("invented"))
		d.kind(d.app.AnswerRequest(bg, d.w(caseworker), 1, " "), fault.Invalid)
		d.kind(d.app.AnswerRequest(bg, app.Write{Actor: stranger, Case: d.id}, 1, "x"), fault.NotFound)
		d.ok(d.app.AnswerRequest(bg, d.w(caseworker), 1, "The third."))
		d.state(casefile.Checking)
		d.no(d.app.AnswerRequest(bg, d.w(caseworker), 1, "Again."), "ST-B4")
		d.ok(d.app.CreateFile(bg, d.w(clerk), d.filed()))
	})
}

// An answer that comes while a return is proposed counts: the second clerk reads it before confirming.
func TestIntake_answerBesideReturn(t *testing.T) {
	received(t, func(d *desk) {
		items := []referral.ReturnItem{{Item: casefile.OtherItem, Note: "A detail."}}
		d.ok(d.app.AskInformation(bg, d.w(clerk), items, "2026-09-30"))
		d.ok(d.app.ProposeReturn(bg, d.w(clerk), items))
		d.state(casefile.InformationAsked)
		d.ok(d.app.AnswerRequest(bg, d.w(caseworker), 1, "Here it is."))
		d.ok(d.app.DropReturn(bg, d.w(senior), 1, "The detail came."))
		d.state(casefile.Checking)
		d.ok(d.app.CreateFile(bg, d.w(clerk), d.filed()))
	})
}

// A package that was found complete is filed from there, and can still be asked about or returned.
func TestIntake_fromComplete(t *testing.T) {
	complete := func(tx *store.Tx, f *store.File) error {
		return errors.Join(tx.Move(f, casefile.Checking, ""), tx.Move(f, casefile.Complete, ""))
	}
	received(t, func(d *desk) {
		d.given(complete)
		d.ok(d.app.CreateFile(bg, d.w(clerk), d.filed()))
		d.state(casefile.Transferred)
	})
	received(t, func(d *desk) {
		d.given(complete)
		items := []referral.ReturnItem{{Item: casefile.OtherItem, Note: "A detail."}}
		d.ok(d.app.AskInformation(bg, d.w(clerk), items, "2026-09-30"))
		d.ok(d.app.AnswerRequest(bg, d.w(caseworker), 1, "Here."))
		d.ok(d.app.ProposeReturn(bg, d.w(clerk), items))
		d.ok(d.app.ConfirmReturn(bg, d.w(senior), 1))
		d.state(casefile.Returned)
	})
}

// A file may be created while an answer is awaited; the question then ends, and a late answer changes no state.
func TestIntake_fileBeforeAnswer(t *testing.T) {
	received(t, func(d *desk) {
		d.ok(d.app.AskInformation(bg, d.w(clerk), []referral.ReturnItem{{Item: casefile.OtherItem, Note: "A detail."}}, "2026-09-30"))
		d.ok(d.app.CreateFile(bg, d.w(clerk), d.filed()))
		d.state(casefile.Transferred)
		d.no(d.app.AnswerRequest(bg, d.w(caseworker), 1, "Late."), "ST-B4")
	})
}

// Rule INT-E12: the same person in another open case is pointed out at the operations centre alone, and can be gone
// past with a reason and a day (decisions 5 and 10). A case that is linked is no surprise (I-30).
func TestRule_INT_E12_KnownHere(t *testing.T) {
	received(t, func(d *desk) {
		first := d.id
		other := people.Person{Family: "0500", Given: "Somebody", UNHCR: "900-00000412"}
		_, err := d.app.StartReferral(bg, app.Write{Actor: stranger}, app.NewReferral{Persons: []people.Person{other}})
		d.ok(err)
		if in := d.incoming(); len(in.Known) > 0 {
			d.Errorf("what another partner drafts is known: %+v", in.Known)
		}
		d.id = d.refers(other)
		in := d.incoming()
		if len(in.Known) != 1 || in.Known[0].Case != first || in.Known[0].Person != 1 || in.Blocking != 1 {
			d.Fatalf("known %+v, %d blocking", in.Known, in.Blocking)
		}
		for _, l := range d.draft().Lacks {
			if l.Rule == "INT-E12" {
				d.Error("the partner learns that the person is in the stream (decision 5)")
			}
		}
		out := []referral.ReturnItem{{Rule: "INT-E12", Item: "person.1", Note: "Invented reason."}}
		d.kind(d.app.AskInformation(bg, d.w(clerk), out, "2026-09-30"), fault.Forbidden)
		d.kind(d.app.ProposeReturn(bg, d.w(clerk), out), fault.Forbidden)
		ask := d.filed()
		ask.Number = "G000000002"
		if got := fields(d.app.CreateFile(bg, d.w(clerk), ask)); fmt.Sprint(got) != "[past_person_1 INT-E12]" {
			d.Errorf("created without a word: %v", got)
		}
		ask.Passed = map[string]string{"person.1": "Two persons share a registration."}
		if got := fields(d.app.CreateFile(bg, d.w(clerk), ask)); fmt.Sprint(got) != "[follow_up ]" {
			d.Errorf("without a day: %v", got)
		}
		ask.FollowUp = "2026-09-30"
		d.ok(d.app.CreateFile(bg, d.w(clerk), ask))
		f, err := d.app.Store.Read(bg, d.id, store.Everything)
		d.ok(err)
		if p := f.Filings[0].Passed; len(p) != 1 || p[0].Rule != "INT-E12" || p[0].Reason == "" {
			d.Errorf("passed %+v", p)
		}
	})
}

// Decision 10: a rule of law is never gone past.
func TestIntake_lawIsNotPassed(t *testing.T) {
	received(t, func(d *desk) {
		d.given(func(tx *store.Tx, f *store.File) error {
			p := f.Persons[0]
			p.Residence = "XKK" // in the home country: INT-E3 (R139(1)(a))
			return tx.SavePerson(f, &p)
		})
		in := d.filed()
		in.To = casefile.Transfer{Office: "cedar", Reason: "For the test."}
		in.FollowUp = "2026-09-30"
		in.Passed = map[string]string{}
		for _, l := range d.incoming().Lacks {
			in.Passed[l.Place] = "I would like to."
		}
		if got := fields(d.app.CreateFile(bg, d.w(clerk), in)); fmt.Sprint(got) != "[past_person_1_residence INT-E3]" {
			d.Errorf("%v", got)
		}
	})
}

// Rule I-50: the places of a returned package are released after 60 days, once; a package that is taken up later takes
// places of its year anew.
func TestRule_I_50_ReturnedLapses(t *testing.T) {
	received(t, func(d *desk) {
		d.ok(d.app.ProposeReturn(bg, d.w(clerk), []referral.ReturnItem{{Rule: "INT-E5", Item: "form.imm0008.1", Note: "The signature is another person's."}}))
		d.ok(d.app.ConfirmReturn(bg, d.w(senior), 1))
		d.held(0, 1)
		lapse := func(want int) {
			d.Helper()
			if n, err := d.app.LapseReturned(bg); err != nil || n != want {
				d.Errorf("%d cases gave places back, want %d: %v", n, want, err)
			}
		}
		d.now = d.now.AddDate(0, 0, 59)
		lapse(0)
		d.held(0, 1)
		d.now = d.now.AddDate(0, 0, 1)
		lapse(1)
		d.held(0, 0)
		lapse(0)
		d.ok(d.app.ReopenReturned(bg, d.w(caseworker)))
		d.ok(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version))
		d.ok(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true))
		d.held(0, 1)
	})
}

// given puts something into the case as if it had come that way.
func (d *desk) given(put func(tx *store.Tx, f *store.File) error) {
	d.Helper()
	_, err := d.app.Store.Change(bg, store.Entry{Actor: clerk, Action: access.CheckReferral, Now: d.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(d.id)
		if err != nil {
			return "", err
		}
		return "", put(tx, f)
	})
	d.ok(err)
}

// The queue: urgent first, then the oldest referral; parts and pages add up, and what is shown is entered.
func TestIntake_Queue(t *testing.T) {
	received(t, func(d *desk) {
		day := d.now
		var ids []casefile.ID
		for i, priority := range []string{"normal", "urgent", "normal", "emergency"} {
			d.now = day.AddDate(0, 0, i+1)
			id := d.refers(people.Person{Family: fmt.Sprintf("06%02d", i), Given: "Applicant"})
			ids = append(ids, id)
			was := d.id
			d.id = id
			d.given(func(tx *store.Tx, f *store.File) error {
				f.Case.Summary.Priority, f.Case.Summary.Urgent = priority, priority != "normal"
				return nil
			})
			d.id = was
		}
		want := []casefile.ID{ids[3], ids[1], d.id, ids[0], ids[2]}
		var got []casefile.ID
		for from := 0; from < 6; from += 2 {
			q, err := d.app.Intake(bg, clerk, app.IntakeQuery{From: from, Rows: 2})
			d.ok(err)
			if q.All != 5 || q.Only[app.OnlyUrgent] != 2 || q.Oldest != "2026-08-31" || q.Parts[app.ForFile] != 5 {
				d.Errorf("from %d: %+v", from, q)
			}
			for _, c := range q.Rows {
				got = append(got, c.ID)
			}
		}
		if !slices.Equal(got, want) {
			d.Errorf("order\n got %v\nwant %v", got, want)
		}
		q, err := d.app.Intake(bg, clerk, app.IntakeQuery{Only: app.OnlyUrgent, Rows: 50})
		d.ok(err)
		if q.All != 2 || len(q.Rows) != 2 {
			d.Errorf("urgent alone: %+v", q)
		}
		d.ok(d.app.CreateFile(bg, d.w(clerk), d.filed()))
		q, err = d.app.Intake(bg, clerk, app.IntakeQuery{Part: app.ForOffice, Rows: 50})
		d.ok(err)
		if len(q.Rows) != 1 || q.Rows[0].ID != d.id || q.Parts[app.ForFile] != 4 || q.Parts[app.ForOffice] != 1 {
			d.Errorf("with an office: %+v", q)
		}
		_, err = d.app.Intake(bg, officer, app.IntakeQuery{Rows: 50})
		d.kind(err, fault.Forbidden)
		_, err = d.app.Intake(bg, caseworker, app.IntakeQuery{Rows: 50})
		d.kind(err, fault.Forbidden)
	})
}
