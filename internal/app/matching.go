package app

import (
	"cmp"
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/matching"
	"passage/internal/casework/people"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// Same person? (issue 3, point 8.) Suggestions are made from what was sent to Canada, for the operations centre alone; a
// partner's own pages compare with the partner's own records and with nothing else, and nothing that a partner does
// waits for a comparison (decision 5).

// Suggestion is a person of the case and one of another case who may be the same, with what was seen.
type Suggestion struct {
	Person people.Person
	Case   casefile.Case // the other one; empty when it is not for this reader (decision 14)
	Other  string        // id of the person there
	Born   people.Partial
	Result matching.Result
	Answer casefile.Comparison // the answer that stands, zero when none does
}

// Open says whether the other case is one that goes on (INT-E12 asks about open cases; an earlier one may have a number, I-53).
func (s Suggestion) Open() bool { return s.Case.State.After() && !s.Case.State.Closed() }

// Waits says whether a clerk has not answered.
func (s Suggestion) Waits() bool { return s.Answer.ID == "" }

// mostSuggestions is how many are listed of one case: those that agree most.
const mostSuggestions = 12

// alike are the persons of other cases inside a scope who may be persons of this one, those that agree most first. Cases
// that are linked to this one are no surprise (I-30).
func (a *App) alike(ctx context.Context, f *store.File, within store.Query) ([]Suggestion, error) {
	linked := map[casefile.ID]bool{f.Case.ID: true}
	for _, r := range f.Referrals {
		for _, l := range r.Linked {
			linked[casefile.ID(l.Case)] = true
		}
	}
	var out []Suggestion
	for _, p := range people.InCase(f.Persons) {
		own := matching.Prepare(matching.Of(p))
		faces, err := a.Store.Alike(ctx, own, within)
		if err != nil {
			return nil, err
		}
		for _, x := range faces {
			if linked[x.Case] {
				continue
			}
			s := Suggestion{Person: p, Case: casefile.Case{ID: x.Case}, Other: x.Person, Born: x.Born, Result: matching.Compare(own, x.Ready)}
			var ok bool
			if s.Answer, ok = casefile.ComparisonOf(f.Comparisons, p.ID, x.Case, x.Person); ok || s.Result.Suggested() {
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Suggestion) int {
		return cmp.Or(cmp.Compare(y.Result.Weight, x.Result.Weight), cmp.Compare(x.Person.Number, y.Person.Number), cmp.Compare(x.Case.ID, y.Case.ID), cmp.Compare(x.Other, y.Other))
	})
	out = out[:min(len(out), mostSuggestions)]
	for i := range out {
		c, err := a.Store.Peek(ctx, out[i].Case.ID)
		if err != nil {
			return nil, err
		}
		out[i].Case = c
	}
	return out, nil
}

// suggestions are those of a case at the operations centre, which compares with every case that was referred, wherever it
// is now. What a partner still drafts is not the department's to know.
func (a *App) suggestions(ctx context.Context, f *store.File) ([]Suggestion, error) {
	return a.alike(ctx, f, store.Query{Sent: true})
}

// inOpenCases are the persons who are, or may be, in another open case: what INT-E12 lists until a clerk has said that they are
// different persons.
func inOpenCases(list []Suggestion) (out []Known) {
	for _, s := range list {
		if s.Open() && s.Answer.Answer != casefile.DifferentPerson && !slices.ContainsFunc(out, func(k Known) bool { return k.Person == s.Person.Number && k.Case == s.Case.ID }) {
			out = append(out, Known{Person: s.Person.Number, Case: s.Case.ID, Ref: s.Case.Ref})
		}
	}
	return out
}

// waiting is how many suggestions nobody has answered.
func waiting(list []Suggestion) (n int) {
	for _, s := range list {
		if s.Waits() {
			n++
		}
	}
	return n
}

// sheltered hides which case it is from whoever has a link to its countries (decision 14); that there is one stays.
func sheltered(who access.Actor, list []Suggestion) []Suggestion {
	for i := range list {
		if who.Conflicts(list[i].Case.Summary.Countries) {
			s := &list[i]
			*s = Suggestion{Person: s.Person, Result: matching.Result{Weight: s.Result.Weight}, Answer: s.Answer}
		}
	}
	return list
}

// Duplicates is the door to the suggestions of a case at the operations centre.
func (a *App) Duplicates(ctx context.Context, who access.Actor, id casefile.ID) (*File, []Suggestion, error) {
	f, err := a.View(ctx, who, id, access.ComparePersons, "")
	if err != nil {
		return nil, nil, err
	}
	list, err := a.suggestions(ctx, f)
	return f, sheltered(who, list), err
}

// OwnDuplicates is the door of a partner to the same question, inside its own records alone (I-13, decision 5). What it
// answers, and how long that takes, depends on the partner's own records and on nothing else.
func (a *App) OwnDuplicates(ctx context.Context, who access.Actor, id casefile.ID) (*File, []Suggestion, error) {
	f, err := a.View(ctx, who, id, access.ViewReferral, "")
	if err != nil {
		return nil, nil, err
	}
	list, err := a.alike(ctx, f, store.Query{Partner: who.Unit})
	return f, sheltered(who, list), err
}

// Beside is two persons side by side.
type Beside struct {
	Suggestion
	At, Of     int    // 2 of 3
	Next       string // the next that waits for an answer: case and person ids, "" when none does
	UCI        string // the client number of the other person: search before creating one (I-53)
	OtherShown string // the other person's name, as the case has it
	Mergeable  bool   // this case may end as the duplicate of the other (X2)
}

// CompareWith is the door to a comparison. Rule I-53 (earlier number): an earlier case of the person is shown whatever
// became of it, with its client number. The look is entered in both cases. The other case is opened for this alone:
// what is compared and nothing else of it leaves this function.
func (a *App) CompareWith(ctx context.Context, who access.Actor, id casefile.ID, person string, other casefile.ID, there string) (*File, Beside, error) {
	f, list, err := a.Duplicates(ctx, who, id)
	if err != nil {
		return nil, Beside{}, err
	}
	i := slices.IndexFunc(list, func(s Suggestion) bool { return s.Person.ID == person && s.Case.ID == other && s.Other == there })
	if i < 0 || other == "" {
		return nil, Beside{}, fault.New(fault.NotFound, "fault.not_found")
	}
	g, err := a.View(ctx, who, other, access.ComparePersons, "duplicate")
	if err != nil {
		return nil, Beside{}, err
	}
	b := Beside{Suggestion: list[i], At: i + 1, Of: len(list)}
	for _, p := range g.Persons {
		if p.ID == there {
			b.UCI, b.OtherShown = p.UCI, p.Shown()
		}
	}
	for k := range list {
		if s := list[(i+1+k)%len(list)]; s.Waits() && s.Case.ID != "" && (s.Person.ID != person || s.Case.ID != other || s.Other != there) {
			b.Next = s.Person.ID + "/" + string(s.Case.ID) + "/" + s.Other
			break
		}
	}
	b.Mergeable = casefile.Merge(f.Case, f.Comparisons, b.Case) == nil && a.May(who, access.MergeDuplicate, f.Case) &&
		casefile.Move(f.Case.State, casefile.MergedDuplicate, who.Role) == nil
	return f, b, nil
}

// Answered is a clerk's answer to a comparison.
type Answered struct {
	Person string
	Other  casefile.ID
	There  string
	Answer casefile.Likeness
	Undo   bool // take back the answer that stands
}

// AnswerComparison keeps the answer in both cases, or takes it back: then every item of both is what it was before. It
// links, and merges nothing.
//
// Rule INT-E12 (same person), decision 5: the answer stands in the operations centre's part of the cases, which no partner sees.
func (a *App) AnswerComparison(ctx context.Context, w Write, in Answered) error {
	_, err := a.change(ctx, w, access.LinkPersons, func(tx *store.Tx, f *store.File) error {
		g, err := tx.Load(in.Other)
		if err != nil {
			return err
		}
		if err := access.Allow(w.Actor, access.ComparePersons, a.resource(g.Case)); err != nil {
			return err
		}
		list, err := a.suggestions(ctx, f)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(s Suggestion) bool {
			return s.Person.ID == in.Person && s.Case.ID == in.Other && s.Other == in.There
		})
		if i < 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		here := casefile.Comparison{Person: in.Person, Case: in.Other, Other: in.There, Answer: in.Answer, By: w.Actor.Account, Day: tx.Today()}
		for _, r := range list[i].Result.Reasons {
			here.Seen = append(here.Seen, string(r.Field)+" "+string(r.Level))
		}
		mirror := here
		mirror.Person, mirror.Case, mirror.Other = in.There, f.Case.ID, in.Person
		for _, side := range []struct {
			f *store.File
			x casefile.Comparison
		}{{f, here}, {g, mirror}} {
			if err := keepComparison(tx, side.f, side.x, in.Undo); err != nil {
				return err
			}
		}
		list[i].Answer = here
		if list[i].Answer.ID = "kept"; in.Undo {
			list[i].Answer = casefile.Comparison{}
		}
		f.Case.Summary.Alike = waiting(list)
		return nil
	})
	return err
}

func keepComparison(tx *store.Tx, f *store.File, x casefile.Comparison, undo bool) error {
	if !slices.ContainsFunc(f.Persons, func(p people.Person) bool { return p.ID == x.Person }) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if undo {
		was, ok := casefile.ComparisonOf(f.Comparisons, x.Person, x.Case, x.Other)
		if !ok {
			return fault.Stop("INT-E12", "matching.undo.none")
		}
		return tx.RemoveComparison(f, was.ID)
	}
	x, err := casefile.Compare(f.Comparisons, x)
	if err != nil {
		return err
	}
	return tx.SaveComparison(f, &x)
}

// MergeDuplicate ends a case as the duplicate of another that goes on (X2): its places are given back, and nothing is
// copied. Only a clerk does it, and only after the answer that a person of both is the same one.
func (a *App) MergeDuplicate(ctx context.Context, w Write, surviving casefile.ID) error {
	_, err := a.change(ctx, w, access.MergeDuplicate, func(tx *store.Tx, f *store.File) error {
		c, err := a.Store.Peek(ctx, surviving)
		if err != nil {
			return err
		}
		if err := access.Allow(w.Actor, access.ComparePersons, a.resource(c)); err != nil {
			return err
		}
		if err := casefile.Merge(f.Case, f.Comparisons, c); err != nil {
			return err
		}
		if err := closeRequest(tx, f); err != nil {
			return err
		}
		entries, err := tx.Entries(f.Case.ID)
		if err != nil {
			return err
		}
		ask, err := a.places(tx, f, tx.Today().Year(), spaces.ReasonDuplicate)
		if err != nil {
			return err
		}
		if _, err := post(tx, spaces.Leave(ask, entries)); err != nil {
			return err
		}
		f.Case.Summary.Alike = 0
		return tx.Move(f, casefile.MergedDuplicate, string(surviving))
	})
	return err
}

// matcher compares what has arrived: not the partner's request, which must not take longer for one person than for
// another, but the house's own worker, a moment later.
var matcher = access.Actor{Account: "system", Role: access.System, Unit: "ROCO"}

// MatchArrivals counts the possible duplicates of every package that has arrived and was not compared yet, so that the
// queue shows them before a package is opened. It gives the number of packages. It writes the same entry whether there
// are duplicates or not.
func (a *App) MatchArrivals(ctx context.Context) (n int, err error) {
	list, err := a.Store.Arrivals(ctx, 500)
	if err != nil {
		return 0, err
	}
	for _, id := range list {
		// Compared beside the writer, which is everybody's; only the count is a change.
		f, err := a.Store.Read(ctx, id, store.Everything)
		if err != nil {
			return n, err
		}
		found, err := a.suggestions(ctx, f)
		if err != nil {
			return n, err
		}
		_, err = a.change(ctx, Write{Actor: matcher, Case: id}, access.MatchArrival, func(tx *store.Tx, f *store.File) error {
			f.Case.Summary.Alike = waiting(found)
			tx.Compared(f)
			return nil
		})
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// told is what a partner sees of a summary: nothing of what the operations centre found (decision 5), nor whose turn a letter
// is at the office.
func told(s casefile.Summary) casefile.Summary {
	s.Alike, s.Matched, s.Differs = 0, false, 0
	s.Asked = slices.DeleteFunc(slices.Clone(s.Asked), func(x casefile.Asking) bool { return x.From != casefile.PartnerSide && x.To != casefile.PartnerSide })
	s.ForgetWay()
	s.Letter, s.AnswerBy, s.Review, s.Mails, s.Look, s.Looks, s.RequestBy = "", "", "", 0, false, nil, ""
	return s
}
