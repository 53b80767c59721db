package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// YearNumbers are the numbers of one year: what is in force, every version beside the pack, and what a version that waits would
// change.
type YearNumbers struct {
	Now      policy.YearPlan
	Versions []policy.YearPlan // the latest first
	Waits    *policy.YearPlan
	Effect   Effect // of Waits
}

// Effect is whom a plan affects: the figures before and after, beside what is used.
type Effect struct {
	Partners []PartnerEffect
	Offices  []OfficeEffect
	Counted  int // persons landed in the year or planned for it
	Past     int // by how many of them the ceiling of the plan is passed: they stay, new plans are stopped
	Above    int // by how many the offices' numbers pass the target (I-63)
}

// PartnerEffect is what a plan does to a partner's allocation.
type PartnerEffect struct {
	Partner string
	Was, Is int // with what was moved
	Used    int // held, referred and landed: they stay
	Room    int // after it
	Stopped bool
}

// OfficeEffect is what a plan does to an office's GAR number; Warn says that the stream alone passes it, which stops nothing.
type OfficeEffect struct {
	Office  string
	Was, Is int
	Counted int
	Warn    bool
}

// YearNumbers are the numbers of a year for who may see figures.
func (a *App) YearNumbers(ctx context.Context, who access.Actor, stream string, year int) (*YearNumbers, error) {
	if err := a.figures(ctx, who); err != nil {
		return nil, err
	}
	list, err := a.Store.YearPlans(ctx)
	if err != nil {
		return nil, err
	}
	v := a.Policy()
	out := &YearNumbers{Now: v.YearPlan(stream, year)}
	for _, p := range list {
		if p.Year != year || p.Stream != stream {
			continue
		}
		out.Versions = append(out.Versions, p)
		if p.Waits() {
			out.Waits = &p
		}
	}
	slices.SortFunc(out.Versions, func(x, y policy.YearPlan) int { return y.Proposed.At.Compare(x.Proposed.At) })
	if out.Waits != nil {
		rows, err := a.Store.Balances(ctx, year)
		if err != nil {
			return nil, err
		}
		out.Effect = effect(v, out.Now, *out.Waits, rows)
	}
	return out, nil
}

// effect compares a plan with the one in force and with what is used.
func effect(v *policy.View, now, next policy.YearPlan, rows map[spaces.Key]spaces.Delta) Effect {
	var e Effect
	for _, p := range v.Partners() {
		row := rows[spaces.Key{Counter: spaces.Allocation, Year: next.Year, Stream: next.Stream, Partner: p.ID}]
		x := PartnerEffect{Partner: p.ID, Was: now.Shares[p.ID] + row.Moved, Is: next.Shares[p.ID] + row.Moved, Used: row.Used(), Room: spaces.Room(next.Shares[p.ID], row)}
		x.Stopped = x.Room == 0 && x.Is != x.Was
		if x.Was != 0 || x.Is != 0 || x.Used != 0 {
			e.Partners = append(e.Partners, x)
		}
	}
	for _, l := range spaces.Offices(rows, next.Stream, next.Year, next.Offices) {
		x := OfficeEffect{Office: l.Office, Was: now.Offices[l.Office], Is: l.GAR, Counted: l.Landed + l.Plan, Warn: l.Warn()}
		if l.Office != "" {
			e.Offices = append(e.Offices, x)
		}
	}
	all := rows[spaces.Key{Counter: spaces.Commitment, Year: next.Year, Stream: next.Stream}]
	e.Counted, e.Past = all.Used(), max(0, all.Used()-next.UpTo)
	e.Above = spaces.SumWarning(next.Offices, next.Target)
	return e
}

// ProposeYearPlan proposes a version of a year's numbers; nothing changes until another person has confirmed it (I-58).
func (a *App) ProposeYearPlan(ctx context.Context, w Write, p policy.YearPlan) error {
	return a.levels(ctx, w, func(tx *store.Tx, list []policy.YearPlan) (policy.YearPlan, error) {
		return a.Pack.On(tx.Today()).ProposePlan(list, p, signed(tx))
	})
}

// ConfirmYearPlan is the second person's yes: from this change on every hold, referral and approval is compared with it.
func (a *App) ConfirmYearPlan(ctx context.Context, w Write, id string, version int64) error {
	return a.answerPlan(ctx, w, id, version, policy.YearPlan.Confirm)
}

// DropYearPlan takes a proposed version back, or says no to it.
func (a *App) DropYearPlan(ctx context.Context, w Write, id string, version int64) error {
	return a.answerPlan(ctx, w, id, version, policy.YearPlan.Drop)
}

func (a *App) answerPlan(ctx context.Context, w Write, id string, version int64, fn func(policy.YearPlan, policy.Mark) (policy.YearPlan, error)) error {
	return a.levels(ctx, w, func(tx *store.Tx, list []policy.YearPlan) (policy.YearPlan, error) {
		i := slices.IndexFunc(list, func(p policy.YearPlan) bool { return p.ID == id })
		if i < 0 {
			return policy.YearPlan{}, fault.New(fault.NotFound, "fault.not_found")
		}
		if list[i].Version != version {
			return policy.YearPlan{}, fault.New(fault.Conflict, "fault.conflict")
		}
		return fn(list[i], signed(tx))
	})
}

func (a *App) levels(ctx context.Context, w Write, fn func(tx *store.Tx, list []policy.YearPlan) (policy.YearPlan, error)) error {
	w.Case = ""
	_, err := a.start(ctx, w, access.SetLevels, func(tx *store.Tx) error {
		list, err := tx.YearPlans()
		if err != nil {
			return err
		}
		p, err := fn(tx, list)
		if err != nil {
			return err
		}
		_, err = tx.SaveYearPlan(p)
		return err
	})
	if err == nil {
		a.rules.kept.Store(nil)
	}
	return err
}
