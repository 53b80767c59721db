package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/store"
)

var thePack = sync.OnceValue(func() *policy.Pack {
	p, err := policy.Load(policy.Demo())
	if err != nil {
		panic(err)
	}
	return p
})

// planted are words that may stand on a page of the case for those who work on it, and never in an address or a title.
var planted = []string{"Applicant", "0412", "HRD", "DDP", "FLD", "Country", "2026", "2025"}

// family is a case of four persons at an office, with something of everything a page of a case shows.
func (h *testHouse) family(n int, state casefile.State) casefile.ID {
	h.t.Helper()
	name := fmt.Sprintf("Applicant %04d", n)
	clerk, officer := access.Actor{Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO"}, access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}
	supervisor := access.Actor{Account: "supervisor.cedar", Role: access.Supervisor, Unit: "cedar"}
	id, err := h.App.Store.Change(h.t.Context(), store.Entry{Actor: clerk, Action: access.CheckReferral, Now: day(7, 15), Pack: h.App.Pack.Version}, func(tx *store.Tx) (string, error) {
		f, err := tx.Create(casefile.Case{State: casefile.Complete, ReferredBy: "FLD", Stream: "hrd-global", Office: "cedar", Assigned: "officer.cedar", Persons: 3,
			Opened: "2026-06-20", Referred: "2026-07-14", Applied: "2026-07-14", Filed: "2026-07-17", AtOffice: "2026-07-21", Since: "2026-07-22", Pack: h.App.Pack.Version,
			Summary: casefile.Summary{Name: name, Countries: []string{"XKK", "XMM"}, Residence: "XMM", Priority: "normal", Listed: 4}})
		if err != nil {
			return "", err
		}
		save := func(err error) {
			if err != nil {
				panic(err)
			}
		}
		for i, p := range []people.Person{
			{Family: name, Native: "كفل", Relationship: people.PA, Travelling: people.Yes, Born: "1987-04-12", Sex: "F", Nationalities: []string{"XKK"}, Residence: "XMM", BirthCountry: "XKK", Whereabouts: people.WithApplicant, NamingSafe: people.Yes, Defender: true,
				IdentityDocuments: []people.IdentityDocument{{Kind: "passport", Number: "K-000 412", Country: "XKK", Expires: "2029"}}},
			{Family: name, Given: "Person 2", Relationship: people.Husband, Travelling: people.Yes, Born: "1985", Nationalities: []string{"XKK"}, Residence: "XMM"},
			{Family: name, Given: "Person 3", Relationship: people.Daughter, Travelling: people.Yes, Born: "2015-03-27", Nationalities: []string{"XKK"}, Residence: "XMM"},
			{Family: name, Given: "Person 4", Relationship: people.Son, Travelling: people.No, NotWhy: "Custody", Born: "2018-11", Nationalities: []string{"XKK"}, Residence: "XKK", NamingSafe: people.No, Whereabouts: people.AtHome},
		} {
			p.Number = i + 1
			save(tx.SavePerson(f, &p))
		}
		save(tx.SaveReferral(f, &referral.Referral{Partner: "FLD", Priority: "normal"}))
		save(tx.SavePlan(f, &people.SafetyPlan{Reach: people.OnlyPartner, VideoOnly: true, LocationRestricted: people.Yes, Location: "Place Seven", CodeWord: "juniper", Confirmed: "2026-08-01", TravelSafe: people.No}))
		for i, kind := range []string{"photo", "identity", "rrf"} {
			save(tx.SaveDocument(f, &document.Document{Kind: kind, Title: fmt.Sprintf("Document %d", i+1), Type: "application/pdf", Size: 300_000, Added: "2026-07-14", Sensitivity: document.Ordinary, Person: f.Persons[0].ID}))
		}
		save(tx.SaveNote(f, &casefile.Note{Text: "First words.\nSecond line.", By: "officer.cedar", Unit: "cedar", At: clock}))
		save(tx.SaveTrack(f, &assessment.Track{Person: f.Persons[0].ID, Kind: assessment.Security}))
		return string(f.Case.ID), nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, m := range []struct {
		who access.Actor
		act access.Action
		to  casefile.State
		day int
	}{
		{clerk, access.CreateFile, casefile.FileCreated, 17}, {clerk, access.TransferCase, casefile.OfficeAssigned, 17}, {clerk, access.TransferCase, casefile.Transferred, 17},
		{supervisor, access.AcceptTransfer, casefile.Accepted, 21}, {supervisor, access.AssignCase, casefile.Assigned, 21}, {officer, access.DraftFinding, casefile.Eligibility, 22},
	} {
		if _, err := h.App.Store.Change(h.t.Context(), store.Entry{Actor: m.who, Action: m.act, Now: day(7, m.day), Pack: h.App.Pack.Version}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(casefile.ID(id))
			if err != nil {
				return "", err
			}
			return "", tx.Move(f, m.to, "")
		}); err != nil {
			h.t.Fatal(err)
		}
		if m.to == state {
			break
		}
	}
	return casefile.ID(id)
}

func day(month, d int) time.Time { return time.Date(2026, time.Month(month), d, 10, 0, 0, 0, time.UTC) }

// accounts are the people of the test house.
var accounts = []store.Account{
	{ID: "officer.cedar", Role: access.Officer, Unit: "cedar", Details: store.Details{Name: "Officer 0031"}},
	{ID: "assistant.cedar", Role: access.Assistant, Unit: "cedar", Details: store.Details{Name: "Assistant 0040"}},
	{ID: "supervisor.cedar", Role: access.Supervisor, Unit: "cedar", Details: store.Details{Name: "Supervisor 0007"}},
	{ID: "officer.birch", Role: access.Officer, Unit: "birch", Details: store.Details{Name: "Officer 0044"}},
	{ID: "clerk.roco", Role: access.Clerk, Unit: "ROCO", Details: store.Details{Name: "Clerk 0012"}},
	{ID: "senior.roco", Role: access.SeniorClerk, Unit: "ROCO", Details: store.Details{Name: "Clerk 0013"}},
	{ID: "caseworker.unhcr", Role: access.Caseworker, Unit: "UNHCR", Details: store.Details{Name: "Caseworker 0777"}},
	{ID: "reviewer.unhcr", Role: access.Reviewer, Unit: "UNHCR", Details: store.Details{Name: "Reviewer 0778"}},
	{ID: "caseworker.fld", Role: access.Caseworker, Unit: "FLD", Details: store.Details{Name: "Caseworker 0118"}},
	{ID: "reviewer.fld", Role: access.Reviewer, Unit: "FLD", Details: store.Details{Name: "Reviewer 0119"}},
	{ID: "policy.oppb", Role: access.PolicyManager, Unit: "OPPB", Details: store.Details{Name: "Policy manager 0002"}},
	{ID: "admin.hq", Role: access.Admin, Unit: "HQ", Details: store.Details{Name: "Administrator 0001", Links: []string{"XKK"}}},
	{ID: "auditor.hq", Role: access.Auditor, Unit: "HQ", Details: store.Details{Name: "Auditor 0004"}},
	{ID: "analyst.oppb", Role: access.Analyst, Unit: "OPPB", Details: store.Details{Name: "Analyst 0003"}},
	{ID: "postarrival.hq", Role: access.PostArrival, Unit: "HQ", Details: store.Details{Name: "Post-arrival officer 0005"}},
	{ID: "helper.iom", Role: access.Helper, Unit: "IOM", Details: store.Details{Name: "Helper 0231"}},
}

// BenchmarkCasePage and BenchmarkList say what a page costs this server alone, without a network.
func BenchmarkCasePage(b *testing.B) {
	h := house(b)
	id := h.family(412, casefile.Eligibility)
	for b.Loop() {
		if rec := ask(b, h, getReq("/en/cases/"+string(id))); rec.Code != 200 {
			b.Fatal(rec.Code)
		}
	}
}

func BenchmarkList(b *testing.B) {
	h := house(b)
	for n := range 120 {
		h.family(n, casefile.Eligibility)
	}
	for b.Loop() {
		if rec := ask(b, h, getReq("/en/cases")); rec.Code != 200 {
			b.Fatal(rec.Code)
		}
	}
}

// BenchmarkTemplates is the share of the templates alone.
func BenchmarkTemplates(b *testing.B) {
	h := house(b)
	v := h.visit(httptest.NewRecorder(), getReq("/en/cases"), i18n.EN, h.routes["GET /cases"])
	s, err := h.Auth.Session(func() *http.Request { r := getReq("/"); r.AddCookie(h.cookie); return r }())
	if err != nil {
		b.Fatal(err)
	}
	v.enter(s)
	list := listView{page: v.page("list.cases.title"), Filters: []filter{v.choose("stage", "list.by.stage", "list.all", officeStages, "casefile.stage.")}}
	for range pageRows {
		list.Rows = append(list.Rows, row{At: "/en/cases/aaaaaaaaaaaaaaaaaaaaaaaaaa", Ref: "7K3M-Q9TD", Name: "Applicant 0412", State: "Eligibility", Since: "2026-07-22", Days: "41", Assigned: "Officer 0031", Partner: "FLD", Persons: "3"})
	}
	id := h.family(412, casefile.Eligibility)
	f, err := h.App.View(b.Context(), v.Actor, id, access.ViewCase, "")
	if err != nil {
		b.Fatal(err)
	}
	v.route = h.routes["GET /cases/{case}"]
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			v.show("queue/cases", list)
		}
	})
	b.Run("case", func(b *testing.B) {
		for b.Loop() {
			v.show("case/overview", overviewView{casePage: v.framed(f, "case.section.overview"), People: v.personLines(f)})
		}
	})
	b.Run("frame", func(b *testing.B) {
		for b.Loop() {
			v.framed(f, "case.section.overview")
		}
	})
}
