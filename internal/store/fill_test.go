package store

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

// passed is what an invented case went through: its head and its lines of the ledger at some moments.
type passed struct {
	at    time.Time
	head  casefile.Case
	lines []spaces.Entry
}

// invented is the life of a case that was referred on a day, until today: at most five heads and a handful of lines.
func invented(r *rand.Rand, referred, today policy.Day) []passed {
	c := casefile.Case{State: casefile.Received, ReferredBy: []string{"UNHCR", "FLD", "PD", "UNHCR"}[r.IntN(4)], Stream: "hrd-global", Persons: 1 + r.IntN(2),
		Opened: referred, Referred: referred, Since: referred, Summary: casefile.Summary{Name: "Applicant 0412"}}
	line := func(k spaces.Kind, counter spaces.Counter, n int, day policy.Day, person string) spaces.Entry {
		return spaces.Entry{Counter: counter, Year: day.Year(), Stream: c.Stream, Kind: k, Partner: c.ReferredBy, Office: c.Office, Person: person, Persons: n, Limit: 1 << 30, Free: true, Reason: spaces.ReasonReferred}
	}
	day := referred
	var out []passed
	step := func(lines ...spaces.Entry) {
		out = append(out, passed{day.Time().Add(time.Duration(8+r.IntN(9)) * time.Hour), c, lines})
	}
	step(line(spaces.Confirm, spaces.Allocation, c.Persons, day, ""))
	move := func(days int, s casefile.State) bool {
		day = day.Add(1 + r.IntN(days))
		c.State, c.Since = s, day
		return day < today
	}
	if !move(90, casefile.Transferred) {
		return out
	}
	c.Office = []string{"cedar", "birch", "cedar", "alder", "fir", "larch", "spruce"}[r.IntN(7)]
	step()
	if r.IntN(12) == 0 {
		if move(60, casefile.Withdrawn) {
			e := line(spaces.Release, spaces.Allocation, c.Persons, referred, "")
			e.Office, e.From = "", spaces.Confirm
			step(e)
		}
		return out
	}
	if !move(60, casefile.Eligibility) {
		return out
	}
	c.AtOffice, c.Assigned = day, "officer."+c.Office
	step()
	if r.IntN(7) == 0 {
		if move(400, casefile.ClosedRefused) {
			step()
		}
		return out
	}
	if !move(400, casefile.Travel) {
		return out
	}
	c.Decided = day
	plan := line(spaces.Plan, spaces.Commitment, c.Persons, day, "")
	step(plan)
	if !move(200, casefile.PostArrival) {
		return out
	}
	c.Landed = c.Persons
	kind := spaces.Landed
	if r.IntN(40) == 0 {
		kind = spaces.LandedOther
	}
	var lines []spaces.Entry
	for range c.Persons {
		lines = append(lines, line(kind, spaces.Commitment, 1, day, "person"))
	}
	used := line(spaces.Consume, spaces.Allocation, c.Persons, referred, "person")
	used.Office = ""
	step(append(lines, used)...)
	return out
}

// FillCases stores n cases with their heads, stays, lines and journal as changes would have left them, without packages and without any
// counter: a million whole cases take hours. For tests alone.
func (s *Store) FillCases(ctx context.Context, n int, today policy.Day, seed uint64) error {
	const at, days = 2000, 4 * 365
	ids := make([]string, n)
	for i := range ids {
		ids[i] = NewID()
	}
	slices.Sort(ids)
	type chain struct {
		v    int64
		prev []byte
	}
	years := map[int]*chain{}
	r := rand.New(rand.NewPCG(seed, 5))
	for from := 0; from < n; from += at {
		if err := s.anew(ctx, func(ctx context.Context, q querier) error {
			for i, id := range ids[from:min(n, from+at)] {
				key, wrapped := s.vault.NewKey(id)
				tx := &Tx{Entry: Entry{Actor: access.Actor{Account: "system", Role: access.System, Unit: "HQ"}, Action: "fill", Pack: "1"}, s: s, q: q, ctx: ctx}
				steps := invented(r, today.Add(-days+(from+i)*days/n), today)
				ref := NewRef() + id[:6]
				var was row
				var v int64
				made, prev := steps[0].at, []byte{}
				var stood []stay
				for k, x := range steps {
					x.head.ID, x.head.Ref, x.head.Version = casefile.ID(id), ref, int64(k+1)
					now, err := caseRow(key, x.head)
					if err != nil {
						return err
					}
					m := image{table: cases, op: inserted, key: row{id}, before: []byte{}, after: now}
					if was != nil {
						m.op, m.before = updated, rowHash(was)
					}
					tx.Now, was = x.at, now
					stood, _ = stand(stood, id, x.at.UnixMicro(), countedOf(x.head))
					if v, prev, err = tx.append(caseStream(casefile.ID(id)), []image{m}, v, prev); err != nil {
						return err
					}
					for _, e := range x.lines {
						c := years[e.Year]
						if c == nil {
							c = &chain{prev: []byte{}}
							years[e.Year] = c
						}
						e.ID, e.Case, e.At, e.By = NewID(), casefile.ID(id), x.at, "system"
						if c.v, c.prev, err = tx.line(q, e, c.v, c.prev); err != nil {
							return err
						}
					}
				}
				if _, err := q.ExecContext(ctx, cases.insert, append(slices.Clip(was), wrapped, made.UnixMicro(), v, prev)...); err != nil {
					return err
				}
				if _, err := restay(ctx, q, nil, stood); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return s.anew(ctx, func(ctx context.Context, q querier) error {
		for y, c := range years {
			if _, err := q.ExecContext(ctx, "INSERT INTO heads (chain, stream, version, hash) VALUES ($1, $2, $3, $4)", changes, ledgerStream(y), c.v, c.prev); err != nil {
				return err
			}
		}
		return nil
	})
}
