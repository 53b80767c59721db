package assessment_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/assessment"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// The truth table of the durable solution and of permanent intention. What follows is the policy, written by hand from the
// sources and not from the code: for each fact that can be recorded, what can be found. The tests hold every combination of
// facts against it, and write it out as docs/durable-solution.md.

// side is one fact that the findings of a table depend on, with the values that it takes.
type side struct {
	name   string
	values []value
}

type value struct{ code, words string }

// said is one line of a table: what each side is ("" any, "a|b" one of them), and what can then be found.
type said struct {
	when []string
	may  string // the results that can be recorded, by spaces
	stop string // the rule that refuses the others; "?" because an answer is missing
	// bars is the rule that refuses "not met" when it is another one than stop.
	bars string
	// held is the rule that refuses the one result which the answer itself would allow; "" when nothing holds it.
	held string
	cite string
}

// pointed is one line of what a contradiction of the pack points out when "not met" is drafted.
type pointed struct {
	when []string
	code string
	cite string
}

type truth struct {
	title, ask string
	criterion  string
	sides      []side
	said       []said
	pointed    []pointed
	codes      []string // the contradictions that are about this table
	make       func(t *testing.T, at []string) (assessment.Sheet, assessment.Finding)
}

const (
	page1   = "HRD page: Durable solutions"
	onlyBy  = "decision 1: only the factual answer changes, with evidence"
	missing = "decision 1: a finding follows from recorded facts"
)

var (
	safety = []value{{"", "no answer"}, {"not_safe", "not safe"}, {"safe_if_silent", "safe only in silence"}, {"safe_elsewhere", "safe only in another place"},
		{"safe_hiding", "safe only in hiding"}, {"safe", "safe for this person, and the change lasts"}, {"unknown", "not known"}}
	place4 = []value{{"", "nothing conditional"}, {"safe_if_silent", "only in silence"}, {"safe_elsewhere", "only in another place"}, {"safe_hiding", "only in hiding"}}
	before = []value{{"", "nothing conditional"}, {"safe_if_silent", "only in silence, no new evidence"}, {"safe_elsewhere", "only in another place, no new evidence"}, {"safe_hiding", "only in hiding, no new evidence"},
		{"safe_if_silent+", "only in silence, new evidence"}, {"safe_elsewhere+", "only in another place, new evidence"}, {"safe_hiding+", "only in hiding, new evidence"}}
	note2   = []value{{"", "no HRD note applies"}, {"applies", "an HRD note that bars it applies"}}
	yesNo   = []value{{"", "no answer"}, {"yes", "yes"}, {"no", "no"}, {"unknown", "not known"}}
	ready   = "|safe_if_silent+|safe_elsewhere+|safe_hiding+" // nothing conditional before, or new evidence for the change
	changed = stuck + "|safe_if_silent+|safe_elsewhere+|safe_hiding+"
	stuck   = "safe_if_silent|safe_elsewhere|safe_hiding" // conditional before, and no new evidence
)

// both is the table of return and that of flight inside the country: they differ in the rules, and in the place, which has to
// be named for flight alone.
func both(silence, elsewhere, plain string, named bool) []said {
	var out []said
	add := func(s said) {
		if !named {
			out = append(out, s)
			return
		}
		s.when = append(slices.Clone(s.when), "")
		out = append(out, s)
	}
	add(said{when: []string{"safe_if_silent", "", "", ""}, may: "met", stop: silence, cite: page1})
	add(said{when: []string{"safe_elsewhere", "", "", ""}, may: "met", stop: elsewhere, cite: page1})
	add(said{when: []string{"safe_hiding", "", "", ""}, may: "met", stop: "X-4", cite: "X-4"})
	for _, a := range []struct{ code, result string }{{"not_safe", "met"}, {"unknown", "undetermined"}} {
		add(said{when: []string{a.code, "", "", ready}, may: a.result, stop: plain, cite: plain})
		for i, was := range strings.Split(stuck, "|") {
			add(said{when: []string{a.code, "", "", was}, stop: plain, held: []string{"A-18", "A-19", "X-4"}[i], cite: onlyBy})
		}
	}
	safe := func(other, note, was, named string) []string {
		w := []string{"safe", other, note, was}
		if named != "" {
			w = append(w, named)
		}
		return w
	}
	yes, no := "", ""
	if named {
		yes, no = "named", "unnamed"
	}
	raw := func(s said) { out = append(out, s) }
	raw(said{when: safe("none", "none", ready, yes), may: "not_met", stop: plain, cite: "R139(1)(d)(i)"})
	if named {
		raw(said{when: safe("none", "none", ready, no), stop: plain, held: "A-26", cite: "A-26: the place must be named"})
	}
	add(said{when: []string{"safe", stuck, "", ""}, stop: plain, held: "X-4", cite: "decision 1"})
	add(said{when: []string{"safe", "none", "applies", ready}, stop: plain, held: "X-4", cite: "decision 1"})
	for i, was := range strings.Split(stuck, "|") {
		add(said{when: []string{"safe", "none", "", was}, stop: plain, held: []string{"A-18", "A-19", "X-4"}[i], cite: onlyBy})
	}
	if named { // no place is proposed, so there is nothing to weigh and nothing that could be put to the applicant
		raw(said{when: []string{"none", "", "", "none", ""}, may: "not_applicable", stop: "?", cite: "A-26: no place is named"})
		raw(said{when: []string{"none", "", "", changed, ""}, stop: "?", cite: onlyBy})
		return out
	}
	raw(said{when: []string{"none", "", "", ""}, stop: "?", cite: missing})
	return out
}

