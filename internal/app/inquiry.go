package app

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/matching"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/i18n"
	"passage/internal/store"
)

// NewInquiry is an inquiry as it is entered: who, and what they wrote (A1).
type NewInquiry struct {
	Inquiry referral.Inquiry
	Person  people.Person
}

// MostInquiries is how many inquiries one list may hold, and how many are triaged at once.
const MostInquiries = 300

// InquiryStates are those in which a person has no package yet.
var InquiryStates = []casefile.State{casefile.Inquiry, casefile.Screening, casefile.Vetting, casefile.Vetted, casefile.Paused, casefile.Declined}

// TakeInquiry enters one inquiry and answers the id of its case (A1).
func (a *App) TakeInquiry(ctx context.Context, w Write, in NewInquiry) (casefile.ID, error) {
	id, err := a.start(ctx, w, access.TakeInquiry, func(tx *store.Tx) error {
		f, err := a.openInquiry(tx, w.Actor, in)
		if err == nil {
			tx.Answer = string(f.Case.ID)
		}
		return err
	})
	return casefile.ID(id), err
}

// TakeInquiries enters a list of inquiries in one change: all of them, or none when a line is wrong. How many were
// entered is answered.
func (a *App) TakeInquiries(ctx context.Context, w Write, list []NewInquiry) (int, error) {
	if len(list) == 0 || len(list) > MostInquiries {
		return 0, &fault.Error{Kind: fault.Stopped, Key: "inquiry.list.size", Rule: "I-13", Args: map[string]any{"Most": MostInquiries}}
	}
	answer, err := a.start(ctx, w, access.TakeInquiry, func(tx *store.Tx) error {
		for _, in := range list {
			if _, err := a.openInquiry(tx, w.Actor, in); err != nil {
				return err
			}
		}
		tx.Answer = itoa(len(list))
		return nil
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(answer)
}

func (a *App) openInquiry(tx *store.Tx, who access.Actor, in NewInquiry) (*store.File, error) {
	if err := casefile.Open(casefile.Inquiry, who.Role); err != nil {
		return nil, err
	}
	if err := referral.NewInquiry(in.Inquiry, in.Person, tx.Today()); err != nil {
		return nil, err
	}
	// Whoever has a declared link to a country neither opens nor makes a case against it (decision 14).
	if who.Conflicts(in.Person.Countries()) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	f, err := a.openCase(tx, who, casefile.Inquiry, NewReferral{Persons: []people.Person{in.Person}})
	if err != nil {
		return nil, err
	}
	i := in.Inquiry
	return f, tx.SaveInquiry(f, &i)
}

// Inquiries is the partner's list of those it has no package for yet, the longest waiting first.
func (a *App) Inquiries(ctx context.Context, who access.Actor, states []casefile.State, after Cursor, limit int) ([]casefile.Case, error) {
	return a.pick(ctx, who, access.ListInquiries, store.Query{Partner: who.Unit, States: states, After: after, Limit: limit}, func(list []casefile.Case) []casefile.Case {
		return slices.DeleteFunc(list, func(c casefile.Case) bool { return c.ReferredBy != who.Unit })
	})
}

// Held is how many cases and persons a partner has in each state, from kept counters. It names nobody.
func (a *App) Held(ctx context.Context, who access.Actor) (map[casefile.State]int, error) {
	if err := access.Allow(who, access.ListInquiries, access.Resource{Partner: who.Unit}); err != nil {
		return nil, err
	}
	all, err := a.Store.Counts(ctx)
	if err != nil {
		return nil, err
	}
	out := map[casefile.State]int{}
	for _, c := range all {
		if c.Partner == who.Unit {
			out[c.State] += c.Cases
		}
	}
	return out, nil
}

// Inquired is an inquiry as its partner works on it.
type Inquired struct {
	*File
	Inquiry  referral.Inquiry
	Referral referral.Referral
	Alike    []Likeness
}

// Inquiry shows an inquiry to its partner, with those of the partner's own records that look like it.
func (a *App) Inquiry(ctx context.Context, who access.Actor, id casefile.ID) (*Inquired, error) {
	f, err := a.View(ctx, who, id, access.ViewInquiry, "")
	if err != nil {
		return nil, err
	}
	out := &Inquired{File: f}
	if out.Referral, err = theReferral(f); err != nil {
		return nil, err
	}
	out.Inquiry = theInquiry(f)
	if f.Case.State.After() || len(f.Persons) == 0 {
		return out, nil
	}
	out.Alike, err = a.Likenesses(ctx, who, f.Persons[0], f.Case.ID)
	return out, err
}

// theInquiry is the partner's own part of a case; a draft that began without one has an empty one, which its first save makes.
func theInquiry(f *store.File) referral.Inquiry {
	if len(f.Inquiries) == 0 {
		return referral.Inquiry{}
	}
	return f.Inquiries[0]
}

// Likeness is a record of the same partner that looks like a person, and why.
type Likeness struct {
	Case   casefile.Case
	Likely bool // else only possible
	Why    []matching.Reason
}

// Likenesses are the partner's own records of persons like this one, the most alike first, at most ten.
//
// Decision 5: outside the operations centre matching sees the partner's own records alone, and the answer says nothing of
// any others. Rule I-13.
func (a *App) Likenesses(ctx context.Context, who access.Actor, p people.Person, except casefile.ID) ([]Likeness, error) {
	if err := access.Allow(who, access.ListInquiries, access.Resource{Partner: who.Unit}); err != nil {
		return nil, err
	}
	r := matching.Prepare(matching.Of(p))
	found, err := a.Store.Alike(ctx, r, store.Query{Partner: who.Unit})
	if err != nil {
		return nil, err
	}
	best := map[casefile.ID]matching.Result{}
	var ids []casefile.ID
	for _, x := range found {
		if x.Case == except {
			continue
		}
		res := matching.Compare(r, x.Ready)
		if !res.Suggested() {
			continue
		}
		if was, ok := best[x.Case]; !ok || was.Weight < res.Weight {
			if !ok {
				ids = append(ids, x.Case)
			}
			best[x.Case] = res
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.SortFunc(ids, func(x, y casefile.ID) int {
		switch {
		case best[x].Weight > best[y].Weight:
			return -1
		case best[x].Weight < best[y].Weight:
			return 1
		}
		return strings.Compare(string(x), string(y))
	})
	ids = ids[:min(len(ids), 10)]
	cases, err := a.pick(ctx, who, access.ListInquiries, store.Query{Partner: who.Unit, IDs: ids}, func(list []casefile.Case) []casefile.Case {
		return slices.DeleteFunc(list, func(c casefile.Case) bool { return c.ReferredBy != who.Unit })
	})
	if err != nil {
		return nil, err
	}
	var out []Likeness
	for _, id := range ids {
		if i := slices.IndexFunc(cases, func(c casefile.Case) bool { return c.ID == id }); i >= 0 {
			out = append(out, Likeness{Case: cases[i], Likely: best[id].Likely(), Why: best[id].Reasons})
		}
	}
	return out, nil
}

// inquiry is the door of what changes the partner's own part of a case: the version is that of the page, stale is fault.Conflict.
func (a *App) inquiry(ctx context.Context, w Write, action access.Action, version int64, fn func(tx *store.Tx, f *store.File, i *referral.Inquiry) error) error {
	_, err := a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		i := theInquiry(f)
		i.Version = version
		if err := fn(tx, f, &i); err != nil {
			return err
		}
		return tx.SaveInquiry(f, &i)
	})
	return err
}

// only is the answer when a case does not stand where an act needs it to.
func only(f *store.File, states ...casefile.State) error {
	if slices.Contains(states, f.Case.State) {
		return nil
	}
	return &fault.Error{Kind: fault.Stopped, Key: "inquiry.not_here", Rule: "ST-" + string(states[0]), Args: map[string]any{"State": string(f.Case.State)}}
}

// Triage is what is done with the inquiries that were ticked.
type Triage struct {
	To      casefile.State // Screening or Declined
	Decline referral.Decline
}

// TriageInquiries brings inquiries to the screening, or declines them, in one change (I-13). One that somebody else has moved
// on meanwhile is left alone. It answers how many were moved.
func (a *App) TriageInquiries(ctx context.Context, w Write, ids []casefile.ID, t Triage) (int, error) {
	action := access.ScreenInquiry
	if t.To == casefile.Declined {
		action = access.DeclineInquiry
	} else if t.To != casefile.Screening {
		return 0, fault.New(fault.Unusable, "fault.unusable")
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 || len(ids) > MostInquiries {
		return 0, &fault.Error{Kind: fault.Stopped, Key: "inquiry.triage.none", Rule: "I-13", Args: map[string]any{"Most": MostInquiries}}
	}
	answer, err := a.start(ctx, w, action, func(tx *store.Tx) error {
		moved := 0
		for _, id := range ids {
			f, err := tx.Load(id)
			if err != nil {
				return err
			}
			if err := access.Allow(w.Actor, action, a.resource(f.Case)); err != nil {
				return err
			}
			if f.Case.State != casefile.Inquiry {
				continue
			}
			if t.To == casefile.Declined {
				d := t.Decline
				if theInquiry(f).Reply == referral.ReplyNever {
					d.Contact = people.No // whoever must not be answered is not, whatever was chosen for the many
				}
				err = a.decline(tx, f, d)
			} else {
				err = tx.Move(f, casefile.Screening, "triage")
			}
			if err != nil {
				return err
			}
			moved++
		}
		tx.Answer = itoa(moved)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(answer)
}

// StartScreening takes an inquiry up (A2).
func (a *App) StartScreening(ctx context.Context, w Write) error {
	_, err := a.change(ctx, w, access.ScreenInquiry, func(tx *store.Tx, f *store.File) error {
		if err := only(f, casefile.Inquiry); err != nil {
			return err
		}
		f.Case.Prepared = w.Actor.Account
		return tx.Move(f, casefile.Screening, "triage")
	})
	return err
}

// SaveScreening stores the answers to the pre-conditions and the look for a duplicate (A2). What is not sent stays.
func (a *App) SaveScreening(ctx context.Context, w Write, version int64, answers map[string]string, duplicate string) error {
	return a.inquiry(ctx, w, access.ScreenInquiry, version, func(tx *store.Tx, f *store.File, i *referral.Inquiry) error {
		if err := only(f, casefile.Screening); err != nil {
			return err
		}
		return a.screen(tx, i, answers, duplicate)
	})
}

func (a *App) screen(tx *store.Tx, i *referral.Inquiry, answers map[string]string, duplicate string) (err error) {
	next := map[string]string{}
	for _, q := range a.Preconditions() {
		v, sent := answers[q.ID]
		if !sent {
			v = i.Screened[q.ID]
		}
		if v == people.Yes || v == people.No || v == people.Unknown {
			next[q.ID] = v
		}
	}
	i.Screened = next
	if duplicate != "" {
		*i, err = referral.LookForDuplicate(*i, duplicate, act(tx))
	}
	return err
}

// Preconditions are the questions of the screening (I-12), from the pack.
func (a *App) Preconditions() []policy.Choice {
	l, ok := a.Policy().List("screening")
	if !ok {
		return nil
	}
	return l.Entries
}

// StartVetting stores the screening and opens the vetting (A3). Rules: I-12, I-13.
func (a *App) StartVetting(ctx context.Context, w Write, version int64, answers map[string]string, duplicate string) error {
	return a.inquiry(ctx, w, access.ScreenInquiry, version, func(tx *store.Tx, f *store.File, i *referral.Inquiry) error {
		if err := only(f, casefile.Screening); err != nil {
			return err
		}
		if err := a.screen(tx, i, answers, duplicate); err != nil {
			return err
		}
		next, err := referral.Vet(*i, a.Preconditions(), act(tx))
		if err != nil {
			return err
		}
		*i, f.Case.Prepared = next, w.Actor.Account
		return tx.Move(f, casefile.Vetting, "screened")
	})
}

// SaveVetting stores what the partner saw for itself (A3).
func (a *App) SaveVetting(ctx context.Context, w Write, version int64, typed referral.Answers) error {
	return a.inquiry(ctx, w, access.ScreenInquiry, version, func(tx *store.Tx, f *store.File, i *referral.Inquiry) error {
		if err := only(f, casefile.Vetting); err != nil {
			return err
		}
		return referral.VettingForm.Apply(i, typed, nil)
	})
}

// SaveReferee stores one referee; Added adds one. The names stay with the partner.
func (a *App) SaveReferee(ctx context.Context, w Write, version int64, index int, typed referral.Answers) error {
	return a.inquiry(ctx, w, access.ScreenInquiry, version, func(tx *store.Tx, f *store.File, i *referral.Inquiry) error {
		if err := only(f, casefile.Vetting); err != nil {
			return err
		}
		list, err := referral.Applied(i.Referees, index, referral.RefereeForm, typed, func(r referral.Referee) error {
			var c fault.Check
			if r.Checked > tx.Today() {
				c.Add("checked", "referee.checked.future")
			}
			return c.Err("ask.check")
		})
		i.Referees = list
		return err
	})
}

// FinishVetting is the partner's own determination (A4), by a reviewer who did not vet the person.
// Rule: INT-E14.
func (a *App) FinishVetting(ctx context.Context, w Write, version int64, d referral.Determination) error {
	return a.inquiry(ctx, w, access.FinishVetting, version, func(tx *store.Tx, f *store.File, i *referral.Inquiry) error {
		if err := only(f, casefile.Vetting); err != nil {
			return err
		}
		r, err := theReferral(f)
		if err != nil {
			return err
		}
		if r, err = referral.Determine(*i, r, f.Case.Prepared, d, act(tx)); err != nil {
			return err
		}
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		return tx.Move(f, casefile.Vetted, "determined")
	})
}

// PreparePackage begins the package (A5) with places held for the family in the partner's year (I-50): the whole family as
// it is known then, or nothing, and the person stays where they are and may be put on the wait-list.
func (a *App) PreparePackage(ctx context.Context, w Write) error {
	_, err := a.change(ctx, w, access.EditReferral, func(tx *store.Tx, f *store.File) error {
		if err := only(f, casefile.Vetted); err != nil {
			return err
		}
		if err := a.hold(tx, f); err != nil {
			return err
		}
		f.Case.Prepared = w.Actor.Account
		return tx.Move(f, casefile.Preparing, "package")
	})
	return err
}

// PauseReferral puts a person on the wait-list, or pauses a draft, until a day (A8). Places that are held stay held (I-50).
func (a *App) PauseReferral(ctx context.Context, w Write, version int64, in referral.Wait) error {
	return a.inquiry(ctx, w, access.PauseReferral, version, func(tx *store.Tx, f *store.File, i *referral.Inquiry) error {
		in.From = string(f.Case.State)
		next, err := referral.WaitHere(*i, in, act(tx))
		if err != nil {
			return err
		}
		*i = next
		return tx.Move(f, casefile.Paused, in.Reason)
	})
}

// ResumeReferral goes on where the pause began (A8).
func (a *App) ResumeReferral(ctx context.Context, w Write, version int64) error {
	return a.inquiry(ctx, w, access.PauseReferral, version, func(tx *store.Tx, f *store.File, i *referral.Inquiry) error {
		if err := only(f, casefile.Paused); err != nil {
			return err
		}
		to, ok := casefile.Back(f.Steps, casefile.Paused)
		if !ok {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		*i = referral.GoOn(*i, tx.Today())
		if to == casefile.Preparing {
			if err := a.hold(tx, f); err != nil {
				return err
			}
		}
		return tx.Move(f, to, "resumed")
	})
}

// DeclineInquiry is the partner's no, by a reviewer, with a reason code and whether the person is to be told (A9). What is
// held is given back (I-50).
func (a *App) DeclineInquiry(ctx context.Context, w Write, version int64, d referral.Decline) error {
	_, err := a.change(ctx, w, access.DeclineInquiry, func(tx *store.Tx, f *store.File) error {
		if len(f.Inquiries) > 0 && f.Inquiries[0].Version != version {
			return fault.New(fault.Conflict, "fault.conflict")
		}
		return a.decline(tx, f, d)
	})
	return err
}

func (a *App) decline(tx *store.Tx, f *store.File, d referral.Decline) error {
	i, err := referral.Turn(theInquiry(f), d, act(tx))
	if err != nil {
		return err
	}
	if err := tx.SaveInquiry(f, &i); err != nil {
		return err
	}
	if err := a.giveBack(tx, f, spaces.ReasonDeclined); err != nil {
		return err
	}
	return tx.Move(f, casefile.Declined, d.Reason)
}

// giveBack releases whatever places a case holds.
func (a *App) giveBack(tx *store.Tx, f *store.File, reason string) error {
	entries, err := tx.Entries(f.Case.ID)
	if err != nil {
		return err
	}
	ask, err := a.places(tx, f, tx.Today().Year(), reason)
	if err != nil {
		return err
	}
	_, err = post(tx, spaces.Leave(ask, entries))
	return err
}

// ReopenDeclined takes a no back, by a reviewer, with its reason; the screening begins again.
func (a *App) ReopenDeclined(ctx context.Context, w Write, version int64, why string) error {
	return a.inquiry(ctx, w, access.DeclineInquiry, version, func(tx *store.Tx, f *store.File, i *referral.Inquiry) error {
		if err := only(f, casefile.Declined); err != nil {
			return err
		}
		next, err := referral.Reopen(*i, why, act(tx))
		if err != nil {
			return err
		}
		*i = next
		return tx.Move(f, casefile.Screening, "reopened")
	})
}

// AnswerInquiry hands out a canned answer, in the words it has today, to be sent by the partner on the way that the person
// chose. It goes through the door of what leaves the house; a person who must not be answered is not (A-56, decision 8).
func (a *App) AnswerInquiry(ctx context.Context, w Write, version int64, code, lang string) error {
	_, err := a.release(ctx, w, access.AnswerInquiry, func(tx *store.Tx, f *store.File) (Release, error) {
		if err := only(f, InquiryStates...); err != nil {
			return Release{}, err
		}
		i := theInquiry(f)
		i.Version = version
		l := i18n.Lang(lang)
		if !l.Valid() || !slices.Contains(referral.ReplyCodes, code) {
			var c fault.Check
			c.Add("code", "ask.choice")
			return Release{}, c.Err("ask.check")
		}
		i, err := referral.Answer(i, referral.Reply{Code: code, Lang: lang, Text: l.T("inquiry.answer.text." + code)}, act(tx))
		if err != nil {
			return Release{}, err
		}
		return Release{To: "applicant", Channel: "partner_" + i.Reply, Ground: "inquiry.reply", Item: code}, tx.SaveInquiry(f, &i)
	})
	return err
}

// HandOver gives a person to another partner that may take up this one's inventory (I-5, I-6, I-7), with the person's own
// consent (decision 11): a case of its own begins there, which says who identified the person; this record ends, read-only, and
// what it holds is given back. The count falls on whoever refers.
func (a *App) HandOver(ctx context.Context, w Write, version int64, to string) error {
	_, err := a.change(ctx, w, access.HandOver, func(tx *store.Tx, f *store.File) error {
		if f.Case.State.Closed() {
			return only(f, casefile.Vetted)
		}
		r, err := theReferral(f)
		if err != nil {
			return err
		}
		r.Version = version
		if r, err = referral.GiveOver(r, f.Persons, referral.HandOver{To: to}, a.Pack.On(tx.Today()), act(tx)); err != nil {
			return err
		}
		there, err := a.receive(tx, f, r, to)
		if err != nil {
			return err
		}
		r.Handed.Case, r.Handed.Ref = string(there.Case.ID), there.Case.Ref
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		if err := a.giveBack(tx, f, spaces.ReasonHandedOver); err != nil {
			return err
		}
		return tx.Move(f, casefile.WithdrawnBefore, "handed_over")
	})
	return err
}

// receive begins the other partner's case: the persons, how to reach them, the work and the risk. Referees, screening,
// documents and the first partner's determination stay behind: the one that refers determines for itself.
func (a *App) receive(tx *store.Tx, f *store.File, r referral.Referral, to string) (*store.File, error) {
	in := NewReferral{Referral: referral.Referral{IdentifiedBy: f.Case.ReferredBy, Work: r.Work, Risk: r.Risk, Priority: r.Priority, PriorityWhy: r.PriorityWhy}}
	now := map[string]string{}
	for _, p := range f.Persons {
		now[p.ID] = tx.NewID()
	}
	for _, p := range f.Persons {
		if p.OwnCase != "" {
			continue
		}
		p.ID, p.ParentID, p.Version = now[p.ID], now[p.ParentID], 0
		in.Persons = append(in.Persons, p)
	}
	if len(f.Plans) > 0 {
		in.Plan = f.Plans[0]
		in.Plan.ID, in.Plan.Version = "", 0
	}
	there, err := a.openCase(tx, access.Actor{Unit: to, Role: access.System}, casefile.Inquiry, in)
	if err != nil {
		return nil, err
	}
	old := theInquiry(f)
	i := referral.Inquiry{Claim: old.Claim, Reply: old.Reply, How: old.How, Came: "handed_over", From: f.Case.ReferredBy}
	return there, tx.SaveInquiry(there, &i)
}

// Room is what is left of a partner's year.
type Room struct {
	Year, Limit, Used int
	Limited           bool
}

// Left is how many persons the partner may still take; never below zero.
func (r Room) Left() int { return max(0, r.Limit-r.Used) }

// Closed says that a year is full (I-13).
func (r Room) Closed() bool { return r.Limited && r.Left() == 0 }

// YearOf is what is left of the reader's own allocation in this year. It says nothing of other partners.
func (a *App) YearOf(ctx context.Context, who access.Actor) (Room, error) {
	if err := access.Allow(who, access.ListInquiries, access.Resource{Partner: who.Unit}); err != nil {
		return Room{}, err
	}
	if _, err := a.Rules(ctx); err != nil {
		return Room{}, err
	}
	year := a.Today().Year()
	rows, err := a.Store.Balances(ctx, year)
	if err != nil {
		return Room{}, err
	}
	own := rows[spaces.Key{Counter: spaces.Allocation, Year: year, Stream: stream, Partner: who.Unit}]
	out := Room{Year: year, Used: own.Used()}
	if al, ok := a.Policy().Allocation(stream, who.Unit, year); ok {
		out.Limit, out.Limited = al.Persons+own.Moved, true
	}
	return out, nil
}

// keepHold brings the places that a draft holds to the number of persons who are to travel, after the family changed. Where
// the year has no room for the whole family nothing is taken and the draft is saved all the same: what it lacks is said
// (INT-E2), and it does not go to the review (I-50, decision 1).
func (a *App) keepHold(tx *store.Tx, f *store.File) error {
	if f.Case.State != casefile.Preparing || f.Case.Persons == 0 {
		return nil
	}
	var entries []spaces.Entry
	var err error
	if !f.Fresh() {
		if entries, err = tx.Entries(f.Case.ID); err != nil {
			return err
		}
	}
	year := tx.Today().Year()
	for _, p := range spaces.Positions(entries) {
		if p.Confirmed > 0 || p.Consumed > 0 || p.Year == year && p.Held == f.Case.Persons && p.Partner == f.Case.ReferredBy {
			return nil
		}
	}
	used, err := tx.Balance(share(f.Case, year))
	if err != nil {
		return err
	}
	v, err := a.numbersIn(tx)
	if err != nil {
		return err
	}
	if noRoom(f.Case, year, allocation(v, f.Case.Stream, f.Case.ReferredBy, year), used, entries) {
		return nil
	}
	return a.hold(tx, f)
}
