package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/referral"
	"passage/internal/errf"
	"passage/internal/inspect"
	"passage/internal/store"
)

// Imported is what became of one case of a file. It holds ids and numbers, never a name.
type Imported struct {
	Case      casefile.ID `json:"case"`
	Ref       string      `json:"ref"`
	Persons   int         `json:"persons"`
	Photos    int         `json:"photos"`
	Faults    int         `json:"faults"`              // of the file, shown beside their fields
	Unchanged bool        `json:"unchanged,omitempty"` // the partner has this very case already: nothing was changed
}

// Importer is the service account in whose name the command line imports for a partner (decision 24).
func (a *App) Importer(partner string) (access.Actor, error) {
	if _, ok := a.Policy().Partner(partner); !ok {
		return access.Actor{}, fault.Stop("I-1", "policy.refer.not_partner")
	}
	return access.Actor{Account: "import." + partner, Role: access.System, Unit: partner, Language: "en"}, nil
}

// ImportERRF makes a referral draft of each case of a UNHCR file, with persons, pictures and the file itself, in one
// transaction: all of it or nothing. A case that the partner has imported before, and that is not closed, is left as it
// is. A file that cannot be read stores nothing and is refused with a fault that says why.
func (a *App) ImportERRF(ctx context.Context, w Write, name string, file io.Reader) ([]Imported, error) {
	if err := access.Allow(w.Actor, access.ImportReferral, access.Resource{Partner: w.Actor.Unit}); err != nil {
		return nil, err
	}
	source, err := io.ReadAll(io.LimitReader(file, errf.Limit+1))
	if err != nil {
		return nil, err
	}
	f, err := errf.Read(bytes.NewReader(source))
	if err != nil {
		return nil, err
	}
	if len(f.Cases) == 0 {
		return nil, fault.New(fault.Unusable, "errf.no_case")
	}
	photos, err := inspectPhotos(ctx, f)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(source)
	w.Body = append(slices.Clone(w.Body), sum[:]...) // the token stands for these bytes too
	answer, err := a.start(ctx, w, access.ImportReferral, func(tx *store.Tx) error {
		made := make([]Imported, len(f.Cases))
		for i := range f.Cases {
			var err error
			if made[i], err = a.importCase(tx, w.Actor, f, i, source, name, photos); err != nil {
				return err
			}
		}
		text, err := json.Marshal(made)
		tx.Answer = string(text)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []Imported
	return out, json.Unmarshal([]byte(answer), &out)
}

func (a *App) importCase(tx *store.Tx, who access.Actor, f errf.File, i int, source []byte, name string, photos map[string]inspect.Found) (Imported, error) {
	alone := f.Source(i, source)
	sum := sha256.Sum256(alone)
	if alone == nil { // of a text that was not UTF-8, with several cases in it
		sum = sha256.Sum256(append([]byte{byte(i), byte(i >> 8)}, source...))
	}
	hash := hex.EncodeToString(sum[:])
	if old, err := a.importedBefore(tx, who, hash); err != nil || old != nil {
		return deref(old), err
	}
	d := errf.DraftOf(f, i, tx.NewID)
	d.Referral.Import.SHA256 = hash
	made, err := a.openDraft(tx, who, NewReferral{Referral: d.Referral, Persons: d.Persons, Imported: true})
	if err != nil {
		return Imported{}, err
	}
	for _, p := range d.Photos {
		if _, err := keepDocument(tx, made, p.Document, p.Content, photos[sumOf(p.Content)]); err != nil {
			return Imported{}, err
		}
	}
	if err := keepSource(tx, made, name, alone); err != nil {
		return Imported{}, err
	}
	// Whoever has a declared link to a country neither opens nor makes a case against it (decision 14).
	a.summarise(tx, made)
	if who.Conflicts(made.Case.Summary.Countries) {
		return Imported{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return Imported{Case: made.Case.ID, Ref: made.Case.Ref, Persons: len(d.Persons), Photos: len(d.Photos), Faults: len(d.Referral.Import.Faults)}, nil
}

func deref(p *Imported) Imported {
	if p == nil {
		return Imported{}
	}
	return *p
}

// importedBefore is the open case that the partner made of the same part of a file, nil when there is none.
func (a *App) importedBefore(tx *store.Tx, who access.Actor, hash string) (*Imported, error) {
	ids, err := tx.Imported(who.Unit, hash)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		f, err := tx.Load(id)
		if err != nil {
			return nil, err
		}
		if f.Case.State.Closed() {
			continue
		}
		if who.Conflicts(f.Case.Summary.Countries) {
			return nil, fault.New(fault.Forbidden, "fault.forbidden")
		}
		r, err := theReferral(f)
		if err != nil {
			return nil, err
		}
		photos := 0
		for _, d := range f.Documents {
			if d.Kind == "photo" && d.Removed == "" {
				photos++
			}
		}
		return &Imported{Case: id, Ref: f.Case.Ref, Persons: len(f.Persons), Photos: photos, Faults: len(referral.OpenFaults(r, f.Persons)), Unchanged: true}, nil
	}
	return nil, nil
}

// keepSource keeps the file with the case, as if the case had come alone: what has no field here is still there.
func keepSource(tx *store.Tx, f *store.File, name string, source []byte) error {
	media := document.TypeOf(source[:min(len(source), document.Head)])
	if media == "" {
		return nil // UTF-16: every value is in the draft; the bytes are none that are accepted as a document
	}
	k, _ := document.KindOf("rrf")
	if name = document.CleanName(name); name == "" {
		name = "errf.xml"
	}
	_, err := keepDocument(tx, f, document.Document{Kind: k.Code, Name: name, Type: media, Sensitivity: k.Sensitivity}, source, inspect.Found{})
	return err
}

// inspectPhotos takes the pictures of a file apart, before the change begins: by the hash of each.
func inspectPhotos(ctx context.Context, f errf.File) (map[string]inspect.Found, error) {
	out := map[string]inspect.Found{}
	for i := range f.Cases {
		for _, p := range errf.DraftOf(f, i, store.NewID).Photos {
			if _, ok := out[sumOf(p.Content)]; ok {
				continue
			}
			t, _ := document.TypeInfo(p.Type)
			found, err := inspect.Read(ctx, "photo"+t.Ending, "", p.Content)
			if err != nil {
				return nil, err
			}
			out[sumOf(p.Content)] = found
		}
	}
	return out, nil
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// keepDocument keeps what came in one piece, an import or a proof, whole, with the copies that were made of it; a picture that could not be
// taken apart is kept too, and shown to nobody.
func keepDocument(tx *store.Tx, f *store.File, d document.Document, content []byte, found inspect.Found) (document.Document, error) {
	b := tx.AddBlob(f, content)
	d.Blob, d.Size, d.SHA256 = b.ID, b.Size, b.SHA256
	if found.Type == d.Type && found.Fault == "" {
		d.Checked, d.Pages, d.Traces = true, found.Pages, found.Traces
		for _, c := range []struct {
			to    *document.Copy
			kind  string
			bytes []byte
		}{{&d.Clean, found.CleanType, found.Clean}, {&d.Light, "image/jpeg", found.Light}} {
			if c.bytes != nil {
				b := tx.AddBlob(f, c.bytes)
				*c.to = document.Copy{Blob: b.ID, Type: c.kind, Size: b.Size, SHA256: b.SHA256}
			}
		}
	}
	d.Added, d.AddedBy = tx.Today(), tx.Entry.Actor.Account
	if err := tx.SaveDocument(f, &d); err != nil {
		return d, err
	}
	if d.Malware == document.Waiting {
		tx.AwaitScan(f, d.ID)
	}
	return d, nil
}