// fourth is what X-4 points out of a drafted "not met" on return or on flight: whatever says that safety is conditional in this country.
func fourth(named bool) []pointed {
	out := []pointed{
		{[]string{stuck, "", "", ""}, "X-4", "the answer says so"},
		{[]string{"none|not_safe|safe|unknown", stuck, "", ""}, "X-4", "another recorded answer about this country says so"},
		{[]string{"none|not_safe|safe|unknown", "none", "applies", ""}, "X-4", "the HRD note that applies says so"},
		{[]string{"not_safe|safe|unknown", "none", "none", stuck}, "X-4", "it stood recorded so, and no evidence has come"},
		{[]string{"none", "none", "none", "safe_if_silent|safe_elsewhere|safe_hiding|safe_if_silent+|safe_elsewhere+|safe_hiding+"}, "X-4", "it stood recorded so, and taking the answer out is no evidence"},
	}
	if named {
		for i := range out {
			out[i].when = append(out[i].when, "")
		}
	}
	return out
}

func truths() []truth {
	return []truth{
		{
			title: "Return home", ask: "ELG-E9a, for each nationality: there is no reasonable prospect of return or resettlement at home. *Met* says that there is none; *not met* says that a durable solution exists there.",
			criterion: assessment.Repatriation, codes: []string{"X-4"},
			sides: []side{{"Could they return safely?", safety}, {"Flight inside the country, as recorded", place4}, {"Note on silence or on another place", note2}, {"This answer, as recorded before", before}},
			said:  both("A-18", "A-19", "A-17", false), pointed: fourth(false),
			make: func(t *testing.T, at []string) (assessment.Sheet, assessment.Finding) {
				return conditional(t, assessment.Row{Criterion: assessment.Repatriation, Country: "XKK"}, assessment.Return,
					assessment.Row{Criterion: assessment.FlightInside, Class: assessment.Convention, Country: "XKK"}, assessment.Relocation, at)
			},
		},
		{
			title: "Flight inside the country", ask: "ELG-E7, for each nationality: there is no place in the country where they would be safe and could reasonably live. *Not met* says that there is one.",
			criterion: assessment.FlightInside, codes: []string{"X-4"},
			sides: []side{{"What would living there ask?", safety}, {"Return home, as recorded", place4}, {"Note on flight that ends the work", note2}, {"This answer, as recorded before", before},
				{"The place", []value{{"named", "named"}, {"unnamed", "not named"}}}},
			said: both("A-27", "A-27", "A-26", true), pointed: fourth(true),
			make: func(t *testing.T, at []string) (assessment.Sheet, assessment.Finding) {
				s, f := conditional(t, assessment.Row{Criterion: assessment.FlightInside, Class: assessment.Convention, Country: "XKK"}, assessment.Relocation,
					assessment.Row{Criterion: assessment.Repatriation, Country: "XKK"}, assessment.Return, at)
				if at[4] == "named" && len(f.Facts) > 0 {
					f.Facts[0].Note = "City Z"
				}
				return s, f
			},
		},
		{
			title: "Local integration", ask: "ELG-E9b: there is no reasonable prospect of local integration in the country of asylum. The questions run in order; the first answer that disqualifies ends them (A-20).",
			criterion: assessment.Integration, codes: []string{"X-10"},
			sides: []side{{"Risk of refoulement?", yesNo}, {"Well-founded fear there?", yesNo}, {"Livelihood, property and housing like nationals?", yesNo}, {"Free to move?", yesNo},
				{"Residence (no weight)", yesNo}, {"Schooling (no weight)", yesNo}, {"Health (no weight)", yesNo}},
			said: []said{
				{when: []string{"yes", "", "", "", "", "", ""}, may: "met", stop: "A-20", cite: "A-20, first question"},
				{when: []string{"no|unknown", "yes", "", "", "", "", ""}, may: "met", stop: "A-20", cite: "A-20, second question"},
				{when: []string{"no|unknown", "no|unknown", "no", "", "", "", ""}, may: "met", stop: "A-20", cite: "A-20, third question"},
				{when: []string{"no|unknown", "no|unknown", "yes|unknown", "no", "", "", ""}, may: "met", stop: "A-20", cite: "A-20, fourth question"},
				// One that is not known determines nothing, and those after it may wait.
				{when: []string{"unknown", "none", "", "", "", "", ""}, may: "undetermined", stop: "A-20", cite: "assessment 3.2: undetermined"},
				{when: []string{"unknown", "no|unknown", "none", "", "", "", ""}, may: "undetermined", stop: "A-20", cite: "assessment 3.2: undetermined"},
				{when: []string{"unknown", "no|unknown", "yes|unknown", "none|yes|unknown", "", "", ""}, may: "undetermined", stop: "A-20", cite: "assessment 3.2: undetermined"},
				{when: []string{"no", "unknown", "none", "", "", "", ""}, may: "undetermined", stop: "A-20", cite: "assessment 3.2: undetermined"},
				{when: []string{"no", "unknown", "yes|unknown", "none|yes|unknown", "", "", ""}, may: "undetermined", stop: "A-20", cite: "assessment 3.2: undetermined"},
				{when: []string{"no", "no", "unknown", "none|yes|unknown", "", "", ""}, may: "undetermined", stop: "A-20", cite: "assessment 3.2: undetermined"},
				{when: []string{"no", "no", "yes", "unknown", "", "", ""}, may: "undetermined", stop: "A-20", cite: "assessment 3.2: undetermined"},
				{when: []string{"no", "no", "yes", "yes", "", "", ""}, may: "met not_met undetermined", stop: "A-16", cite: "A-20: further questions not recovered; the officer finds"},
				{when: []string{"none", "", "", "", "", "", ""}, stop: "?", cite: missing},
				{when: []string{"no", "none", "", "", "", "", ""}, stop: "?", cite: missing},
				{when: []string{"no", "no", "none", "", "", "", ""}, stop: "?", cite: missing},
				{when: []string{"no", "no", "yes", "none", "", "", ""}, stop: "?", cite: missing},
			},
			pointed: []pointed{
				{[]string{"yes", "", "", "", "", "", ""}, "X-10", "they may be deported"},
				{[]string{"none|no|unknown", "yes", "", "", "", "", ""}, "X-10", "they are threatened there"},
				// An answer that disqualifies ends the questions: what was said after it is gone.
				{[]string{"none|no|unknown", "none|no|unknown", "none|yes|unknown", "none|yes|unknown", "no", "", ""}, "X-10", "their status there is precarious"},
			},
			make: func(t *testing.T, at []string) (assessment.Sheet, assessment.Finding) {
				f := assessment.Finding{ID: "f2", Row: assessment.Row{Criterion: assessment.Integration}, Reasons: "As the permit shows.", Evidence: page4, Notes: answered(t, assessment.Integration, "")}
				for i, q := range assessment.Questions[assessment.Integration] {
					if at[i] != "" {
						f.Facts = append(f.Facts, assessment.Fact{Question: q, Answer: assessment.Answer(at[i]), Evidence: page4})
					}
				}
				return fromPack(t), f
			},
		},
		{
			title: "Another country", ask: "ELG-E9c: there is no resettlement, or offer of resettlement, in another country.",
			criterion: assessment.ThirdCountry, codes: []string{"X-10"},
			sides: []side{{"Is there an offer?", []value{{"", "no answer"}, {"none", "no"}, {"temporary", "a temporary stay or relocation grant"}, {"resettling", "resettlement"}, {"unknown", "not known"}}}},
			said: []said{
				{when: []string{"=none"}, may: "met", stop: "A-16", cite: "R139(1)(d)(ii)"},
				{when: []string{"temporary"}, may: "met", stop: "A-16", cite: "assessment 3.2: temporary, not resettlement (inferred)"},
				{when: []string{"resettling"}, may: "met not_met undetermined", stop: "A-16", cite: "R139(1)(d)(ii): the officer weighs the offer"},
				{when: []string{"unknown"}, may: "undetermined", stop: "A-16", cite: "assessment 3.2: undetermined"},
				{when: []string{"none"}, stop: "?", cite: missing},
			},
			pointed: []pointed{{[]string{"resettling"}, "X-10", "an offer is on file, and the finding that addresses it is not recorded yet"}},
			make: func(t *testing.T, at []string) (assessment.Sheet, assessment.Finding) {
				return one1(t, assessment.ThirdCountry, assessment.Offer, at[0])
			},
		},
		{
			title: "Permanent intention", ask: "ELG-E3: they are seeking to come to Canada to establish permanent residence. What *not met* rests on is asked of that finding alone.",
			criterion: assessment.SeeksResidence, codes: []string{"X-5"},
			sides: []side{{"What does it rest on?", []value{{"", "no answer"}, {"only_reluctance", "reluctance, or the hope to go back one day, alone"}, {"other_intention", "other facts"}}},
				{"Note on reluctance", []value{{"", "does not arise"}, {"applies", "applies"}}}},
			said: []said{
				{when: []string{"only_reluctance", ""}, may: "met undetermined", stop: "A-28", bars: "A-29", cite: "HRD page: Inability or unwillingness"},
				{when: []string{"other_intention", ""}, may: "met not_met undetermined", stop: "A-28", cite: "R139(1)(c)"},
				{when: []string{"none", ""}, may: "met undetermined", stop: "A-28", bars: "?", cite: missing},
			},
			pointed: []pointed{{[]string{"only_reluctance", ""}, "X-5", "it rests on reluctance alone"}},
			make: func(t *testing.T, at []string) (assessment.Sheet, assessment.Finding) {
				s, f := one1(t, assessment.SeeksResidence, assessment.Reluctance, at[0])
				f.Notes = answered(t, assessment.SeeksResidence, at[1])
				return s, f
			},
		},
	}
}

