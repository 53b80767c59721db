package app_test

import (
	"slices"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/bridge"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/forecast"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/fixture"
	"passage/internal/store"
)

// history is a caseload as the case system has it: cases at every stage, with their families.
const history = `record,application,partner,stage,referred,submitted,filed,office,at_office,decided,ended,province,person,uci,family,given,sex,born,birth_country,nationality,residence,relationship,travels,visa,visa_issued,visa_until,departed,landed,landed_place,landed_document
R-1,,FLD,referred,2026-07-01,2026-07-02,,,,,,,1,,Applicant,0501,F,1980,XKK,XKK,XMM,PA,yes,,,,,,,
R-2,G000000502,UNHCR,filed,2026-05-01,2026-05-02,2026-06-01,,,,,,1,50200001,Applicant,0502,M,1981-05,XKK,XKK,XMM,PA,yes,,,,,,,
R-3,G000000503,PD,in_process,2025-05-01,2025-05-02,2025-06-01,cedar,2025-07-01,,,,1,50300001,Applicant,0503,M,1982-01-02,XKK,XKK,XMM,PA,yes,,,,,,,
R-4,G000000504,FLD,approved,2025-03-01,2025-03-02,2025-03-20,cedar,2025-04-01,2026-02-03,,ON,1,50400001,Applicant,0504,F,1983-01-02,XKK,XKK,XMM,PA,yes,,,,,,,
R-4,,,,,,,,,,,,2,50400002,Applicant,0505,F,2015-01-02,XKK,XKK,XMM,DAU,yes,,,,,,,
R-5,G000000506,FLD,visa,2025-03-01,2025-03-02,2025-03-20,cedar,2025-04-01,2026-02-03,,ON,1,50600001,Applicant,0506,F,1983-01-02,XKK,XKK,XMM,PA,yes,V-1,2026-03-01,2027-02-01,2026-08-01,,,
R-6,G000000507,UNHCR,landed,2023-03-01,2023-03-02,2023-03-20,cedar,2023-04-01,2024-02-03,,,1,50700001,Applicant,0507,F,1983-01-02,XKK,XKK,XMM,PA,yes,,,,,2024-05-06,Toronto,D-1
R-6,,,,,,,,,,,,2,50700002,Applicant,0508,M,2013-01-02,XKK,XKK,XMM,SON,yes,,,,,2025-01-09,Toronto,
R-6,,,,,,,,,,,,3,50700003,Applicant,0509,M,2012-01-02,XKK,XKK,XKK,SON,no,,,,,2025-02-10,Toronto,
R-7,G000000510,UNHCR,closed,2021-09-01,2021-09-02,2021-10-01,birch,2021-11-01,2022-02-03,2023-09-01,,1,51000001,Applicant,0510,F,1970,XKK,XKK,XNN,PA,yes,,,,,2022-08-09,Montréal,
R-8,G000000511,UNHCR,refused,2022-09-01,2022-09-02,2022-10-01,birch,2022-11-01,2023-02-03,2023-09-01,,1,51100001,Applicant,0511,F,1971,XKK,XKK,XNN,PA,yes,,,,,,,
R-9,,FLD,withdrawn,2026-02-01,2026-02-02,,,,,2026-03-01,,1,,Applicant,0512,X,1972,XKK,XKK,XNN,PA,yes,,,,,,,
`

func (o *office) bring(text string, dry bool) *app.Brought {
	o.Helper()
	got, err := o.app.BringCases(bg, app.Write{Actor: fixture.System}, []byte(text), dry)
	if err != nil {
		o.Fatal(err)
	}
	return got
}

// brought is the case of a record.
func (o *office) brought(record string) *store.File {
	o.Helper()
	list, err := o.app.Store.List(bg, store.Query{})
	if err != nil {
		o.Fatal(err)
	}
	for _, c := range list {
		f, err := o.app.Store.Read(bg, c.ID, store.Everything)
		if err != nil {
			o.Fatal(err)
		}
		if len(f.Broughts) > 0 && f.Broughts[0].Record == record {
			return f
		}
	}
	return nil
}

