package app_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// given puts entries into a case beside the rules that would refuse many of them: as an import, an older version of
// the rules or a change of the facts may leave them. What the pack then says is asked.
func (o *office) given(put func(tx *store.Tx, f *store.File) error) {
	o.Helper()
	_, err := o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(o.id)
		if err != nil {
			return "", err
		}
		return "", put(tx, f)
	})
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) contradictions() map[string]app.Contradiction {
	o.Helper()
	f := o.file()
	list, err := o.app.Contradictions(f, o.app.Sheet(f), o.app.Admissibility(f), "")
	if err != nil {
		o.Fatal(err)
	}
	out := map[string]app.Contradiction{}
	for _, c := range list {
		out[c.Rule.ID] = c
	}
	return out
}

// finds saves findings as they are.
func finds(list ...assessment.Finding) func(*store.Tx, *store.File) error {
	return func(tx *store.Tx, f *store.File) error {
		for _, x := range list {
			x.Status = assessment.Recorded
			if err := tx.SaveFinding(f, &x); err != nil {
				return err
			}
		}
		return nil
	}
}

func grounds(list ...assessment.Ground) func(*store.Tx, *store.File) error {
	return func(tx *store.Tx, f *store.File) error {
		for _, x := range list {
			x.Person, x.Status = f.Persons[0].ID, assessment.Recorded
			if err := tx.SaveGround(f, &x); err != nil {
				return err
			}
		}
		return nil
	}
}

func decides(d decision.Decision, also ...func(*store.Tx, *store.File) error) func(*store.Tx, *store.File) error {
	return func(tx *store.Tx, f *store.File) error {
		d.By, d.Status = officer.Account, decision.Draft
		for _, put := range also {
			if err := put(tx, f); err != nil {
				return err
			}
		}
		return tx.SaveDecision(f, &d)
	}
}

func onRow(criterion, class, country string, r assessment.Result, facts ...assessment.Fact) assessment.Finding {
	return assessment.Finding{Row: assessment.Row{Criterion: criterion, Class: assessment.Class(class), Country: country}, Result: r, Facts: facts}
}

func fact(q assessment.Question, a assessment.Answer) assessment.Fact {
	return assessment.Fact{Question: q, Answer: a}
}

type entries = func(*store.Tx, *store.File) error

// contradiction asserts that a contradiction is pointed out for some entries, with places, and not for others.
func contradiction(t *testing.T, id string, fires, silent entries) {
	t.Helper()
	o := open(t, storetest.Open(t), casefile.Eligibility)
	if _, ok := o.contradictions()[id]; ok {
		t.Errorf("%s is pointed out on a case without findings", id)
	}
	o.given(fires)
	c, ok := o.contradictions()[id]
	if !ok || len(c.Places) == 0 || len(c.Entries) == 0 || c.Settled {
		t.Errorf("%s is not pointed out: %+v", id, c)
	}
	o = open(t, storetest.Open(t), casefile.Eligibility)
	o.given(silent)
	if c, ok := o.contradictions()[id]; ok {
		t.Errorf("%s is pointed out without need: %v", id, c.Places)
	}
}

func TestRule_X_1_InCanada(t *testing.T) {
	in := func(country string) entries {
		return func(tx *store.Tx, f *store.File) error {
			p := f.Persons[0]
			p.Residence = country
			return tx.SavePerson(f, &p)
		}
	}
	contradiction(t, "X-1", in("CAN"), in("XMM"))
}

func TestRule_X_2_OutsideTheMemorandum(t *testing.T) {
	made := func(day string) entries {
		return func(tx *store.Tx, f *store.File) error {
			f.Case.Referred = "2023-04-01"
			if day != "" {
				f.Case.Referred = "2023-02-28"
			}
			return nil
		}
	}
	contradiction(t, "X-2", made("2023-02-28"), made(""))
}

func TestRule_X_3_Wording(t *testing.T) {
	doubts := onRow("ELG-E5", "convention", "XKK", assessment.Met)
	doubts.Wording = true
	contradiction(t, "X-3", finds(doubts), finds(onRow("ELG-E5", "convention", "XKK", assessment.Met)))
}

