package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
)

// The page of one document: what is said of it, what was found in it, and a copy without that, shown as a picture.
// Nothing of a document is ever part of our pages: bytes are served by routes of their own, sandboxed, and what a
// browser could run is only saved. Three desks look at documents, each at addresses of its own.

type desk struct {
	one  string // address of a document's page
	back string // address of the list it is on
	key  string // words of the way back
}

var desks = []desk{
	{"/referrals/{case}/documents/{document}", draftSteps[5], "document.show.back.referral"},
	{"/intake/{case}/documents/{document}", "/intake/{case}", "document.show.back.intake"},
	{"/cases/{case}/documents/{document}", "/cases/{case}/documents", "document.show.back.case"},
}

// desk is the one that the request came to.
func (v *visit) desk() desk {
	return desks[slices.IndexFunc(desks, func(d desk) bool { return strings.HasPrefix(v.route.pattern, d.one) })]
}

type showView struct {
	page
	Head, Kind, Person     string
	Back, BackWords        string
	Place                  string // "Document 3 of 12"
	Prev, Next             string
	Facts                  []pair
	Traces                 []string
	Clean                  bool   // there is a copy without traces
	Picture, Large, Words  string // what is shown, its larger version, what it is
	LargeWords             string
	PagePrev, PageNext, Of string
	Text                   string // a text opens in a page of its own
	Why                    string // nothing is shown, and why
	Held                   string
	Copy, CopyWords        string
	Original               string
	Cite, CiteWords        string
}

func (w *Web) referralDocument(v *visit) error { return w.showDocument(v) }
func (w *Web) intakeDocument(v *visit) error   { return w.showDocument(v) }
func (w *Web) caseDocument(v *visit) error     { return w.showDocument(v) }

func (w *Web) showDocument(v *visit) error {
	f, d, err := w.App.SeeDocument(v.ctx(), v.Actor, v.caseID(), v.value("document"))
	if err != nil {
		return err
	}
	k := v.desk()
	at := func(rest string, args ...any) string {
		return v.path(k.one+rest, append([]any{f.Case.ID, d.ID}, args...)...)
	}
	p := showView{page: v.page("document.show.title"), Kind: v.T("document.kind.is." + d.Kind), Back: v.path(k.back, f.Case.ID), BackWords: v.F(k.key, map[string]any{"Ref": f.Case.Ref})}
	p.Title += ", " + f.Case.Ref
	p.Head = documentName(v, d)
	p.around(v, f, d, k)
	for _, t := range document.Traces {
		if slices.Contains(d.Traces, t) {
			p.Traces = append(p.Traces, v.T("document.trace."+t))
		}
	}
	p.say(v, f, d)
	if d.Held() {
		p.Held = v.T("document.held." + string(d.Malware))
		return v.show("document/show", p)
	}
	p.Clean = d.Clean.Type != ""
	n := min(max(1, asNumber(v.query("page"))), max(1, d.Pages))
	switch {
	case strings.HasPrefix(d.Clean.Type, "image/"):
		p.Picture, p.Large, p.LargeWords = at("/copy")+"?show=1", at("/copy")+"?show=1", v.F("document.show.large", map[string]any{"Size": v.size(d.Clean.Size)})
		p.Words = v.F("document.show.picture", map[string]any{"Size": v.size(d.Clean.Size)})
		if d.Light.Type != "" {
			p.Picture, p.Words = at("/light"), v.F("document.show.light", map[string]any{"Size": v.size(d.Light.Size)})
		}
	case d.Clean.Type == "application/pdf" && w.App.Renders():
		p.Picture, p.Large = at("/pages/{page}", n), at("/pages/{page}", n)+"?size=large"
		p.LargeWords, p.Words = v.T("document.show.page.large"), v.F("document.show.page", map[string]any{"Page": n})
		if d.Pages > 1 {
			p.Of = v.F("document.show.page.of", map[string]any{"Page": n, "Pages": d.Pages})
			if n > 1 {
				p.PagePrev = at("") + "?page=" + strconv.Itoa(n-1)
			}
			if n < d.Pages {
				p.PageNext = at("") + "?page=" + strconv.Itoa(n+1)
			}
		}
	case d.Clean.Type == "application/pdf":
		p.Text, p.Why = at("/copy")+"?show=1", v.T("document.show.no_renderer")
	case d.Clean.Type == "text/plain":
		p.Text = at("/copy") + "?show=1"
	case document.Packed(d.Type):
		p.Why = v.T("document.show.office")
	default:
		p.Why = v.T("document.show.none")
	}
	if p.Clean {
		p.Copy, p.CopyWords = at("/copy"), v.F("document.show.copy", map[string]any{"Size": v.size(d.Clean.Size)})
	}
	if w.App.May(v.Actor, access.ViewOriginal, f.Case) {
		p.Original = at("/original")
	}
	if k.one == desks[2].one && w.App.May(v.Actor, access.DraftFinding, f.Case) {
		p.Cite = v.path(eligibilityAt, f.Case.ID) + "?" + url.Values{"doc": {d.ID}, "page": {strconv.Itoa(n)}}.Encode() + "#open"
		p.CiteWords = v.F("document.show.cite", map[string]any{"Page": n})
	}
	return v.show("document/show", p)
}

