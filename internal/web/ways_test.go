package web

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/i18n"
	"passage/internal/store"
)

// sown are the words of a case that are planted, by what they are in docs/ways-out.md.
var sown = map[string]string{
	"name": "Zqnamezq", "member not to be named": "Zqhiddenzq", "telephone": "zqphonezq", "address": "zqstreetzq", "place": "zqplacezq", "code word": "zqcodezq", "those at home": "zqaunt zq",
	"who must not know": "zqlandlordzq", "other contact": "zqfallbackzq", "whom to avoid": "zqavoidzq", "why no travel": "zqtravelzq", "secret": "zqsecretzq",
	"document title": "zqtitlezq", "file name": "zqfilezq", "account of the work": "zqworkzq", "account of the risk": "zqriskzq", "determination": "zqdeterminedzq", "partner's number": "zqnumberzq",
	"note": "zqnotezq", "finding": "zqfindingzq", "conviction": "zqconvictionzq", "interview": "zqinterviewzq", "concern draft": "zqdraftzq", "held information": "zqheldzq",
	"hold note": "zqholdzq", "order scope": "zqscopezq", "transfer note": "zqtransferzq", "comparison": "zqcomparedzq", "question within": "zqwithinzq", "question": "zqquestionzq",
	"incident": "zqincidentzq", "break-glass": "zqglasszq", "proof to the contrary": "zqproofzq", "reasons": "zqreasonszq", "reconsideration": "zqagainzq", "court": "zqcourtzq",
	"attempt": "zqattemptzq", "letter": "zqletterzq", "letter owed": "zqowedzq", "told in words": "zqannexzq", "answer": "zqanswerzq",
	"request for a destination": "zqdestinezq", "planned travel": "zqflightzq", "arrival notice": "zqarrivezq", "did not arrive": "zqunarrivedzq",
}

