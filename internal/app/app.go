// Package app is the list of things a person may do. Everything that happens to a case goes through one of three
// doors here: change, View and release (architecture 1). It owns the order in which permission, loading, the rule,
// the journal and the answer come; it owns no rule (casework), no SQL (store) and no page (web, api).
package app

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/mail"
	"passage/internal/store"
)

// Sending is a file that is on its way in.
type Sending = store.Upload

// File is one case as a reader may see it.
type File = store.File

// App is the department's and the partners' work on one store under one policy pack.
type App struct {
	Store *store.Store
	Pack  *policy.Pack
	Now   func() time.Time // tests set it; else time.Now
	Clam  Clam             // the malware scanner; the zero one is none

	Relay  *mail.Relay // takes mail that says "you have an update"; nil is none, and then nobody is mailed
	Origin string      // where readers sign in, as https://passage.example: all that a mail says besides

	posted chan struct{} // something was put in the outbox
	asked  chan struct{} // somebody asked that all cases be counted anew
	names  names
	rules  rules
	texts  texts
}

// New is an App on a store and a pack, with the machine's clock.
func New(s *store.Store, p *policy.Pack) *App {
	return &App{Store: s, Pack: p, Now: time.Now, posted: make(chan struct{}, 1), asked: make(chan struct{}, 1)}
}

// Today is the UTC day.
func (a *App) Today() policy.Day { return policy.DayOf(a.Now()) }

// Policy is what is in force today, with the numbers of the years as they were last read (Rules).
func (a *App) Policy() *policy.View {
	if k := a.rules.kept.Load(); k != nil && k.text == a.Pack {
		return k.numbers.On(a.Today())
	}
	return a.Pack.On(a.Today())
}

// PolicyOf is what was in force when the case's file was opened; of a decided case, in the text that its decision was signed under.
func (a *App) PolicyOf(c casefile.Case) *policy.View {
	if c.Opened == "" {
		return a.Policy()
	}
	return a.under(c).On(c.Opened)
}

// Write is what every change carries besides its own input: who, on which case, and the idempotency token with the
// bytes that it stands for.
type Write struct {
	Actor access.Actor
	Case  casefile.ID // empty for a change that starts a case
	Token string      // from the form or the caller; "" only where no request can be sent twice
	Body  []byte      // the same token with another body is fault.Reused
}

func (a *App) entry(w Write, action access.Action) store.Entry {
	return store.Entry{Actor: w.Actor, Action: action, Pack: a.Pack.Version, Token: w.Token, Body: w.Body, Now: a.Now().UTC().Truncate(time.Microsecond)}
}

// resource is a case as the access policy sees it now: break-glass ends and incidents grow old by the clock alone.
func (a *App) resource(c casefile.Case) access.Resource {
	r := access.Resource{
		Case: string(c.ID), Partner: c.ReferredBy, Identified: c.IdentifiedBy, Office: c.Office,
		Assigned: c.Assigned, Prepared: c.Prepared, Countries: c.Summary.Countries,
		Sent: c.State.After(), Closed: c.State.Closed(), Visas: c.Visas(),
		Consulted: c.Summary.Consulted, Registered: c.Summary.Entering, Onward: c.Summary.Onward,
	}
	r.WithOffice = c.Office != "" && (c.State == casefile.Transferred || c.AtOffice != "")
	r.AtIntake = r.Sent && c.AtOffice == ""
	now := a.Now()
	for _, p := range c.Summary.Cards {
		if p.Holds(policy.DayOf(now)) {
			r.Cards = append(r.Cards, p.Account)
		}
	}
	if !c.Pressing() {
		return r
	}
	for _, p := range c.Summary.Glass {
		if p.Holds(now) {
			r.Glass = append(r.Glass, p.By)
		}
		r.Opened = r.Opened || p.Owed(now)
		r.Above = r.Above || p.Role == access.Supervisor && !p.Reviewed
	}
	for _, h := range c.Summary.Help {
		if h.Holds(policy.DayOf(now)) {
			r.Helped = append(r.Helped, h.Account)
		}
	}
	for _, x := range c.Summary.Calls {
		r.Everybody = r.Everybody || !x.Answered && x.Turn(now, true) == casefile.EverybodysTurn
	}
	return r
}

