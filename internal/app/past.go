package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/sheet"
	"passage/internal/store"
)

// What a page shows of the past is what a record is written from.
type (
	// Entry is one entry of a case as it stood.
	Entry = sheet.Entry
	// Line is one line of an entry.
	Line = sheet.Line
)

// Past is a case as it stood at a moment: what the officer knew when they decided. Who may read it, and which documents, is
// asked of the case as it is now.
type Past struct {
	*File
	AsOf    time.Time
	Entries []Entry
	Now     casefile.Case // its head as it is now
	Policy  *policy.View  // text in force on that day
	Pack    string        // version of the pack that the last entry until then was made under

	now []document.Document
	app *App
}

// Past is the door to a case as it was at a moment. The look is entered with the moment. A moment when the case was still in the
// partner's hands is fault.Stopped: what a draft was is nobody's outside the partner.
func (a *App) Past(ctx context.Context, who access.Actor, id casefile.ID, at time.Time, detail string) (*Past, error) {
	if _, err := a.Rules(ctx); err != nil {
		return nil, err
	}
	now, err := a.Store.Fetch(ctx, id)
	if err != nil {
		return nil, err
	}
	var then *store.Sealed
	no := access.Allow(who, access.ViewPast, a.resource(now.Case))
	if no == nil {
		then, no = a.then(ctx, who, id, at)
	}
	if err := a.look(ctx, who, now.Case, access.ViewPast, strings.TrimSpace(at.UTC().Format(time.RFC3339)+" "+detail), no); err != nil {
		return nil, err
	}
	f, err := opened(then, departments, false)
	if err != nil {
		return nil, err
	}
	today, err := now.Open(store.Rooms{store.Package: true}) // for the rule alone: nothing of it is shown
	if err != nil {
		return nil, err
	}
	p := &Past{File: f, AsOf: at.UTC(), Now: now.Case, Policy: a.Pack.On(policy.DayOf(at)), now: today.Documents, app: a}
	for _, l := range slices.Backward(f.Chain()) {
		if p.Pack == "" {
			p.Pack = l.Pack
		}
	}
	p.Entries, err = entries(f)
	return p, err
}

// then is the case as of a moment, closed to whom a country of it bars, then as now.
func (a *App) then(ctx context.Context, who access.Actor, id casefile.ID, at time.Time) (*store.Sealed, error) {
	if !at.Before(a.Now()) {
		return nil, fault.New(fault.Stopped, "record.on.future")
	}
	x, err := a.Store.FetchAsOf(ctx, id, at)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil, fault.New(fault.Stopped, "record.on.before")
	case err != nil:
		return nil, err
	case who.Conflicts(x.Case.Summary.Countries):
		return nil, fault.New(fault.NotFound, "fault.not_found")
	case !x.Case.State.After():
		return nil, fault.New(fault.Stopped, "record.on.draft")
	}
	return x, nil
}

// entries are the items of a case as it stood, and each package as it was sent, in the order in which they came. What is frozen of
// a sending stands once, as an entry of its own, so that it can be read, and withheld, by itself.
func entries(f *store.File) ([]Entry, error) {
	sent := map[string][]referral.Package{}
	for i := range f.Referrals {
		r := &f.Referrals[i]
		sent[r.ID], r.Packages = slices.Clone(r.Packages), slices.Clone(r.Packages)
		for k := range r.Packages {
			r.Packages[k].Content = nil
		}
	}
	items, err := f.Items()
	if err != nil {
		return nil, err
	}
	var out []Entry
	add := func(id, kind string, w store.Link, value any, data []byte) {
		out = append(out, Entry{Number: len(out) + 1, ID: id, Kind: kind, At: w.At, Role: w.Actor.Role, Link: w.Number, SHA256: hexSum(data), Value: value, Data: data})
	}
	for _, x := range items {
		value := x.Value
		if n, ok := value.(*casefile.Notice); ok { // as it is read; its data is as it was sent
			shown := *n
			shown.Text = letter.Plain(n.Text)
			value = &shown
		}
		add(x.ID, x.Kind, x.Wrote, value, x.Data)
		for _, p := range sent[x.ID] {
			if len(p.Content) == 0 {
				continue
			}
			c, err := p.Open()
			if err != nil {
				return nil, err
			}
			for i := range c.Plans {
				c.Plans[i] = c.Plans[i].Guarded()
			}
			data, err := json.Marshal(c)
			if err != nil {
				return nil, err
			}
			add(fmt.Sprintf("%s.%d", x.ID, p.Number), sheet.SendingEntry, x.Wrote, &c, data)
		}
	}
	return out, nil
}

