package web

import (
	"html"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

// atOffice is the house with one family of three at Office Cedar, assigned to the officer, with two documents.
func atOffice(t testing.TB) (*testHouse, casefile.ID) {
	t.Helper()
	h := house(t)
	id, err := h.App.Store.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}, Action: "test", Now: clock}, func(tx *store.Tx) (string, error) {
		f, err := tx.Create(casefile.Case{State: casefile.Assigned, ReferredBy: "FLD", Stream: "hrd-global", Office: "cedar", Assigned: "officer.cedar",
			Referred: "2026-07-14", Filed: "2026-07-17", AtOffice: "2026-07-21", Opened: "2026-07-01", Since: "2026-07-22", Persons: 2,
			Summary: casefile.Summary{Name: "Applicant 0412", Countries: []string{"XKK", "XMM"}}})
		if err != nil {
			return "", err
		}
		for _, p := range []people.Person{
			{Number: 1, Family: "Applicant 0412", Relationship: people.PA, Travelling: people.Yes, Born: "1987-04-12", Nationalities: []string{"XKK"}, Residence: "XMM"},
			{Number: 2, Family: "Applicant 0412", Given: "Person B", Relationship: people.Daughter, Travelling: people.Yes, Born: "2016-02-03", Nationalities: []string{"XKK"}, Residence: "XMM"},
			{Number: 3, Family: "Applicant 0412", Given: "Person C", Relationship: people.Son, Travelling: people.No, Born: "2004-02-03", Nationalities: []string{"XKK"}, Residence: "XKK"},
		} {
			if err := tx.SavePerson(f, &p); err != nil {
				return "", err
			}
		}
		for _, kind := range []string{"threat", "court"} {
			if err := tx.SaveDocument(f, &document.Document{Kind: kind, Title: "Planted title " + kind}); err != nil {
				return "", err
			}
		}
		if err := tx.SaveReferral(f, &referral.Referral{Partner: "FLD", Priority: "normal"}); err != nil {
			return "", err
		}
		plan := people.SafetyPlan{Reach: people.OnlyPartner, LocationRestricted: people.Yes, TravelSafe: people.No, VideoOnly: true, VideoSafe: people.Yes, Confirmed: policy.DayOf(clock)}
		return string(f.Case.ID), tx.SavePlan(f, &plan)
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, casefile.ID(id)
}

// see asks for a page and finds nothing wrong with it as a page.
func (h *testHouse) see(path string) string {
	h.t.Helper()
	path, _, _ = strings.Cut(path, "#")
	rec := ask(h.t, h, getReq(path))
	return h.sound(path, rec, 200)
}

