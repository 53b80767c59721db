package app_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/store"
)

// packed is a draft with names in three scripts, a photo, a document that is restricted, and one that names people.
func (d *desk) packed() {
	d.Helper()
	f, err := d.app.Draft(bg, caseworker, d.id, false)
	d.ok(err)
	_, err = d.app.SavePerson(bg, d.w(caseworker), f.Persons[0].ID, f.Persons[0].Version,
		referral.Answers{"family": {"Applicant"}, "given": {"Александра"}, "native": {"محمد عبد الله الحسيني"}, "birth_place": {"Town K"}})
	d.ok(err)
	var photo bytes.Buffer
	d.ok(jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 40, 50)), nil))
	for _, x := range []app.Upload{
		{Said: document.Document{Kind: "photo", Person: f.Persons[0].ID}, Name: "applicant-0412.jpg", Body: &photo},
		{Said: document.Document{Kind: "identity", Person: f.Persons[0].ID, Title: "Passport of Applicant 0412"}, Name: "applicant.pdf", Body: strings.NewReader(paper(strings.Repeat("x", 200_000)))},
		{Said: document.Document{Kind: "threat", Title: "Referee Seven"}, Name: "referee.pdf", Body: strings.NewReader(paper("restricted"))},
	} {
		_, err := d.app.AddDocument(bg, d.w(caseworker), x)
		d.ok(err)
	}
}

// looked are the entries of the reads of the case, newest first, as "action outcome detail".
func (d *desk) looked() (out []string) {
	d.Helper()
	looks, err := d.app.Store.Looks(bg, d.id, 60)
	d.ok(err)
	for _, l := range looks {
		out = append(out, strings.TrimSpace(string(l.Action)+" "+string(l.Outcome)+" "+l.Detail))
	}
	return out
}

func TestPackage_Papers(t *testing.T) {
	desks(t, func(d *desk) {
		d.packed()
		p, err := d.app.Package(bg, caseworker, d.id, i18n.FR)
		d.ok(err)
		var names []string
		for _, x := range p.Papers {
			names = append(names, x.Name)
		}
		for _, want := range []string{"cover", "imm0008-1", "imm5669-1", "imm0008sch2-1", "consent-1", "confidential", "safety"} {
			if !slices.Contains(names, want) {
				d.Errorf("%s is not among %v", want, names)
			}
		}
		for _, lang := range i18n.Langs {
			b, err := d.app.PrintPaper(bg, caseworker, d.id, "imm0008-1", app.PaperOptions{Lang: lang, A4: lang == i18n.FR})
			d.ok(err)
			if got := d.looked()[0]; got != "print_paper shown paper imm0008-1" {
				d.Errorf("the look is entered as %q", got)
			}
			read := pdftotext(d.T, b)
			for _, want := range []string{"محمد عبد الله الحسيني", "Applicant, Александра", "Town K", lang.T("sheet.protected"), lang.T("person.family.label")} {
				if !strings.Contains(read, want) {
					d.Errorf("%s: %q is not in the paper:\n%s", lang, want, read)
				}
			}
			if !bytes.Contains(b, []byte("/DCTDecode")) {
				d.Error("the photo is not on the paper")
			}
		}
		// The plan with its places is opened as a reveal is.
		_, err = d.app.PrintPaper(bg, caseworker, d.id, "safety", app.PaperOptions{Lang: i18n.EN})
		d.ok(err)
		if got := d.looked()[0]; got != "reveal_safety shown paper safety" {
			d.Errorf("the reveal is entered as %q", got)
		}
		_, err = d.app.PrintPaper(bg, caseworker, d.id, "imm9999-1", app.PaperOptions{Lang: i18n.EN})
		d.kind(err, fault.NotFound)
		for _, who := range []access.Actor{stranger, clerk} { // another partner, and intake before anything was sent
			_, err = d.app.PrintPaper(bg, who, d.id, "cover", app.PaperOptions{Lang: i18n.EN})
			d.kind(err, fault.NotFound)
			w := d.w(who)
			_, err = d.app.TakePackage(bg, w, app.PaperOptions{Lang: i18n.EN})
			d.kind(err, fault.NotFound)
		}
	})
}

