package assessment_test

import (
	"errors"
	"strings"
	"testing"

	"passage/internal/casework/assessment"
	"passage/internal/casework/fault"
)

// criteria is assessment 3.2 as the pack lists it, reduced to what rules read.
var criteria = []assessment.Criterion{
	{Code: "ELG-E1", Heading: assessment.Outside, Per: assessment.PerCase},
	{Code: "ELG-E4", Heading: assessment.Outside, Per: assessment.PerCountry},
	{Code: "ELG-E5", Heading: assessment.Fear, Per: assessment.PerCountry, Class: assessment.Convention},
	{Code: "ELG-E8", Heading: assessment.Fear, Per: assessment.PerCase},
	{Code: "ELG-E10", Heading: assessment.Fear, Per: assessment.PerClass},
	{Code: "ELG-E6", Heading: assessment.Protection, Per: assessment.PerCountry, Class: assessment.Convention},
	{Code: "ELG-E7", Heading: assessment.Protection, Per: assessment.PerCountry, Class: assessment.Convention},
	{Code: "ELG-E9a", Heading: assessment.Durable, Per: assessment.PerCountry},
	{Code: "ELG-E9b", Heading: assessment.Durable, Per: assessment.PerCase},
	{Code: "ELG-E9c", Heading: assessment.Durable, Per: assessment.PerCase},
	{Code: "ELG-E3", Heading: assessment.Intention, Per: assessment.PerCase},
	{Code: "ELG-E12", Heading: assessment.Establish, Per: assessment.PerCase},
	{Code: "ELG-E13", Heading: assessment.Establish, Per: assessment.PerCase},
	{Code: "ELG-E14", Heading: assessment.Establish, Per: assessment.PerCase},
}

var (
	one       = assessment.Subject{Countries: []string{"XKK"}, Members: []string{"p2"}}
	page4     = []assessment.Evidence{{Document: "doc19", Page: "4"}}
	silence   = assessment.Note{ID: "NOTE-silence", Bars: true}
	place     = assessment.Note{ID: "NOTE-place", Bars: true}
	permanent = assessment.Note{ID: "NOTE-permanence"}
)

func repatriation(a assessment.Answer) assessment.Finding {
	return assessment.Finding{
		ID:       "f1",
		Row:      assessment.Row{Criterion: assessment.Repatriation, Country: "XKK"},
		Reasons:  "The work depends on presence in District R.",
		Evidence: page4,
		Facts:    []assessment.Fact{{Question: assessment.Return, Answer: a, Evidence: page4}},
		Notes: []assessment.NoteAnswer{
			{Note: silence.ID, Answer: assessment.DoesNotArise, Reason: "The work may go on."},
			{Note: place.ID, Answer: assessment.DoesNotArise, Reason: "The work may go on in District R."},
		},
	}
}

func sheet(findings ...assessment.Finding) assessment.Sheet {
	return assessment.Build(criteria, one, findings)
}

func recorded(f assessment.Finding) assessment.Finding {
	f.Status = assessment.Recorded
	if r, _ := f.Follows(); r != "" {
		f.Result = r
	}
	return f
}

// stopped asserts that a rule said no, and which.
func stopped(t *testing.T, err error, rule string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("not stopped by %s: %v", rule, err)
	}
	if f.Rule == rule {
		return
	}
	for _, field := range f.Fields {
		if field.Rule == rule {
			return
		}
	}
	t.Fatalf("stopped by %v, want %s", f, rule)
}

// wrong asserts that a field is named.
func wrong(t *testing.T, err error, field string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("no fault on %s: %v", field, err)
	}
	for _, x := range f.Fields {
		if x.Name == field {
			return
		}
	}
	t.Fatalf("%v does not name %s", f, field)
}

func TestRule_A_18_SilenceIsNoDurableSolution(t *testing.T) {
	f := repatriation(assessment.SafeIfSilent)
	s := sheet()
	got, err := s.Record(f, []assessment.Note{silence, place})
	if err != nil {
		t.Fatal(err)
	}
	if got.Result != assessment.Met {
		t.Errorf("return safe only in silence: %q, want met: there is no durable solution", got.Result)
	}
	f.Result = assessment.NotMet
	_, err = s.Record(f, []assessment.Note{silence, place})
	stopped(t, err, "A-18")
	for _, r := range []assessment.Result{assessment.Undetermined, assessment.NotApplicable} {
		f.Result = r
		_, err = s.Record(f, []assessment.Note{silence, place})
		stopped(t, err, "A-18")
	}
}

