package app

import (
	"cmp"
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/store"
)

// Where in Canada a family goes: the office asks the operations centre, which answers and passes on what Quebec's ministry says
// . The centre reads what it was asked and told, and nothing else of the case.

// OperationsMessage is the channel of what the operations centre is sent: the stored letter, on its own page.
const OperationsMessage = "operations_message"

// PreviewDestination is the request as it would be sent.
func (a *App) PreviewDestination(f *File, in decision.DestinationRequest, lang i18n.Lang) (Preview, error) {
	return a.onwardLetter(f, Plan(f), casefile.DestinationMatching, lang, a.destinationData(f, in, lang))
}

// destinationData is what the request is written from: persons by number, ages in groups, languages, practical needs.
func (a *App) destinationData(f *File, r decision.DestinationRequest, lang i18n.Lang) letter.Onward {
	o := letter.Onward{Travel: r.Travel, Urgent: r.Urgent, Why: r.Why, Again: r.Again != "", Change: r.Change, Ties: r.Ties, Settle: r.Settle, Avoid: r.Avoid, Quebec: r.Quebec}
	j := a.Journey(f)
	for _, p := range j.Travellers() {
		if _, landed := j.Protected(p.ID); !landed {
			o.Persons = append(o.Persons, a.traveller(f, p, "", lang, false))
		}
	}
	return o
}

// traveller is a person as whoever finds a place for them, or receives them, is told of them: never of the work or the risk, and of
// health only a detail that is needed for safety and agreed to, and only who receives them.
func (a *App) traveller(f *File, p people.Person, name string, lang i18n.Lang, receives bool) letter.Traveller {
	t := letter.Traveller{Number: p.Number, Name: name, Age: lang.T("onward.age." + ageGroup(p.Born, a.Today()))}
	for _, l := range p.Languages {
		t.Languages = append(t.Languages, lang.Language(l.Code))
	}
	n := NeedsOf(f, p.ID)
	for _, c := range n.Codes {
		t.Needs = append(t.Needs, lang.T("needs.code."+c))
	}
	if n.Words != "" {
		t.Needs = append(t.Needs, n.Words)
	}
	if n.Detail != "" && receives {
		t.Needs = append(t.Needs, n.Detail)
	}
	return t
}

// ageGroup is the group of an age, so that nobody reads a birth date who needs a bed.
func ageGroup(born people.Partial, on policy.Day) string {
	if !born.Valid() {
		return "unknown"
	}
	was := born.Earliest()
	for _, g := range []struct {
		years int
		name  string
	}{{65, "senior"}, {18, "adult"}, {13, "teen"}, {6, "school"}, {2, "small"}} {
		if was.AddYears(g.years) <= on {
			return g.name
		}
	}
	return "infant"
}

// onwardLetter writes what the operations centre, or whoever it passes a notice to, is sent. What must not be written is looked for in
// it, but for the names of those whom the recipient is told by name.
func (a *App) onwardLetter(f *File, plan people.SafetyPlan, kind casefile.NoticeKind, lang i18n.Lang, o letter.Onward) (Preview, error) {
	d := letter.Data{Lang: lang, Day: a.Today(), Ref: f.Case.Ref, Application: f.Case.Summary.Application, Onward: o}
	if x, ok := a.Policy().Office(f.Case.Office); ok {
		d.Office = x.In(string(lang))
	}
	text, err := letter.Compose(kind, d)
	if err != nil {
		return Preview{}, err
	}
	words := slices.DeleteFunc(casefile.Unsafes(plan, f.Persons), func(u casefile.Unsafe) bool { return o.Names && u.Why == casefile.UnsafeName })
	return Preview{Subject: letter.Subject(d), Text: text, Blocked: casefile.Blocked(letter.Text(text), words)}, nil
}

// AskDestination sends a request for a destination to the operations centre (L14).
func (a *App) AskDestination(ctx context.Context, w Write, in decision.DestinationRequest, lang i18n.Lang) (string, error) {
	return a.release(ctx, w, access.AskDestination, func(tx *store.Tx, f *store.File) (Release, error) {
		in = decision.DestinationRequest{Travel: in.Travel, Urgent: in.Urgent, Why: in.Why, Quebec: in.Quebec, Ties: in.Ties, Settle: in.Settle, Avoid: in.Avoid, Change: in.Change}
		r, err := decision.AskDestination(in, f.Case.State, f.Destinations, a.Pack.On(tx.Today()), tx.Today())
		if err != nil {
			return Release{}, err
		}
		p, err := a.onwardLetter(f, Plan(f), casefile.DestinationMatching, lang, a.destinationData(f, r, lang))
		if err != nil {
			return Release{}, err
		}
		if len(p.Blocked) > 0 {
			return Release{}, fault.Stop("X-32", "onward.blocked")
		}
		r.Language, r.Subject, r.Text, r.Ground, r.By, r.At = string(lang), p.Subject, p.Text, GroundProgram, tx.Entry.Actor.Account, tx.Now
		if err := tx.SaveDestination(f, &r); err != nil {
			return Release{}, err
		}
		return Release{To: string(decision.ToCentre), Channel: OperationsMessage, Ground: r.Ground, Item: r.ID}, nil
	})
}

