package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/i18n"
	"passage/internal/store"
)

// SplitAsk is what a file is split by, besides the split itself.
type SplitAsk struct {
	casefile.Split
	Officer string // account of the officer of the new case; "" is the one of the old
	Number  string // application number of the new case, "" while it has none
}

// SplitFile lets persons of a case go on in one of their own, in one change, and answers its id (I-79). What is theirs goes along: what they
// are, their documents sealed anew, what they keep from the others, their tracks. What was found stands there as history and is found anew.
// Places move with them. The case that they left keeps its history, and after violence nothing in it says where they are.
func (a *App) SplitFile(ctx context.Context, w Write, in SplitAsk) (casefile.ID, error) {
	answer, err := a.change(ctx, w, access.SplitFile, func(tx *store.Tx, f *store.File) error {
		x, err := a.checkSplit(tx, f, in)
		if err != nil {
			return err
		}
		p, err := a.part(tx, f, x)
		if err != nil {
			return err
		}
		p.number = in.Number
		if err := p.owner(in); err != nil {
			return err
		}
		for _, do := range []func() error{p.persons, p.referral, p.papers, p.plans, p.found, p.filing, p.steps, p.places, p.rest, p.links} {
			if err := do(); err != nil {
				return err
			}
		}
		tx.Answer = string(p.to.Case.ID)
		return nil
	})
	return casefile.ID(answer), err
}

// checkSplit asks the rule and what it cannot know: whether a decision stands, and whether the application number is free.
func (a *App) checkSplit(tx *store.Tx, f *store.File, in SplitAsk) (casefile.Split, error) {
	x := in.Split
	x.ID, x.Version, x.Came, x.Other, x.Ref, x.By, x.At = "", 0, false, "", "", tx.Entry.Actor.Account, tx.Now
	if f.Case.Summary.Entering { // a package that is still being entered is edited
		return x, fault.Stop("I-79", "split.not_now")
	}
	x, err := casefile.SplitFile(x, f.Case.State, SignedDecision(f), f.Persons, f.Case.Referred, tx.Today())
	var c fault.Check
	if in.Number != "" {
		if n := casefile.ApplicationNumber(in.Number); n == "" || f.Case.Filed == "" {
			c.AddRule("number", "filing.number.form", "I-51")
		} else if err := numberFree(tx, "", n, &c); err != nil {
			return x, err
		}
	}
	return x, together(err, c.Err("split.not_ready"))
}

// SignedDecision says whether a decision on the case is signed and stands.
func SignedDecision(f *File) bool {
	return f.Case.Decided != "" || slices.ContainsFunc(f.Decisions, func(d decision.Decision) bool { return d.Status == decision.Signed })
}

// parting is a split under way: what goes from one case into the other.
type parting struct {
	*App
	tx       *store.Tx
	f, to    *store.File
	x        casefile.Split
	number   string            // application number of the new case
	ids      map[string]string // persons: here, there
	paper    map[string]string // documents: here, there
	former   bool              // one of them was the principal applicant before
	had      int               // who counted as travelling of the case, before
	moved    int               // and of those who go
	old, new referral.Referral
}

// part makes the new case, with the days, the partner, the office and the text of policy of the old one.
func (a *App) part(tx *store.Tx, f *store.File, x casefile.Split) (*parting, error) {
	p := &parting{App: a, tx: tx, f: f, x: x, ids: map[string]string{}, paper: map[string]string{}}
	c := f.Case
	next := casefile.Case{State: casefile.SplitState(c.State, f.Steps), ReferredBy: c.ReferredBy, IdentifiedBy: c.IdentifiedBy, Stream: c.Stream, Office: c.Office, Assigned: c.Assigned,
		Opened: c.Opened, Since: c.Since, Referred: c.Referred, Applied: c.Applied, Filed: c.Filed, AtOffice: c.AtOffice, Pack: c.Pack}
	if !x.Apart() {
		next.Prepared = c.Prepared
	}
	var err error
	if p.to, err = tx.Create(next); err != nil {
		return nil, err
	}
	if p.old, err = theReferral(f); err != nil {
		return nil, err
	}
	countPersons(f)
	p.had = f.Case.Persons
	for _, id := range x.Persons {
		p.ids[id] = tx.NewID()
		p.former = p.former || slices.ContainsFunc(f.Principals, func(c casefile.PrincipalChange) bool { return c.From == id })
	}
	for _, d := range f.Documents {
		if p.ids[d.Person] != "" && d.Removed == "" {
			p.paper[d.ID] = tx.NewID()
		}
	}
	return p, nil
}

func (p *parting) there(person string) string { return p.ids[person] }
func (p *parting) copied(doc string) string   { return p.paper[doc] }