// sow plants the words in a case, whatever it already has.
func (h *testHouse) sow(id casefile.ID) {
	h.t.Helper()
	h.change(id, func(tx *store.Tx, f *store.File) error {
		p := f.Persons[0]
		p.Family, p.Phone, p.Addresses = sown["name"], sown["telephone"], []people.Address{{Kind: "CoA", Country: "XMM", Lines: []string{sown["address"]}}}
		f.Case.Summary.Name = sown["name"]
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
		if len(f.Persons) > 1 {
			m := f.Persons[1]
			m.Given, m.NamingSafe = sown["member not to be named"], people.No
			if err := tx.SavePerson(f, &m); err != nil {
				return err
			}
		}
		plan := people.SafetyPlan{Reach: people.OnlyPartner, Confirmed: "2026-08-01"}
		if len(f.Plans) > 0 {
			plan = f.Plans[0]
		}
		plan.LocationRestricted, plan.Location, plan.CodeWord, plan.AtHome, plan.MustNot = people.Yes, sown["place"], sown["code word"], sown["those at home"], sown["who must not know"]
		plan.Fallback, plan.Avoid, plan.TravelSafe, plan.TravelWhy = sown["other contact"], sown["whom to avoid"], people.No, sown["why no travel"]
		list := []error{tx.SavePlan(f, &plan), tx.SaveSecret(f, &people.Secret{Person: p.ID, Words: sown["secret"], By: "caseworker.fld", At: clock})}
		if len(f.Referrals) > 0 {
			r := f.Referrals[0]
			r.PartnerCase, r.Determination.Statement, r.Work.Account, r.Risk.Account = sown["partner's number"], sown["determination"], sown["account of the work"], sown["account of the risk"]
			list = append(list, tx.SaveReferral(f, &r))
		}
		for i := range f.Documents {
			d := f.Documents[i]
			d.Title, d.Name = sown["document title"], sown["file name"]+".pdf"
			list = append(list, tx.SaveDocument(f, &d))
		}
		list = append(list,
			tx.SaveNote(f, &casefile.Note{Text: sown["note"], By: "officer.cedar", Unit: "cedar", At: clock}),
			tx.SaveFinding(f, &assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XMM"}, Result: assessment.NotMet, Status: assessment.Recorded,
				Reasons: sown["finding"], By: "officer.cedar", At: clock}),
			tx.SaveInterview(f, &casefile.Interview{Status: casefile.InterviewBooked, Mode: casefile.VideoPartner, At: clock.AddDate(0, 0, 9), Zone: "Europe/Istanbul", Officer: "officer.cedar", Opened: clock,
				Persons: []string{p.ID}, Record: casefile.Record{Lines: []casefile.QuestionAnswer{{Question: sown["interview"], Answer: sown["interview"]}}}}),
			tx.SaveOrder(f, &casefile.Order{Number: "PC 2026-0123", On: "2026-08-01", Scope: sown["order scope"], Effect: casefile.Suspends, By: "policy.oppb", At: clock}),
			tx.SaveTransfer(f, &casefile.Transfer{Office: "cedar", Note: sown["transfer note"], By: "clerk.roco", Day: "2026-08-03", At: clock}),
			tx.SaveComparison(f, &casefile.Comparison{Person: p.ID, Case: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Other: sown["comparison"], Answer: casefile.SamePerson, Seen: []string{sown["comparison"]}, By: "clerk.roco", Day: "2026-08-03"}),
			tx.SaveWithin(f, &casefile.Question{From: casefile.OfficeSide, To: casefile.IntakeSide, Words: sown["question within"], By: "officer.cedar", At: clock, Due: "2026-09-20"}),
			tx.SaveQuestion(f, &casefile.Question{From: casefile.OfficeSide, To: casefile.PartnerSide, Words: sown["question"], By: "officer.cedar", At: clock, Due: "2026-09-20"}),
			tx.SaveAttempt(f, &casefile.Attempt{On: "2026-08-20", Channel: "partner", Result: "none", Words: sown["attempt"], By: "officer.cedar", At: clock}),
			tx.SaveHold(f, &casefile.Hold{Reason: casefile.ExitBarrier, Note: sown["hold note"], From: casefile.Approved, Since: "2026-08-01", Review: "2026-12-01", By: "officer.cedar", At: clock}))
		for i := range f.Convictions {
			x := f.Convictions[i]
			x.Offence = sown["conviction"]
			list = append(list, tx.SaveConviction(f, &x))
		}
		for i := range f.Incidents {
			x := f.Incidents[i]
			x.What = sown["incident"]
			list = append(list, tx.SaveIncident(f, &x))
		}
		for i := range f.Glasses {
			x := f.Glasses[i]
			x.Words = sown["break-glass"]
			list = append(list, tx.SaveGlass(f, &x))
		}
		for i := range f.Consultations {
			x := f.Consultations[i]
			x.Summary = sown["proof to the contrary"]
			list = append(list, tx.SaveConsultation(f, &x))
		}
		for i := range f.Letters {
			x := f.Letters[i]
			x.Concerns = slices.Clone(x.Concerns)
			for n := range x.Concerns {
				x.Concerns[n].Held = sown["held information"]
				if x.Status == casefile.FairnessDraft {
					x.Concerns[n].Facts = sown["concern draft"]
				}
			}
			list = append(list, tx.SaveLetter(f, &x))
		}
		for i := range f.Answers {
			x := f.Answers[i]
			x.Text = sown["answer"]
			list = append(list, tx.SaveAnswer(f, &x))
		}
		for i := range f.Destinations {
			x := f.Destinations[i]
			x.Text = "<h1>Request</h1><p>" + sown["request for a destination"] + "</p>"
			list = append(list, tx.SaveDestination(f, &x))
		}
		for i := range f.Movements {
			x := f.Movements[i]
			x.Flights = sown["planned travel"]
			list = append(list, tx.SaveMovement(f, &x))
		}
		for i := range f.Arrivals {
			x := f.Arrivals[i]
			x.Text = "<h1>Notice</h1><p>" + sown["arrival notice"] + "</p>"
			list = append(list, tx.SaveArrival(f, &x))
		}
		for i := range f.SafetyChecks {
			x := f.SafetyChecks[i]
			x.Words = sown["did not arrive"]
			list = append(list, tx.SaveSafetyCheck(f, &x))
		}
		for i := range f.Notices {
			n := f.Notices[i]
			if n.Text != "" {
				n.Text = "<h1>Letter</h1><p>" + sown["letter"] + "</p>"
				list = append(list, tx.SaveNotice(f, &n))
			}
		}
		refuse := decision.Decision{Outcome: decision.Refuse, Status: decision.Superseded, Summary: sown["reasons"], By: "officer.cedar", SignedAt: clock,
			Reasons: []decision.Reason{{Code: assessment.Persecution, Text: sown["reasons"]}}}
		for i := range f.Decisions {
			if f.Decisions[i].Outcome == decision.Refuse {
				refuse = f.Decisions[i]
				refuse.Summary, refuse.Reasons = sown["reasons"], []decision.Reason{{Code: assessment.Persecution, Text: sown["reasons"]}}
			}
		}
		list = append(list, tx.SaveDecision(f, &refuse),
			tx.SaveReconsideration(f, &casefile.ReconsiderationRequest{Of: refuse.ID, On: "2026-08-15", Points: sown["reconsideration"], By: "officer.cedar", At: clock}),
			tx.SaveCourt(f, &casefile.CourtApplication{Of: refuse.ID, Number: "IMM-0001-26", Served: "2026-08-16", Ended: "2026-08-20", Order: sown["court"], By: "officer.cedar", At: clock}),
			tx.SaveNotice(f, &casefile.Notice{Kind: casefile.RefusalEligibility, To: casefile.ToApplicant, Partner: "FLD", Of: refuse.ID, Status: casefile.NoticeOwed, Text: sown["letter owed"], Owed: "2026-08-20"}),
			tx.SaveNotice(f, &casefile.Notice{Kind: casefile.HoldNotice, To: casefile.ToApplicant, Partner: "FLD", Of: "x", Status: casefile.NoticeReceived, Channel: casefile.ToldOrally, Text: sown["told in words"], Owed: "2026-08-20",
				Proof: casefile.Proof{How: casefile.ProofToldOrally, Day: "2026-08-21", Who: "Caseworker 0118"}}))
		return errors.Join(list...)
	})
}

