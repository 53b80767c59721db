package web

import (
	"errors"
	"html"
	"maps"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/i18n"
	"passage/internal/store"
)

// Words that stand in one part of a case each, and nowhere else in the test house.
const (
	canaryNote       = "zqnotezq"
	canaryFinding    = "zqfindingzq"
	canaryConviction = "zqconvictionzq"
	canaryQuestion   = "zqquestionzq"
	canaryTransfer   = "zqtransferzq"
	canaryFiling     = "zqduplicatezq"
	canaryPlace      = "zqplacezq"
	canaryOther      = "zqotherzq" // a person of another partner's case
)

// Nothing of the department's own work, of a place behind a reveal, of a possible duplicate or of another partner's case is
// on any page that a partner opens, whatever the address (decisions 5 and 7). Every GET is tried on every case.
func TestPages_NothingOfTheDepartmentReachesAPartner(t *testing.T) {
	h := house(t)
	values, others := h.seen(), h.others()
	home := casefile.ID(values["case"])
	officer := access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}
	foreign := h.incoming(733, false)
	h.change(foreign, func(tx *store.Tx, f *store.File) error {
		f.Case.ReferredBy, f.Case.Summary.Name = "UNHCR", canaryOther
		p := f.Persons[0]
		p.Family, p.UNHCR = canaryOther, "900-00000509"
		return tx.SavePerson(f, &p)
	})
	merged := h.incoming(734, false)
	h.change(merged, func(tx *store.Tx, f *store.File) error {
		return tx.Move(f, casefile.MergedDuplicate, string(foreign))
	})
	intake := casefile.ID(others["/intake/{case}"]["case"])
	draft := casefile.ID(others["/referrals/{case}/"]["case"])
	wrote := casefile.ID(others["/inquiries/{case}"]["case"])
	for _, id := range []casefile.ID{home, intake, merged} {
		if _, err := h.App.Store.Change(t.Context(), store.Entry{Actor: officer, Action: access.RecordFinding, Now: clock}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(id)
			if err != nil {
				return "", err
			}
			f.Case.Summary.Alike, f.Case.Summary.Matched = 7, true
			plan := f.Plans[0]
			plan.Reach, plan.LocationRestricted, plan.Location = people.OnlyPartner, people.Yes, canaryPlace
			one := f.Persons[0].ID
			return "", errors.Join(
				tx.SavePlan(f, &plan),
				tx.SaveNote(f, &casefile.Note{Text: canaryNote, By: officer.Account, Unit: "cedar", At: clock}),
				tx.SaveFinding(f, &assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XMM"}, Result: assessment.NotMet,
					Status: assessment.Recorded, Reasons: canaryFinding, By: officer.Account, At: clock}),
				tx.SaveConviction(f, &assessment.Conviction{Person: one, Country: "XKK", Stage: assessment.Convicted, Offence: canaryConviction}),
				tx.SaveInterview(f, &casefile.Interview{Status: casefile.InterviewBooked, Mode: casefile.VideoPartner, At: clock.AddDate(0, 0, 9), Zone: "Europe/Istanbul", Officer: officer.Account, Opened: clock,
					Persons: []string{one}, Record: casefile.Record{Lines: []casefile.QuestionAnswer{{Question: canaryQuestion, Answer: canaryQuestion}}}}),
				tx.SaveTransfer(f, &casefile.Transfer{Office: "cedar", Note: canaryTransfer, By: "clerk.roco", Day: "2026-08-03", At: clock}),
				tx.SaveComparison(f, &casefile.Comparison{Person: one, Case: foreign, Other: canaryFiling, Answer: casefile.SamePerson, Seen: []string{canaryFiling}, By: "clerk.roco", Day: "2026-08-03"}))
		}); err != nil {
			t.Fatal(err)
		}
	}
	secret := []string{canaryNote, canaryFinding, canaryConviction, canaryQuestion, canaryTransfer, canaryFiling, canaryPlace}
	told := map[i18n.Lang]string{}
	for _, l := range i18n.Langs {
		told[l] = strings.ToLower(l.T("casefile.state." + string(casefile.MergedDuplicate)))
	}
	// That the walk can see: the canaries are on pages of those who may.
	h.signIn("officer.cedar")
	if page := h.page("/en/cases/" + string(home) + "/notes"); !strings.Contains(page, canaryNote) {
		t.Fatal("the note is not on the officer's own page")
	}
	// What a return or a request says is read by the partner: it does not offer to say this.
	h.signIn("clerk.roco")
	h.page("/en/intake/"+string(intake), "in another open case")
	for _, ask := range []string{"return", "information"} {
		if strings.Contains(h.page("/en/intake/"+string(intake)+"/"+ask), "in another open case") {
			t.Errorf("/intake/{case}/%s offers to tell the partner of another case", ask)
		}
	}
	opened := 0
	for _, account := range []string{"caseworker.fld", "reviewer.fld", "caseworker.unhcr", "reviewer.unhcr"} {
		h.signIn(account)
		who := access.Actor{Account: account, Role: access.Caseworker, Unit: strings.ToUpper(account[strings.IndexByte(account, '.')+1:])}
		search, err := h.App.StartSearch(t.Context(), who, "Applicant")
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range slices.Sorted(maps.Keys(h.routes)) {
			r := h.routes[key]
			if r.method != "GET" {
				continue
			}
			for _, id := range []casefile.ID{home, intake, draft, wrote, merged, foreign} {
				for _, l := range i18n.Langs {
					var args []any
					for _, name := range wildcards(r.pattern) {
						value := values[name]
						for begin, v := range others {
							if value == "" || strings.HasPrefix(r.pattern, begin) && v[name] != "" {
								value = v[name]
							}
						}
						switch name {
						case "case":
							value = string(id)
						case "search":
							value = search
						case "paper":
							value = "confidential"
						case "page":
							value = "1"
						}
						args = append(args, value+strings.Repeat("x", max(0, 1-len(value))))
					}
					path, err := h.path(l, r.pattern, args...)
					if err != nil {
						t.Fatal(err)
					}
					rec := ask(t, h, getReq(path))
					if rec.Code >= 500 {
						t.Errorf("%s as %s: %d", r.pattern, account, rec.Code)
					}
					if rec.Code == 200 {
						opened++
					}
					page := html.UnescapeString(rec.Body.String())
					for _, s := range secret {
						// Those whose plan it is read the place where it is written, signed and confirmed again, each an entered reveal.
						if s == canaryPlace && (r.pattern == "/referrals/{case}/safety" || r.pattern == planAt || r.pattern == "/referrals/{case}/review") && who.Unit == "FLD" {
							continue
						}
						if strings.Contains(page, s) {
							t.Errorf("%s %s shows %s", account, path, s)
						}
					}
					if who.Unit != "UNHCR" && strings.Contains(page, canaryOther) {
						t.Errorf("%s %s names a person of another partner's case", account, path)
					}
					if strings.Contains(strings.ToLower(page), told[l]) {
						t.Errorf("%s %s tells of a duplicate", account, path)
					}
					if !strings.Contains(r.pattern, "{case}") {
						break
					}
				}
				if !strings.Contains(r.pattern, "{case}") {
					break
				}
			}
		}
	}
	if opened < 100 {
		t.Errorf("the walk opened %d pages", opened)
	}
}
