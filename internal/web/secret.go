package web

import (
	"slices"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
)

// What one of the family keeps from the others (I-20): a page of its own at the partner's, never beside the person's other
// answers, which the family may read over a shoulder; at the office it stands behind the logged reveal.

const secretAt = "/referrals/{case}/persons/{person}/apart"

type secretView struct {
	page
	Ref, Back, Who string
	Edit           *form
}

func (w *Web) secret(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.RevealSafety, "")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(f.Persons, func(p people.Person) bool { return p.ID == v.value("person") })
	if i < 0 {
		return fault.New(fault.NotFound, "person.not_found")
	}
	p := secretView{page: v.page("person.secret.title"), Ref: f.Case.Ref, Who: numbered(&f.Persons[i]), Back: v.path("/referrals/{case}", f.Case.ID)}
	p.Title += ", " + f.Case.Ref
	p.Current = "/referrals"
	if f.Case.State.Editable() {
		p.Back = v.path(draftSteps[1], f.Case.ID, f.Persons[i].ID)
	}
	s := app.SecretOf(f, f.Persons[i].ID)
	p.Main, p.Edit = "secret", v.form("secret", secretAt, f.Case.ID, f.Persons[i].ID).of(s.Version)
	words := p.Edit.long("secret", "person.secret", s.Words)
	words.Sensitive, words.Optional = true, true
	p.Edit.Fields = []field{words}
	return v.show("referral/secret", p)
}

func (w *Web) keepSecret(v *visit) error {
	if _, err := w.App.KeepSecret(v.ctx(), v.write(), v.value("person"), v.version(), v.typed("secret")); err != nil {
		return err
	}
	return v.done("person.secret", secretAt, v.caseID(), v.value("person"))
}

// apart are the numbers of the persons who keep something from the others, "" for none: who hears them sees them alone.
func (v *visit) apart(f *app.File) string {
	var out []string
	for _, p := range people.InCase(f.Persons) {
		if p.Apart {
			out = append(out, v.F("case.person.n", map[string]any{"Number": p.Number}))
		}
	}
	if out == nil {
		return ""
	}
	return v.F("person.secret.alone", map[string]any{"Who": strings.Join(out, ", ")})
}
