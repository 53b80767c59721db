package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/cessation"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/sheet"
	"passage/internal/store"
)

// A matter of cessation is an object of its own, for its small group. Its doors stand here: they ask the same access file,
// enter every look and every change, and write nothing in the case, whose pages, timeline, lists and records do not know of it.

// matterOf is a matter as the access policy sees it: its group and the countries of the case, and nothing else of the case.
func matterOf(m cessation.Matter, c casefile.Case) access.Resource {
	return access.Resource{Case: string(m.ID), Group: m.Members(), Assigned: m.Holds(cessation.AsOfficer), Second: m.Holds(cessation.AsSupervisor), Countries: c.Summary.Countries}
}

// MatterFile is a matter as its group sees it, with the least of the case that names the person.
type MatterFile struct {
	cessation.Matter

	Ref, Application string
	Name             string // of the person
	Number           int
	Landed           policy.Day // protection was conferred: the day of the landing, or of the entry on a permit
	Place            string
	Permit           bool       // on a permit, so that another day made them a permanent resident, or none has
	Decided          policy.Day // the decision that protection was given by
	Office           string     // code of the office that decided
	Partner          string     // code of the partner that referred
	Warned           policy.Day // the person is known to have had the approval letter, which has plain words on passports and travel (decision 9); "" when nothing says so
	may              access.Resource
}

// MayInMatter says whether somebody may do that in a matter they have opened.
func (a *App) MayInMatter(who access.Actor, action access.Action, f *MatterFile) bool {
	return access.Allow(who, action, f.may) == nil
}

// matterFile puts a matter beside the least of its case.
func matterFile(m cessation.Matter, f *store.File) *MatterFile {
	x := &MatterFile{Matter: m.Now(resident(f, m.Person)), Ref: f.Case.Ref, Application: f.Case.Summary.Application, Decided: f.Case.Decided, Office: f.Case.Office, Partner: f.Case.ReferredBy, may: matterOf(m, f.Case)}
	for i := range f.Persons {
		if p := &f.Persons[i]; p.ID == m.Person {
			x.Name, x.Number = p.Shown(), p.Number
		}
	}
	if at, ok := protection(f, m.Person); ok {
		x.Landed, x.Place, x.Permit = at.Day, at.Place, at.Permit
		if p, on := (decision.Journey{Permits: f.Permits}).Permit(m.Person); on && x.Decided == "" {
			x.Decided = p.Issued // what protection was given by
		}
	}
	for _, n := range f.Notices {
		if n.Kind == casefile.Approval && n.To == casefile.ToApplicant && n.Proven() && n.Proof.Day > x.Warned {
			x.Warned = n.Proof.Day
		}
	}
	return x
}

// ViewMatter is the door of every look at a matter: who may, the look is durable in the matter's own log, then it is shown. A matter of
// whose group somebody is not does not exist for them; the attempt is entered.
func (a *App) ViewMatter(ctx context.Context, who access.Actor, id cessation.ID, purpose string) (*MatterFile, error) {
	f, _, err := a.viewMatter(ctx, who, id, access.ViewMatter, purpose, nil)
	return f, err
}

