package api

import (
	"cmp"
	"maps"
	"net/http"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// rowsOnPage is how many referrals a page of the list has.
const rowsOnPage = 100

// operations are everything that can be asked.
func operations() []operation {
	return []operation{
		{method: "GET", path: "/openapi.json", id: "describe", do: func(*call) (reply, error) { return reply{http.StatusOK, Document()}, nil }},
		{method: "GET", path: "/referrals", id: "list", do: (*call).list},
		{method: "POST", path: "/referrals", id: "start", body: formBody("person"), do: (*call).start},
		{method: "GET", path: "/referrals/{case}", id: "show", do: (*call).show},

		{method: "PUT", path: "/referrals/{case}/cover", id: "cover", body: formBody("cover"), do: saves(referral.CoverForm, func(k *call, a referral.Answers) error {
			return k.App.SaveCover(k.r.Context(), k.change(), k.body.Version, a)
		})},
		{method: "PUT", path: "/referrals/{case}/representative", id: "representative", body: formBody("representative"), do: saves(referral.RepresentativeForm, func(k *call, a referral.Answers) error {
			return k.App.SaveRepresentative(k.r.Context(), k.change(), k.body.Version, a)
		})},
		{method: "PUT", path: "/referrals/{case}/safety", id: "safety", body: formBody("safety", "agreed"), do: saves(referral.SafetyForm, func(k *call, a referral.Answers) error {
			return k.App.SaveSafety(k.r.Context(), k.change(), k.body.Version, a, k.body.Agreed)
		})},
		{method: "PUT", path: "/referrals/{case}/household", id: "household", body: formBody("household", "no_others"), do: saves(referral.HouseholdForm, (*call).household)},
		{method: "PUT", path: "/referrals/{case}/forms/{form}", id: "form", body: formBody("form", "person"), do: saves(referral.SignatureForm, func(k *call, a referral.Answers) error {
			return k.App.SaveForm(k.r.Context(), k.change(), k.body.Version, k.r.PathValue("form"), k.body.Person, a)
		})},

		{method: "POST", path: "/referrals/{case}/legal", id: "legal.add", body: formBody("legal"), do: adds(referral.LegalCaseForm, (*call).legal)},
		{method: "PUT", path: "/referrals/{case}/legal/{index}", id: "legal.change", body: formBody("legal"), do: changes(referral.LegalCaseForm, (*call).legal)},
		{method: "DELETE", path: "/referrals/{case}/legal/{index}", id: "legal.remove", do: removes(func(k *call, version int64, i int) error {
			return k.App.RemoveLegalCase(k.r.Context(), k.change(), version, i)
		})},
		{method: "POST", path: "/referrals/{case}/consents", id: "consent.add", body: formBody("consent"), do: adds(referral.ConsentForm, (*call).consent)},
		{method: "PUT", path: "/referrals/{case}/consents/{index}", id: "consent.change", body: formBody("consent"), do: changes(referral.ConsentForm, (*call).consent)},
		{method: "DELETE", path: "/referrals/{case}/consents/{index}", id: "consent.remove", do: removes(func(k *call, version int64, i int) error {
			return k.App.RemoveConsent(k.r.Context(), k.change(), version, i)
		})},

		{method: "POST", path: "/referrals/{case}/persons", id: "person.add", body: formBody("person"), do: (*call).addPerson},
		{method: "PUT", path: "/referrals/{case}/persons/{person}", id: "person.change", body: formBody("person"), do: saves(referral.PersonForm, func(k *call, a referral.Answers) error {
			_, err := k.App.SavePerson(k.r.Context(), k.change(), k.r.PathValue("person"), k.body.Version, a)
			return err
		})},
		{method: "DELETE", path: "/referrals/{case}/persons/{person}", id: "person.remove", do: func(k *call) (reply, error) {
			return gone(k.App.RemovePerson(k.r.Context(), k.change(), k.r.PathValue("person")))
		}},
		{method: "PUT", path: "/referrals/{case}/persons/{person}/sections/{section}", id: "section", body: &schema{OneOf: sectionBodies()}, do: (*call).section},
		{method: "POST", path: "/referrals/{case}/persons/{person}/rows/{rows}", id: "row.add", body: &schema{OneOf: rowBodies()}, do: func(k *call) (reply, error) { return k.row(referral.Added) }},
		{method: "PUT", path: "/referrals/{case}/persons/{person}/rows/{rows}/{index}", id: "row.change", body: &schema{OneOf: rowBodies()}, do: func(k *call) (reply, error) {
			i, err := k.index()
			if err != nil {
				return reply{}, err
			}
			return k.row(i)
		}},
		{method: "DELETE", path: "/referrals/{case}/persons/{person}/rows/{rows}/{index}", id: "row.remove", do: removes(func(k *call, version int64, i int) error {
			return k.App.RemoveRow(k.r.Context(), k.change(), k.r.PathValue("person"), version, k.r.PathValue("rows"), i)
		})},

		{method: "POST", path: "/referrals/{case}/documents", id: "document.add", body: formBody("document"), file: true, do: (*call).addDocument},
		{method: "DELETE", path: "/referrals/{case}/documents/{document}", id: "document.remove", do: func(k *call) (reply, error) {
			n, err := k.version()
			if err != nil {
				return reply{}, err
			}
			return gone(k.App.RemoveDocument(k.r.Context(), k.change(), k.r.PathValue("document"), n))
		}},
	}
}

// saved is what a change answers: the version that the next one names.
type saved struct {
	Version int64 `json:"version"`
}

// made is what is answered when something new is there.
type made struct {
	ID string `json:"id"`
}

// saves is a PUT of the answers of one list.
func saves[T any](sheet referral.Sheet[T], do func(*call, referral.Answers) error) func(*call) (reply, error) {
	asks := asksOf(sheet)
	return func(k *call) (reply, error) {
		a, err := k.answers(asks)
		if err != nil {
			return reply{}, err
		}
		return reply{http.StatusOK, saved{k.body.Version + 1}}, do(k, a)
	}
}

// adds and changes are a POST and a PUT of one entry of a list of the referral.
func adds[T any](sheet referral.Sheet[T], do func(*call, int, referral.Answers) error) func(*call) (reply, error) {
	return saves(sheet, func(k *call, a referral.Answers) error { return do(k, referral.Added, a) })
}

func changes[T any](sheet referral.Sheet[T], do func(*call, int, referral.Answers) error) func(*call) (reply, error) {
	return saves(sheet, func(k *call, a referral.Answers) error {
		i, err := k.index()
		if err != nil {
			return err
		}
		return do(k, i, a)
	})
}

func removes(do func(k *call, version int64, i int) error) func(*call) (reply, error) {
	return func(k *call) (reply, error) {
		n, err := k.version()
		if err != nil {
			return reply{}, err
		}
		i, err := k.index()
		if err != nil {
			return reply{}, err
		}
		return reply{http.StatusOK, saved{n + 1}}, do(k, n, i)
	}
}

func gone(err error) (reply, error) { return reply{http.StatusOK, struct{}{}}, err }

func (k *call) legal(i int, a referral.Answers) error {
	return k.App.SaveLegalCase(k.r.Context(), k.change(), k.body.Version, i, a)
}

func (k *call) consent(i int, a referral.Answers) error {
	return k.App.SaveConsent(k.r.Context(), k.change(), k.body.Version, i, a)
}

func (k *call) household(a referral.Answers) error {
	s := k.body.NoOthers
	if s == nil {
		s = &statement{}
	}
	return k.App.SaveHousehold(k.r.Context(), k.change(), k.body.Version, a, s.Answer, referral.Statement{By: s.By, Day: policy.Day(s.Day)})
}

func (k *call) section() (reply, error) {
	s, ok := referral.SectionOf(k.r.PathValue("section"))
	if !ok {
		return reply{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return saves(s.Sheet, func(k *call, a referral.Answers) error {
		return k.App.SaveSection(k.r.Context(), k.change(), k.r.PathValue("person"), k.body.Version, s.Name, a)
	})(k)
}

func (k *call) row(i int) (reply, error) {
	r, _, ok := referral.RowsOf(k.r.PathValue("rows"))
	if !ok {
		return reply{}, fault.New(fault.NotFound, "fault.not_found")
	}
	a, err := k.answers(r.Listed.Asks)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, saved{k.body.Version + 1}}, k.App.SaveRow(k.r.Context(), k.change(), k.r.PathValue("person"), k.body.Version, r.Name, i, a)
}

// start begins a draft with its first person: names are enough.
func (k *call) start() (reply, error) {
	a, err := k.answers(asksOf(referral.PersonForm))
	if err != nil {
		return reply{}, err
	}
	var p people.Person
	if err := referral.PersonForm.Fill(&p, a); err != nil {
		return reply{}, err
	}
	id, err := k.App.StartReferral(k.r.Context(), k.change(), app.NewReferral{Persons: []people.Person{p}})
	return reply{http.StatusCreated, made{string(id)}}, err
}

func (k *call) addPerson() (reply, error) {
	a, err := k.answers(asksOf(referral.PersonForm))
	if err != nil {
		return reply{}, err
	}
	id, err := k.App.SavePerson(k.r.Context(), k.change(), "", 0, a)
	return reply{http.StatusCreated, made{id}}, err
}

// addDocument takes a file in parts of a form: first "answers", as JSON, then "file".
func (k *call) addDocument() (reply, error) {
	k.r.Body = http.MaxBytesReader(k.w, k.r.Body, document.Limit+limit)
	parts, err := k.r.MultipartReader()
	if err != nil {
		return reply{}, fault.New(fault.Unusable, "api.parts")
	}
	said, err := parts.NextPart()
	if err != nil || said.FormName() != "answers" {
		return reply{}, fault.New(fault.Unusable, "api.parts")
	}
	if err := k.read(http.MaxBytesReader(k.w, said, limit)); err != nil {
		return reply{}, err
	}
	a, err := k.answers(asksOf(referral.DocumentForm))
	if err != nil {
		return reply{}, err
	}
	var d document.Document
	if err := referral.DocumentForm.Apply(&d, a, nil); err != nil {
		return reply{}, err
	}
	file, err := parts.NextPart()
	if err != nil || file.FormName() != "file" {
		return reply{}, fault.New(fault.Unusable, "api.parts")
	}
	id, err := k.App.AddDocument(k.r.Context(), k.change(), app.Upload{Said: d, Name: file.FileName(), Declared: file.Header.Get("Content-Type"), Body: file})
	return reply{http.StatusCreated, made{id}}, err
}

// line is a referral in the list: where it stands in the partner's words, and nothing of the office's work.
type line struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
	Stage     string `json:"stage"`
	Since     string `json:"since"`
	Persons   int    `json:"persons"`
	Missing   int    `json:"missing,omitempty"` // of a draft
}

type list struct {
	Referrals []line `json:"referrals"`
	Next      string `json:"next,omitempty"` // the parameter "after" of the next page
}

func (k *call) list() (reply, error) {
	var after app.Cursor
	if s := k.r.URL.Query().Get("after"); s != "" {
		if len(s) != 10+1+26 || s[10] != '.' || !policy.Day(s[:10]).Valid() {
			return reply{}, fault.New(fault.Unusable, "api.after")
		}
		after = app.Cursor{Since: policy.Day(s[:10]), ID: casefile.ID(s[11:])}
	}
	cases, err := k.App.Referrals(k.r.Context(), k.actor, nil, after, rowsOnPage+1)
	if err != nil {
		return reply{}, err
	}
	out := list{Referrals: []line{}}
	if len(cases) > rowsOnPage {
		cases = cases[:rowsOnPage]
		last := cases[rowsOnPage-1]
		out.Next = string(last.Since) + "." + string(last.ID)
	}
	for _, c := range cases {
		out.Referrals = append(out.Referrals, line{ID: string(c.ID), Reference: c.Ref, Stage: string(stageOf(c)), Since: string(c.Since), Persons: c.Persons, Missing: c.Summary.Missing})
	}
	return reply{http.StatusOK, out}, nil
}

// stageOf is the stage of a case as its partner may know it, also of one that stands beside the way.
func stageOf(c casefile.Case) casefile.Stage { return cmp.Or(c.Outward(), c.Summary.Left) }

// answered is a list of questions with its answers, and the version that a change of them names.
type answered struct {
	Version int64          `json:"version"`
	Answers map[string]any `json:"answers"`
}

type shown struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
	Stage     string `json:"stage"`
	Open      bool   `json:"open"` // it may be changed

	Cover          answered         `json:"cover"`
	Household      answered         `json:"household"`
	NoOthers       *statement       `json:"no_others,omitempty"`
	Representative answered         `json:"representative"`
	Safety         answered         `json:"safety"` // without places, code words and names, which a person may see by a logged reveal (decision 7)
	Legal          []map[string]any `json:"legal"`
	Consents       []map[string]any `json:"consents"`
	Forms          []formShown      `json:"forms"`
	Persons        []personShown    `json:"persons"`
	Documents      []documentShown  `json:"documents"`
	Lacks          []lack           `json:"lacks"`
}

