package app_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/cessation"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

var (
	arrivals  = access.Actor{Account: "postarrival.hq", Role: access.PostArrival, Unit: "HQ", Language: "en"}
	arrivals2 = access.Actor{Account: "postarrival2.hq", Role: access.PostArrival, Unit: "HQ", Language: "fr"}
	borders   = access.Actor{Account: "supervisor.birch", Role: access.Supervisor, Unit: "birch", Language: "en"}
	abroad    = access.Actor{Account: "postarrival3.hq", Role: access.PostArrival, Unit: "HQ", Links: []string{"XKK"}}
)

// aMatter is an office whose family has landed, with a concern about its first person.
func aMatter(t *testing.T, s *store.Store) (*office, cessation.ID) {
	t.Helper()
	o := open(t, s, casefile.FinalReview)
	o.approve()
	o.hire(arrivals, arrivals2, borders, abroad, supervisor)
	o.ok("", o.app.DeclareLink(bg, app.Write{Actor: admin}, abroad.Account, "XKK", true))
	o.land()
	id := o.concern()
	return o, id
}

func (o *office) concern() cessation.ID {
	o.Helper()
	return cessation.ID(o.ok(o.app.RecordConcern(bg, o.w(arrivals), o.person(1), cessation.Concern{Source: "public", Who: "A report of Institute Elm", On: "2026-08-01",
		What: "zqconcern: a journey to Country K.", Officer: arrivals.Account, Second: borders.Account})))
}

func (o *office) matter(id cessation.ID) cessation.Matter {
	o.Helper()
	m, err := o.app.Store.Matter(bg, id)
	if err != nil {
		o.Fatal(err)
	}
	return m
}

func (o *office) mw(who access.Actor, id cessation.ID) app.MatterWrite {
	return app.MatterWrite{Write: app.Write{Actor: who}, Matter: id, Version: o.matter(id).Version}
}

func (o *office) did(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// weighed brings a matter to a record that lacks nothing.
func (o *office) weighed(id cessation.ID) {
	o.Helper()
	var panel []cessation.Considered
	for _, c := range cessation.Considerations {
		panel = append(panel, cessation.Considered{What: c, Reason: "It bears on them so."})
	}
	o.did(o.app.BeginMatter(bg, o.mw(arrivals, id), panel))
	in := cessation.Assessment{Words: cessation.Conclusion{PrimaFacie: "On its face.", VeryStrong: "Because.", Contrary: "What was found."}}
	for _, q := range cessation.Questions {
		in.Answers = append(in.Answers, cessation.Answer{Question: q, Says: "yes", Reasons: "As the record says."})
	}
	for _, f := range cessation.FactorNames {
		in.Factors = append(in.Factors, cessation.Factor{Name: f, Says: "As the record says."})
	}
	o.did(o.app.SaveAssessmentOf(bg, o.mw(arrivals, id), in))
	o.did(o.app.AddFact(bg, o.mw(arrivals, id), cessation.Fact{Ground: cessation.Reavailed, Kind: "protection", What: "Guards of the state.", Source: "Report", On: "2026-07-01", Level: "established"}))
	o.did(o.app.SaveLine(bg, o.mw(arrivals, id), cessation.Line{Ground: cessation.Reavailed, Result: cessation.MadeOut, Reasons: "The facts show it."}, true))
	o.did(o.app.WriteAsk(bg, o.mw(arrivals, id), cessation.Ask{Way: "in_person", Lang: "fr", Why: "A report.", What: "Why?\nHow long?", Days: 30}))
	ask, _ := o.matter(id).Asked()
	o.did(o.app.ReleaseAsk(bg, o.mw(arrivals, id), ask.ID))
	o.did(o.app.ReplyAsk(bg, o.mw(arrivals, id), cessation.Ask{ID: ask.ID, Told: o.app.Today(), Proof: "Receipt", How: "answered", On: o.app.Today(), Said: "For my work."}))
}

// A matter from its source to a hand-over, with what leaves; and nothing of it in the case.
func TestRule_A_130_FromTheSourceToTheHandOver(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		o, id := aMatter(t, s)
		before, _ := json.Marshal(o.file())
		history, _ := s.History(bg, o.id, 0)
		looked, _ := s.Looks(bg, o.id, 100)
		o.weighed(id)
		o.did(o.app.Recommend(bg, o.mw(arrivals, id), "It is made out."))
		full := cessation.Referral{Contact: "c/o counsel", Counsel: "Counsel Fir", Client: "1234", Foreign: "None.", Copy: "By counsel.", Ground: "program", Lang: "en"}
		if err := o.app.WritePackage(bg, o.mw(arrivals, id), full); !rule(err, "X-31") {
			t.Fatalf("without an opinion: %v", err)
		}
		if err := o.app.Opine(bg, o.mw(arrivals, id), true, "I agree with myself."); err == nil {
			t.Fatal("the officer gave the opinion")
		}
		o.did(o.app.Opine(bg, o.mw(borders, id), true, "I have read it all."))
		o.did(o.app.WritePackage(bg, o.mw(arrivals, id), full))
		o.did(o.app.HandOverMatter(bg, o.mw(arrivals, id)))
		m := o.matter(id)
		text := letter.Text(m.Referral.Text)
		for _, want := range []string{"Applicant, 0412", "Counsel Fir", "Guards of the state", "The facts show it.", "For my work.", "Because.", "What was found.", "I have read it all.", "It bears on them so.", "zqconcern", "It is made out.", "permanent residence is lost"} {
			if !strings.Contains(text, want) {
				t.Errorf("the package does not say %q", want)
			}
		}
		pdf, err := o.app.PrintMatterLetter(bg, borders, id, "package")
		if err != nil || !strings.HasPrefix(string(pdf), "%PDF") {
			t.Errorf("the package as a PDF: %v", err)
		}
		o.did(o.app.NoteOutcome(bg, o.mw(arrivals, id), cessation.Outcome{To: cessation.Declined, On: o.app.Today(), Document: "Letter 7, held at HQ"}))
		out, err := s.MatterLooks(bg, id, 100)
		if err != nil {
			t.Fatal(err)
		}
		left := 0
		for _, l := range out {
			if l.Outcome == store.Released {
				left++
			}
		}
		if left != 2 {
			t.Errorf("%d releases are entered, want the letter and the package", left)
		}

		// The case, its chain and its log are as they were.
		after, _ := json.Marshal(o.file())
		now, _ := s.History(bg, o.id, 0)
		seen, _ := s.Looks(bg, o.id, 100)
		if string(before) != string(after) || len(now) != len(history) || len(seen) != len(looked) {
			t.Errorf("the case knows of it: %d entries and %d looks, were %d and %d", len(now), len(seen), len(history), len(looked))
		}
		rep, err := s.Verify(bg)
		if err != nil || len(rep.Faults) > 0 {
			t.Errorf("verify: %v %v", rep.Faults, err)
		}
	})
}