// owner names the officer of the new case. A declared link to one of its countries forbids it (decision 14).
func (p *parting) owner(in SplitAsk) error {
	if p.to.Case.AtOffice == "" || in.Officer == "" || in.Officer == p.to.Case.Assigned {
		return nil
	}
	var c fault.Check
	who, err := p.tx.Account(in.Officer)
	if err == nil {
		r := p.resource(p.to.Case)
		r.Countries = p.f.Case.Summary.Countries
		err = access.Allow(who.Actor(), access.BeAssigned, r)
	}
	if _, told := err.(*fault.Error); err != nil && !told {
		return err
	}
	if err != nil || refusedBefore(p.f, in.Officer) {
		c.AddRule("officer", "transfer.officer.cannot", "I-79")
		return c.Err("split.not_ready")
	}
	p.to.Case.Assigned = in.Officer
	return nil
}

// persons are those who go, the principal applicant of the new case first; here they stay listed (I-26).
func (p *parting) persons() error {
	order := append([]string{p.x.To}, slices.DeleteFunc(slices.Clone(p.x.Persons), func(id string) bool { return id == p.x.To })...)
	ref := p.to.Case.Ref
	if p.x.Apart() {
		ref = people.Gone
	}
	for i, id := range order {
		was, err := thePerson(p.f, id)
		if err != nil {
			return err
		}
		if was.Travelling != people.No {
			p.moved++
		}
		as := people.PA
		for _, t := range p.x.Ties {
			if t.Person == id {
				as = t.Now
			}
		}
		goes, stays := was.Goes(p.there(id), i+1, as, p.copied, p.there), was.Left(ref)
		s := SecretOf(p.f, id)
		goes.Apart = s.ID != ""
		if err := p.tx.SavePerson(p.to, &goes); err != nil {
			return err
		}
		if s.ID != "" { // goes with the person, and with nobody else
			if err := p.tx.RemoveSecret(p.f, s.ID); err != nil {
				return err
			}
			s.ID, s.Version, s.Person = "", 0, goes.ID
			if err := p.tx.SaveSecret(p.to, &s); err != nil {
				return err
			}
			stays.Apart = false
		}
		if err := p.tx.SavePerson(p.f, &stays); err != nil {
			return err
		}
	}
	return nil
}

// papers are the documents that are theirs, sealed anew under the key of their case. After violence they are on file here no longer; as the
// case was then, it still has them.
func (p *parting) papers() error {
	for _, d := range slices.Clone(p.f.Documents) {
		id := p.paper[d.ID]
		if id == "" {
			continue
		}
		c, blobs := d, map[string]string{}
		for _, b := range d.Blobs() {
			blobs[b] = p.tx.CopyBlob(p.f, p.to, b)
		}
		c.ID, c.Version, c.Person = id, 0, p.there(d.Person)
		c.Blob, c.Clean.Blob, c.Light.Blob = blobs[d.Blob], blobs[d.Clean.Blob], blobs[d.Light.Blob]
		if err := p.tx.SaveDocument(p.to, &c); err != nil {
			return err
		}
		if c.Malware == document.Waiting {
			p.tx.AwaitScan(p.to, c.ID)
		}
		if p.x.Apart() {
			d.Removed = p.tx.Today()
			if err := p.tx.SaveDocument(p.f, &d); err != nil {
				return err
			}
		}
	}
	return nil
}

// referral is the partner's, with both days; here what it said of those who left goes after violence.
func (p *parting) referral() error {
	p.new = p.old.SplitOff(p.former, p.there, p.copied)
	if len(p.old.Packages) > 0 {
		p.new = p.new.Freeze(referral.Content{Persons: p.to.Persons, Documents: p.to.Documents}, referral.ReceiptCode(p.tx.NewID()), act(p.tx))
	}
	stays := func(person string) bool { return p.ids[person] == "" }
	if p.x.Apart() {
		p.old.LegalCases = kept(p.old.LegalCases, func(l referral.LegalCase) bool { return stays(l.Person) })
		p.old.Consents = kept(p.old.Consents, func(c referral.Consent) bool { return stays(c.Person) })
		p.old.Forms = kept(p.old.Forms, func(f referral.Form) bool { return stays(f.Person) })
	} else {
		p.new.Linked = append(p.new.Linked, referral.Linked{Kind: "split", Case: string(p.f.Case.ID), Ref: p.f.Case.Ref})
		p.old.Linked = append(slices.Clone(p.old.Linked), referral.Linked{Kind: "split", Case: string(p.to.Case.ID), Ref: p.to.Case.Ref, Person: p.x.To})
	}
	if err := p.tx.SaveReferral(p.f, &p.old); err != nil {
		return err
	}
	return p.tx.SaveReferral(p.to, &p.new)
}

