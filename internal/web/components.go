package web

import "passage/internal/casework/fault"

// componentsView is the page of every component, for developers and for the checks of accessibility.
type componentsView struct {
	page
	Form  *form
	Empty *form
}

func (w *Web) components(v *visit) error {
	// The sample form is shown as it is after a fault, with a label for each kind of field.
	v.Typed = map[string][]string{"form": {"sample"}, "born_y": {"2015"}, "born_m": {"27"}, "born_d": {"3"}, "family": {"Applicant 0412"}, "why": {"…"}}
	v.Fault = &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "born", Key: "ask.date.month"}}}
	p := componentsView{page: v.page("components.title")}
	f := v.form("sample", "/components")
	f.Fields = []field{
		f.text("family", "person.family.label", ""),
		f.date("born", "person.born.label", ""),
		f.long("why", "components.reasons", ""),
		f.choice("travelling", "person.travelling.label", "", "person.travelling.is", "yes", "no"),
		f.tick("single", "person.single_name.label", false),
	}
	p.Form = f
	return v.show("frame/components", p)
}