func TestRule_X_4_SafetyOnConditions(t *testing.T) {
	exists := onRow("ELG-E7", "convention", "XKK", assessment.NotMet, fact(assessment.Relocation, assessment.Safe))
	for _, a := range []assessment.Answer{assessment.SafeIfSilent, assessment.SafeElsewhere, assessment.SafeHiding} {
		contradiction(t, "X-4",
			finds(onRow("ELG-E9a", "", "XKK", assessment.Met, fact(assessment.Return, a)), exists),
			finds(onRow("ELG-E9a", "", "XKK", assessment.Met, fact(assessment.Return, a))))
	}
	contradiction(t, "X-4",
		finds(onRow("ELG-E9a", "", "XKK", assessment.NotMet, fact(assessment.Return, assessment.SafeIfSilent))),
		finds(onRow("ELG-E9a", "", "XKK", assessment.NotMet, fact(assessment.Return, assessment.Safe))))
}

func TestRule_X_5_OnlyReluctance(t *testing.T) {
	contradiction(t, "X-5",
		finds(onRow("ELG-E3", "", "", assessment.NotMet, fact(assessment.Reluctance, assessment.OnlyReluctance))),
		finds(onRow("ELG-E3", "", "", assessment.NotMet, fact(assessment.Reluctance, assessment.OtherIntention))))
}

// A return home is on file: its context is noted, and the return itself decides nothing.
func TestRule_X_6_HomeWithoutItsContext(t *testing.T) {
	noted := func(a assessment.Arises, reason string) assessment.Finding {
		x := onRow(assessment.OutsideHome, "", "XKK", assessment.Met, fact(assessment.HomeTrip, assessment.Yes))
		x.Notes = []assessment.NoteAnswer{{Note: assessment.BriefReturn, Answer: a, Reason: reason}}
		return x
	}
	never := onRow(assessment.OutsideHome, "", "XKK", assessment.Met, fact(assessment.HomeTrip, assessment.No))
	contradiction(t, "X-6", finds(noted(assessment.DoesNotArise, "Nothing is known.")), finds(noted(assessment.Applies, "Four days, for a hearing, by another road.")))
	contradiction(t, "X-6", finds(onRow(assessment.OutsideHome, "", "XKK", assessment.Met, fact(assessment.HomeTrip, assessment.Yes))), finds(never))
	contradiction(t, "X-6", finds(noted(assessment.Applies, "")), finds(onRow(assessment.OutsideHome, "", "XKK", assessment.Met)))
}

func TestRule_X_7_SilentOnThePartnersAssessment(t *testing.T) {
	answered := onRow("ELG-E5", "convention", "XKK", assessment.NotMet)
	answered.Addressed = true
	contradiction(t, "X-7", finds(onRow("ELG-E5", "convention", "XKK", assessment.NotMet)), finds(answered))
}

func TestRule_X_8_TheStatePersecutesAndProtects(t *testing.T) {
	contradiction(t, "X-8",
		finds(onRow("ELG-E6", "convention", "XKK", assessment.NotMet, fact(assessment.Agent, assessment.State))),
		finds(onRow("ELG-E6", "convention", "XKK", assessment.NotMet, fact(assessment.Agent, assessment.NonState))))
}

func TestRule_X_9_OnlyTheAccuser(t *testing.T) {
	contradiction(t, "X-9",
		finds(onRow("ELG-E8", "", "", assessment.NotMet, fact(assessment.Source, assessment.OnlyAccuser))),
		finds(onRow("ELG-E8", "", "", assessment.NotMet, fact(assessment.Source, assessment.Independent))))
	contradiction(t, "X-9",
		grounds(assessment.Ground{Ground: "ADM-D1", Result: assessment.GroundInadmissible, Rests: assessment.OnlyAccuser}),
		grounds(assessment.Ground{Ground: "ADM-D1", Result: assessment.GroundInadmissible, Rests: assessment.Independent}))
}

func TestRule_X_10_PrecariousOrOffered(t *testing.T) {
	integrated := onRow("ELG-E9b", "", "", assessment.NotMet, fact(assessment.Refoulement, assessment.No))
	precarious := func(tx *store.Tx, f *store.File) error {
		p := f.Persons[0]
		p.Status = "expired"
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
		return finds(integrated)(tx, f)
	}
	contradiction(t, "X-10", precarious, finds(integrated))
}