// view is the pack that is built in, on a day.
func view(t testing.TB) *policy.View {
	t.Helper()
	if packed == nil {
		p, err := policy.Load()
		if err != nil {
			t.Fatal(err)
		}
		packed = p.On("2026-06-01")
	}
	return packed
}

var packed *policy.View

// fromPack is a worksheet of the pack's criteria for one nationality.
func fromPack(t *testing.T, findings ...assessment.Finding) assessment.Sheet {
	t.Helper()
	var list []assessment.Criterion
	for _, c := range view(t).Criteria() {
		list = append(list, assessment.Criterion{Code: c.ID, Heading: assessment.Heading(c.Heading), Per: assessment.Per(c.Per), Class: assessment.Class(c.Class)})
	}
	return assessment.Build(list, assessment.Subject{Countries: []string{"XKK"}}, findings)
}

// barring is the notes that bar a finding, by the criterion they stand beside: written here, not read from the pack.
var barring = map[string][]string{assessment.Repatriation: {"NOTE-silence", "NOTE-elsewhere"}, assessment.FlightInside: {"NOTE-flight"}}

// answered is every note of a criterion answered: one that bars with how, or the first where none bars.
func answered(t *testing.T, criterion, how string) []assessment.NoteAnswer {
	t.Helper()
	var out []assessment.NoteAnswer
	for i, n := range assessment.NotesOf(view(t), criterion) {
		a := assessment.NoteAnswer{Note: n.ID, Answer: assessment.DoesNotArise, Reason: "As the file shows."}
		if how != "" && (slices.Contains(barring[criterion], n.ID) || barring[criterion] == nil && i == 0) {
			a.Answer = assessment.Applies
		}
		out = append(out, a)
	}
	return out
}

