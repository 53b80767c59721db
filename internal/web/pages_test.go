package web

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/fixture"
	"passage/internal/i18n"
	"passage/internal/store"
)

// seen are the values that the wildcards of the routes take in the test house. A page that needs another one gets a
// line here; a page that nobody can open in the test house fails the test.
func (h *testHouse) seen() map[string]string {
	h.t.Helper()
	officer := access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}
	id := h.family(412, casefile.Eligibility)
	var conviction, consultation, difference string
	if _, err := h.App.Store.Change(h.t.Context(), store.Entry{Actor: officer, Action: access.RecordFinding, Now: clock}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if err != nil {
			return "", err
		}
		w := assessment.Conviction{Person: f.Persons[0].ID, Country: "XKK", Stage: assessment.Convicted, Served: "2014-02-28", MaxYears: 5}
		c := casefile.Consultation{Proof: []string{f.Documents[0].ID}, Summary: "A statement.", Obtained: "At the interview.", Showable: "yes", Partner: "FLD", At: clock}
		departs := assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, Result: assessment.NotMet, Status: assessment.Recorded,
			Reasons: "No link.", Evidence: []assessment.Evidence{{Document: f.Documents[0].ID, Page: "4"}}, By: "officer.cedar", At: clock}
		differ := casefile.Difference{Kind: casefile.DifferLanding, Person: f.Persons[0].ID, Number: "1", Theirs: "2026-08-20", Place: "Toronto", Found: "2026-08-30"}
		more := []error{tx.SaveDifference(f, &differ)}
		for i, k := range casefile.DifferenceKinds {
			d := casefile.Difference{Kind: k, Number: "2", Theirs: "G000000412", Ours: "", Found: "2026-08-30"}
			if k == casefile.DifferStage {
				d.Theirs, d.Ours = string(casefile.SystemApproved), string(casefile.SystemInProcess)
			}
			if k == casefile.DifferLacking {
				d.Number, d.Theirs, d.Ours = "", "", string(casefile.SystemInProcess)
			}
			if i%2 == 0 {
				d.Settled, d.Take, d.Why = policy.Mark{By: "officer.cedar", At: clock}, i%4 == 0, "A reason."
			}
			more = append(more, tx.SaveDifference(f, &d))
		}
		if err := errors.Join(append(more, tx.SaveConviction(f, &w), tx.SaveConsultation(f, &c), tx.SaveFinding(f, &departs))...); err != nil {
			return "", err
		}
		conviction, consultation, difference = w.ID, c.ID, differ.ID
		return "", nil
	}); err != nil {
		h.t.Fatal(err)
	}
	for _, x := range []casefile.Incident{{Kind: casefile.Threat, Day: "2026-08-20", What: "A call at night.", Needed: "Nothing yet.", Reach: "Extension 12"}, {Kind: casefile.Raid, Day: "2026-08-31", What: "The door.", Needed: "A letter.", Reach: "Extension 12"}} {
		if _, err := h.App.ReportIncident(h.t.Context(), app.Write{Actor: access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}, Case: id}, x); err != nil {
			h.t.Fatal(err)
		}
	}
	f, err := h.App.View(h.t.Context(), officer, id, access.ViewCase, "")
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.App.ActOnIncident(h.t.Context(), app.Write{Actor: officer, Case: id}, f.Incidents[0].ID, f.Incidents[0].Version, "The partner was called."); err != nil {
		h.t.Fatal(err)
	}
	supervisor := access.Actor{Account: "supervisor.cedar", Role: access.Supervisor, Unit: "cedar"}
	if err := h.App.NameDuty(h.t.Context(), app.Write{Actor: supervisor}, officer.Account, h.App.Today(), h.App.Today().Add(3)); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.App.BreakGlass(h.t.Context(), app.Write{Actor: supervisor, Case: id}, casefile.GlassIncident, "Nobody is there.", "demo"); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.App.AskChange(h.t.Context(), app.Write{Actor: access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}, Case: id},
		casefile.FamilyChange{Kind: casefile.Died, On: "2026-08-20", Person: f.Persons[1].ID, Proof: f.Documents[0].ID}, nil); err != nil {
		h.t.Fatal(err)
	}
	manager := access.Actor{Account: "policy2.oppb", Role: access.PolicyManager, Unit: "OPPB"}
	if err := h.App.ProposeSuspension(h.t.Context(), app.Write{Actor: manager}, policy.Suspension{Partner: "PD", Agreement: "pd-1", Ground: "asked", Reason: "A reason."}); err != nil {
		h.t.Fatal(err)
	}
	move, err := h.App.ProposeReallocation(h.t.Context(), app.Write{Actor: manager}, spaces.Proposal{Stream: "hrd-global", Year: 2026, From: "PD", To: "FLD", Persons: 3, Reason: "A reason."})
	if err != nil {
		h.t.Fatal(err)
	}
	levels := h.App.Policy().YearPlan("hrd-global", 2027)
	levels.Reason = "A reason."
	if err := h.App.ProposeYearPlan(h.t.Context(), app.Write{Actor: manager}, levels); err != nil {
		h.t.Fatal(err)
	}
	suspensions, err := h.App.Suspensions(h.t.Context(), manager)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.App.MakeReports(h.t.Context(), false); err != nil {
		h.t.Fatal(err)
	}
	interview, notice := h.underWay(id)
	h.letters(id)
	trip, interpreter := h.trip()
	change := h.file(id).Changes[0].ID
	moment := strconv.FormatInt(clock.Unix()-1, 10)
	record, err := h.App.MakeRecord(h.t.Context(), app.Write{Actor: supervisor, Case: id}, app.NewRecord{AsOf: clock.Add(-time.Second), For: casefile.ForCourt, Purpose: "Order IMM-0001"})
	if err != nil {
		h.t.Fatal(err)
	}
	search, err := h.App.StartSearch(h.t.Context(), officer, "Applicant")
	if err != nil {
		h.t.Fatal(err)
	}
	return map[string]string{"case": string(id), "person": f.Persons[0].ID, "document": f.Documents[0].ID, "search": search, "moment": moment, "part": "findings", "record": record,
		"ground": assessment.SeriousCrime, "code": "X-7", "conviction": conviction, "change": change, "difference": difference, "consultation": consultation, "interview": interview, "notice": notice, "letter": h.file(id).Letters[0].ID, "account": "admin.hq", "suspension": suspensions[0].ID, "move": move, "trip": trip, "interpreter": interpreter, "release": h.App.Store.ReleaseID("flow", "2026-07"), "key": strings.Repeat("a", 26)}
}