func TestRule_A_19_AnotherPlaceIsNoDurableSolution(t *testing.T) {
	f := repatriation(assessment.SafeElsewhere)
	f.Result = assessment.NotMet
	s := sheet()
	_, err := s.Record(f, nil)
	stopped(t, err, "A-19")
	f.Result = ""
	got, err := s.Record(f, nil)
	if err != nil || got.Result != assessment.Met {
		t.Fatalf("%q, %v", got.Result, err)
	}
}

func TestRule_X_4_WhileTheFactsStand(t *testing.T) {
	notes := []assessment.Note{silence, place}
	safe := repatriation(assessment.Safe)

	t.Run("nothing stands: a durable solution can be recorded", func(t *testing.T) {
		s := sheet()
		got, err := s.Record(safe, notes)
		if err != nil || got.Result != assessment.NotMet {
			t.Fatalf("%q, %v", got.Result, err)
		}
	})
	t.Run("hiding", func(t *testing.T) {
		f := repatriation(assessment.SafeHiding)
		f.Result = assessment.NotMet
		s := sheet()
		_, err := s.Record(f, notes)
		stopped(t, err, "X-4")
	})
	t.Run("a flight alternative is no way round", func(t *testing.T) {
		s := sheet(recorded(repatriation(assessment.SafeIfSilent)))
		_, err := s.Record(assessment.Finding{
			Row:     assessment.Row{Criterion: assessment.FlightInside, Class: assessment.Convention, Country: "XKK"},
			Reasons: "City Z is safe.", Evidence: page4,
			Facts: []assessment.Fact{{Question: assessment.Relocation, Answer: assessment.Safe, Evidence: page4, Note: "City Z"}},
		}, nil)
		stopped(t, err, "X-4")
	})
	t.Run("nor is the other way round", func(t *testing.T) {
		flight := assessment.Finding{
			ID: "f7", Row: assessment.Row{Criterion: assessment.FlightInside, Class: assessment.Convention, Country: "XKK"},
			Facts: []assessment.Fact{{Question: assessment.Relocation, Answer: assessment.SafeHiding, Evidence: page4}},
		}
		s := sheet(recorded(flight))
		_, err := s.Record(safe, notes)
		stopped(t, err, "X-4")
	})
	t.Run("another country is another finding", func(t *testing.T) {
		two := assessment.Subject{Countries: []string{"XKK", "XMM"}}
		s := assessment.Build(criteria, two, []assessment.Finding{recorded(repatriation(assessment.SafeIfSilent))})
		f := safe
		f.Country = "XMM"
		if _, err := s.Record(f, notes); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("the note that applies says the same", func(t *testing.T) {
		f := repatriation(assessment.Safe)
		f.Notes[0].Answer = assessment.Applies
		s := sheet()
		_, err := s.Record(f, notes)
		stopped(t, err, "X-4")
	})
	t.Run("only the facts change, with evidence", func(t *testing.T) {
		s := sheet(recorded(repatriation(assessment.SafeIfSilent)))
		f := safe
		f.Facts = []assessment.Fact{{Question: assessment.Return, Answer: assessment.Safe}}
		_, err := s.Record(f, notes)
		stopped(t, err, "A-18")
		f.Facts[0].Evidence = page4
		got, err := s.Record(f, notes)
		if err != nil || got.Result != assessment.NotMet {
			t.Fatalf("with evidence: %q, %v", got.Result, err)
		}
		if got.Supersedes != "f1" {
			t.Errorf("supersedes %q", got.Supersedes)
		}
	})
	t.Run("leaving the facts out changes nothing", func(t *testing.T) {
		s := sheet(recorded(repatriation(assessment.SafeElsewhere)))
		f := safe
		f.Facts, f.Result = nil, assessment.NotMet
		_, err := s.Record(f, notes)
		if err == nil {
			t.Fatal("recorded")
		}
	})
}

func TestRule_A_27_FlightThatLeavesTheWork(t *testing.T) {
	f := assessment.Finding{
		Row:     assessment.Row{Criterion: assessment.FlightInside, Class: assessment.Convention, Country: "XKK"},
		Reasons: "City Z is far from the community.", Evidence: page4,
		Facts:  []assessment.Fact{{Question: assessment.Relocation, Answer: assessment.SafeElsewhere, Evidence: page4}},
		Result: assessment.NotMet,
	}
	s := sheet()
	_, err := s.Record(f, nil)
	stopped(t, err, "A-27")
}

func TestRule_A_26_ThePlaceIsNamed(t *testing.T) {
	f := assessment.Finding{
		Row:     assessment.Row{Criterion: assessment.FlightInside, Class: assessment.Convention, Country: "XKK"},
		Reasons: "There is a safe place.", Evidence: page4,
		Facts: []assessment.Fact{{Question: assessment.Relocation, Answer: assessment.Safe, Evidence: page4}},
	}
	s := sheet()
	_, err := s.Record(f, nil)
	wrong(t, err, "fact.relocation.note")
	f.Facts[0].Note = "City Z"
	if _, err = s.Record(f, nil); err != nil {
		t.Fatal(err)
	}
}

func TestRule_A_29_ReluctanceCarriesNoFinding(t *testing.T) {
	f := assessment.Finding{
		Row: assessment.Row{Criterion: assessment.SeeksResidence}, Result: assessment.NotMet,
		Reasons: "The applicant hopes to go back.", Evidence: page4,
		Facts: []assessment.Fact{{Question: assessment.Reluctance, Answer: assessment.OnlyReluctance}},
		Notes: []assessment.NoteAnswer{{Note: permanent.ID, Answer: assessment.DoesNotArise, Reason: "Because."}},
	}
	s := sheet()
	_, err := s.Record(f, []assessment.Note{permanent})
	stopped(t, err, "A-29")
	f.Facts = nil
	_, err = s.Record(f, []assessment.Note{permanent})
	wrong(t, err, "fact.reluctance")
	f.Facts = []assessment.Fact{{Question: assessment.Reluctance, Answer: assessment.OtherIntention}}
	if _, err = s.Record(f, []assessment.Note{permanent}); err != nil {
		t.Fatal(err)
	}
	if _, err = s.SaveDraft(assessment.Finding{Row: f.Row, Result: assessment.NotMet, Facts: []assessment.Fact{{Question: assessment.Reluctance, Answer: assessment.OnlyReluctance}}}); err != nil {
		t.Fatal("a draft always saves:", err)
	}
}

func TestRule_A_1_EveryNoteIsAnsweredWithAReason(t *testing.T) {
	notes := []assessment.Note{silence, place}
	s := sheet()
	f := repatriation(assessment.NotSafe)
	f.Notes = f.Notes[:1]
	_, err := s.Record(f, notes)
	wrong(t, err, "note."+place.ID)
	f = repatriation(assessment.Safe)
	f.Notes[1].Reason = "  "
	_, err = s.Record(f, notes)
	wrong(t, err, "note."+place.ID+".reason")
	f = repatriation(assessment.NotSafe)
	f.Reasons, f.Evidence, f.Facts[0].Evidence = "", nil, nil
	_, err = s.Record(f, notes)
	for _, field := range []string{"reasons", "evidence", "fact.return"} {
		wrong(t, err, field)
	}
	if _, err := s.SaveDraft(f); err != nil {
		t.Fatal("a draft always saves:", err)
	}
}

func TestRule_A_33_VulnerabilityBeforeEstablishment(t *testing.T) {
	establish := assessment.Finding{Row: assessment.Row{Criterion: assessment.Establishment}, Result: assessment.Met, Reasons: "Work and language.", Evidence: page4}
	vulnerable := func(a assessment.Answer) assessment.Finding {
		return recorded(assessment.Finding{Row: assessment.Row{Criterion: assessment.VulnerableNow}, Reasons: "Two attacks in May.", Evidence: page4,
			Facts: []assessment.Fact{{Question: assessment.Vulnerable, Answer: a, Evidence: page4}}})
	}
	s := sheet()
	_, err := s.Record(establish, nil)
	stopped(t, err, "A-33")
	s = sheet(vulnerable(assessment.Unknown))
	_, err = s.Record(establish, nil)
	stopped(t, err, "A-33")
	s = sheet(vulnerable(assessment.Neither))
	if _, err = s.Record(establish, nil); err != nil {
		t.Fatal(err)
	}
	if s.NotMet() != nil {
		t.Error("being neither vulnerable nor in urgent need is not against the applicant")
	}
}

func TestRule_A_32_EstablishmentDoesNotApply(t *testing.T) {
	for _, a := range []assessment.Answer{assessment.UrgentNeed, assessment.Heightened} {
		s := sheet(recorded(assessment.Finding{Row: assessment.Row{Criterion: assessment.VulnerableNow}, Facts: []assessment.Fact{{Question: assessment.Vulnerable, Answer: a}}}))
		l := s.Line(assessment.Row{Criterion: assessment.Establishment})
		if !l.Exempt() {
			t.Fatalf("%s: establishment is still asked", a)
		}
		_, err := s.Record(assessment.Finding{Row: l.Row, Result: assessment.NotMet, Reasons: "No work.", Evidence: page4}, nil)
		stopped(t, err, "A-32")
		_, rows := s.Progress()
		open := sheet()
		if _, all := open.Progress(); rows != all-1 {
			t.Errorf("rows %d of %d: an exempt row is not counted", rows, all)
		}
	}
}

func TestRule_A_20_LocalIntegrationInOrder(t *testing.T) {
	row := assessment.Row{Criterion: assessment.Integration}
	finding := func(answers ...assessment.Answer) assessment.Finding {
		f := assessment.Finding{Row: row, Reasons: "Permit ends in June.", Evidence: page4}
		for i, a := range answers {
			f.Facts = append(f.Facts, assessment.Fact{Question: assessment.Questions[assessment.Integration][i], Answer: a, Evidence: page4})
		}
		return f
	}
	s := sheet()
	for name, c := range map[string]struct {
		f    assessment.Finding
		want assessment.Result
	}{
		"refoulement ends it":         {finding(assessment.Yes), assessment.Met},
		"fear there ends it":          {finding(assessment.No, assessment.Yes), assessment.Met},
		"no livelihood ends it":       {finding(assessment.No, assessment.No, assessment.No), assessment.Met},
		"no freedom to move ends it":  {finding(assessment.No, assessment.No, assessment.Yes, assessment.No), assessment.Met},
		"not known is not determined": {finding(assessment.No, assessment.Unknown), assessment.Undetermined},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := s.Record(c.f, nil)
			if err != nil || got.Result != c.want {
				t.Fatalf("%q, %v", got.Result, err)
			}
			c.f.Result = assessment.NotMet
			_, err = s.Record(c.f, nil)
			stopped(t, err, "A-20")
		})
	}
	t.Run("later answers after the end are dropped", func(t *testing.T) {
		got, err := s.SaveDraft(finding(assessment.Yes, assessment.No, assessment.Yes, assessment.Yes))
		if err != nil || len(got.Facts) != 1 {
			t.Fatalf("%v, %v", got.Facts, err)
		}
	})
	t.Run("a question may not be skipped", func(t *testing.T) {
		f := finding(assessment.No)
		f.Result = assessment.NotMet
		f.Facts = append(f.Facts, assessment.Fact{Question: assessment.Movement, Answer: assessment.Yes, Evidence: page4})
		_, err := s.Record(f, nil)
		wrong(t, err, "fact.asylum_fear")
	})
	t.Run("when none ends it the officer finds", func(t *testing.T) {
		f := finding(assessment.No, assessment.No, assessment.Yes, assessment.Yes)
		f.Result = assessment.NotMet
		if _, err := s.Record(f, nil); err != nil {
			t.Fatal(err)
		}
		f.Result = ""
		_, err := s.Record(f, nil)
		wrong(t, err, "result")
	})
}