// Whoever is not of the group finds nothing: not by its address, not by any act, not in a list; the attempt is entered. A link to the
// country closes it too (decision 14).
func TestRule_A_133_NobodyElseKnows(t *testing.T) {
	o, id := aMatter(t, storetest.Open(t))
	o.weighed(id)
	for _, who := range []access.Actor{officer, supervisor, assistant, arrivals2, abroad, caseworker, {Account: "auditor.hq", Role: access.Auditor, Unit: "HQ"}, {Account: "admin.hq", Role: access.Admin, Unit: "HQ"}, {Account: "privacy.hq", Role: access.Privacy, Unit: "HQ"}, {Account: "policy.oppb", Role: access.PolicyManager, Unit: "OPPB"}} {
		if _, err := o.app.ViewMatter(bg, who, id, ""); !isKind(err, fault.NotFound) {
			t.Errorf("%s looks: %v", who.Account, err)
		}
		if err := o.app.Recommend(bg, o.mw(who, id), "x"); !isKind(err, fault.NotFound) {
			t.Errorf("%s recommends: %v", who.Account, err)
		}
		if _, _, _, err := o.app.MatterTrail(bg, who, id); !isKind(err, fault.NotFound) {
			t.Errorf("%s reads who looked: %v", who.Account, err)
		}
		if list, err := o.app.Matters(bg, who); err == nil && len(list) > 0 {
			t.Errorf("%s lists it", who.Account)
		}
	}
	looks, _ := o.app.Store.MatterLooks(bg, id, 100)
	denied := 0
	for _, l := range looks {
		if l.Outcome == store.Denied {
			denied++
		}
	}
	if denied != 20 { // ViewMatter and MatterTrail of ten
		t.Errorf("%d refusals are entered", denied)
	}
	if err := o.app.NameInMatter(bg, o.mw(borders, id), abroad.Account, cessation.AsReader, "x"); !rule(err, "A-133") && !field(err, "account") {
		t.Errorf("somebody with a link is named: %v", err)
	}
	o.did(o.app.NameInMatter(bg, o.mw(borders, id), arrivals2.Account, cessation.AsReader, "Reads for training."))
	if _, err := o.app.ViewMatter(bg, arrivals2, id, ""); err != nil {
		t.Errorf("a reader: %v", err)
	}
	if err := o.app.Recommend(bg, o.mw(arrivals2, id), "x"); !isKind(err, fault.Forbidden) {
		t.Errorf("a reader recommends: %v", err)
	}
	if list, err := o.app.Matters(bg, arrivals2); err != nil || len(list) != 1 || list[0].As != cessation.AsReader || list[0].Name != "Applicant, 0412" {
		t.Errorf("a reader's list: %v %v", list, err)
	}
	arrivalsLinked := arrivals
	arrivalsLinked.Links = []string{"XKK"}
	if _, err := o.app.ViewMatter(bg, arrivalsLinked, id, ""); !isKind(err, fault.NotFound) {
		t.Errorf("the officer with a link declared since: %v", err)
	}
}