// seenDraft are the values for the pages of a partner's draft: one with something in each list.
func (h *testHouse) seenDraft() map[string]string {
	h.t.Helper()
	who := access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}
	ok := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	id, err := h.App.StartReferral(h.t.Context(), app.Write{Actor: who}, app.NewReferral{
		Referral: referral.Referral{LegalCases: []referral.LegalCase{{Charge: "Invented charge", Country: "XKK", Status: "charged"}}, Consents: []referral.Consent{{What: "share_department", Given: "2026-08-01"}}},
		Persons: []people.Person{
			{Family: "Applicant", Given: "0118", Relationship: people.PA, Born: "1987-04-12", Nationalities: []string{"XKK"}, Residence: "XMM", Travelling: people.Yes, Addresses: []people.Address{{Kind: "CoA", Country: "XKK", Lines: []string{"Street 1"}}},
				IdentityDocuments: []people.IdentityDocument{{Kind: "passport", Number: "K-1", Country: "XKK"}}, Languages: []people.Language{{Code: "ARA", Speak: "E"}}},
			{Family: "Applicant", Given: "0119", Relationship: people.BrotherIL, Travelling: people.Yes},
			{Family: "Applicant", Given: "0120", Relationship: people.Daughter, Born: "2005", Travelling: people.Yes},
			{Family: "Applicant", Given: "0121", Relationship: people.PartnerF}, {Family: "Applicant", Given: "0122", Relationship: people.PartnerM},
		},
		Plan: people.SafetyPlan{Reach: people.Direct, Allowed: []string{"email"}, Forbidden: []string{"telephone"}, LocationRestricted: people.Yes, Location: "Place Seven", Confirmed: "2026-08-01"},
	})
	ok(err)
	d, err := h.App.Draft(h.t.Context(), who, id, false)
	ok(err)
	proof, err := h.App.AddDocument(h.t.Context(), app.Write{Actor: who, Case: id}, app.Upload{Said: document.Document{Kind: "proof_of_date", Title: "Invented receipt", Language: "ARA"}, Name: "a.pdf", Body: bytes.NewReader(fixture.Paper("Invented receipt"))})
	ok(err)
	ok(h.App.ClaimDate(h.t.Context(), app.Write{Actor: who, Case: id}, d.Referral.Version, referral.DateMade, referral.Dated{Day: "2026-08-02", Channel: "courier", Proof: proof}))
	return map[string]string{"case": string(id), "person": d.Persons[0].ID, "index": "0", "form": "imm0008", "paper": "cover", "section": "background", "rows": "languages", "document": proof}
}