func TestRule_A_16_ATemporaryOfferIsNotResettlement(t *testing.T) {
	s := sheet()
	f := assessment.Finding{Row: assessment.Row{Criterion: assessment.ThirdCountry}, Reasons: "A six-month relocation grant.", Evidence: page4,
		Facts: []assessment.Fact{{Question: assessment.Offer, Answer: assessment.Temporary, Evidence: page4}}, Result: assessment.NotMet}
	_, err := s.Record(f, nil)
	stopped(t, err, "A-16")
}

func TestRule_A_8_OneFindingForEachNationality(t *testing.T) {
	s := assessment.Build(criteria, assessment.Subject{Countries: []string{"XKK", "XMM"}}, nil)
	n := map[string]int{}
	for _, l := range s.Lines {
		n[l.Criterion]++
	}
	for _, code := range []string{"ELG-E4", "ELG-E5", "ELG-E6", "ELG-E7", "ELG-E9a"} {
		if n[code] != 2 {
			t.Errorf("%s: %d rows for two nationalities", code, n[code])
		}
	}
	if n["ELG-E1"] != 1 || n["ELG-E9b"] != 1 {
		t.Errorf("rows asked once: %v", n)
	}
	fear := recorded(assessment.Finding{Row: assessment.Row{Criterion: "ELG-E5", Class: assessment.Convention, Country: "XMM"}, Result: assessment.NotMet})
	s = assessment.Build(criteria, assessment.Subject{Countries: []string{"XKK", "XMM"}}, []assessment.Finding{fear})
	_, err := s.Record(assessment.Finding{Row: assessment.Row{Criterion: "ELG-E10", Class: assessment.Convention}, Result: assessment.Met, Reasons: "All limbs.", Evidence: page4}, nil)
	stopped(t, err, "A-8")
}