// Opens says whether the reader may open a document of that moment: by its sensitivity then and by that of today.
func (p *Past) Opens(who access.Actor, d document.Document) bool {
	may := p.app.Opens(who, p.Now, d.Sensitivity)
	if x, ok := p.today(d.ID); ok {
		may = may && p.app.Opens(who, p.Now, x.Sensitivity)
	}
	return may
}

func (p *Past) today(id string) (document.Document, bool) {
	i := slices.IndexFunc(p.now, func(d document.Document) bool { return d.ID == id })
	if i < 0 {
		return document.Document{}, false
	}
	return p.now[i], true
}

// Left is why a document of that moment cannot be had now, as a code; "" when it can. Bytes that a partner took off a draft
// are gone.
func (p *Past) Left(who access.Actor, d document.Document) string {
	now, here := p.today(d.ID)
	is, _ := copyOf(d)
	switch {
	case !p.Opens(who, d):
		return "closed"
	case d.Held() || here && now.Held():
		return "held"
	case !here:
		return "gone"
	case is.Blob == "":
		return "none"
	}
	return ""
}

// copyOf is the copy of a document that leaves its page: without traces, or as it came where there can be no such copy. plain says
// that it is the former.
func copyOf(d document.Document) (c document.Copy, plain bool) {
	if d.Clean.Blob != "" {
		return d.Clean, true
	}
	return document.Copy{Blob: d.Blob, Type: d.Type, Size: d.Size, SHA256: d.SHA256}, false
}

// PastDocument is the door to a document as it was at a moment: the copy without traces, of the version of then.
func (a *App) PastDocument(ctx context.Context, who access.Actor, id casefile.ID, at time.Time, doc string) (*Opened, error) {
	p, err := a.Past(ctx, who, id, at, doc)
	if err != nil {
		return nil, err
	}
	d, err := theDocument(p.File, doc)
	if err != nil {
		return nil, err
	}
	switch why := p.Left(who, d); {
	case why == "closed":
		return nil, fault.New(fault.Forbidden, "document.forbidden")
	case why != "" || d.Clean.Blob == "": // the original is asked for with a reason, of the case as it is
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return &Opened{Document: d, Copy: d.Clean, app: a, id: id, partner: p.Case.ReferredBy}, nil
}

// Written is the past as it is printed or shown in a language.
func (p *Past) Written(ctx context.Context, lang i18n.Lang) *sheet.Record {
	r := &sheet.Record{Lang: lang, Ref: p.Case.Ref, Application: p.Case.Summary.Application, AsOf: p.AsOf, State: p.Case.State, Office: p.Case.Office, Pack: p.Pack, View: p.Policy,
		Entries: p.Entries, Persons: p.Persons, Account: func(id string) string { return p.app.Name(ctx, id) }}
	if o, ok := p.Policy.Office(p.Case.Office); ok {
		r.Office = cmp.Or(o.In(string(lang)), p.Case.Office)
	}
	for _, l := range p.Chain() {
		r.Links = append(r.Links, sheet.Link{Number: l.Number, At: l.At, Role: l.Actor.Role, Action: l.Action, Pack: l.Pack, Hash: hex.EncodeToString(l.Hash)})
	}
	return r
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