// others are the values of pages that another case than the usual one is needed for, by the beginning of their
// pattern: the longest that fits counts.
func (h *testHouse) others() map[string]map[string]string {
	h.t.Helper()
	in := h.incoming(509, false)
	doc := ""
	h.change(in, func(tx *store.Tx, f *store.File) error {
		d := document.Document{Kind: "identity", Type: "application/pdf", Size: 10, Added: "2026-08-01", Person: f.Persons[0].ID}
		err := tx.SaveDocument(f, &d)
		doc = d.ID
		return err
	})
	twin := h.incoming(508, false)
	h.change(twin, func(tx *store.Tx, f *store.File) error {
		p := f.Persons[0]
		p.Family, p.Born, p.UNHCR, p.UCI = "Aplicant 0509", "1987-12-04", "", "1234-5678"
		return tx.SavePerson(f, &p)
	})
	_, alike, err := h.App.Duplicates(h.t.Context(), testClerk, in)
	if err != nil || len(alike) == 0 {
		h.t.Fatalf("%d possible duplicates, %v", len(alike), err)
	}
	h.signIn("caseworker.unhcr")
	text, err := os.ReadFile(filepath.Join("..", "..", "e2e", "testdata", "errf-invented.xml"))
	if err != nil {
		h.t.Fatal(err)
	}
	to, _, _ := strings.Cut(h.upload("/en/referrals/import", "x.xml", text).Header().Get("Location"), "?")
	imported := strings.Split(to, "/")[3]
	draft := h.seenDraft()
	granted := h.seenGranted(draft)
	heard := h.family(413, casefile.Fairness)
	h.letters(heard)
	put := map[string]string{"case": string(heard), "letter": h.file(heard).Letters[1].ID, "notice": h.file(heard).Notices[0].ID}
	if _, err := h.App.AskInWriting(h.t.Context(), app.Write{Actor: access.Actor{Account: "assistant.cedar", Role: access.Assistant, Unit: "cedar"}, Case: heard}, casefile.WrittenRequest{Kind: casefile.AskPapers, To: casefile.ToPartner, Days: 30,
		Items: []casefile.WantedPaper{{Kind: "identity", What: "An identity paper", Why: "The copy cannot be read."}}}); err != nil {
		h.t.Fatal(err)
	}
	wanted := map[string]string{"case": string(heard), "request": h.file(heard).Written[0].ID}
	matter := h.matter(421)
	way := h.underway(433)
	return map[string]map[string]string{destinationAt: way, arrivalsAt: way, unarrivedAt: way, wordsAt: way, onwardOfAt: way, mattersAt: matter, newMatterAt: matter, requestAt: wanted, concernSignAt: {"case": string(heard), "letter": h.file(heard).Letters[0].ID}, concernAt: put, messageAnswerAt: put, "/intake/{case}": {"case": string(in), "document": doc, "person": alike[0].Person.ID, "other": string(alike[0].Case.ID), "there": alike[0].Other}, "/referrals/{case}/import": {"case": imported}, "/referrals/{case}/contact": {"case": string(in)}, "/referrals/{case}/news": {"case": string(in)}, "/referrals/{case}/questions": {"case": string(in)}, recourseAt: {"case": string(h.refused(511))},
		"/referrals/{case}/": draft, "/granted/": granted, "/inquiries/{case}": {"case": h.inquiry(), "index": "0"}}
}