func TestRule_X_11_AsylumClassWithGovernmentFunds(t *testing.T) {
	asylum := onRow("ELG-E10", "asylum", "", assessment.Met)
	against := onRow("ELG-E5", "convention", "XKK", assessment.NotMet) // opens the rows of both classes
	approve := decision.Decision{Outcome: decision.Approve}
	contradiction(t, "X-11", decides(approve, finds(against, asylum)), decides(approve, finds(against, asylum, onRow("ELG-E10", "convention", "", assessment.Met))))
}

func TestRule_X_12_NoSpace(t *testing.T) {
	contradiction(t, "X-12", decides(decision.Decision{Outcome: decision.Approve}),
		decides(decision.Decision{Outcome: decision.Approve, Space: decision.Space{Confirmed: true, Year: 2027}}))
}

func TestRule_X_14_EstablishmentAlthoughExempt(t *testing.T) {
	vulnerable := func(a assessment.Answer, r assessment.Result) assessment.Finding {
		return onRow("ELG-E12", "", "", r, fact(assessment.Vulnerable, a))
	}
	establish := onRow("ELG-E13", "", "", assessment.NotMet)
	contradiction(t, "X-14", finds(vulnerable(assessment.UrgentNeed, assessment.Met), establish), finds(vulnerable(assessment.Neither, assessment.NotMet), establish))
}

func TestRule_X_16_PostOrEndedListing(t *testing.T) {
	bars := func(ground, post string, analysed bool, ended policy.Day) entries {
		return grounds(assessment.Ground{Ground: ground, Result: assessment.GroundConcern, Post: post, Analysed: analysed, Ended: ended})
	}
	contradiction(t, "X-16", bars(assessment.RightsViolations, "Deputy governor", false, ""), bars(assessment.RightsViolations, "Deputy governor", true, ""))
	contradiction(t, "X-16", bars(assessment.Sanctions, "", false, "2026-01-05"), bars(assessment.Sanctions, "", false, ""))
	clear := grounds(assessment.Ground{Ground: assessment.Sanctions, Result: assessment.GroundClear, Ended: "2026-01-05"})
	contradiction(t, "X-16", bars(assessment.Sanctions, "", false, "2026-01-05"), clear)
}

func TestRule_X_17_WithoutTheWorksheet(t *testing.T) {
	g := assessment.Ground{Ground: "ADM-D5", Result: assessment.GroundInadmissible}
	worksheet := func(tx *store.Tx, f *store.File) error {
		w := assessment.Conviction{Person: f.Persons[0].ID, Status: assessment.Recorded, Stage: assessment.Convicted, Equivalent: assessment.IndictableLevel,
			ReliableConviction: assessment.Yes, Exceptions: []assessment.Exception{assessment.NoException}, ReliefConsidered: "x", Headquarters: "x", Conclusion: "x"}
		if err := tx.SaveConviction(f, &w); err != nil {
			return err
		}
		return grounds(g)(tx, f)
	}
	contradiction(t, "X-17", grounds(g), worksheet)
}

func TestRule_X_18_NeverByLaw(t *testing.T) {
	for _, code := range []string{"ADM-D8", "ADM-D9", "ADM-D10", "ADM-D11"} {
		contradiction(t, "X-18", grounds(assessment.Ground{Ground: code, Result: assessment.GroundInadmissible}),
			grounds(assessment.Ground{Ground: code, Result: assessment.GroundNotByLaw}))
	}
	contradiction(t, "X-18", grounds(assessment.Ground{Ground: "ADM-D7", Result: assessment.GroundInadmissible, Treatable: assessment.Yes}),
		grounds(assessment.Ground{Ground: "ADM-D7", Result: assessment.GroundInadmissible, Treatable: assessment.No}))
}

func TestRule_X_20_NobodyIsInadmissible(t *testing.T) {
	through := func(result assessment.GroundResult) entries {
		return func(tx *store.Tx, f *store.File) error {
			d7 := assessment.Ground{Person: f.Persons[1].ID, Ground: "ADM-D7", Result: result, Status: assessment.Recorded}
			if err := tx.SaveGround(f, &d7); err != nil {
				return err
			}
			return grounds(assessment.Ground{Ground: "ADM-D13", Result: assessment.GroundInadmissible, Through: f.Persons[1].ID})(tx, f)
		}
	}
	contradiction(t, "X-20", through(assessment.GroundClear), through(assessment.GroundInadmissible))
}