func (a *App) viewMatter(ctx context.Context, who access.Actor, id cessation.ID, action access.Action, purpose string, also store.Rooms) (*MatterFile, *store.File, error) {
	m, err := a.Store.Matter(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	c, err := a.Store.Peek(ctx, m.Case)
	if err != nil {
		return nil, nil, err
	}
	no := access.Allow(who, action, matterOf(m, c))
	look := store.Look{At: a.Now(), Actor: who, Matter: id, Action: action, Outcome: store.Shown, Detail: purpose}
	if no != nil {
		look.Outcome = store.Denied
	}
	if err := a.Store.Record(ctx, look); err != nil {
		return nil, nil, err
	}
	if no != nil {
		return nil, nil, no
	}
	see := store.Rooms{store.Package: true, store.Outcome: true}
	for r := range also {
		see[r] = true
	}
	f, err := a.Store.Read(ctx, m.Case, see)
	if err != nil {
		return nil, nil, err
	}
	return matterFile(m, f), f, nil
}

// MatterLine is one matter in the list of somebody who is of its group.
type MatterLine struct {
	ID    cessation.ID
	Ref   string
	Name  string // of the person
	State cessation.State
	Since policy.Day
	As    string // the reader's place in the group
}

// Matters is the door to the matters of whose group the reader is, those that wait for them first. Those of a country that they have a
// link to are left out (decision 14).
func (a *App) Matters(ctx context.Context, who access.Actor) ([]MatterLine, error) {
	if err := access.Allow(who, access.ListMatters, access.Resource{Office: who.Unit}); err != nil {
		return nil, err
	}
	all, err := a.Store.Matters(ctx)
	if err != nil {
		return nil, err
	}
	var out []MatterLine
	var ids strings.Builder
	for _, m := range all {
		if !slices.Contains(m.Members(), who.Account) {
			continue
		}
		f, err := a.Store.Read(ctx, m.Case, store.Rooms{store.Package: true})
		if err != nil {
			return nil, err
		}
		if access.Allow(who, access.ViewMatter, matterOf(m, f.Case)) != nil {
			continue
		}
		x := matterFile(m, f)
		l := MatterLine{ID: m.ID, Ref: x.Ref, Name: x.Name, State: m.State, Since: policy.DayOf(m.Steps[len(m.Steps)-1].At)}
		for _, as := range cessation.Places {
			if l.As == "" && (m.Holds(as) == who.Account || as == cessation.AsReader) {
				l.As = as
			}
		}
		out = append(out, l)
		ids.WriteString(string(m.ID) + " ")
	}
	slices.SortStableFunc(out, func(x, y MatterLine) int {
		if d := slices.Index(cessation.States, x.State) - slices.Index(cessation.States, y.State); d != 0 && (x.State.Over() != y.State.Over()) {
			if x.State.Over() {
				return 1
			}
			return -1
		}
		return strings.Compare(string(x.Since), string(y.Since))
	})
	return out, a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.ListMatters, Outcome: store.Shown, Detail: ids.String()})
}

// MatterTrail is the door to who has looked at a matter, and what was done in it, newest first: every look is known to its group.
func (a *App) MatterTrail(ctx context.Context, who access.Actor, id cessation.ID) (*MatterFile, []Look, []Event, error) {
	f, err := a.ViewMatter(ctx, who, id, "who looked")
	if err != nil {
		return nil, nil, nil, err
	}
	looks, err := a.Store.MatterLooks(ctx, id, newest)
	if err != nil {
		return nil, nil, nil, err
	}
	for i := range looks { // why a wall was opened stands in the matter; what left is codes
		if looks[i].Outcome != store.Released {
			looks[i].Detail = ""
		}
	}
	events, err := a.Store.MatterHistory(ctx, id, newest)
	return f, looks, events, err
}

// protection is the day on which protection was conferred on a person, as the case has it.
func protection(f *store.File, person string) (decision.Protection, bool) {
	return decision.Journey{Landings: f.Landings, Permits: f.Permits}.Protected(person)
}

// resident is the day on which a person became a permanent resident, "" while they are none.
func resident(f *store.File, person string) policy.Day {
	l, _ := decision.Journey{Landings: f.Landings}.Landed(person)
	return l.Day
}

// Seats are the accounts that may hold a place in a matter about a case: of a role that may, not frozen, without a link to one of its
// countries.
func (a *App) Seats(ctx context.Context, c casefile.ID, as string) ([]Account, error) {
	head, err := a.Store.Peek(ctx, c)
	if err != nil {
		return nil, err
	}
	list, err := a.Store.Accounts(ctx, "")
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(x Account) bool { return !seat(x, as, head) }), nil
}

func seat(x Account, as string, c casefile.Case) bool {
	who := access.Actor{Account: x.ID, Role: x.Role, Unit: x.Unit, Links: x.Details.Links, Frozen: x.Frozen}
	m := access.Resource{Case: "m", Group: []string{x.ID}, Countries: c.Summary.Countries}
	action := access.ViewMatter
	switch as {
	case cessation.AsOfficer:
		m.Assigned, action = x.ID, access.AssessMatter
	case cessation.AsSupervisor:
		m.Second, action = x.ID, access.ReviewMatter
	}
	return access.Allow(who, action, m) == nil
}