// readers are who may be told, by account of the test house.
func readers() map[string]string {
	group := map[access.Role]string{access.Helper: "helper", access.Clerk: "intake", access.SeniorClerk: "intake", access.Assistant: "office", access.Officer: "office", access.Supervisor: "office", access.PostArrival: "after arrival",
		access.Analyst: "branch", access.PolicyManager: "branch", access.Admin: "house", access.Auditor: "house"}
	out := map[string]string{"": "nobody"}
	for _, a := range accounts {
		switch {
		case a.Unit == "FLD":
			out[a.ID] = "partner"
		case a.Unit == "UNHCR":
			out[a.ID] = "other partner"
		case a.Unit == "birch":
			out[a.ID] = "other office"
		default:
			out[a.ID] = group[a.Role]
		}
	}
	return out
}

// way is one line of docs/ways-out.md: what may be told to whom, where, on which ground.
type way struct{ what, to, where, ground string }

// theWays reads the table under a heading of docs/ways-out.md.
func theWays(t testing.TB, heading string) (out []way) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "ways-out.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(b), "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("docs/ways-out.md has no part %q", heading)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	for line := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 4 || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| what ") {
			continue
		}
		w := way{strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2]), strings.TrimSpace(cells[3])}
		if w.ground == "" {
			t.Errorf("docs/ways-out.md gives no ground for %s to %s", w.what, w.to)
		}
		out = append(out, w)
	}
	if len(out) == 0 {
		t.Fatalf("docs/ways-out.md has no table under %q", heading)
	}
	return out
}

