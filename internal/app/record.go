package app

import (
	"archive/zip"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/i18n"
	"passage/internal/pdf"
	"passage/internal/sheet"
	"passage/internal/store"
)

// NewRecord is what a record is asked for with.
type NewRecord struct {
	AsOf    time.Time
	For     casefile.Recipient
	Purpose string
}

// MakeRecord keeps that a record of the case as it was at a moment is made, for whom and on which ground: what it was made from,
// not its bytes. It answers its id.
func (a *App) MakeRecord(ctx context.Context, w Write, in NewRecord) (string, error) {
	c, err := a.Store.Peek(ctx, w.Case)
	if err != nil {
		return "", err
	}
	if err := access.Allow(w.Actor, access.MakeRecord, a.resource(c)); err != nil {
		return "", err
	}
	if _, err := casefile.MakeRecord(in.AsOf, in.For, in.Purpose, w.Actor, a.Now()); err != nil {
		return "", err
	}
	p, err := a.Past(ctx, w.Actor, w.Case, in.AsOf, "")
	if err != nil {
		return "", err
	}
	return a.change(ctx, w, access.MakeRecord, func(tx *store.Tx, f *store.File) error {
		r, err := casefile.MakeRecord(in.AsOf, in.For, in.Purpose, w.Actor, tx.Now)
		if err != nil {
			return err
		}
		r.Entry, r.Hash = p.head()
		for _, d := range p.Documents {
			if !p.Opens(w.Actor, d) {
				r.Out = append(r.Out, d.ID)
			}
		}
		if err := tx.SaveRecord(f, &r); err != nil {
			return err
		}
		tx.Answer = r.ID
		return nil
	})
}

// head is the last entry of the chain until the moment, and its hash.
func (p *Past) head() (int64, string) {
	chain := p.Chain()
	last := chain[len(chain)-1]
	return last.Number, fmt.Sprintf("%x", last.Hash)
}

func theRecord(f *store.File, id string) (casefile.CertifiedRecord, error) {
	return by(f.Records, id, func(r *casefile.CertifiedRecord) string { return r.ID })
}

// ReviewRecord is the first person's word on what the redacted copy of a record withholds.
func (a *App) ReviewRecord(ctx context.Context, w Write, id string, version int64, list []casefile.Withholding) (string, error) {
	f, err := a.View(ctx, w.Actor, w.Case, access.ViewCase, "record "+id)
	if err != nil {
		return "", err
	}
	was, err := theRecord(f, id)
	if err != nil {
		return "", err
	}
	p, err := a.Past(ctx, w.Actor, w.Case, was.AsOf, "record "+id)
	if err != nil {
		return "", err
	}
	for _, x := range list {
		if !slices.ContainsFunc(p.Entries, func(e Entry) bool { return e.ID == x.Item }) {
			return "", fault.New(fault.Unusable, "frame.error.unusable")
		}
	}
	return a.onRecord(ctx, w, access.WithholdRecord, id, version, func(r casefile.CertifiedRecord, now time.Time) (casefile.CertifiedRecord, error) {
		return r.Review(list, w.Actor.Account, now)
	})
}

// ConfirmRecord is the second person's.
func (a *App) ConfirmRecord(ctx context.Context, w Write, id string, version int64) (string, error) {
	return a.onRecord(ctx, w, access.ConfirmRecord, id, version, func(r casefile.CertifiedRecord, now time.Time) (casefile.CertifiedRecord, error) {
		return r.Confirm(w.Actor.Account, now)
	})
}

func (a *App) onRecord(ctx context.Context, w Write, action access.Action, id string, version int64, rule func(r casefile.CertifiedRecord, now time.Time) (casefile.CertifiedRecord, error)) (string, error) {
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		r, err := theRecord(f, id)
		if err != nil {
			return err
		}
		if r.Version != version {
			return conflict()
		}
		if r, err = rule(r, tx.Now); err != nil {
			return err
		}
		return tx.SaveRecord(f, &r)
	})
}

// Taken is a part of a record that is about to leave the house.
type Taken struct {
	Record casefile.CertifiedRecord
	Part   casefile.RecordPart

	*Past
	lang i18n.Lang
}