// balances are the kept counters of the stream's guarded rows, those of a partner or the commitment's.
func (o *office) balance(c spaces.Counter, year int, partner string) spaces.Delta {
	o.Helper()
	rows, err := o.app.Store.Balances(bg, year)
	if err != nil {
		o.Fatal(err)
	}
	return rows[spaces.Key{Counter: c, Year: year, Stream: "hrd-global", Partner: partner}]
}

// Rule I-102: cases enter at the stage that they have, with their days and persons and nothing that nobody here found; each landing counts
// once, in its own year; the same file again changes nothing.
func TestRule_I_102_CasesAndHistoryComeIn(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		if _, err := o.app.BringCases(bg, app.Write{Actor: analyst}, []byte(history), true); err == nil {
			o.Fatal("an analyst brings cases in")
		}
		if got := o.bring(history, true); got.New != 9 || len(got.Faults)+len(got.Notes) > 0 || o.brought("R-3") != nil {
			o.Fatalf("a trial: %+v", got)
		}
		if got := o.bring(history, false); got.New != 9 || got.Records != 9 || len(got.Faults) > 0 {
			o.Fatalf("%+v", got)
		}
		for record, want := range map[string]casefile.State{"R-1": casefile.Received, "R-2": casefile.FileCreated, "R-3": casefile.Accepted, "R-4": casefile.Approved, "R-5": casefile.Departed,
			"R-6": casefile.PostArrival, "R-7": casefile.ClosedComplete, "R-8": casefile.ClosedRefused, "R-9": casefile.Withdrawn} {
			f := o.brought(record)
			if f == nil || f.Case.State != want || len(f.Steps) != 1 || f.Steps[0].To != want || len(f.Findings)+len(f.Decisions)+len(f.Notices)+len(f.Interviews)+len(f.Endings) > 0 {
				o.Fatalf("%s: %+v", record, f)
			}
		}
		f := o.brought("R-6")
		if f.Case.Persons != 2 || f.Case.Landed != 2 || f.Case.Since != "2024-05-06" || f.Case.Summary.Application != "G000000507" || len(f.Landings) != 3 || !f.Landings[0].Brought || f.Landings[0].Entry == "" {
			o.Errorf("%+v, %+v", f.Case, f.Landings)
		}
		if d := o.balance(spaces.Commitment, 2024, ""); d.Landed != 1 || d.Planned != 0 {
			o.Errorf("landed in 2024: %+v", d)
		}
		if d := o.balance(spaces.Commitment, 2025, ""); d.Landed != 1 || d.Other != 1 {
			o.Errorf("landed in 2025: %+v", d)
		}
		if d := o.balance(spaces.Commitment, 2026, ""); d.Planned != 3 || d.Landed != 0 {
			o.Errorf("still to be admitted: %+v", d)
		}
		for partner, want := range map[string]spaces.Delta{"FLD": {Confirmed: 3}, "PD": {Confirmed: 1}} {
			if d := o.balance(spaces.Allocation, 2025, partner); d != want {
				o.Errorf("%s in 2025: %+v", partner, d)
			}
		}
		if d := o.balance(spaces.Allocation, 2023, "UNHCR"); d != (spaces.Delta{Consumed: 2}) {
			o.Errorf("UNHCR in 2023: %+v", d)
		}
		if d := o.balance(spaces.Allocation, 2022, "UNHCR"); d != (spaces.Delta{}) {
			o.Errorf("a refused case has places: %+v", d)
		}
		days := map[policy.Day]int{}
		if err := o.app.Store.Journeys(bg, "hrd-global", func(j forecast.Journey) { days[j.Landed]++ }); err != nil || days["2024-05-06"] != 1 || days["2022-08-09"] != 1 || len(days) != 3 {
			o.Errorf("a forecast reads that the first landed on %v, %v", days, err)
		}
		before := o.state()
		if got := o.bring(history, false); got.Same != 9 || got.New+got.Changed+len(got.Notes) > 0 {
			o.Errorf("the same file again: %+v", got)
		}
		if o.state() != before {
			o.Error("the same file again changes something")
		}
	})
}

