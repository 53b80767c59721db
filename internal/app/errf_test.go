package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

var unhcr = access.Actor{Account: "caseworker.unhcr", Role: access.Caseworker, Unit: "UNHCR", Language: "en"}

// files are the eRRF files that can be read here: our own invented one, and UNHCR's when PASSAGE_SHARED is set.
func files(t *testing.T) map[string][]byte {
	t.Helper()
	paths := []string{filepath.Join("..", "..", "e2e", "testdata", "errf-invented.xml")}
	if dir := os.Getenv("PASSAGE_SHARED"); dir != "" {
		for _, n := range []string{"V3-TEST.xml", "V4-TEST.xml"} {
			paths = append(paths, filepath.Join(dir, "data", "errf", "cases", n))
		}
	} else {
		t.Log("NOT RUN: PASSAGE_SHARED is not set, so UNHCR's own files were not imported; the invented one was")
	}
	out := map[string][]byte{}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(p)] = text
	}
	return out
}

func TestImportERRF(t *testing.T) {
	for name, text := range files(t) {
		t.Run(name, func(t *testing.T) {
			desks(t, func(d *desk) {
				bring := func(who access.Actor, text []byte) []app.Imported {
					d.Helper()
					out, err := d.app.ImportERRF(bg, app.Write{Actor: who}, "Applicant 0412.xml", bytes.NewReader(text))
					d.ok(err)
					return out
				}
				got := bring(unhcr, text)
				if len(got) != 1 || got[0].Unchanged || got[0].Persons == 0 {
					d.Fatalf("imported %+v", got)
				}
				x, err := d.app.Draft(bg, unhcr, got[0].Case, false)
				d.ok(err)
				if x.Case.State != casefile.Preparing || x.Case.ReferredBy != "UNHCR" || len(x.Persons) != got[0].Persons || x.Referral.Channel != "errf" || x.Case.Summary.Name == "" {
					d.Errorf("draft %+v", x.Case)
				}
				d.photos(x, got[0].Photos)
				// The same again changes nothing and says so, in whosever name of the partner it comes.
				before, err := d.app.Store.Read(bg, got[0].Case, store.Everything)
				d.ok(err)
				service, err := d.app.Importer("UNHCR")
				d.ok(err)
				for _, who := range []access.Actor{unhcr, service} {
					if again := bring(who, text); len(again) != 1 || again[0].Case != got[0].Case || !again[0].Unchanged || again[0].Persons != got[0].Persons || again[0].Photos != got[0].Photos {
						d.Errorf("the same file again: %+v", again)
					}
				}
				after, err := d.app.Store.Read(bg, got[0].Case, store.Everything)
				d.ok(err)
				if before.Case.Version != after.Case.Version || len(before.Documents) != len(after.Documents) {
					d.Error("the same file again changed the draft")
				}
				// Another partner learns nothing from it (decision 5).
				if other := bring(caseworker, text); other[0].Unchanged || other[0].Case == got[0].Case {
					d.Errorf("another partner's import: %+v", other)
				}
				// A draft that was withdrawn does not stand in the way.
				d.ok(d.app.WithdrawReferral(bg, app.Write{Actor: unhcr, Case: got[0].Case}, x.Referral.Version, referral.Withdrawal{Asked: "partner", Reason: "safety"}))
				if again := bring(unhcr, text); again[0].Unchanged {
					d.Error("a withdrawn draft stands in the way of a new one")
				}
			})
		})
	}
}

// photos says that each photo of the draft opens to the picture it is.
func (d *desk) photos(x *app.Draft, want int) {
	d.Helper()
	n := 0
	for _, doc := range x.Documents {
		var b bytes.Buffer
		o, err := d.app.OpenDocument(bg, unhcr, x.Case.ID, doc.ID, app.Original, "")
		d.ok(err)
		d.ok(o.Send(bg, &b))
		if int64(b.Len()) != doc.Size {
			d.Errorf("%s: %d bytes of %d", doc.Kind, b.Len(), doc.Size)
		}
		switch doc.Kind {
		case "photo":
			n++
			if !strings.HasPrefix(b.String(), "\x89PNG") {
				d.Error("a photo is no picture")
			}
			if !slices.ContainsFunc(x.Persons, func(p people.Person) bool { return p.ID == doc.Person && p.Photo == doc.ID }) {
				d.Error("a photo of nobody")
			}
		case "rrf":
			if !bytes.Contains(b.Bytes(), []byte("UNHCR_RRF")) || doc.Name != "Applicant 0412.xml" {
				d.Errorf("the file kept is %q, %q", doc.Name, b.String()[:20])
			}
		}
	}
	if n != want {
		d.Errorf("%d photos, want %d", n, want)
	}
}