// seated is the field fault of an account that may not hold a place.
func seated(tx *store.Tx, c *fault.Check, field, account, as string, head casefile.Case) error {
	if account == "" {
		return nil // the rule says so
	}
	x, err := tx.Account(account)
	if fault.KindOf(err) == fault.NotFound || err == nil && !seat(x, as, head) {
		c.AddRule(field, "cessation.group.may_not", "A-133")
		return nil
	}
	return err
}

// Concern is the door to the page on which a concern is recorded: who may, then the least of the case that names its landed persons.
// The look is not entered in the case's log, which its office reads: that somebody looked for a reason to doubt is no part of it.
func (a *App) Concern(ctx context.Context, who access.Actor, id casefile.ID) (c casefile.Case, landed []people.Person, err error) {
	head, err := a.Store.Peek(ctx, id)
	if err != nil {
		return c, nil, err
	}
	if err := access.Allow(who, access.RecordConcern, a.resource(head)); err != nil {
		return c, nil, err
	}
	f, err := a.Store.Read(ctx, id, store.Rooms{store.Package: true, store.Outcome: true})
	if err != nil {
		return c, nil, err
	}
	for _, p := range f.Persons {
		if _, ok := protection(f, p.ID); ok {
			landed = append(landed, people.Person{ID: p.ID, Number: p.Number, Family: p.Family, Given: p.Given})
		}
	}
	return f.Case, landed, a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.RecordConcern, Outcome: store.Shown, Detail: string(id)})
}

// RecordConcern opens a matter about one person of a case. It is the only door that does: a named person, with a source. The
// answer is the id of the matter when the one who recorded it is of its group, else "": then it exists for them no more.
func (a *App) RecordConcern(ctx context.Context, w Write, person string, in cessation.Concern) (string, error) {
	return a.Store.Change(ctx, a.entry(w, access.RecordConcern), func(tx *store.Tx) (string, error) {
		f, err := tx.Load(w.Case)
		if err != nil {
			return "", err
		}
		if err := access.Allow(w.Actor, access.RecordConcern, a.resource(f.Case)); err != nil {
			return "", err
		}
		p, err := by(f.Persons, person, func(p *people.Person) string { return p.ID })
		if err != nil {
			var c fault.Check
			c.Add("person", "cessation.person.needed")
			return "", c.Err("cessation.check")
		}
		about := cessation.Person{Case: f.Case.ID, ID: p.ID, Tagged: f.Case.Stream != ""}
		if at, ok := protection(f, p.ID); ok {
			about.Landed, about.Resident = at.Day, resident(f, p.ID)
		}
		var c fault.Check
		for _, x := range []struct{ field, account, as string }{{"officer", in.Officer, cessation.AsOfficer}, {"second", in.Second, cessation.AsSupervisor}} {
			if err := seated(tx, &c, x.field, x.account, x.as, f.Case); err != nil {
				return "", err
			}
		}
		m, err := cessation.Open(in, about, tx.Today(), signed(tx))
		if err != nil {
			return "", err
		}
		if err := c.Err("cessation.check"); err != nil {
			return "", err
		}
		if m, err = tx.SaveMatter(m); err != nil || !slices.Contains(m.Members(), w.Actor.Account) {
			return "", err
		}
		return string(m.ID), nil
	})
}

// MatterWrite is a change of a matter: what every change carries, on a matter as it was read.
type MatterWrite struct {
	Write
	Matter  cessation.ID
	Version int64
}

// inMatter is the door of every change of a matter: load, who may, the rule, the row and its entry in the matter's own chain. The case
// is read and stays as it is.
func (a *App) inMatter(ctx context.Context, w MatterWrite, action access.Action, fn func(tx *store.Tx, f *store.File, m cessation.Matter) (cessation.Matter, error)) error {
	_, err := a.Store.Change(ctx, a.entry(w.Write, action), func(tx *store.Tx) (string, error) {
		m, err := tx.Matter(w.Matter)
		if err != nil {
			return "", err
		}
		f, err := tx.Load(m.Case)
		if err != nil {
			return "", err
		}
		if err := access.Allow(w.Actor, action, matterOf(m, f.Case)); err != nil {
			return "", err
		}
		if m.Version != w.Version {
			return "", fault.New(fault.Conflict, "fault.conflict")
		}
		if m, err = fn(tx, f, m.Now(resident(f, m.Person))); err != nil {
			return "", err
		}
		m, err = tx.SaveMatter(m)
		return string(m.ID), err
	})
	return err
}

