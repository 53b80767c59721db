package policy

import (
	"slices"
	"sync"

	"passage/internal/casework/fault"
)

// View is what is in force on one day. It is read-only.
type View struct {
	Pack *Pack
	Day  Day
	part *Pack

	answered *answered
}

// span is a run of days on which the same items are in force. What they are is gathered when it is first asked for:
// most days of a pack's life are never looked at.
type span struct {
	from Day // first day; the last is the day before the next span
	once *sync.Once
	part *Pack

	answered *answered
}

// cut finds the days on which something begins or ends.
func (p *Pack) cut() {
	days := []Day{""}
	p.each(func(_ string, x *Item) {
		if x.From != "" {
			days = append(days, x.From)
		}
		if x.Until != "" {
			days = append(days, x.Until.Add(1))
		}
	})
	slices.Sort(days)
	for _, d := range slices.Compact(days) {
		p.spans = append(p.spans, span{from: d, once: new(sync.Once), part: new(Pack), answered: new(answered)})
	}
}

// On is what is in force on a day.
func (p *Pack) On(d Day) *View {
	i, ok := slices.BinarySearchFunc(p.spans, d, func(s span, d Day) int {
		switch {
		case s.from < d:
			return -1
		case s.from > d:
			return 1
		}
		return 0
	})
	if !ok {
		i--
	}
	s := p.spans[i]
	s.once.Do(func() { s.part.gather(p, d) })
	return &View{Pack: p, Day: d, part: s.part, answered: s.answered}
}

// gather keeps of a pack what is in force on a day.
func (p *Pack) gather(from *Pack, d Day) {
	keep(&p.Streams, from.Streams, d, func(x Stream) Item { return x.Item })
	keep(&p.Partners, from.Partners, d, func(x Partner) Item { return x.Item })
	keep(&p.Commitments, from.Commitments, d, func(x Commitment) Item { return x.Item })
	keep(&p.Allocations, from.Allocations, d, func(x Allocation) Item { return x.Item })
	keep(&p.Levels, from.Levels, d, func(x Level) Item { return x.Item })
	keep(&p.Offices, from.Offices, d, func(x Office) Item { return x.Item })
	keep(&p.Forms, from.Forms, d, func(x Form) Item { return x.Item })
	keep(&p.Completeness, from.Completeness, d, func(x Rule) Item { return x.Item })
	keep(&p.Headings, from.Headings, d, func(x Heading) Item { return x.Item })
	keep(&p.Criteria, from.Criteria, d, func(x Criterion) Item { return x.Item })
	keep(&p.Notes, from.Notes, d, func(x Note) Item { return x.Item })
	keep(&p.Contradictions, from.Contradictions, d, func(x Rule) Item { return x.Item })
	keep(&p.Grounds, from.Grounds, d, func(x Ground) Item { return x.Item })
	keep(&p.Checks, from.Checks, d, func(x Check) Item { return x.Item })
	keep(&p.Routes, from.Routes, d, func(x Route) Item { return x.Item })
	keep(&p.Letters, from.Letters, d, func(x Letter) Item { return x.Item })
	keep(&p.Clocks, from.Clocks, d, func(x Clock) Item { return x.Item })
	keep(&p.Lists, from.Lists, d, func(x List) Item { return x.Item })
	keep(&p.Reports, from.Reports, d, func(x Report) Item { return x.Item })
	keep(&p.Bands, from.Bands, d, func(x Bands) Item { return x.Item })
}

