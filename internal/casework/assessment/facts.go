package assessment

import (
	"strconv"

	"passage/internal/casework/policy"
)

// Place is the anchor of a row on a page, and its name among the facts.
func (r Row) Place() string { return "finding." + r.Key() }

// GroundPlace is the anchor of a ground of a person.
func GroundPlace(person, ground string) string { return "ground." + person + "." + ground }

// TrackPlace is the anchor of a check of a person.
func TrackPlace(person string, kind TrackKind) string { return "track." + person + "." + string(kind) }

// ConvictionPlace is the anchor of a conviction worksheet.
func ConvictionPlace(id string) string { return "conviction." + id }

// View fills the facts that the pack's contradictions read from the worksheet: codes, days and yes or no, never a
// text. A draft counts as it stands: a contradiction is pointed out while it is being written, not after it is
// signed. notes gives the HRD notes of a criterion, put whether a concern was put to the applicant.
func (s *Sheet) View(f *policy.Facts, notes func(criterion string) []Note, put func(code, person string) bool) {
	f.Findings = make([]policy.FindingFacts, 0, len(s.Lines))
	for i := range s.Lines {
		l := &s.Lines[i]
		x := l.Shown()
		if x == nil {
			f.Findings = append(f.Findings, policy.FindingFacts{Place: l.Place(), Criterion: l.Criterion, Class: string(l.Class), Nationality: l.Country})
			continue
		}
		against := x.Against()
		agent := x.Answer(Agent)
		row := policy.FindingFacts{
			ID: x.ID, Place: l.Place(), Criterion: l.Criterion, Class: string(l.Class), Nationality: l.Country,
			Result: string(x.Result), Recorded: x.Status == Recorded, Evidence: len(x.Evidence),
			Doubts:     x.Wording,
			Reluctance: x.Criterion == SeeksResidence && x.Answer(Reluctance) == OnlyReluctance,
			Departs:    against && departs[x.Criterion], Answers: x.Addressed,
			StateAgent:  agent == State || agent == Both,
			StateGuards: x.Criterion == StateProtects && x.Result == NotMet,
			AccuserOnly: against && x.Answer(Source) == OnlyAccuser,
			Credibility: against && x.Belief,
			Put:         put(x.Criterion, x.Person),
			HomeTrip:    x.Answer(HomeTrip) == Yes,
		}
		home := x.note(BriefReturn)
		row.Context = home.Answer == Applies && home.Reason != ""
		for _, n := range notes(x.Criterion) {
			if a := x.note(n.ID); a.Answer == NotAnswered || a.Reason == "" {
				row.NotesOpen++
			}
		}
		f.Findings = append(f.Findings, row)
		s.conditions(l, x, notes(x.Criterion), &f.Return)
		switch x.Criterion {
		case Integration:
			if x.Answer(Refoulement) == Yes || x.Answer(AsylumFear) == Yes || x.Answer(Residence) == No {
				f.Return.Precarious = true
			}
		case ThirdCountry:
			f.Return.Offer = f.Return.Offer || x.Answer(Offer) == Offered
			f.Return.OfferDone = x.Status == Recorded && x.Answer(Offer) != ""
		}
	}
}

// conditions are the places whose facts say that safety depends on silence, on another place or on hiding: as the row
// shows them, as they stand recorded while a draft would change them without evidence, and as an HRD note says that
// the officer answered with "applies".
func (s *Sheet) conditions(l *Line, shown *Finding, notes []Note, out *policy.ReturnFacts) {
	add := func(a Answer) {
		var to *[]string
		switch a {
		case SafeIfSilent:
			to = &out.Silence
		case SafeElsewhere:
			to = &out.Elsewhere
		case SafeHiding:
			to = &out.Hiding
		default:
			return
		}
		if p := l.Place(); !has(*to, p) {
			*to = append(*to, p)
		}
	}
	for _, q := range []Question{Return, Relocation} {
		add(shown.Answer(q))
		if l.Draft != nil && l.Standing != nil && len(l.Draft.factEvidence(q)) == 0 {
			add(l.Standing.Answer(q))
		}
	}
	for _, n := range notes {
		if n.Bars && shown.note(n.ID).Answer == Applies {
			add(SafeIfSilent)
		}
	}
}

