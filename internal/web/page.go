package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"passage/internal/casework/fault"
	"passage/internal/i18n"
)

// page is what every page hands to the frame around it; each page's struct embeds it.
type page struct {
	*reader
	Title   string // of the document: never a name, a country, HRD, a partner or a year (decision 6)
	Current string // pattern of the line of the navigation that is current; by default the line that the route is under
	Main    string // name of the page's main form: the language toggle then takes along what was typed
}

// page begins a page: the key of its title.
func (v *visit) page(title string) page {
	return page{reader: &v.reader, Title: v.T(title), Current: v.route.pattern}
}

// show renders a page whole, then sends it: an error in a template never leaves half a page. HTML is not compressed,
// because secrets and reflected input share it (decision 27).
func (v *visit) show(name string, data any) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := v.web.templates[v.Lang].fast.page(b, name, data); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.Lang))
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	v.w.WriteHeader(v.status)
	if v.r.Method != http.MethodHead {
		v.w.Write(b.Bytes())
	}
	return nil
}

// Demo says whether the strip of the demo stands on top.
func (v *reader) Demo() bool { return v.web.Demo }

// Product is the name of the product.
func (v *reader) Product() string { return i18n.Product }

// Home is where the brand leads: the first line of the reader's navigation.
func (v *reader) Home() string {
	if items := v.web.nav[v.Actor.Role]; v.SignedIn && len(items) > 0 {
		return items[0].at[index(v.Lang)]
	}
	return "/" + string(v.Lang)
}

// Toggle is the same page in the other language, with the same filters.
func (v *reader) Toggle() string {
	if v.web.routes["GET "+v.route.pattern] == nil {
		return "/" + string(v.Lang.Other())
	}
	return v.web.elsewhere(v.Lang.Other(), v.route.pattern, v.r)
}

// Toggles says whether the toggle can post the main form: only a route that has a GET and a POST shows it again.
func (v *reader) Toggles() bool {
	return v.web.routes["GET "+v.route.pattern] != nil && v.web.routes["POST "+v.route.pattern] != nil
}

// CanSearch says whether the find box is for this reader.
func (v *reader) CanSearch() bool {
	return v.SignedIn && searches[v.Actor.Role]
}

// Borrowed says whether the reader is a referral partner's, or has a card: they may sit at a borrowed computer: larger text and the way out.
// The frame's names are its own: a field of a page that was called the same would take the place of the method.
func (v *reader) Borrowed() bool { return partners[v.Actor.Role] || v.route.bare }

// Unit is the words for the unit the reader acts in.
func (v *reader) Unit() string { return v.unit(v.Actor.Unit) }

// unit is the name of a unit: a partner's or an office's from the policy pack, else from the catalogue.
func (v *reader) unit(code string) string {
	pack := v.web.App.Policy()
	if p, ok := pack.Partner(code); ok {
		return p.In(string(v.Lang))
	}
	if o, ok := pack.Office(code); ok {
		return o.In(string(v.Lang))
	}
	if key := "unit." + strings.ToLower(code); i18n.Has(key) {
		return v.T(key)
	}
	return code
}

// RoleName is the words for the role the reader acts in.
func (v *reader) RoleName() string { return v.T("role." + string(v.Actor.Role)) }

// To is the address of a route without wildcards, "" when there is no such route here (the demo has some that others have not).
func (v *reader) To(pattern string) string {
	at, err := v.web.at(pattern)
	if err != nil {
		return ""
	}
	return at[index(v.Lang)]
}

// Done is the notice of what was just done, "" for none: ?done=code shows the words of done.<code>.
func (v *reader) Done() string {
	if code := v.query("done"); code != "" && v.Fault == nil {
		if key := "done." + code; i18n.Has(key) {
			return v.T(key)
		}
	}
	return ""
}

// Problem is one line of the error summary.
type Problem struct{ At, Label, Words string }

// Problems are the wrong fields, in the order of the page.
func (v *reader) Problems() (out []Problem) {
	for _, f := range v.Fault.Fields {
		p := Problem{Label: v.labels[f.Name], Words: v.say(f.Key, f.Args)}
		if p.Label != "" {
			p.At = fieldID(f.Name)
			if part := datePart(f.Key); part == "m" || part == "d" {
				p.At += "-" + part
			}
		}
		out = append(out, p)
	}
	return out
}

// Said is the sentence of the fault, "" for none.
func (v *reader) Said() string { return v.say(v.Fault.Key, v.Fault.Args) }

// Clashed says whether somebody else saved first.
func (v *reader) Clashed() bool { return v.Fault != nil && v.Fault.Kind == fault.Conflict }