// Contradiction X-32, rule A-56: every address that can be read, by everybody who can sign in and by nobody, is read with words
// planted in every sealed field of the cases that it shows. What stands where is compared with the table of docs/ways-out.md:
// what is not in it is a leak, and a line to which nothing answers is struck. Titles, addresses, headers, names of files and the
// log hold none of the words at all.
func TestRule_X_32_EveryPageAgainstTheTable(t *testing.T) {
	h := house(t)
	var log bytes.Buffer
	h.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	defer func(was *slog.Logger) { slog.SetDefault(was) }(slog.Default())
	slog.SetDefault(h.Log)
	usual, others := h.seen(), h.others()
	cases := map[string]bool{}
	for _, values := range append(slices.Collect(maps.Values(others)), usual) {
		if id := values["case"]; id != "" && !cases[id] {
			cases[id] = true
			h.sow(casefile.ID(id))
		}
	}
	who, cookies := readers(), map[string]*http.Cookie{"": nil}
	for _, a := range accounts {
		h.signIn(a.ID)
		cookies[a.ID] = h.cookie
	}
	stands := map[way]bool{} // without ground: what was found
	read := map[string]int{}
	for n, key := range slices.Sorted(maps.Keys(h.routes)) {
		r := h.routes[key]
		if r.method != "GET" {
			continue
		}
		path := h.address(i18n.Langs[n%2], r.pattern, usual, others)
		for account, group := range who {
			h.cookie = cookies[account]
			req := getReq(path)
			if h.cookie == nil {
				req.Header.Set("Cookie", "x=1")
			}
			rec := ask(t, h, req)
			read[group]++
			for what := range h.found(r.pattern, rec) {
				stands[way{what: what, to: group, where: r.pattern}] = true
			}
		}
	}
	h.compare(stands, theWays(t, "Pages"))
	for what, word := range sown {
		if strings.Contains(strings.ToLower(log.String()), strings.ToLower(word)) {
			t.Errorf("the log holds the %s:\n%s", what, log.String())
		}
	}
	for _, group := range who {
		if read[group] < 100 {
			t.Errorf("only %d addresses were tried as %s", read[group], group)
		}
	}
}

// address is that of a pattern in a language, of a case that has something there: usual, or that of what the address begins with.
func (h *testHouse) address(l i18n.Lang, pattern string, usual map[string]string, others map[string]map[string]string) string {
	h.t.Helper()
	values, best := usual, ""
	for begin, v := range others {
		if strings.HasPrefix(pattern, begin) && len(begin) > len(best) {
			values, best = v, begin
		}
	}
	var args []any
	for _, name := range wildcards(pattern) {
		value := values[name]
		switch {
		case name == "paper" && value == "":
			value = "confidential"
		case name == "page":
			value = "1"
		case value == "":
			value = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
		}
		args = append(args, value)
	}
	path, err := h.path(l, pattern, args...)
	if err != nil {
		h.t.Fatal(err)
	}
	return path
}

// found are the planted things in an answer, as its reader reads it; those in what is in the open are errors at once.
func (h *testHouse) found(where string, rec *httptest.ResponseRecorder) map[string]bool {
	h.t.Helper()
	body := rec.Body.String()
	kind := rec.Header().Get("Content-Type")
	switch {
	case kind == "application/pdf":
		body = printed(h.t, rec.Body.Bytes())
	case kind == "application/zip":
		z, err := zip.NewReader(bytes.NewReader(rec.Body.Bytes()), int64(rec.Body.Len()))
		if err != nil {
			h.t.Fatal(err)
		}
		body = ""
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				h.t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				h.t.Fatal(err)
			}
			if strings.HasSuffix(f.Name, ".pdf") {
				body += printed(h.t, b)
			} else {
				body += string(b)
			}
			rec.Header().Add("X-Names", f.Name)
		}
	default:
		body = html.UnescapeString(body)
	}
	_, title, _ := strings.Cut(body, "<title>")
	title, _, _ = strings.Cut(title, "</title>")
	public := strings.ToLower(fmt.Sprint(rec.Result().Header) + title)
	body = strings.ToLower(body)
	out := map[string]bool{}
	for what, word := range sown {
		word = strings.ToLower(word)
		if strings.Contains(public, word) {
			h.t.Errorf("%s: the %s stands in a title or a header", where, what)
		}
		if strings.Contains(body, word) {
			out[what] = true
		}
	}
	return out
}