func TestRule_A_12_BothClassesBeforeRefusal(t *testing.T) {
	classRows := func(s assessment.Sheet) (rows []string) {
		for _, l := range s.Lines {
			if l.Criterion == assessment.ClassMet {
				rows = append(rows, l.Key())
			}
		}
		return rows
	}
	s := sheet()
	if got := strings.Join(classRows(s), " "); got != "ELG-E10.convention" {
		t.Errorf("without an adverse finding: %s", got)
	}
	fear := recorded(assessment.Finding{Row: assessment.Row{Criterion: "ELG-E5", Class: assessment.Convention, Country: "XKK"}, Result: assessment.NotMet})
	s = sheet(fear)
	want := "ELG-E10.convention ELG-E10.asylum ELG-E10.convention..p2 ELG-E10.asylum..p2"
	if got := strings.Join(classRows(s), " "); got != want {
		t.Errorf("before a refusal: %s, want %s", got, want)
	}
	stopped(t, s.CheckForSigning(func(string) []assessment.Note { return nil }), "A-12")
}

func TestRule_A_23_UndeterminedBlocksSigning(t *testing.T) {
	f := recorded(repatriation(assessment.Unknown))
	s := sheet(f)
	stopped(t, s.CheckForSigning(func(string) []assessment.Note { return nil }), assessment.Repatriation)
}

