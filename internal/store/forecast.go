package store

import (
	"context"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/forecast"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

// Journeys hands out the ways of all cases of a stream that were referred: days, codes and numbers of persons, all in clear
// on the head, with the day on which the first person landed from the ledger. No case is opened and none is named.
func (s *Store) Journeys(ctx context.Context, stream string, fn func(forecast.Journey)) error {
	return s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, `SELECT c.referred_by, c.office, c.state, c.since, c.referred, c.filed, c.at_office, c.decided, c.persons, COALESCE(l.at, 0), COALESCE(l.year, 0)
FROM cases c LEFT JOIN (SELECT case_id, MIN(at) AS at, MIN(year) AS year FROM ledger WHERE counter = $1 AND kind = $2 AND stream = $3 GROUP BY case_id) l ON l.case_id = c.id
WHERE c.stream = $3 AND c.referred <> '' AND c.wrapped IS NOT NULL`, string(spaces.Commitment), string(spaces.Landed), stream)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var j forecast.Journey
			var state, since, referred, filed, office, decided string
			var at, year int64
			if err := rows.Scan(&j.Partner, &j.Office, &state, &since, &referred, &filed, &office, &decided, &j.Persons, &at, &year); err != nil {
				return err
			}
			j.State, j.Since, j.Referred, j.Filed = casefile.State(state), policy.Day(since), policy.Day(referred), policy.Day(filed)
			j.AtOffice, j.Decided = policy.Day(office), policy.Day(decided)
			if at > 0 {
				// A landing is entered when it is known, and counts in its year.
				if j.Landed = policy.DayOf(time.UnixMicro(at)); j.Landed.Year() > int(year) {
					j.Landed = policy.DayOf(time.Date(int(year), 12, 31, 0, 0, 0, 0, time.UTC))
				}
			}
			fn(j)
		}
		return rows.Err()
	})
}