// onDestination is an act on a request as it was read.
func (a *App) onDestination(ctx context.Context, w Write, action access.Action, id string, version int64, fn func(*store.Tx, *store.File, decision.DestinationRequest) (decision.DestinationRequest, error)) (string, error) {
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		r, err := by(f.Destinations, id, func(r *decision.DestinationRequest) string { return r.ID })
		if err != nil {
			return err
		}
		r.Version = version
		if r, err = fn(tx, f, r); err != nil {
			return err
		}
		return tx.SaveDestination(f, &r)
	})
}

// DropDestination takes a request back that nobody has answered.
func (a *App) DropDestination(ctx context.Context, w Write, id string, version int64, why string) (string, error) {
	return a.onDestination(ctx, w, access.AskDestination, id, version, func(tx *store.Tx, _ *store.File, r decision.DestinationRequest) (decision.DestinationRequest, error) {
		return decision.DropDestination(r, why, tx.Today())
	})
}

// AnswerDestination is the operations centre's answer, or its change; the officer of the case is told that there is one.
func (a *App) AnswerDestination(ctx context.Context, w Write, id string, version int64, in decision.DestinationAnswer) (string, error) {
	return a.onDestination(ctx, w, access.AnswerDestination, id, version, func(tx *store.Tx, f *store.File, r decision.DestinationRequest) (decision.DestinationRequest, error) {
		in.By, in.At = tx.Entry.Actor.Account, tx.Now
		r, err := decision.AnswerDestination(r, in)
		if err != nil {
			return r, err
		}
		return r, a.wakeOfficer(tx, f)
	})
}

// RecordQuebec keeps how far a request is with Quebec's ministry.
func (a *App) RecordQuebec(ctx context.Context, w Write, id string, version int64, in decision.QuebecPart) (string, error) {
	return a.onDestination(ctx, w, access.AnswerDestination, id, version, func(tx *store.Tx, f *store.File, r decision.DestinationRequest) (decision.DestinationRequest, error) {
		r, err := decision.RecordQuebec(r, in, tx.Today())
		if err != nil {
			return r, err
		}
		return r, a.wakeOfficer(tx, f)
	})
}

// Onward are the cases in which the operations centre answers for a destination, or has an arrival notice to take or pass on. Nothing
// of a case is shown but its reference and the days.
func (a *App) Onward(ctx context.Context, who access.Actor) (out []casefile.Case, err error) {
	out, err = a.onDesk(ctx, who, casefile.DeskOnward, access.ListOnward, access.ViewOnward, 0, func(c casefile.Case) casefile.Case {
		c.Summary = casefile.Summary{Application: c.Summary.Application, DestineBy: c.Summary.DestineBy, AckBy: c.Summary.AckBy, HurryBy: c.Summary.HurryBy, PassOn: c.Summary.PassOn}
		return c
	})
	slices.SortStableFunc(out, func(x, y casefile.Case) int { return cmp.Compare(onwardBy(x), onwardBy(y)) })
	return out, err
}

// onwardBy is the first day by which the centre is to act.
func onwardBy(c casefile.Case) policy.Day {
	by := c.Summary.HurryBy
	for _, day := range []policy.Day{c.Summary.DestineBy, c.Summary.AckBy} {
		if day != "" && (by == "" || day < by) {
			by = day
		}
	}
	return by
}

// onwards notes in the summary what waits of a family on its way.
func (a *App) onwards(tx *store.Tx, f *store.File) {
	s := &f.Case.Summary
	s.ForgetWay()
	s.Onward = len(f.Destinations)+len(f.Arrivals)+len(f.Hurries) > 0
	first := func(to *policy.Day, day policy.Day) {
		if *to == "" || day < *to {
			*to = day
		}
	}
	open := !f.Case.State.Closed() // of a case that has ended only the cancellation of an arrival still waits
	if r, ok := decision.WaitsForDestination(f.Destinations); ok && open {
		s.DestineBy = r.Due
	}
	for _, h := range f.Hurries {
		if h.Open() && open {
			first(&s.HurryBy, h.AckBy)
		}
	}
	for _, n := range f.Arrivals {
		switch {
		case n.To != decision.ToCentre:
		case n.Status == decision.ArrivalOwed:
			first(&s.AnnounceBy, n.Due)
		case n.Status == decision.ArrivalSent:
			first(&s.AckBy, n.AckBy)
		case len(decision.ToPass(n, f.Arrivals)) > 0:
			s.PassOn = true
		}
	}
	for _, x := range f.SafetyChecks {
		if !x.Settled() && open {
			first(&s.Unsafe, x.Due)
		}
	}
	for i := range f.Notices { // Rule I-116: an owed letter is not forgotten, also once the case has ended
		if n := &f.Notices[i]; n.Status == casefile.NoticeOwed {
			first(&s.LetterBy, n.Due)
		}
	}
	if !open {
		return
	}
	j := a.journey(tx, f)
	if !j.Coming() {
		return
	}
	s.ArriveBy, s.Applying = decision.ArriveBy(j, f.Movements), j.Applying()
	if j.State == casefile.OnHold { // it waits, and what ends goes on ending
		h, _ := casefile.Standing(f.Holds)
		j.State = h.From
	}
	if !decision.OnTheWay(j.State) {
		return
	}
	near := 0
	if c, ok := a.Pack.On(tx.Today()).Clock("validity-near"); ok {
		near = c.Days
	}
	for _, e := range decision.Ends(j, f.Movements) {
		if e.Before() {
			s.Ending = tx.Today() // it is seen at once, whatever its day
			return
		}
		first(&s.Ending, e.Until.Add(-near))
	}
}
