package assessment

// Theme is one thing that is not clear before an interview: a row of the worksheet, or a ground of a person.
type Theme struct {
	Why    ThemeKind
	Code   string // of the criterion or ground
	Row    Row    // of a row
	Person string // of a ground
}

// ThemeKind is why something is to be clarified.
type ThemeKind string

// The kinds, in the order of the list.
const (
	ToAsk     ThemeKind = "ask"          // the officer marked it to be asked
	NotClear  ThemeKind = "undetermined" // recorded as undetermined
	Concerned ThemeKind = "concern"      // a ground of inadmissibility with a concern
	NotHeard  ThemeKind = "conviction"   // a conviction worksheet on which the person was not heard
)

// Clarify is what the file leaves unclear before an interview.
//
// Rule A-45: the officer reads the file, and lists contradictions and admissibility themes to clarify. Contradictions are the pack's;
// these are the entries that the officer left open. It is a list to prepare by: nothing has to be asked because it stands here.
func Clarify(s Sheet, a Admissibility) []Theme {
	var out []Theme
	for i := range s.Lines {
		l := &s.Lines[i]
		switch x := l.Shown(); {
		case x == nil || l.Exempt():
		case x.Ask:
			out = append(out, Theme{Why: ToAsk, Code: l.Criterion, Row: l.Row})
		case x.Result == Undetermined:
			out = append(out, Theme{Why: NotClear, Code: l.Criterion, Row: l.Row})
		}
	}
	for _, e := range a.Examined {
		for _, code := range Grounds {
			standing, draft := a.Standing(e.Person, code)
			if g := draft; g != nil && g.Result == GroundConcern || g == nil && standing != nil && standing.Result == GroundConcern {
				out = append(out, Theme{Why: Concerned, Code: code, Person: e.Person})
			}
		}
		for i := range a.Convictions {
			if w := &a.Convictions[i]; w.Person == e.Person && w.Heard == "" {
				out = append(out, Theme{Why: NotHeard, Code: Crime, Person: e.Person})
			}
		}
	}
	return out
}
