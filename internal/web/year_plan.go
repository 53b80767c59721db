package web

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// The numbers of a year: the ceiling, the GAR target, each partner's allocation, each office's number and the regions (I-58). The
// pack has the first version; one person of the department proposes another beside it, a second confirms, and both see first whom
// it affects.

const levelsAt = "/levels"

type levelsView struct {
	page
	Crumb    string
	Filters  []filter
	Facts    []fact
	Ours     bool
	Lines    []levelLine // partners, offices and regions of the plan in force
	Waits    *waitingPlan
	Versions []suspensionLine
	Propose  *levelsForm
}

type levelLine struct{ Kind, Name, Persons string }

// waitingPlan is a version that waits for its second person, with whom it affects.
type waitingPlan struct {
	Facts        []fact
	Note, Reason string
	Words        []string // what the plan as a whole does
	Partners     []effectLine
	Offices      []effectLine
	Who          string
	Answer       *form
	Confirm      bool
}

type effectLine struct{ Name, Was, Is, Used, Room, Note string }

type levelsForm struct {
	*form
	Shares, Offices, Regions, Last []field
}

func (w *Web) levels(v *visit) error {
	by, _ := v.commitmentFilter()
	n, err := w.App.YearNumbers(v.ctx(), v.Actor, by.Stream, by.Year)
	if err != nil {
		return err
	}
	p := levelsView{page: v.page("levels.title"), Crumb: v.F("levels.crumb", map[string]any{"Year": strconv.Itoa(by.Year)}), Filters: v.commitmentFilters(by, false)[:1]}
	p.Current = spacesAt
	p.Facts = v.planFacts(n.Now)
	if c, ok := w.App.Policy().Commitment(by.Stream, by.Year); ok {
		p.Ours = c.Ours()
	}
	for _, of := range []struct {
		kind string
		m    map[string]int
		name func(string) string
	}{{"levels.share", n.Now.Shares, v.unit}, {"levels.office", n.Now.Offices, v.unit}, {"levels.region", n.Now.Regions, v.region}} {
		for _, k := range slices.Sorted(maps.Keys(of.m)) {
			p.Lines = append(p.Lines, levelLine{v.T(of.kind), of.name(k), v.Lang.Number(of.m[k])})
		}
	}
	for _, x := range n.Versions {
		l := suspensionLine{Words: v.F("levels.version", map[string]any{"Name": w.App.Name(v.ctx(), x.Proposed.By), "Time": v.Lang.DateTime(x.Proposed.At.UTC()), "UpTo": x.UpTo})}
		switch {
		case x.Waits():
			l.Tag = v.T("levels.waits")
		case x.Dropped.Is():
			l.Tag = v.T("levels.dropped")
		default:
			l.Tag = v.F("levels.from", map[string]any{"From": v.Lang.Date(string(x.From))})
		}
		p.Versions = append(p.Versions, l)
	}
	if n.Waits != nil {
		p.Waits = v.planWaits(n)
		if p.Waits.Answer != nil {
			p.Main = "answer"
		}
	} else if v.sets() && by.Year >= w.App.Today().Year() {
		p.Propose, p.Main = v.levelsForm(n.Now), "levels"
	}
	return v.show("spaces/levels", p)
}

func (v *visit) sets() bool {
	return access.Allow(v.Actor, access.SetLevels, access.Resource{}) == nil
}

// region is a region in words.
func (v *visit) region(code string) string {
	if code == "" {
		return v.T("levels.region.none")
	}
	return v.T("levels.region." + code)
}

func (v *visit) planFacts(p policy.YearPlan) []fact {
	num := v.Lang.Number
	kind := "levels.notional"
	if p.Firm {
		kind = "levels.firm"
	}
	out := []fact{{v.T("levels.up_to"), v.N("levels.persons", p.UpTo, nil)}, {v.T("levels.kind"), v.T(kind)}, {v.T("levels.target"), num(p.Target)}}
	if p.Low > 0 || p.High > 0 {
		out = append(out, fact{v.T("levels.range"), v.F("levels.range.words", map[string]any{"Low": p.Low, "High": p.High})})
	}
	return append(out, fact{v.T("levels.sum"), num(p.Sum())})
}

