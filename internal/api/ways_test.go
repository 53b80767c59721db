package api

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// operationsTold are the operations that docs/ways-out.md speaks of.
func operationsTold(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "ways-out.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "\n## Operations\n")
	text, _, _ = strings.Cut(text, "\n## ")
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if cells := strings.Split(strings.Trim(line, "|"), "|"); len(cells) == 4 && !strings.HasPrefix(line, "|---") && !strings.HasPrefix(line, "| what ") {
			out = append(out, strings.Split(strings.TrimSpace(cells[0]), ", ")...)
		}
	}
	return out
}

// Contradiction X-32: what the API answers is compared with docs/ways-out.md. Words are planted in every sealed field of a draft and
// of a case at an office; the partner's own system reads back what the partner wrote and no more, another's nothing at all.
func TestRule_X_32_EveryOperationAgainstTheTable(t *testing.T) {
	var ids []string
	for _, o := range operations() {
		ids = append(ids, o.id)
	}
	told := operationsTold(t)
	if slices.Sort(ids); !slices.Equal(ids, slices.Sorted(slices.Values(told))) {
		t.Errorf("docs/ways-out.md knows %v, the API has %v", told, ids)
	}
	// Written by the partner, and read back by its own system.
	own := map[string]string{"name": "Zqnamezq", "member": "Zqhiddenzq", "telephone": "zqphonezq", "work": "zqworkzq", "risk": "zqriskzq", "hours": "zqhourszq"}
	// Read by no system, whoever wrote it.
	shut := map[string]string{"place": "zqplacezq", "code word": "zqcodezq", "at home": "zqauntzq", "must not know": "zqlandlordzq", "other contact": "zqfallbackzq", "avoid": "zqavoidzq", "secret": "zqsecretzq",
		"file name": "zqfilezq", "note": "zqnotezq", "within": "zqwithinzq", "inquiry": "zqclaimzq", "letter": "zqletterzq"}
	pack, err := policy.Load(policy.Demo())
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 9, 1, 10, 0, 0, 0, time.UTC) }
	s := storetest.Open(t)
	a := app.New(s, pack)
	a.Now = now
	id, err := auth.New(s, "", false)
	if err != nil {
		t.Fatal(err)
	}
	id.Now = now
	machine := access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}
	if err := a.CreateAccounts(t.Context(), app.Write{Actor: machine}, []store.Account{{ID: "system.fld", Role: access.Caseworker, Unit: "FLD"}, {ID: "system.pd", Role: access.Caseworker, Unit: "PD"}}); err != nil {
		t.Fatal(err)
	}
	var cases []string
	for _, state := range []casefile.State{casefile.Preparing, casefile.Refused} {
		c := casefile.Case{State: state, ReferredBy: "FLD", Stream: "hrd-global", Opened: "2026-06-01", Since: "2026-08-01", Prepared: "system.fld", Persons: 2, Pack: pack.Version, Summary: casefile.Summary{Name: own["name"], Countries: []string{"XKK"}}}
		if state != casefile.Preparing {
			c.Referred, c.Office, c.AtOffice = "2026-07-01", "cedar", "2026-07-20"
		}
		made, err := s.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "system.fld", Role: access.Caseworker, Unit: "FLD"}, Action: access.StartReferral, Now: now(), Pack: pack.Version}, func(tx *store.Tx) (string, error) {
			f, err := tx.Create(c)
			if err != nil {
				return "", err
			}
			p := people.Person{Number: 1, Family: own["name"], Phone: own["telephone"], Relationship: people.PA, Nationalities: []string{"XKK"}}
			m := people.Person{Number: 2, Family: "Applicant", Given: own["member"], NamingSafe: people.No, Relationship: people.Daughter}
			if err := errors.Join(tx.SavePerson(f, &p), tx.SavePerson(f, &m)); err != nil {
				return "", err
			}
			r := referral.Referral{Partner: "FLD", Priority: "normal"}
			r.Work.Account, r.Risk.Account = own["work"], own["risk"]
			return string(f.Case.ID), errors.Join(tx.SaveReferral(f, &r),
				tx.SavePlan(f, &people.SafetyPlan{Reach: people.OnlyPartner, LocationRestricted: people.Yes, Location: shut["place"], CodeWord: shut["code word"], AtHome: shut["at home"], MustNot: shut["must not know"],
					Fallback: shut["other contact"], Avoid: shut["avoid"], Hours: own["hours"], Confirmed: "2026-08-01"}),
				tx.SaveSecret(f, &people.Secret{Person: p.ID, Words: shut["secret"], By: "system.fld", At: now()}),
				tx.SaveNote(f, &casefile.Note{Text: shut["note"], By: "officer.cedar", Unit: "cedar", At: now()}),
				tx.SaveWithin(f, &casefile.Question{From: casefile.OfficeSide, To: casefile.IntakeSide, Words: shut["within"], By: "officer.cedar", At: now()}),
				tx.SaveNotice(f, &casefile.Notice{Kind: casefile.RefusalEligibility, To: casefile.ToApplicant, Partner: "FLD", Of: "x", Status: casefile.NoticeOwed, Text: shut["letter"], Owed: "2026-08-20"}))
		})
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, made)
	}
	h := New(Config{App: a, Auth: id})
	for _, account := range []string{"system.fld", "system.pd"} {
		key, err := id.MakeKey(t.Context(), machine, account, 30)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, o := range operations() {
			for _, c := range cases {
				path := Root + strings.NewReplacer("{case}", c, "{person}", "x", "{rows}", "jobs", "{index}", "0", "{section}", "details", "{form}", "imm0008", "{document}", "x").Replace(o.path)
				r := httptest.NewRequest(o.method, path, strings.NewReader(`{"version":1,"answers":{}}`))
				r.Header.Set("Authorization", "Bearer "+key)
				r.Header.Set("Idempotency-Key", "request-"+o.id+c)
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code >= 500 || !json.Valid(w.Body.Bytes()) && w.Code != http.StatusNoContent {
					t.Errorf("%s as %s: %d %s", o.id, account, w.Code, w.Body.String())
				}
				body := strings.ToLower(w.Body.String())
				for what, word := range shut {
					if strings.Contains(body, strings.ToLower(word)) {
						t.Errorf("%s tells %s the %s", o.id, account, what)
					}
				}
				for what, word := range own {
					if !strings.Contains(body, strings.ToLower(word)) {
						continue
					}
					if o.id != "show" && o.id != "list" || account != "system.fld" {
						t.Errorf("%s tells %s the %s", o.id, account, what)
					}
					seen[what] = true
				}
			}
		}
		if account == "system.fld" && len(seen) < len(own)-1 {
			t.Errorf("of what the partner wrote its own system read %v alone: the test does not see", slices.Sorted(maps.Keys(seen)))
		}
	}
}
