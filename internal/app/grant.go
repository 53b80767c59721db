package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

// GiveGrant opens forms of a draft to a helper (I-75). in says to whom, which forms, and until when.
func (a *App) GiveGrant(ctx context.Context, w Write, in casefile.Grant) (string, error) {
	return a.draft(ctx, w, access.GiveGrant, func(tx *store.Tx, f *store.File) error {
		acc, err := tx.Account(in.Account)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		who := access.Actor{Account: acc.ID, Role: acc.Role, Unit: acc.Unit, Frozen: acc.Frozen}
		barred := access.Actor{Links: acc.Details.Links}.Conflicts(f.Case.Summary.Countries)
		g, err := casefile.Give(in, who, barred, f.Grants, a.HelperDays(tx.Today()), w.Actor.Account, tx.Now)
		if err != nil {
			return err
		}
		return tx.SaveGrant(f, &g)
	})
}

// HelperDays is the longest that forms are open to a helper: the clock helper-grant of the pack.
func (a *App) HelperDays(on policy.Day) int {
	c, ok := a.Pack.On(on).Clock("helper-grant")
	if !ok {
		return 0
	}
	return c.Days
}

// EndGrant closes to a helper what was open to them. They are out on their next request.
func (a *App) EndGrant(ctx context.Context, w Write, id string, version int64) (string, error) {
	return a.change(ctx, w, access.EndGrant, func(tx *store.Tx, f *store.File) error {
		g, err := by(f.Grants, id, func(g *casefile.Grant) string { return g.ID })
		if err != nil {
			return err
		}
		if g.Version != version {
			return conflict()
		}
		ended, err := g.End(w.Actor.Account, tx.Now)
		if err != nil {
			return err
		}
		return tx.SaveGrant(f, &ended)
	})
}

// helpers brings up to date what helpers have of a case: what is open to them ends by itself when the case is sent or over, and
// an answer that somebody else has changed is no longer marked as theirs (I-75).
func (a *App) helpers(tx *store.Tx, f *store.File) error {
	for _, g := range f.Grants {
		if !(f.Case.State.After() || f.Case.State.Closed()) || !g.Holds(tx.Today()) {
			continue
		}
		ended, err := g.End("", tx.Now)
		if err != nil {
			return err
		}
		if err := tx.SaveGrant(f, &ended); err != nil {
			return err
		}
	}
	for _, t := range f.Typed {
		if left := referral.Standing(t.Marks, f.Persons); len(left) != len(t.Marks) {
			t.Marks = left
			if err := tx.SaveTyped(f, &t); err != nil {
				return err
			}
		}
	}
	return nil
}

