package referral

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// What a helper may be let in to, and what of it they see (I-75).

// Papers is the form that stands for documents: a helper adds some and sees those that they added.
const Papers = "documents"

// HelperForms are the forms that a partner can open to a helper: what is asked about persons. The cover page is not among
// them, since it holds the partner's own determination, nor is the safe-contact plan or anything that is signed.
var HelperForms = []string{"imm0008", "imm5669", "imm0008sch2", Papers}

// helperPerson is as much of a person's page as a helper fills in. What somebody is to the family, who travels, and whether it
// is safe to name them is the partner's to say.
var helperPerson = Section{Name: "person", Forms: []string{"imm0008", "imm0008dep"}, Each: true, Rows: RowLists,
	Sheet: slices.DeleteFunc(slices.Clone(PersonForm), func(g Group[people.Person]) bool { return g.Name == "family" || g.Name == "travel" })}

// helperSections are the parts in the order in which a helper is asked.
var helperSections = append([]Section{helperPerson}, Sections...)

// HelperSections are the parts that some forms open.
func HelperSections(forms []string) (out []Section) {
	for _, s := range helperSections {
		if slices.ContainsFunc(forms, s.in) {
			out = append(out, s)
		}
	}
	return out
}

// HelperSection is the part with a name, if one of the forms holds it.
func HelperSection(forms []string, name string) (Section, bool) {
	list := HelperSections(forms)
	i := slices.IndexFunc(list, func(s Section) bool { return s.Name == name })
	if i < 0 {
		return Section{}, false
	}
	return list[i], true
}

// HelperRows is the list of rows with a name, if one of the forms holds it, and the part that shows it.
func HelperRows(forms []string, name string) (Rows, Section, bool) {
	for _, s := range HelperSections(forms) {
		for _, r := range s.Rows {
			if r.Name == name {
				return r, s, true
			}
		}
	}
	return Rows{}, Section{}, false
}

// HelperAsks are the questions of a row that a helper is asked: not what the partner thinks of it, and not which documents
// of the case prove it.
func (r Rows) HelperAsks() []Ask {
	return slices.DeleteFunc(slices.Clone(r.Listed.Asks), func(a Ask) bool {
		return a.Name == "proof" || r.Fixed && a.Name == "view"
	})
}

// Spot is where an answer stands: a question of a part, or a row of a list.
type Spot struct {
	Person string // id
	Part   string // name of the section, or of the list
	Name   string // of the question; of the background question whose context it is; "" for any other row
}

// Mark says that a helper typed an answer. It holds for as long as the answer is the one that they left: whoever changes it
// takes the mark away, and no second list of changes has to be kept for that.
type Mark struct {
	Spot
	Sum string // of the answer; never the answer, which stands in one place alone
	At  time.Time

	// Also says that the box was ticked by another before they ticked it too: it is no answer of theirs, and when they take
	// their tick back the other's stays. A box that is ticked says all there is to know, so a helper must not be able to
	// tell one from the other.
	Also bool `json:",omitzero"`
}

// Own are the marks of what a helper alone typed.
func Own(marks []Mark) []Mark {
	return slices.DeleteFunc(slices.Clone(marks), func(m Mark) bool { return m.Also })
}

