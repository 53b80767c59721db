package app

import (
	"context"
	"reflect"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/store"
)

// Hearings are the letters of a case that put concerns in writing, with how each was delivered and what came back.
func Hearings(f *File) []casefile.Hearing {
	out := make([]casefile.Hearing, 0, len(f.Letters))
	for _, x := range f.Letters {
		out = append(out, casefile.Hear(x, f.Notices, f.Answers))
	}
	return out
}

// HearingOf is one letter of a case.
func HearingOf(f *File, id string) (casefile.Hearing, error) {
	x, err := by(f.Letters, id, func(x *casefile.FairLetter) string { return x.ID })
	return casefile.Hear(x, f.Notices, f.Answers), err
}

// Heard is a letter that puts concerns as the partner that it was sent to sees it: the notice, and what came back. The
// letter's own entry, with the officer's assessment, is not in it.
func Heard(f *File, who access.Actor, notice string) (casefile.Hearing, error) {
	n, err := Message(f, who, notice)
	if err != nil || n.Kind != casefile.FairnessLetter {
		return casefile.Hearing{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return casefile.Hear(casefile.FairLetter{ID: n.Of, Status: casefile.FairnessSigned}, f.Notices, f.Answers), nil
}

// FairnessDays is the pack's time to answer concerns put in writing.
func (a *App) FairnessDays() int {
	if c, ok := a.Policy().Clock("fairness"); ok {
		return c.Days
	}
	return 0
}

// knownCode says whether a letter can cite a code: a criterion of the case's worksheet, or a ground of inadmissibility.
func (a *App) knownCode(f *File) func(code string) bool {
	v, sheet := a.PolicyOf(f.Case), a.Sheet(f)
	return func(code string) bool {
		if _, ok := v.Ground(code); ok {
			return true
		}
		return slices.ContainsFunc(sheet.Lines, func(l assessment.Line) bool { return l.Criterion == code })
	}
}

// onFile says whether a document is in the case.
func onFile(f *File) func(id string) bool {
	return func(id string) bool {
		return slices.ContainsFunc(f.Documents, func(d document.Document) bool { return d.ID == id && d.Removed == "" })
	}
}

// decided says whether the time in which an answer to concerns is read is over: the decision was signed, or the case has
// ended.
func decided(s casefile.State) bool {
	switch s {
	case casefile.Assigned, casefile.Redetermination, casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility,
		casefile.QuebecSelection, casefile.FinalReview, casefile.OnHold, casefile.SuspendedByOrder:
		return false
	}
	return true
}

// DraftConcerns keeps a letter that an officer is writing. Drafts always save.
func (a *App) DraftConcerns(ctx context.Context, w Write, in casefile.FairLetter) (string, error) {
	return a.change(ctx, w, access.PutConcerns, func(tx *store.Tx, f *store.File) error {
		_, err := a.keepConcerns(tx, f, in)
		return err
	})
}

func (a *App) keepConcerns(tx *store.Tx, f *store.File, in casefile.FairLetter) (casefile.FairLetter, error) {
	if decided(f.Case.State) || f.Case.State == casefile.OnHold || f.Case.State == casefile.SuspendedByOrder {
		return in, fault.Stop("A-83", "assessment.decided")
	}
	x := casefile.FairLetter{Status: casefile.FairnessDraft}
	if in.ID != "" {
		var err error
		if x, err = by(f.Letters, in.ID, func(x *casefile.FairLetter) string { return x.ID }); err != nil {
			return x, err
		}
	}
	x.Version, x.Concerns, x.Days, x.Shorter = in.Version, in.Concerns, in.Days, in.Shorter
	x, err := casefile.KeepFairness(x)
	if err != nil {
		return x, err
	}
	x.By, x.Drafted = tx.Entry.Actor.Account, tx.Now
	if err := tx.SaveLetter(f, &x); err != nil {
		return x, err
	}
	tx.Answer = x.ID
	return x, nil
}

// SignConcerns signs a letter that puts concerns, after the officer has proved again who they are; it is owed to the
// applicant from then on, through the partner, as every notice. gate comes from the re-authentication and never from a
// form. The case waits for the answer where the table of states has a place for that. What was typed is kept as a draft
// when it cannot be signed.
func (a *App) SignConcerns(ctx context.Context, w Write, in casefile.FairLetter, gate string) (string, error) {
	answer, err := a.change(ctx, w, access.PutConcerns, func(tx *store.Tx, f *store.File) error {
		if err := assessing(tx, f); err != nil {
			return err
		}
		x, err := a.keepConcerns(tx, f, in)
		if err != nil {
			return err
		}
		urgent := f.Case.Summary.Urgent
		if x, err = casefile.SignFairness(x, a.FairnessDays(), urgent, a.knownCode(f), tx.Entry.Actor.Account, gate, tx.Now); err != nil {
			return err
		}
		if err := tx.SaveLetter(f, &x); err != nil {
			return err
		}
		n := carrier(f, x, tx.Today())
		if urgent {
			n.Due = tx.Today()
		}
		if err := tx.SaveNotice(f, &n); err != nil {
			return err
		}
		switch f.Case.State {
		case casefile.Eligibility, casefile.Admissibility, casefile.FinalReview:
			return tx.Move(f, casefile.Fairness, "letter")
		}
		return nil
	})
	return answer, a.elseDraft(w, in.Version, err, func(w Write) error {
		_, err := a.DraftConcerns(ctx, w, in)
		return err
	})
}

// carrier is the notice by which a letter goes out (L4).
func carrier(f *File, x casefile.FairLetter, today policy.Day) casefile.Notice {
	n := owed(f, casefile.FairnessLetter, casefile.ToApplicant, x.ID, today)
	n.Days = x.Days
	return n
}

// ReadyConcerns says what a draft lacks before it can be signed.
func (a *App) ReadyConcerns(f *File, x casefile.FairLetter) error {
	return casefile.ReadyFairness(x, a.FairnessDays(), f.Case.Summary.Urgent, a.knownCode(f))
}

// PreviewConcerns writes the letter as it would go out, without signing or sending it.
func (a *App) PreviewConcerns(ctx context.Context, f *File, x casefile.FairLetter, lang i18n.Lang) (Preview, error) {
	plan, err := a.wholePlan(ctx, f)
	if err != nil {
		return Preview{}, err
	}
	if x.Days == 0 {
		x.Days = a.FairnessDays()
	}
	as := *f
	as.Letters = []casefile.FairLetter{x}
	return a.preview(&as, plan, carrier(f, x, a.Today()), lang)
}

// putConcerns is what the letter L4 is written from.
func (a *App) putConcerns(f *File, n casefile.Notice, lang i18n.Lang, d *letter.Data) error {
	x, err := by(f.Letters, n.Of, func(x *casefile.FairLetter) string { return x.ID })
	if err != nil {
		return err
	}
	d.Days = n.Days
	v := a.PolicyOf(f.Case)
	for _, p := range x.Concerns {
		c := letter.Concern{Person: numberOf(f, p.Person, ""), Essence: p.Essence, Facts: p.Facts, Papers: p.Papers, Summary: slices.Contains(p.Sources, casefile.FromSecurity)}
		for _, code := range p.Codes {
			title, provision := code, ""
			if y, ok := v.Criterion(code); ok {
				title, provision = y.Short.In(string(lang)), provisions(y.Cite)
			} else if y, ok := v.Ground(code); ok {
				title, provision = y.In(string(lang)), provisions(y.Cite)
				for _, g := range f.Grounds {
					if g.Ground == code && g.Person == p.Person && g.Provision != "" && g.Status != assessment.Superseded {
						provision = g.Provision
					}
				}
			}
			c.Title, c.Provision = joined(c.Title, title), joined(c.Provision, provision)
		}
		for _, s := range p.Sources {
			c.Sources = append(c.Sources, lang.T("fairness.source.said."+string(s)))
		}
		d.Concerns = append(d.Concerns, c)
	}
	return nil
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// WithdrawConcerns takes a signed letter back while it is not known to have arrived, with a reason. One that was not
// sent is no longer owed.
func (a *App) WithdrawConcerns(ctx context.Context, w Write, id string, version int64, why string) (string, error) {
	return a.onHearing(ctx, w, id, version, func(tx *store.Tx, f *store.File, h casefile.Hearing) (casefile.FairLetter, error) {
		x, err := h.Withdraw(why)
		if err == nil && h.Notice.Status == casefile.NoticeOwed {
			n := h.Notice
			n.Status = casefile.NoticeDropped
			err = tx.SaveNotice(f, &n)
		}
		return x, err
	})
}

// AssessConcern records what the officer finds of one concern, after the answer or after the time for one. When
// every concern of every letter is assessed, a case that waited for that goes back to the worksheet.
func (a *App) AssessConcern(ctx context.Context, w Write, id string, version int64, point int, allayed bool, why string) (string, error) {
	return a.onHearing(ctx, w, id, version, func(tx *store.Tx, _ *store.File, h casefile.Hearing) (casefile.FairLetter, error) {
		return h.Judge(point, allayed, why, tx.Entry.Actor.Account, tx.Now)
	})
}

// onHearing is the door of the officer's acts on a signed letter.
func (a *App) onHearing(ctx context.Context, w Write, id string, version int64, fn func(*store.Tx, *store.File, casefile.Hearing) (casefile.FairLetter, error)) (string, error) {
	return a.change(ctx, w, access.PutConcerns, func(tx *store.Tx, f *store.File) error {
		if err := assessing(tx, f); err != nil {
			return err
		}
		h, err := HearingOf(f, id)
		if err != nil {
			return err
		}
		h.Letter.Version = version
		x, err := fn(tx, f, h)
		if err != nil {
			return err
		}
		if err := tx.SaveLetter(f, &x); err != nil {
			return err
		}
		if err := a.disclose(tx, f, id); err != nil {
			return err
		}
		waits := slices.ContainsFunc(Hearings(f), func(h casefile.Hearing) bool { return h.Awaits(tx.Today()) })
		if f.Case.State == casefile.Fairness && !waits {
			return tx.Move(f, casefile.Eligibility, "letter")
		}
		return nil
	})
}

// disclose brings the occasions on which a letter put its concerns up to date with what came of it.
func (a *App) disclose(tx *store.Tx, f *store.File, id string) error {
	h, err := HearingOf(f, id)
	if err != nil {
		return err
	}
	for _, d := range h.Disclosures(f.Disclosures) {
		if slices.ContainsFunc(f.Disclosures, func(x casefile.Disclosure) bool { return reflect.DeepEqual(x, d) }) {
			continue
		}
		if err := tx.SaveDisclosure(f, &d); err != nil {
			return err
		}
	}
	return nil
}

// AnswerConcerns takes a reply to a letter that puts concerns, or a request for more time: from the partner, on the
// server's day; from the office, of paper or word that reached it on a day that it says. A late reply is taken until the
// decision.
func (a *App) AnswerConcerns(ctx context.Context, w Write, in casefile.Answer) (string, error) {
	return a.change(ctx, w, access.AnswerConcerns, func(tx *store.Tx, f *store.File) error {
		h, err := HearingOf(f, in.Letter)
		if partnerRole(w.Actor.Role) {
			if err == nil {
				_, err = Heard(f, w.Actor, h.Notice.ID) // a partner knows of what was sent to it and of nothing else
			}
			in.On, in.Office = tx.Today(), false
		} else {
			in.Office = true
		}
		if err != nil {
			return err
		}
		in.ID, in.Version, in.By, in.At = "", 0, tx.Entry.Actor.Account, tx.Now
		x, err := h.Take(in, decided(f.Case.State), tx.Today(), onFile(f))
		if err != nil {
			return err
		}
		if err := tx.SaveAnswer(f, &x); err != nil {
			return err
		}
		tx.Answer = x.ID
		return a.disclose(tx, f, in.Letter)
	})
}

// GiveTime answers a request for more time: granted until a day, or refused with a reason. The partner reads it, so it is
// entered as what left the house.
func (a *App) GiveTime(ctx context.Context, w Write, id string, version int64, until policy.Day, why string) (string, error) {
	return a.release(ctx, w, access.PutConcerns, func(tx *store.Tx, f *store.File) (Release, error) {
		x, err := by(f.Answers, id, func(x *casefile.Answer) string { return x.ID })
		if err != nil {
			return Release{}, err
		}
		if decided(f.Case.State) {
			return Release{}, fault.Stop("A-60", "fairness.answer.decided")
		}
		h, err := HearingOf(f, x.Letter)
		if err != nil {
			return Release{}, err
		}
		x.Version = version
		if x, err = h.Give(x, until, why, tx.Entry.Actor.Account, tx.Now); err != nil {
			return Release{}, err
		}
		if err := tx.SaveAnswer(f, &x); err != nil {
			return Release{}, err
		}
		return Release{To: string(casefile.ToApplicant), Channel: string(casefile.PartnerMessage), Ground: GroundAddressee, Item: x.ID}, a.disclose(tx, f, x.Letter)
	})
}

// letters brings what lists show of concerns put in writing up to date: whose turn the letter is that presses most, and
// the first last day that has not been dealt with.
func letters(f *store.File, today policy.Day) {
	s := &f.Case.Summary
	s.Letter, s.AnswerBy, s.Answering = "", "", false
	if decided(f.Case.State) {
		return
	}
	for _, h := range Hearings(f) {
		if !h.Notice.SentAt.IsZero() || h.Told() != "" {
			s.Answering = true
		}
		if !h.Awaits(today) {
			continue
		}
		at := h.Stage(today)
		if s.Letter == "" || slices.Index(casefile.HearingPress, at) < slices.Index(casefile.HearingPress, s.Letter) {
			s.Letter = at
		}
		if due := h.Due(); due != "" && (s.AnswerBy == "" || due < s.AnswerBy) {
			s.AnswerBy = due
		}
	}
}