func one1(t *testing.T, criterion string, q assessment.Question, answer string) (assessment.Sheet, assessment.Finding) {
	f := assessment.Finding{ID: "f2", Row: assessment.Row{Criterion: criterion}, Reasons: "As the file shows.", Evidence: page4, Notes: answered(t, criterion, "")}
	if answer != "" {
		f.Facts = []assessment.Fact{{Question: q, Answer: assessment.Answer(answer), Evidence: page4}}
	}
	return fromPack(t), f
}

// conditional is a finding on return or flight beside what stands on the other row and what stood on its own.
func conditional(t *testing.T, row assessment.Row, q assessment.Question, otherRow assessment.Row, otherQ assessment.Question, at []string) (assessment.Sheet, assessment.Finding) {
	var standing []assessment.Finding
	if at[1] != "" {
		standing = append(standing, recorded(assessment.Finding{ID: "other", Row: otherRow, Reasons: "As the file shows.", Evidence: page4,
			Facts: []assessment.Fact{{Question: otherQ, Answer: assessment.Answer(at[1]), Evidence: page4}}}))
	}
	was, evidence := strings.CutSuffix(at[3], "+")
	if was != "" {
		standing = append(standing, recorded(assessment.Finding{ID: "before", Row: row, Reasons: "As the file shows.", Evidence: page4,
			Facts: []assessment.Fact{{Question: q, Answer: assessment.Answer(was), Evidence: page4}}}))
	}
	f := assessment.Finding{ID: "f2", Row: row, Reasons: "As the file shows.", Evidence: page4, Notes: answered(t, row.Criterion, at[2])}
	if at[0] != "" {
		fact := assessment.Fact{Question: q, Answer: assessment.Answer(at[0])}
		if evidence {
			fact.Evidence = []assessment.Evidence{{Document: "doc20"}}
		}
		f.Facts = []assessment.Fact{fact}
	}
	return fromPack(t, standing...), f
}

