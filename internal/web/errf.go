package web

import (
	"io"
	"slices"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
)

// UNHCR's file comes in through the browser: upload, and what the file said, beside the fields it concerns.

type importView struct {
	page
	Edit *form
}

func (w *Web) importPage(v *visit) error {
	if err := access.Allow(v.Actor, access.ImportReferral, access.Resource{Partner: v.Actor.Unit}); err != nil {
		return err
	}
	p := importView{page: v.page("errf.import.title")}
	p.Main, p.Current = "import", "/referrals"
	p.Edit = v.form("import", "/referrals/import")
	p.Edit.Fields = []field{p.Edit.upload("file", "errf.file", ".xml,application/xml,text/xml")}
	return v.show("errf/import", p)
}

func (w *Web) importFile(v *visit) error {
	var made []app.Imported
	n, err := v.files(func(_, name, _ string, body io.Reader) (err error) {
		made, err = w.App.ImportERRF(v.ctx(), v.write(), name, body)
		return err
	})
	if err == nil && n == 0 {
		err = fault.New(fault.Unusable, "errf.missing")
	}
	if f, ok := err.(*fault.Error); ok && (f.Kind == fault.Unusable || f.Kind == fault.TooLarge) { // shown beside the field, and nothing is stored
		return &fault.Error{Kind: fault.Invalid, Key: "ask.check", Fields: []fault.Field{{Name: "file", Key: f.Key, Args: f.Args}}}
	}
	if err != nil {
		return err
	}
	if len(made) > 1 {
		return v.done("errf.imported", "/referrals")
	}
	if made[0].Unchanged {
		return v.done("errf.unchanged", "/referrals/{case}/import", made[0].Case)
	}
	return v.done("errf.imported", "/referrals/{case}/import", made[0].Case)
}

// importedView is what a file said: who came, and what somebody must look at.
type importedView struct {
	page
	ID       casefile.ID
	Ref      string
	Facts    []fact
	People   []personLine
	Faults   []faultGroup
	Continue string
}

// faultGroup is the faults of one person, or of the case.
type faultGroup struct {
	Head  string
	Lines []faultLine
}

// faultLine is one fault beside the field that it concerns.
type faultLine struct{ Field, At, Kind, Value string }

func (w *Web) imported(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewReferral, "")
	if err != nil {
		return err
	}
	if len(f.Referrals) == 0 || f.Referrals[0].Import.Format == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	r := f.Referrals[0]
	p := importedView{page: v.page("errf.imported.title"), ID: f.Case.ID, Ref: f.Case.Ref, People: v.personLines(f)}
	p.Title += ", " + f.Case.Ref
	p.Current = "/referrals"
	photos := 0
	for _, d := range f.Documents {
		if d.Kind == "photo" && d.Removed == "" {
			photos++
		}
	}
	p.Facts = []fact{{v.T("errf.version"), r.Import.Version}, {v.T("errf.number"), r.Import.Number},
		{v.T("errf.persons"), v.Lang.Number(len(f.Persons))}, {v.T("errf.photos"), v.Lang.Number(photos)}}
	if w.routes["GET /referrals/{case}"] != nil {
		p.Continue = v.path("/referrals/{case}", f.Case.ID)
	}
	v.importFaults(&p, f, r)
	return v.show("errf/imported", p)
}

// importFaults are what the file's own check found and nobody has settled, and addresses that clash with the residence
// (decision 16), the case's first, then person by person.
func (v *visit) importFaults(p *importedView, f *app.File, r referral.Referral) {
	group := func(head string, lines []faultLine) {
		if len(lines) > 0 {
			p.Faults = append(p.Faults, faultGroup{head, lines})
		}
	}
	open := referral.OpenFaults(r, f.Persons)
	of := func(person string) (out []faultLine) {
		for _, x := range open {
			if x.Person == person {
				out = append(out, v.faultLine(f, x))
			}
		}
		return out
	}
	group(v.T("errf.of.case"), of(""))
	for i := range f.Persons {
		x := &f.Persons[i]
		lines := of(x.ID)
		for _, at := range people.ClashingAddresses(*x) {
			a := x.Addresses[at]
			line := faultLine{Field: v.T("person.residence.label"), Kind: v.T("errf.kind.clash"), Value: v.F("errf.clash.is", map[string]any{"Address": v.country(a.Country), "Asylum": v.country(x.Residence)})}
			if key := "address.kind.is." + a.Kind; i18n.Has(key) {
				line.Field = v.T(key)
			}
			if p := v.personPage(f.Case.ID, x.ID); p != "" {
				line.At = p + "#addresses"
			}
			lines = append(lines, line)
		}
		group(v.personHead(*x), lines)
	}
}

func (v *visit) faultLine(f *app.File, x referral.ImportFault) faultLine {
	l := faultLine{Field: x.Field, Kind: v.T("errf.kind." + x.Kind), Value: x.Value}
	form := "person"
	if slices.Contains([]string{"stated_size", "partner_case", "criteria_1", "criteria_2", "priority"}, x.Name) {
		form = "cover"
	}
	if key := form + "." + x.Name + ".label"; x.Name != "" && i18n.Has(key) {
		l.Field = v.T(key)
		switch {
		case form == "cover" && v.web.routes["GET /referrals/{case}/cover"] != nil:
			l.At = v.path("/referrals/{case}/cover", f.Case.ID) + "#" + fieldID(x.Name)
		case x.Person != "":
			l.At = v.personField(f.Case.ID, x.Person, x.Name)
		}
	}
	return l
}

// personField is the address of a field of a person, "" where there is no such page.
func (v *visit) personField(id casefile.ID, person, name string) string {
	if p := v.personPage(id, person); p != "" {
		return p + "#" + fieldID(name)
	}
	return ""
}

func (v *visit) personPage(id casefile.ID, person string) string {
	if v.web.routes["GET /referrals/{case}/persons/{person}"] == nil {
		return ""
	}
	return v.path("/referrals/{case}/persons/{person}", id, person)
}