func TestImportERRF_refuses(t *testing.T) {
	desks(t, func(d *desk) {
		text := string(files(t)["errf-invented.xml"])
		count := func() int {
			list, err := d.app.Store.List(bg, store.Query{})
			d.ok(err)
			return len(list)
		}
		was := count()
		for name, c := range map[string]struct {
			who  access.Actor
			text string
			kind fault.Kind
		}{
			"broken":                          {unhcr, text[:len(text)/2], fault.Unusable},
			"a document type":                 {unhcr, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + text, fault.Unusable},
			"no case":                         {unhcr, "<UNHCR_RRF/>", fault.Unusable},
			"an officer":                      {officer, text, fault.Forbidden},
			"a link to the country of asylum": {access.Actor{Account: "two.unhcr", Role: access.Caseworker, Unit: "UNHCR", Links: []string{"TUR"}}, text, fault.Forbidden},
		} {
			_, err := d.app.ImportERRF(bg, app.Write{Actor: c.who}, "x.xml", strings.NewReader(c.text))
			d.kind(err, c.kind)
			if now := count(); now != was {
				d.Errorf("%s: %d cases were stored", name, now-was)
			}
		}
		if _, err := d.app.Importer("IOM"); err == nil {
			d.Error("an organization that refers nobody has a service account")
		}
	})
}

// Several cases in one file become several drafts, and each keeps no more than its own part of the file.
func TestImportERRF_severalCases(t *testing.T) {
	desks(t, func(d *desk) {
		text := string(files(t)["errf-invented.xml"])
		from, to := strings.Index(text, "<CASE>"), strings.Index(text, "</CASE>")+len("</CASE>")
		second := strings.ReplaceAll(text[from:to], "Quillmark", "Otherwise")
		both := text[:to] + second + text[to:]
		got, err := d.app.ImportERRF(bg, app.Write{Actor: unhcr, Token: "one", Body: []byte("b")}, "two.xml", strings.NewReader(both))
		d.ok(err)
		if len(got) != 2 || got[0].Case == got[1].Case {
			d.Fatalf("%+v", got)
		}
		again, err := d.app.ImportERRF(bg, app.Write{Actor: unhcr, Token: "one", Body: []byte("b")}, "two.xml", strings.NewReader(both))
		d.ok(err)
		if !slices.Equal(again, got) {
			d.Errorf("the same request again: %+v", again)
		}
		if _, err := d.app.ImportERRF(bg, app.Write{Actor: unhcr, Token: "one", Body: []byte("b")}, "two.xml", strings.NewReader(text)); err == nil {
			d.Error("the same token carries another file")
		}
		for i, family := range []string{"Quillmark", "Otherwise"} {
			f, err := d.app.Store.Read(bg, got[i].Case, store.Everything)
			d.ok(err)
			if f.Persons[0].Family != family {
				d.Errorf("case %d is %s's", i, f.Persons[0].Family)
			}
			for _, doc := range f.Documents {
				if doc.Kind != "rrf" {
					continue
				}
				var b bytes.Buffer
				d.ok(d.app.Store.ReadBlob(bg, got[i].Case, doc.Blob, &b))
				if other := []string{"Otherwise", "Quillmark"}[i]; strings.Contains(b.String(), other) || !strings.Contains(b.String(), family) {
					d.Errorf("case %d keeps another case's persons", i)
				}
			}
		}
		// The first case alone is known again from the other file.
		alone, err := d.app.ImportERRF(bg, app.Write{Actor: unhcr}, "one.xml", strings.NewReader(text))
		d.ok(err)
		if !alone[0].Unchanged || alone[0].Case != got[0].Case {
			d.Errorf("the same case in another file: %+v", alone)
		}
	})
}
