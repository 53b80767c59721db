package app

import (
	"context"
	"slices"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// Basis is what a decision on a case rests on, as it stands: findings, admissibility, interview, what was put to the
// applicant, and the contradictions that nobody has settled.
func (a *App) Basis(f *File) (decision.Basis, error) {
	open, err := a.Unsettled(f)
	return decision.Basis{
		State: f.Case.State, Sheet: a.Sheet(f), Notes: func(code string) []assessment.Note { return a.notes(f.Case, code) },
		Admissibility: a.Admissibility(f), Open: open, Interviews: Interviewed(f), Disclosures: put(f), Letters: Hearings(f), Persons: f.Persons, Untied: casefile.Untied(f.Principals, f.Persons),
		Consultation: slices.ContainsFunc(f.Consultations, casefile.Consultation.Open), Today: a.Today(),
	}, err
}

// DraftDecision keeps what an officer has chosen and written so far. Drafts always save.
func (a *App) DraftDecision(ctx context.Context, w Write, in decision.Decision) (string, error) {
	return a.change(ctx, w, access.DraftDecision, func(tx *store.Tx, f *store.File) error {
		_, err := a.keepDecision(tx, f, in)
		return err
	})
}

// keepDecision saves the draft of a decision and returns it.
func (a *App) keepDecision(tx *store.Tx, f *store.File, in decision.Decision) (decision.Decision, error) {
	switch f.Case.State {
	case casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview:
	default:
		return in, fault.Stop("A-83", "decision.sign.state")
	}
	d, open := decision.Current(f.Decisions)
	if open && d.ID != in.ID || !open && in.ID != "" {
		return d, fault.New(fault.Conflict, "fault.conflict") // somebody else began or signed one meanwhile
	}
	if !open {
		d = decision.Decision{Status: decision.Draft}
	}
	d.Version, d.By, d.Drafted = in.Version, tx.Entry.Actor.Account, tx.Now
	d.Outcome, d.Reasons, d.Summary, d.NotOwn, d.Answered, d.Travel = in.Outcome, in.Reasons, in.Summary, in.NotOwn, in.Answered, in.Travel
	d.Destination = in.Destination
	if in.Space.Year != d.Space.Year {
		d.Space = decision.Space{}
		if in.Space.Year != 0 {
			d.Space = decision.Space{Confirmed: true, Year: in.Space.Year, Day: tx.Today(), By: d.By}
		}
	}
	d, err := decision.Keep(d)
	if err != nil {
		return d, err
	}
	if d.Alike, err = tx.Alike(f, d); err != nil {
		return d, err
	}
	if err := tx.SaveDecision(f, &d); err != nil {
		return d, err
	}
	tx.Answer = d.ID
	return d, nil
}

// AskSecondLook keeps the draft and asks a supervisor to look at it.
func (a *App) AskSecondLook(ctx context.Context, w Write, in decision.Decision) (string, error) {
	return a.change(ctx, w, access.DraftDecision, func(tx *store.Tx, f *store.File) error {
		d, err := a.keepDecision(tx, f, in)
		if err != nil {
			return err
		}
		if d, err = decision.Ask(d); err != nil {
			return err
		}
		return tx.SaveDecision(f, &d)
	})
}

// LookAtDecision records a supervisor's look at a draft. It is an opinion on the file and decides nothing (decision 1).
func (a *App) LookAtDecision(ctx context.Context, w Write, id string, version int64, look casefile.Look) (string, error) {
	return a.change(ctx, w, access.SecondLook, func(tx *store.Tx, f *store.File) error {
		d, err := by(f.Decisions, id, func(d *decision.Decision) string { return d.ID })
		if err != nil {
			return err
		}
		b, err := a.Basis(f)
		if err != nil {
			return err
		}
		look.By, look.At = tx.Entry.Actor.Account, tx.Now
		d.Version = version
		if d, err = decision.LookAt(d, b, look); err != nil {
			return err
		}
		return tx.SaveDecision(f, &d)
	})
}

// SignDecision makes the draft the final decision: the officer's own act, after proving again who they are.
// gate says how they did; it comes from the re-authentication and never from a form. Whoever must be told is owed a
// notice in the same transaction; an approval plans the admission of the family in the year of travel, guarded, and a
// refusal releases its places. What was typed is kept as a draft when it cannot be signed.
func (a *App) SignDecision(ctx context.Context, w Write, in decision.Decision, gate string) (string, error) {
	answer, err := a.change(ctx, w, access.Decide, func(tx *store.Tx, f *store.File) error {
		d, err := a.keepDecision(tx, f, in)
		if err != nil {
			return err
		}
		b, err := a.Basis(f)
		if err != nil {
			return err
		}
		if d, err = decision.Sign(d, b, gate, tx.Now); err != nil {
			return err
		}
		d.Pack = a.packOf(f.Case)
		if err := a.keepText(tx, f); err != nil {
			return err
		}
		for _, old := range f.Decisions {
			if old.Status == decision.Signed && old.ID != d.ID {
				old.Status = decision.Superseded // reopened, and decided again
				if err := tx.SaveDecision(f, &old); err != nil {
					return err
				}
			}
		}
		if err := tx.SaveDecision(f, &d); err != nil {
			return err
		}
		f.Case.Decided = tx.Today()
		urgent := len(f.Referrals) > 0 && (f.Referrals[0].Priority == "emergency" || f.Referrals[0].Priority == "urgent")
		for _, n := range decision.Owe(d, f.Case.ReferredBy, urgent, OfficialLanguage(f), tx.Today()) {
			if err := tx.SaveNotice(f, &n); err != nil {
				return err
			}
		}
		if d.Outcome == decision.Refuse {
			if err := tx.Move(f, casefile.Refused, string(d.Outcome)); err != nil {
				return err
			}
			return a.freePlaces(tx, f, spaces.ReasonRefused)
		}
		if err := tx.Move(f, casefile.Approved, string(d.Outcome)); err != nil {
			return err
		}
		return a.planAdmission(tx, f, d.Travel)
	})
	return answer, a.elseDraft(w, in.Version, err, func(w Write) error {
		_, err := a.DraftDecision(ctx, w, in)
		return err
	})
}

// planAdmission plans the admission of the family in the year of travel. The stream's "up to" number guards it; an
// override that a named authority has granted lets it past (decision 3).
func (a *App) planAdmission(tx *store.Tx, f *store.File, travel policy.Day) error {
	entries, err := tx.Entries(f.Case.ID)
	if err != nil {
		return err
	}
	year := travel.Year()
	upTo, err := a.commitment(tx, f.Case.Stream, year)
	if err != nil {
		return err
	}
	ask := a.ask(tx, f, year, upTo, spaces.ReasonApproved)
	ask.Override = spaces.Granted(entries, spaces.Commitment, year)
	plan, err := spaces.Intend(ask, entries, f.Case.Office)
	if err != nil {
		return err
	}
	_, err = post(tx, plan)
	return err
}

// freePlaces takes back what the case has planned and releases what it holds and has not consumed.
func (a *App) freePlaces(tx *store.Tx, f *store.File, reason string) error {
	entries, err := tx.Entries(f.Case.ID)
	if err != nil {
		return err
	}
	_, err = post(tx, spaces.Abandon(a.ask(tx, f, tx.Today().Year(), 0, reason), entries))
	return err
}

// CloseRefused closes a refused case once everybody who must be told has been told, provably.
func (a *App) CloseRefused(ctx context.Context, w Write) (string, error) {
	return a.change(ctx, w, access.CloseCase, func(tx *store.Tx, f *store.File) error {
		d, ok := decision.Standing(f.Decisions)
		if !ok || !closes(f) {
			return fault.Stop("X-29", "decision.close.state")
		}
		if err := decision.Close(d, f.Notices); err != nil {
			return err
		}
		return tx.Move(f, casefile.ClosedRefused, "told")
	})
}

// closes says whether a refused case has come to where it can be closed: nobody has asked for it to be reconsidered and no court
// has it, or both have been answered; what is owed of that answer is asked besides.
func closes(f *store.File) bool {
	switch f.Case.State {
	case casefile.Refused:
		return true
	case casefile.Reconsideration:
		return !slices.ContainsFunc(f.Reconsiderations, casefile.ReconsiderationRequest.Open)
	case casefile.Litigation:
		return !slices.ContainsFunc(f.Courts, casefile.CourtApplication.Open)
	}
	return false
}

// outcomeHeard says whether the partner has been told of the decision that stands. Where none was taken here there is nothing to keep
// until it is.
func outcomeHeard(f *store.File) bool {
	d, ok := decision.Standing(f.Decisions)
	if len(f.Decisions) == 0 { // of what the case system decided nobody here knows who was told
		return len(f.Broughts) == 0 || f.Case.Decided == ""
	}
	return ok && slices.ContainsFunc(f.Notices, func(n casefile.Notice) bool { return n.Of == d.ID && n.To == casefile.ToPartner && n.Proven() })
}

// awaited brings what lists show of interviews, second looks, messages and what a refusal owes up to date with the items.
func awaited(f *store.File) {
	s := &f.Case.Summary
	s.Interview, s.Look, s.Looks, s.Told, s.Messages = time.Time{}, false, nil, false, 0
	asks := func(when bool, k casefile.LookKind) {
		if when && !slices.Contains(s.Looks, k) {
			s.Looks = append(s.Looks, k)
		}
	}
	s.Heard = outcomeHeard(f)
	if d, ok := decision.Standing(f.Decisions); ok && closes(f) {
		s.Told = decision.Close(d, f.Notices) == nil
	}
	if i, ok := casefile.Current(f.Interviews); ok {
		if i.Status == casefile.InterviewBooked {
			s.Interview = i.At
		}
		s.Look = i.Mode == casefile.Waived && !i.Looked()
		asks(s.Look, casefile.LookWaiver)
	}
	if d, ok := decision.Current(f.Decisions); ok && d.Status == decision.Asked {
		s.Look = true
		asks(true, casefile.LookDecision)
	}
	for i := range f.Grounds {
		g := &f.Grounds[i]
		ask := g.Status == assessment.Recorded && g.Result == assessment.GroundInadmissible && assessment.NeedsSecondLook(g.Ground) && g.Second == nil
		s.Look = s.Look || ask
		asks(ask, casefile.LookGround)
	}
	for _, r := range f.Records {
		asks(!r.Reviewed.IsZero() && r.Confirmed.IsZero(), casefile.LookRecord)
	}
	for _, g := range f.Glasses {
		asks(g.Reviewed.IsZero() && g.Role != access.Supervisor, casefile.LookGlass) // a supervisor's own is the privacy officer's
	}
	asks(openMails(f) > 0, casefile.LookMail)
	s.RequestBy = ""
	for _, x := range f.Written {
		if due := x.Due(LetterOf(f, x)); x.Open() && due != "" && (s.RequestBy == "" || due < s.RequestBy) {
			s.RequestBy = due
		}
	}
	for i := range f.Notices {
		if n := &f.Notices[i]; n.Status == casefile.NoticeSent && n.Channel == casefile.PartnerMessage {
			s.Messages++
		}
	}
}