func asNumber(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// around is the document's place among those that the reader may open, and its neighbours.
func (p *showView) around(v *visit, f *app.File, d document.Document, k desk) {
	var open []string
	for i := range f.Documents {
		if x := &f.Documents[i]; x.Removed == "" && v.web.App.Opens(v.Actor, f.Case, x.Sensitivity) {
			open = append(open, x.ID)
		}
	}
	i := slices.Index(open, d.ID)
	p.Place = v.F("document.show.place", map[string]any{"N": i + 1, "Of": len(open)})
	if i > 0 {
		p.Prev = v.path(k.one, f.Case.ID, open[i-1])
	}
	if i+1 < len(open) {
		p.Next = v.path(k.one, f.Case.ID, open[i+1])
	}
}

// say lists what is known of the document.
func (p *showView) say(v *visit, f *app.File, d document.Document) {
	add := func(key, value string) {
		if value != "" {
			p.Facts = append(p.Facts, pair{v.T(key), value})
		}
	}
	if p.Head != p.Kind {
		add("document.kind.label", p.Kind)
	}
	if i := slices.IndexFunc(f.Persons, func(x people.Person) bool { return x.ID == d.Person }); i >= 0 {
		add("document.person.label", v.F("case.person.n", map[string]any{"Number": f.Persons[i].Number}))
	}
	if d.Pages > 0 {
		add("document.show.pages", strconv.Itoa(d.Pages))
	}
	add("document.language.label", languageName(v, d.Language))
	if d.Translation != "" {
		add("document.translation.label", v.T("document.translation.is."+d.Translation))
	}
	if d.Sensitivity != "" {
		add("document.sensitivity.label", v.T("document.sensitivity.is."+string(d.Sensitivity)))
	}
	add("document.show.added", v.Lang.Date(string(d.Added)))
	add("document.show.size", v.size(d.Size))
	scan := v.T("document.scan." + string(cmp.Or(d.Malware, "none")))
	add("document.show.scan", scan)
	add("document.show.hash", d.SHA256)
}

func languageName(v *visit, code string) string {
	if code == "" {
		return ""
	}
	for _, l := range v.Lang.Languages() {
		if l.Code == code {
			return l.Name
		}
	}
	return code
}

// documentCopy sends the copy without traces: to be saved, or with show to be seen in a page that can do nothing.
func (w *Web) documentCopy(v *visit) error {
	o, err := w.App.OpenDocument(v.ctx(), v.Actor, v.caseID(), v.value("document"), app.Clean, "")
	if err != nil {
		return err
	}
	return v.sendPart(o, v.query("show") != "")
}

// documentLight sends the small picture.
func (w *Web) documentLight(v *visit) error {
	o, err := w.App.OpenDocument(v.ctx(), v.Actor, v.caseID(), v.value("document"), app.Light, "")
	if err != nil {
		return err
	}
	return v.sendPart(o, true)
}

// Dots on the longer side of a page's picture: readable print in some 100 KB, and fine print.
const (
	pageDots  = 1100
	largeDots = 2000
)

// documentPage sends a page of a PDF as a picture.
func (w *Web) documentPage(v *visit) error {
	dots := pageDots
	if v.query("size") == "large" {
		dots = largeDots
	}
	b, err := w.App.PageOfDocument(v.ctx(), v.Actor, v.caseID(), v.value("document"), asNumber(v.value("page")), dots)
	if err != nil {
		return err
	}
	v.sandbox("image/jpeg", int64(len(b)), "inline")
	_, err = v.w.Write(b)
	return err
}

// documentOriginal sends a document as it came to those who sent it.
func (w *Web) documentOriginal(v *visit) error {
	o, err := w.App.OpenDocument(v.ctx(), v.Actor, v.caseID(), v.value("document"), app.Original, "")
	if err != nil {
		return err
	}
	return v.sendPart(o, false)
}

type originalView struct {
	page
	Back   string
	Ref    string
	Traces []string
	Ask    *form
}

// askOriginal is the page before the original: why it is needed, and what it may hold.
func (w *Web) askOriginal(v *visit) error {
	f, d, err := w.App.SeeDocument(v.ctx(), v.Actor, v.caseID(), v.value("document"))
	if err != nil {
		return err
	}
	k := v.desk()
	p := originalView{page: v.page("document.original.title"), Ref: f.Case.Ref, Back: v.path(k.one, f.Case.ID, d.ID)}
	p.Title += ", " + f.Case.Ref
	for _, t := range document.Traces {
		if slices.Contains(d.Traces, t) {
			p.Traces = append(p.Traces, v.T("document.trace."+t))
		}
	}
	p.Main = "original"
	p.Ask = v.form("original", k.one+"/original", f.Case.ID, d.ID)
	p.Ask.Fields = []field{p.Ask.long("reason", "document.original.reason", "")}
	return v.show("document/original", p)
}

// sendOriginal sends it, to be saved, once the reader has proven who they are; the reason is entered in the file.
func (w *Web) sendOriginal(v *visit) error {
	if _, err := v.gate(); err != nil {
		return err
	}
	o, err := w.App.OpenDocument(v.ctx(), v.Actor, v.caseID(), v.value("document"), app.Original, v.typed("reason"))
	if err != nil {
		return err
	}
	return v.sendPart(o, false)
}

// sendPart sends bytes under a name that says nothing of a person.
func (v *visit) sendPart(o *app.Opened, show bool) error {
	kind, _ := document.TypeInfo(o.Copy.Type)
	how := `attachment; filename="` + o.ID[:8] + kind.Ending + `"`
	if show {
		how = "inline"
	}
	media := o.Copy.Type
	if media == "text/plain" {
		media += "; charset=utf-8"
	}
	v.sandbox(media, o.Copy.Size, how)
	return v.streamed(o.Send(v.ctx(), v.w))
}

// streamed ends an answer of which some bytes may have gone. When it broke the connection is cut, so that the browser
// says that the file failed: an error page behind the bytes would be saved as part of the file, and look whole.
func (v *visit) streamed(err error) error {
	if err == nil {
		return nil
	}
	if v.r.Context().Err() == nil { // else the reader has gone
		v.web.Log.Error("stream", "request", v.RequestID, "route", v.route.pattern, "account", v.Actor.Account, "error", err)
	}
	panic(http.ErrAbortHandler)
}

// sandbox tells the browser that what follows may do nothing: no script, no form, no request, no other type than said.
func (v *visit) sandbox(media string, size int64, how string) {
	h := v.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", how)
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
}
