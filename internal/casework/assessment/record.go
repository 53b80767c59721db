package assessment

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Note is what the rules need to know of an HRD note of the pack.
type Note struct {
	ID string
	// Bars is the fact that the note is about: while it applies, the opposite cannot be found.
	Bars bool
}

// NotesOf is the HRD notes beside a criterion or a ground, under the text that a case is judged by. A ground has the one
// note that stands with it.
func NotesOf(v *policy.View, code string) []Note {
	if x, ok := v.Criterion(code); ok {
		out := make([]Note, 0, len(x.Notes))
		for _, id := range x.Notes {
			if n, ok := v.Note(id); ok {
				out = append(out, Note{ID: id, Bars: (code == Repatriation || code == FlightInside) && bars(n)})
			}
		}
		return out
	}
	if g, ok := v.Ground(code); ok && g.Note.EN != "" {
		return []Note{{ID: code}}
	}
	return nil
}

// bars says whether a note is the rule that there is no durable solution, and no flight alternative, in silence or elsewhere.
func bars(n *policy.Note) bool {
	return has(n.Cite, "A-18") || has(n.Cite, "A-19") || has(n.Cite, "A-27")
}

// SaveDraft checks only that a draft can be kept: the row exists and every code is one we know. Drafts always
// save; what is missing is said when it is recorded (decision 1).
func (s *Sheet) SaveDraft(f Finding) (Finding, error) {
	l := s.Line(f.Row)
	if l == nil {
		return f, fault.New(fault.NotFound, "assessment.row.unknown")
	}
	if err := l.open(f.Result); err != nil {
		return f, err
	}
	var c fault.Check
	f.known(&c)
	if err := c.Err("assessment.draft.unreadable"); err != nil {
		return f, err
	}
	f.settle()
	f.Status, f.Supersedes = Draft, ""
	if l.Standing != nil {
		f.Supersedes = l.Standing.ID
	}
	return f, nil
}

// Record makes a draft the finding of its row. It returns the finding and the id of the one it supersedes.
func (s *Sheet) Record(f Finding, notes []Note) (Finding, error) {
	f, err := s.SaveDraft(f)
	if err != nil {
		return f, err
	}
	if err := s.check(f, notes); err != nil {
		return f, err
	}
	f.Status = Recorded
	return f, nil
}

// Stamp puts the officer, the time and the text in force on a finding.
func (f Finding) Stamp(by string, at time.Time, pack string) Finding {
	f.By, f.At, f.Pack = by, at, pack
	return f
}

// open says whether the row takes a finding at all.
func (l *Line) open(r Result) error {
	switch {
	case l.Closed == "A-32" && r != NotApplicable:
		// Rule A-32: establishment does not apply to a vulnerable person or one in urgent need (R139(2)).
		return fault.Stop("A-32", "assessment.row.exempt")
	case l.Closed == "A-33":
		return fault.Stop("A-33", "assessment.row.vulnerability_first")
	}
	return nil
}

// settle puts the consequence of the facts in place of the result, and drops answers that no longer arise.
func (f *Finding) settle() {
	kept := f.Facts[:0:0]
	for _, fact := range f.Facts {
		if fact.Answer == "" && (fact.Question != Recognition || fact.Note == "" && fact.Day == "") || f.Ended(fact.Question) {
			continue // of a recognition, what was written before the answer was chosen stays
		}
		kept = append(kept, fact)
	}
	f.Facts = kept
	if r, _ := f.Follows(); r != "" && f.Result == "" {
		f.Result = r
	}
	f.Reasons = strings.TrimSpace(f.Reasons)
	texts := []string{f.Reasons}
	for i := range f.Notes {
		f.Notes[i].Reason = strings.TrimSpace(f.Notes[i].Reason)
		texts = append(texts, f.Notes[i].Reason)
	}
	_, f.Wording = DriftsIntoStatus(strings.Join(texts, "\n"))
}