// What leaves a case does not know of a matter: its record as of a moment, its pages, its search.
func TestRule_A_133_TheCaseIsSilent(t *testing.T) {
	o, id := aMatter(t, storetest.Open(t))
	o.weighed(id)
	o.later(time.Minute)
	p, err := o.app.Past(bg, supervisor, o.id, o.now.Add(-time.Second), "")
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(o.said(p.File), " ")
	for _, e := range p.Entries {
		said += string(e.Data)
	}
	for _, l := range p.Chain() {
		said += string(l.Action)
	}
	for _, bad := range []string{"zqconcern", "cessation", "record_concern", "_matter", "Guards of the state"} {
		if strings.Contains(said, bad) {
			t.Errorf("the case of a moment says %q", bad)
		}
	}
	for _, text := range []string{"zqconcern", "Institute Elm", string(id)} {
		if list, err := o.app.Find(bg, supervisor, text); err != nil || len(list) > 0 {
			t.Errorf("search for %q: %v %v", text, list, err)
		}
	}
}

// Rule A-129: one door opens a matter, a page's; nothing that imports, loads or answers programs comes near it.
func TestRule_A_129_NoOtherDoor(t *testing.T) {
	calls := map[string][]string{}
	fset := token.NewFileSet()
	if err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok {
				if p, ok := x.X.(*ast.Ident); ok && p.Name == "access" {
					return true // the name of the action, not the act
				}
				if name := x.Sel.Name; name == "RecordConcern" || name == "SaveMatter" || name == "Matters" {
					calls[name] = append(calls[name], filepath.ToSlash(path))
				}
				if p, ok := x.X.(*ast.Ident); ok && p.Name == "cessation" && x.Sel.Name == "Open" {
					calls["Open"] = append(calls["Open"], filepath.ToSlash(path))
				}
			}
			return true
		})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for name, may := range map[string][]string{"RecordConcern": {"../app/cessation.go", "../web/cessation.go", "../fixture/cessation.go"}, "SaveMatter": {"../app/cessation.go"}, "Open": {"../app/cessation.go"}, "Matters": {"../app/cessation.go", "../web/cessation.go", "../fixture/cessation.go"}} {
		if len(calls[name]) == 0 {
			t.Errorf("nobody calls %s: the test does not see it", name)
		}
		for _, file := range calls[name] {
			if !slices.Contains(may, file) && !(name == "RecordConcern" && file == "../casework/access/actions.go") {
				t.Errorf("%s calls %s", file, name)
			}
		}
	}
	o := open(t, storetest.Open(t), casefile.FinalReview)
	o.approve()
	o.hire(arrivals, borders)
	in := cessation.Concern{Source: "public", Who: "x", On: "2026-08-01", What: "x", Officer: arrivals.Account, Second: borders.Account}
	if _, err := o.app.RecordConcern(bg, o.w(officer), o.person(1), in); !rule(err, "A-111") {
		t.Errorf("about somebody who has not landed: %v", err)
	}
	o.land()
	for _, who := range []access.Actor{{Account: "machine", Role: access.System, Unit: "HQ"}, {Account: "fld", Role: access.System, Unit: "FLD"}, caseworker, abroad, assistant} {
		if _, err := o.app.RecordConcern(bg, o.w(who), o.person(1), in); err == nil {
			t.Errorf("%s opened a matter", who.Account)
		}
	}
	if id := o.ok(o.app.RecordConcern(bg, o.w(officer), o.person(1), in)); id != "" {
		t.Error("whoever recorded it and is not of the group is told its address")
	}
	if list, err := o.app.Matters(bg, arrivals); err != nil || len(list) != 1 {
		t.Errorf("%v %v", list, err)
	}
}

