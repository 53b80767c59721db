package matching

import (
	"cmp"
	"slices"
	"strings"

	"passage/internal/casework/people"
)

// Record is what is compared of a person.
type Record struct {
	Names     []string // each a way the whole name is written: as in the document, in its own script, other names
	Born      people.Partial
	Estimated bool // the birth date is an estimate
	Sex       string
	Nations   []string // nationalities, or the country of origin of a stateless person
	Numbers   []Number
}

// Number is one number of one kind: "uci", "unhcr", or the kind of an identity document.
type Number struct{ Kind, Value string }

// Of is what is compared of a person of a case.
func Of(p people.Person) Record {
	r := Record{Born: p.Born, Estimated: p.BornEstimated, Sex: p.Sex, Nations: p.Nationalities}
	if len(r.Nations) == 0 && p.Origin != "" {
		r.Nations = []string{p.Origin}
	}
	name := func(parts ...string) {
		if n := strings.Join(strings.Fields(strings.Join(parts, " ")), " "); n != "" && !slices.Contains(r.Names, n) {
			r.Names = append(r.Names, n)
		}
	}
	name(p.Given, p.Middle, p.Family, p.SecondFamily)
	name(p.Native)
	if p.Maiden != "" {
		name(p.Given, p.Middle, p.Maiden)
	}
	for _, o := range p.OtherNames {
		given, family := o.Given, o.Family
		if o.Kind == "earlier" || o.Kind == "spelling" { // half a name is an earlier or other form of that half
			given, family = cmp.Or(given, p.Given), cmp.Or(family, p.Family)
		}
		name(given, family)
	}
	number := func(kind, value string) {
		if v := foldNumber(value); len(v) >= 4 {
			r.Numbers = append(r.Numbers, Number{kind, v})
		}
	}
	number("uci", p.UCI)
	number("unhcr", p.UNHCR)
	for _, d := range p.IdentityDocuments {
		number(d.Kind, d.Number)
	}
	return r
}

// foldNumber is a number without the signs that people put between its groups.
func foldNumber(s string) string { return strings.ToUpper(strip(strings.ToLower(s))) }

// Field is what of two records was compared.
type Field string

// The fields, in the order of the page.
const (
	Name   Field = "name"
	Native Field = "native"
	Born   Field = "born"
	Sex    Field = "sex"
	Nation Field = "nation"
	Papers Field = "number"
)

// Level says how far two fields agree.
type Level string

// The levels.
const (
	Same      Level = "same"
	Sound     Level = "sound"     // another spelling, or another script, of what sounds the same
	Near      Level = "near"      // a letter or a digit apart
	Swapped   Level = "swapped"   // day and month changed places
	Part      Level = "part"      // the same as far as both are known
	Different Level = "different" //
	Missing   Level = "missing"   // one of them does not have it
)

// Reason is what was seen in one field.
type Reason struct {
	Field Field
	Level Level
	A, B  string // the values that were compared, as written; several separated by ", "
}

// What agreement is worth, in doublings of the odds that two records are one person (Fellegi and Sunter 1969). They are
// set by us from how many values a field has, and are the same for everybody: a birth day is one of some twenty
// thousand, a year one of sixty, a sex one of two. The name counts by how alike it is.
const (
	weightName    = 8.0  // the same words
	weightSound   = 6.0  // other spelling or script
	weightAlike   = 3.0  // at least as alike as ShippedName
	weightOther   = 6.0  // taken off when a name or a birth date differs
	weightBorn    = 9.0  // the same day
	weightSwapped = 6.0  //
	weightMonth   = 5.0  // the same year and month, the day is not known
	weightSlip    = 3.0  // one digit apart
	weightYear    = 3.0  // the same year, the rest is not known
	weightNumber  = 14.0 // a number that is given to one person
	weightDigit   = 2.0  // such a number, one digit apart: numbers given out one after the other look like that too
	weightSex     = 1.0
	weightNation  = 1.0
)

// ShippedName is how alike two names have to be to count as spellings of one name.
const ShippedName = 0.71

// Likely and Possible are the weights from which two persons are shown as possible duplicates. Under Possible nothing is shown.
const (
	Possible = 8.0
	Likely   = 13.0
)

// Result is what was seen between two persons.
type Result struct {
	Reasons []Reason
	Weight  float64 // doublings of the odds; never shown: who compares reads the reasons
}

// Suggested says whether the two are shown as a possible duplicate.
func (r Result) Suggested() bool { return r.Weight >= Possible }

// Likely says whether they are shown among the likely ones.
func (r Result) Likely() bool { return r.Weight >= Likely }

// Ready is a record whose names are split, to be compared with many.
type Ready struct {
	Record
	words [][]Word
}