type formShown struct {
	Form    string         `json:"form"`
	Person  string         `json:"person,omitempty"`
	Answers map[string]any `json:"answers"`
}

type personShown struct {
	ID       string                      `json:"id"`
	Number   int                         `json:"number"`
	Version  int64                       `json:"version"`
	Answers  map[string]any              `json:"answers"`
	Sections map[string]map[string]any   `json:"sections"`
	Rows     map[string][]map[string]any `json:"rows"`
}

type documentShown struct {
	ID      string         `json:"id"`
	Version int64          `json:"version"`
	Answers map[string]any `json:"answers"`
	Type    string         `json:"type"`
	Size    int64          `json:"size"`
	SHA256  string         `json:"sha256"`
	Added   string         `json:"added"`
}

// lack is what is missing or wrong: the same lines as on the page.
type lack struct {
	Place    string `json:"place"`
	Person   int    `json:"person,omitempty"`
	Field    string `json:"field,omitempty"`
	Rule     string `json:"rule"`
	Basis    string `json:"basis"` // law or ours
	Blocking bool   `json:"blocking"`
	Says     string `json:"says"`
}

// show is the whole draft as its partner sees it.
func (k *call) show() (reply, error) {
	d, err := k.App.Draft(k.r.Context(), k.actor, k.caseID(), false)
	if err != nil {
		return reply{}, err
	}
	r := d.Referral
	out := shown{ID: string(d.Case.ID), Reference: d.Case.Ref, Stage: string(stageOf(d.Case)), Open: app.InHand(k.actor, d.Case),
		Cover:          answered{r.Version, read(referral.CoverForm, &r)},
		Household:      answered{r.Version, read(referral.HouseholdForm, &r.Household)},
		Representative: answered{r.Version, read(referral.RepresentativeForm, &r.Acting)},
		Safety:         answered{d.Plan.Version, unhidden(read(referral.SafetyForm, &d.Plan))},
		Legal:          each(referral.LegalCaseForm, r.LegalCases), Consents: each(referral.ConsentForm, r.Consents),
		Forms: []formShown{}, Persons: []personShown{}, Documents: []documentShown{}, Lacks: []lack{}}
	if r.NoOthers.Answer != "" {
		out.NoOthers = &statement{Answer: r.NoOthers.Answer, By: r.NoOthers.By, Day: string(r.NoOthers.Day)}
	}
	for _, f := range r.Forms {
		out.Forms = append(out.Forms, formShown{f.Form, f.Person, read(referral.SignatureForm, &f)})
	}
	for _, p := range d.Persons {
		out.Persons = append(out.Persons, showPerson(p))
	}
	for _, x := range d.Documents {
		if x.Removed == "" {
			out.Documents = append(out.Documents, documentShown{x.ID, x.Version, read(referral.DocumentForm, &x), x.Type, x.Size, x.SHA256, string(x.Added)})
		}
	}
	for _, l := range d.Lacks {
		says := ""
		if l.Said != nil {
			says = l.Said.In(string(k.lang))
		} else if l.Key != "" {
			says = k.lang.F(l.Key, nil)
		}
		basis := policy.Ours
		if l.Basis == policy.Law {
			basis = policy.Law
		}
		out.Lacks = append(out.Lacks, lack{l.Place, l.Person, l.Field, l.Rule, string(basis), l.Blocking, says})
	}
	return reply{http.StatusOK, out}, nil
}