// ruled is inMatter for an act that reads the matter alone.
func (a *App) ruled(ctx context.Context, w MatterWrite, action access.Action, fn func(m cessation.Matter, today policy.Day, by policy.Mark) (cessation.Matter, error)) error {
	return a.inMatter(ctx, w, action, func(tx *store.Tx, _ *store.File, m cessation.Matter) (cessation.Matter, error) {
		return fn(m, tx.Today(), signed(tx))
	})
}

// BeginMatter answers the considerations about defenders and opens the assessment.
func (a *App) BeginMatter(ctx context.Context, w MatterWrite, panel []cessation.Considered) error {
	return a.ruled(ctx, w, access.AssessMatter, func(m cessation.Matter, _ policy.Day, by policy.Mark) (cessation.Matter, error) {
		return m.Consider(panel, by)
	})
}

// SaveAssessmentOf keeps a draft of the questions, the factors and the conclusion.
func (a *App) SaveAssessmentOf(ctx context.Context, w MatterWrite, in cessation.Assessment) error {
	return a.ruled(ctx, w, access.AssessMatter, func(m cessation.Matter, _ policy.Day, _ policy.Mark) (cessation.Matter, error) { return m.Save(in) })
}

// AddFact adds a fact to the record of a matter.
func (a *App) AddFact(ctx context.Context, w MatterWrite, in cessation.Fact) error {
	return a.inMatter(ctx, w, access.AssessMatter, func(tx *store.Tx, _ *store.File, m cessation.Matter) (cessation.Matter, error) {
		in.ID = tx.NewID()
		return m.AddFact(in, tx.Today(), signed(tx))
	})
}

// DropFact takes a fact out; its image stays in the journal.
func (a *App) DropFact(ctx context.Context, w MatterWrite, id string) error {
	return a.ruled(ctx, w, access.AssessMatter, func(m cessation.Matter, _ policy.Day, _ policy.Mark) (cessation.Matter, error) { return m.DropFact(id) })
}

// SaveLine keeps the line of a ground.
func (a *App) SaveLine(ctx context.Context, w MatterWrite, in cessation.Line, seen bool) error {
	return a.ruled(ctx, w, access.AssessMatter, func(m cessation.Matter, _ policy.Day, by policy.Mark) (cessation.Matter, error) {
		return m.SaveLine(in, seen, by)
	})
}

// EndMatter ends a matter with no action.
func (a *App) EndMatter(ctx context.Context, w MatterWrite, why string) error {
	return a.ruled(ctx, w, access.AssessMatter, func(m cessation.Matter, _ policy.Day, by policy.Mark) (cessation.Matter, error) {
		return m.End(why, by)
	})
}

// Recommend recommends a referral to the supervisor of the matter.
func (a *App) Recommend(ctx context.Context, w MatterWrite, why string) error {
	return a.ruled(ctx, w, access.AssessMatter, func(m cessation.Matter, _ policy.Day, by policy.Mark) (cessation.Matter, error) {
		return m.Recommend(why, by)
	})
}

// Opine is the supervisor's own opinion.
func (a *App) Opine(ctx context.Context, w MatterWrite, agrees bool, reasons string) error {
	return a.ruled(ctx, w, access.ReviewMatter, func(m cessation.Matter, _ policy.Day, by policy.Mark) (cessation.Matter, error) {
		return m.Opine(agrees, reasons, by)
	})
}

// NoteOutcome records what another authority did.
func (a *App) NoteOutcome(ctx context.Context, w MatterWrite, in cessation.Outcome) error {
	return a.ruled(ctx, w, access.NoteOutcome, func(m cessation.Matter, today policy.Day, by policy.Mark) (cessation.Matter, error) {
		return m.Record(in, today, by)
	})
}

// TellPartnerOf records that the referring partner was told, with the person's consent. The program tells nobody.
func (a *App) TellPartnerOf(ctx context.Context, w MatterWrite, in cessation.Told) error {
	return a.ruled(ctx, w, access.NoteOutcome, func(m cessation.Matter, today policy.Day, by policy.Mark) (cessation.Matter, error) {
		return m.TellPartner(in, today, by)
	})
}

