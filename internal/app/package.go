package app

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/pdf"
	"passage/internal/sheet"
	"passage/internal/store"
)

// GroundOwn is why a partner is given its own package: it is what the partner itself sent (decision 8).
const GroundOwn = "own_package"

// Package is what is sent of a case: its papers as they can be printed, and its documents.
type Package struct {
	*File
	Papers  []Paper
	Printed sheet.Source
	app     *App
	who     access.Actor
}

// Paper is one paper of a package: its place in an address and what it is called, in both languages.
type Paper struct {
	Name  string
	Title string
}

// PaperOptions are how a paper is printed.
type PaperOptions struct {
	Lang i18n.Lang
	A4   bool // else Letter
}

// Package is the door to the list of papers of a package: the partner's own referral, what the operations centre received,
// or what the office's case came with.
func (a *App) Package(ctx context.Context, who access.Actor, id casefile.ID, lang i18n.Lang) (*Package, error) {
	action := access.ViewCase
	switch {
	case partnerRole(who.Role):
		action = access.ViewReferral
	case who.Role == access.Clerk || who.Role == access.SeniorClerk:
		action = access.ViewIntake
	}
	f, err := a.View(ctx, who, id, action, "")
	if err != nil {
		return nil, err
	}
	if !a.May(who, access.PrintPaper, f.Case) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return a.packageOf(ctx, f, who, PaperOptions{Lang: lang}, a.May(who, access.RevealSafety, f.Case))
}