// kept is a list without what is not to stay.
func kept[T any](list []T, stays func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !stays(x) })
}

// plans: how they are reached is agreed anew with them before anybody contacts them. After violence nothing of the plan of the family goes
// along, and it is agreed anew with those who stay as well; what it said is gone from it when one of those who left had agreed to it.
func (p *parting) plans() error {
	plan := Plan(p.f)
	here := plan
	plan.ID, plan.Version, plan.Confirmed, plan.ConfirmedBy = "", 0, "", ""
	if p.x.Apart() {
		plan = people.SafetyPlan{}
		if here.ID != "" {
			if p.former {
				here = people.SafetyPlan{ID: here.ID, Version: here.Version}
			}
			here.Confirmed, here.ConfirmedBy = "", ""
			if err := p.tx.SavePlan(p.f, &here); err != nil {
				return err
			}
		}
	}
	return p.tx.SavePlan(p.to, &plan)
}

// found is what was found: of the file as a whole and of those who go, as history. Their tracks go on as they are.
func (p *parting) found() error {
	mine := func(person string) bool { return person == "" || p.ids[person] != "" }
	for _, x := range p.f.Findings {
		if !mine(x.Person) {
			continue
		}
		x.ID, x.Version, x.Supersedes, x.Person, x.Status = "", 0, "", p.there(x.Person), assessment.Superseded
		x.Evidence, x.Facts = p.evidence(x.Evidence), slices.Clone(x.Facts)
		for i := range x.Facts {
			x.Facts[i].Evidence = p.evidence(x.Facts[i].Evidence)
		}
		if err := p.tx.SaveFinding(p.to, &x); err != nil {
			return err
		}
	}
	for _, g := range p.f.Grounds {
		if p.ids[g.Person] == "" {
			continue
		}
		g.ID, g.Version, g.Supersedes, g.Person, g.Through, g.Status = "", 0, "", p.there(g.Person), p.there(g.Through), assessment.Superseded
		g.Evidence = p.evidence(g.Evidence)
		if err := p.tx.SaveGround(p.to, &g); err != nil {
			return err
		}
	}
	for _, c := range p.f.Convictions {
		if p.ids[c.Person] == "" {
			continue
		}
		c.ID, c.Version, c.Person, c.HeardAt = "", 0, p.there(c.Person), ""
		c.ActsEvidence, c.LinkEvidence = p.evidence(c.ActsEvidence), p.evidence(c.LinkEvidence)
		if c.Status == assessment.Recorded {
			c.Status = assessment.Draft // recorded anew in the case in which it counts
		}
		if err := p.tx.SaveConviction(p.to, &c); err != nil {
			return err
		}
	}
	for _, t := range p.f.Tracks {
		if p.ids[t.Person] == "" {
			continue
		}
		t.ID, t.Version, t.Person = "", 0, p.there(t.Person)
		if t.Kind == assessment.Relationship && t.Value != assessment.ToRequest {
			t.Value, t.Requested, t.Received, t.ValidUntil = "", "", "", "" // to whom has changed
		}
		if err := p.tx.SaveTrack(p.to, &t); err != nil {
			return err
		}
	}
	return nil
}

// evidence is what of it went along.
func (p *parting) evidence(list []assessment.Evidence) (out []assessment.Evidence) {
	for _, e := range list {
		if e.Document = p.copied(e.Document); e.Document != "" {
			out = append(out, e)
		}
	}
	return out
}

// filing is the file as the operations centre created it: the same day and codes, with the number of the new case when it has one.
func (p *parting) filing() error {
	for _, x := range p.f.Filings {
		x.ID, x.Version, x.Number, x.Passed = "", 0, casefile.ApplicationNumber(p.number), nil
		x.Dependants = kept(x.Dependants, func(d casefile.Dependant) bool { return p.ids[d.Person] != "" })
		for i := range x.Dependants {
			x.Dependants[i].Person = p.there(x.Dependants[i].Person)
		}
		if err := p.tx.SaveFiling(p.to, &x); err != nil {
			return err
		}
	}
	return nil
}

// steps are the moves of the case that both come from, so that its age counts on; why each was made stays where it was said.
func (p *parting) steps() error {
	for _, s := range p.f.Steps {
		s.ID, s.Version, s.Reason = "", 0, ""
		if err := p.tx.SaveStep(p.to, &s); err != nil {
			return err
		}
	}
	now := casefile.Step{From: p.f.Case.State, To: p.to.Case.State, Day: p.tx.Today(), By: p.tx.Entry.Actor.Account, Role: p.tx.Entry.Actor.Role, Reason: "split"}
	return p.tx.SaveStep(p.to, &now)
}