func (v *visit) planWaits(n *app.YearNumbers) *waitingPlan {
	x, e, num := n.Waits, n.Effect, v.Lang.Number
	out := &waitingPlan{Facts: v.planFacts(*x), Note: x.Note, Reason: x.Reason}
	from := v.T("levels.from.confirmed")
	if x.From != "" {
		from = v.Lang.Date(string(x.From))
	}
	out.Facts = append(out.Facts, fact{v.T("levels.from.label"), from})
	out.Facts = append(out.Facts, v.marks("", x.Proposed, x.Confirmed, x.Dropped)...)
	out.Words = append(out.Words, v.N("levels.effect.counted", e.Counted, map[string]any{"UpTo": x.UpTo}))
	if e.Past > 0 {
		out.Words = append(out.Words, v.N("levels.effect.past", e.Past, nil))
	}
	if e.Above > 0 {
		out.Words = append(out.Words, v.N("levels.effect.above", e.Above, nil))
	}
	for _, p := range e.Partners {
		l := effectLine{Name: v.unit(p.Partner), Was: num(p.Was), Is: num(p.Is), Used: num(p.Used), Room: num(p.Room)}
		if p.Stopped {
			l.Note = v.T("levels.effect.stopped")
		}
		out.Partners = append(out.Partners, l)
	}
	for _, o := range e.Offices {
		l := effectLine{Name: v.unit(o.Office), Was: num(o.Was), Is: num(o.Is), Used: num(o.Counted)}
		if o.Warn {
			l.Note = v.T("spaces.office.past")
		}
		out.Offices = append(out.Offices, l)
	}
	out.Who = v.T("levels.waits.read")
	if v.sets() {
		out.Answer = v.form("answer", levelsAt).final().of(x.Version)
		out.Answer.Action += "?year=" + strconv.Itoa(x.Year)
		out.Who = v.T("levels.waits.you")
		if out.Confirm = x.Proposed.By != v.Actor.Account; !out.Confirm {
			out.Who = v.T("levels.waits.other")
		}
	}
	return out
}

// levelsForm is the plan in force as a form: who proposes changes what is different.
func (v *visit) levelsForm(p policy.YearPlan) *levelsForm {
	f := &levelsForm{form: v.form("levels", levelsAt)}
	f.Action += "?year=" + strconv.Itoa(p.Year)
	number := func(name, label string, n int) field {
		stored := ""
		if n > 0 {
			stored = strconv.Itoa(n)
		}
		q := wide(f.one("text", name, label, stored), "w-s")
		q.Optional = n == 0
		return q
	}
	firm := "notional"
	if p.Firm {
		firm = "firm"
	}
	f.Fields = []field{number("up_to", v.T("levels.up_to"), p.UpTo), f.choice("kind", "levels.kind", firm, "levels", "firm", "notional"),
		number("target", v.T("levels.target"), p.Target), number("low", v.T("levels.low"), p.Low), number("high", v.T("levels.high"), p.High)}
	view := v.web.App.Policy()
	for _, x := range view.Partners() {
		f.Shares = append(f.Shares, number("share."+x.ID, v.unit(x.ID), p.Shares[x.ID]))
	}
	for _, x := range view.Offices() {
		f.Offices = append(f.Offices, number("office."+x.ID, v.unit(x.ID), p.Offices[x.ID]))
	}
	for _, x := range view.Regions() {
		f.Regions = append(f.Regions, number("region."+x, v.region(x), p.Regions[x]))
	}
	from, note := f.date("from", "levels.from.label", ""), f.long("note", "levels.note", "")
	from.Optional, note.Optional, note.Rows = true, true, 3
	f.Last = []field{note, from, f.long("reason", "suspension.reason", "")}
	return f
}

// persons is a number as it was typed: nothing is nought, and what is no number is below it, which the rule refuses.
func (v *visit) persons(name string) int {
	text := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", "").Replace(v.typed(name))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func (w *Web) setLevels(v *visit) error {
	by, _ := v.commitmentFilter()
	done := func(code string) error {
		return v.see(v.path(levelsAt) + "?year=" + strconv.Itoa(by.Year) + "&done=" + code)
	}
	switch form, pressed := v.posted(), v.pressed(); {
	case form == "levels":
		view := w.App.Policy()
		p := policy.YearPlan{Year: by.Year, Stream: by.Stream, UpTo: v.persons("up_to"), Firm: v.typed("kind") == "firm", Target: v.persons("target"), Low: v.persons("low"), High: v.persons("high"),
			Shares: map[string]int{}, Offices: map[string]int{}, Regions: map[string]int{}, Note: v.typed("note"), Reason: v.typed("reason"), From: policy.Day(v.day("from"))}
		put := func(m map[string]int, of, id string) {
			if n := v.persons(of + id); n != 0 {
				m[id] = n
			}
		}
		for _, x := range view.Partners() {
			put(p.Shares, "share.", x.ID)
		}
		for _, x := range view.Offices() {
			put(p.Offices, "office.", x.ID)
		}
		for _, x := range view.Regions() {
			put(p.Regions, "region.", x)
		}
		if err := w.App.ProposeYearPlan(v.ctx(), v.write(), p); err != nil {
			return err
		}
		return done("levels.proposed")
	case form == "answer" && (pressed == "confirm" || pressed == "drop"):
		n, err := w.App.YearNumbers(v.ctx(), v.Actor, by.Stream, by.Year)
		if err != nil {
			return err
		}
		if n.Waits == nil {
			return fault.Stop("I-58", "policy.plan.settled")
		}
		if pressed == "drop" {
			if err := w.App.DropYearPlan(v.ctx(), v.write(), n.Waits.ID, v.version()); err != nil {
				return err
			}
			return done("levels.dropped")
		}
		if err := w.App.ConfirmYearPlan(v.ctx(), v.write(), n.Waits.ID, v.version()); err != nil {
			return err
		}
		return done("levels.confirmed")
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}
