package app

import (
	"context"
	"slices"
	"strconv"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

func admissibility(f *store.File, now time.Time) assessment.Admissibility {
	out := assessment.Admissibility{Grounds: f.Grounds, Tracks: f.Tracks, Convictions: f.Convictions}
	for _, p := range persons(f) {
		out.Examined = append(out.Examined, assessment.Examine(p, policy.DayOf(now)))
	}
	return out
}

func conflict() error { return fault.New(fault.Conflict, "assessment.conflict.title") }

// RecordTracks saves checks of one person: those of in that differ from what stands. ID and Version are those the
// reader had before them.
func (a *App) RecordTracks(ctx context.Context, w Write, person string, in []assessment.Track) (string, error) {
	return a.change(ctx, w, access.RecordTrack, func(tx *store.Tx, f *store.File) error {
		if !a.Rechecks(f, person, tx.Today()) {
			if err := assessing(tx, f); err != nil {
				return err
			}
		}
		all := admissibility(f, tx.Now)
		i := slices.IndexFunc(all.Examined, func(e assessment.Examined) bool { return e.Person == person })
		if i < 0 {
			return fault.New(fault.NotFound, "assessment.ground.unknown")
		}
		var wrong []fault.Field
		now := assessment.Tracks(all.Examined[i], f.Tracks)
		for _, t := range in {
			j := slices.IndexFunc(now, func(x assessment.Track) bool { return x.Kind == t.Kind })
			if j < 0 {
				return fault.New(fault.Unusable, "assessment.track.kind")
			}
			was := now[j]
			if t.Value == was.Value && t.Requested == was.Requested && t.Received == was.Received && t.ValidUntil == was.ValidUntil && t.Reasons == was.Reasons {
				continue
			}
			if t.ID != was.ID || t.Version != was.Version {
				return conflict()
			}
			t.Person, t.By, t.At = person, tx.Entry.Actor.Account, tx.Now
			if err := all.RecordTrack(t, all.Examined[i], tx.Today()); err != nil {
				no, ok := err.(*fault.Error)
				if !ok || no.Kind != fault.Invalid {
					return err
				}
				wrong = append(wrong, no.Fields...)
				continue
			}
			if err := tx.SaveTrack(f, &t); err != nil {
				return err
			}
		}
		return (&fault.Check{Fields: wrong}).Err("assessment.track.not_ready")
	})
}

// Rechecks says whether checks of a person may be recorded after the approval.
//
// Rule I-114 (ours, after 2.3 and X-24): a check that ends opens again, also after the approval: of whoever is still to land, while the
// case is on the way, waits at an exit barrier, or has a member who follows. The decision is not touched by it.
func (a *App) Rechecks(f *File, person string, today policy.Day) bool {
	j := a.Journey(f)
	j.Today = today
	if h, ok := casefile.Standing(f.Holds); ok && j.State == casefile.OnHold {
		j.State = h.From
	}
	p, err := thePerson(f, person)
	_, landed := j.Landed(person)
	return err == nil && j.Approved() && decision.OnTheWay(j.State) && !landed && !p.Deceased() && p.OwnCase == ""
}

// RecordGrounds records findings on grounds: those of in whose result or reasons differ from what stands. ID and
// Version are those of the draft the officer had before them, Supersedes the recorded finding they saw.
func (a *App) RecordGrounds(ctx context.Context, w Write, in []assessment.Ground) (string, error) {
	return a.change(ctx, w, access.RecordGround, func(tx *store.Tx, f *store.File) error {
		if err := assessing(tx, f); err != nil {
			return err
		}
		var wrong []fault.Field
		for n, g := range in {
			err := a.recordGround(tx, f, g)
			no, ok := err.(*fault.Error)
			switch {
			case ok && no.Kind == fault.Invalid:
				for _, x := range no.Fields {
					x.Name = "ground." + strconv.Itoa(n) + "." + x.Name
					wrong = append(wrong, x)
				}
			case err != nil:
				return err
			}
		}
		return (&fault.Check{Fields: wrong}).Err("assessment.track.not_ready")
	})
}

// DraftGround saves a finding on a ground as a draft.
func (a *App) DraftGround(ctx context.Context, w Write, in assessment.Ground) (string, error) {
	return a.change(ctx, w, access.RecordGround, func(tx *store.Tx, f *store.File) error {
		if err := assessing(tx, f); err != nil {
			return err
		}
		all := admissibility(f, tx.Now)
		if !groundAsSeen(all, in) {
			return conflict()
		}
		if err := known(f, in.Evidence, nil); err != nil {
			return err
		}
		x, err := all.SaveGround(in)
		if err != nil {
			return err
		}
		x.By, x.At, x.Pack = tx.Entry.Actor.Account, tx.Now, a.packOf(f.Case)
		return tx.SaveGround(f, &x)
	})
}

// RecordGround records a finding on a ground. Where a rule says that it is not ready, the draft is saved all the same.
func (a *App) RecordGround(ctx context.Context, w Write, in assessment.Ground) (string, error) {
	answer, err := a.change(ctx, w, access.RecordGround, func(tx *store.Tx, f *store.File) error {
		if err := assessing(tx, f); err != nil {
			return err
		}
		return a.recordGround(tx, f, in)
	})
	return answer, a.elseDraft(w, in.Version, err, func(w Write) error {
		_, err := a.DraftGround(ctx, w, in)
		return err
	})
}

func (a *App) recordGround(tx *store.Tx, f *store.File, in assessment.Ground) error {
	all := admissibility(f, tx.Now)
	if !groundAsSeen(all, in) {
		return conflict()
	}
	if err := known(f, in.Evidence, nil); err != nil {
		return err
	}
	x, err := all.RecordGround(in, a.notes(f.Case, in.Ground))
	if err != nil {
		return err
	}
	x.By, x.At, x.Pack = tx.Entry.Actor.Account, tx.Now, a.packOf(f.Case)
	if old, _ := all.Standing(in.Person, in.Ground); old != nil {
		before := *old
		before.Status = assessment.Superseded
		if err := tx.SaveGround(f, &before); err != nil {
			return err
		}
	}
	return tx.SaveGround(f, &x)
}

func groundAsSeen(all assessment.Admissibility, in assessment.Ground) bool {
	standing, draft := all.Standing(in.Person, in.Ground)
	seen := ""
	if standing != nil {
		seen = standing.ID
	}
	if draft == nil {
		return in.ID == "" && in.Supersedes == seen
	}
	return in.ID == draft.ID && in.Version == draft.Version && in.Supersedes == seen
}

// LookAtGround records a second look at a finding that rests on A34 to A37.
func (a *App) LookAtGround(ctx context.Context, w Write, id string, version int64, agrees bool, reasons string) (string, error) {
	return a.change(ctx, w, access.SecondLook, func(tx *store.Tx, f *store.File) error {
		i := slices.IndexFunc(f.Grounds, func(g assessment.Ground) bool { return g.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "assessment.ground.unknown")
		}
		if f.Grounds[i].Version != version {
			return conflict()
		}
		g, err := assessment.LookAgain(f.Grounds[i], tx.Entry.Actor.Account, tx.Now, agrees, reasons)
		if err != nil {
			return err
		}
		return tx.SaveGround(f, &g)
	})
}

// DraftConviction saves the worksheet of a charge or conviction; its answer is the worksheet's id.
func (a *App) DraftConviction(ctx context.Context, w Write, in assessment.Conviction) (string, error) {
	return a.saveConviction(ctx, w, in, assessment.Admissibility.SaveConviction)
}

// RecordConviction records the worksheet of a charge or conviction whose steps 1 to 8 are filled.
func (a *App) RecordConviction(ctx context.Context, w Write, in assessment.Conviction) (string, error) {
	answer, err := a.saveConviction(ctx, w, in, assessment.Admissibility.RecordConviction)
	return answer, a.elseDraft(w, in.Version, err, func(w Write) error {
		_, err := a.DraftConviction(ctx, w, in)
		return err
	})
}

func (a *App) saveConviction(ctx context.Context, w Write, in assessment.Conviction,
	rule func(assessment.Admissibility, assessment.Conviction, []string) (assessment.Conviction, error)) (string, error) {
	return a.change(ctx, w, access.RecordConviction, func(tx *store.Tx, f *store.File) error {
		if err := assessing(tx, f); err != nil {
			return err
		}
		if err := known(f, slices.Concat(in.ActsEvidence, in.LinkEvidence), nil); err != nil {
			return err
		}
		i := slices.IndexFunc(f.Convictions, func(c assessment.Conviction) bool { return c.ID == in.ID })
		if in.ID != "" && i < 0 {
			return fault.New(fault.NotFound, "assessment.ground.unknown")
		}
		if i >= 0 && (f.Convictions[i].Person != in.Person || f.Convictions[i].Version != in.Version) {
			return conflict()
		}
		x, err := rule(admissibility(f, tx.Now), in, a.illegitimate(f.Case))
		if err != nil {
			return err
		}
		x.By, x.At, x.Pack = tx.Entry.Actor.Account, tx.Now, a.packOf(f.Case)
		if err := tx.SaveConviction(f, &x); err != nil {
			return err
		}
		tx.Answer = x.ID
		return nil
	})
}

// FinishAdmissibility moves a case whose checks are settled and whose grounds are recorded to the final review.
func (a *App) FinishAdmissibility(ctx context.Context, w Write) (string, error) {
	return a.change(ctx, w, access.RecordGround, func(tx *store.Tx, f *store.File) error {
		if err := admissibility(f, tx.Now).CheckForSigning(tx.Today()); err != nil {
			return err
		}
		return tx.Move(f, casefile.FinalReview, "assessment.admissibility")
	})
}