// Helpers are the accounts to which forms of a case can be opened, with their organizations.
func (a *App) Helpers(ctx context.Context, who access.Actor, id casefile.ID) ([]Account, error) {
	c, err := a.Store.Peek(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := access.Allow(who, access.GiveGrant, a.resource(c)); err != nil {
		return nil, err
	}
	list, err := a.Store.Accounts(ctx, "")
	return slices.DeleteFunc(list, func(acc Account) bool { return acc.Role != access.Helper || acc.Frozen }), err
}

// Helping is as much of a case as a helper sees: which forms are open to them and until when, whom they type for, what they
// typed, and of every other answer whether there is one. No answer of anybody else is in it.
type Helping struct {
	ID        casefile.ID
	Ref       string
	Until     policy.Day
	Forms     []string
	Open      bool // they may type: the draft is in the caseworker's hand
	Persons   []HelpedPerson
	Documents []document.Document // that they added, with nothing of the file but what they said of it
	Others    bool                // others added some too
}

// HelpedPerson is somebody a helper types for. They are told apart by their number and by what they are to the applicant: a
// name is an answer as any other, which a helper sees when they typed it. A helper sits with the family and knows who is who;
// whoever does not has no need of the names.
type HelpedPerson struct {
	ID           string
	Version      int64
	Number       int
	Relationship people.Relationship
	Parts        []HelpedPart
}

// HelpedPart is one part of the forms.
type HelpedPart struct {
	referral.Section
	Seen   map[string]referral.Seen
	Values referral.Answers // of what they typed themselves
	Lists  []HelpedRows
}

// HelpedRows is one list of rows.
type HelpedRows struct {
	referral.Rows
	Own    []HelpedRow
	Others bool // others typed some too; how many is not said
	Full   bool // no row can be added
}

// HelpedRow is a row that a helper typed, or the context of a "yes" of theirs that is still to be given.
type HelpedRow struct {
	Index    int
	Question string // of the background question whose context it is
	Values   referral.Answers
	Empty    bool
}

// Part is the part with a name; ok is false when it is not open.
func (p HelpedPerson) Part(name string) (HelpedPart, bool) {
	i := slices.IndexFunc(p.Parts, func(x HelpedPart) bool { return x.Name == name })
	if i < 0 {
		return HelpedPart{}, false
	}
	return p.Parts[i], true
}

// Helping is the door to what is open to a helper: who may, the look is durable, and then as much as they may see.
// fault.NotFound when nothing is open to them, any more or at all.
func (a *App) Helping(ctx context.Context, who access.Actor, id casefile.ID) (*Helping, error) {
	f, err := a.view(ctx, who, id, access.ViewGranted, "")
	if err != nil {
		return nil, err
	}
	today := a.Today()
	g, err := theGrant(f, who.Account, today)
	if err != nil {
		return nil, err
	}
	r, err := theReferral(f)
	if err != nil {
		return nil, err
	}
	h := &Helping{ID: f.Case.ID, Ref: f.Case.Ref, Until: g.Until, Forms: g.Forms, Open: InHand(who, f.Case)}
	mine := referral.Standing(casefile.MarksOf(f.Typed, who.Account), f.Persons)
	subject := a.subject(f, r, people.SafetyPlan{}, today)
	for i := range f.Persons {
		p := &f.Persons[i]
		x := HelpedPerson{ID: p.ID, Version: p.Version, Number: p.Number, Relationship: p.Relationship}
		for _, s := range referral.HelperSections(g.Forms) {
			if subject.Asks(s, *p, false) {
				x.Parts = append(x.Parts, helpedPart(s, p, mine))
			}
		}
		if p.OwnCase == "" {
			h.Persons = append(h.Persons, x)
		}
	}
	slices.SortFunc(h.Persons, func(a, b HelpedPerson) int { return a.Number - b.Number })
	for _, d := range f.Documents {
		switch {
		case d.Removed != "" || !slices.Contains(g.Forms, referral.Papers):
		case d.AddedBy == who.Account:
			h.Documents = append(h.Documents, document.Document{ID: d.ID, Kind: d.Kind, Title: d.Title, Person: d.Person, Size: d.Size, Added: d.Added})
		default:
			h.Others = true
		}
	}
	return h, nil
}

func helpedPart(s referral.Section, p *people.Person, mine []referral.Mark) HelpedPart {
	out := HelpedPart{Section: s, Seen: s.Sees(p, mine), Values: referral.Answers{}}
	for name, values := range s.Sheet.Values(p) {
		if out.Seen[name] == referral.Mine {
			out.Values[name] = values
		}
	}
	for _, r := range s.Rows {
		l := HelpedRows{Rows: r, Full: r.Fixed || r.Count(p) >= r.Limit}
		for i := range r.Count(p) {
			seen := r.Sees(p, i, mine)
			if seen == referral.Filled {
				if !r.Fixed { // whether there is something to explain is another's answer
					l.Others = true
				}
				continue
			}
			row := HelpedRow{Index: i, Values: referral.Answers{}, Empty: seen == referral.StillEmpty}
			if r.Fixed {
				row.Question = p.Background[i].Question
			}
			if values, err := r.Values(p, i); err == nil && seen == referral.Mine {
				for _, ask := range r.HelperAsks() {
					row.Values[ask.Name] = values[ask.Name]
				}
			}
			l.Own = append(l.Own, row)
		}
		out.Lists = append(out.Lists, l)
	}
	return out
}

// theGrant is what is open to an account on a day.
func theGrant(f *store.File, account string, day policy.Day) (casefile.Grant, error) {
	for _, g := range f.Grants {
		if g.Account == account && g.Holds(day) {
			return g, nil
		}
	}
	return casefile.Grant{}, fault.New(fault.NotFound, "fault.not_found")
}

// Granted are the drafts of which forms are open to a helper. Nothing of the persons is in their summaries.
func (a *App) Granted(ctx context.Context, who access.Actor) ([]casefile.Case, error) {
	var drafts []casefile.State
	for _, s := range casefile.States {
		if s.Draft() && !s.Closed() {
			drafts = append(drafts, s)
		}
	}
	return a.List(ctx, who, access.ListGranted, store.Query{States: drafts, Pressing: true})
}

// UntilOf is the last day on which forms of a case are open to an account, "" for none.
func UntilOf(c casefile.Case, account string, today policy.Day) policy.Day {
	for _, h := range c.Summary.Help {
		if h.Account == account && h.Holds(today) {
			return h.Until
		}
	}
	return ""
}

// helps is the door of what a helper types: about one person, in a form that is open to them. fn gets the person as the page
// was made from and the helper's marks, and returns the marks anew; a fault in fields is handed back after the rest is stored.
func (a *App) helps(ctx context.Context, w Write, person string, version int64, find func(forms []string) (referral.Section, bool),
	fn func(tx *store.Tx, p *people.Person, mine []referral.Mark) ([]referral.Mark, error)) error {
	var wrong error
	_, err := a.draft(ctx, w, access.EditGranted, func(tx *store.Tx, f *store.File) error {
		wrong = nil
		g, err := theGrant(f, w.Actor.Account, tx.Today())
		if err != nil {
			return err
		}
		r, err := theReferral(f)
		if err != nil {
			return err
		}
		p, err := thePerson(f, must(person))
		if err != nil {
			return err
		}
		s, ok := find(g.Forms)
		subject := a.subject(f, r, people.SafetyPlan{}, tx.Today())
		if !ok || !subject.Asks(s, p, false) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		p.Version = version
		marks, err := fn(tx, &p, referral.Standing(casefile.MarksOf(f.Typed, w.Actor.Account), f.Persons))
		if err := keep(&wrong, err); err != nil {
			return err
		}
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
		wrong = at(wrong, p.Version)
		t := casefile.Typed{Account: w.Actor.Account}
		if i := slices.IndexFunc(f.Typed, func(t casefile.Typed) bool { return t.Account == w.Actor.Account }); i >= 0 {
			t = f.Typed[i]
		}
		t.Marks = marks
		if err := tx.SaveTyped(f, &t); err != nil {
			return err
		}
		if _, known := referral.SectionOf(s.Name); !known { // the page of a person is in none of the department's forms alone
			return nil
		}
		return a.begin(tx, f, s, p)
	})
	if err != nil {
		return err
	}
	return wrong
}

// SaveGranted stores what a helper typed into one part about a person, where it was empty or theirs.
func (a *App) SaveGranted(ctx context.Context, w Write, person string, version int64, part string, typed referral.Answers) error {
	var s referral.Section
	return a.helps(ctx, w, person, version, func(forms []string) (x referral.Section, ok bool) {
		s, ok = referral.HelperSection(forms, part)
		return s, ok
	}, func(tx *store.Tx, p *people.Person, mine []referral.Mark) ([]referral.Mark, error) {
		return s.FillAsHelper(p, typed, mine, tx.Now, func(p people.Person) error { return people.CheckEntered(p, tx.Today()) })
	})
}

// SaveGrantedRow stores a row that a helper adds or typed before.
func (a *App) SaveGrantedRow(ctx context.Context, w Write, person string, version int64, rows string, index int, typed referral.Answers) error {
	return a.helpsRow(ctx, w, person, version, rows, func(tx *store.Tx, r referral.Rows, p *people.Person, mine []referral.Mark) ([]referral.Mark, error) {
		return r.RowAsHelper(p, index, typed, mine, tx.Now, tx.Today())
	})
}

// RemoveGrantedRow takes a row away that a helper typed.
func (a *App) RemoveGrantedRow(ctx context.Context, w Write, person string, version int64, rows string, index int) error {
	return a.helpsRow(ctx, w, person, version, rows, func(_ *store.Tx, r referral.Rows, p *people.Person, mine []referral.Mark) ([]referral.Mark, error) {
		return r.RemoveAsHelper(p, index, mine)
	})
}

func (a *App) helpsRow(ctx context.Context, w Write, person string, version int64, rows string, fn func(*store.Tx, referral.Rows, *people.Person, []referral.Mark) ([]referral.Mark, error)) error {
	var r referral.Rows
	return a.helps(ctx, w, person, version, func(forms []string) (s referral.Section, ok bool) {
		r, s, ok = referral.HelperRows(forms, rows)
		return s, ok
	}, func(tx *store.Tx, p *people.Person, mine []referral.Mark) ([]referral.Mark, error) {
		return fn(tx, r, p, mine)
	})
}

// adding is the act by which somebody adds a document.
func adding(who access.Actor) access.Action {
	if who.Role == access.Helper {
		return access.EditGranted
	}
	return access.AddDocument
}

// mayHelp says whether a form is open to a helper and the draft is in the caseworker's hand.
func (a *App) mayHelp(who access.Actor, c casefile.Case, form string) error {
	today := a.Today()
	if !slices.ContainsFunc(c.Summary.Help, func(h casefile.Help) bool {
		return h.Account == who.Account && h.Holds(today) && slices.Contains(h.Forms, form)
	}) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if !InHand(who, c) {
		return &fault.Error{Kind: fault.Stopped, Key: "referral.not_editable", Rule: "ST-" + string(c.State), Args: map[string]any{"State": string(c.State)}}
	}
	return nil
}

// helpersPhoto keeps a helper's photo from taking the place of one that another added.
func helpersPhoto(who access.Actor, f *store.File, d document.Document, p people.Person) error {
	if who.Role != access.Helper || d.Kind != "photo" || p.Photo == "" {
		return nil
	}
	if old, err := theDocument(f, p.Photo); err == nil && old.AddedBy != who.Account {
		return fault.Stop("I-75", "grant.photo")
	}
	return nil
}
