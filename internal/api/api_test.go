package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/internal/api"
	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

var pack = sync.OnceValue(func() *policy.Pack {
	p, err := policy.Load(policy.Demo())
	if err != nil {
		panic(err)
	}
	return p
})

var machine = access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}

// system is a partner's own system with its key.
type system struct {
	*testing.T
	app  *app.App
	auth *auth.Auth
	h    http.Handler
	log  *bytes.Buffer
	key  string
	n    int
}

func begin(t *testing.T, s *store.Store) *system {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 9, 1, 10, 0, 0, 0, time.UTC) }
	a := app.New(s, pack())
	a.Now = now
	id, err := auth.New(s, "", false)
	if err != nil {
		t.Fatal(err)
	}
	id.Now = now
	if err := a.CreateAccounts(t.Context(), app.Write{Actor: machine}, []store.Account{
		{ID: "system.fld", Role: access.Caseworker, Unit: "FLD"}, {ID: "system.pd", Role: access.Caseworker, Unit: "PD"},
		{ID: "officer.cedar", Role: access.Officer, Unit: "cedar"}, {ID: "reviewer.fld", Role: access.Reviewer, Unit: "FLD"},
	}); err != nil {
		t.Fatal(err)
	}
	y := &system{T: t, app: a, auth: id, log: &bytes.Buffer{}}
	y.h = api.New(api.Config{App: a, Auth: id, Log: slog.New(slog.NewTextHandler(y.log, nil))})
	y.key = y.make("system.fld")
	return y
}

func (y *system) make(account string) string {
	y.Helper()
	key, err := y.auth.MakeKey(y.Context(), machine, account, 30)
	if err != nil {
		y.Fatal(err)
	}
	return key
}

func (y *system) send(r *http.Request) (int, map[string]any) {
	y.Helper()
	rec := httptest.NewRecorder()
	y.h.ServeHTTP(rec, r)
	out := map[string]any{}
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		y.Fatalf("%s %s: %d: not JSON", r.Method, r.URL.Path, rec.Code)
	}
	if rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("Set-Cookie") != "" || rec.Header().Get("Access-Control-Allow-Origin") != "" {
		y.Errorf("%s %s: headers %v", r.Method, r.URL.Path, rec.Header())
	}
	return rec.Code, out
}

// request is a request with the system's key and a token of its own.
func (y *system) request(method, path, body string) *http.Request {
	y.n++
	r := httptest.NewRequest(method, api.Root+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+y.key)
	r.Header.Set("Idempotency-Key", fmt.Sprintf("request-%08d", y.n))
	r.Header.Set("Content-Type", "application/json")
	return r
}

func (y *system) ok(want int, method, path, body string) map[string]any {
	y.Helper()
	code, out := y.send(y.request(method, path, body))
	if code != want {
		y.Fatalf("%s %s: %d %v", method, path, code, out)
	}
	return out
}

func (y *system) start() string {
	y.Helper()
	return y.ok(201, "POST", "/referrals", `{"answers":{"family":"Applicant Alder","given":"One"}}`)["id"].(string)
}

func (y *system) show(id string) map[string]any {
	y.Helper()
	return y.ok(200, "GET", "/referrals/"+id, "")
}

func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v
}