// May says whether somebody may do that to a case they have opened: pages offer what may be done, and the door asks
// again.
func (a *App) May(who access.Actor, action access.Action, c casefile.Case) bool {
	return access.Allow(who, action, a.resource(c)) == nil
}

// change is the door of every change to a case: who may, load, the rule, rows and journal in one transaction, answer.
// The answer is tx.Answer, kept with the token; it is the case's id when fn sets none. fn may run twice and has no
// other effects. A case that the actor may not see is fault.NotFound.
func (a *App) change(ctx context.Context, w Write, action access.Action, fn func(tx *store.Tx, f *store.File) error) (string, error) {
	posted := false
	answer, err := a.Store.Change(ctx, a.entry(w, action), func(tx *store.Tx) (string, error) {
		f, err := tx.Load(w.Case)
		if err != nil {
			return "", err
		}
		if err := access.Allow(w.Actor, action, a.resource(f.Case)); err != nil {
			return "", err
		}
		if Orphaned(f) {
			if err := casefile.Goes(action); err != nil {
				return "", err
			}
		}
		if err := a.recall(f.Case, tx.PackText); err != nil {
			return "", err
		}
		before := queued(f)
		if err := fn(tx, f); err != nil {
			return "", err
		}
		if err := a.tellOfficer(tx, f, action); err != nil {
			return "", err
		}
		posted = queued(f) > before
		return a.finish(tx, string(f.Case.ID))
	})
	if err == nil && posted {
		a.wake()
	}
	return answer, err
}

// start is the door of a change that starts a case or touches none: permission without a case.
func (a *App) start(ctx context.Context, w Write, action access.Action, fn func(tx *store.Tx) error) (string, error) {
	return a.Store.Change(ctx, a.entry(w, action), func(tx *store.Tx) (string, error) {
		if err := access.Allow(w.Actor, action, access.Resource{Partner: w.Actor.Unit}); err != nil {
			return "", err
		}
		if err := fn(tx); err != nil {
			return "", err
		}
		return a.finish(tx, "")
	})
}

// finish derives what lists show of every case that the change touched.
func (a *App) finish(tx *store.Tx, answer string) (string, error) {
	for _, f := range tx.Files() {
		if err := a.helpers(tx, f); err != nil {
			return "", err
		}
		if err := unseat(tx, f); err != nil {
			return "", err
		}
		if err := a.cards(tx, f); err != nil {
			return "", err
		}
		if err := noLonger(tx, f); err != nil {
			return "", err
		}
		if err := a.callOff(tx, f); err != nil {
			return "", err
		}
		a.summarise(tx, f)
	}
	if tx.Answer != "" {
		return tx.Answer, nil
	}
	return answer, nil
}

// countPersons brings the number of persons up to date with the list of them.
func countPersons(f *store.File) {
	if f.Case.Landed > 0 {
		return // after the landing of the first person the number is what travelled; until then it follows the list (I-31)
	}
	f.Case.Persons = 0
	for i := range f.Persons {
		if p := &f.Persons[i]; p.Travelling != people.No && p.OwnCase == "" && !p.Deceased() {
			f.Case.Persons++
		}
	}
}