type stored struct{ Entries, Rows int }

// state is how much of everything there is in the store: entries of every journal and lines of the ledger.
func (o *office) state() stored {
	o.Helper()
	rep, err := o.app.Store.Verify(bg)
	if err != nil || len(rep.Faults) > 0 {
		o.Fatal(err, rep.Faults)
	}
	return stored{rep.Entries, rep.Rows}
}

// Rule I-102: what passes a partner's number posts and says so; nothing is let in of a file of which one line is wrong, or of which a number
// is another case's here.
func TestRule_I_102_WholeOrNotAtAll(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.bring(history, false)
		o.share(map[string]int{"FLD": 1, "PD": 125, "UNHCR": 250})
		head, _, _ := strings.Cut(history, "\n")
		row := "R-20,G000000520,FLD,filed,2026-05-01,2026-05-02,2026-06-01,,,,,,1,52000001,Applicant,0520,M,1981-05,XKK,XKK,XMM,PA,yes,,,,,,,\n"
		taken := strings.NewReplacer("R-20", "R-21", "G000000520", "G000000503", "52000001", "50400002").Replace(row)
		got := o.bring(head+"\n"+row+taken, false)
		if len(got.Faults) != 2 || got.Faults[0].Line != 3 || got.Faults[0].Column != "application" || got.Faults[1].Column != "uci" || o.brought("R-20") != nil {
			o.Errorf("%+v", got)
		}
		if got := o.bring(head+"\n"+row, false); got.New != 1 {
			o.Fatalf("%+v", got)
		}
		list, err := o.app.Store.Entries(bg, 2026, o.brought("R-20").Case.ID)
		if err != nil || len(list) != 2 || list[0].Kind != spaces.Confirm || list[1].Kind != spaces.Over || list[1].Persons != 1 {
			o.Errorf("past the number: %+v, %v", list, err)
		}
	})
}

// Rule I-102: a corrected row changes what the source owns; what somebody here has changed stays.
func TestRule_I_102_ACorrectedFile(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.bring(history, false)
		fixed := strings.NewReplacer("1982-01-02", "1982-02-02", "G000000503", "G000000593", "R-6,G000000507,UNHCR,landed", "R-6,G000000507,UNHCR,closed").Replace(history)
		fixed = strings.Replace(fixed, "2024-02-03,,,1,50700001", "2024-02-03,2026-01-01,,1,50700001", 1)
		got := o.bring(fixed, false)
		f := o.brought("R-3")
		if got.Changed != 1 || got.Same != 8 || f.Persons[0].Born != "1982-02-02" || f.Filings[0].Number != "G000000593" || o.brought("R-6").Case.State != casefile.PostArrival {
			o.Errorf("%+v", got)
		}
		var said []string
		for _, n := range got.Notes {
			said = append(said, n.Column+" "+n.Key)
		}
		want := []string{"application " + bridge.NoteChanged, "born " + bridge.NoteChanged, "stage " + bridge.NoteAct, "ended " + bridge.NoteAct}
		if !slices.Equal(said, want) {
			o.Errorf("%q, want %q", said, want)
		}
		for number, want := range map[string]bool{"G000000503": false, "G000000593": true} {
			list, err := o.app.Store.Find(bg, number, store.Query{}, 5)
			if err != nil || (len(list) == 1 && list[0] == f.Case.ID) != want {
				o.Errorf("%s finds %v, %v", number, list, err)
			}
		}
	})
}