func TestPackage_OneFile(t *testing.T) {
	desks(t, func(d *desk) {
		d.packed()
		take := func(who access.Actor, token string) ([]byte, map[string][]byte) {
			d.Helper()
			w := d.w(who)
			w.Token = token
			p, err := d.app.TakePackage(bg, w, app.PaperOptions{Lang: i18n.EN})
			d.ok(err)
			var b bytes.Buffer
			d.ok(p.Send(bg, &b))
			return b.Bytes(), unzip(d.T, b.Bytes())
		}
		raw, files := take(caseworker, "first")
		if got := d.looked(); got[0] != "take_package released FLD by download on own_package: package" || got[1] != "take_package shown" {
			d.Errorf("the release is entered as %q", got[:2])
		}
		var m struct {
			Reference string
			Files     []struct {
				Name, SHA256, Type string
				Bytes              int
			}
			LeftOut []struct{ Name string }
		}
		d.ok(json.Unmarshal(files["manifest.json"], &m))
		for _, f := range m.Files {
			sum := sha256.Sum256(files[f.Name])
			if hex.EncodeToString(sum[:]) != f.SHA256 || len(files[f.Name]) != f.Bytes {
				d.Errorf("%s: %d bytes do not have the sum of the manifest", f.Name, len(files[f.Name]))
			}
			if !strings.Contains(string(files["SHA256SUMS"]), f.SHA256+"  "+f.Name+"\n") {
				d.Errorf("%s is not among the sums", f.Name)
			}
		}
		if len(m.Files)+2 != len(files) || len(m.LeftOut) != 0 || len(m.Files) < 8 {
			d.Errorf("%d files, the manifest has %d and leaves out %d", len(files), len(m.Files), len(m.LeftOut))
		}
		if !bytes.Contains(files["documents/002.pdf"], []byte("(xxx")) || !bytes.Contains(files["documents/003.pdf"], []byte("restricted")) {
			d.Error("the documents are not as they were added")
		}
		for name := range files {
			for _, no := range []string{"applicant", "0412", "fld", "hrd", "referee", "threat", "safety"} {
				if strings.Contains(strings.ToLower(name), no) {
					d.Errorf("%q says %q", name, no)
				}
			}
		}
		for _, w := range []string{"Applicant", "Referee", "FLD", "HRD"} {
			if strings.Contains(string(files["manifest.json"]), w) {
				d.Errorf("the manifest says %q", w)
			}
		}
		again, _ := take(caseworker, "second")
		if !bytes.Equal(raw, again) {
			d.Error("the same package is not the same bytes")
		}
	})
}

// What was received is printed by the operations centre; a restricted document is not for it, and the manifest says so.
func TestPackage_Received(t *testing.T) {
	desks(t, func(d *desk) {
		d.packed()
		d.moved(casefile.Received)
		p, err := d.app.Package(bg, clerk, d.id, i18n.EN)
		d.ok(err)
		for _, x := range p.Papers {
			if x.Name == "safety" {
				d.Error("a clerk is offered the plan's places and words")
			}
		}
		_, err = d.app.PrintPaper(bg, clerk, d.id, "safety", app.PaperOptions{Lang: i18n.EN})
		d.kind(err, fault.Forbidden)
		w := d.w(clerk)
		w.Token = "x"
		q, err := d.app.TakePackage(bg, w, app.PaperOptions{Lang: i18n.EN})
		d.ok(err)
		var b bytes.Buffer
		d.ok(q.Send(bg, &b))
		files := unzip(d.T, b.Bytes())
		if files["documents/003.pdf"] != nil || files["documents/002.pdf"] == nil || !strings.Contains(string(files["manifest.json"]), `"leftOut"`) {
			d.Errorf("a clerk is given %d files", len(files))
		}
		if got := d.looked()[0]; got != "take_package released ROCO by download on consistent: package" {
			d.Errorf("the release is entered as %q", got)
		}
	})
}