// holds says whether a line is about a combination. "none" in a line is the value without a code.
func holds(when, at []string) bool {
	for i, w := range when {
		if !cell(w, at[i]) {
			return false
		}
	}
	return true
}

func cell(w, is string) bool {
	switch {
	case w == "":
		return true
	case strings.HasPrefix(w, "="): // the code itself, where it is "none"
		return w[1:] == is
	}
	for _, one := range strings.Split(w, "|") {
		if one == is || one == "none" && is == "" || one == "" && is == "" {
			return one != "none" || is == ""
		}
	}
	return false
}

// each calls do with every combination of the sides.
func each(sides []side, do func(at []string)) {
	at := make([]string, len(sides))
	var fill func(i int)
	fill = func(i int) {
		if i == len(sides) {
			do(slices.Clone(at))
			return
		}
		for _, v := range sides[i].values {
			at[i] = v.code
			fill(i + 1)
		}
	}
	fill(0)
}

var everyResult = []assessment.Result{assessment.Met, assessment.NotMet, assessment.Undetermined, assessment.NotApplicable}

// refusedBy is the rule that said no; "?" when what is entered is not whole, with the rule of the field where it has one.
func refusedBy(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	if f.Kind != fault.Invalid {
		return f.Rule
	}
	for _, x := range f.Fields {
		if x.Rule != "" {
			return x.Rule
		}
	}
	return "?"
}

// allows is the result that an answer of safety leads to, before anything holds it: what held refuses.
var allows = map[string]assessment.Result{"not_safe": assessment.Met, "safe": assessment.NotMet, "unknown": assessment.Undetermined}

// wants is which rule refuses a result on a line, "" when it can be recorded; any is a refusal by whatever rule.
func (l said) wants(at []string, r assessment.Result) (rule string, any bool) {
	switch {
	case slices.Contains(strings.Fields(l.may), string(r)):
		return "", false
	case l.held != "" && allows[at[0]] == r:
		return l.held, false
	case l.bars != "" && r == assessment.NotMet:
		return l.bars, false
	case l.stop == "?":
		return "", true
	}
	return l.stop, false
}

// check holds every combination of a table against the code, and says how many each line stands for.
func (x truth) check(t *testing.T) (lines, points []int) {
	lines, points = make([]int, len(x.said)), make([]int, len(x.pointed))
	notes := assessment.NotesOf(view(t), x.criterion)
	each(x.sides, func(at []string) {
		line := -1
		for i, l := range x.said {
			if holds(l.when, at) {
				if line >= 0 {
					t.Errorf("%s %q: the policy says two things, lines %d and %d", x.title, at, line, i)
				}
				line = i
				lines[i]++
			}
		}
		if line < 0 {
			t.Errorf("%s %q: the policy says nothing", x.title, at)
			return
		}
		l := x.said[line]
		s, f := x.make(t, at)
		for _, r := range everyResult {
			f.Result = r
			_, err := s.Record(f, notes)
			rule, any := l.wants(at, r)
			switch got := refusedBy(err); {
			case any && got == "":
				t.Errorf("%s %q: %s was recorded, and an answer is missing", x.title, at, r)
			case !any && got != rule:
				t.Errorf("%s %q: %s refused by %q, want %q (line %d)", x.title, at, r, got, rule, line)
			}
		}
		// Where the facts leave one result, it need not be typed: it follows.
		if f.Result = ""; len(strings.Fields(l.may)) == 1 && l.may != "not_applicable" {
			if got, err := s.Record(f, notes); err != nil || string(got.Result) != l.may {
				t.Errorf("%s %q: %q follows (%v), want %s", x.title, at, got.Result, err, l.may)
			}
		}
		x.checkPoints(t, s, f, at, points)
	})
	return lines, points
}