// TakeRecord is the door by which a record leaves: who may, for whom, on which ground, entered in the case before the first byte.
// The bytes come from Send, and are the same each time.
func (a *App) TakeRecord(ctx context.Context, w Write, id string, part casefile.RecordPart, lang i18n.Lang) (*Taken, error) {
	t := &Taken{Part: part, lang: lang}
	if _, err := a.release(ctx, w, access.TakeRecord, func(_ *store.Tx, f *store.File) (out Release, err error) {
		if t.Record, err = theRecord(f, id); err != nil {
			return out, err
		}
		return Release{To: string(t.Record.For), Channel: "download", Ground: t.Record.For.Provision(), Item: "record " + id + " " + string(part)}, t.Record.May(part)
	}); err != nil {
		return nil, err
	}
	if t.Record.ID == "" { // the same request again, answered without the act
		f, err := a.Store.Read(ctx, w.Case, store.Rooms{store.Office: true})
		if err != nil {
			return nil, err
		}
		if t.Record, err = theRecord(f, id); err != nil {
			return nil, err
		}
		if err := t.Record.May(part); err != nil {
			return nil, err
		}
	}
	p, err := a.Past(ctx, w.Actor, w.Case, t.Record.AsOf, "record "+id+" "+string(part))
	if err != nil {
		return nil, err
	}
	if n, hash := p.head(); n != t.Record.Entry || hash != t.Record.Hash {
		return nil, fault.New(fault.Stopped, "record.changed")
	}
	t.Past = p
	return t, nil
}

// recordData is data.json: every row of the record.
type recordData struct {
	Reference   string              `json:"reference"`
	Application string              `json:"application,omitempty"`
	Part        casefile.RecordPart `json:"part"`
	AsOf        time.Time           `json:"asOf"`
	Made        time.Time           `json:"made"`
	MadeBy      access.Role         `json:"madeBy"`
	For         casefile.Recipient  `json:"for"`
	Ground      string              `json:"ground"`
	Purpose     string              `json:"purpose"`
	State       casefile.State      `json:"state"`
	Office      string              `json:"office,omitempty"`
	Pack        string              `json:"pack,omitempty"`
	Entries     []recordEntry       `json:"entries"`
	Chain       []sheet.Link        `json:"chain"`
}

type recordEntry struct {
	Number   int                     `json:"number"`
	Kind     string                  `json:"kind"`
	At       time.Time               `json:"at"`
	Role     access.Role             `json:"role"`
	Link     int64                   `json:"link"` // number of the entry of the chain that wrote it
	SHA256   string                  `json:"sha256,omitempty"`
	Withheld casefile.WithholdGround `json:"withheld,omitempty"`
	ID       string                  `json:"id,omitempty"`
	Data     json.RawMessage         `json:"data,omitempty"`
}

// recordManifest says what a record in one file holds, and by which entry of which chain it is proved.
type recordManifest struct {
	Case  casefile.ID         `json:"case"`
	Part  casefile.RecordPart `json:"part"`
	AsOf  time.Time           `json:"asOf"`
	Entry int64               `json:"entry"`
	Hash  string              `json:"hash"`
	Files []manifestFile      `json:"files"`
}

// shown are the entries of the part: all; all with the withheld blank; or the withheld alone. Of what is blank nothing is kept, not
// even its hash: a hash of few words is soon guessed.
func (t *Taken) shown() (out []Entry) {
	for _, e := range t.Entries {
		w := t.Record.Of(e.ID)
		if t.Part != casefile.WholeRecord {
			e.Withheld = w
		}
		switch {
		case t.Part == casefile.SealedAnnex && w.Item == "":
			continue
		case t.Part == casefile.RedactedRecord && w.Item != "":
			e.ID, e.Value, e.Data, e.SHA256 = "", nil, nil, ""
			e.Withheld.Item = ""
		}
		out = append(out, e)
	}
	return out
}

// Send writes the part as a zip: the record as a PDF, its data, the documents by the numbers of their entries, and the manifest. Two
// Sends write the same bytes.
func (t *Taken) Send(ctx context.Context, out io.Writer) error {
	z := &zipped{Writer: zip.NewWriter(out)}
	r := t.Written(ctx, t.lang)
	r.Part, r.Made, r.Role, r.For, r.Purpose = t.Part, t.Record.At.UTC(), t.Record.Role, string(t.Record.For), t.Record.Purpose
	r.Entries = t.shown()
	type file struct {
		name string
		is   document.Copy
	}
	var files []file
	for i := range r.Entries {
		e := &r.Entries[i]
		if e.Kind != "document" {
			continue
		}
		d, ok := e.Value.(*document.Document)
		if !ok { // withheld
			r.Files = append(r.Files, sheet.RecordFile{Entry: e.Number, Why: "withheld"})
			continue
		}
		if d.Removed != "" {
			continue
		}
		f := sheet.RecordFile{Entry: e.Number, Kind: d.Kind, Language: d.Language, Of: d.SHA256}
		is, _ := copyOf(*d)
		now, here := t.today(d.ID)
		switch {
		case slices.Contains(t.Record.Out, d.ID):
			f.Why = "closed"
		case d.Held() || here && now.Held():
			f.Why = "held"
		case is.Blob == "":
			f.Why = "none"
		default:
			switch has, err := t.app.Store.HasBlob(ctx, is.Blob); {
			case err != nil:
				return err
			case !has:
				f.Why = "gone"
			default:
				f.Name = sheet.FileName(e.Number, is.Type)
				files = append(files, file{f.Name, is})
			}
		}
		r.Files = append(r.Files, f)
	}
	m := recordManifest{Case: t.Case.ID, Part: t.Part, AsOf: t.AsOf, Entry: t.Record.Entry, Hash: t.Record.Hash}
	put := func(name, kind string, b []byte) error {
		f, err := z.file(name, kind, func(w io.Writer) error { _, err := w.Write(b); return err })
		m.Files = append(m.Files, f)
		return err
	}
	b, err := pdf.Render(r.Certified())
	if err != nil {
		return err
	}
	if err := put("record.pdf", "application/pdf", b); err != nil {
		return err
	}
	if b, err = t.data(r); err != nil {
		return err
	}
	if err := put("data.json", "application/json", b); err != nil {
		return err
	}
	for _, x := range files {
		f, err := z.file(x.name, x.is.Type, func(w io.Writer) error { return t.app.Store.ReadBlob(ctx, t.Case.ID, x.is.Blob, w) })
		if err != nil {
			return fmt.Errorf("a document of record %s: %w", t.Record.ID, err)
		}
		if f.SHA256 != x.is.SHA256 {
			return fmt.Errorf("a document of record %s: its bytes are not those that were added", t.Record.ID)
		}
		m.Files = append(m.Files, f)
	}
	if b, err = json.MarshalIndent(m, "", "  "); err != nil {
		return err
	}
	if _, err := z.file(ManifestName, "application/json", func(w io.Writer) error { _, err := w.Write(b); return err }); err != nil {
		return err
	}
	return z.Close()
}