// A partner's own system fills in a draft, part by part, and reads it back as it was sent.
func TestAPI_ADraft(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		y := begin(t, s)
		id := y.start()
		x := y.show(id)
		if at(x, "stage") != "draft" || at(x, "open") != true || len(at(x, "lacks").([]any)) == 0 || at(x, "persons", 0, "answers", "family") != "Applicant Alder" {
			t.Errorf("a new draft: %v", x)
		}
		lacks := func(x map[string]any, place string) bool {
			return slices.ContainsFunc(at(x, "lacks").([]any), func(l any) bool { return at(l, "place") == place && at(l, "says") != "" })
		}
		if !lacks(x, "cover.determined_on") {
			t.Errorf("what a new draft lacks: %v", at(x, "lacks"))
		}
		person := at(x, "persons", 0, "id").(string)

		out := y.ok(200, "PUT", "/referrals/"+id+"/cover", `{"version":1,"answers":{"statement":"We have followed the work since 2019.","determined_on":"2026-08-20","basis":["publication","media"],"fields":["journalism"],"references":2,"work_since":"2019-03","organizations":["Group A","Group B"],"quebec":"no"}}`)
		if at(out, "version") != 2.0 {
			t.Errorf("the version after the first change: %v", out)
		}
		y.ok(200, "PUT", "/referrals/"+id+"/persons/"+person, `{"version":1,"answers":{"born":"1987-04","nationality":["XKK"],"sex":"F","single_name":false}}`)
		y.ok(200, "POST", "/referrals/"+id+"/persons/"+person+"/rows/languages", `{"version":2,"answers":{"code":"FRA"}}`)
		y.ok(200, "PUT", "/referrals/"+id+"/persons/"+person+"/sections/details", `{"version":3,"answers":{"lived_none":true}}`)
		y.ok(200, "PUT", "/referrals/"+id+"/safety", `{"version":1,"agreed":false,"answers":{"reach":"only_partner","code_word":"juniper","location":"Place Seven","hours":"evenings","must_not":"The neighbour in Place Seven"}}`)
		member := y.ok(201, "POST", "/referrals/"+id+"/persons", `{"answers":{"family":"Applicant Birch","relationship":"SON","born":"2015-03-27"}}`)["id"].(string)
		x = y.show(id)
		for _, c := range []struct {
			want any
			path []any
		}{
			{2.0, []any{"cover", "answers", "references"}}, {"2019-03", []any{"cover", "answers", "work_since"}}, {"Group B", []any{"cover", "answers", "organizations", 1}},
			{"media", []any{"cover", "answers", "basis", 1}}, {"1987-04", []any{"persons", 0, "answers", "born"}}, {"XKK", []any{"persons", 0, "answers", "nationality", 0}},
			{"FRA", []any{"persons", 0, "rows", "languages", 0, "code"}}, {true, []any{"persons", 0, "sections", "details", "lived_none"}},
			{member, []any{"persons", 1, "id"}}, {"evenings", []any{"safety", "answers", "hours"}},
		} {
			if got := at(x, c.path...); got != c.want {
				t.Errorf("%v: %v, want %v", c.path, got, c.want)
			}
		}
		if at(x, "safety", "answers", "code_word") != nil || at(x, "safety", "answers", "location") != nil || at(x, "safety", "answers", "must_not") != nil {
			t.Error("a place or a code word is read by machine: they are behind a logged reveal (decision 7)")
		}
		if f, err := s.Read(t.Context(), casefile.ID(id), store.Everything); err != nil || f.Plans[0].CodeWord != "juniper" || f.Plans[0].Location != "Place Seven" {
			t.Error("what was sent and is not read back must be kept", err)
		}
		if lacks(x, "cover.determined_on") {
			t.Error("what was answered is said to be missing")
		}
		y.ok(200, "DELETE", "/referrals/"+id+"/persons/"+person+"/rows/languages/0?version=4", "")
		y.ok(200, "DELETE", "/referrals/"+id+"/persons/"+member, "")
		if x = y.show(id); len(at(x, "persons").([]any)) != 1 || at(x, "persons", 0, "rows", "languages") != nil {
			t.Errorf("what was removed is there: %v", at(x, "persons"))
		}
		list := y.ok(200, "GET", "/referrals", "")
		if len(at(list, "referrals").([]any)) != 1 || at(list, "referrals", 0, "reference") != at(x, "reference") {
			t.Errorf("the list: %v", list)
		}
		for _, bad := range []string{"Applicant", "juniper", "Place", id} {
			if strings.Contains(y.log.String(), bad) {
				t.Errorf("the log has %q", bad)
			}
		}
	})
}