// summarise brings the sealed summary and the number of persons up to date with the items.
func (a *App) summarise(tx *store.Tx, f *store.File) {
	countPersons(f)
	s := &f.Case.Summary
	s.Countries, s.Listed, s.Consulted = nil, len(f.Persons), len(f.Consultations) > 0
	add := func(codes ...string) {
		for _, c := range codes {
			if c != "" && !slices.Contains(s.Countries, c) {
				s.Countries = append(s.Countries, c)
			}
		}
	}
	for i := range f.Persons {
		p := &f.Persons[i]
		add(p.Countries()...)
		if p.Principal() {
			s.Name, s.Residence = p.Shown(), p.Residence
		}
	}
	slices.Sort(s.Countries)
	if len(f.Referrals) > 0 {
		s.Priority = f.Referrals[0].Priority
		s.Urgent = s.Priority == "emergency" || s.Priority == "urgent"
		s.Registered = f.Referrals[0].Registered.By != ""
		s.Entering = s.Registered && len(f.Referrals[0].Packages) == 0 && f.Case.State.After() && !f.Case.State.Closed()
	}
	for _, x := range f.Steps {
		if x.To == casefile.Received {
			s.Received = x.Day
		}
	}
	if f.Case.State.Editable() {
		s.Alike, s.Matched = 0, false // a corrected package is compared again when it arrives
	}
	s.Claim, s.Answer = "", false
	if i := theInquiry(f); slices.Contains(InquiryStates, f.Case.State) {
		s.Claim, s.Answer = i.Claim, i.OwesAnswer()
	}
	s.Review, s.Left, s.Order = "", "", ""
	if n := len(f.Orders); n > 0 && f.Case.State == casefile.SuspendedByOrder {
		s.Order = f.Orders[n-1].Number
	}
	if h, ok := casefile.Standing(f.Holds); ok && f.Case.State == casefile.OnHold {
		s.Review = h.Review
	}
	if casefile.StageOf(f.Case.State) == "" {
		s.Left = casefile.StageNow(f.Case.State, f.Steps)
	}
	awaited(f)
	a.overruled(f)
	letters(f, tx.Today())
	s.Mails = openMails(f)
	s.Changes = 0
	for i := range f.Changes {
		if f.Changes[i].Open() {
			s.Changes++
		}
	}
	s.Headless = Orphaned(f)
	s.Differs = len(Differing(f))
	s.CameBack = casefile.CameBack(f.Returns)
	if s.Window = ""; f.Case.State == casefile.PostArrival {
		s.Window = a.journey(tx, f).WindowEnds()
	}
	a.onwards(tx, f)
	s.Calls, s.Glass, s.Asked = nil, nil, nil
	for _, list := range [][]casefile.Question{f.Questions, f.Within} {
		for _, q := range list {
			if !q.Over() {
				s.Asked = append(s.Asked, q.Asking())
			}
		}
	}
	for _, g := range f.Glasses {
		if p := g.Pane(); p.Owed(tx.Now) {
			s.Glass = append(s.Glass, p)
		}
	}
	for _, i := range f.Incidents {
		if i.Open() {
			s.Calls = append(s.Calls, i.Call())
		}
	}
	s.Help = nil
	for _, g := range f.Grants {
		if g.Ended.IsZero() && tx.Today() <= g.Until {
			s.Help = append(s.Help, g.Help())
		}
	}
	s.Cards = nil
	for _, c := range f.Cards {
		if c.Holds(tx.Today()) {
			s.Cards = append(s.Cards, c.Pass())
		}
	}
	s.Missing = 0
	if f.Case.State.Editable() || slices.Contains(intakeStates, f.Case.State) && f.Case.Filed == "" {
		s.Missing = a.missing(tx, f) // lists say of each draft, and of each package to be checked, how much is still needed
	}
}

// sensitive are the looks that open what is otherwise blanked: the places, code words and names of a safe-contact
// plan, and what one of the family keeps from the others (decision 7, I-20).
var sensitive = map[access.Action]bool{access.RevealSafety: true}