// each visits every dated item of the pack, agreements and the entries of lists among them, with the name of its
// collection.
func (p *Pack) each(visit func(collection string, x *Item)) {
	for i := range p.Streams {
		visit("streams", &p.Streams[i].Item)
	}
	for i := range p.Partners {
		visit("partners", &p.Partners[i].Item)
		for j := range p.Partners[i].Agreements {
			visit("agreements", &p.Partners[i].Agreements[j].Item)
		}
	}
	for i := range p.Commitments {
		visit("commitments", &p.Commitments[i].Item)
	}
	for i := range p.Allocations {
		visit("allocations", &p.Allocations[i].Item)
	}
	for i := range p.Levels {
		visit("levels", &p.Levels[i].Item)
	}
	for i := range p.Offices {
		visit("offices", &p.Offices[i].Item)
	}
	for i := range p.Forms {
		visit("forms", &p.Forms[i].Item)
	}
	for i := range p.Completeness {
		visit("completeness", &p.Completeness[i].Item)
	}
	for i := range p.Headings {
		visit("headings", &p.Headings[i].Item)
	}
	for i := range p.Criteria {
		visit("criteria", &p.Criteria[i].Item)
	}
	for i := range p.Notes {
		visit("notes", &p.Notes[i].Item)
	}
	for i := range p.Contradictions {
		visit("contradictions", &p.Contradictions[i].Item)
	}
	for i := range p.Grounds {
		visit("grounds", &p.Grounds[i].Item)
	}
	for i := range p.Checks {
		visit("checks", &p.Checks[i].Item)
	}
	for i := range p.Routes {
		visit("routes", &p.Routes[i].Item)
	}
	for i := range p.Letters {
		visit("letters", &p.Letters[i].Item)
	}
	for i := range p.Clocks {
		visit("clocks", &p.Clocks[i].Item)
	}
	for i := range p.Reports {
		visit("reports", &p.Reports[i].Item)
	}
	for i := range p.Bands {
		visit("bands", &p.Bands[i].Item)
	}
	for i := range p.Lists {
		visit("lists", &p.Lists[i].Item)
		for j := range p.Lists[i].Entries {
			visit("lists."+p.Lists[i].ID, &p.Lists[i].Entries[j].Item)
		}
	}
}

func keep[T any](to *[]T, from []T, d Day, item func(T) Item) {
	for _, x := range from {
		if item(x).Holds(d) {
			*to = append(*to, x)
		}
	}
}

func find[T any](list []T, ok func(*T) bool) (*T, bool) {
	for i := range list {
		if ok(&list[i]) {
			return &list[i], true
		}
	}
	return nil, false
}

// Stream looks a stream up.
func (v *View) Stream(id string) (*Stream, bool) {
	return find(v.part.Streams, func(x *Stream) bool { return x.ID == id })
}

// Streams are the streams in force.
func (v *View) Streams() []Stream { return v.part.Streams }

// Partner looks a partner up by its code.
func (v *View) Partner(id string) (*Partner, bool) {
	return find(v.part.Partners, func(x *Partner) bool { return x.ID == id })
}

// Partners are the partners in force.
func (v *View) Partners() []Partner { return v.part.Partners }

// Commitment is the "up to" number of a stream for a year.
func (v *View) Commitment(stream string, year int) (*Commitment, bool) {
	if p, ok := v.planned(stream, year); ok {
		return &Commitment{Item: p.item(p.UpTo), Stream: stream, Year: year, Persons: p.UpTo, Firm: p.Firm}, true
	}
	return find(v.part.Commitments, func(x *Commitment) bool { return x.Stream == stream && x.Year == year })
}

// Allocation is what a partner may refer in a year.
func (v *View) Allocation(stream, partner string, year int) (*Allocation, bool) {
	if p, ok := v.planned(stream, year); ok {
		n, ok := p.Shares[partner]
		return &Allocation{Item: p.item(n), Stream: stream, Partner: partner, Year: year, Persons: n}, ok
	}
	return find(v.part.Allocations, func(x *Allocation) bool { return x.Stream == stream && x.Partner == partner && x.Year == year })
}

// Level is the GAR target of a year.
func (v *View) Level(year int) (*Level, bool) {
	for _, x := range v.Pack.plans {
		if x.Year == year {
			if p, ok := v.planned(x.Stream, year); ok {
				return &Level{Item: p.item(p.Target), Year: year, Target: p.Target, Low: p.Low, High: p.High, Regions: p.Regions}, true
			}
		}
	}
	return find(v.part.Levels, func(x *Level) bool { return x.Year == year })
}

// Office looks an office up by its code.
func (v *View) Office(id string) (*Office, bool) {
	return find(v.part.Offices, func(x *Office) bool { return x.ID == id })
}

// Offices are the offices in force.
func (v *View) Offices() []Office { return v.part.Offices }

// OfficeFor is the office that serves a country of residence (I-36, R140.3(4)); false when none does, and the
// operations centre keeps the file unassigned.
func (v *View) OfficeFor(country string) (*Office, bool) {
	return find(v.part.Offices, func(x *Office) bool { return slices.Contains(x.Territory, country) })
}

// Forms are the forms and papers of a package.
func (v *View) Forms() []Form { return v.part.Forms }

// Form looks a form up.
func (v *View) Form(id string) (*Form, bool) {
	return find(v.part.Forms, func(x *Form) bool { return x.ID == id })
}

// Headings are the six headings of the worksheet.
func (v *View) Headings() []Heading { return v.part.Headings }

