package referral

import (
	"slices"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Added is the index of a row that is not there yet.
const Added = -1

// Rows is a group of questions about a person that repeats. "Add another" is one post for each row, so that nothing of
// the others is lost and a page stays small.
type Rows struct {
	Name   string // "education": the last part of its address; words under "rows.<name>.title" and ".add"
	Limit  int    // rows at most
	None   string // name of the question that says there are none, "" where none is needed
	Fixed  bool   // rows come with an answer of another list, and none is added or removed by hand
	Listed Listed

	count  func(*people.Person) int
	values func(*people.Person, int) Answers
	apply  func(*people.Person, int, Answers, policy.Day) error
	remove func(*people.Person, int) error
}

// Count is how many rows a person has.
func (r Rows) Count(p *people.Person) int { return r.count(p) }

// Values are the answers of one row; Added is an empty one. A row that is not there is fault.NotFound.
func (r Rows) Values(p *people.Person, index int) (Answers, error) {
	if index < Added || index >= r.count(p) || index == Added && r.Fixed {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return r.values(p, index), nil
}

// Apply fills the row at index with what was typed, or adds one. What is right is in it whatever the error says; a new
// row that lacks a needed answer is not added.
func (r Rows) Apply(p *people.Person, index int, typed Answers, today policy.Day) error {
	if index == Added && (r.Fixed || r.count(p) >= r.Limit) {
		return &fault.Error{Kind: fault.Stopped, Key: "rows.full", Args: map[string]any{"Limit": r.Limit}}
	}
	return r.apply(p, index, typed, today)
}

// Remove takes a row away.
func (r Rows) Remove(p *people.Person, index int) error {
	if r.Fixed {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.remove(p, index)
}

// rows binds a list of a person to the questions of one row. check asks what the answers mean together.
func rows[T any](name string, limit int, sheet Sheet[T], at func(*people.Person) *[]T, check func(T, people.Person, policy.Day) error) Rows {
	return Rows{Name: name, Limit: limit, Listed: listed(sheet[0].Questions[0].Form, sheet),
		count: func(p *people.Person) int { return len(*at(p)) },
		values: func(p *people.Person, i int) Answers {
			var v T
			if i != Added {
				v = (*at(p))[i]
			}
			return sheet.Values(&v)
		},
		apply: func(p *people.Person, i int, typed Answers, today policy.Day) error {
			list, err := Applied(*at(p), i, sheet, typed, func(v T) error {
				if check == nil {
					return nil
				}
				return check(v, *p, today)
			})
			*at(p) = list
			return err
		},
		remove: func(p *people.Person, i int) (err error) {
			*at(p), err = Without(*at(p), i)
			return err
		}}
}

// none names the question that says there are no rows.
func (r Rows) none(question string) Rows { r.None = question; return r }

// Applied is a list with the entry at index filled from what was typed; Added adds one. An entry that lacks a needed
// answer is not added.
func Applied[T any](list []T, index int, sheet Sheet[T], typed Answers, check func(T) error) ([]T, error) {
	if index < Added || index >= len(list) {
		return list, fault.New(fault.NotFound, "fault.not_found")
	}
	var v T
	if index != Added {
		v = list[index]
	}
	err := sheet.Apply(&v, typed, check)
	if missing := sheet.Missing(&v); len(missing) > 0 {
		if f, ok := err.(*fault.Error); err == nil || ok && f.Kind == fault.Invalid {
			var c fault.Check
			if f != nil {
				c.Fields = f.Fields
			}
			for _, name := range missing {
				if !slices.ContainsFunc(c.Fields, func(x fault.Field) bool { return x.Name == name }) {
					c.Add(name, "ask.missing")
				}
			}
			err = c.Err("ask.check")
		}
		if index == Added {
			return list, err
		}
	}
	out := slices.Clone(list)
	if index == Added {
		return append(out, v), err
	}
	out[index] = v
	return out, err
}

// Without is a list without the entry at index.
func Without[T any](list []T, index int) ([]T, error) {
	if index < 0 || index >= len(list) {
		return list, fault.New(fault.NotFound, "fault.not_found")
	}
	return slices.Delete(slices.Clone(list), index, index+1), nil
}
