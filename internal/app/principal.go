package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// ChangePrincipal lets a file go on under another principal applicant (I-78). The referral with its day, partner, numbers and tags are
// not touched. What was found of the one before stays on file, superseded, and the rows that depend on the principal applicant are open
// again; an approval is set aside with its visas. The plan is agreed with the new one before anybody is contacted.
func (a *App) ChangePrincipal(ctx context.Context, w Write, in casefile.PrincipalChange) (string, error) {
	return a.change(ctx, w, access.ChangePrincipal, func(tx *store.Tx, f *store.File) error {
		in.ID, in.Version, in.By, in.At = "", 0, tx.Entry.Actor.Account, tx.Now
		c, persons, err := casefile.ChangePrincipal(in, f.Case.State, f.Persons, f.Case.Referred, tx.Today(), onFile(f))
		if err != nil {
			return err
		}
		for i := range persons {
			if err := tx.SavePerson(f, &persons[i]); err != nil {
				return err
			}
		}
		if err := tx.SavePrincipalChange(f, &c); err != nil {
			return err
		}
		if err := openAgain(tx, f, c); err != nil {
			return err
		}
		if err := a.setAside(tx, f, c); err != nil {
			return err
		}
		if err := agreeAgain(tx, f, true); err != nil {
			return err
		}
		return a.assessedAgain(tx, f, c)
	})
}

// openAgain supersedes what was found for the principal applicant before, and of the new one as a member of the family.
func openAgain(tx *store.Tx, f *store.File, c casefile.PrincipalChange) error {
	for _, x := range f.Findings {
		if x.Status != assessment.Superseded && (x.Person == "" || x.Person == c.To) {
			x.Status = assessment.Superseded
			if err := tx.SaveFinding(f, &x); err != nil {
				return err
			}
		}
	}
	for _, g := range f.Grounds {
		if g.Status != assessment.Superseded && g.Ground == assessment.FamilyMember { // of whom one is family has changed
			g.Status = assessment.Superseded
			if err := tx.SaveGround(f, &g); err != nil {
				return err
			}
		}
	}
	for _, t := range f.Tracks {
		if t.Kind == assessment.Relationship && t.Value != assessment.ToRequest {
			t.Value, t.Requested, t.Received, t.ValidUntil = "", "", "", "" // where it starts for the person as they now are
			if err := tx.SaveTrack(f, &t); err != nil {
				return err
			}
		}
	}
	return nil
}

// setAside ends what was under way with the principal applicant before: a decision and its visas, an interview that was not held, and
// letters that they are not known to have had.
func (a *App) setAside(tx *store.Tx, f *store.File, c casefile.PrincipalChange) error {
	for _, d := range f.Decisions {
		if d.Status != decision.Superseded {
			if err := a.reopen(tx, f, d); err != nil {
				return err
			}
		}
	}
	for _, v := range standingVisas(f) {
		v.Cancelled, v.Why = tx.Today(), "principal"
		if err := tx.SaveVisa(f, &v); err != nil {
			return err
		}
	}
	if err := endPermits(tx, f, "principal", func(string) bool { return true }); err != nil {
		return err
	}
	entries, err := tx.Entries(f.Case.ID)
	if err != nil {
		return err
	}
	if _, err := post(tx, spaces.Forgo(a.ask(tx, f, tx.Today().Year(), 0, spaces.ReasonFamily), entries)); err != nil {
		return err
	}
	if i, ok := casefile.Current(f.Interviews); ok && i.Status != casefile.InterviewHeld {
		if i, err = casefile.CallOff(i, c.Words); err != nil {
			return err
		}
		if err := tx.SaveInterview(f, &i); err != nil {
			return err
		}
	}
	for _, h := range Hearings(f) {
		if x, err := h.Withdraw(c.Words); err == nil {
			if err := tx.SaveLetter(f, &x); err != nil {
				return err
			}
		}
	}
	return dropOwed(tx, f, func(n casefile.Notice) bool { return n.To == casefile.ToApplicant })
}

// dropOwed lets notices fall away that nobody has sent.
func dropOwed(tx *store.Tx, f *store.File, which func(casefile.Notice) bool) error {
	for _, n := range f.Notices {
		if n.Status == casefile.NoticeOwed && which(n) {
			n.Status = casefile.NoticeDropped
			if err := tx.SaveNotice(f, &n); err != nil {
				return err
			}
		}
	}
	return nil
}

// assessedAgain brings the case back to where it is assessed, when its assessment had begun.
func (a *App) assessedAgain(tx *store.Tx, f *store.File, c casefile.PrincipalChange) error {
	if h, ok := casefile.Standing(f.Holds); ok {
		h.Ended, h.EndedBy, h.EndNote = tx.Today(), tx.Entry.Actor.Account, c.Words
		if err := a.endHold(tx, f, h); err != nil {
			return err
		}
	}
	switch f.Case.State {
	case casefile.Accepted, casefile.Assigned, casefile.Redetermination, casefile.Eligibility:
		return nil
	}
	return tx.Move(f, casefile.Eligibility, c.ID)
}

// Interviewed are the interviews of the principal applicant as they are: what was held with one before is history (I-78).
func Interviewed(f *File) []casefile.Interview {
	n := len(f.Principals)
	if n == 0 {
		return f.Interviews
	}
	return slices.DeleteFunc(slices.Clone(f.Interviews), func(i casefile.Interview) bool { return i.Opened.Before(f.Principals[n-1].At) })
}

// put are the occasions on which concerns were put to the principal applicant as they are.
func put(f *File) []casefile.Disclosure {
	n := len(f.Principals)
	if n == 0 {
		return f.Disclosures
	}
	since := policy.DayOf(f.Principals[n-1].At)
	return slices.DeleteFunc(slices.Clone(f.Disclosures), func(d casefile.Disclosure) bool { return d.Put < since })
}

// Heirs are the persons who may become the principal applicant on a day (I-78).
func Heirs(f *File, today policy.Day) (out []people.Person) {
	for _, p := range people.InCase(f.Persons) {
		if !p.Principal() && p.Travels() && p.Born.Valid() && p.Adult(today) {
			out = append(out, p)
		}
	}
	return out
}
