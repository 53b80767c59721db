package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
)

// Spoil makes kept counters wrong: some rows are gone, some are too much. For tests alone.
func (s *Store) Spoil(ctx context.Context) error {
	return errors.Join(s.spoil(ctx, "DELETE FROM days WHERE span < 1000000", "DELETE FROM ages WHERE office = '*'",
		"DELETE FROM stays WHERE state = 'eligibility'", "UPDATE stays SET until_ = until_ - 1 WHERE state = 'transferred'"), s.SpoilRows(ctx))
}

// SpoilRows makes those wrong that are made of rows.
func (s *Store) SpoilRows(ctx context.Context) error {
	return s.spoil(ctx, "UPDATE counts SET cases = cases + 1", "DELETE FROM space_days", "UPDATE spaces SET confirmed = 0, held = 0")
}

func (s *Store) spoil(ctx context.Context, texts ...string) error {
	return s.anew(ctx, func(ctx context.Context, q querier) error {
		for _, text := range texts {
			if _, err := q.ExecContext(ctx, text); err != nil {
				return err
			}
		}
		return nil
	})
}

// FillFaces stores persons as an index of referred cases of size persons has it, without their packages: a million whole
// cases take most of an hour, and the index reads nothing else of them. For tests alone.
func (s *Store) FillFaces(ctx context.Context, list []people.Person, size int) error {
	bits := leastBits
	for 1<<bits < len(list) {
		bits++
	}
	if err := s.anew(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, "UPDATE meta SET value = $1 WHERE name = $2", []byte{byte(bits)}, indexBits)
		return err
	}); err != nil {
		return err
	}
	for from := 0; from < len(list); from += 4000 * size {
		part := list[from:min(len(list), from+4000*size)]
		if err := s.anew(ctx, func(ctx context.Context, q querier) error {
			for i := 0; i < len(part); i += size {
				id := casefile.ID(NewID())
				key, wrapped := s.vault.NewKey(string(id))
				r, err := caseRow(key, casefile.Case{ID: id, Version: 1, Ref: NewRef() + strconv.Itoa(from+i), State: casefile.Received, ReferredBy: "FLD", Referred: "2026-08-03"})
				if err != nil {
					return err
				}
				if _, err := q.ExecContext(ctx, cases.insert, append(r, wrapped, int64(from+i), int64(1), []byte{})...); err != nil {
					return err
				}
				f := &File{Case: casefile.Case{ID: id, State: casefile.Received}, key: key, fresh: true, Persons: part[i:min(len(part), i+size)]}
				if err := s.keepFaces(ctx, q, f); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// Round is the roundest of some days, and Rounds what it can be of any that has a day among them.
func Round(first, last int64) int64 {
	const day = int64(24 * time.Hour / time.Microsecond)
	return stay{from: first*day + 1, until: (last + 1) * day}.round()
}

func Rounds(day int64) []int64 {
	out := rounds(day)
	return out[:]
}

// Stayed is a stay in words; of a case they are told in order.
func (s *Store) Stayed(ctx context.Context, id casefile.ID) (out []string, err error) {
	err = s.asking(ctx, func(q querier) error {
		list, err := readStays(ctx, q, " WHERE case_id = $1 ORDER BY from_", string(id))
		for _, x := range list {
			until := "now"
			if x.until != lasts {
				until = time.UnixMicro(x.until).UTC().Format("01-02T15:04")
			}
			out = append(out, fmt.Sprintf("%s %s %s-%s", x.state, x.office, time.UnixMicro(x.from).UTC().Format("01-02T15:04"), until))
		}
		return err
	})
	return out, err
}

// Spoilt runs statements as somebody with the database's password could.
func (s *Store) Spoilt(ctx context.Context, texts ...string) error { return s.spoil(ctx, texts...) }