// sum is of an answer, or of the answers of a row in the order of its questions.
func sum(answers ...[]string) string {
	var b []byte
	for _, list := range answers {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, s := range list {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// rowSum is of what a helper is asked in a row; blank says that none of it is answered.
func (r Rows) rowSum(p *people.Person, i int) (s string, blank bool) {
	values, blank := r.values(p, i), true
	var answers [][]string
	for _, a := range r.HelperAsks() {
		answers = append(answers, values[a.Name])
		blank = blank && len(values[a.Name]) == 0
	}
	return sum(answers...), blank
}

// rowSpot is where a row stands. Rows have no number of their own that lasts, so a row is known by its sum; but the context of
// a background question by the question.
func (r Rows) rowSpot(p *people.Person, i int) Spot {
	s := Spot{Person: p.ID, Part: r.Name}
	if r.Fixed && i >= 0 && i < len(p.Background) {
		s.Name = p.Background[i].Question
	}
	return s
}

func marked(marks []Mark, at Spot, sum string) bool {
	return slices.ContainsFunc(marks, func(m Mark) bool { return m.Spot == at && m.Sum == sum })
}

// Standing are the marks that still hold: the answer is there, and nobody has changed it since.
func Standing(marks []Mark, persons []people.Person) (out []Mark) {
	for _, m := range marks {
		i := slices.IndexFunc(persons, func(p people.Person) bool { return p.ID == m.Person })
		if i >= 0 && !marked(out, m.Spot, m.Sum) && m.stands(&persons[i]) {
			out = append(out, m)
		}
	}
	return out
}

func (m Mark) stands(p *people.Person) bool {
	for _, s := range helperSections {
		if s.Name == m.Part && m.Name != "" {
			for q := range s.Sheet.All() {
				if q.Name == m.Name {
					values := q.get(p)
					return len(values) > 0 && sum(values) == m.Sum
				}
			}
		}
		for _, r := range s.Rows {
			if r.Name != m.Part {
				continue
			}
			for i := range r.Count(p) {
				if got, blank := r.rowSum(p, i); !blank && got == m.Sum && r.rowSpot(p, i) == m.Spot {
					return true
				}
			}
		}
	}
	return false
}

// Seen is what a helper learns of an answer.
type Seen string

// What a helper learns: that it is still empty, so that they may fill it in; that it is answered, and not what; or what it is,
// when they typed it.
const (
	StillEmpty Seen = "empty"
	Filled     Seen = "answered"
	Mine       Seen = "mine"
)

// Sees is what a helper learns of each question of a part. mine are their own marks.
func (s Section) Sees(p *people.Person, mine []Mark) map[string]Seen {
	out := map[string]Seen{}
	for q := range s.Sheet.All() {
		values := q.get(p)
		switch {
		case len(values) == 0:
			out[q.Name] = StillEmpty
		case marked(mine, Spot{p.ID, s.Name, q.Name}, sum(values)):
			out[q.Name] = Mine
		case q.Kind == Tick: // that it is answered would be the answer
			out[q.Name] = StillEmpty
		default:
			out[q.Name] = Filled
		}
	}
	return out
}

// Sees is what a helper learns of a row. Of a background question whose "yes" is not theirs they do not learn that there is
// something to explain.
func (r Rows) Sees(p *people.Person, i int, mine []Mark) Seen {
	if i < 0 || i >= r.Count(p) {
		return StillEmpty
	}
	got, blank := r.rowSum(p, i)
	switch {
	case r.Fixed && !(p.Background[i].Answer == people.Yes && marked(mine, Spot{p.ID, "background", p.Background[i].Question}, sum([]string{people.Yes}))):
		return Filled
	case blank:
		return StillEmpty
	case marked(mine, r.rowSpot(p, i), got):
		return Mine
	}
	return Filled
}

// only is what was typed for some names, so that nothing else is touched.
func (a Answers) only(keep func(name string) bool) Answers {
	out := Answers{}
	for _, name := range a[Shown] {
		if keep(name) {
			out[Shown] = append(out[Shown], name)
		}
	}
	for name, values := range a {
		base := name
		for _, end := range []string{"_y", "_m", "_d"} {
			if _, boxes := a[name[:max(len(name)-2, 0)]+"_y"]; boxes && len(name) > 2 && name[len(name)-2:] == end {
				base = name[:len(name)-2]
			}
		}
		if name != Shown && keep(base) {
			out[name] = values
		}
	}
	return out
}

// FillAsHelper puts what a helper typed into a part, where it was empty or their own, and returns their marks anew. What is
// right is stored and what is wrong said beside its field. It is checked against what they see and nothing else: an answer
// that clashed with a hidden one would tell them, try by try, what that one is. Such a clash is the partner's to find.
func (s Section) FillAsHelper(p *people.Person, typed Answers, mine []Mark, at time.Time, check func(people.Person) error) ([]Mark, error) {
	seen := s.Sees(p, mine)
	open := func(name string) bool { return seen[name] == StillEmpty || seen[name] == Mine }
	own := Own(mine)
	ticked := func(q *Question[people.Person]) bool { // by another
		return q.Kind == Tick && len(q.get(p)) > 0 && !marked(own, Spot{p.ID, s.Name, q.Name}, sum(q.get(p)))
	}
	shown := people.Person{ID: p.ID, Number: p.Number}
	for q := range s.Sheet.All() {
		if open(q.Name) && (!ticked(q) || seen[q.Name] == Mine) {
			q.set(&shown, q.get(p))
		}
	}
	err := s.Sheet.Apply(&shown, typed.only(open), check)
	left := slices.DeleteFunc(slices.Clone(mine), func(m Mark) bool { return m.Person == p.ID && m.Part == s.Name && open(m.Name) })
	for q := range s.Sheet.All() {
		if !open(q.Name) {
			continue
		}
		values, also := q.get(&shown), ticked(q)
		if !also {
			q.set(p, values)
		}
		if len(values) == 0 {
			continue
		}
		m := Mark{Spot: Spot{p.ID, s.Name, q.Name}, Sum: sum(values), At: at, Also: also}
		for _, old := range mine { // an answer that is left as it was keeps its day
			if old.Spot == m.Spot && old.Sum == m.Sum && old.Also == m.Also {
				m = old
			}
		}
		left = append(left, m)
	}
	return left, err
}

// RowAsHelper puts what a helper typed into a row that is new or their own.
func (r Rows) RowAsHelper(p *people.Person, i int, typed Answers, mine []Mark, at time.Time, today policy.Day) ([]Mark, error) {
	own, err := r.helperRow(p, i, mine)
	if err != nil {
		return mine, err
	}
	asked := r.HelperAsks()
	n, born := r.Count(p), p.Born
	if !marked(mine, Spot{p.ID, "person", "born"}, sum([]string{string(born)})) {
		p.Born = "" // dates are not compared with a day of birth that they do not see
	}
	err = r.Apply(p, i, typed.only(func(name string) bool {
		return slices.ContainsFunc(asked, func(a Ask) bool { return a.Name == name })
	}), today)
	p.Born = born
	if i == Added {
		if i = n; r.Count(p) == n { // it was not added
			return mine, err
		}
	}
	if got, blank := r.rowSum(p, i); !blank {
		own = append(own, Mark{Spot: r.rowSpot(p, i), Sum: got, At: at})
	}
	return own, err
}

// RemoveAsHelper takes a row away that a helper typed.
func (r Rows) RemoveAsHelper(p *people.Person, i int, mine []Mark) ([]Mark, error) {
	if i == Added || r.Sees(p, i, mine) != Mine {
		return mine, fault.New(fault.NotFound, "fault.not_found")
	}
	own, err := r.helperRow(p, i, mine)
	if err != nil {
		return mine, err
	}
	return own, r.Remove(p, i)
}

// helperRow are a helper's marks without the one of a row that they are about to change; fault.NotFound when it is not theirs.
func (r Rows) helperRow(p *people.Person, i int, mine []Mark) ([]Mark, error) {
	if i == Added {
		return slices.Clone(mine), nil
	}
	if i < 0 || i >= r.Count(p) || r.Sees(p, i, mine) == Filled {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	at := r.rowSpot(p, i)
	was, _ := r.rowSum(p, i)
	return slices.DeleteFunc(slices.Clone(mine), func(m Mark) bool { return m.Spot == at && (at.Name != "" || m.Sum == was) }), nil
}
