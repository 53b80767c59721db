package app_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/i18n"
	"passage/internal/store"
)

// record is a part of a record as it leaves: the bytes of the zip, and its files.
func (o *office) record(who access.Actor, id string, part casefile.RecordPart, lang i18n.Lang) ([]byte, map[string][]byte) {
	o.Helper()
	t, err := o.app.TakeRecord(bg, o.w(who), id, part, lang)
	o.ok("", err)
	var b bytes.Buffer
	o.ok("", t.Send(bg, &b))
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	o.ok("", err)
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		o.ok("", err)
		content, err := io.ReadAll(r)
		o.ok("", err)
		files[f.Name] = content
	}
	return b.Bytes(), files
}

var stream = regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`)

// inside is everything that a file holds: its bytes, what its packed streams hold, and of a PDF the text.
func (o *office) inside(t *testing.T, name string, b []byte) string {
	all := string(b)
	for _, m := range stream.FindAllSubmatch(b, -1) {
		if r, err := zlib.NewReader(bytes.NewReader(m[1])); err == nil {
			if plain, err := io.ReadAll(r); err == nil || len(plain) > 0 {
				all += string(plain)
			}
		}
	}
	if strings.HasSuffix(name, ".pdf") {
		all += pdftotext(t, b)
	}
	return strings.Join(strings.Fields(all), " ")
}

// A record for a court holds every entry, the documents by number and the hashes of all; it is the same bytes each time, and it is
// proved by the journal. What nobody needs from it is not in it.
func TestRule_DUTY_10_4_RecordIsProved(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.filled()
		o.later(time.Hour)
		moment := o.now
		o.later(time.Hour)
		o.ok(o.app.AddNote(bg, o.w(officer), "Words of later.", ""))
		o.later(time.Hour)
		in := app.NewRecord{AsOf: moment, For: casefile.ForCourt, Purpose: "Order IMM-0001"}
		for _, who := range []access.Actor{officer, assistant, birch, caseworker, privacy, admin} {
			if _, err := o.app.MakeRecord(bg, o.w(who), in); err == nil {
				o.Errorf("%s makes a record", who.Account)
			}
		}
		barred := supervisor
		barred.Links = []string{"XKK"}
		o.no("not_found", "", errOf(o.app.MakeRecord(bg, o.w(barred), in)))
		o.no("invalid", "", errOf(o.app.MakeRecord(bg, o.w(supervisor), app.NewRecord{AsOf: moment, For: "press", Purpose: "x"})))
		o.no("invalid", "", errOf(o.app.MakeRecord(bg, o.w(supervisor), app.NewRecord{AsOf: o.now.Add(time.Hour), For: casefile.ForCourt, Purpose: "x"})))
		id := o.ok(o.app.MakeRecord(bg, o.w(supervisor), in))
		o.no("record.not_confirmed", "", errOf(o.app.TakeRecord(bg, o.w(supervisor), id, casefile.RedactedRecord, i18n.EN)))
		o.no("forbidden", "", errOf(o.app.TakeRecord(bg, o.w(officer), id, casefile.WholeRecord, i18n.EN)))
		for _, lang := range i18n.Langs {
			first, files := o.record(supervisor, id, casefile.WholeRecord, lang)
			o.later(time.Hour)
			again, _ := o.record(supervisor, id, casefile.WholeRecord, lang)
			if !bytes.Equal(first, again) {
				o.Error("the same record is other bytes an hour later")
			}
			var m struct {
				Files []struct{ Name, SHA256 string }
			}
			o.ok("", json.Unmarshal(files[app.ManifestName], &m))
			if len(m.Files) != len(files)-1 || len(files) != 4 {
				o.Errorf("%d files, %d in the manifest", len(files), len(m.Files))
			}
			for name := range files {
				for _, p := range []string{"Applicant", "HRD", "FLD", "2026", "Letter"} {
					if strings.Contains(name, p) {
						o.Errorf("%s says %s", name, p)
					}
				}
			}
			whole := o.inside(t, "record.pdf", files["record.pdf"])
			for _, want := range []string{lang.T("record.pdf.whole"), "Order IMM-0001", "A reason of then.", "The first words.", "Letter Seven", lang.T("record.kind.finding"), lang.T("sheet.protected")} {
				if !strings.Contains(whole, want) {
					o.Errorf("%s: %q is not in the record", lang, want)
				}
			}
			for name, b := range files {
				in := o.inside(t, name, b)
				for _, not := range []string{"juniper", "Place Seven", "Words of later"} {
					if strings.Contains(in, not) {
						o.Errorf("%s holds %q", name, not)
					}
				}
			}
			if proved, err := o.app.ProveRecord(bg, files[app.ManifestName]); err != nil || !proved {
				o.Errorf("not proved: %v", err)
			}
			bent := bytes.Replace(files[app.ManifestName], []byte(`"hash": "`), []byte(`"hash": "0`), 1)
			if proved, _ := o.app.ProveRecord(bg, bent); proved {
				o.Error("another hash is proved")
			}
		}
		looks, err := o.app.Store.LooksByOutcome(bg, store.Released, 10)
		o.ok("", err)
		if len(looks) != 4 || looks[0].Action != access.TakeRecord || looks[0].Detail != "court by download on privacy_act_8_2_c: record "+id+" whole" {
			o.Errorf("what left is entered as %+v", looks)
		}
		if rep, err := o.app.Store.Verify(bg); err != nil || len(rep.Faults) > 0 {
			o.Errorf("the journal: %v %v", rep.Faults, err)
		}
	})
}

// What two persons withhold is nowhere in the redacted copy: not in the PDF, not in the data, not in a hash, not as a document; the
// annex holds it and nothing else.
func TestRecord_RedactedByTwoPersons(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.filled()
		o.ok(o.app.AddNote(bg, o.w(officer), "Planted words of another person.", ""))
		o.ok(o.app.AddDocument(bg, o.w(officer), app.Upload{Said: document.Document{Kind: "media", Title: "Planted title"}, Name: "planted-name.txt", Body: strings.NewReader("planted bytes of a text")}))
		o.later(time.Hour)
		moment := o.now.Add(-time.Minute)
		id := o.ok(o.app.MakeRecord(bg, o.w(supervisor), app.NewRecord{AsOf: moment, For: casefile.ForCourt, Purpose: "Order IMM-0002"}))
		p, err := o.app.Past(bg, officer, o.id, moment, "")
		o.ok("", err)
		var list []casefile.Withholding
		var hidden []string
		for _, e := range p.Entries {
			if s := string(e.Data); strings.Contains(s, "Planted") || e.Kind == "person" {
				list = append(list, casefile.Withholding{Item: e.ID, Ground: "pa26"})
				hidden = append(hidden, e.SHA256, e.ID)
			}
		}
		if len(list) != 5 {
			o.Fatalf("%d entries to withhold", len(list))
		}
		for _, d := range o.file().Documents {
			if d.Title == "Planted title" {
				hidden = append(hidden, d.SHA256, d.Clean.SHA256)
			}
		}
		version := func() int64 { return o.file().Records[0].Version }
		o.no("record.not_reviewed", "", errOf(o.app.ConfirmRecord(bg, o.w(supervisor), id, version())))
		o.no("forbidden", "", errOf(o.app.ReviewRecord(bg, o.w(assistant), id, version(), list)))
		o.no("invalid", "", errOf(o.app.ReviewRecord(bg, o.w(officer), id, version(), []casefile.Withholding{{Item: list[0].Item, Ground: "because"}})))
		o.no("unusable", "", errOf(o.app.ReviewRecord(bg, o.w(officer), id, version(), []casefile.Withholding{{Item: "nothing", Ground: "pa26"}})))
		o.ok(o.app.ReviewRecord(bg, o.w(supervisor), id, version(), list[:1]))
		o.no("record.same_person", "", errOf(o.app.ConfirmRecord(bg, o.w(supervisor), id, version())))
		o.ok(o.app.ReviewRecord(bg, o.w(officer), id, version(), list))
		o.no("forbidden", "", errOf(o.app.ConfirmRecord(bg, o.w(officer2), id, version())))
		o.no("record.not_confirmed", "", errOf(o.app.TakeRecord(bg, o.w(supervisor), id, casefile.RedactedRecord, i18n.EN)))
		o.ok(o.app.ConfirmRecord(bg, o.w(supervisor), id, version()))

		for _, lang := range i18n.Langs {
			raw, files := o.record(supervisor, id, casefile.RedactedRecord, lang)
			all := string(raw)
			for name, b := range files {
				all += o.inside(t, name, b)
			}
			for _, not := range append([]string{"Planted", "planted", "Applicant", `"0412"`, `"0413"`, "Given: 041"}, hidden...) {
				if not != "" && strings.Contains(all, not) {
					o.Errorf("%s: the redacted copy holds %q", lang, not)
				}
			}
			for _, want := range []string{"The first words.", "A reason of then.", lang.F("record.pdf.withheld", map[string]any{"Ground": lang.T("record.withheld.is.pa26")})} {
				if !strings.Contains(all, strings.Join(strings.Fields(want), " ")) {
					o.Errorf("%s: the redacted copy lacks %q", lang, want)
				}
			}
			if n := strings.Count(string(files["data.json"]), `"withheld":"pa26"`); n != len(list) {
				o.Errorf("%d blanks", n)
			}
			if len(files) != 4 {
				o.Errorf("%d files in the redacted copy", len(files))
			}

			_, files = o.record(supervisor, id, casefile.SealedAnnex, lang)
			all = ""
			for name, b := range files {
				all += o.inside(t, name, b)
			}
			for _, want := range []string{"Planted words of another person.", "Planted title", "planted bytes", "Applicant", lang.T("record.pdf.annex")} {
				if !strings.Contains(all, want) {
					o.Errorf("%s: the annex lacks %q", lang, want)
				}
			}
			if strings.Contains(all, "The first words.") || strings.Contains(all, "Letter Seven") {
				o.Error("the annex holds what is not withheld")
			}
		}

		// For the person: never the whole, never the annex, and the copy of two persons alone. What is marked again is confirmed again.
		id = o.ok(o.app.MakeRecord(bg, o.w(supervisor), app.NewRecord{AsOf: moment, For: casefile.ForPerson, Purpose: "Request P-0003"}))
		v := int64(1)
		o.no("record.not_for_them", "", errOf(o.app.TakeRecord(bg, o.w(supervisor), id, casefile.WholeRecord, i18n.EN)))
		o.ok(o.app.ReviewRecord(bg, o.w(officer), id, v, list))
		o.no("conflict", "", errOf(o.app.ConfirmRecord(bg, o.w(supervisor), id, v)))
		o.ok(o.app.ConfirmRecord(bg, o.w(supervisor), id, v+1))
		o.no("record.not_for_them", "", errOf(o.app.TakeRecord(bg, o.w(supervisor), id, casefile.SealedAnnex, i18n.EN)))
		o.ok("", errOf(o.app.TakeRecord(bg, o.w(supervisor), id, casefile.RedactedRecord, i18n.EN)))
		o.ok(o.app.ReviewRecord(bg, o.w(officer), id, v+2, list[:1]))
		o.no("record.not_confirmed", "", errOf(o.app.TakeRecord(bg, o.w(supervisor), id, casefile.RedactedRecord, i18n.EN)))
	})
}

// The reviewers see which entries say again what they withhold.
func TestRecord_Echoes(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.filled()
		o.ok(o.app.AddNote(bg, o.w(officer), "A neighbour of the family saw them.", ""))
		o.ok(o.app.AddNote(bg, o.w(officer), "As said: A neighbour of the family saw them. It is noted.", ""))
		o.later(time.Hour)
		p, err := o.app.Past(bg, officer, o.id, o.now.Add(-time.Minute), "")
		o.ok("", err)
		n := len(p.Entries)
		first, second := 0, 0
		for _, e := range p.Entries {
			if strings.Contains(string(e.Data), "As said") {
				second = e.Number
			} else if strings.Contains(string(e.Data), "neighbour") {
				first = e.Number
			}
		}
		got := p.Echoes([]casefile.Withholding{{Item: p.Entries[first-1].ID, Ground: "pa26"}})
		if len(got) != 1 || len(got[first]) != 1 || got[first][0] != second {
			o.Errorf("of %d entries: %v, want %d: [%d]", n, got, first, second)
		}
	})
}