// checkPoints holds what the pack's contradictions say of a drafted "not met" against the table.
func (x truth) checkPoints(t *testing.T, s assessment.Sheet, f assessment.Finding, at []string, points []int) {
	f.Result = assessment.NotMet
	draft, err := s.SaveDraft(f)
	if err != nil {
		t.Errorf("%s %q: a draft always saves: %v", x.title, at, err)
		return
	}
	line := s.Line(f.Row)
	line.Draft = &draft
	var facts policy.Facts
	s.View(&facts, func(c string) []assessment.Note { return assessment.NotesOf(view(t), c) }, func(string, string) bool { return true })
	said, err := view(t).Contradictions(&facts, "worksheet")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, c := range said {
		if slices.Contains(x.codes, c.Rule.ID) && slices.Contains(c.Places, line.Place()) {
			got[c.Rule.ID] = true
		}
	}
	want := map[string]bool{}
	for i, p := range x.pointed {
		if holds(p.when, at) {
			want[p.code] = true
			points[i]++
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("%s %q: points out %v, want %v", x.title, at, slices.Collect(maps.Keys(got)), slices.Collect(maps.Keys(want)))
	}
}

// Rules, decision 1: every combination of the facts that the findings on a durable solution and
// on permanent intention follow from, against the policy as it is written above. GOLDEN=1 writes the page.
func TestRule_A_16_TruthTable(t *testing.T) {
	const file = "../../../docs/durable-solution.md"
	want := truthPage(t)
	if os.Getenv("GOLDEN") != "" && !t.Failed() {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: GOLDEN=1 writes it", err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/durable-solution.md is not the policy that the test holds the code against: GOLDEN=1, then read the difference")
	}
}

// The table is about every answer that the code knows: a new one makes it fail.
func TestTruthTableHasEveryAnswer(t *testing.T) {
	asked := map[assessment.Question]bool{}
	about := func(q assessment.Question, values []value) {
		asked[q] = true
		var codes []assessment.Answer
		for _, v := range values {
			if v.code != "" {
				codes = append(codes, assessment.Answer(v.code))
			}
		}
		all := slices.Clone(assessment.Answers[q])
		slices.Sort(all)
		slices.Sort(codes)
		if !slices.Equal(all, codes) {
			t.Errorf("%s: the table has %v, the code %v", q, codes, all)
		}
	}
	for _, x := range truths() {
		for i, q := range assessment.Questions[x.criterion] {
			about(q, x.sides[i].values)
		}
	}
	for _, c := range []string{assessment.Repatriation, assessment.FlightInside, assessment.Integration, assessment.ThirdCountry, assessment.SeeksResidence} {
		for _, q := range assessment.Questions[c] {
			if !asked[q] {
				t.Errorf("%s of %s is not in the table", q, c)
			}
		}
	}
}

// Rule A-28: whether somebody seeks permanent residence is asked of everybody. So are the three findings of a durable solution.
func TestRule_A_28_AskedOfEverybody(t *testing.T) {
	for _, c := range four {
		row := assessment.Row{Criterion: c}
		if c == assessment.Repatriation {
			row.Country = "XKK"
		}
		f := assessment.Finding{Row: row, Result: assessment.NotApplicable, Reasons: "It was not asked.", Evidence: page4, Notes: answered(t, c, "")}
		s := fromPack(t)
		rule := "A-16"
		if c == assessment.SeeksResidence {
			rule = "A-28"
		}
		_, err := s.Record(f, assessment.NotesOf(view(t), c))
		stopped(t, err, rule)
		if _, err := s.SaveDraft(f); err != nil {
			t.Errorf("%s: a draft always saves: %v", c, err)
		}
	}
}

// Rule A-27: who answers that the note on flight applies cannot find a flight alternative beside it.
func TestRule_A_27_TheNoteBars(t *testing.T) {
	f := assessment.Finding{Row: assessment.Row{Criterion: assessment.FlightInside, Class: assessment.Convention, Country: "XKK"}, Result: assessment.NotMet, Reasons: "City Z.", Evidence: page4,
		Facts: []assessment.Fact{{Question: assessment.Relocation, Answer: assessment.Safe, Evidence: page4, Note: "City Z"}}}
	s := fromPack(t)
	for how, rule := range map[string]string{"": "", "applies": "X-4"} {
		f.Notes = answered(t, assessment.FlightInside, how)
		_, err := s.Record(f, assessment.NotesOf(view(t), assessment.FlightInside))
		if got := refusedBy(err); got != rule {
			t.Errorf("note %q: refused by %q, want %q", how, got, rule)
		}
	}
}

// Rule A-20: what is not known about one question does not hide an answer that disqualifies on a later one.
func TestRule_A_20_NotKnownEndsNothing(t *testing.T) {
	f := assessment.Finding{Row: assessment.Row{Criterion: assessment.Integration}, Facts: []assessment.Fact{
		{Question: assessment.Refoulement, Answer: assessment.Unknown}, {Question: assessment.AsylumFear, Answer: assessment.Yes}}}
	if got, rule := f.Follows(); got != assessment.Met || rule != "A-20" {
		t.Errorf("%s by %s: they fear persecution there, so there is no prospect of integration", got, rule)
	}
}

// The table can fail: a line that says the opposite of the policy is found.
func TestTruthTableCanFail(t *testing.T) {
	x := truths()[0]
	at := []string{"safe_if_silent", "", "", ""}
	s, f := x.make(t, at)
	f.Result = assessment.NotMet
	_, err := s.Record(f, assessment.NotesOf(view(t), x.criterion))
	wrong := said{may: "met not_met", stop: "A-18"}
	if rule, _ := wrong.wants(at, assessment.NotMet); refusedBy(err) == rule {
		t.Error("a table by which silence is a durable solution agrees with the code")
	}
}