// NameInMatter puts an account into a place of the group (I-98).
func (a *App) NameInMatter(ctx context.Context, w MatterWrite, account, as, why string) error {
	return a.inMatter(ctx, w, access.NameInMatter, func(tx *store.Tx, f *store.File, m cessation.Matter) (cessation.Matter, error) {
		var c fault.Check
		if err := seated(tx, &c, "account", account, as, f.Case); err != nil {
			return m, err
		}
		if err := c.Err("cessation.check"); err != nil {
			return m, err
		}
		return m.Name(account, as, why, signed(tx))
	})
}

// LeaveMatter takes a reader out of the group.
func (a *App) LeaveMatter(ctx context.Context, w MatterWrite, account string) error {
	return a.ruled(ctx, w, access.NameInMatter, func(m cessation.Matter, _ policy.Day, by policy.Mark) (cessation.Matter, error) {
		return m.Leave(account, by)
	})
}

// WriteAsk writes the letter that asks the person (L18); it leaves by ReleaseAsk alone. A letter with a word that the safe-contact plan
// forbids is not written.
func (a *App) WriteAsk(ctx context.Context, w MatterWrite, in cessation.Ask) error {
	return a.inMatter(ctx, w, access.AskInMatter, func(tx *store.Tx, f *store.File, m cessation.Matter) (cessation.Matter, error) {
		in, err := m.Asking(cessation.Ask{ID: tx.NewID(), Way: in.Way, Lang: in.Lang, Why: in.Why, What: in.What, Days: in.Days})
		if err != nil {
			return m, err
		}
		lang := i18n.Lang(in.Lang)
		d := letter.Data{Lang: lang, Day: tx.Today(), Ref: f.Case.Ref, Application: f.Case.Summary.Application, Why: in.Why, Days: in.Days}
		d.Matter.Questions = strings.Split(in.What, "\n")
		for i := range f.Persons {
			if p := &f.Persons[i]; p.ID == m.Person && p.NamingSafe != people.No {
				d.Name = p.Shown()
			}
		}
		d.Office = lang.T("cessation.office")
		if in.Text, err = letter.Compose(letter.CessationRequest, d); err != nil {
			return m, err
		}
		if len(casefile.Blocked(letter.Text(in.Text), casefile.Unsafes(Plan(f), f.Persons))) > 0 {
			return m, fault.Stop("X-32", "notice.blocked")
		}
		return m.Write(in), nil
	})
}

// ReleaseAsk is that the letter as it was written leaves, by a way that the safe-contact plan allows today.
func (a *App) ReleaseAsk(ctx context.Context, w MatterWrite, id string) error {
	return a.inMatter(ctx, w, access.AskInMatter, func(tx *store.Tx, f *store.File, m cessation.Matter) (cessation.Matter, error) {
		plan := Plan(f)
		m, err := m.Release(id, func(channel string) error { return plan.Allows(channel, tx.Today()) }, signed(tx))
		if err != nil {
			return m, err
		}
		x, _ := m.Asked()
		if len(casefile.Blocked(letter.Text(x.Text), casefile.Unsafes(plan, f.Persons))) > 0 { // the plan may have changed since it was written
			return m, fault.Stop("X-32", "notice.blocked")
		}
		tx.MatterReleased(m.ID, "applicant by "+x.Way+" on "+GroundAddressee+": "+x.ID)
		return m, nil
	})
}

// ReplyAsk records when the person had the letter, and what came back.
func (a *App) ReplyAsk(ctx context.Context, w MatterWrite, in cessation.Ask) error {
	return a.ruled(ctx, w, access.AskInMatter, func(m cessation.Matter, today policy.Day, by policy.Mark) (cessation.Matter, error) {
		return m.Reply(in, today, by)
	})
}