// View is the door of every look at a case: who may, the access entry is durable, then decrypt and show. action says
// what is looked at, purpose why where a purpose is asked. Rooms that the role does not see are not opened; places,
// code words and names at home are blank unless action is access.RevealSafety. Errors: fault.NotFound for a case the
// actor may not know of (the attempt is entered), fault.Forbidden.
func (a *App) View(ctx context.Context, who access.Actor, id casefile.ID, action access.Action, purpose string) (*File, error) {
	if action == access.ViewGranted || action == access.ViewOwn { // a helper or a holder never gets a case; see Helping and OwnPage
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return a.view(ctx, who, id, action, purpose)
}

func (a *App) view(ctx context.Context, who access.Actor, id casefile.ID, action access.Action, purpose string) (*File, error) {
	if _, err := a.Rules(ctx); err != nil {
		return nil, err
	}
	x, err := a.Store.Fetch(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := a.look(ctx, who, x.Case, action, purpose, access.Allow(who, action, a.resource(x.Case))); err != nil {
		return nil, err
	}
	if err := a.recall(x.Case, func(id string) ([]byte, error) { return a.Store.PackText(ctx, id) }); err != nil {
		return nil, err
	}
	see := rooms(who.Role)
	if action == access.ViewOnward { // what the operations centre was asked and told, and nothing else of the case
		see = store.Rooms{store.Onward: true}
	}
	if action == access.ViewGranted { // Helping takes out of it what the helper typed
		see = store.Rooms{store.Package: true, store.Helped: true}
	}
	if see[store.Own] && x.Case.ReferredBy != who.Unit { // the partner's own is of the partner whose case it is
		see = maps.Clone(see)
		delete(see, store.Own)
		delete(see, store.Helped)
	}
	if sensitive[action] && see[store.Contact] {
		see = maps.Clone(see)
		see[store.Kept] = true
	}
	if who.Role == access.Supervisor || who.Role == access.Officer && x.Case.Assigned == who.Account { // who else is told of another case is told by that one (I-79)
		see = maps.Clone(see)
		see[store.Parted] = true
	}
	f, err := opened(x, see, sensitive[action])
	if err == nil && who.Role == access.PostArrival {
		landed(f)
	}
	return f, err
}

// landed leaves of a case what whoever works after an arrival sees: who the persons are, visas, departures, landings and windows. What
// they told Canada, why it was decided so and what was written to them is walled off (decision 9).
func landed(f *store.File) {
	for i := range f.Persons {
		f.Persons[i] = f.Persons[i].Listed()
	}
	for i, c := range f.Changes {
		f.Changes[i] = casefile.FamilyChange{ID: c.ID, Version: c.Version, Kind: c.Kind, Person: c.Person, Status: c.Status, At: c.At}
		if c.New != nil {
			f.Changes[i].New = new(people.Person)
		}
	}
	for i, d := range f.Decisions {
		f.Decisions[i] = decision.Decision{ID: d.ID, Version: d.Version, Outcome: d.Outcome, Status: d.Status, SignedAt: d.SignedAt, Travel: d.Travel, Destination: d.Destination}
	}
	for i, b := range f.Broughts { // that it came approved, and to where, is what its travel rests on (I-102)
		f.Broughts[i] = casefile.Brought{ID: b.ID, Version: b.Version, Stage: b.Stage, Day: b.Day, Province: b.Province, CSQ: b.CSQ, Said: map[string]string{"decided": b.Said["decided"]}}
	}
	for i, p := range f.Permits {
		f.Permits[i] = p.Listed()
	}
	f.Notices, f.Answers, f.Cards, f.Withdrawals, f.Incidents = nil, nil, nil, nil, nil
}

// look enters a look, or an attempt that no says was refused, and gives no back. What is shown is shown after that.
func (a *App) look(ctx context.Context, who access.Actor, c casefile.Case, action access.Action, purpose string, no error) error {
	l := store.Look{At: a.Now(), Actor: who, Case: c.ID, Action: action, Outcome: store.Shown, Detail: purpose}
	if no != nil {
		l.Outcome = store.Denied
	}
	if err := a.Store.Record(ctx, l); err != nil {
		return err
	}
	return no
}

// opened is a case with the rooms that a reader sees, and what is left blank in them unless whole says that it is revealed.
func opened(x *store.Sealed, see store.Rooms, whole bool) (*File, error) {
	f, err := x.Open(see)
	if err != nil {
		return nil, err
	}
	if !see[store.Package] && !see[store.Family] {
		f.Case.Summary = unnamed(f.Case.Summary)
	}
	if !see[store.Intake] {
		f.Case.Summary = told(f.Case.Summary)
	}
	if !see[store.Glass] {
		f.Case.Summary.Glass = nil
	}
	if !whole {
		for i := range f.Plans {
			f.Plans[i] = f.Plans[i].Guarded()
		}
	}
	return f, nil
}

// unnamed is what a role sees of a summary to which the persons of the case are closed.
func unnamed(s casefile.Summary) casefile.Summary {
	return casefile.Summary{Application: s.Application, Consulted: s.Consulted, Help: s.Help, Order: s.Order, Onward: s.Onward}
}

// departments is all but what a partner keeps for itself: who wrote to it, and who vouched for them.
var departments = store.Rooms{store.Package: true, store.Intake: true, store.Contact: true, store.Office: true, store.Outcome: true, store.Onward: true, store.Consult: true, store.Glass: true, store.Mailed: true, store.Bridge: true}

// offices is departments and why a case ended before anybody arrived, which is closed to who works after an arrival (decision 9, I-81).
var offices = func() store.Rooms {
	all := maps.Clone(departments)
	all[store.Parting] = true
	return all
}()

// rooms are the parts of a case that a role sees at all. A role that is not named sees none.
func rooms(r access.Role) store.Rooms {
	switch r {
	case access.Caseworker, access.Reviewer, access.PartnerAdmin:
		return store.Rooms{store.Package: true, store.Contact: true, store.Outcome: true, store.Own: true, store.Helped: true}
	case access.Clerk, access.SeniorClerk:
		return store.Rooms{store.Package: true, store.Intake: true, store.Contact: true, store.Bridge: true}
	case access.Analyst:
		return store.Rooms{store.Bridge: true} // what the case system has differently, and nothing else of a case (I-103)
	case access.Officer, access.Supervisor, access.Assistant:
		return offices
	case access.PostArrival: // landed takes out of it what the page of travel shows (decision 9)
		return store.Rooms{store.Family: true, store.Way: true, store.Outcome: true, store.Contact: true, store.Bridge: true}
	case access.Holder:
		return store.Rooms{store.Package: true, store.Outcome: true} // OwnPage takes out of it what was sent to them (I-88)
	case access.Privacy:
		return store.Rooms{store.Glass: true} // why a case was opened, and nothing else of it (I-74)
	case access.PolicyManager:
		return store.Rooms{store.Consult: true} // headquarters records a partner's answer and sees nothing more (decision 2)
	}
	return nil
}

// List is the door of every list of cases. The query is narrowed to the reader's scope, whatever the caller asked
// for, cases against a country that the reader has a declared link to are left out (decision 14), and the entry of
// the look, with the ids that are shown, is durable before the names are.
func (a *App) List(ctx context.Context, who access.Actor, action access.Action, q store.Query) ([]casefile.Case, error) {
	return a.pick(ctx, who, action, q, nil)
}

// pick is List for a list whose order or filter is of what is sealed: choose takes from the opened rows those that are
// shown, and these alone are entered as looked at.
func (a *App) pick(ctx context.Context, who access.Actor, action access.Action, q store.Query, choose func([]casefile.Case) []casefile.Case) ([]casefile.Case, error) {
	out, err := a.rows(ctx, who, action, q)
	if err != nil {
		return nil, err
	}
	if choose != nil {
		out = choose(out)
	}
	return out, a.looked(ctx, who, action, out)
}

// rows opens the rows of a list that are in the reader's scope, Limit of them if there are as many. The caller enters what is shown
// of them with looked.
func (a *App) rows(ctx context.Context, who access.Actor, action access.Action, q store.Query) ([]casefile.Case, error) {
	if err := access.Allow(who, action, access.Resource{Partner: who.Unit, Office: who.Unit}); err != nil {
		return nil, err
	}
	q, err := scoped(who, q)
	if err != nil {
		return nil, err
	}
	scope, _ := access.ScopeOf(who)
	named := rooms(who.Role)
	var out []casefile.Case
	for {
		list, err := a.Store.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			// The columns in clear narrow the query; what is sealed is asked of the opened row.
			if !scope.Has(a.resource(c)) || who.Conflicts(c.Summary.Countries) || q.Limit > 0 && len(out) == q.Limit {
				continue
			}
			if !named[store.Package] && !named[store.Family] {
				c.Summary = unnamed(c.Summary)
			}
			if !named[store.Intake] {
				c.Summary = told(c.Summary)
			}
			if !named[store.Glass] {
				c.Summary.Glass = nil
			}
			out = append(out, c)
		}
		if q.Limit == 0 || len(list) < q.Limit || len(out) >= q.Limit {
			return out, nil
		}
		last := list[len(list)-1]
		q.After = store.Cursor{Since: last.Since, ID: last.ID}
	}
}

// looked enters which cases of a list were shown.
func (a *App) looked(ctx context.Context, who access.Actor, action access.Action, list []casefile.Case) error {
	ids := make([]byte, 0, 27*len(list))
	for _, c := range list {
		ids = append(append(ids, c.ID...), ' ')
	}
	return a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: action, Outcome: store.Shown, Detail: string(ids)})
}