// Rule I-102: work goes on from where a case came. An approval that came has no decision of ours: its partner is told no outcome, a visa
// asks to which province, and the person lands once.
func TestRule_I_102_WorkGoesOn(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.bring(strings.Replace(history, ",ON,1,50400001", ",,1,50400001", 1), false)
		f := o.brought("R-4")
		if f.Case.Outward() != casefile.StageDecision {
			o.Errorf("the partner reads %s", f.Case.Outward())
		}
		o.id = f.Case.ID
		visa := decision.Visa{Person: f.Persons[0].ID, Number: "V-9", Issued: "2026-08-01", ValidUntil: "2027-01-01", Document: decision.TravelDocument{Kind: decision.Passport, Number: "P1", Expires: "2028-01-01"}}
		_, err := o.app.IssueVisa(bg, o.w(assistant), visa)
		o.no("X-25", "", err)
		o.bring(history, false)
		for _, p := range f.Persons {
			visa.Person = p.ID
			o.ok(o.app.IssueVisa(bg, o.w(assistant), visa))
		}
		o.ok(o.app.RecordOrientation(bg, o.w(assistant), decision.Orientation{Persons: []string{f.Persons[0].ID}, Began: "2026-08-03", Days: 3, HeldBy: "IOM"})) // as of any family that is to come
		for _, p := range f.Persons {
			o.ok(o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: p.ID, Day: "2026-08-10", Confirmed: "IOM"}))
			o.ok(o.app.RecordLanding(bg, o.w(assistant), decision.Landing{Person: p.ID, Day: "2026-08-11", Place: "Toronto", Document: "D"}))
		}
		o.in(casefile.PostArrival)
		if d := o.balance(spaces.Commitment, 2026, ""); d.Landed != 2 || d.Planned != 1 {
			o.Errorf("%+v", d)
		}
		if d := o.balance(spaces.Allocation, 2025, "FLD"); d.Consumed != 2 || d.Confirmed != 1 {
			o.Errorf("%+v", d)
		}
	})
}

var postArrival = access.Actor{Account: "postarrival.hq", Role: access.PostArrival, Unit: "HQ", Language: "en"}

// extract is what the case system has of some cases later on.
const extract = `record,application,stage,person,uci,landed,landed_place,landed_document
R-5,G000000506,landed,1,50600001,2026-08-20,Toronto,D-5
R-6,G000000507,landed,1,50700001,2024-05-07,Toronto,D-1
R-6,,,2,50700002,,,
R-6,,,3,50700003,2025-02-10,,
R-3,G000000999,in_process,1,50300001,,,
R-3,,,2,50300009,,,
R-99,G000000998,filed,1,99900001,,,
`

func (o *office) compare(text string) *app.Compared {
	o.Helper()
	got, err := o.app.CompareExtract(bg, app.Write{Actor: fixture.System}, []byte(text), false)
	if err != nil || len(got.Faults) > 0 {
		o.Fatal(err, got)
	}
	return got
}