func TestSigningChecksAgain(t *testing.T) {
	all := func(change func(*assessment.Finding)) assessment.Sheet {
		var findings []assessment.Finding
		s := sheet()
		for _, l := range s.Lines {
			f := assessment.Finding{ID: l.Key(), Row: l.Row, Result: assessment.Met, Reasons: "As the file shows.", Evidence: page4, Status: assessment.Recorded}
			for _, q := range assessment.Questions[l.Criterion] {
				a := map[assessment.Question]assessment.Answer{assessment.Return: assessment.NotSafe, assessment.Relocation: assessment.NotSafe,
					assessment.Refoulement: assessment.Yes, assessment.Offer: assessment.NoOffer, assessment.Vulnerable: assessment.UrgentNeed, assessment.Agent: assessment.State}[q]
				if a != "" {
					f.Facts = append(f.Facts, assessment.Fact{Question: q, Answer: a, Evidence: page4})
				}
			}
			change(&f)
			findings = append(findings, f)
		}
		return sheet(findings...)
	}
	none := func(string) []assessment.Note { return nil }
	s := all(func(*assessment.Finding) {})
	if err := s.CheckForSigning(none); err != nil {
		t.Fatal(err)
	}
	wrong(t, s.CheckForSigning(func(code string) []assessment.Note {
		if code == assessment.Repatriation {
			return []assessment.Note{silence}
		}
		return nil
	}), "ELG-E9a..XKK")
	s = all(func(f *assessment.Finding) {
		if f.Criterion == assessment.Repatriation {
			f.Facts[0].Answer, f.Result = assessment.SafeIfSilent, assessment.NotMet // as a tampered or imported row would say
		}
	})
	wrong(t, s.CheckForSigning(none), "ELG-E9a..XKK")
}

func TestRule_X_14_QuebecStandsInForEstablishment(t *testing.T) {
	s := assessment.Build(criteria, assessment.Subject{Countries: []string{"XKK"}, Quebec: true}, nil)
	if s.Line(assessment.Row{Criterion: assessment.Establishment}) != nil || s.Line(assessment.Row{Criterion: assessment.QuebecSelects}) == nil {
		t.Error("Quebec-bound: establishment is asked, or Quebec's selection is not")
	}
	s = sheet()
	if s.Line(assessment.Row{Criterion: assessment.Establishment}) == nil || s.Line(assessment.Row{Criterion: assessment.QuebecSelects}) != nil {
		t.Error("not Quebec-bound: establishment is not asked, or Quebec's selection is")
	}
}