// known finds codes that are not ours and texts that are too long.
func (f *Finding) known(c *fault.Check) {
	switch f.Result {
	case "", Met, NotMet, NotApplicable, Undetermined:
	default:
		c.Add("result", "assessment.result.unknown")
	}
	for _, fact := range f.Facts {
		if fact.Answer != "" && !has(Answers[fact.Question], fact.Answer) || !has(Questions[f.Criterion], fact.Question) {
			c.Add("fact."+string(fact.Question), "assessment.fact.unknown")
		}
		if utf8.RuneCountInString(fact.Note) > maxNoteReason {
			c.Add("fact."+string(fact.Question)+".note", "assessment.text.too_long")
		}
		if fact.Day != "" && !fact.Day.Valid() {
			c.Add("fact."+string(fact.Question)+".day", "assessment.day.invalid")
		}
	}
	for _, n := range f.Notes {
		switch n.Answer {
		case NotAnswered, Applies, DoesNotArise:
		default:
			c.Add("note."+n.Note, "assessment.note.unknown")
		}
		if utf8.RuneCountInString(n.Reason) > maxNoteReason {
			c.Add("note."+n.Note+".reason", "assessment.text.too_long")
		}
	}
	if utf8.RuneCountInString(f.Reasons) > maxReasons {
		c.Add("reasons", "assessment.text.too_long")
	}
}

// check is everything that recording asks; signing asks it again.
func (s *Sheet) check(f Finding, notes []Note) error {
	if err := s.facts(f); err != nil {
		return err
	}
	var c fault.Check
	if f.Result == "" {
		c.Add("result", "assessment.result.needed")
	}
	f.factsNeeded(&c)
	if f.Reasons == "" {
		c.Add("reasons", "assessment.reasons.needed")
	}
	if len(f.Evidence) == 0 && (f.Result == Met || f.Result == NotMet) {
		c.Add("evidence", "assessment.evidence.needed")
	}
	for _, n := range notes {
		answer := f.note(n.ID)
		switch {
		case answer.Answer == NotAnswered:
			c.AddRule("note."+n.ID, "assessment.note.needed", "A-1")
		case answer.Reason == "" && f.Against():
			// ux.md 4: recording against the applicant asks, by number, why each note does not change it.
			c.AddRule("note."+n.ID+".reason", "assessment.note.why_not", "A-1")
		case answer.Reason == "":
			c.AddRule("note."+n.ID+".reason", "assessment.note.reason", "A-1")
		case answer.Answer == Applies && n.Bars && f.Result == NotMet:
			// Decision 1: the note says there is no durable solution, and the officer says that it applies.
			return fault.Stop("X-4", "assessment.stop.note_bars")
		}
	}
	return c.Err("assessment.record.not_ready")
}

// note is the answer to a note, empty when there is none.
func (f *Finding) note(id string) NoteAnswer {
	for _, n := range f.Notes {
		if n.Note == id {
			return n
		}
	}
	return NoteAnswer{}
}

// factsNeeded finds facts that are missing, out of order or without evidence.
func (f *Finding) factsNeeded(c *fault.Check) {
	unknown := false
	for _, q := range Questions[f.Criterion] {
		switch a := f.Answer(q); {
		case q == Recognition:
			f.recognition(c)
		case weightless[q] || f.Ended(q):
		case optional[q] && a == "":
		case adverseOnly[q] && !f.Against():
		case f.Result == NotApplicable:
		case a == "" && unknown:
			return // in order: what is not known yet comes first
		case a == "":
			c.Add("fact."+string(q), "assessment.fact.needed")
		case a != Unknown && len(f.factEvidence(q)) == 0 && len(f.Evidence) == 0:
			c.Add("fact."+string(q), "assessment.fact.evidence")
		case a == Unknown && f.Criterion == Integration:
			unknown = true
		}
	}
	if f.Criterion == FlightInside && f.Answer(Relocation) == Safe && f.factNote(Relocation) == "" {
		c.AddRule("fact.relocation.note", "assessment.flight.place_needed", "A-26") // the place must be named
	}
}