func TestRule_X_22_BeliefWithoutAnInterview(t *testing.T) {
	waived := func(mode casefile.Way) entries {
		return func(tx *store.Tx, f *store.File) error {
			i := casefile.Interview{Mode: mode, Status: casefile.InterviewWaived}
			if err := tx.SaveInterview(f, &i); err != nil {
				return err
			}
			x := onRow("ELG-E5", "convention", "XKK", assessment.NotMet)
			x.Belief = true
			return finds(x)(tx, f)
		}
	}
	contradiction(t, "X-22", waived(casefile.Waived), waived(casefile.InPerson))
}

func TestRule_X_23_AnotherOfficerHeard(t *testing.T) {
	heard := func(by string) entries {
		return decides(decision.Decision{Outcome: decision.Approve}, func(tx *store.Tx, f *store.File) error {
			i := casefile.Interview{Mode: casefile.InPerson, Status: casefile.InterviewSigned, Officer: by}
			return tx.SaveInterview(f, &i)
		})
	}
	contradiction(t, "X-23", heard("officer2.cedar"), heard(officer.Account))
}

func TestRule_X_24_ExpiresBeforeArrival(t *testing.T) {
	until := func(day string) entries {
		return decides(decision.Decision{Outcome: decision.Approve, Travel: "2026-12-01"}, func(tx *store.Tx, f *store.File) error {
			x := assessment.Track{Person: f.Persons[0].ID, Kind: assessment.Medical, Value: assessment.NoConcern, ValidUntil: "2027-01-01"}
			if day != "" {
				x.ValidUntil = "2026-11-30"
			}
			return tx.SaveTrack(f, &x)
		})
	}
	contradiction(t, "X-24", until("2026-11-30"), until(""))
}

func TestRule_X_25_BeforeQuebec(t *testing.T) {
	bound := func(d decision.Destination) entries {
		return decides(decision.Decision{Outcome: decision.Approve, Destination: d})
	}
	contradiction(t, "X-25", bound(decision.Destination{Province: "QC"}), bound(decision.Destination{Province: "QC", Quebec: "2026-08-01"}))
}

func TestRule_X_26_OneClassOnly(t *testing.T) {
	refuse := decision.Decision{Outcome: decision.Refuse}
	against := onRow("ELG-E5", "convention", "XKK", assessment.NotMet)
	both := func(tx *store.Tx, f *store.File) error {
		list := []assessment.Finding{against, onRow("ELG-E10", "convention", "", assessment.NotMet), onRow("ELG-E10", "asylum", "", assessment.NotMet)}
		for _, p := range f.Persons[1:] {
			for _, c := range []string{"convention", "asylum"} {
				x := onRow("ELG-E10", c, "", assessment.NotMet)
				x.Person = p.ID
				list = append(list, x)
			}
		}
		return finds(list...)(tx, f)
	}
	contradiction(t, "X-26", decides(refuse, finds(against, onRow("ELG-E10", "convention", "", assessment.NotMet))), decides(refuse, both))
}

