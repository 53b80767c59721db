package app

import (
	"context"
	"maps"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// Contradiction is one thing in a case that contradicts another, with what people have said to it.
type Contradiction struct {
	Rule    *policy.Rule
	Places  []string             // anchors of the entries that contradict
	Entries map[string]int64     // their ids and versions
	Answer  *assessment.Answered // nil when nobody has answered for the entries as they stand
	Settled bool
}

// AlikePlace begins the anchor of another case whose decision has the same words; its id follows.
const AlikePlace = "decision.alike."

// KnownCase is the reference of another case, if the reader may open its decision.
func (a *App) KnownCase(ctx context.Context, who access.Actor, id casefile.ID) (string, bool) {
	c, err := a.Store.Peek(ctx, id)
	return c.Ref, err == nil && a.May(who, access.ViewDecision, c)
}

// Facts is the typed view of a case that the pack's contradictions read. sheet and all are those of the case.
func (a *App) Facts(f *File, sheet assessment.Sheet, all assessment.Admissibility) *policy.Facts {
	today := a.Today()
	put := func(code, person string) bool { _, ok := casefile.WasPut(f.Disclosures, code, person); return ok }
	x := &policy.Facts{Today: string(today)}
	x.Case = policy.CaseFacts{State: string(f.Case.State), ReferredBy: f.Case.ReferredBy, IdentifiedBy: f.Case.IdentifiedBy,
		Office: f.Case.Office, Persons: f.Case.Persons, Open: !f.Case.State.Closed(), Urgent: f.Case.Summary.Urgent || slices.ContainsFunc(f.Incidents, casefile.Incident.Open)}
	numbers := make(map[string]int, len(f.Persons))
	for i := range f.Persons {
		p := &f.Persons[i]
		numbers[p.ID] = p.Number
		x.Persons = append(x.Persons, policy.PersonFacts{
			Place: assessment.PersonPlace(p.Number), Number: p.Number, Principal: p.Principal(), Travels: p.Travels(),
			InCanada: p.InCanada || p.Residence == "CAN", Residence: p.Residence, Relation: string(p.Relationship), OwnCase: p.OwnCase != "",
		})
		if p.Principal() {
			x.Return.Precarious = p.Status == "none" || p.Status == "expired"
			x.Referral.Agreement, x.Referral.AreaOK = a.mayRefer(f.Case, p.Residence)
		}
	}
	if len(f.Referrals) > 0 {
		r := &f.Referrals[0]
		x.Referral.Place, x.Referral.Priority, x.Referral.Made = "cover", r.Priority, string(f.Case.Referred)
		x.Case.Quebec = r.Quebec == people.Yes
	}
	if d, ok := decision.Current(f.Decisions); ok {
		x.Decision.Place, x.Decision.Outcome = "decision", string(d.Outcome)
		if d.NotOwn == "" { // with a reason on the decision itself, X-23 has been seen
			x.Decision.Signer = d.By
		}
		for _, l := range d.Alike {
			x.Decision.Alike = append(x.Decision.Alike, policy.AlikeFacts{Place: AlikePlace + string(l.Case), Percent: l.Percent})
		}
		x.Case.Quebec = x.Case.Quebec || d.Destination.Province == decision.Quebec
		x.Case.QuebecDone = d.Destination.Quebec != ""
		x.Case.SpaceThere = d.Space.Confirmed
		x.Case.Arrival = string(d.Travel)
	}
	x.Interview = interviewFacts(Interviewed(f))
	sheet.View(x, func(code string) []assessment.Note { return a.notes(f.Case, code) }, put)
	all.View(x, today, numbers, put)
	x.Decision.BothClasses = bothClasses(sheet) || len(sheet.NotMet()) == 0 && !subject(f).Barred
	for _, t := range x.Tracks {
		if t.Value == string(assessment.NoConcern) && t.Until != "" && t.Until < x.Case.Arrival {
			x.Decision.Expiring = append(x.Decision.Expiring, t.Place)
		}
	}
	return x
}

// mayRefer says whether the referral was inside the memorandum's terms on its day.
func (a *App) mayRefer(c casefile.Case, residence string) (agreement, area bool) {
	day := a.Today()
	if c.Referred != "" {
		day = c.Referred
	}
	v := a.lastRules().Sent().On(day)
	agreement, area = v.MayRefer(c.ReferredBy) == nil, true
	if m, ok := v.Agreement(c.ReferredBy); ok && len(m.Area) > 0 {
		area = slices.Contains(m.Area, residence)
	}
	return agreement, area
}

func interviewFacts(all []casefile.Interview) policy.InterviewFacts {
	i, ok := casefile.Settled(all)
	if !ok {
		if i, ok = casefile.Current(all); !ok {
			return policy.InterviewFacts{Place: "interview"}
		}
	}
	x := policy.InterviewFacts{Place: "interview", Decided: i.Mode != "", Mode: string(i.Mode), By: i.Officer,
		Held: i.Status == casefile.InterviewHeld || i.Status == casefile.InterviewSigned, Signed: i.Status == casefile.InterviewSigned}
	if i.Mode.Video() {
		x.Mode = "video"
	}
	return x
}

// bothClasses says whether every row that asks for a class has been assessed under both.
func bothClasses(s assessment.Sheet) bool {
	asylum := false
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Criterion != assessment.ClassMet {
			continue
		}
		if l.Standing == nil || l.Standing.Result == assessment.Undetermined {
			return false
		}
		asylum = asylum || l.Class == assessment.Asylum
	}
	return asylum
}