// recognition is what recording asks of a recognition by UNHCR.
//
// Rule A-25: it is recorded as type, day and document. It binds nobody; a finding that departs from it says why, apart from
// the reasons of the finding.
func (f *Finding) recognition(c *fault.Check) {
	i := slices.IndexFunc(f.Facts, func(x Fact) bool { return x.Question == Recognition })
	if i < 0 {
		return
	}
	switch x := f.Facts[i]; x.Answer {
	case "":
		c.AddRule("fact.recognition", "assessment.fact.needed", "A-25")
	case PrimaFacie, Mandate:
		if x.Day == "" {
			c.AddRule("fact.recognition.day", "assessment.recognition.day_needed", "A-25")
		}
		if len(x.Evidence) == 0 {
			c.AddRule("fact.recognition.doc", "assessment.recognition.document", "A-25")
		}
		if f.Against() && strings.TrimSpace(x.Note) == "" {
			c.AddRule("fact.recognition.note", "assessment.recognition.why_needed", "A-25")
		}
	}
}

func (f *Finding) factEvidence(q Question) []Evidence {
	for i := range f.Facts {
		if f.Facts[i].Question == q {
			return f.Facts[i].Evidence
		}
	}
	return nil
}

func (f *Finding) factNote(q Question) string {
	for i := range f.Facts {
		if f.Facts[i].Question == q {
			return strings.TrimSpace(f.Facts[i].Note)
		}
	}
	return ""
}

// facts is decision 1: no finding against the facts, whoever asks.
func (s *Sheet) facts(f Finding) error {
	if f.Result == NotApplicable && Always(f.Criterion) {
		if f.Criterion == SeeksResidence {
			return fault.Stop("A-28", "assessment.stop.always")
		}
		if result, _ := f.Follows(); result == "" {
			return fault.Stop("A-16", "assessment.stop.always")
		}
	}
	if result, rule := f.Follows(); result != "" && f.Result != result {
		switch {
		case f.Criterion == Repatriation && rule == "A-18":
			return fault.Stop("A-18", "assessment.stop.silence")
		case f.Criterion == Repatriation && rule == "A-19":
			return fault.Stop("A-19", "assessment.stop.elsewhere")
		case f.Criterion == FlightInside && rule == "A-27":
			return fault.Stop("A-27", "assessment.stop.flight")
		case rule == "X-4":
			return fault.Stop("X-4", "assessment.stop.hiding")
		case rule == "A-20":
			return fault.Stop("A-20", "assessment.stop.integration")
		}
		return fault.Stop(rule, "assessment.stop.facts")
	}
	if f.Result == NotMet && (f.Criterion == Repatriation || f.Criterion == FlightInside) {
		if a, _, stands := s.conditionsThatStand(f.Country, f.Row); stands {
			return fault.Stop("X-4", "assessment.stop.stands."+string(a))
		}
	}
	if err := s.changedWithEvidence(f); err != nil {
		return err
	}
	if f.Criterion == SeeksResidence && f.Result == NotMet && f.Answer(Reluctance) == OnlyReluctance {
		// Rule A-29: reluctance to call the need permanent, or hope to go back one day, carries no negative finding.
		return fault.Stop("A-29", "assessment.stop.reluctance")
	}
	return s.classFollows(f)
}

// changedWithEvidence: a recorded fact by which safety is conditional changes only with evidence (decision 1).
func (s *Sheet) changedWithEvidence(f Finding) error {
	l := s.Line(f.Row)
	if l == nil || l.Standing == nil {
		return nil
	}
	for _, q := range []Question{Return, Relocation} {
		was, is := l.Standing.Answer(q), f.Answer(q)
		if was.Conditional() && !is.Conditional() && is != was && len(f.factEvidence(q)) == 0 {
			e := fault.Stop(was.rule(), "assessment.stop.change_needs_evidence")
			e.Fields = []fault.Field{{Name: "fact." + string(q) + ".evidence", Key: "assessment.fact.evidence", Rule: was.rule()}}
			return e
		}
	}
	return nil
}

// classFollows: rule A-8, a Convention refugee meets the definition in each country of nationality. The class of
// the applicant cannot be found met while one of its limbs is found not met.
func (s *Sheet) classFollows(f Finding) error {
	if f.Criterion != ClassMet || f.Class != Convention || f.Person != "" || f.Result != Met {
		return nil
	}
	for i := range s.Lines {
		l := &s.Lines[i]
		switch l.Criterion {
		case OutsideHome, Persecution, StateProtects, FlightInside, NotExcluded:
			if l.Standing != nil && l.Standing.Result == NotMet {
				return fault.Stop("A-8", "assessment.stop.class")
			}
		}
	}
	return nil
}

func has[T comparable](list []T, x T) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}