// Every question that is described is taken in the type that the description says, and read back as it was sent.
func TestAPI_EveryQuestion(t *testing.T) {
	y := begin(t, storetest.Open(t))
	sample := func(a referral.Ask) any {
		switch a.Kind {
		case referral.Number:
			return 2.0
		case referral.Date:
			return "2026-08-20"
		case referral.DateLike:
			return "2019-03"
		case referral.Choice, referral.Select:
			if len(a.Options) == 0 {
				return nil // about a person or a paper of the case
			}
			return a.Options[len(a.Options)-1]
		case referral.Many:
			return []any{a.Options[0]}
		case referral.Tick:
			return true
		case referral.Country:
			return "XKK"
		case referral.Several:
			return []any{"XKK", "XMM"}
		case referral.Tongue:
			return "FRA"
		case referral.Lines:
			return []any{"Line one", "Line two"}
		}
		return "Some words"
	}
	kept, ruled := 0, map[string]bool{}
	try := func(asks []referral.Ask, put func(id, person string) string, from func(x map[string]any) (version, answers any), hidden ...string) {
		t.Helper()
		for _, a := range asks {
			v := sample(a)
			if v == nil {
				continue
			}
			y.auth.Now = func() time.Time { return time.Date(2026, 9, 1, 10, 0, y.n, 0, time.UTC) }
			id := y.start()
			x := y.show(id)
			version, _ := from(x)
			body, _ := json.Marshal(map[string]any{"version": version, "answers": map[string]any{a.Name: v}})
			code, out := y.send(y.request("PUT", put(id, at(x, "persons", 0, "id").(string)), string(body)))
			if code == 422 && out["kind"] == "invalid" { // it needs another answer beside it, or a rule reads it
				ruled[a.Form+"."+a.Name] = true
				for _, f := range out["fields"].([]any) {
					if key := at(f, "key"); key == "api.type" || key == "api.unknown" {
						t.Errorf("%s.%s: %v", a.Form, a.Name, out)
					}
				}
				continue
			}
			_, answers := from(y.show(id))
			if got := at(answers, a.Name); code != 200 || !slices.Contains(hidden, a.Name) && fmt.Sprint(got) != fmt.Sprint(v) {
				t.Errorf("%s.%s: %d %v: %v, want %v", a.Form, a.Name, code, out, got, v)
			}
			kept++
		}
	}
	of := func(name string) func(map[string]any) (any, any) {
		return func(x map[string]any) (any, any) { return at(x, name, "version"), at(x, name, "answers") }
	}
	asks := func(name string) []referral.Ask {
		return referral.Sheets[slices.IndexFunc(referral.Sheets, func(l referral.Listed) bool { return l.Name == name })].Asks
	}
	for _, name := range []string{"cover", "household", "representative"} {
		try(asks(name), func(id, _ string) string { return "/referrals/" + id + "/" + name }, of(name))
	}
	try(asks("safety"), func(id, _ string) string { return "/referrals/" + id + "/safety" }, of("safety"), "code_word", "location", "at_home", "must_not", "fallback", "travel_why", "not_interpreter")
	try(asks("person"), func(id, person string) string { return "/referrals/" + id + "/persons/" + person },
		func(x map[string]any) (any, any) {
			return at(x, "persons", 0, "version"), at(x, "persons", 0, "answers")
		})
	for _, s := range referral.Sections {
		var list []referral.Ask
		for q := range s.Sheet.All() {
			list = append(list, q.Ask)
		}
		try(list, func(id, person string) string {
			return "/referrals/" + id + "/persons/" + person + "/sections/" + s.Name
		},
			func(x map[string]any) (any, any) {
				return at(x, "persons", 0, "version"), at(x, "persons", 0, "sections", s.Name)
			})
	}
	t.Logf("%d kept, %d need others: %v", kept, len(ruled), ruled)
	if kept < 120 || len(ruled) > kept/4 {
		t.Errorf("%d kept, %d need others", kept, len(ruled))
	}
}