// Find is the door of a search by name or number: which cases inside the reader's scope a number points to, or a person
// whose name every word is part of, in any spelling or script, the most alike first. The search is entered, its text
// sealed. A case the reader may not know of is not found.
func (a *App) Find(ctx context.Context, who access.Actor, text string) ([]casefile.Case, error) {
	within, err := scoped(who, store.Query{})
	if err != nil {
		return nil, err
	}
	ids, err := a.Store.Find(ctx, text, within, 200)
	if err != nil {
		return nil, err
	}
	if err := a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.Search, Outcome: store.Shown, Detail: text}); err != nil {
		return nil, err
	}
	if ids == nil {
		ids = []casefile.ID{}
	}
	list, err := a.List(ctx, who, access.Search, store.Query{IDs: ids})
	slices.SortStableFunc(list, func(x, y casefile.Case) int { return slices.Index(ids, x.ID) - slices.Index(ids, y.ID) })
	return list, err
}

// scoped narrows a query to the columns in clear of the reader's scope.
func scoped(who access.Actor, q store.Query) (store.Query, error) {
	scope, ok := access.ScopeOf(who)
	if !ok {
		return q, fault.New(fault.Forbidden, "fault.forbidden")
	}
	q.AtIntake, q.WithOffice, q.Visas = scope.AtIntake, scope.WithOffice, scope.Visas
	if scope.Partner != "" {
		q.Partner = scope.Partner
	}
	if scope.Office != "" {
		q.Office = scope.Office
	}
	return q, nil
}

