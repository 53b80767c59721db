package web

// The pages that anybody may read: help, keyboard, accessibility, privacy. Each is a list of headings and paragraphs
// in the catalogue.

type helpView struct {
	page
	Lead  string
	Parts []helpPart
}

type helpPart struct{ Head, Text string }

func (w *Web) helpPage(name string, parts ...string) handler {
	return func(v *visit) error { return v.show("help/page", v.helpView(name, parts...)) }
}

func (v *visit) helpView(name string, parts ...string) helpView {
	key := "help." + name
	p := helpView{page: v.page(key + ".title"), Lead: v.T(key + ".lead")}
	for _, part := range parts {
		p.Parts = append(p.Parts, helpPart{v.T(key + "." + part), v.T(key + "." + part + ".text")})
	}
	return p
}