// Rule I-103: an extract changes nothing; what differs waits for a person, who keeps ours or takes theirs by the regular act, with a reason.
// The same extract again finds nothing new, and what was answered stays so.
func TestRule_I_103_DifferencesAreSettledByAPerson(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.bring(history, false)
		first := o.compare(extract)
		if first.Records != 4 || first.Matched != 3 || first.New != 6 || first.Differ != 3 || !slices.Equal(first.Unknown, []int{8}) {
			o.Fatalf("%+v", first)
		}
		before := o.state()
		if again := o.compare(extract); again.New+again.Over != 0 || again.Differ != 3 {
			o.Errorf("the same extract again: %+v", again)
		}
		if after := o.state(); after.Entries != before.Entries+1 || after.Rows != before.Rows+1 { // that it was compared
			o.Errorf("the same extract again: %+v, before %+v", after, before)
		}
		o.id = o.brought("R-5").Case.ID
		diff := func(k casefile.DifferenceKind) casefile.Difference {
			for _, d := range app.Differing(o.file()) {
				if d.Kind == k {
					return d
				}
			}
			o.Helper()
			o.Fatalf("no difference of kind %s", k)
			return casefile.Difference{}
		}
		settle := func(who access.Actor, d casefile.Difference, take bool, why string) error {
			_, err := o.app.SettleDifference(bg, o.w(who), d.ID, d.Version, app.Settled{Take: take, Why: why})
			return err
		}

		for _, who := range []access.Actor{assistant, officer, analyst, postArrival} { // whoever is listed a case with something to settle reads what it is
			f, err := o.app.View(bg, who, o.id, access.ViewDifferences, "")
			if err != nil {
				o.Errorf("%s: %v", who.Role, err)
			} else if len(app.Differing(f)) == 0 {
				o.Errorf("%s is shown no difference", who.Role)
			}
		}
		f, err := o.app.View(bg, postArrival, o.id, access.ViewTravel, "") // the travel of a case that came approved rests on that
		if err != nil || len(f.Broughts) != 1 || f.Broughts[0].Record != "" || len(f.Broughts[0].Persons) != 0 || o.app.Journey(f).Province() != f.Broughts[0].Province {
			o.Errorf("%+v %v", f, err)
		}
		d := diff(casefile.DifferLanding)
		o.err("not_found", settle(analyst, d, true, "They say so.")) // whoever may not record a landing takes none over
		o.err("forbidden", settle(caseworker, d, false, "Ours."))
		o.err("invalid", settle(postArrival, d, true, " "))
		if err := settle(postArrival, d, true, "Confirmed by the port of entry."); err != nil {
			o.Fatal(err)
		}
		f = o.file()
		if f.Case.State != casefile.PostArrival || f.Case.Landed != 1 || len(f.Landings) != 1 || f.Landings[0].Document != "D-5" || f.Landings[0].Brought {
			o.Errorf("%+v, %+v", f.Case, f.Landings)
		}
		if len(app.Differing(f)) != 0 {
			o.Errorf("the stage follows from the landing, and %+v waits", app.Differing(f))
		}
		o.err("I-103", settle(postArrival, d, true, "Again."))
		if d := o.balance(spaces.Commitment, 2026, ""); d.Landed != 1 {
			o.Errorf("landed in 2026: %+v", d)
		}

		o.id = o.brought("R-6").Case.ID
		if err := settle(postArrival, diff(casefile.DifferDay), true, "A slip of ours."); err != nil {
			o.Fatal(err)
		}
		if err := settle(postArrival, diff(casefile.DifferOurs), false, "We have the paper."); err != nil {
			o.Fatal(err)
		}
		f = o.file()
		if f.Case.Landed != 2 || len(f.Landings) != 4 || f.Landings[0].TakenBack == "" || f.Landings[3].Day != "2024-05-07" {
			o.Errorf("%+v", f.Landings)
		}
		if a, b := o.balance(spaces.Commitment, 2024, ""), o.balance(spaces.Commitment, 2025, ""); a.Landed != 1 || b.Landed != 1 || b.Other != 1 {
			o.Errorf("landed in 2024 %+v, in 2025 %+v", a, b)
		}
		if d := o.balance(spaces.Allocation, 2023, "UNHCR"); d != (spaces.Delta{Consumed: 2}) {
			o.Errorf("UNHCR in 2023: %+v", d)
		}

		o.id = o.brought("R-3").Case.ID
		o.err("I-103", settle(analyst, diff(casefile.DifferPerson), true, "They have one more."))
		if err := settle(analyst, diff(casefile.DifferNumber), true, "The number was mistyped here."); err != nil {
			o.Fatal(err)
		}
		if f = o.file(); f.Filings[0].Number != "G000000999" || f.Case.Summary.Application != "G000000999" {
			o.Errorf("%+v", f.Filings)
		}
		last := o.compare(extract)
		if last.New != 0 || last.Differ != 1 {
			o.Errorf("after it: %+v", last)
		}
		list, err := o.app.Differences(bg, analyst, 10)
		if err != nil || len(list) != 1 || list[0].ID != o.id || list[0].Summary.Name != "" || list[0].Summary.Differs != 1 {
			o.Errorf("%+v, %v", list, err)
		}
		f, err = o.app.View(bg, analyst, o.id, access.ViewDifferences, "")
		if err != nil || len(f.Persons)+len(f.Broughts)+len(f.Filings) > 0 || len(f.Differences) != 2 || f.Case.Summary.Name != "" {
			o.Errorf("an analyst opens %+v, %v", f, err)
		}
		if runs, err := o.app.Extracts(bg, analyst); err != nil || len(runs) != 3 {
			o.Errorf("%+v, %v", runs, err)
		}
	})
}