// Release is what left the house, or is about to: to whom, by which channel, on what ground.
type Release struct {
	To      string // a code: "applicant", "FLD", ...
	Channel string // a code: "partner_message", "oral_through_partner", ...
	Ground  string // consent or provision
	Item    string // id of the notice, document or report
}

// release is the door of whatever leaves the house. out is given the case and checks the safe-contact plan and the
// family's secrets (it returns the refusal, or what leaves); what it stores, as the notice as sent, is stored in one change with the
// entry in the journal. Nothing is sent inside it: a message to a partner is the stored item itself, which the
// partner's own page shows.
func (a *App) release(ctx context.Context, w Write, action access.Action, out func(tx *store.Tx, f *store.File) (Release, error)) (string, error) {
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		r, err := out(tx, f)
		if err != nil {
			return err
		}
		return a.leaves(tx, f, r)
	})
}

// leaves enters what leaves the house in the change that stores it, and asks for a mail to the partner that it is sent to.
func (a *App) leaves(tx *store.Tx, f *store.File, r Release) error {
	tx.Released(f, r.To+" by "+r.Channel+" on "+r.Ground+": "+r.Item)
	switch r.Channel {
	case string(casefile.PartnerMessage):
		return a.tellPartner(tx, f, r.Item)
	case OperationsMessage:
		return a.tellCentre(tx, f, r.Item)
	}
	return nil
}

// Log writes what went wrong with codes and opaque ids alone.
func Log(msg string, id casefile.ID, err error) { slog.Error(msg, "case", string(id), "err", err) }