// WritePackage writes the package for the border agency (L19); it leaves by HandOverMatter alone.
func (a *App) WritePackage(ctx context.Context, w MatterWrite, in cessation.Referral) error {
	return a.inMatter(ctx, w, access.ReferMatter, func(tx *store.Tx, f *store.File, m cessation.Matter) (cessation.Matter, error) {
		in, err := m.Packing(cessation.Referral{Contact: in.Contact, Counsel: in.Counsel, Client: in.Client, Foreign: in.Foreign, Copy: in.Copy, Ground: in.Ground, Lang: in.Lang})
		if err != nil {
			return m, err
		}
		if in.Text, err = letter.Compose(letter.BorderReferral, a.borderPackage(matterFile(m, f), in, tx.Today())); err != nil {
			return m, err
		}
		m.Referral = in
		return m, nil
	})
}

// HandOverMatter hands the package over to the border agency as it was written (A-131, L19): what left, to whom and on which ground is
// entered in the matter's own log.
func (a *App) HandOverMatter(ctx context.Context, w MatterWrite) error {
	return a.inMatter(ctx, w, access.ReferMatter, func(tx *store.Tx, _ *store.File, m cessation.Matter) (cessation.Matter, error) {
		m, err := m.Hand(signed(tx))
		if err != nil {
			return m, err
		}
		tx.MatterReleased(m.ID, "CBSA by hand on "+m.Referral.Ground+": package")
		return m, nil
	})
}

// borderPackage is what the package is written from: what A-130 lists, as the record has it, for and against.
func (a *App) borderPackage(f *MatterFile, in cessation.Referral, today policy.Day) letter.Data {
	lang := i18n.Lang(in.Lang)
	d := letter.Data{Lang: lang, Day: today, Ref: f.Ref, Application: f.Application, Name: f.Name, Office: lang.T("cessation.office"), Decided: f.Decided}
	x := &d.Matter
	x.Landed, x.Contact, x.Counsel, x.Client, x.Foreign, x.Copy = f.Landed, in.Contact, in.Counsel, in.Client, in.Foreign, in.Copy
	x.Disclosure = lang.T("cessation.refer.ground.is." + in.Ground)
	x.Source, x.SourceDay, x.Concern = lang.T("cessation.source.is."+f.Concern.Source)+", "+f.Concern.Who, f.Concern.On, f.Concern.What
	say := func(title, words string) letter.Said { return letter.Said{Title: title, Words: words} }
	for _, p := range f.Panel {
		x.Panel = append(x.Panel, say(lang.T("cessation.panel."+p.What), p.Reason))
	}
	for _, q := range f.Answers {
		x.Answers = append(x.Answers, say(QuestionWords(a.Policy(), q.Question, lang), lang.T("cessation.says."+q.Says)+". "+q.Reasons))
	}
	for _, n := range f.Factors {
		x.Factors = append(x.Factors, say(lang.T("cessation.factor."+n.Name), n.Says))
	}
	for _, l := range f.Lines {
		y := letter.MatterLine{Title: lang.T("cessation.ground." + string(l.Ground)), Result: lang.T("cessation.result." + l.Result), Reasons: l.Reasons, Follows: lang.T("cessation.follows." + string(l.Ground))}
		for _, v := range []struct{ key, words string }{{"material", l.Material}, {"tied", l.Tied}, {"rest", l.Rest}} {
			if v.words != "" {
				y.More = append(y.More, say(lang.T("cessation.line."+v.key), v.words))
			}
		}
		for _, k := range f.Facts {
			if k.Ground == l.Ground {
				key := "for"
				if k.Against {
					key = "against"
				}
				y.Facts = append(y.Facts, say(fmt.Sprintf("%s, %s, %s", lang.T("cessation.fact.is."+key), lang.T("cessation.fact.kind.is."+k.Kind), lang.T("cessation.level."+k.Level)), k.What+journeyWords(k, lang)+" ("+k.Source+", "+lang.Date(string(k.On))+")"))
			}
		}
		x.Lines = append(x.Lines, y)
	}
	for _, q := range f.Asks {
		if q.Out.Is() {
			x.Asked = append(x.Asked, letter.MatterAsk{Day: policy.DayOf(q.Out.At), Told: q.Told, Asked: q.What, How: replyWords(lang, q.How), Said: q.Said})
		}
	}
	x.PrimaFacie, x.VeryStrong, x.Contrary = f.Words.PrimaFacie, f.Words.VeryStrong, f.Words.Contrary
	if n := len(f.Reviews); n > 0 {
		x.Opinion, x.OpinionDay = f.Reviews[n-1].Reasons, policy.DayOf(f.Reviews[n-1].By.At)
	}
	for i := len(f.Steps) - 1; i >= 0 && x.Why == ""; i-- {
		if f.Steps[i].To == cessation.InReview {
			x.Why = f.Steps[i].Why
		}
	}
	return d
}