// seenGranted are the values for the pages of a helper to whom everything of a draft is open.
func (h *testHouse) seenGranted(draft map[string]string) map[string]string {
	h.t.Helper()
	who, helper := access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}, access.Actor{Account: "helper.iom", Role: access.Helper, Unit: "IOM"}
	id := casefile.ID(draft["case"])
	ok := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	_, err := h.App.GiveGrant(h.t.Context(), app.Write{Actor: who, Case: id}, casefile.Grant{Account: helper.Account, Forms: referral.HelperForms, Until: h.App.Today().Add(7)})
	ok(err)
	g, err := h.App.Helping(h.t.Context(), helper, id)
	ok(err)
	p := g.Persons[0]
	ok(h.App.SaveGranted(h.t.Context(), app.Write{Actor: helper, Case: id}, p.ID, p.Version, "person", referral.Answers{"birth_place": {"Invented place"}, "sex": {"F"}, "stateless": {"yes"}}))
	ok(h.App.SaveGrantedRow(h.t.Context(), app.Write{Actor: helper, Case: id}, p.ID, p.Version+1, "jobs", referral.Added, referral.Answers{"from": {"2010"}, "text": {"Invented work"}, "city": {"Invented"}, "country": {"XMM"}}))
	grant := h.file(id).Grants[0].ID
	draft["grant"] = grant
	return map[string]string{"case": string(id), "person": p.ID, "section": "person", "rows": "jobs", "index": "0"}
}

// letters puts concerns in writing in a case: one letter is a draft, one was sent, told and answered.
func (h *testHouse) letters(id casefile.ID) {
	h.t.Helper()
	h.change(id, func(tx *store.Tx, f *store.File) error {
		c := casefile.Concern{Codes: []string{assessment.Persecution}, Person: f.Persons[1].ID, Essence: "A report says otherwise.", Facts: "It names another year.", Sources: []casefile.SourceKind{casefile.FromOpenSource}, Papers: "A letter."}
		draft := casefile.FairLetter{Status: casefile.FairnessDraft, Concerns: []casefile.Concern{c}, By: "officer.cedar", Drafted: clock}
		x := draft
		x.Status, x.Days, x.SignedAt = casefile.FairnessSigned, 30, clock
		if err := errors.Join(tx.SaveLetter(f, &draft), tx.SaveLetter(f, &x)); err != nil {
			return err
		}
		day := tx.Today()
		n := casefile.Notice{Kind: casefile.FairnessLetter, To: casefile.ToApplicant, Partner: "FLD", Of: x.ID, Days: 30, Status: casefile.NoticeReceived, Channel: casefile.PartnerMessage, Language: "en",
			Ground: "addressee", Subject: f.Case.Ref, Text: "<h1>Concerns</h1><p>Answer.</p>", Owed: day, SentBy: "assistant.cedar", SentAt: clock, Proof: casefile.Proof{How: casefile.ProofHanded, Day: day, Who: "caseworker"}}
		ask := casefile.Answer{Letter: x.ID, What: casefile.AnswerTime, From: "applicant", On: day, Text: "Two weeks.", By: "caseworker.fld", At: clock, Refused: "Not now.", Decided: "officer.cedar", Ended: clock}
		reply := casefile.Answer{Letter: x.ID, What: casefile.AnswerReply, From: "applicant", On: day, Text: "It is wrong.", Papers: []string{f.Documents[0].ID}, Whole: true, By: "caseworker.fld", At: clock}
		return errors.Join(tx.SaveNotice(f, &n), tx.SaveAnswer(f, &ask), tx.SaveAnswer(f, &reply))
	})
}

// refused is a case of which a refusal stands.
func (h *testHouse) refused(number int) casefile.ID {
	h.t.Helper()
	id := h.family(number, casefile.Refused)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		f.Case.Decided = tx.Today()
		return tx.SaveDecision(f, &decision.Decision{Outcome: decision.Refuse, Status: decision.Signed, By: "officer.cedar", SignedAt: tx.Now, Gate: "demo", Summary: "Not established."})
	})
	return id
}