// departs are the criteria on which the partner's referral says the opposite of "not met": fear, protection and the
// absence of a durable solution are what a referral rests on.
var departs = map[string]bool{OutsideHome: true, Persecution: true, StateProtects: true, FlightInside: true, Repatriation: true, Integration: true, ThirdCountry: true}

// Departs says whether "not met" on a criterion departs from what the referring partner concluded.
func Departs(criterion string) bool { return departs[criterion] }

// View fills the facts that the pack's contradictions read from admissibility. numbers gives a person's number in the
// case.
func (a Admissibility) View(f *policy.Facts, day policy.Day, numbers map[string]int, put func(code, person string) bool) {
	for _, e := range a.Examined {
		n := numbers[e.Person]
		for _, t := range Tracks(e, a.Tracks) {
			f.Tracks = append(f.Tracks, policy.TrackFacts{Place: TrackPlace(e.Person, t.Kind), Person: n, Kind: string(t.Kind), Value: string(t.On(day)), Until: string(t.ValidUntil)})
		}
		for _, code := range Grounds {
			standing, draft := a.Standing(e.Person, code)
			g := draft
			if g == nil {
				g = standing
			}
			if g == nil {
				continue
			}
			f.Grounds = append(f.Grounds, policy.GroundFacts{
				Place: GroundPlace(e.Person, code), Person: n, Ground: code, Result: string(g.Result),
				AccuserOnly: g.Result == GroundInadmissible && g.Rests == OnlyAccuser,
				Worksheet:   a.convicted(*g) == nil, Treatable: g.Treatable == Yes, SecondLook: g.Second != nil,
				Examined: g.Through != "" && a.inadmissible(g.Through), Put: put(code, e.Person),
				Post: g.Post != "", Analysed: g.Analysed, Ended: string(g.Ended), Ordered: g.Ordered(),
			})
			if g.Wording {
				f.Decision.Doubts = append(f.Decision.Doubts, GroundPlace(e.Person, code))
			}
		}
	}
	for i := range a.Convictions {
		w := &a.Convictions[i]
		f.Convictions = append(f.Convictions, policy.ConvictionFacts{
			Place: ConvictionPlace(w.ID), Person: numbers[w.Person], Complete: w.Status == Recorded && w.Steps() == 8, Relief: w.Relief != "",
		})
	}
}

// Entries are the ids of the entries behind places, with the version each has now: what an answer to a contradiction
// holds for. A place that is no entry of this room stands for itself.
func Entries(places []string, s Sheet, a Admissibility) map[string]int64 {
	out := make(map[string]int64, len(places))
	for _, p := range places {
		id, version := entry(p, s, a)
		out[id] = version
	}
	return out
}

func entry(place string, s Sheet, a Admissibility) (string, int64) {
	for i := range s.Lines {
		if l := &s.Lines[i]; l.Place() == place {
			if x := l.Shown(); x != nil {
				return x.ID, x.Version
			}
			return place, 0
		}
	}
	for i := range a.Grounds {
		if g := &a.Grounds[i]; g.Status != Superseded && GroundPlace(g.Person, g.Ground) == place {
			return g.ID, g.Version
		}
	}
	for i := range a.Tracks {
		if t := &a.Tracks[i]; TrackPlace(t.Person, t.Kind) == place {
			return t.ID, t.Version
		}
	}
	for i := range a.Convictions {
		if w := &a.Convictions[i]; ConvictionPlace(w.ID) == place {
			return w.ID, w.Version
		}
	}
	return place, 0
}

// PersonPlace is the anchor of a person.
func PersonPlace(number int) string { return "person." + strconv.Itoa(number) }
