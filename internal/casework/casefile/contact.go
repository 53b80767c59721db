package casefile

import (
	"slices"
	"strings"
	"unicode"

	"passage/internal/casework/people"
)

// Unsafe is a word that must not be written to somebody about a case, and why.
type Unsafe struct {
	Word string
	Why  UnsafeKind
}

// UnsafeKind is why a word must not be written.
type UnsafeKind string

// The kinds.
const (
	UnsafePlace UnsafeKind = "place" // where the applicant is, where that is restricted
	UnsafeName  UnsafeKind = "name"  // a person whom letters must not name
	UnsafeHome  UnsafeKind = "home"  // somebody at home
	UnsafeCode  UnsafeKind = "code"  // the code word of the plan
	UnsafeKnow  UnsafeKind = "know"  // who must not learn of the application
)

// Unsafes are the words that the safety plan and the family forbid in a letter. A check of words helps a
// person read through; it proves nothing (decision 8).
func Unsafes(p people.SafetyPlan, persons []people.Person) []Unsafe {
	var out []Unsafe
	add := func(why UnsafeKind, texts ...string) {
		for _, t := range texts {
			t = strings.TrimSpace(t)
			if len([]rune(t)) > 2 && !slices.ContainsFunc(out, func(u Unsafe) bool { return u.Word == t }) {
				out = append(out, Unsafe{t, why})
			}
		}
	}
	if p.LocationRestricted == people.Yes {
		add(UnsafePlace, pieces(p.Location)...)
	}
	add(UnsafeCode, p.CodeWord)
	add(UnsafeHome, pieces(p.AtHome)...)
	add(UnsafeKnow, pieces(p.MustNot)...)
	for _, q := range persons {
		if q.NamingSafe != people.No {
			continue
		}
		add(UnsafeName, q.Native, q.Given, q.Given+" "+q.Family, q.Family+" "+q.Given, q.Family+", "+q.Given)
		if q.Given == "" {
			add(UnsafeName, q.Family)
		}
		for _, o := range q.OtherNames {
			add(UnsafeName, o.Given, o.Given+" "+o.Family)
		}
	}
	return out
}

// pieces are the lines and comma-separated parts of a free text: each may be a place or a name.
func pieces(s string) []string {
	return append(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("\n\r,;()", r) }), s)
}

// Blocked are the unsafe words that stand in a text, as whole words, whatever their case.
func Blocked(text string, words []Unsafe) []Unsafe {
	text = " " + plain(text) + " "
	var out []Unsafe
	for _, w := range words {
		if p := plain(w.Word); p != "" && strings.Contains(text, " "+p+" ") {
			out = append(out, w)
		}
	}
	return out
}

// plain is a text in lower case with one space for everything that is no letter, number or mark.
func plain(s string) string {
	var b strings.Builder
	space := true
	for _, r := range strings.ToLower(s) {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			b.WriteRune(r)
			space = false
		} else if !space {
			b.WriteByte(' ')
			space = true
		}
	}
	return strings.TrimSpace(b.String())
}