// The papers and the file of a package that was sent show what was sent, whatever has become of the case since; and after
// a return what the partner works on. The plan is the one that holds.
func TestPackage_AsItWasSent(t *testing.T) {
	desks(t, func(d *desk) {
		d.packed()
		d.moved(casefile.Referred)
		d.frozen()
		d.given(func(tx *store.Tx, f *store.File) error { // what intake corrects and the partner adds afterwards
			p := f.Persons[0]
			p.Family, p.BirthPlace = "Corrected", "Town Z"
			if err := tx.SavePerson(f, &p); err != nil {
				return err
			}
			doc := f.Documents[1]
			doc.Title, doc.Sensitivity = "Another title", document.Restricted
			if err := tx.SaveDocument(f, &doc); err != nil {
				return err
			}
			doc.ID, doc.Version, doc.Title = "", 0, "Came later"
			return tx.SaveDocument(f, &doc)
		})
		says := func(name string) string {
			d.Helper()
			b, err := d.app.PrintPaper(bg, caseworker, d.id, name, app.PaperOptions{Lang: i18n.EN})
			d.ok(err)
			return pdftotext(d.T, b)
		}
		for _, name := range []string{"cover", "imm0008-1"} {
			if got := says(name); !strings.Contains(got, "Applicant") || strings.Contains(got, "Corrected") || strings.Contains(got, "Came later") || strings.Contains(got, "Another title") {
				d.Errorf("%s does not show what was sent:\n%s", name, got)
			}
		}
		take := func(who access.Actor, token string) map[string][]byte {
			d.Helper()
			w := d.w(who)
			w.Token = token
			p, err := d.app.TakePackage(bg, w, app.PaperOptions{Lang: i18n.EN})
			d.ok(err)
			var b bytes.Buffer
			d.ok(p.Send(bg, &b))
			return unzip(d.T, b.Bytes())
		}
		files := take(caseworker, "sent")
		if files["documents/003.pdf"] == nil || files["documents/004.pdf"] != nil || !strings.Contains(string(files["manifest.json"]), `"sending": 1`) {
			d.Errorf("the file holds other documents than were sent: %s", files["manifest.json"])
		}
		d.moved(casefile.Received)
		if files := take(clerk, "clerk"); files["documents/002.pdf"] != nil { // restricted since
			d.Error("a document that has been restricted since is handed out")
		}
		d.moved(casefile.Preparing)
		if got := says("imm0008-1"); !strings.Contains(got, "Corrected") {
			d.Error("after a return the papers show what was sent, and not the draft")
		}
	})
}

// frozen freezes the case as it stands as the package that was sent.
func (d *desk) frozen() {
	d.Helper()
	d.given(func(tx *store.Tx, f *store.File) error {
		r := f.Referrals[0]
		r.Partner, r.PreparedBy, r.ReviewedBy, r.Certified.Answer = "FLD", "caseworker.fld", "reviewer.fld", people.Yes
		r, err := referral.Refer(r, referral.Content{Persons: f.Persons, Plans: f.Plans, Documents: f.Documents}, d.app.Pack, "AAAA-BBBB", referral.Act{Account: "reviewer.fld", Today: tx.Today()})
		if err != nil {
			return err
		}
		return tx.SaveReferral(f, &r)
	})
}

// moved puts the case where a test needs it.
func (d *desk) moved(s casefile.State) {
	d.Helper()
	_, err := d.app.Store.Change(bg, store.Entry{Actor: caseworker, Action: access.Refer, Now: d.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(d.id)
		if err != nil {
			return "", err
		}
		f.Case.State = s
		return "", nil
	})
	d.ok(err)
}

func unzip(t *testing.T, b []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		if !f.Modified.IsZero() && f.Modified.Year() > 1980 {
			t.Errorf("%s has a time", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// pdftotext is what another program reads in the file, its white space made one and without marks of direction.
func pdftotext(t testing.TB, b []byte) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Fatal("pdftotext is missing: run scripts/install pdf")
	}
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s := strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r == 0x200E || r == 0x200F {
			return -1
		}
		return r
	}, string(out))
	return strings.Join(strings.Fields(s), " ")
}
