package web

import (
	"slices"
	"strconv"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
)

// The conviction worksheet: nine steps on one form (assessment 5.3, working version of a list that is lost).

const newConvictionAt = "/cases/{case}/convictions/new"

type convictionView struct {
	casePage
	Person  string
	Of      string // person id, of a new worksheet
	Form    *form
	Told    [][]refPair // what the referral names of the kind
	Steps   []convictionStep
	Dates   []string // what R17 and R18 give
	Ours    bool     // the list of the department is not available
	Back    string
	Working bool
	Tag     string
	Class   string
}

type convictionStep struct {
	Number int
	ID     string
	Title  string
	Hint   string
	Fields []field
}

func (w *Web) newConviction(v *visit) error { return w.convictionPage(v, &assessment.Conviction{}) }

func (w *Web) conviction(v *visit) error { return w.convictionPage(v, nil) }

func (w *Web) convictionPage(v *visit, x *assessment.Conviction) error {
	f, p, err := v.openCase(access.ViewAdmissibility, "conviction.page.title")
	if err != nil {
		return err
	}
	at, args := newConvictionAt, []any{f.Case.ID}
	if x == nil {
		i := slices.IndexFunc(f.Convictions, func(c assessment.Conviction) bool { return c.ID == v.value("conviction") })
		if i < 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		x, at, args = &f.Convictions[i], convictionAt, []any{f.Case.ID, v.value("conviction")}
	} else {
		x.Person = v.query("person")
		if v.Typed != nil && v.Typed.Get("person") != "" {
			x.Person = v.Typed.Get("person")
		}
		if pa, ok := people.PrincipalOf(f.Persons); ok && x.Person == "" {
			x.Person = pa.ID
		}
	}
	if !ofCase(f, x.Person) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	ws := v.worksheet(f, p)
	page := convictionView{casePage: p, Person: ws.personNumber(x.Person), Of: x.Person, Working: v.works(f), Back: v.path(admissibilityAt, f.Case.ID) + "?person=" + x.Person}
	page.Main = "conviction"
	page.Form = v.form("conviction", at, args...)
	if x.ID != "" {
		page.Form.of(x.Version)
		page.Tag, page.Class = v.T("assessment.tag.draft"), "tag tag-warn"
		if x.Status == assessment.Recorded {
			page.Tag, page.Class = v.T("assessment.tag.recorded"), "tag tag-ok"
		}
	}
	if d := x.Rehabilitation(); d != "" {
		page.Dates = append(page.Dates, v.F("conviction.rehabilitation", map[string]any{"Day": d}))
	}
	if d := x.Deemed(); d != "" {
		page.Dates = append(page.Dates, v.F("conviction.deemed", map[string]any{"Day": d}))
	}
	if page.Dates == nil {
		page.Dates = []string{v.T("conviction.no_dates")}
	}
	if l, ok := ws.view.List("G-2"); ok {
		page.Ours = l.Lost
	}
	page.Told, page.Steps = ws.told(x.Person), ws.steps(page.Form, x)
	return v.show("admissibility/conviction", page)
}

// told is what the referral says of charges and convictions of a person, in the partner's words: it stands beside what the officer
// finds, helps to see the abusive ones, and is never scored (I-41).
func (v *worksheet) told(person string) (out [][]refPair) {
	for i := range v.f.Referrals {
		for _, l := range v.f.Referrals[i].LegalCases {
			if l.Person != person {
				continue
			}
			l.Person = "" // stands above
			x := readSheet(v.visit, "", referral.LegalCaseForm, &l)
			for n := range x.Lines {
				if x.Lines[n].Name == v.T("legal.view.label") {
					x.Lines[n].Name = v.T("admissibility.convictions.view")
				}
			}
			out = append(out, x.Lines)
		}
	}
	return out
}

func codes[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}

var yesNo = codes([]assessment.Answer{assessment.Yes, assessment.No, assessment.Unknown})