// inquiry is somebody who wrote to a partner and is being vetted.
func (h *testHouse) inquiry() (id string) {
	h.t.Helper()
	who := access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}
	at, err := h.App.TakeInquiry(h.t.Context(), app.Write{Actor: who}, app.NewInquiry{Person: people.Person{Family: "Vorvane", SingleName: true, Residence: "TUR"},
		Inquiry: referral.Inquiry{Claim: "Reports on prisons", Reply: referral.ReplySame}})
	if err != nil {
		h.t.Fatal(err)
	}
	h.change(at, func(tx *store.Tx, f *store.File) error {
		i := f.Inquiries[0]
		i.Referees = []referral.Referee{{Name: "Referee Quill", Checked: "2026-08-01"}}
		i.Replies = []referral.Reply{{Code: "received", Lang: "fr", Text: "Nous avons votre message.", Day: "2026-08-02"}}
		f.Case.State, f.Case.Prepared = casefile.Vetting, who.Account
		return tx.SaveInquiry(f, &i)
	})
	return string(at)
}

// apart are routes of which the GET is not a page: bytes, or a way to a page.
var apart = map[string]bool{"/referrals/{case}/documents/{document}/original": true,
	"/referrals/{case}/applicant": true, reportCSVAt: true, reportXLSXAt: true, assumptionsAt: true, "/referrals/{case}/package/{paper}": true, letterAt: true, handOnAt: true, pastDocumentAt: true, "/intake/{case}/package/{paper}": true, filePackageAt + "/{paper}": true, matterPDFAt: true}

func init() {
	for _, d := range desks {
		for _, rest := range []string{"/copy", "/light", "/pages/{page}"} {
			apart[d.one+rest] = true
		}
	}
}

// Every page, in both languages: words, headings, labels, links, size, title.
func TestPages_EveryOneInBothLanguages(t *testing.T) {
	h := house(t)
	usual, others := h.seen(), h.others()
	cookies := map[string]*http.Cookie{}
	for _, a := range accounts {
		h.signIn(a.ID)
		cookies[a.ID] = h.cookie
	}
	quick := map[string]bool{}
	for l, set := range h.templates {
		set.fast.compare = func(name string, data any, fast []byte) {
			quick[string(l)+" "+name] = true
			var b bytes.Buffer
			if err := set.set.ExecuteTemplate(&b, name, data); err != nil || b.String() != string(fast) {
				t.Errorf("%s %s: the two executors differ (%v)\n%s", l, name, err, diff(b.String(), string(fast)))
			}
		}
	}
	defer func() {
		for l, set := range h.templates {
			set.fast.pages.Range(func(name, p any) bool {
				if p.(*quickPage).shown.Load() && !quick[string(l)+" "+name.(string)] && seenTwice(name.(string)) {
					t.Errorf("%s %s is for the standard executor alone: see quick.go for what it does not know", l, name)
				}
				return true
			})
		}
	}()
	for _, key := range slices.Sorted(maps.Keys(h.routes)) {
		r := h.routes[key]
		if r.method != "GET" || apart[r.pattern] || r.pattern == ownAt || r.pattern == ownItemAt { // those open with a card: card_test.go
			continue
		}
		values, best := usual, ""
		for begin, v := range others {
			if strings.HasPrefix(r.pattern, begin) && len(begin) > len(best) {
				values, best = v, begin
			}
		}
		var args []any
		for _, name := range wildcards(r.pattern) {
			if values[name] == "" {
				t.Errorf("%s: pages_test.go has no value for {%s}", r.pattern, name)
			}
			args = append(args, values[name])
		}
		for _, l := range i18n.Langs {
			path, err := h.path(l, r.pattern, args...)
			if err != nil {
				t.Fatal(err)
			}
			open := false
			for _, a := range accounts {
				h.cookie = cookies[a.ID]
				rec := ask(t, h, getReq(path))
				if rec.Code == 200 {
					ask(t, h, getReq(path)) // the first time is the standard executor's
					open = true
					h.check(r, l, a.ID, rec.Body.String())
				} else if rec.Code >= 500 {
					t.Errorf("%s as %s: %d", path, a.ID, rec.Code)
				}
			}
			if !open && !(r.pattern == "/" || r.pattern == "/sign-in") {
				t.Errorf("%s: nobody in the test house can open it", r.pattern)
			}
		}
	}
}

