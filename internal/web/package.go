package web

import (
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/i18n"
)

// The package as it is printed: the cover page and a data sheet for each form, one by one or all in one file with the
// documents. The partner has its own, the operations centre what it received, the office what its case came with.

// Where the package is, for each of them.
const (
	ownPackageAt      = "/referrals/{case}/package"
	receivedPackageAt = "/intake/{case}/package"
	filePackageAt     = "/cases/{case}/package"
)

type packageView struct {
	page
	Ref, Back string
	Sizes     []filterLink
	Papers    []paperRow
	Documents int
	Helped    []helperTyped // in the partner's own
	Take      *form
	Size      string // "a4", or "" for Letter: said with the language by the buttons
}

// paperRow is one paper, with its address in each language.
type paperRow struct{ Title, EN, FR string }

func (w *Web) ownPackage(v *visit) error {
	return v.packagePage(ownPackageAt, "/referrals/{case}", "/referrals")
}
func (w *Web) receivedPackage(v *visit) error {
	return v.packagePage(receivedPackageAt, "/intake/{case}", "/intake")
}

func (w *Web) filePackage(v *visit) error {
	return v.packagePage(filePackageAt, "/cases/{case}", "/cases")
}

func (v *visit) packagePage(at, back, current string) error {
	p, err := v.web.App.Package(v.ctx(), v.Actor, v.caseID(), v.Lang)
	if err != nil {
		return err
	}
	view := packageView{page: v.page("package.title"), Ref: p.Case.Ref, Back: v.path(back, p.Case.ID)}
	view.Title += ", " + p.Case.Ref
	view.Main, view.Current = "package", current
	size := ""
	if v.query("paper") == "a4" {
		size, view.Size = "&paper=a4", "a4"
	}
	here := v.path(at, p.Case.ID)
	view.Sizes = []filterLink{{At: here, Words: v.T("package.letter"), On: size == ""}, {At: here + "?paper=a4", Words: v.T("package.a4"), On: size != ""}}
	for _, x := range p.Papers {
		to := v.path(at+"/{paper}", p.Case.ID, x.Name) + "?language="
		view.Papers = append(view.Papers, paperRow{Title: x.Title, EN: to + string(i18n.EN) + size, FR: to + string(i18n.FR) + size})
	}
	for _, d := range p.Documents {
		if d.Removed == "" {
			view.Documents++
		}
	}
	if at == ownPackageAt {
		view.Helped = v.helpersTyped(p.File)
	}
	if at != filePackageAt { // an office has the file itself
		view.Take = v.form("package", at, p.Case.ID)
	}
	return v.show("package/page", view)
}

// paperOptions is how a paper is wanted: the reader chooses the language of a paper, whatever the language of the pages.
func (v *visit) paperOptions(lang, paper string) app.PaperOptions {
	o := app.PaperOptions{Lang: i18n.Lang(lang), A4: paper == "a4"}
	if !o.Lang.Valid() {
		o.Lang = v.Lang
	}
	return o
}

// printPaper sends one paper. Its name says which form it is for and nothing of a person.
func (w *Web) printPaper(v *visit) error {
	name := v.value("paper")
	b, err := w.App.PrintPaper(v.ctx(), v.Actor, v.caseID(), name, v.paperOptions(v.query("language"), v.query("paper")))
	if err != nil {
		return err
	}
	return v.sendPDF(b, name+".pdf")
}

func (v *visit) sendPDF(b []byte, name string) error {
	v.attach("application/pdf", name)
	v.w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, err := v.w.Write(b)
	return err
}

// takePackage sends everything in one file, opened piece by piece while it is sent.
func (w *Web) takePackage(v *visit) error {
	lang, size, _ := strings.Cut(v.pressed(), ".")
	p, err := w.App.TakePackage(v.ctx(), v.write(), v.paperOptions(lang, size))
	if err != nil {
		return err
	}
	v.attach("application/zip", "package.zip")
	return v.streamed(p.Send(v.ctx(), v.w))
}

// attach says that what follows is to be kept and not opened inside the site, under a name that says nothing.
func (v *visit) attach(kind, name string) {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}

// packageOf is the address of the papers of a referral, where the reader may print them.
func (v *visit) packageOf(d *app.Draft) string {
	if !v.web.App.May(v.Actor, access.PrintPaper, d.Case) {
		return ""
	}
	return v.path(ownPackageAt, d.Case.ID)
}