// whole is the policy of the four together: three findings on the durable solution, and the intention. Each line is about the
// set of results among the four.
func whole(results []assessment.Result) (sign string, grounds []string) {
	open := false
	for i, r := range results {
		switch r {
		case "", assessment.Undetermined:
			open = true // "undetermined" blocks signing, and so does a row without a finding (assessment 3.2)
		case assessment.NotMet:
			grounds = append(grounds, four[i])
		}
	}
	switch {
	case open:
		return "nothing", nil
	case len(grounds) > 0:
		return "refusal", grounds
	}
	return "approval", nil
}

var four = []string{assessment.Repatriation, assessment.Integration, assessment.ThirdCountry, assessment.SeeksResidence}

// Rule A-16: the three findings on a durable solution are separate, and the intention stands beside them. One that is open lets
// nothing be signed; one that says a durable solution exists bars an approval, and is a ground of its own for a refusal.
func TestRule_A_16_ThreeSeparateFindings(t *testing.T) {
	values := []value{{"", ""}, {"met", ""}, {"not_met", ""}, {"undetermined", ""}}
	counts := map[string]int{}
	each([]side{{"", values}, {"", values}, {"", values}, {"", values}}, func(at []string) {
		results := make([]assessment.Result, 4)
		for i := range at {
			results[i] = assessment.Result(at[i])
		}
		s := decided(t, results)
		none := func(string) []assessment.Note { return nil }
		b := decision.Basis{Sheet: s, Notes: none}
		sign, grounds := whole(results)
		counts[sign]++
		if err := s.CheckForSigning(none); (err != nil) != (sign == "nothing") {
			t.Errorf("%q: %v, want %s", at, err, sign)
		}
		if sign == "nothing" {
			return
		}
		if got := decision.Codes(decision.GroundsOf(b)); !slices.Equal(sorted(got), sorted(grounds)) {
			t.Errorf("%q: grounds %v, want %v", at, got, grounds)
		}
		for _, g := range decision.Gates(decision.Decision{Outcome: decision.Approve}, b) {
			if g.Name == "all_met" && g.Met != (sign == "approval") {
				t.Errorf("%q: an approval %v, want %s", at, g.Met, sign)
			}
		}
	})
	if want := map[string]int{"nothing": 240, "refusal": 15, "approval": 1}; !maps.Equal(counts, want) {
		t.Errorf("%v, want %v", counts, want)
	}
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

// decided is a worksheet that is whole but for the four rows, which are as given.
func decided(t *testing.T, results []assessment.Result) assessment.Sheet {
	t.Helper()
	answers := map[string]map[assessment.Result][]assessment.Answer{
		assessment.Repatriation:   {assessment.Met: {assessment.NotSafe}, assessment.NotMet: {assessment.Safe}, assessment.Undetermined: {assessment.Unknown}},
		assessment.Integration:    {assessment.Met: {assessment.Yes}, assessment.NotMet: {assessment.No, assessment.No, assessment.Yes, assessment.Yes}, assessment.Undetermined: {assessment.Unknown}},
		assessment.ThirdCountry:   {assessment.Met: {assessment.NoOffer}, assessment.NotMet: {assessment.Offered}, assessment.Undetermined: {assessment.Unknown}},
		assessment.SeeksResidence: {assessment.NotMet: {assessment.OtherIntention}},
		assessment.FlightInside:   {assessment.Met: {assessment.NotSafe}},
		assessment.StateProtects:  {assessment.Met: {assessment.State}},
		assessment.VulnerableNow:  {assessment.Met: {assessment.UrgentNeed}},
	}
	of := map[string]assessment.Result{}
	adverse := false
	for i, c := range four {
		of[c] = results[i]
		adverse = adverse || results[i] == assessment.NotMet
	}
	var findings []assessment.Finding
	blank := fromPack(t)
	for _, l := range blank.Lines {
		r, one := of[l.Criterion]
		if !one {
			r = assessment.Met
		}
		if r == "" {
			continue
		}
		f := assessment.Finding{ID: l.Key(), Row: l.Row, Result: r, Reasons: "As the file shows.", Evidence: page4, Status: assessment.Recorded}
		for i, a := range answers[l.Criterion][r] {
			f.Facts = append(f.Facts, assessment.Fact{Question: assessment.Questions[l.Criterion][i], Answer: a, Evidence: page4})
		}
		findings = append(findings, f)
	}
	if adverse { // the other class is asked before a refusal
		row := assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Asylum}
		findings = append(findings, assessment.Finding{ID: "asylum", Row: row, Result: assessment.Met, Reasons: "As the file shows.", Evidence: page4, Status: assessment.Recorded})
	}
	return fromPack(t, findings...)
}