// seenTwice says whether a page was shown often enough to have been compiled; error pages are not.
func seenTwice(name string) bool { return name != "frame/error" && name != "signin/prove" }

// diff is where two texts part.
func diff(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-60)
	return fmt.Sprintf("…%q\n…%q", a[from:min(len(a), i+60)], b[from:min(len(b), i+60)])
}

func (h *testHouse) check(r *route, l i18n.Lang, account, page string) {
	h.t.Helper()
	where := account + " " + string(l) + " " + r.pattern
	root := tree(h.t, where, page)
	sound(h.t, where, string(l), root)
	if strings.Contains(page, "⟦") {
		_, rest, _ := strings.Cut(page, "⟦")
		key, _, _ := strings.Cut(rest, "⟧")
		h.t.Errorf("%s: no words for %q", where, key)
	}
	if len(page) > 28<<10 {
		h.t.Errorf("%s: %d bytes of HTML, at most %d", where, len(page), 28<<10)
	}
	title := root.all("title")
	if len(title) == 0 { // an SVG has titles too; the page's is the first
		h.t.Fatalf("%s: no title", where)
	}
	h.neutral(where+": the title", title[0].text)
	for _, n := range root.all("") {
		for _, attr := range []string{"href", "action", "formaction"} {
			to, ok := n.attr[attr]
			if !ok || n.tag == "link" || n.tag == "use" {
				continue
			}
			h.leads(where, l, n, attr, to)
		}
	}
}

// neutral says that a text in the open has no name, no status, no partner and no year (decision 6).
func (h *testHouse) neutral(where, text string) {
	h.t.Helper()
	for _, p := range planted {
		if strings.Contains(text, p) {
			h.t.Errorf("%s says %q: %q", where, p, text)
		}
	}
}

// leads checks that an address in a page is one of ours, in the reader's language, and says nothing.
func (h *testHouse) leads(where string, l i18n.Lang, n *node, attr, to string) {
	h.t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		h.t.Errorf("%s: %s=%q", where, attr, to)
		return
	}
	if u.Host != "" {
		if n.attr["class"] != "exit" {
			h.t.Errorf("%s leads away to %q", where, to)
		}
		return
	}
	h.neutral(where+": "+attr, u.Path)
	if u.Path == "" {
		if u.Fragment == "" {
			h.t.Errorf("%s: %s=%q leads nowhere", where, attr, to)
		}
		return
	}
	lang := string(l)
	if n.attr["hreflang"] != "" || n.attr["class"] == "toggle" {
		lang = string(l.Other())
	}
	if !strings.HasPrefix(u.Path+"/", "/"+lang+"/") {
		h.t.Errorf("%s: %s=%q is not in %s", where, attr, to, lang)
	}
	method := "GET"
	if n.tag == "form" && n.attr["method"] == "post" || attr == "formaction" {
		method = "POST"
	}
	req, _ := http.NewRequest(method, "http://x"+u.Path, nil)
	if _, pattern := h.mux.Handler(req); pattern == "" || pattern == "/" {
		h.t.Errorf("%s: %s %q is no route", where, method, to)
	}
}

// Codes that pages show have words: what a person sees is never a code.
func TestWords_EveryCodeThatPagesShow(t *testing.T) {
	need := func(keys ...string) {
		for _, k := range keys {
			if !i18n.Has(k) {
				t.Errorf("no words for %s", k)
			}
		}
	}
	for _, s := range casefile.States {
		need("casefile.state." + string(s))
	}
	for _, g := range casefile.Stages {
		need("case.stage."+string(g), "casefile.stage."+string(g))
	}
	for role, lines := range navigation {
		need("role." + string(role))
		for _, p := range lines {
			need(navKey(p))
		}
	}
	for state := range steps {
		need("list.step." + string(state))
	}
	for _, key := range errorPages {
		need(key+".title", key+".what", key+".do")
	}
}