// sound checks a page that was sent: status, one h1, words for everything, the limit on bytes.
func (h *testHouse) sound(path string, rec *httptest.ResponseRecorder, code int) string {
	h.t.Helper()
	body := rec.Body.String()
	if rec.Code != code {
		h.t.Fatalf("%s: %d, want %d\n%s", path, rec.Code, code, body)
	}
	if i := strings.Index(body, "⟦"); i >= 0 {
		h.t.Errorf("%s: words are missing: %s", path, body[i:min(i+60, len(body))])
	}
	if n := strings.Count(body, "<h1"); n != 1 {
		h.t.Errorf("%s: %d h1", path, n)
	}
	if len(body) > 28<<10 {
		h.t.Errorf("%s: %d bytes of HTML, at most %d", path, len(body), 28<<10)
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if seen[m[1]] {
			h.t.Errorf("%s: the id %s stands twice", path, m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`<label[^>]* for="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if !seen[m[1]] {
			h.t.Errorf("%s: a label is for %s, which is not there", path, m[1])
		}
	}
	return body
}

// send posts a form.
func (h *testHouse) send(path string, values url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	return ask(h.t, h, postReq(path, values.Encode()))
}

// fill takes the hidden values of a form of a page, and lays others over them.
func fill(body, form string, over url.Values) url.Values {
	out := url.Values{}
	at := strings.Index(body, `value="`+form+`"><input type="hidden" name="token"`)
	if at < 0 {
		return out
	}
	at = strings.LastIndex(body[:at], "<form")
	part := body[at:]
	part = part[:strings.Index(part, "</form>")]
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(part, -1) {
		out.Add(m[1], m[2])
	}
	for k, v := range over {
		out[k] = v
	}
	return out
}

func (h *testHouse) file(id casefile.ID) *app.File {
	h.t.Helper()
	f, err := h.App.Store.Read(h.t.Context(), id, store.Everything)
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

const returnRow = "ELG-E9a..XKK"

// returning is what an officer types on the row about return, with an answer to both notes.
func returning(f *app.File, answer string) url.Values {
	return url.Values{
		"fact.return": {answer}, "reasons": {"The work depends on presence in District R."}, "doc": {f.Documents[0].ID}, "page": {"4"},
		"note.NOTE-silence": {"does_not_arise"}, "note.NOTE-silence.reason": {"The work may go on."},
		"note.NOTE-elsewhere": {"does_not_arise"}, "note.NOTE-elsewhere.reason": {"In District R."}, "go": {"next"},
	}
}

func TestWorksheet_BothLanguages(t *testing.T) {
	h, id := atOffice(t)
	for at, want := range map[string][]string{
		"/en/cases/" + string(id) + "/eligibility?all=1": {"Eligibility worksheet", "<b>not assessed here</b>: FLD determined it before referral", "I have proof to the contrary",
			"0 of 16 findings recorded", "No other durable solution", "IRPR 139(1)(d)(i)", "Not started", "Country K"},
		"/fr/dossiers/" + string(id) + "/admissibilite-reinstallation?row=ELG-E9a..XKK": {"<b>n’est pas évalué ici</b>", "J’ai une preuve du contraire", "0 conclusions sur 16", "RIPR 139(1)d)(i)", "Aucune autre solution durable", "Pays K"},
	} {
		body := h.see(at)
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s: no %q", at, w)
			}
		}
		title := body[strings.Index(body, "<title>"):strings.Index(body, "</title>")]
		if regexp.MustCompile(`HRD|DDP|FLD|2026|Applicant`).MatchString(title) {
			t.Errorf("the title says too much: %s", title)
		}
		if strings.Contains(body, "Planted title") {
			t.Error("a title of a document, which may name people, stands on the worksheet")
		}
	}
}

func TestRule_A_18_OnThePage(t *testing.T) {
	h, id := atOffice(t)
	at := "/en/cases/" + string(id) + "/eligibility"
	body := h.see(at + "?row=" + returnRow)
	for _, want := range []string{"Only if the rights work stops", "Safety that depends on silence", "Another place in the same country", "Record finding, go to", "Save draft", "Ask at interview", "Text in force when this file was created"} {
		if !strings.Contains(body, want) {
			t.Errorf("the open row has no %q", want)
		}
	}
	f := h.file(id)
	rec := h.send(at, fill(body, "finding", returning(f, "safe_if_silent")))
	if rec.Code != 303 {
		t.Fatalf("%d\n%s", rec.Code, rec.Body)
	}
	f = h.file(id)
	if len(f.Findings) != 1 || f.Findings[0].Result != assessment.Met || f.Findings[0].Status != assessment.Recorded {
		t.Fatalf("%+v", f.Findings)
	}
	if next := rec.Header().Get("Location"); !strings.Contains(next, "row=") || !strings.Contains(next, "done=assessment.recorded") {
		t.Errorf("goes on to %s", next)
	}
	h.see(rec.Header().Get("Location"))

	// Over the recorded fact: a durable solution without evidence is refused, in words, and kept as a draft.
	body = h.see(at + "?row=" + returnRow + "&change=1")
	safe := returning(f, "safe")
	safe.Del("doc")
	rec = h.send(at, fill(body, "finding", safe))
	body = h.sound("change", rec, 422)
	if !strings.Contains(body, "changes only with evidence") || !strings.Contains(body, "The work depends on presence in District R.") {
		t.Error("the page does not say why, or what was typed is lost")
	}
	f = h.file(id)
	if len(f.Findings) != 2 || f.Findings[1].Status != assessment.Draft || f.Findings[0].Status != assessment.Recorded {
		t.Fatalf("%+v", f.Findings)
	}
	// With the note that applies: X-4, in French.
	fr := "/fr/dossiers/" + string(id) + "/admissibilite-reinstallation"
	body = h.see(fr + "?row=" + returnRow)
	safe = returning(f, "safe")
	safe.Set("note.NOTE-silence", "applies")
	rec = h.send(fr, fill(body, "finding", safe))
	if body = h.sound("note applies", rec, 422); !strings.Contains(body, "elle dit qu’il n’y a pas de solution durable") {
		t.Error("the page does not say why in French")
	}
	if !strings.Contains(body, `class="contra"`) || !strings.Contains(body, "X-4") {
		t.Error("X-4 does not stand beside the draft")
	}
}

func TestWorksheet_RecordingAsksForWhatIsMissing(t *testing.T) {
	h, id := atOffice(t)
	at := "/en/cases/" + string(id) + "/eligibility"
	body := h.see(at + "?row=" + returnRow)
	rec := h.send(at, fill(body, "finding", url.Values{"go": {"next"}, "reasons": {""}}))
	body = h.sound("empty", rec, 422)
	for _, want := range []string{`href="#f-fact.return"`, `href="#f-reasons"`, "Answer this question", "Give your reasons", "Say whether this HRD note applies", `href="#f-note.NOTE-silence"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	if f := h.file(id); len(f.Findings) != 1 || f.Findings[0].Status != assessment.Draft {
		t.Errorf("the draft was not kept: %+v", f.Findings)
	}
}

func TestWorksheet_TwoWriters(t *testing.T) {
	h, id := atOffice(t)
	at := "/en/cases/" + string(id) + "/eligibility"
	first := h.see(at + "?row=" + returnRow)
	second := h.see(at + "?row=" + returnRow)
	f := h.file(id)
	mine, theirs := returning(f, "not_safe"), returning(f, "safe_elsewhere")
	theirs.Set("reasons", "Return is possible only to City Z.")
	theirs.Set("go", "draft")
	mine.Set("go", "draft")
	if rec := h.send(at, fill(first, "finding", theirs)); rec.Code != 303 {
		t.Fatal(rec.Code)
	}
	rec := h.send(at, fill(second, "finding", mine))
	body := h.sound("clash", rec, 409)
	for _, want := range []string{"Someone saved first", "Return is possible only to City Z.", "The work depends on presence in District R.", "Keep both", "Use mine", "Use theirs", "Officer 0031", "Only in another place than the work", "No safe return"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	if f := h.file(id); len(f.Findings) != 1 || f.Findings[0].Reasons != "Return is possible only to City Z." {
		t.Fatalf("overwritten: %+v", f.Findings)
	}
	keep := fill(body, "finding", url.Values{"go": {"draft"}})
	if rec := h.send(at, keep); rec.Code != 303 {
		t.Fatalf("keep both: %d\n%s", rec.Code, rec.Body)
	}
	got := h.file(id).Findings
	if len(got) != 1 || !strings.Contains(got[0].Reasons, "City Z") || !strings.Contains(got[0].Reasons, "District R") || got[0].Answer(assessment.Return) != assessment.NotSafe {
		t.Errorf("keep both kept %+v", got)
	}
}

func TestWorksheet_ReadByASupervisor(t *testing.T) {
	h, id := atOffice(t)
	h.signIn("supervisor.cedar")
	body := h.see("/en/cases/" + string(id) + "/eligibility?row=" + returnRow)
	if strings.Contains(body, `name="reasons"`) || strings.Contains(body, "Record finding") {
		t.Error("a supervisor has the officer's form")
	}
}

func TestRule_X_3_PointedOutBesideTheText(t *testing.T) {
	h, id := atOffice(t)
	at := "/en/cases/" + string(id) + "/eligibility"
	body := h.see(at + "?row=ELG-E5.convention.XKK")
	rec := h.send(at, fill(body, "finding", url.Values{"go": {"draft"}, "reasons": {"The applicant was arrested. I am not satisfied that the applicant is an HRD."}}))
	if rec.Code != 303 {
		t.Fatal("a draft always saves", rec.Code)
	}
	body = h.see(rec.Header().Get("Location"))
	for _, want := range []string{"<q dir=\"auto\">I am not satisfied that the applicant is an HRD</q>", "X-3", "You may keep it"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	code := "/en/cases/" + string(id) + "/contradictions/X-3"
	body = h.see(code)
	if rec := h.send(code, fill(body, "answer", url.Values{"reason": {""}})); rec.Code != 303 {
		t.Fatalf("a note is acknowledged without words: %d", rec.Code)
	}
	if f := h.file(id); len(f.Answered) != 1 || f.Answered[0].Contradiction != "X-3" {
		t.Errorf("%+v", f.Answered)
	}
}

func TestContradiction_AnsweredAndLookedAt(t *testing.T) {
	h, id := atOffice(t)
	at := "/en/cases/" + string(id) + "/eligibility"
	body := h.see(at + "?row=ELG-E5.convention.XKK")
	h.send(at, fill(body, "finding", url.Values{"go": {"draft"}, "result": {"not_met"}, "reasons": {"No link to a ground."}}))
	code := "/en/cases/" + string(id) + "/contradictions/X-7"
	body = h.see(code)
	if rec := h.send(code, fill(body, "answer", url.Values{"reason": {" "}})); rec.Code != 422 {
		t.Errorf("overruled without a reason: %d", rec.Code)
	}
	if rec := h.send(code, fill(body, "answer", url.Values{"reason": {"The partner wrote in 2024."}})); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	h.signIn("supervisor.cedar")
	body = h.see(code)
	if rec := h.send(code, fill(body, "look", url.Values{"reasons": {"Read both."}})); rec.Code != 422 {
		t.Errorf("a look without an answer: %d", rec.Code)
	}
	if rec := h.send(code, fill(body, "look", url.Values{"agrees": {"agree"}, "reasons": {"Read both."}})); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if body = h.see("/fr/dossiers/" + string(id) + "/contradictions/X-7"); !strings.Contains(body, "Read both.") || strings.Contains(body, `name="reasons"`) {
		t.Error("what was said is not shown, or is asked again")
	}
}

func TestAdmissibility_OnePerson(t *testing.T) {
	h, id := atOffice(t)
	f := h.file(id)
	p1, p2 := f.Persons[0].ID, f.Persons[1].ID
	at := "/en/cases/" + string(id) + "/admissibility"
	body := h.see(at)
	v := func(code string) string { g, _ := h.App.Policy().Ground(code); return g.Why.EN }
	for _, want := range []string{"Person 1", "Principal applicant", "Biometrics", v("ADM-D8"), v("ADM-D10"), "Criminality", "Start a conviction worksheet"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	if regexp.MustCompile(`value="ADM-D(8|9|10|11)"`).MatchString(body) {
		t.Error("a ground that the law closes has a control (X-18)")
	}
	h.see("/fr/dossiers/" + string(id) + "/interdiction-de-territoire?person=" + p2)
	values := fill(body, "tracks", url.Values{"go": {"tracks"}})
	for _, kind := range assessment.TrackKinds {
		values.Set(string(kind)+".value", string(assessment.FirstValue(kind, assessment.Examined{Principal: true, Accompanying: true, Age: 39})))
	}
	values.Set("security.value", "requested")
	if rec := h.send(at, values); rec.Code != 422 || !strings.Contains(h.sound("tracks", rec, 422), "Enter the day it was requested") {
		t.Errorf("requested without its day: %d", rec.Code)
	}
	values.Set("security.requested", "2026-08-19")
	values.Set("token", "another")
	if rec := h.send(at, values); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if f = h.file(id); len(f.Tracks) != 1 || f.Tracks[0].Requested != "2026-08-19" || f.Tracks[0].Person != p1 {
		t.Fatalf("%+v", f.Tracks)
	}
	values.Set("security.received", "2026-08-20")
	values.Set("token", "stale")
	if rec := h.send(at, values); rec.Code != 409 {
		t.Errorf("from a page that is out of date: %d", rec.Code)
	}
	body = h.see(at + "?person=" + p1)
	g := fill(body, "grounds", url.Values{"go": {"grounds"}, "g0.result": {"no_concern"}, "g1.result": {"no_concern"}})
	if rec := h.send(at, g); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if f = h.file(id); len(f.Grounds) != 2 || f.Grounds[0].Result != assessment.GroundClear {
		t.Errorf("%+v", f.Grounds)
	}
	g.Set("g0.code", "ADM-D9")
	g.Set("g0.result", "inadmissible")
	g.Set("token", "closed")
	if rec := h.send(at, g); rec.Code != 422 || !strings.Contains(rec.Body.String(), "never applies to a refugee") {
		t.Errorf("a closed ground was posted by hand: %d", rec.Code)
	}
}

func TestGround_InFull(t *testing.T) {
	h, id := atOffice(t)
	f := h.file(id)
	p1 := f.Persons[0].ID
	at := "/en/cases/" + string(id) + "/admissibility/" + p1 + "/ADM-D4"
	body := h.see(at)
	over := url.Values{"go": {"record"}, "result": {"inadmissible"}, "provision": {"A36(1)(b)"}, "rests": {"independent"}, "reasons": {"As the worksheet says."},
		"doc": {f.Documents[1].ID}, "note.ADM-D4": {"applies"}, "note.ADM-D4.reason": {"The worksheet is filled in."}}
	rec := h.send(at, fill(body, "ground", over))
	if body = h.sound("without the worksheet", rec, 422); !strings.Contains(body, "Complete the conviction worksheet") {
		t.Error("X-17 is not said")
	}
	at = "/fr/dossiers/" + string(id) + "/interdiction-de-territoire/" + p1 + "/ADM-D1"
	body = h.see(at)
	delete(over, "note.ADM-D4")
	over["note.ADM-D1"], over["note.ADM-D1.reason"] = []string{"does_not_arise"}, []string{"Le groupe a été examiné."}
	if rec := h.send(at, fill(body, "ground", over)); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	h.signIn("supervisor.cedar")
	body = h.see(at)
	if rec := h.send(at, fill(body, "look", url.Values{"agrees": {"disagree"}, "reasons": {"Un syndicat."}})); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	f = h.file(id)
	if g := f.Grounds[len(f.Grounds)-1]; g.Second == nil || g.Second.By != "supervisor.cedar" || g.Second.Agrees {
		t.Errorf("%+v", g)
	}
	if rec := ask(t, h, getReq("/en/cases/"+string(id)+"/admissibility/"+p1+"/ADM-D9")); rec.Code != 303 {
		t.Errorf("a closed ground has a page: %d", rec.Code)
	}
}

func TestConviction_NineSteps(t *testing.T) {
	h, id := atOffice(t)
	f := h.file(id)
	at := "/en/cases/" + string(id) + "/convictions/new?person=" + f.Persons[0].ID
	body := h.see(at)
	if strings.Count(body, `class="group"`) != 9 || !strings.Contains(body, "an over-broad law against rights work") || !strings.Contains(body, "working list") {
		t.Error("the nine steps, the pick-list, or that it is ours, is missing")
	}
	rec := h.send("/en/cases/"+string(id)+"/convictions/new", fill(body, "conviction", url.Values{"go": {"draft"}, "offence": {"spreading false information"}, "country": {"XKK"}, "served": {"2014-02-28"}, "max_years": {"5"}}))
	if rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	to, _, _ := strings.Cut(rec.Header().Get("Location"), "?")
	body = h.see(to)
	for _, want := range []string{"28\u00a0February 2019 (R17)", "2024 for a single offence (R18)", "spreading false information"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	rec = h.send(to, fill(body, "conviction", url.Values{"go": {"record"}, "offence": {"spreading false information"}, "acts": {"published a report"}}))
	body = h.sound("record", rec, 422)
	if !strings.Contains(body, "published a report") || !strings.Contains(body, "Answer this step") {
		t.Error("what was typed is lost, or what is missing is not said")
	}
	if f = h.file(id); f.Convictions[0].Acts != "published a report" || f.Convictions[0].Status != assessment.Draft {
		t.Errorf("%+v", f.Convictions[0])
	}
	rec = h.send(to, fill(h.see(to), "conviction", url.Values{"go": {"draft"}, "max_years": {"many"}}))
	h.sound("a maximum that is no number", rec, 422)
	h.see("/fr/dossiers/" + string(id) + "/condamnations/" + f.Convictions[0].ID)
	if rec := ask(t, h, getReq("/en/cases/"+string(id)+"/convictions/new?person=nobody")); rec.Code != 404 {
		t.Errorf("of nobody: %d", rec.Code)
	}
}

func TestRule_A_4_ProofToTheContrary(t *testing.T) {
	h, id := atOffice(t)
	f := h.file(id)
	at := "/en/cases/" + string(id) + "/consultation"
	body := h.see(at)
	route, _ := h.App.Policy().Route("FLD")
	for _, want := range []string{html.EscapeString(route.EN), "You do not decide this", "FLD", "The case goes on meanwhile"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	typed := url.Values{"summary": {"A signed statement."}, "obtained": {"Handed over at the interview."}, "showable": {"yes"}}
	rec := h.send(at, fill(body, "consult", typed))
	if body = h.sound("suspicion", rec, 422); !strings.Contains(body, "A suspicion cannot be saved") || !strings.Contains(body, "A signed statement.") || !strings.Contains(body, `href="#f-proof"`) {
		t.Error("a suspicion is not refused in words, beside its field, or what was typed is lost")
	}
	if len(h.file(id).Consultations) != 0 {
		t.Fatal("a suspicion was saved")
	}
	typed["proof"] = []string{f.Documents[0].ID}
	typed["token"] = []string{"second"}
	if rec = h.send(at, fill(body, "consult", typed)); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	f = h.file(id)
	c := f.Consultations[0]
	if c.Partner != "FLD" || c.Route == "" || len(c.Proof) != 1 {
		t.Fatalf("%+v", c)
	}
	if body = h.see("/fr/dossiers/" + string(id) + "/consultation"); !strings.Contains(body, "En attente de la réponse du partenaire") {
		t.Error("the consultation is not listed")
	}
	if f.Case.State != casefile.Assigned {
		t.Error("the case did not go on as it was")
	}
	h.signIn("policy.oppb")
	reply := "/en/cases/" + string(id) + "/consultations/" + c.ID
	body = h.see(reply)
	if strings.Contains(body, "Applicant 0412") {
		t.Error("headquarters sees more than the consultation")
	}
	day := clock.Format(time.DateOnly)
	answer := fill(body, "reply", url.Values{"reply": {"maintained"}, "words": {"The partner explains."}, "day_y": {day[:4]}, "day_m": {day[5:7]}, "day_d": {day[8:]}})
	if rec := h.send(reply, answer); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if body = h.see(reply); !strings.Contains(body, "The partner explains.") || strings.Contains(body, `name="words"`) {
		t.Error("the answer is not shown, or is asked again")
	}
	if rec := ask(t, h, getReq("/en/cases/"+string(id)+"/eligibility")); rec.Code != 403 && rec.Code != 404 {
		t.Errorf("headquarters opened the worksheet: %d", rec.Code)
	}
}

// BenchmarkWorksheet is the officer's page on a case in full work: what the floor's case page is compared with
// (decision 30).
func BenchmarkWorksheet(b *testing.B) {
	h, id := atOffice(b)
	f := h.file(id)
	s := h.App.Sheet(f)
	if _, err := h.App.Store.Change(b.Context(), store.Entry{Actor: access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}, Action: access.RecordFinding, Now: clock}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if err != nil {
			return "", err
		}
		f.Case.State = casefile.Eligibility
		for i := range s.Lines[:9] {
			x := assessment.Finding{Row: s.Lines[i].Row, Result: assessment.Met, Status: assessment.Recorded, By: "officer.cedar", At: clock,
				Reasons: "As the referral, page 4, and document 1 show.", Evidence: []assessment.Evidence{{Document: f.Documents[0].ID, Page: "4"}}}
			if err := tx.SaveFinding(f, &x); err != nil {
				return "", err
			}
		}
		return "", nil
	}); err != nil {
		b.Fatal(err)
	}
	at := "/en/cases/" + string(id) + "/eligibility"
	b.ReportAllocs()
	for b.Loop() {
		if rec := ask(b, h, getReq(at)); rec.Code != 200 {
			b.Fatal(rec.Code)
		}
	}
}

// Whoever sends a refused form again, and again, does not clash with the draft that was saved of it.
func TestWorksheet_MendedTwiceIsNoConflict(t *testing.T) {
	h, id := atOffice(t)
	at := "/en/cases/" + string(id) + "/eligibility"
	body := h.see(at + "?row=" + returnRow)
	for n := range 3 {
		bad := returning(h.file(id), "not_safe")
		bad.Set("reasons", "")
		bad.Set("go", "next")
		body = h.sound("refused", h.send(at, fill(body, "finding", bad)), 422)
		if strings.Contains(body, "Someone saved first") {
			t.Fatalf("try %d clashes with itself", n)
		}
	}
	good := returning(h.file(id), "not_safe")
	good.Set("go", "next")
	if rec := h.send(at, fill(body, "finding", good)); rec.Code != 303 {
		t.Errorf("mended: %d\n%s", rec.Code, rec.Body)
	}
}

// Rule A-25 on the page: what is missing of a recognition is said beside its fields, what was typed stays, and it is shown with what
// was recorded.
func TestRule_A_25_OnThePage(t *testing.T) {
	h, id := atOffice(t)
	const row = "ELG-E5.convention.XKK"
	at := "/en/cases/" + string(id) + "/eligibility"
	f := h.file(id)
	typed := url.Values{"fact.recognition": {"mandate"}, "fact.recognition.note": {"The recognition was of another person."}, "result": {"not_met"}, "reasons": {"As on file."}, "doc": {f.Documents[0].ID}, "page": {"4"},
		"note.NOTE-rights-work": {"does_not_arise"}, "note.NOTE-rights-work.reason": {"It does not."}, "go": {"next"}}
	body := h.sound("no day", h.send(at, fill(h.see(at+"?row="+row), "finding", typed)), 422)
	for _, want := range []string{"Give the day of the recognition", "Name the document of the recognition", "The recognition was of another person."} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	typed.Set("fact.recognition.doc", f.Documents[0].ID)
	typed["fact.recognition.day_y"], typed["fact.recognition.day_m"], typed["fact.recognition.day_d"] = []string{"2024"}, []string{"5"}, []string{"6"}
	if rec := h.send(at, fill(h.see(at+"?row="+row), "finding", typed)); rec.Code != 303 {
		t.Fatalf("%d\n%s", rec.Code, rec.Body)
	}
	body = h.see(at + "?row=" + row)
	for _, want := range []string{"Yes, the applicant, under UNHCR’s mandate", "The recognition was of another person."} {
		if !strings.Contains(body, want) {
			t.Errorf("recorded, and the page has no %q", want)
		}
	}
}