func TestAnUnknownRowOrCodeIsRefused(t *testing.T) {
	s := sheet()
	_, err := s.SaveDraft(assessment.Finding{Row: assessment.Row{Criterion: "ELG-E99"}})
	if err == nil {
		t.Error("a criterion that does not exist was saved")
	}
	_, err = s.SaveDraft(assessment.Finding{Row: assessment.Row{Criterion: "ELG-E1"}, Result: "maybe"})
	wrong(t, err, "result")
	_, err = s.SaveDraft(assessment.Finding{Row: assessment.Row{Criterion: "ELG-E1"}, Facts: []assessment.Fact{{Question: assessment.Return, Answer: assessment.Safe}}})
	wrong(t, err, "fact.return")
	_, err = s.SaveDraft(assessment.Finding{Row: assessment.Row{Criterion: "ELG-E1"}, Reasons: strings.Repeat("é", 8001)})
	wrong(t, err, "reasons")
}

// Rule A-17: only return that is safe for this person, after lasting and meaningful change, speaks against the row.
func TestRule_A_17_OnlySafeForThisPerson(t *testing.T) {
	for answer, want := range map[assessment.Answer]assessment.Result{assessment.Safe: assessment.NotMet, assessment.NotSafe: assessment.Met,
		assessment.SafeIfSilent: assessment.Met, assessment.SafeElsewhere: assessment.Met, assessment.SafeHiding: assessment.Met, assessment.Unknown: assessment.Undetermined} {
		f := repatriation(answer)
		if got, rule := f.Follows(); got != want || answer == assessment.Safe && rule != "A-17" {
			t.Errorf("%s: %s by %s, want %s", answer, got, rule, want)
		}
	}
}

// Rule A-25: recognition by UNHCR is an item of evidence with a type, a day and a document; a finding against it needs a reason of
// its own, and it decides nothing by itself.
func TestRule_A_25_RecognitionIsEvidence(t *testing.T) {
	row := assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}
	s := assessment.Build([]assessment.Criterion{{Code: assessment.Persecution, Heading: assessment.Fear, Per: assessment.PerCountry, Class: assessment.Convention}}, assessment.Subject{Countries: []string{"XKK"}}, nil)
	whole := assessment.Fact{Question: assessment.Recognition, Answer: assessment.Mandate, Day: "2024-05-06", Evidence: page4}
	for _, c := range []struct {
		name   string
		result assessment.Result
		change func(*assessment.Fact)
		want   string
	}{
		{"met, on file", assessment.Met, func(*assessment.Fact) {}, ""},
		{"without a day", assessment.Met, func(x *assessment.Fact) { x.Day = "" }, "fact.recognition.day"},
		{"without a document", assessment.Met, func(x *assessment.Fact) { x.Evidence = nil }, "fact.recognition.doc"},
		{"no day at all", assessment.Met, func(x *assessment.Fact) { x.Day = "2024-13-40" }, "fact.recognition.day"},
		{"not met, and not said why", assessment.NotMet, func(x *assessment.Fact) { x.Note = " " }, "fact.recognition.note"},
		{"of a group, not met", assessment.NotMet, func(x *assessment.Fact) { x.Answer = assessment.PrimaFacie }, "fact.recognition.note"},
		{"not met, and said why", assessment.NotMet, func(x *assessment.Fact) { x.Note = "It was withdrawn." }, ""},
		{"not recognised", assessment.NotMet, func(x *assessment.Fact) {
			*x = assessment.Fact{Question: assessment.Recognition, Answer: assessment.NotRecognised}
		}, ""},
		{"a reason, and no answer yet", assessment.Met, func(x *assessment.Fact) { x.Answer, x.Note = "", "Because." }, "fact.recognition"},
	} {
		x := whole
		c.change(&x)
		_, err := s.Record(assessment.Finding{Row: row, Result: c.result, Reasons: "As on file.", Evidence: page4, Facts: []assessment.Fact{x}}, nil)
		if c.want == "" && err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if c.want != "" {
			wrong(t, err, c.want)
		}
	}
	if _, err := s.Record(assessment.Finding{Row: row, Result: assessment.NotMet, Reasons: "As on file.", Evidence: page4}, nil); err != nil {
		t.Errorf("nobody is recognised by silence: %v", err)
	}
	kept, err := s.SaveDraft(assessment.Finding{Row: row, Facts: []assessment.Fact{{Question: assessment.Recognition, Note: "Half a sentence"}}})
	if err != nil || len(kept.Facts) != 1 {
		t.Errorf("what was typed is lost: %+v, %v", kept, err)
	}
}