// words are what a cell of the page says.
func (s side) words(w string) string {
	switch w {
	case "":
		return "any"
	case ready:
		return "nothing conditional, or new evidence for the change"
	case stuck:
		return "conditional" + map[bool]string{true: ", no new evidence"}[slices.ContainsFunc(s.values, func(v value) bool { return strings.HasSuffix(v.code, "+") })]
	case changed:
		return "conditional"
	}
	var out []string
	for _, v := range s.values {
		if cell(w, v.code) {
			out = append(out, v.words)
		}
	}
	return strings.Join(out, " / ")
}

var resultWords = map[string]string{"met": "met", "not_met": "not met", "undetermined": "undetermined", "not_applicable": "not applicable"}

func (l said) recordable() string {
	var out []string
	for _, r := range strings.Fields(l.may) {
		out = append(out, resultWords[r])
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}

func (l said) refused(at []string) string {
	var out []string
	switch {
	case l.held == l.stop:
		out = append(out, "every one by "+l.stop)
	case l.held != "":
		out = append(out, fmt.Sprintf("%s by %s", resultWords[string(allows[at[0]])], l.held), "the others by "+l.stop)
	case l.stop == "?" && l.may != "":
		out = append(out, "the others: the answer is missing")
	case l.stop == "?":
		out = append(out, "every one: the answer is missing")
	case l.bars == "?":
		out = append(out, "not met: the answer is missing", "the others by "+l.stop)
	case l.bars != "":
		out = append(out, "not met by "+l.bars, "the others by "+l.stop)
	default:
		out = append(out, "the others by "+l.stop)
	}
	return strings.Join(out, "; ")
}

func truthPage(t *testing.T) []byte {
	var b bytes.Buffer
	b.WriteString(`# Durable solution and permanent intention: what follows from which facts

A test writes this page (` + "`GOLDEN=1 go test ./internal/casework/assessment -run TruthTable`" + `). It states the policy, and
holds every combination of recorded facts against the code: each stands in exactly one line. "Combinations" is how many a line
stands for. The officer records facts; the finding follows from them, and nobody overrules it (decision 1). A draft always saves.

Rules: A-16 to A-20 (durable solution; A-18 silence and A-19 another place are of the HRD page), A-26 and A-27 (flight inside the
country), A-28 and A-29 (permanent intention); X-4, X-5 and X-10 are pointed out beside the form and again at signing. X-4 and X-5
take no reason, X-10 another person's look.
`)
	for _, x := range truths() {
		lines, points := x.check(t)
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n|", x.title, x.ask)
		for _, s := range x.sides {
			fmt.Fprintf(&b, " %s |", s.name)
		}
		b.WriteString(" Can be recorded | Refused | Source | Combinations |\n|" + strings.Repeat("---|", len(x.sides)+4) + "\n")
		sum := 0
		for i, l := range x.said {
			b.WriteString("|")
			for j, w := range l.when {
				fmt.Fprintf(&b, " %s |", x.sides[j].words(w))
			}
			fmt.Fprintf(&b, " **%s** | %s | %s | %d |\n", l.recordable(), l.refused(l.when), l.cite, lines[i])
			sum += lines[i]
		}
		fmt.Fprintf(&b, "\n%d combinations in all. When \"not met\" is drafted, the pack points out:\n\n|", sum)
		for _, s := range x.sides {
			fmt.Fprintf(&b, " %s |", s.name)
		}
		b.WriteString(" Contradiction | Why | Combinations |\n|" + strings.Repeat("---|", len(x.sides)+3) + "\n")
		for i, p := range x.pointed {
			b.WriteString("|")
			for j, w := range p.when {
				fmt.Fprintf(&b, " %s |", x.sides[j].words(w))
			}
			fmt.Fprintf(&b, " %s | %s | %d |\n", p.code, p.cite, points[i])
		}
	}
	b.WriteString(`
## The four together

Return, local integration and another country are three separate findings (A-16); the intention stands beside them. Each is without
a finding, met, not met or undetermined: 256 combinations.

| The four | Consequence | Source | Combinations |
|---|---|---|---|
| one or more without a finding, or undetermined | **nothing can be signed** | assessment 3.2 | 240 |
| none of these, and one or more not met | **no approval; a refusal can rest on exactly those that are not met** | R139(1), A-86, A-88 | 15 |
| all met | **nothing here stands against an approval; a refusal has no ground here** | R139(1)(c) and (d), A-86, A-88 | 1 |
`)
	return b.Bytes()
}