// ManifestName is the file of a record that says what it holds.
const ManifestName = "manifest.json"

func (t *Taken) data(r *sheet.Record) ([]byte, error) {
	d := recordData{Reference: r.Ref, Application: r.Application, Part: t.Part, AsOf: t.AsOf, Made: r.Made, MadeBy: r.Role, For: t.Record.For, Ground: t.Record.For.Provision(), Purpose: r.Purpose,
		State: r.State, Office: t.Case.Office, Pack: r.Pack, Chain: r.Links}
	for _, e := range r.Entries {
		d.Entries = append(d.Entries, recordEntry{Number: e.Number, Kind: e.Kind, At: e.At, Role: e.Role, Link: e.Link, SHA256: e.SHA256, Withheld: e.Withheld.Ground, ID: e.ID, Data: e.Data})
	}
	return json.Marshal(d)
}

// Echoes are, for each entry that a record withholds, the entries that it shows and that say the same words: they are for the
// reviewers to see, who alone know whether that matters.
func (p *Past) Echoes(withheld []casefile.Withholding) map[int][]int {
	out := map[int][]int{}
	of := func(id string) bool {
		return slices.ContainsFunc(withheld, func(w casefile.Withholding) bool { return w.Item == id })
	}
	for _, e := range p.Entries {
		if !of(e.ID) {
			continue
		}
		words := spoken(e.Data)
		for _, x := range p.Entries {
			if !of(x.ID) && echoes(words, spoken(x.Data)) {
				out[e.Number] = append(out[e.Number], x.Number)
			}
		}
	}
	return out
}

// ProveRecord says whether a record that somebody holds is one that the journal holds: the entry of the case's chain that it names
// has the hash that it names.
func (a *App) ProveRecord(ctx context.Context, manifest []byte) (bool, error) {
	var m recordManifest
	if err := json.Unmarshal(manifest, &m); err != nil || m.Entry <= 0 {
		return false, fault.New(fault.Unusable, "record.unreadable")
	}
	hash, err := a.Store.LinkHash(ctx, m.Case, m.Entry)
	return err == nil && fmt.Sprintf("%x", hash) == m.Hash, err
}

// CaseNamed is the id of the case that is named by its id or by its reference.
func (a *App) CaseNamed(ctx context.Context, name string) (casefile.ID, error) {
	if len(name) == 26 {
		return casefile.ID(name), nil
	}
	ids, err := a.Store.Find(ctx, cmp.Or(name, " "), store.Query{}, 5)
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		if c, err := a.Store.Peek(ctx, id); err == nil && c.Ref == name {
			return id, nil
		}
	}
	return "", fault.New(fault.NotFound, "fault.not_found")
}

// echoWords is how long a text is before its being said elsewhere means something.
const echoWords = 12

// spoken are the texts of an entry that are long enough to be words of somebody, and no code or id.
func spoken(data []byte) (out []string) {
	var v any
	if json.Unmarshal(data, &v) != nil {
		return nil
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		case string:
			if len(v) >= echoWords && strings.ContainsRune(v, ' ') {
				out = append(out, v)
			}
		}
	}
	walk(v)
	return out
}

func echoes(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if strings.Contains(y, x) || strings.Contains(x, y) {
				return true
			}
		}
	}
	return false
}