// The wall: nothing of the narrative, the interview or the findings is in a matter; each opening shows one of them, is entered, and ends.
func TestRule_I_97_WhatWasToldToBeResettled(t *testing.T) {
	o, id := aMatter(t, storetest.Open(t))
	o.given(func(tx *store.Tx, f *store.File) error {
		i := casefile.Interview{Status: casefile.InterviewSigned, Mode: casefile.VideoPartner, At: o.now, Record: casefile.Record{Lines: []casefile.QuestionAnswer{{Question: "zqasked", Answer: "zqheard"}}}}
		f.Referrals[0].Risk.Account = "zqnarrative"
		return firstOf(tx.SaveInterview(f, &i), tx.SaveReferral(f, &f.Referrals[0]))
	})
	o.weighed(id)
	m, err := o.app.ViewMatter(bg, arrivals, id, "")
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := json.Marshal(m)
	for _, word := range []string{"zqasked", "zqheard", "zqnarrative"} {
		if strings.Contains(string(shown), word) {
			t.Errorf("the matter holds %q", word)
		}
	}
	if _, err := o.app.OpenWall(bg, o.mw(borders, id), cessation.Opening{Wall: "interview", Ground: cessation.Reavailed, Why: "x"}); !isKind(err, fault.Forbidden) {
		t.Errorf("the supervisor opens: %v", err)
	}
	if _, err := o.app.OpenWall(bg, o.mw(arrivals, id), cessation.Opening{Wall: "interview", Ground: cessation.Vacation, Why: "x"}); !rule(err, "I-97") && !field(err, "ground") {
		t.Errorf("on a ground without a line: %v", err)
	}
	for wall, word := range map[string]string{"interview": "zqheard", "narrative": "zqnarrative"} {
		opening, err := o.app.OpenWall(bg, o.mw(arrivals, id), cessation.Opening{Wall: wall, Ground: cessation.Reavailed, Why: "The guards."})
		o.did(err)
		_, _, lines, err := o.app.ReadWall(bg, arrivals, id, opening, i18n.EN)
		o.did(err)
		text, _ := json.Marshal(lines)
		for _, w := range []string{"zqheard", "zqnarrative"} {
			if strings.Contains(string(text), w) != (w == word) {
				t.Errorf("%s shows %q: %v", wall, w, !(w == word))
			}
		}
		if _, _, _, err := o.app.ReadWall(bg, borders, id, opening, i18n.EN); err == nil {
			t.Error("the supervisor reads what the officer opened")
		}
		o.later(time.Hour)
		if _, _, _, err := o.app.ReadWall(bg, arrivals, id, opening, i18n.EN); !isKind(err, fault.NotFound) {
			t.Errorf("after an hour: %v", err)
		}
	}
	if n := len(o.matter(id).Openings); n != 2 {
		t.Errorf("%d openings are kept", n)
	}
}

// L18 goes by no way that the plan does not allow, names nobody who must not be named, and holds no word that the plan forbids.
func TestRule_X_32_TheLetterOfAMatter(t *testing.T) {
	o, id := aMatter(t, storetest.Open(t))
	var panel []cessation.Considered
	for _, c := range cessation.Considerations {
		panel = append(panel, cessation.Considered{What: c, Reason: "So."})
	}
	o.did(o.app.BeginMatter(bg, o.mw(arrivals, id), panel))
	plan := func(change func(p *people.SafetyPlan)) {
		o.given(func(tx *store.Tx, f *store.File) error { change(&f.Plans[0]); return tx.SavePlan(f, &f.Plans[0]) })
	}
	ask := cessation.Ask{Way: "post", Lang: "en", Why: "A report speaks of Street of the Mill.", What: "Why?", Days: 30}
	plan(func(p *people.SafetyPlan) { p.LocationRestricted, p.Location = people.Yes, "Street of the Mill" })
	if err := o.app.WriteAsk(bg, o.mw(arrivals, id), ask); !rule(err, "X-32") {
		t.Errorf("with a restricted place: %v", err)
	}
	ask.Why = "A report."
	o.did(o.app.WriteAsk(bg, o.mw(arrivals, id), ask))
	a, _ := o.matter(id).Asked()
	if err := o.app.ReleaseAsk(bg, o.mw(arrivals, id), a.ID); !rule(err, "A-56") {
		t.Errorf("by post where the plan says only through the partner: %v", err)
	}
	ask.Way = "partner"
	if err := o.app.WriteAsk(bg, o.mw(arrivals, id), ask); !field(err, "way") {
		t.Errorf("through the partner without consent: %v", err)
	}
	ask.Way = "post"
	plan(func(p *people.SafetyPlan) {
		p.Reach, p.Allowed, p.Confirmed = people.Direct, []string{"post"}, o.app.Today()
	})
	a, _ = o.matter(id).Asked()
	o.did(o.app.ReleaseAsk(bg, o.mw(arrivals, id), a.ID))
	a, _ = o.matter(id).Asked()
	text := letter.Text(a.Text)
	for _, want := range []string{"Applicant, 0412", "Nothing is decided", "nothing is presumed", "right to counsel", "30 days", "Why?", "Canada Border Services Agency"} {
		if !strings.Contains(text, want) {
			t.Errorf("L18 does not say %q", want)
		}
	}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// field says whether an error is about a field of that name.
func field(err error, name string) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == name })
}