// printed is what another program reads in a PDF.
func printed(t testing.TB, b []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, how := range [][]string{{"pdftotext", file, "-"}, {"pdfinfo", file}} {
		out, err := exec.Command(how[0], how[1:]...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v %s (scripts/install pdf)", how, err, out)
		}
		all = append(all, strings.Join(strings.Fields(string(out)), " "))
	}
	return strings.Join(append(all, string(b)), "\n")
}

// compare holds what was found against a table: every line of the table is needed, and nothing else was found.
func (h *testHouse) compare(stands map[way]bool, table []way) {
	h.t.Helper()
	used := map[way]bool{}
	for _, w := range slices.SortedFunc(maps.Keys(stands), func(a, b way) int { return strings.Compare(a.what+a.to+a.where, b.what+b.to+b.where) }) {
		known := false
		for _, line := range table {
			for where := range strings.SplitSeq(line.where, ", ") {
				if line.what == w.what && line.to == w.to && strings.Trim(where, "`") == w.where {
					known = true
					used[way{line.what, line.to, where, ""}] = true
				}
			}
		}
		if !known {
			h.t.Errorf("not in docs/ways-out.md: | %s | %s | `%s` |", w.what, w.to, w.where)
		}
	}
	for _, line := range table {
		if sown[line.what] == "" {
			h.t.Errorf("docs/ways-out.md speaks of %q, of which nothing is planted", line.what)
		}
		for where := range strings.SplitSeq(line.where, ", ") {
			if !used[way{line.what, line.to, where, ""}] {
				h.t.Errorf("docs/ways-out.md lets the %s go to %s at %s, where it does not stand: strike it", line.what, line.to, where)
			}
		}
	}
}

// Every function that hands out a file is in the table of files: with the next one somebody has to say what is in it and why.
func TestRule_X_32_EveryFileAgainstTheTable(t *testing.T) {
	got := map[string]bool{}
	for _, room := range []string{"internal/web", "internal/api", "cmd/passage"} {
		dir := filepath.Join("..", "..", filepath.FromSlash(room))
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				ast.Inspect(fn, func(n ast.Node) bool {
					out := false
					switch x := n.(type) {
					case *ast.BasicLit:
						out = x.Value == `"Content-Disposition"` && fn.Name.Name != "attach" && fn.Name.Name != "emergency"
					case *ast.CallExpr:
						s, ok := x.Fun.(*ast.SelectorExpr)
						out = ok && (s.Sel.Name == "attach" && fn.Name.Name != "sendPDF" || s.Sel.Name == "sendPDF" || room == "cmd/passage" && (s.Sel.Name == "WriteFile" || s.Sel.Name == "Create" || s.Sel.Name == "OpenFile"))
					}
					if out {
						got[room+" "+fn.Name.Name] = true
					}
					return true
				})
			}
		}
	}
	known := map[string]bool{}
	for _, w := range theWays(t, "Files") {
		known[w.what] = true
		if !got[w.what] {
			t.Errorf("docs/ways-out.md speaks of %s, which hands out no file: strike it", w.what)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if !known[name] {
			t.Errorf("%s hands out a file and is not in docs/ways-out.md", name)
		}
	}
	if len(got) < 5 {
		t.Errorf("only %d functions found", len(got))
	}
}