// A contradiction of severity "second" is answered by the officer, looked at by a supervisor, and stands again when one
// of its entries changes; a factual one takes no answer (decision 1).
func TestContradictionsAreAnswered(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Eligibility)
	o.given(finds(onRow("ELG-E5", "convention", "XKK", assessment.NotMet),
		onRow("ELG-E3", "", "", assessment.NotMet, fact(assessment.Reluctance, assessment.OnlyReluctance))))
	if _, err := o.app.AnswerContradiction(bg, o.w(officer), "X-5", "They hesitated."); !rule(err, "X-5") {
		t.Errorf("X-5 was overruled: %v", err)
	}
	if _, err := o.app.AnswerContradiction(bg, o.w(officer), "X-18", "No."); !isKind(err, fault.Stopped) {
		t.Errorf("a contradiction that does not stand was answered: %v", err)
	}
	if _, err := o.app.AnswerContradiction(bg, o.w(supervisor), "X-7", "I say so."); !isKind(err, fault.Forbidden) {
		t.Errorf("a supervisor answered for the officer: %v", err)
	}
	o.ok(o.app.AnswerContradiction(bg, o.w(officer), "X-7", "The partner's assessment is of 2024."))
	if c := o.contradictions()["X-7"]; c.Answer == nil || c.Settled {
		t.Fatalf("%+v", c)
	}
	if _, err := o.app.LookAtContradiction(bg, o.w(officer), "X-7", true, "Mine."); !isKind(err, fault.Forbidden) {
		t.Errorf("the officer looked at their own answer: %v", err)
	}
	o.ok(o.app.LookAtContradiction(bg, o.w(supervisor), "X-7", true, "Read both."))
	if c := o.contradictions()["X-7"]; !c.Settled {
		t.Fatalf("%+v", c)
	}
	open, err := o.app.Unsettled(o.file())
	if err != nil || slices.ContainsFunc(open, func(x decision.Open) bool { return x.Code == "X-7" }) || !slices.ContainsFunc(open, func(x decision.Open) bool { return x.Code == "X-5" }) {
		t.Errorf("unsettled %v, %v", open, err)
	}
	o.given(func(tx *store.Tx, f *store.File) error {
		x := f.Findings[0]
		x.Reasons = "Other reasons."
		return tx.SaveFinding(f, &x)
	})
	if c := o.contradictions()["X-7"]; c.Settled || c.Answer != nil {
		t.Error("the entry changed, and the answer still holds")
	}
}

// Contradiction X-33: the text of a draft is close to what was signed on another case of the office. It is a note: the officer
// has seen it, and it is asked again for another case. What another office wrote is not compared, nor what was reopened.
func TestRule_X_33_DraftWithTheWordsOfAnotherCase(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		var words []string
		for i := range 120 {
			words = append(words, "reason"+strconv.Itoa(i))
		}
		text := strings.Join(words, " ")
		first := o.id
		var signed decision.Decision
		o.given(func(tx *store.Tx, f *store.File) error {
			signed = decision.Decision{Outcome: decision.Refuse, Status: decision.Signed, SignedAt: o.now, Summary: text}
			return tx.SaveDecision(f, &signed)
		})
		alike := func(summary string) []string {
			o.Helper()
			in, _ := decision.Current(o.file().Decisions)
			in.Outcome, in.Summary = decision.Refuse, summary
			o.ok(o.app.DraftDecision(bg, o.w(officer), in))
			return o.contradictions()["X-33"].Places
		}
		o.id = o.family(casefile.FinalReview, "FLD", "spruce")
		o.given(func(tx *store.Tx, f *store.File) error {
			return tx.SaveDecision(f, &decision.Decision{Outcome: decision.Refuse, Status: decision.Signed, SignedAt: o.now, Summary: text + " elsewhere"})
		})
		o.id = o.family(casefile.FinalReview, "FLD", "cedar")
		if got := alike("Reasons of this case alone, in its own few words."); got != nil {
			o.Errorf("its own words: %v", got)
		}
		if got := alike(strings.ToUpper(text) + "."); len(got) != 1 || got[0] != app.AlikePlace+string(first) {
			o.Fatalf("copied: %v", got)
		}
		if ref, ok := o.app.KnownCase(bg, officer, first); !ok || ref == "" {
			o.Error("the officer may open the other case and is not told which it is")
		}
		if _, ok := o.app.KnownCase(bg, access.Actor{Account: "officer.spruce", Role: access.Officer, Unit: "spruce"}, first); ok {
			o.Error("another office is told which case it is")
		}
		o.ok(o.app.AnswerContradiction(bg, o.w(officer), "X-33", "The same event, the same source."))
		alike(text + " and a word")
		if c := o.contradictions()["X-33"]; !c.Settled {
			o.Errorf("seen once, and asked again of the same case: %+v", c)
		}
		if err := o.app.Store.Reindex(bg); err != nil {
			o.Fatal(err)
		}
		if got := alike(text); len(got) != 1 {
			o.Errorf("after what is derived was made anew: %v", got)
		}
		third := o.id
		o.id = first
		o.given(func(tx *store.Tx, f *store.File) error {
			signed.Status = decision.Superseded
			return tx.SaveDecision(f, &signed)
		})
		o.id = third
		if got := alike(text); got != nil {
			o.Errorf("compared with what no longer stands: %v", got)
		}
	})
}
