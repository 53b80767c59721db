package web

import (
	"html"
	"maps"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"passage/internal/api"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/i18n"
	"passage/internal/store"
)

var passing = regexp.MustCompile(`(name="(token|csrf)" value=")[^"]*|[0-9]{1,2}[:h ][0-9]{2}`)

// Rule A-89: the outcome is said to the partner by its notice and by nothing before it. Every page and list that the partner can
// open, and every answer of the interface for its own system, is the same to the byte whether its case still waits for the
// decision, was refused or was approved, until its notice is proven received.
func TestRule_A_89_TheOutcomeIsSaidByItsNoticeAlone(t *testing.T) {
	h := house(t)
	values, others := h.seen(), h.others()
	id := h.family(733, casefile.Eligibility)
	key, err := h.Auth.MakeKey(t.Context(), access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}, "caseworker.fld", 30)
	if err != nil {
		t.Fatal(err)
	}
	machine := api.New(api.Config{App: h.App, Auth: h.Auth})
	become := func(s casefile.State, o decision.Outcome, proven bool) {
		if _, err := h.App.Store.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}, Action: access.Decide, Now: clock, Pack: h.App.Pack.Version}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(id)
			if err != nil {
				return "", err
			}
			f.Case.State, f.Case.Since, f.Case.Summary.Heard = s, "2026-08-20", proven
			d := decision.Decision{Outcome: o, Status: decision.Signed, Summary: "zqreasonzq", SignedAt: clock}
			if len(f.Decisions) > 0 {
				d = f.Decisions[0]
				d.Outcome = o
			}
			if o == "" {
				return "", nil
			}
			return "", tx.SaveDecision(f, &d)
		}); err != nil {
			t.Fatal(err)
		}
	}
	read := func() map[string]string {
		out := map[string]string{}
		for n, account := range []string{"caseworker.fld", "reviewer.fld"} {
			l := i18n.Langs[n] // what is said is the same in both
			h.signIn(account)
			for _, k := range slices.Sorted(maps.Keys(h.routes)) {
				r := h.routes[k]
				if r.method != "GET" || strings.HasPrefix(r.pattern, "/static") {
					continue
				}
				var args []any
				for _, name := range wildcards(r.pattern) {
					value := values[name]
					for begin, v := range others {
						if value == "" || strings.HasPrefix(r.pattern, begin) && v[name] != "" {
							value = v[name]
						}
					}
					if name == "case" {
						value = string(id)
					}
					args = append(args, value+strings.Repeat("x", max(0, 1-len(value))))
				}
				path, err := h.path(l, r.pattern, args...)
				if err != nil {
					t.Fatal(err)
				}
				for _, more := range []string{"", "?show=sent", "?show=decided"} {
					if more != "" && r.pattern != "/referrals" {
						continue
					}
					rec := ask(t, h, getReq(path+more))
					if rec.Code == 200 {
						out[account+" "+path+more] = passing.ReplaceAllString(html.UnescapeString(rec.Body.String()), "$1")
					}
				}
			}
		}
		for _, path := range []string{"/referrals", "/referrals/" + string(id)} {
			r := httptest.NewRequest("GET", api.Root+path, nil)
			r.Header.Set("Authorization", "Bearer "+key)
			rec := httptest.NewRecorder()
			machine.ServeHTTP(rec, r)
			if rec.Code != 200 {
				t.Fatalf("%s: %d", path, rec.Code)
			}
			out[path] = rec.Body.String()
		}
		return out
	}
	differ := func(what string, a, b map[string]string) (n int) {
		for _, at := range slices.Sorted(maps.Keys(b)) {
			if a[at] == b[at] {
				continue
			}
			if n++; what != "" && n < 8 {
				x, y := a[at], b[at]
				i := 0
				for i < min(len(x), len(y)) && x[i] == y[i] {
					i++
				}
				t.Errorf("%s: %s differs: %.80q and %.80q", what, at, x[max(0, i-30):], y[max(0, i-30):])
			}
		}
		return n
	}
	become(casefile.FinalReview, "", false)
	waits := read()
	if len(waits) < 20 {
		t.Fatalf("only %d pages were opened", len(waits))
	}
	become(casefile.Refused, decision.Refuse, false)
	differ("refused", waits, read())
	become(casefile.Approved, decision.Approve, false)
	differ("approved", waits, read())
	become(casefile.Travel, decision.Approve, false)
	differ("travel", waits, read())
	become(casefile.Approved, decision.Approve, true)
	if n := differ("", waits, read()); n < 3 {
		t.Errorf("told, and only %d pages say so: the test does not see", n)
	}
}
