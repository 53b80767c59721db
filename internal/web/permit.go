package web

import (
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Early admission on a permit, person by person: the permit, the day on which protection was conferred, and that permanent
// residence was applied for in Canada.

const permitAt = travelAt + "/permit"

type permitView struct {
	casePage
	Lines []permitLine
	NoWay bool
}

type permitLine struct {
	Finished bool // nothing is open that a permit would be for
	recourseLine
	Issue, End       *form
	Enter, Apply     *form
	Back             *form
	Landing, Planned string // address of the page on which the landing, or the departure, is recorded
}

func (w *Web) permit(v *visit) error {
	f, p, err := v.openTravel("permit.title")
	if err != nil {
		return err
	}
	j := w.App.Journey(f)
	view, ws := permitView{casePage: p, NoWay: !decision.MayPermit(j)}, v.worksheet(f, p)
	for _, x := range j.Travellers() {
		if q, ok := j.Permit(x.ID); ok || decision.MayPermit(j) {
			view.Lines = append(view.Lines, v.permitLine(ws, j, q, ok, &x))
		}
	}
	return v.show("travel/permit", view)
}

func (v *visit) permitLine(ws *worksheet, j decision.Journey, p decision.Permit, has bool, x *people.Person) permitLine {
	f := ws.f
	line := permitLine{recourseLine: recourseLine{Head: numbered(x), State: v.T("permit.is.none")}}
	may := func(a access.Action) bool { return v.web.App.May(v.Actor, a, f.Case) }
	if !has {
		open := j.OpenChecks(*x)
		if may(access.ViewDecision) { // where the checks stand is the office's
			v.openChecks(&line, open)
			line.Finished = len(open) == 0
		}
		if len(open) > 0 && may(access.IssuePermit) {
			line.Issue = v.permitForm(ws, x.ID)
		}
		return line
	}
	_, in := p.Entry()
	_, gone := j.Departed(x.ID)
	_, landed := j.Landed(x.ID)
	v.permitFacts(&line, f, p)
	line.State, line.Tag = v.T("permit.is.issued"), "tag-info"
	switch {
	case landed:
		line.State, line.Tag = v.T("permit.is.landed"), "tag-ok"
	case in && p.Applied != "":
		line.State, line.Tag = v.T("permit.is.applied"), "tag-ok"
		line.Landing = v.path(travellerAt, f.Case.ID, x.ID)
	case in:
		line.State, line.Tag = v.T("permit.is.here"), "tag-warn"
	}
	id := func(name string) *form { return v.form(name+"-"+x.ID, permitAt, f.Case.ID).of(p.Version) }
	record := may(access.RecordLanding)
	switch {
	case landed:
	case !in:
		if may(access.IssuePermit) {
			line.End = id("end")
			line.End.Fields = line.End.apart([]field{line.End.long("ended", "permit.ended", "")})
		}
		if gone && record {
			line.Enter = id("enter")
			line.Enter.Fields = line.Enter.apart([]field{line.Enter.date("day", "permit.day", ""), wide(line.Enter.text("place", "landing.place.label", ""), "w-l")})
		} else if !gone && may(access.RecordDeparture) && !decision.EarlyFrom(j.State) {
			line.Planned = v.path(travellerAt, f.Case.ID, x.ID)
		}
	case record:
		line.Apply = id("apply")
		line.Apply.Fields = line.Apply.apart([]field{line.Apply.date("applied", "permit.applied", string(p.Applied)), line.Apply.long("known", "permit.known", p.Known)})
		line.Back = id("back")
		line.Back.Fields = line.Back.apart([]field{line.Back.text("taken_back", "landing.why.label", "")})
	}
	return line
}

func (v *visit) permitForm(ws *worksheet, person string) *form {
	q := v.form("issue-"+person, permitAt, ws.f.Case.ID)
	opinion := q.one("select", "opinion", v.T("permit.opinion"), "")
	opinion.Options = ws.chosen(ws.documentOptions(), opinion.Value)
	q.Fields = q.apart([]field{q.long("why", "permit.why", ""), opt(q.date("medical", "permit.medical", "")), opt(opinion),
		wide(q.text("number", "permit.number", ""), "w-l"), q.date("issued", "permit.issued", ""), q.date("valid_until", "permit.valid", "")})
	return q
}

func (v *visit) permitFacts(line *permitLine, f *app.File, p decision.Permit) {
	add := func(key, value string) {
		if value != "" {
			line.Facts = append(line.Facts, fact{v.T(key), value})
		}
	}
	add("permit.number", p.Number)
	add("permit.issued", v.Lang.Date(string(p.Issued)))
	add("permit.valid", v.Lang.Date(string(p.ValidUntil)))
	v.openChecks(line, p.Open)
	add("permit.medical", v.Lang.Date(string(p.Medical)))
	for i := range f.Documents {
		if d := &f.Documents[i]; d.ID == p.Opinion {
			add("permit.opinion", v.T("document.kind.is."+d.Kind))
		}
	}
	if e, in := p.Entry(); in {
		add("permit.protected", v.F("travel.landed.at", map[string]any{"Day": e.Day, "Place": e.Place}))
	}
	add("permit.applied", v.Lang.Date(string(p.Applied)))
	add("permit.known", p.Known)
	add("hold.by", v.web.App.Name(v.ctx(), p.By)+", "+v.Lang.DateTime(p.At.UTC()))
	line.Words = p.Why
}

func (v *visit) openChecks(line *permitLine, kinds []assessment.TrackKind) {
	var words []string
	for _, kind := range kinds {
		words = append(words, v.T("admissibility.track."+string(kind)))
	}
	if words != nil {
		line.Facts = append(line.Facts, fact{v.T("permit.open"), strings.Join(words, ", ")})
	}
}

func (w *Web) recordPermit(v *visit) error {
	act, person, _ := strings.Cut(v.posted(), "-")
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewTravel, "")
	if err != nil {
		return err
	}
	p, _ := w.App.Journey(f).Permit(person)
	switch act {
	case "issue":
		_, err = w.App.IssuePermit(v.ctx(), v.write(), decision.Permit{Person: person, Number: v.typed("number"), Issued: policy.Day(v.day("issued")), ValidUntil: policy.Day(v.day("valid_until")),
			Why: v.typed("why"), Medical: policy.Day(v.day("medical")), Opinion: v.typed("opinion")})
	case "end":
		_, err = w.App.EndPermit(v.ctx(), v.write(), p.ID, v.version(), v.typed("ended"))
	case "enter":
		_, err = w.App.RecordEntry(v.ctx(), v.write(), p.ID, v.version(), decision.Entry{Day: policy.Day(v.day("day")), Place: v.typed("place")})
	case "apply":
		_, err = w.App.RecordApplication(v.ctx(), v.write(), p.ID, v.version(), policy.Day(v.day("applied")), v.typed("known"))
	case "back":
		_, err = w.App.TakeBackEntry(v.ctx(), v.write(), p.ID, v.version(), v.typed("taken_back"))
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done("permit."+act, permitAt, v.caseID())
}

// permits says whether the page of permits has something to show or to do.
func (v *visit) permits(f *app.File, j decision.Journey) bool {
	return len(f.Permits) > 0 || decision.EarlyFrom(j.State) && v.web.App.May(v.Actor, access.IssuePermit, f.Case)
}