// Contradictions are the contradictions of a case that concern a page ("worksheet", "interview", "admissibility",
// "decision"; "" is all), under the text that the case is judged by, with what people have said to each.
func (a *App) Contradictions(f *File, sheet assessment.Sheet, all assessment.Admissibility, at string) ([]Contradiction, error) {
	said, err := a.PolicyOf(f.Case).Contradictions(a.Facts(f, sheet, all), at)
	if err != nil || len(said) == 0 {
		return nil, err
	}
	out := make([]Contradiction, len(said))
	for i, s := range said {
		c := Contradiction{Rule: s.Rule, Places: s.Places, Entries: assessment.Entries(s.Places, sheet, all)}
		for j := range f.Answered {
			if x := &f.Answered[j]; x.Contradiction == s.Rule.ID && maps.Equal(x.Entries, c.Entries) {
				c.Answer = x
				c.Settled = c.Settled || x.Settles(s.Rule, c.Entries)
			}
		}
		out[i] = c
	}
	return out, nil
}

// Unsettled is every contradiction that stands in the way of signing a decision.
func (a *App) Unsettled(f *File) ([]decision.Open, error) {
	list, err := a.Contradictions(f, a.Sheet(f), a.Admissibility(f), "")
	var out []decision.Open
	for _, c := range list {
		if !c.Settled {
			out = append(out, decision.Open{Code: c.Rule.ID, Severity: c.Rule.Severity})
		}
	}
	return out, err
}

// standing finds a contradiction as it stands in a change.
func (a *App) standing(f *store.File, code string) (Contradiction, error) {
	list, err := a.Contradictions(f, a.Sheet(f), a.Admissibility(f), "")
	if err != nil {
		return Contradiction{}, err
	}
	i := slices.IndexFunc(list, func(c Contradiction) bool { return c.Rule.ID == code })
	if i < 0 {
		return Contradiction{}, fault.New(fault.Stopped, "assessment.contradiction.unknown")
	}
	return list[i], nil
}

// AnswerContradiction records why an officer keeps entries that contradict, or that they have seen a note. It holds
// for the entries as they stand.
func (a *App) AnswerContradiction(ctx context.Context, w Write, code, reason string) (string, error) {
	return a.change(ctx, w, access.AnswerConflict, func(tx *store.Tx, f *store.File) error {
		if err := assessing(tx, f); err != nil {
			return err
		}
		c, err := a.standing(f, code)
		if err != nil {
			return err
		}
		x, err := assessment.Overrule(assessment.Answered{Entries: c.Entries, Reason: reason, By: tx.Entry.Actor.Account, At: tx.Now}, c.Rule)
		if err != nil {
			return err
		}
		return tx.SaveAnswered(f, &x)
	})
}

// LookAtContradiction records another person's look at why entries that contradict are kept.
func (a *App) LookAtContradiction(ctx context.Context, w Write, code string, agrees bool, reasons string) (string, error) {
	return a.change(ctx, w, access.SecondLook, func(tx *store.Tx, f *store.File) error {
		c, err := a.standing(f, code)
		if err != nil {
			return err
		}
		if c.Answer == nil {
			return fault.Stop(code, "assessment.second.not_asked")
		}
		actor := tx.Entry.Actor
		x, err := assessment.LookAtOverrule(*c.Answer, c.Rule, actor.Role == access.Supervisor,
			casefile.Look{By: actor.Account, At: tx.Now, Agrees: agrees, Reasons: reasons})
		if err != nil {
			return err
		}
		return tx.SaveAnswered(f, &x)
	})
}