// QuestionWords are the words of one of the questions, as the pack's working list has them (G-3).
func QuestionWords(v *policy.View, question string, lang i18n.Lang) string {
	if l, ok := v.List("G-3"); ok {
		for _, e := range l.Entries {
			if e.ID == question {
				return e.In(string(lang))
			}
		}
	}
	return question
}

// PrintMatterLetter is the door to a letter of a matter as a PDF, as it was written: L18 by its id, "package" for L19. The look is entered.
func (a *App) PrintMatterLetter(ctx context.Context, who access.Actor, id cessation.ID, which string) ([]byte, error) {
	f, err := a.ViewMatter(ctx, who, id, "letter "+which)
	if err != nil {
		return nil, err
	}
	text, lang := "", ""
	for _, x := range f.Asks {
		if x.ID == which {
			text, lang = x.Text, x.Lang
		}
	}
	if which == "package" {
		text, lang = f.Referral.Text, f.Referral.Lang
	}
	if text == "" {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return letter.PDF(text, letter.Subject(letter.Data{Ref: f.Ref, Application: f.Application}), i18n.Lang(lang))
}

// OpenWall opens what the person told Canada to be resettled, for an hour (I-97). gate says how the officer proved who they are.
func (a *App) OpenWall(ctx context.Context, w MatterWrite, in cessation.Opening) (string, error) {
	id := ""
	err := a.inMatter(ctx, w, access.OpenWall, func(tx *store.Tx, _ *store.File, m cessation.Matter) (cessation.Matter, error) {
		in.ID = tx.NewID()
		id = in.ID
		return m.Through(in, signed(tx))
	})
	return id, err
}

// walled are the kinds of item behind each wall.
var walled = map[string][]string{"narrative": {"referral", "person"}, "interview": {"interview"}, "findings": {"finding"}}

// ReadWall is the door to what stands behind a wall that the reader opened less than an hour ago. Each look is entered. What one of the
// family keeps from the others, places and code words stay closed.
func (a *App) ReadWall(ctx context.Context, who access.Actor, id cessation.ID, opening string, lang i18n.Lang) (*MatterFile, cessation.Opening, []sheet.Line, error) {
	m, f, err := a.viewMatter(ctx, who, id, access.OpenWall, opening, store.Rooms{store.Office: true})
	if err != nil {
		return nil, cessation.Opening{}, nil, err
	}
	o, ok := m.Open(opening, who.Account, a.Now())
	if !ok {
		return nil, o, nil, fault.New(fault.NotFound, "fault.not_found")
	}
	items, err := f.Items()
	if err != nil {
		return nil, o, nil, err
	}
	r := &sheet.Record{Lang: lang, Ref: f.Case.Ref, AsOf: a.Now(), State: f.Case.State, View: a.Policy(), Persons: f.Persons, Account: func(id string) string { return a.Name(ctx, id) }}
	var out []sheet.Line
	for i, x := range items {
		if !slices.Contains(walled[o.Wall], x.Kind) || x.Kind == "person" && x.ID != m.Person {
			continue
		}
		out = append(out, r.Lines(sheet.Entry{Number: i + 1, ID: x.ID, Kind: x.Kind, Value: x.Value})...)
	}
	return m, o, out, nil
}

// replyWords are what became of a letter, in words; "" while nothing did.
func replyWords(lang i18n.Lang, how string) string {
	if how == "" {
		return ""
	}
	return lang.T("cessation.reply." + how)
}

// journeyWords are the days of a journey as the package has them, "" where none is known.
func journeyWords(k cessation.Fact, lang i18n.Lang) string {
	if k.From == "" {
		return ""
	}
	until := "…"
	if k.Until != "" {
		until = lang.Date(string(k.Until))
	}
	return " [" + lang.Date(string(k.From)) + " – " + until + "]"
}
