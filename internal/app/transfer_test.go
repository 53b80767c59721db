package app_test

import (
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/store"
)

// A transfer is undone for ten minutes without a reason; then only taken back with one. Once the office has accepted,
// neither works.
func TestTransfer_Undo(t *testing.T) {
	received(t, func(d *desk) {
		version := func() int64 { return d.incoming().Transfer.Version }
		d.ok(d.app.CreateFile(bg, d.w(clerk), d.filed()))
		d.state(casefile.Transferred)
		d.now = d.now.Add(9 * time.Minute)
		d.ok(d.app.UndoTransfer(bg, d.w(clerk), version()))
		d.state(casefile.OfficeAssigned)

		d.ok(d.app.TransferCase(bg, d.w(clerk), casefile.Transfer{Office: "cedar"}))
		d.now = d.now.Add(11 * time.Minute)
		d.no(d.app.UndoTransfer(bg, d.w(clerk), version()), "ST-B9")
		d.state(casefile.Transferred)
		d.ok(d.app.TakeTransferBack(bg, d.w(clerk), version(), "wrong office"))
		d.state(casefile.OfficeAssigned)

		d.ok(d.app.TransferCase(bg, d.w(clerk), casefile.Transfer{Office: "cedar"}))
		last := version()
		d.ok(d.app.AcceptTransfer(bg, d.w(supervisor), last, ""))
		d.kind(d.app.UndoTransfer(bg, d.w(clerk), last+1), fault.NotFound) // the office has it now
	})
}

// Several files go together, each to the office of its own residence; one that has none stays, and holds up no other.
func TestTransfer_Many(t *testing.T) {
	received(t, func(d *desk) {
		other := d.refers(people.Person{Family: "0413", Given: "Applicant", UNHCR: "900-00000413"})
		nowhere := d.refers(people.Person{Family: "0414", Given: "Applicant", UNHCR: "900-00000414"})
		first := d.id
		for i, id := range []casefile.ID{first, other, nowhere} {
			d.id = id
			filed := d.filed()
			filed.Transfer, filed.Number = false, "G00000041"+string(rune('2'+i))
			d.ok(d.app.CreateFile(bg, d.w(clerk), filed))
		}
		d.given(func(tx *store.Tx, f *store.File) error { // nowhere moved to where no office serves
			p := f.Persons[0]
			p.Residence = "ATA"
			return tx.SavePerson(f, &p)
		})
		d.id = first
		w := d.w(clerk)
		w.Token = "one-post"
		for range 2 { // the same post twice has its effect once
			sent := d.app.TransferCases(bg, w, []casefile.ID{first, other, nowhere}, "together")
			if sent[0].Err != nil || sent[1].Err != nil {
				d.Fatalf("%+v", sent)
			}
			d.no(sent[2].Err, "I-36")
		}
		if n := len(d.incoming().Transfers); n != 1 || d.incoming().Transfers[0].Note != "together" {
			d.Errorf("%d transfers", n)
		}
		d.state(casefile.Transferred)
		d.id = nowhere
		d.state(casefile.FileCreated)

		loads, err := d.app.OfficeLoads(bg, clerk)
		d.ok(err)
		if l := loads["cedar"]; l.Cases != 2 || l.Persons != 2 || l.Median != 0 {
			d.Errorf("load of the office: %+v", l)
		}
		d.now = d.now.AddDate(0, 0, 30)
		d.id = first
		if loads, err = d.app.OfficeLoads(bg, clerk); loads["cedar"].Median != 30 {
			d.Errorf("after 30 days: %+v, %v", loads["cedar"], err)
		}
		_, err = d.app.OfficeLoads(bg, caseworker)
		d.kind(err, fault.Forbidden)

		late, err := d.app.Intake(bg, clerk, app.IntakeQuery{Part: app.ForOffice, Only: app.OnlyLate, Rows: 50})
		d.ok(err)
		if late.All != 2 || late.Only[app.OnlyLate] != 2 {
			d.Errorf("past our clock: %+v", late)
		}
	})
}