// places move with those who go (I-79); who did not travel and is the principal applicant now takes one.
func (p *parting) places() error {
	entries, err := p.tx.Entries(p.f.Case.ID)
	if err != nil {
		return err
	}
	to, err := p.App.places(p.tx, p.to, p.f.Case.Referred.Year(), spaces.ReasonSplit)
	if err != nil {
		return err
	}
	from, err := p.App.places(p.tx, p.f, p.f.Case.Referred.Year(), spaces.ReasonSplit)
	if err != nil {
		return err
	}
	_, err = post(p.tx, spaces.Part(from, to, p.had-p.f.Case.Persons, p.to.Case.Persons-p.moved, entries))
	return err
}

// rest is what was under way here with somebody who left: they are not awaited any more.
func (p *parting) rest() error {
	gone := func(id string) bool { return p.ids[id] != "" }
	for _, i := range slices.Clone(p.f.Interviews) {
		if i.Status != casefile.InterviewPlanning && i.Status != casefile.InterviewBooked || !slices.ContainsFunc(i.Persons, gone) {
			continue
		}
		if stay := kept(i.Persons, func(id string) bool { return !gone(id) }); len(stay) > 0 {
			i.Persons = stay
		} else {
			var err error
			if i, err = casefile.CallOff(i, i18n.Lang(p.tx.Entry.Actor.Language).T("split.person.gone")); err != nil {
				return err
			}
			if err := dropOwed(p.tx, p.f, func(n casefile.Notice) bool { return n.Of == i.ID }); err != nil {
				return err
			}
		}
		if err := p.tx.SaveInterview(p.f, &i); err != nil {
			return err
		}
	}
	for _, x := range slices.Clone(p.f.Written) {
		if !x.Open() || !slices.ContainsFunc(x.Persons, gone) {
			continue
		}
		if stay := kept(x.Persons, func(id string) bool { return !gone(id) }); len(stay) > 0 {
			x.Persons = stay
		} else {
			x.Reply = casefile.WrittenReply{How: casefile.ReplyMoot, On: p.tx.Today(), By: p.tx.Entry.Actor.Account, At: p.tx.Now}
			if err := dropOwed(p.tx, p.f, func(n casefile.Notice) bool { return n.Of == x.ID }); err != nil {
				return err
			}
		}
		if err := p.tx.SaveWritten(p.f, &x); err != nil {
			return err
		}
	}
	return nil
}

// links keep in each case that there is the other, in the room that the officers of both and the supervisor see.
func (p *parting) links() error {
	here, there := p.x, p.x
	here.Other, here.Ref = p.to.Case.ID, p.to.Case.Ref
	there.Came, there.Other, there.Ref, there.To = true, p.f.Case.ID, p.f.Case.Ref, p.there(p.x.To)
	there.Persons, there.Ties = slices.Clone(p.x.Persons), slices.Clone(p.x.Ties)
	for i := range there.Persons {
		there.Persons[i] = p.there(there.Persons[i])
	}
	for i := range there.Ties {
		there.Ties[i].Person = p.there(there.Ties[i].Person)
	}
	if n := casefile.ApplicationNumber(p.number); n != "" {
		p.to.Case.Summary.Application = n
	}
	p.to.Case.Summary.Matched = true // they were compared when the package arrived
	if err := p.tx.SaveSplit(p.f, &here); err != nil {
		return err
	}
	return p.tx.SaveSplit(p.to, &there)
}

// SplitOfficers are the officers who may get the new case, by account and name. Who may not is left out without a word.
func (a *App) SplitOfficers(ctx context.Context, who access.Actor, f *File) ([]Assignable, error) {
	if err := access.Allow(who, access.SplitFile, a.resource(f.Case)); err != nil || f.Case.AtOffice == "" {
		return nil, err
	}
	list, err := a.Store.Accounts(ctx, f.Case.Office)
	if err != nil {
		return nil, err
	}
	var out []Assignable
	for _, acc := range list {
		if acc.Role == access.Officer && access.Allow(acc.Actor(), access.BeAssigned, a.resource(f.Case)) == nil && !refusedBefore(f, acc.ID) {
			out = append(out, Assignable{Account: acc.ID, Name: acc.Details.Name})
		}
	}
	return out, nil
}

// MaySplit is nil when the file can be split as it stands; else why not.
func MaySplit(f *File) error {
	if f.Case.Summary.Entering {
		return fault.Stop("I-79", "split.not_now")
	}
	return casefile.Splittable(f.Case.State, SignedDecision(f))
}