// Criteria are the rows of the worksheet, in order.
func (v *View) Criteria() []Criterion { return v.part.Criteria }

// Criterion looks a criterion up.
func (v *View) Criterion(id string) (*Criterion, bool) {
	return find(v.part.Criteria, func(x *Criterion) bool { return x.ID == id })
}

// Note looks a consideration up.
func (v *View) Note(id string) (*Note, bool) {
	return find(v.part.Notes, func(x *Note) bool { return x.ID == id })
}

// Contradiction looks a contradiction's rule up.
func (v *View) Contradiction(id string) (*Rule, bool) {
	return find(v.part.Contradictions, func(x *Rule) bool { return x.ID == id })
}

// Lack looks a completeness rule up.
func (v *View) Lack(id string) (*Rule, bool) {
	return find(v.part.Completeness, func(x *Rule) bool { return x.ID == id })
}

// Grounds are the grounds of inadmissibility, in order.
func (v *View) Grounds() []Ground { return v.part.Grounds }

// Ground looks a ground up.
func (v *View) Ground(id string) (*Ground, bool) {
	return find(v.part.Grounds, func(x *Ground) bool { return x.ID == id })
}

// Checks are the admissibility tracks, in order.
func (v *View) Checks() []Check { return v.part.Checks }

// Route is the consultation route of a referring partner (I-49).
func (v *View) Route(partner string) (*Route, bool) {
	pt, ok := v.Partner(partner)
	if !ok {
		return nil, false
	}
	return find(v.part.Routes, func(x *Route) bool { return x.ID == pt.ConsultAt })
}

// Letter looks a kind of letter up.
func (v *View) Letter(id string) (*Letter, bool) {
	return find(v.part.Letters, func(x *Letter) bool { return x.ID == id })
}

// Clock looks a clock up.
func (v *View) Clock(id string) (*Clock, bool) {
	return find(v.part.Clocks, func(x *Clock) bool { return x.ID == id })
}

// List looks a list of codes up.
func (v *View) List(id string) (*List, bool) {
	return find(v.part.Lists, func(x *List) bool { return x.ID == id })
}

// Reports are the standard reports, in order.
func (v *View) Reports() []Report { return v.part.Reports }

// Report looks a standard report up.
func (v *View) Report(id string) (*Report, bool) {
	return find(v.part.Reports, func(x *Report) bool { return x.ID == id })
}

// Bands are the brackets of a number; with none in the pack there is one bracket.
func (v *View) Bands(id string) Bands {
	if b, ok := find(v.part.Bands, func(x *Bands) bool { return x.ID == id }); ok {
		return *b
	}
	return Bands{}
}

// Agreement is the memorandum in force with the partner on the view's day, suspended neither by the pack nor beside it; false
// when there is none.
func (v *View) Agreement(partner string) (*Agreement, bool) {
	pt, ok := v.Partner(partner)
	if !ok {
		return nil, false
	}
	return find(pt.Agreements, func(a *Agreement) bool {
		return a.Holds(v.Day) && !slices.ContainsFunc(a.Suspended, func(s Span) bool {
			return s.From <= v.Day && (s.Until == "" || v.Day <= s.Until)
		}) && !slices.ContainsFunc(v.Pack.suspensions, func(s Suspension) bool {
			return s.Partner == partner && s.Agreement == a.ID && s.Holds(v.Day)
		})
	})
}

// MayRefer says whether a partner may refer on the view's day.
//
// Rule I-1 (R138, R140.3): only an active referral organization refers, UNHCR by law and others under a memorandum.
// Rule I-3: a suspended or ended agreement blocks new referrals.
// Rule I-4: direct referral by FLD and PD begins in March 2023; before that only UNHCR referred.
func (v *View) MayRefer(partner string) error {
	pt, ok := v.Partner(partner)
	if !ok {
		return fault.Stop("I-1", "policy.refer.not_partner")
	}
	if pt.Refers != "" && v.Day < pt.Refers {
		return &fault.Error{Kind: fault.Stopped, Key: "policy.refer.too_early", Rule: "I-4", Args: map[string]any{"Partner": partner, "Day": string(v.Day), "From": string(pt.Refers)}}
	}
	if _, ok := v.Agreement(partner); !ok && !pt.ByLaw {
		return &fault.Error{Kind: fault.Stopped, Key: "policy.refer.no_agreement", Rule: "I-3", Args: map[string]any{"Partner": partner, "Day": string(v.Day)}}
	}
	return nil
}