// Two changes of one version: one wins. The same request twice has one effect; its token with another body is refused.
func TestAPI_NothingTwice(t *testing.T) {
	y := begin(t, storetest.Open(t))
	r := func(token, body string) *http.Request {
		r := y.request("POST", "/referrals", body)
		r.Header.Set("Idempotency-Key", token)
		return r
	}
	one, same := `{"answers":{"family":"Applicant Alder"}}`, "a-token-of-16-chars"
	code, a := y.send(r(same, one))
	_, b := y.send(r(same, one))
	if code != 201 || a["id"] != b["id"] {
		t.Errorf("sent twice: %v, %v", a, b)
	}
	if code, out := y.send(r(same, `{"answers":{"family":"Applicant Birch"}}`)); code != 422 || out["kind"] != "reused" {
		t.Errorf("the token with another body: %d %v", code, out)
	}
	if code, out := y.send(r("", one)); code != 400 {
		t.Errorf("without a token: %d %v", code, out)
	}
	id := a["id"].(string)
	y.ok(200, "PUT", "/referrals/"+id+"/cover", `{"version":1,"answers":{"quebec":"no"}}`)
	if code, out := y.send(y.request("PUT", "/referrals/"+id+"/cover", `{"version":1,"answers":{"quebec":"yes"}}`)); code != 409 {
		t.Errorf("a stale version: %d %v", code, out)
	}
	if at(y.show(id), "cover", "answers", "quebec") != "no" {
		t.Error("a stale change was stored")
	}
	// A draft keeps what is right and says what is wrong.
	code, out := y.send(y.request("PUT", "/referrals/"+id+"/cover", `{"version":2,"answers":{"quebec":"yes","determined_on":"2026-13-01"}}`))
	if code != 422 || out["saved"] != 3.0 || at(out, "fields", 0, "name") != "determined_on" || at(y.show(id), "cover", "answers", "quebec") != "yes" {
		t.Errorf("half of it wrong: %d %v", code, out)
	}
	for body, name := range map[string]string{`{"version":3,"answers":{"invented":"x"}}`: "invented", `{"version":3,"answers":{"references":"two"}}`: "references", `{"version":3,"answers":{"basis":"media"}}`: "basis"} {
		code, out := y.send(y.request("PUT", "/referrals/"+id+"/cover", body))
		if code != 422 || at(out, "fields", 0, "name") != name || out["saved"] != nil {
			t.Errorf("%s: %d %v", body, code, out)
		}
	}
}