// Prepare splits a record's names.
func Prepare(r Record) Ready {
	x := Ready{Record: r}
	for _, n := range r.Names {
		if w := Words(n); len(w) > 0 {
			x.words = append(x.words, w)
		}
	}
	return x
}

// Compare says how alike two persons are, field by field.
func Compare(a, b Ready) (out Result) {
	say := func(f Field, l Level, x, y string, weight float64) {
		out.Reasons = append(out.Reasons, Reason{f, l, x, y})
		out.Weight += weight
	}
	l, w, i, k := nameLevel(a, b)
	if l == Missing {
		say(Name, l, strings.Join(a.Names, ", "), strings.Join(b.Names, ", "), 0)
	} else {
		say(Name, l, a.Names[i], b.Names[k], w)
	}
	l, w = bornLevel(a.Born, b.Born, a.Estimated || b.Estimated)
	say(Born, l, string(a.Born), string(b.Born), w)
	switch {
	case !known(a.Sex) || !known(b.Sex):
		say(Sex, Missing, a.Sex, b.Sex, 0)
	case a.Sex == b.Sex:
		say(Sex, Same, a.Sex, b.Sex, weightSex)
	default:
		say(Sex, Different, a.Sex, b.Sex, -2*weightSex)
	}
	shared := slices.ContainsFunc(a.Nations, func(n string) bool { return slices.Contains(b.Nations, n) })
	x, y := strings.Join(a.Nations, ", "), strings.Join(b.Nations, ", ")
	switch {
	case x == "" || y == "":
		say(Nation, Missing, x, y, 0)
	case x == y:
		say(Nation, Same, x, y, weightNation)
	case shared:
		say(Nation, Part, x, y, weightNation)
	default:
		say(Nation, Different, x, y, -2*weightNation)
	}
	return numbers(a, b, out)
}

func known(sex string) bool { return sex == "F" || sex == "M" || sex == "X" }

// LikeName is how alike a name is to the way of the record's names that is most alike.
func (r Ready) LikeName(name []Word) (best float64) {
	for _, w := range r.words {
		best = max(best, Alike(name, w))
	}
	return best
}

// nameLevel compares every way one name is written with every way the other is, and keeps the best.
func nameLevel(a, b Ready) (l Level, weight float64, i, k int) {
	best := -1.0
	for x := range a.words {
		for y := range b.words {
			if like := Alike(a.words[x], b.words[y]); like > best {
				best, i, k = like, x, y
			}
		}
	}
	switch {
	case best < 0:
		return Missing, 0, 0, 0
	case best > 0.999:
		return Same, weightName, i, k
	case best >= 0.85 || best >= ShippedName && a.words[i][0].script != b.words[k][0].script:
		return Sound, weightSound, i, k
	case best >= ShippedName:
		return Near, weightAlike, i, k
	}
	return Different, -weightOther, i, k
}

// numbers compares numbers of one kind: one that agrees is nearly proof; of kinds that a person has one of, one that
// differs speaks against it.
func numbers(a, b Ready, out Result) Result {
	var agree, differ *Reason
	for _, x := range a.Numbers {
		for _, y := range b.Numbers {
			if x.Kind != y.Kind {
				continue
			}
			r := Reason{Papers, Different, x.Value, y.Value}
			switch {
			case x.Value == y.Value:
				r.Level = Same
				agree = &r
			case slips(x.Value, y.Value) == 1 && len(x.Value) > 5:
				r.Level = Near
				if agree == nil {
					agree = &r
				}
			case x.Kind == "uci" || x.Kind == "unhcr":
				differ = &r
			default:
				if differ == nil {
					differ = &r
				}
			}
		}
	}
	switch {
	case agree != nil && agree.Level == Same:
		out.Weight += weightNumber
		out.Reasons = append(out.Reasons, *agree)
	case agree != nil:
		out.Weight += weightDigit
		out.Reasons = append(out.Reasons, *agree)
	case differ != nil:
		out.Weight -= 2
		out.Reasons = append(out.Reasons, *differ)
	default:
		join := func(l []Number) string {
			var s []string
			for _, n := range l {
				s = append(s, n.Value)
			}
			return strings.Join(s, ", ")
		}
		out.Reasons = append(out.Reasons, Reason{Papers, Missing, join(a.Numbers), join(b.Numbers)})
	}
	return out
}

// Known says how well a name that was typed into a search fits a person: the least of its words' likenesses to a word
// of one of the person's names, 0 when one fits none.
func (r Ready) Known(typed []Word) float64 {
	least := 1.0
	for _, t := range typed {
		best := 0.0
		for _, name := range r.words {
			for _, w := range name {
				best = max(best, wordLike(t, w))
			}
			for i := 1; i < len(name); i++ { // typed together, written apart
				best = max(best, wordLike(t, joined(name[i-1:i+1])))
			}
		}
		least = min(least, best)
	}
	if least < ShippedName {
		return 0
	}
	return least
}