// PrintPaper is the door to one paper of a package as a PDF. The look is entered before a byte of it is made; the safe-contact
// plan with its places and words is opened as a reveal is (decision 7). A paper that is not there is fault.NotFound.
func (a *App) PrintPaper(ctx context.Context, who access.Actor, id casefile.ID, name string, o PaperOptions) ([]byte, error) {
	action := access.PrintPaper
	if name == sheet.Safety {
		action = access.RevealSafety
	} else if strings.HasPrefix(name, sheet.Confidential) { // with what is kept apart, for whoever may open that
		if c, err := a.Store.Peek(ctx, id); err == nil && a.May(who, access.RevealSafety, c) {
			action = access.RevealSafety
		}
	}
	f, err := a.View(ctx, who, id, action, "paper "+name)
	if err != nil {
		return nil, err
	}
	if !a.May(who, access.PrintPaper, f.Case) { // whoever may reveal a plan does not for that print it
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	p, err := a.packageOf(ctx, f, who, o, action == access.RevealSafety)
	if err != nil {
		return nil, err
	}
	paper, ok := p.Printed.Find(name)
	if !ok {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return p.paper(ctx, paper)
}

// TakePackage is the door to the whole package in one file: who may, the look and the release are entered, and what is
// needed to answer before the first byte. The bytes come from Send.
func (a *App) TakePackage(ctx context.Context, w Write, o PaperOptions) (*Package, error) {
	f, err := a.View(ctx, w.Actor, w.Case, access.TakePackage, "")
	if err != nil {
		return nil, err
	}
	p, err := a.packageOf(ctx, f, w.Actor, o, false)
	if err != nil {
		return nil, err
	}
	r := Release{To: w.Actor.Unit, Channel: "download", Ground: GroundProgram, Item: "package"}
	if partnerRole(w.Actor.Role) {
		r.Ground = GroundOwn
	}
	_, err = a.release(ctx, w, access.TakePackage, func(*store.Tx, *store.File) (Release, error) { return r, nil })
	return p, err
}

// asSent is the case as the papers of its package must show it: with the newest version that was sent, as it was frozen;
// of a draft, as it stands. Who may open a document and whether it is held is asked of the document as it is now, one
// that has been removed is not in the package any more, and the safe-contact plan is always the one that holds: an older
// one could send somebody to the wrong door. What was frozen and is not what was sent is printed by nobody.
func asSent(f *File, r referral.Referral) (*File, referral.Referral, policy.Day, error) {
	if !f.Case.State.After() || len(r.Packages) == 0 {
		return f, r, "", nil
	}
	sent := r.Packages[len(r.Packages)-1]
	c, err := sent.Open()
	if err != nil {
		return nil, r, "", err
	}
	g := *f
	g.Persons, g.Documents = c.Persons, nil
	for i := range g.Persons { // what is kept apart is not frozen: it is what holds
		now, _ := thePerson(f, g.Persons[i].ID)
		if now.OwnCase == people.Gone { // what was sent of who is no longer part of the file is not printed any more (I-79)
			g.Persons[i] = now
		}
		g.Persons[i].Apart = now.Apart
	}
	for _, d := range c.Documents {
		now, err := theDocument(f, d.ID)
		if err != nil {
			continue
		}
		d.Sensitivity, d.Malware, d.Clean, d.Light, d.Removed = now.Sensitivity, now.Malware, now.Clean, now.Light, now.Removed
		g.Documents = append(g.Documents, d)
	}
	c.Referral.Packages = r.Packages
	return &g, c.Referral, sent.Day, nil
}

// packageOf is what the papers of a case are printed from, as the reader may see it.
func (a *App) packageOf(ctx context.Context, f *File, who access.Actor, o PaperOptions, revealed bool) (*Package, error) {
	r, err := theReferral(f)
	if err != nil {
		return nil, err
	}
	f, r, day, err := asSent(f, r)
	if err != nil {
		return nil, err
	}
	s := a.subject(f, r, Plan(f), cmp.Or(day, a.Today()))
	p := &Package{File: f, app: a, who: who}
	p.Printed = sheet.Source{
		Lang: o.Lang, Ref: f.Case.Ref, Application: f.Case.Summary.Application, Referral: r, Persons: f.Persons, Plan: Plan(f), Revealed: revealed, Secrets: f.Secrets,
		Documents: f.Documents, Owed: referral.Owes(s), View: s.View(),
		Printed: o.Lang.F("sheet.printed", map[string]any{"Who": a.Name(ctx, who.Account), "At": o.Lang.DateTime(a.Now().UTC().Truncate(time.Minute))}),
		Account: func(id string) string { return a.Name(ctx, id) },
	}
	if o.A4 {
		p.Printed.Size = pdf.A4
	}
	for _, x := range p.Printed.Papers() {
		p.Papers = append(p.Papers, Paper{x.Name(), p.Printed.Title(x)})
	}
	return p, nil
}

// photoLimit is how large a photograph may be to be printed; a larger one is among the documents.
const photoLimit = 4 << 20

// paper writes one paper; the photographs that it shows are opened for it.
func (p *Package) paper(ctx context.Context, x sheet.Paper) ([]byte, error) {
	if p.Printed.Photos == nil && x.ID != sheet.Cover && x.ID != sheet.Confidential && x.ID != sheet.Safety {
		p.Printed.Photos = map[string][]byte{}
		for _, q := range p.Persons {
			d, err := theDocument(p.File, q.Photo)
			if q.Photo == "" || err != nil || d.Clean.Type != "image/jpeg" || d.Clean.Size > photoLimit || d.Held() || !p.app.Opens(p.who, p.Case, d.Sensitivity) {
				continue
			}
			var b bytes.Buffer
			if err := p.app.Store.ReadBlob(ctx, p.Case.ID, d.Clean.Blob, &b); err != nil {
				return nil, fmt.Errorf("photo %s: %w", d.ID, err)
			}
			if pdf.Shows(b.Bytes()) {
				p.Printed.Photos[d.ID] = b.Bytes()
			}
		}
	}
	return pdf.Render(p.Printed.Write(x))
}

// manifest says what a package in one file holds. Its names say nothing of a person or a partner (decision 6).
type manifest struct {
	Reference   string         `json:"reference"`
	Application string         `json:"application,omitempty"`
	Sending     int            `json:"sending,omitempty"`  // number of the package, 0 for a draft
	Checksum    string         `json:"checksum,omitempty"` // of the package as it was sent
	Files       []manifestFile `json:"files"`
	LeftOut     []manifestFile `json:"leftOut,omitempty"` // documents that this reader may not open
}

type manifestFile struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	Type   string `json:"type"`
	Kind   string `json:"kind,omitempty"`   // of a document
	Person int    `json:"person,omitempty"` // number of the person whose document it is
}

// Send writes the package as a zip, file by file as each is opened: papers, documents as they came, the manifest, and the
// sums in the form that sha256sum checks. Nothing is kept in between. A document whose bytes are no longer what they were
// stops the file, which then has no end.
func (p *Package) Send(ctx context.Context, out io.Writer) error {
	z := &zipped{Writer: zip.NewWriter(out)}
	m := manifest{Reference: p.Case.Ref, Application: p.Case.Summary.Application}
	if n := len(p.Printed.Referral.Packages); n > 0 {
		m.Sending, m.Checksum = p.Printed.Referral.Packages[n-1].Number, p.Printed.Referral.Packages[n-1].Checksum
	}
	for i, x := range p.Printed.Papers() {
		b, err := p.paper(ctx, x)
		if err != nil {
			return err
		}
		f, err := z.file(fmt.Sprintf("papers/%02d-%s.pdf", i+1, x.Name()), "application/pdf", func(w io.Writer) error { _, err := w.Write(b); return err })
		if err != nil {
			return err
		}
		m.Files = append(m.Files, f)
	}
	n := 0
	for _, d := range p.Documents {
		if d.Removed != "" {
			continue
		}
		n++
		// Those who sent a document get it as it came; others the copy without traces, as on its page.
		is := document.Copy{Blob: d.Blob, Type: d.Type, Size: d.Size, SHA256: d.SHA256}
		if p.who.Unit != p.Case.ReferredBy {
			is = d.Clean
		}
		kind, _ := document.TypeInfo(is.Type)
		about := manifestFile{Name: fmt.Sprintf("documents/%03d%s", n, kind.Ending), SHA256: is.SHA256, Bytes: is.Size, Type: is.Type, Kind: d.Kind, Person: p.number(d.Person)}
		if !p.app.Opens(p.who, p.Case, d.Sensitivity) || d.Held() || is.Blob == "" {
			m.LeftOut = append(m.LeftOut, about)
			continue
		}
		f, err := z.file(about.Name, is.Type, func(w io.Writer) error { return p.app.Store.ReadBlob(ctx, p.Case.ID, is.Blob, w) })
		if err != nil {
			return fmt.Errorf("document %s: %w", d.ID, err)
		}
		if f.SHA256 != is.SHA256 {
			return fmt.Errorf("document %s: its bytes are not those that were added", d.ID)
		}
		m.Files = append(m.Files, about)
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	f, err := z.file("manifest.json", "application/json", func(w io.Writer) error { _, err := w.Write(text); return err })
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, x := range append(m.Files, f) {
		fmt.Fprintf(&sums, "%s  %s\n", x.SHA256, x.Name)
	}
	if _, err := z.file("SHA256SUMS", "text/plain", func(w io.Writer) error { _, err := io.WriteString(w, sums.String()); return err }); err != nil {
		return err
	}
	return z.Close()
}

func (p *Package) number(person string) int {
	for _, q := range p.Persons {
		if q.ID == person {
			return q.Number
		}
	}
	return 0
}

// zipped is a zip in the making. Its entries carry no time: the same package is the same bytes.
type zipped struct{ *zip.Writer }

func (z *zipped) file(name, kind string, write func(io.Writer) error) (manifestFile, error) {
	method := zip.Store // pictures and PDF are packed already
	if kind == "application/json" || kind == "text/plain" || strings.HasSuffix(kind, "xml") {
		method = zip.Deflate
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err != nil {
		return manifestFile{}, err
	}
	c := &counted{w: w, sum: sha256.New()}
	if err := write(c); err != nil {
		return manifestFile{}, err
	}
	return manifestFile{Name: name, SHA256: hex.EncodeToString(c.sum.Sum(nil)), Bytes: c.n, Type: kind}, nil
}

// counted writes on, and adds up what went through.
type counted struct {
	w   io.Writer
	sum hash.Hash
	n   int64
}

func (c *counted) Write(b []byte) (int, error) {
	c.sum.Write(b)
	c.n += int64(len(b))
	return c.w.Write(b)
}