// Every door is closed without a good key, for another partner's, and for a frozen account, and told alike.
func TestAPI_IsClosed(t *testing.T) {
	y := begin(t, storetest.Open(t))
	id := y.start()
	person := at(y.show(id), "persons", 0, "id").(string)
	ended := y.make("system.pd")
	other := y.make("system.pd") // takes the place of the one before
	good := y.key
	fill := strings.NewReplacer("{case}", id, "{person}", person, "{index}", "0", "{form}", "imm0008", "{section}", "details", "{rows}", "languages", "{document}", "aaaaaaaaaaaaaaaaaaaaaaaaaa")
	doors := api.Document()["paths"].(map[string]map[string]any)
	tried := 0
	each := func(key string, want ...int) {
		t.Helper()
		y.key = key
		for path, methods := range doors {
			for method := range methods {
				r := y.request(strings.ToUpper(method), fill.Replace(strings.TrimPrefix(path, api.Root)), `{"version":1,"answers":{}}`)
				if key == "" {
					r.Header.Del("Authorization")
				}
				if method == "delete" {
					r.URL.RawQuery = "version=1"
				}
				if code, out := y.send(r); !slices.Contains(want, code) {
					t.Errorf("%s %s with another key: %d %v", method, path, code, out)
				}
				tried++
			}
		}
	}
	for _, bad := range []string{"", "passage.", "passage.system.fld.", "passage.system.fld.AAAA", ended, good + "x", "passage.nobody." + strings.Repeat("A", 43)} {
		each(bad, 401, 429)
	}
	y.auth.Now = func() time.Time { return time.Date(2026, 9, 1, 11, 0, 0, 0, time.UTC) } // tries are forgotten
	// Of another partner: the list and the description are its own, everything about the case is not there.
	y.key = other
	for path, methods := range doors {
		for method := range methods {
			if !strings.Contains(path, "{case}") {
				continue
			}
			r := y.request(strings.ToUpper(method), fill.Replace(strings.TrimPrefix(path, api.Root)), `{"version":1,"answers":{}}`)
			if strings.HasSuffix(path, "/documents") {
				r = y.upload(id, `{"answers":{"kind":"other"}}`, "x.png", png)
			}
			if method == "delete" {
				r.URL.RawQuery = "version=1"
			}
			y.auth.Now = func() time.Time { return time.Date(2026, 9, 1, 11, y.n, 0, 0, time.UTC) } // the budget is another test's
			if code, out := y.send(r); code != 404 {
				t.Errorf("%s %s by another partner: %d %v", method, path, code, out)
			}
			tried++
		}
	}
	if list := y.ok(200, "GET", "/referrals", ""); len(at(list, "referrals").([]any)) != 0 {
		t.Error("another partner's referral is listed")
	}
	if tried < 100 {
		t.Errorf("%d doors were tried", tried)
	}
	y.key = good
	if err := y.app.Freeze(t.Context(), app.Write{Actor: machine}, "system.fld", true); err != nil {
		t.Fatal(err)
	}
	if code, _ := y.send(y.request("GET", "/referrals", "")); code != 401 {
		t.Errorf("a frozen account: %d", code)
	}
	if err := y.app.Freeze(t.Context(), app.Write{Actor: machine}, "system.fld", false); err != nil {
		t.Fatal(err)
	}
	y.ok(200, "GET", "/referrals", "")
	y.auth.Now = func() time.Time { return time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC) }
	if code, _ := y.send(y.request("GET", "/referrals", "")); code != 401 {
		t.Errorf("a key past its last day: %d", code)
	}
	y.auth.Now = func() time.Time { return time.Date(2026, 9, 2, 10, 0, 0, 0, time.UTC) }
	if err := y.auth.EndKey(t.Context(), machine, "system.fld"); err != nil {
		t.Fatal(err)
	}
	if code, _ := y.send(y.request("GET", "/referrals", "")); code != 401 {
		t.Errorf("a key that was taken away: %d", code)
	}
}

// Who may have a key, and who gives one.
func TestAPI_Keys(t *testing.T) {
	y := begin(t, storetest.Open(t))
	for _, account := range []string{"officer.cedar", "reviewer.fld", "nobody"} {
		if _, err := y.auth.MakeKey(t.Context(), machine, account, 30); err == nil {
			t.Errorf("%s got a key", account)
		}
	}
	for _, days := range []int{0, -1, 366} {
		if _, err := y.auth.MakeKey(t.Context(), machine, "system.fld", days); err == nil {
			t.Errorf("a key of %d days", days)
		}
	}
	for _, who := range []access.Actor{{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}, {Account: "partneradmin.fld", Role: access.PartnerAdmin, Unit: "FLD"}, {Account: "system.fld", Role: access.Caseworker, Unit: "FLD"}} {
		if _, err := y.auth.MakeKey(t.Context(), who, "system.fld", 30); err == nil {
			t.Errorf("a %s made a key", who.Role)
		}
	}
	if _, err := y.auth.Invite(t.Context(), "system.fld"); err == nil {
		t.Error("a person can enrol a passkey on a system's account")
	}
	if acc, err := y.app.Store.Account(t.Context(), "system.fld"); err != nil || strings.Contains(fmt.Sprint(acc), y.key[len(y.key)-43:]) {
		t.Error("the secret is kept", err)
	}
}

// A system that sends too much at once waits.
func TestAPI_Budget(t *testing.T) {
	y := begin(t, storetest.Open(t))
	codes := map[int]int{}
	for range 70 {
		code, _ := y.send(y.request("GET", "/referrals", ""))
		codes[code]++
	}
	if codes[200] != 60 || codes[429] != 10 {
		t.Errorf("%v", codes)
	}
}

