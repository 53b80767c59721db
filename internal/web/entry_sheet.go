package web

import (
	"slices"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// The entry sheet: what a clerk types into the department's own case system, in the order in which it asks, each value
// as it is to be typed. Passage stays apart from that system; nothing is sent.

type entrySheetView struct {
	page
	Back  string
	Ref   string
	Parts []sheetPart
}

// sheetPart is the application, or one person.
type sheetPart struct {
	ID, Title string
	Lines     []sheetLine
}

// sheetLine is one value: codes where the system has a list, days as 2006-01-02.
type sheetLine struct{ Name, Value, Means string }

// entered are the answers about a person that the department's system holds, in its order.
var entered = []string{"family", "given", "native", "sex", "born", "birth_place", "birth_country", "nationality", "stateless", "marital", "relationship", "residence", "status", "travelling"}

func (w *Web) entrySheet(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewIntake, "entry_sheet")
	if err != nil {
		return err
	}
	p := entrySheetView{page: v.page("entry.title"), Ref: f.Case.Ref, Back: v.path("/intake/{case}", f.Case.ID)}
	p.Title += ", " + f.Case.Ref
	p.Current = "/intake"
	if f.Case.Filed != "" {
		p.Current = "/transfers"
	}
	p.Parts = append(p.Parts, v.applicationEntry(f.Case, f.Filings))
	for _, x := range people.InCase(f.Persons) {
		p.Parts = append(p.Parts, v.personEntry(x, f.Filings))
	}
	return v.show("intake/entry-sheet", p)
}

func (v *visit) applicationEntry(c casefile.Case, filings []casefile.Filing) sheetPart {
	part := sheetPart{ID: "application", Title: v.T("entry.application")}
	add := func(key, value, means string) {
		if value != "" {
			part.Lines = append(part.Lines, sheetLine{v.T(key), value, means})
		}
	}
	if len(filings) > 0 {
		add("filing.number", filings[0].Number, "")
		add("filing.category", filings[0].Category, "")
		add("entry.program", filings[0].Program, "")
	}
	add("intake.fact.referred", string(c.Referred), "")
	add("intake.fact.applied", string(c.Applied), "")
	add("entry.received", string(c.Summary.Received), "")
	add("case.overview.partner", c.ReferredBy, v.unit(c.ReferredBy))
	if c.IdentifiedBy != c.ReferredBy {
		add("case.overview.identified", c.IdentifiedBy, v.unit(c.IdentifiedBy))
	}
	add("cover.priority.label", c.Summary.Priority, v.T("cover.priority.is."+c.Summary.Priority))
	if c.Office != "" {
		add("transfer.office", c.Office, v.unit(c.Office))
	}
	return part
}

func (v *visit) personEntry(x people.Person, filings []casefile.Filing) sheetPart {
	part := sheetPart{ID: "person-" + x.ID, Title: v.F("case.person.n", map[string]any{"Number": x.Number})}
	if x.UCI != "" {
		part.Lines = append(part.Lines, sheetLine{v.T("entry.uci"), people.ShownUCI(x.UCI), ""})
	}
	values := referral.PersonForm.Values(&x)
	for q := range referral.PersonForm.All() {
		got := values[q.Name]
		if !slices.Contains(entered, q.Name) || len(got) == 0 {
			continue
		}
		l := sheetLine{Name: v.T(q.Form + "." + q.Name + ".label"), Value: strings.Join(got, ", ")}
		if means := v.answerWords(q.Ask, got); means != l.Value && q.Kind != referral.Date && q.Kind != referral.DateLike {
			l.Means = means
		}
		part.Lines = append(part.Lines, l)
	}
	if len(filings) > 0 {
		for _, d := range filings[0].Dependants {
			if d.Person == x.ID {
				part.Lines = append(part.Lines, sheetLine{v.T("entry.dependant"), d.Type, v.F("entry.dependant.is."+d.Type, map[string]any{"Day": d.Lock})})
			}
		}
	}
	for _, d := range x.IdentityDocuments {
		part.Lines = append(part.Lines, sheetLine{v.T("identity.kind.is." + d.Kind), d.Number, v.country(d.Country)})
	}
	return part
}
