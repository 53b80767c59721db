package web

import (
	"cmp"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// Signatures: how each form of a package was signed, by whom and before whom, with the interpreter's declaration (I-37).

const signaturesAt = "/intake/{case}/signatures"

type signaturesView struct {
	page
	Back string
	Ref  string
	Rows []signatureRow
}

// signatureRow is one form, and what was kept of its signature.
type signatureRow struct {
	Form, Person   string
	State          string // where it stands, for a form that is not signed
	By, As, On     string
	Means, Witness string
	Place          string
	Interpreter    string
	Lacks          bool // signed, and how, where or before whom is not said
}

func (w *Web) signatures(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewIntake, "signatures")
	if err != nil {
		return err
	}
	p := signaturesView{page: v.page("signature.title"), Ref: f.Case.Ref, Back: v.path("/intake/{case}", f.Case.ID)}
	p.Title += ", " + f.Case.Ref
	p.Current = "/intake"
	if f.Case.Filed != "" {
		p.Current = "/transfers"
	}
	number := func(person string) int {
		i := slices.IndexFunc(f.Persons, func(x people.Person) bool { return x.ID == person })
		if i < 0 {
			return 0
		}
		return f.Persons[i].Number
	}
	for _, r := range f.Referrals {
		forms := slices.Clone(r.Forms)
		slices.SortStableFunc(forms, func(a, b referral.Form) int { return cmp.Compare(number(a.Person), number(b.Person)) })
		for _, x := range forms {
			p.Rows = append(p.Rows, v.signatureRow(x, number(x.Person)))
		}
	}
	return v.show("intake/signatures", p)
}

func (v *visit) signatureRow(x referral.Form, person int) signatureRow {
	row := signatureRow{Form: v.formWords(x.Form)}
	if person > 0 {
		row.Person = v.F("case.person.n", map[string]any{"Number": person})
	}
	if x.State != "signed" {
		row.State = v.T("form.state.is." + cmp.Or(x.State, "missing"))
		return row
	}
	row.By, row.On, row.Place, row.Witness, row.Lacks = x.SignedBy, v.Lang.Date(string(x.SignedOn)), x.Place, x.Witness, !x.Witnessed()
	if x.SignedAs != "" {
		row.As = v.T("form.signed_as.is." + x.SignedAs)
	}
	if x.Means != "" {
		row.Means = v.T("form.means.is." + x.Means)
	}
	switch {
	case x.Interpreter == "":
		row.Interpreter = v.T("signature.interpreter.none")
	case x.Interpreted:
		row.Interpreter = v.F("signature.interpreter.declared", map[string]any{"Name": x.Interpreter})
	default:
		row.Interpreter = v.F("signature.interpreter.not", map[string]any{"Name": x.Interpreter})
	}
	return row
}
