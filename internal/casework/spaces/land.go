package spaces

import (
	"passage/internal/casework/fault"
)

// Admissions is what a case has planned and landed in the commitment, by admission year.
type Admissions struct {
	Planned map[int]int     // year -> persons
	Landed  map[string]bool // person ids that count, whatever the line
}

// AdmissionsOf reads the commitment entries of a case. A landing that was taken back does not count.
func AdmissionsOf(entries []Entry) Admissions {
	a := Admissions{Planned: map[int]int{}, Landed: map[string]bool{}}
	for _, e := range entries {
		if e.Counter != Commitment {
			continue
		}
		if d := e.delta(); d.Planned != 0 {
			a.Planned[e.Year] += d.Planned
		} else if d.Landed+d.Other > 0 {
			a.Landed[e.Person] = true
		} else if d.Landed+d.Other < 0 {
			delete(a.Landed, e.Person)
		}
	}
	return a
}

// Intend plans the admission of all who are to travel in one year: the whole family or nothing. It is guarded by
// the stream's "up to" number, and an override by a named authority is recorded (decision 3). The office's GAR
// number is never in the way: it only warns (I-63).
func Intend(a Ask, entries []Entry, office string) ([]Entry, error) {
	if err := a.check("X-12"); err != nil {
		return nil, err
	}
	now := AdmissionsOf(entries)
	waiting := a.Case.Persons - len(now.Landed)
	if waiting <= 0 || now.Planned[a.Year] == waiting {
		return nil, nil
	}
	out := a.unplan(entries)
	e := a.entry(Commitment, Plan, waiting)
	e.Office = office
	return a.past(append(out, e)), nil
}

// Unplan takes back what a case has planned: the visas were not used, or the case ended another way.
func (a Ask) unplan(entries []Entry) []Entry {
	type line struct {
		year            int
		office, partner string
	}
	sums := map[line]int{}
	var order []line
	for _, e := range entries {
		if e.Counter != Commitment {
			continue
		}
		l := line{e.Year, e.Office, e.Partner}
		if _, ok := sums[l]; !ok {
			order = append(order, l)
		}
		sums[l] += e.delta().Planned
	}
	var out []Entry
	for _, l := range order {
		if sums[l] <= 0 {
			continue
		}
		e := a.entry(Commitment, Unplan, sums[l])
		e.Year, e.Office, e.Partner = l.year, l.office, l.partner
		out = append(out, e)
	}
	return out
}

// Fewer takes off the plan those who will not be admitted after all: somebody who was to travel died, or travels with another case (I-77,
// What was planned last goes first. It always posts.
func Fewer(a Ask, entries []Entry) []Entry {
	over := a.Case.Landed - a.Case.Persons
	lines := a.unplan(entries)
	for _, e := range lines {
		over += e.Persons
	}
	var out []Entry
	for i := len(lines) - 1; i >= 0 && over > 0; i-- {
		e := lines[i]
		e.Persons, e.Free = min(e.Persons, over), true
		over -= e.Persons
		out = append(out, e)
	}
	return out
}

// Forgo takes back what a case has planned and keeps its place in the partner's allocation: an approval was set aside (I-78).
func Forgo(a Ask, entries []Entry) []Entry { return a.unplan(entries) }

// Abandon takes back what a case has planned and releases what it has not consumed.
func Abandon(a Ask, entries []Entry) []Entry {
	return append(a.unplan(entries), a.leave(entries, a.Reason)...)
}

// Land counts one person, on the day they became a permanent resident, in that year (A-111, I-60). It always
// posts (decision 3). A one-year-window member counts on a line of its own and is not charged (I-61, A-113).
// The place in the partner's allocation of the referral year is consumed (I-50), and the plan is used up.
//
// Contradiction X-30: nobody is counted twice, without a person, or by another date than that of landing: Ask.Year
// is the year of landing, which decision.Land takes from the landing alone.
func Land(a Ask, entries []Entry, person, office string, window bool) ([]Entry, error) {
	if person == "" || a.Year <= 0 {
		return nil, fault.Stop("X-30", "spaces.land.no_date")
	}
	now := AdmissionsOf(entries)
	if now.Landed[person] {
		return nil, fault.Stop("X-30", "spaces.land.twice")
	}
	kind := Landed
	if window {
		kind = LandedOther
	}
	e := a.entry(Commitment, kind, 1)
	e.Person, e.Office, e.Free = person, office, true
	out := []Entry{e}
	if window {
		return out, nil
	}
	if p, ok := a.planned(entries, person); ok {
		out = append(out, p)
	}
	for _, p := range Positions(entries) {
		if p.Confirmed > 0 {
			c := a.entry(Allocation, Consume, 1)
			c.Year, c.Partner, c.Person, c.Free = p.Year, p.Partner, person, true
			out = append(out, c)
			break
		}
	}
	return out, nil
}

// planned is the entry that takes one person off the plan, from the year of landing first, then the oldest.
func (a Ask) planned(entries []Entry, person string) (Entry, bool) {
	var found Entry
	for _, e := range a.unplan(entries) {
		if found.Persons == 0 || e.Year == a.Year {
			found = e
		}
	}
	if found.Persons == 0 {
		return Entry{}, false
	}
	found.Persons, found.Person, found.Free = 1, person, true
	found.Reason = ReasonLanded
	return found, true
}

// counts are the kinds that Land writes for a person.
var counts = map[Kind]bool{Landed: true, LandedOther: true, Consume: true, Unplan: true}

// TakeBack corrects a landing that was entered by mistake: every entry that counted the person is undone by one
// of its own, and nothing is erased.
func TakeBack(a Ask, entries []Entry, person string) ([]Entry, error) {
	if !AdmissionsOf(entries).Landed[person] {
		return nil, fault.Stop("X-30", "spaces.land.none")
	}
	undone := map[string]bool{}
	for _, e := range entries {
		if e.Kind == Correct {
			undone[e.Of] = true
		}
	}
	var out []Entry
	for _, e := range entries {
		if e.Person != person || undone[e.ID] || !counts[e.Kind] {
			continue
		}
		c := e
		c.ID, c.Kind, c.Undoes, c.Of = "", Correct, e.Kind, e.ID
		c.Free, c.Reason, c.Note, c.By, c.At = true, a.Reason, a.Note, a.By, a.At
		out = append(out, c)
	}
	return out, nil
}

// Past is the entry that records by how many persons an entry went past the number, given the guarded row after it;
// false when it did not. It owes a notice and moves nothing (decision 3).
func Past(after Delta, e Entry) (Entry, bool) {
	if e.Limit <= 0 || !e.Free {
		return Entry{}, false
	}
	is := after.Used()
	over := is - max(e.Limit+after.Moved, is-e.delta().Used())
	if over <= 0 {
		return Entry{}, false
	}
	o := e
	o.ID, o.Kind, o.From, o.Undoes, o.Of, o.Persons = "", Over, e.Kind, "", e.ID, over
	return o, true
}