// Nothing that a machine may not do is there: nobody is referred, withdrawn or decided about by it, and it never learns what
// the department does (decision 5, P1).
func TestAPI_HasNoDoorForAPersonsActs(t *testing.T) {
	for path := range api.Document()["paths"].(map[string]map[string]any) {
		for _, word := range []string{"review", "refer/", "withdraw", "sign", "decision", "finding", "office", "status", "hrd"} {
			if strings.Contains(path, word) {
				t.Errorf("%s", path)
			}
		}
	}
	y := begin(t, storetest.Open(t))
	id := y.start()
	x, _ := json.Marshal(y.show(id))
	for _, word := range []string{"officer", "finding", "assigned", "alike", "INT-E12"} {
		if bytes.Contains(x, []byte(word)) {
			t.Errorf("a partner's system reads %q", word)
		}
	}
}

const goldenPath = "../../docs/api.json"

// The description that is written down is the program's: GOLDEN=1 writes it anew.
func TestAPI_Description(t *testing.T) {
	y := begin(t, storetest.Open(t))
	got, err := json.MarshalIndent(api.Document(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if os.Getenv("GOLDEN") != "" {
		if err := os.WriteFile(goldenPath, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenPath)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/api.json is not what the program says (%v): GOLDEN=1 go test ./internal/api", err)
	}
	if bytes.Contains(got, []byte("⟦")) {
		t.Error("words are missing")
	}
	if out := y.ok(200, "GET", "/openapi.json", ""); out["openapi"] != "3.1.0" {
		t.Errorf("%v", out["openapi"])
	}
	// What is referred to is there, and every question of a draft is described.
	var doc any
	json.Unmarshal(got, &doc)
	schemas := at(doc, "components", "schemas").(map[string]any)
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if r, ok := v["$ref"].(string); ok && schemas[strings.TrimPrefix(r, "#/components/schemas/")] == nil {
				t.Errorf("%s is not there", r)
			}
			for _, x := range v {
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(doc)
	described := map[string]bool{}
	for _, s := range schemas {
		if p, ok := at(s, "properties").(map[string]any); ok {
			for name := range p {
				described[name] = true
			}
		}
	}
	elsewhere := []string{"withdraw", "inquiry", "vetting", "referee"} // a person's acts, and what comes before a draft
	for _, l := range referral.Sheets {
		if slices.Contains(elsewhere, l.Name) {
			continue
		}
		for _, a := range l.Asks {
			if !described[a.Name] {
				t.Errorf("%s.%s is not described", l.Name, a.Name)
			}
		}
	}
}

var png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")

func (y *system) upload(id, answers, name string, content []byte) *http.Request {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.WriteField("answers", answers)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="file"; filename=%q`, name))
	h.Set("Content-Type", "image/png")
	p, _ := w.CreatePart(h)
	p.Write(content)
	w.Close()
	r := y.request("POST", "/referrals/"+id+"/documents", "")
	r.Body = io.NopCloser(&b)
	r.ContentLength = int64(b.Len())
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

// A file comes with what is said of it; what is no document is refused and leaves nothing.
func TestAPI_Documents(t *testing.T) {
	y := begin(t, storetest.Open(t))
	id := y.start()
	r := y.upload(id, `{"answers":{"kind":"other","title":"Invented paper","language":"ENG"}}`, "Applicant Alder.png", png)
	code, out := y.send(r)
	if code != 201 {
		t.Fatalf("%d %v", code, out)
	}
	doc := out["id"].(string)
	x := y.show(id)
	if at(x, "documents", 0, "id") != doc || at(x, "documents", 0, "answers", "title") != "Invented paper" || at(x, "documents", 0, "type") != "image/png" {
		t.Errorf("%v", at(x, "documents"))
	}
	for name, r := range map[string]*http.Request{
		"a program":       y.upload(id, `{"answers":{"kind":"other"}}`, "x.png", []byte("MZ\x90\x00 this is a program")),
		"an unknown kind": y.upload(id, `{"answers":{"kind":"invented"}}`, "x.png", png),
		"no answers":      y.request("POST", "/referrals/"+id+"/documents", "not parts"),
		"broken answers":  y.upload(id, `{"answers":`, "x.png", png),
	} {
		if code, out := y.send(r); code/100 != 4 {
			t.Errorf("%s: %d %v", name, code, out)
		}
	}
	if x = y.show(id); len(at(x, "documents").([]any)) != 1 {
		t.Errorf("what was refused is there: %v", at(x, "documents"))
	}
	version := at(x, "documents", 0, "version").(float64)
	y.ok(200, "DELETE", fmt.Sprintf("/referrals/%s/documents/%s?version=%.0f", id, doc, version), "")
	if x = y.show(id); len(at(x, "documents").([]any)) != 0 {
		t.Error("a removed document is shown")
	}
}

// Whatever is sent to whatever address: a clear no, in the caller's language, and never a fault of ours.
func TestAPI_BadInput(t *testing.T) {
	y := begin(t, storetest.Open(t))
	id := y.start()
	person := at(y.show(id), "persons", 0, "id").(string)
	bodies := []string{"", "null", "[]", "{", `{"answers":[]}`, `{"version":"1","answers":{}}`, `{"version":1e400,"answers":{}}`, `{"answers":{"family":{"a":1}}}`, `{"answers":{"family":"` + strings.Repeat("x", 5000) + `"}}`,
		`{"answers":{"family":"\u0000"}}`, `{"answers":{"born":"31/12/1999"}}`, `{"answers":{"nationality":["../../etc"]}}`, `{"answers":{}} {"answers":{}}`, `{"answers":{},"role":"officer"}`, strings.Repeat("[", 20000),
		`{"answers":{"family":"` + strings.Repeat("y", 2<<20) + `"}}`, "\xff\xfe"}
	places := []string{"{case}", "..%2f..", "aaaaaaaaaaaaaaaaaaaaaaaaaa", "%00", "x'%20OR%201=1", strings.Repeat("a", 4000)}
	tried := 0
	for path, methods := range api.Document()["paths"].(map[string]map[string]any) {
		for method := range methods {
			for _, place := range places {
				for i, body := range bodies {
					if method == "get" && i > 0 || place != "{case}" && i > 2 {
						continue
					}
					at := strings.NewReplacer("{case}", strings.ReplaceAll(place, "{case}", id), "{person}", person, "{index}", "7", "{form}", "imm0008", "{section}", "details", "{rows}", "jobs", "{document}", "b").Replace(strings.TrimPrefix(path, api.Root))
					r := y.request(strings.ToUpper(method), at, body)
					r.Header.Set("Accept-Language", "fr-CA,fr;q=0.9")
					y.auth.Now = func() time.Time { return time.Date(2026, 9, 1, 10, 0, y.n, 0, time.UTC) } // within the budget
					code, out := y.send(r)
					tried++
					if code >= 500 {
						t.Errorf("%s %s, body %d: %d %v", method, path, i, code, out)
					}
					if title, _ := out["title"].(string); code >= 400 && (title == "" || strings.Contains(title, "⟦")) {
						t.Errorf("%s %s, body %d: %d without words: %v", method, path, i, code, out)
					}
				}
			}
		}
	}
	t.Logf("%d requests", tried)
	if y.log.Len() > 0 {
		t.Errorf("the log: %s", y.log.String()[:min(y.log.Len(), 500)])
	}
	for i, p := range at(y.show(id), "persons").([]any) { // a draft saves what is right: persons of whom nothing is said yet
		if a := at(p, "answers").(map[string]any); i == 0 && a["family"] != "Applicant Alder" || i > 0 && (a["family"] != nil || a["born"] != nil || a["nationality"] != nil) {
			t.Errorf("something wrong was stored: %v", a)
		}
	}
}