func maxYears(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// steps are the nine steps as questions of the form.
func (v *worksheet) steps(f *form, x *assessment.Conviction) []convictionStep {
	country := f.text("country", "conviction.country", v.country(x.Country))
	country.Hint, country.Wide = v.T("conviction.country.hint"), "w-l"
	words := func(name, key, stored string, rows int) field {
		q := f.long(name, key, stored)
		q.Rows = rows
		return q
	}
	illegitimate := f.many("illegitimate", "conviction.illegitimate", x.Illegitimate, "", nil...)
	if l, ok := v.view.List("G-1"); ok {
		for i := range l.Entries {
			illegitimate.Options = append(illegitimate.Options, option{Value: l.Entries[i].ID, Label: l.Entries[i].In(string(v.Lang))})
		}
		illegitimate = f.pick(illegitimate, illegitimate.Options...)
	}
	exceptions := f.many("exceptions", "conviction.exceptions", codes(x.Exceptions), "conviction.exception", codes(assessment.Exceptions)...)
	years := f.text("max_years", "conviction.max_years", maxYears(x.MaxYears))
	years.Kind, years.Wide = "number", "w-s"
	heard := f.one("select", "heard_at", v.T("conviction.heard_at"), x.HeardAt)
	for i := range v.f.Interviews {
		n := &v.f.Interviews[i]
		if n.Status == casefile.InterviewSigned || n.Status == casefile.InterviewHeld {
			heard.Options = append(heard.Options, option{Value: n.ID, Label: v.F("conviction.heard_interview", map[string]any{"Day": v.Lang.DateTime(n.At.UTC())}), On: n.ID == heard.Value})
		}
	}
	for i := range v.f.Disclosures {
		d := &v.f.Disclosures[i]
		heard.Options = append(heard.Options, option{Value: d.ID, Label: v.F("conviction.heard_letter", map[string]any{"Day": d.Put}), On: d.ID == heard.Value})
	}
	day := func(name, key string, d policy.Day) field {
		q := f.text(name, key, string(d))
		q.Wide = "w-m"
		return q
	}
	steps := []convictionStep{
		{Fields: []field{f.text("offence", "conviction.offence", x.Offence), f.text("article", "conviction.article", x.Article), country, f.text("court", "conviction.court", x.Court),
			day("day", "conviction.day", x.Day), f.selects("stage", "conviction.stage", string(x.Stage), "conviction.stage", codes(assessment.Stages)...),
			f.text("sentence", "conviction.sentence", x.Sentence), day("served", "conviction.served", x.Served), words("how_known", "conviction.how_known", x.HowKnown, 2)}},
		{Fields: []field{words("acts", "conviction.acts", x.Acts, 4), v.oneDocument(f, "acts_evidence", x.ActsEvidence)}},
		{Fields: []field{f.choice("link", "conviction.link", string(x.Link), "conviction.link", codes(assessment.Links)...), v.oneDocument(f, "link_evidence", x.LinkEvidence),
			illegitimate, f.text("illegitimate_text", "conviction.illegitimate_text", x.IllegitText)}},
		{Fields: []field{f.choice("reliable_conviction", "conviction.reliable_conviction", string(x.ReliableConviction), "assessment.answer", yesNo...),
			f.choice("reliable_facts", "conviction.reliable_facts", string(x.ReliableFacts), "assessment.answer", yesNo...), words("reliability", "conviction.reliability", x.Reliability, 3)}},
		{Fields: []field{f.choice("method", "conviction.method", string(x.Method), "conviction.method", codes(assessment.Methods)...), f.text("provision", "conviction.provision", x.Provision), years,
			words("elements", "conviction.elements", x.Elements, 4), f.choice("equivalent", "conviction.equivalent", string(x.Equivalent), "conviction.equivalent", codes(assessment.Equivalences)...)}},
		{Fields: []field{f.choice("act_used", "conviction.act_used", string(x.ActUsed), "assessment.answer", yesNo...), words("act_evidence", "conviction.act_evidence", x.ActEvidence, 2)}},
		{Fields: []field{exceptions, words("relief", "conviction.relief", x.Relief, 2)}},
		{Fields: []field{day("partner_asked", "conviction.partner_asked", x.PartnerAsked), day("partner_replied", "conviction.partner_replied", x.PartnerReplied),
			words("partner_said", "conviction.partner_said", x.PartnerSaid, 2), day("heard", "conviction.heard", x.Heard), heard}},
		{Fields: []field{words("relief_considered", "conviction.relief_considered", x.ReliefConsidered, 2), words("headquarters", "conviction.headquarters", x.Headquarters, 2),
			words("conclusion", "conviction.conclusion", x.Conclusion, 3)}},
	}
	for i := range steps {
		n := strconv.Itoa(i + 1)
		steps[i].Number, steps[i].ID, steps[i].Title = i+1, "step-"+n, v.T("conviction.step."+n)
		if i == 0 || i == 1 || i == 3 || i == 4 {
			steps[i].Hint = v.T("conviction.step." + n + ".hint")
		}
	}
	return steps
}

// oneDocument is one citation as a list of the documents of the case.
func (v *worksheet) oneDocument(f *form, name string, stored []assessment.Evidence) field {
	was := ""
	if len(stored) > 0 {
		was = stored[0].Document
	}
	q := f.one("select", name, v.T("conviction.evidence"), was)
	q.Options = v.chosen(v.documentOptions(), q.Value)
	return q
}

func (w *Web) saveConviction(v *visit) error {
	id := v.caseID()
	cite := func(name string) []assessment.Evidence {
		if doc := v.typed(name); doc != "" {
			return []assessment.Evidence{{Document: doc}}
		}
		return nil
	}
	years, err := strconv.Atoi(v.typed("max_years"))
	if v.typed("max_years") != "" && err != nil {
		var c fault.Check
		c.Add("max_years", "assessment.conviction.max_years")
		return c.Err("assessment.draft.unreadable")
	}
	country, known := i18n.CountryCode(v.typed("country"))
	if !known && v.typed("country") != "" {
		var c fault.Check
		c.Add("country", "ask.country")
		return c.Err("assessment.draft.unreadable")
	}
	x := assessment.Conviction{
		ID: v.value("conviction"), Version: v.version(), Person: v.typed("person"),
		Offence: v.typed("offence"), Article: v.typed("article"), Country: country, Court: v.typed("court"), Day: policy.Day(v.typed("day")),
		Stage: assessment.Stage(v.typed("stage")), Sentence: v.typed("sentence"), Served: policy.Day(v.typed("served")), HowKnown: v.typed("how_known"),
		Acts: v.typed("acts"), ActsEvidence: cite("acts_evidence"), Link: assessment.Link(v.typed("link")), LinkEvidence: cite("link_evidence"),
		Illegitimate: v.Typed["illegitimate"], IllegitText: v.typed("illegitimate_text"),
		ReliableConviction: assessment.Answer(v.typed("reliable_conviction")), ReliableFacts: assessment.Answer(v.typed("reliable_facts")), Reliability: v.typed("reliability"),
		Method: assessment.Method(v.typed("method")), Provision: v.typed("provision"), MaxYears: years, Elements: v.typed("elements"), Equivalent: assessment.Equivalence(v.typed("equivalent")),
		ActUsed: assessment.Answer(v.typed("act_used")), ActEvidence: v.typed("act_evidence"), Relief: v.typed("relief"),
		PartnerAsked: policy.Day(v.typed("partner_asked")), PartnerReplied: policy.Day(v.typed("partner_replied")), PartnerSaid: v.typed("partner_said"),
		Heard: policy.Day(v.typed("heard")), HeardAt: v.typed("heard_at"),
		ReliefConsidered: v.typed("relief_considered"), Headquarters: v.typed("headquarters"), Conclusion: v.typed("conclusion"),
	}
	for _, e := range v.Typed["exceptions"] {
		x.Exceptions = append(x.Exceptions, assessment.Exception(e))
	}
	var at string
	if v.pressed() == "record" {
		at, err = w.App.RecordConviction(v.ctx(), v.write(), x)
	} else {
		at, err = w.App.DraftConviction(v.ctx(), v.write(), x)
	}
	if err != nil {
		return err
	}
	if v.pressed() == "record" {
		return v.see(v.path(admissibilityAt, id) + "?done=admissibility.saved&person=" + x.Person)
	}
	return v.done("assessment.draft", convictionAt, id, at)
}