// unhidden leaves out what stands for words that are not shown: sent back, it would take their place.
func unhidden(answers map[string]any) map[string]any {
	maps.DeleteFunc(answers, func(_ string, v any) bool { return v == people.Hidden })
	return answers
}

func showPerson(p people.Person) personShown {
	out := personShown{ID: p.ID, Number: p.Number, Version: p.Version, Answers: read(referral.PersonForm, &p), Sections: map[string]map[string]any{}, Rows: map[string][]map[string]any{}}
	list := func(r referral.Rows) {
		for i := range r.Count(&p) {
			if v, err := r.Values(&p, i); err == nil {
				out.Rows[r.Name] = append(out.Rows[r.Name], values(r.Listed.Asks, v))
			}
		}
	}
	for _, r := range referral.RowLists {
		list(r)
	}
	for _, s := range referral.Sections {
		if len(s.Sheet) > 0 {
			out.Sections[s.Name] = read(s.Sheet, &p)
		}
		for _, r := range s.Rows {
			if r.Name != referral.RowLists[0].Name { // the addresses are a list of the person's own
				list(r)
			}
		}
	}
	return out
}

// asksOf are the questions of a list.
func asksOf[T any](sheet referral.Sheet[T]) (out []referral.Ask) {
	for q := range sheet.All() {
		out = append(out, q.Ask)
	}
	return out
}

// read is a value as its questions see it.
func read[T any](sheet referral.Sheet[T], v *T) map[string]any {
	return values(asksOf(sheet), sheet.Values(v))
}

func each[T any](sheet referral.Sheet[T], list []T) []map[string]any {
	out := []map[string]any{}
	for i := range list {
		out = append(out, read(sheet, &list[i]))
	}
	return out
}
