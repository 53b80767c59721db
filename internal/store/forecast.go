package store

import (
	"context"
	"database/sql"
	"errors"
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
		rows, err := q.QueryContext(ctx, `SELECT c.referred_by, c.office, c.state, c.since, c.referred, c.filed, c.at_office, c.decided, c.persons, COALESCE(l.at, 0), COALESCE(l.year, 0), COALESCE(l.day, '')
FROM cases c LEFT JOIN (SELECT case_id, MIN(at) AS at, MIN(year) AS year, MIN(CASE WHEN reason = $4 THEN of_ END) AS day FROM ledger WHERE counter = $1 AND kind = $2 AND stream = $3 GROUP BY case_id) l ON l.case_id = c.id
WHERE c.stream = $3 AND c.referred <> '' AND c.wrapped IS NOT NULL`, string(spaces.Commitment), string(spaces.Landed), stream, spaces.ReasonBrought)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var j forecast.Journey
			var state, since, referred, filed, office, decided, brought string
			var at, year int64
			if err := rows.Scan(&j.Partner, &j.Office, &state, &since, &referred, &filed, &office, &decided, &j.Persons, &at, &year, &brought); err != nil {
				return err
			}
			j.State, j.Since, j.Referred, j.Filed = casefile.State(state), policy.Day(since), policy.Day(referred), policy.Day(filed)
			j.AtOffice, j.Decided = policy.Day(office), policy.Day(decided)
			if j.Landed = policy.Day(brought); brought == "" && at > 0 {
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

// ForecastDays are the days of which a forecast of the stream is kept, oldest first.
func (s *Store) ForecastDays(ctx context.Context, stream string) (out []policy.Day, err error) {
	err = s.asking(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT day FROM forecasts WHERE stream = $1 ORDER BY day", stream)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var day string
			if err := rows.Scan(&day); err != nil {
				return err
			}
			out = append(out, policy.Day(day))
		}
		return rows.Err()
	})
	return out, err
}

// Forecast is a kept forecast: what is shown of it, or what it was made from. fault.NotFound when there is none.
func (s *Store) Forecast(ctx context.Context, stream string, day policy.Day, basis bool) (plain []byte, err error) {
	col := "body"
	if basis {
		col = "basis"
	}
	var cell []byte
	err = s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT "+col+" FROM forecasts WHERE stream = $1 AND day = $2", stream, string(day)).Scan(&cell)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return s.vault.System().Open(place("forecasts", col, stream+"/"+string(day), 0), cell)
}

// KeepForecast keeps a forecast of a day, once: the first one of a day stays. Those that go are of more than forty days ago
// and not the first of their month.
func (s *Store) KeepForecast(ctx context.Context, stream string, day policy.Day, body, basis []byte) error {
	days, err := s.ForecastDays(ctx, stream)
	if err != nil {
		return err
	}
	seal := func(col string, plain []byte) []byte {
		return s.vault.System().Seal(place("forecasts", col, stream+"/"+string(day), 0), plain)
	}
	b, from := seal("body", body), seal("basis", basis)
	return plain(s.submit(ctx, func(ctx context.Context, q querier) error {
		if _, err := q.ExecContext(ctx, "INSERT INTO forecasts (stream, day, body, basis) VALUES ($1, $2, $3, $4) ON CONFLICT (stream, day) DO NOTHING", stream, string(day), b, from); err != nil {
			return err
		}
		month := ""
		for _, d := range days {
			first := string(d)[:7] != month
			month = string(d)[:7]
			if !first && d < day.Add(-40) {
				if _, err := q.ExecContext(ctx, "DELETE FROM forecasts WHERE stream = $1 AND day = $2", stream, string(d)); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}