// Rule I-103: an extract that is said to have all cases that have a file and are not over says which cases here it lacks, once; a person
// says why, or it ends with the first extract that has them. One that is not said to be whole says nothing of them.
func TestRule_I_103_CasesThatAWholeExtractLacks(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.bring(history, false)
		whole := func(text string) *app.Compared {
			o.Helper()
			got, err := o.app.CompareExtract(bg, app.Write{Actor: fixture.System}, []byte(text), true)
			if err != nil || len(got.Faults) > 0 {
				o.Fatal(err, got)
			}
			return got
		}
		lacks := func() (out []string) {
			for _, n := range []string{"R-1", "R-2", "R-3", "R-4", "R-5", "R-6", "R-7", "R-8", "R-9"} {
				for _, d := range app.Differing(o.brought(n)) {
					if d.Kind == casefile.DifferLacking {
						out = append(out, n+" "+d.Ours)
					}
				}
			}
			return out
		}
		part := o.compare(extract)
		if list := lacks(); len(list) > 0 || part.Lacking != 0 {
			o.Fatalf("an extract that is not whole says %v", list)
		}
		first := whole(extract)
		want := []string{"R-2 filed", "R-4 approved"} // R-1 has no file yet, R-7 to R-9 are over
		if got := lacks(); !slices.Equal(got, want) || first.Lacking != 2 || first.New != 2 || first.Differ != part.Differ {
			o.Fatalf("%v, %+v, want %v", got, first, want)
		}
		if again := whole(extract); again.Lacking != 2 || again.New+again.Over != 0 {
			o.Errorf("again: %+v", again)
		}
		if o.compare(extract); !slices.Equal(lacks(), want) {
			o.Errorf("one that is not whole ends it: %v", lacks())
		}
		o.id = o.brought("R-4").Case.ID
		d := app.Differing(o.file())[0]
		_, err := o.app.SettleDifference(bg, o.w(analyst), d.ID, d.Version, app.Settled{Take: true, Why: "Theirs."})
		o.err("I-103", err)
		if _, err := o.app.SettleDifference(bg, o.w(analyst), d.ID, d.Version, app.Settled{Why: "They look for it."}); err != nil {
			o.Fatal(err)
		}
		got := whole(extract + "R-2,G000000502,filed,1,,,,\n")
		if list := lacks(); len(list) != 0 || got.New > 1 {
			o.Errorf("what was answered is asked again, or what came stays: %v, %+v", list, got)
		}
	})
}

// A package that came without a file is entered by a clerk, and its days count once a second one has confirmed them (decision 4).
func TestRule_I_102_AReferralIsEntered(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.bring(history, false)
		f := o.brought("R-1")
		r := f.Referrals[0]
		if !f.Case.Summary.Entering || r.Registered.By != "system" || r.Made.Day != "" || len(r.Claimed) != 2 || f.Persons[0].Travelling != people.Yes {
			o.Errorf("%+v, %+v", f.Case.Summary, r)
		}
		o.id = f.Case.ID
		clerk := access.Actor{Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO", Language: "en"}
		if err := o.app.ConfirmRegistered(bg, o.w(clerk), r.Version); err != nil {
			o.Fatal(err)
		}
		if f = o.brought("R-1"); f.Case.Summary.Entering || f.Referrals[0].Made.Day != "2026-07-01" || f.Referrals[0].Made.Second != "clerk.roco" {
			o.Errorf("%+v", f.Referrals[0])
		}
		if d := o.balance(spaces.Allocation, 2026, "FLD"); d.Confirmed != 1 {
			o.Errorf("its place is counted once: %+v", d)
		}
	})
}
