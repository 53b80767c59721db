package web

import (
	"strconv"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/spaces"
)

// Room that moves between partners (I-66), and a partner's own allocation: both sides read the same figures.

const (
	movesAt      = "/reallocations"
	moveAt       = movesAt + "/{move}"
	allocationAt = "/allocation"
)

type movesView struct {
	page
	Lines   []moveLine
	Points  []string // room that is free while families wait elsewhere
	Propose *form
}

type moveLine struct{ At, From, To, Persons, Year, Stands string }

func (w *Web) moves(v *visit) error {
	list, err := w.App.Reallocations(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := movesView{page: v.page("moves.title")}
	p.Lines = v.moveLines(list)
	if access.Allow(v.Actor, access.ProposeMove, access.Resource{}) == nil {
		unused, err := w.App.Unused(v.ctx(), v.Actor, v.stream())
		if err != nil {
			return err
		}
		for _, u := range unused {
			p.Points = append(p.Points, v.N("moves.point", u.Free, map[string]any{"From": v.unit(u.From), "To": v.unit(u.To), "Waiting": v.N("levels.persons", u.Waiting, nil), "Year": strconv.Itoa(u.Year)}))
		}
		q := v.form("propose", movesAt)
		var partners, years []option
		for _, x := range w.App.Policy().Partners() {
			partners = append(partners, option{Value: x.ID, Label: v.unit(x.ID)})
		}
		for _, y := range []int{w.App.Today().Year(), w.App.Today().Year() + 1} {
			years = append(years, option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
		}
		again := append([]option{}, partners...)
		q.Fields = []field{q.pick(q.one("select", "from", v.T("moves.from"), ""), partners...), q.pick(q.one("select", "to", v.T("moves.to"), ""), again...),
			wide(q.text("persons", "spaces.unit.persons", ""), "w-s"), q.pick(q.one("select", "year", v.T("moves.year"), years[0].Value), years...), q.long("reason", "moves.reason", "")}
		p.Propose, p.Main = q, "propose"
	}
	return v.show("spaces/reallocations", p)
}

func (v *visit) moveLines(list []spaces.Proposal) (out []moveLine) {
	for _, x := range list {
		out = append(out, moveLine{At: v.path(moveAt, x.ID), From: v.unit(x.From), To: v.unit(x.To), Persons: v.Lang.Number(x.Persons), Year: strconv.Itoa(x.Year), Stands: v.T(moveStands(x))})
	}
	return out
}

func moveStands(x spaces.Proposal) string {
	switch {
	case x.Approved.Is():
		return "moves.stands.approved"
	case x.Declined.Is():
		return "moves.stands.declined"
	}
	return "moves.stands.waits"
}

func (w *Web) proposeMove(v *visit) error {
	if v.posted() != "propose" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	id, err := w.App.ProposeReallocation(v.ctx(), v.write(), spaces.Proposal{Stream: v.stream(), Year: v.persons("year"), From: v.typed("from"), To: v.typed("to"), Persons: v.persons("persons"), Reason: v.typed("reason")})
	if err != nil {
		return err
	}
	return v.done("moves.proposed", moveAt, id)
}

type moveView struct {
	page
	Stands, Reason string
	Facts          []fact
	Comments       []moveComment
	Why            string
	Waits          string
	Comment        *form
	Answer         *form
	Approve        bool
}

type moveComment struct{ Who, Text string }

func (w *Web) move(v *visit) error {
	x, err := v.proposal()
	if err != nil {
		return err
	}
	p := moveView{page: v.page("moves.one"), Stands: v.T(moveStands(x)), Reason: x.Reason, Why: x.Answering}
	p.Facts = []fact{{v.T("moves.from"), v.unit(x.From)}, {v.T("moves.to"), v.unit(x.To)}, {v.T("spaces.unit.persons"), v.Lang.Number(x.Persons)}, {v.T("moves.year"), strconv.Itoa(x.Year)}}
	p.Facts = append(p.Facts, v.marks("", x.Proposed, x.Approved, x.Declined)...)
	for _, c := range x.Comments {
		p.Comments = append(p.Comments, moveComment{v.F("moves.comment.of", map[string]any{"Partner": v.unit(c.Partner), "Time": v.Lang.DateTime(c.At.UTC())}), c.Text})
	}
	if !x.Waits() {
		return v.show("spaces/reallocation", p)
	}
	switch {
	case access.Allow(v.Actor, access.CommentMove, access.Resource{Partner: v.Actor.Unit}) == nil:
		p.Comment, p.Main = v.form("comment", moveAt, x.ID).of(x.Version), "comment"
		p.Comment.Fields = []field{p.Comment.long("comment", "moves.comment", "")}
	case access.Allow(v.Actor, access.AnswerMove, access.Resource{}) == nil:
		p.Answer, p.Main = v.form("answer", moveAt, x.ID).final().of(x.Version), "answer"
		p.Waits = v.T("moves.waits.other")
		if x.Proposed.By != v.Actor.Account {
			why := p.Answer.long("why", "moves.why", "")
			why.Optional, why.Rows = true, 3
			p.Answer.Fields, p.Approve, p.Waits = []field{why}, true, v.T("moves.waits.you")
		}
	}
	return v.show("spaces/reallocation", p)
}

// proposal is the {move} of the path, if the reader may know of it.
func (v *visit) proposal() (spaces.Proposal, error) {
	list, err := v.web.App.Reallocations(v.ctx(), v.Actor)
	if err != nil {
		return spaces.Proposal{}, err
	}
	for _, x := range list {
		if x.ID == v.value("move") {
			return x, nil
		}
	}
	return spaces.Proposal{}, fault.New(fault.NotFound, "fault.not_found")
}

func (w *Web) answerMove(v *visit) error {
	id := v.value("move")
	switch form, pressed := v.posted(), v.pressed(); {
	case form == "comment":
		if err := w.App.CommentReallocation(v.ctx(), v.write(), id, v.version(), v.typed("comment")); err != nil {
			return err
		}
		return v.done("moves.commented", moveAt, id)
	case form == "answer" && pressed == "approve":
		if err := w.App.ApproveReallocation(v.ctx(), v.write(), id, v.version()); err != nil {
			return err
		}
		return v.done("moves.approved", moveAt, id)
	case form == "answer" && pressed == "decline":
		if err := w.App.DeclineReallocation(v.ctx(), v.write(), id, v.version(), v.typed("why")); err != nil {
			return err
		}
		return v.done("moves.declined", moveAt, id)
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

// allocationView is a partner's own year, as the department sees it too.
type allocationView struct {
	page
	Crumb   string
	Closed  string
	Lines   []ownYear
	Stages  []ageLine
	Heads   []string
	Decided int // cases at the decision and after, of which only the number is said
	Moves   []moveLine
	Back    string // how many packages came back, "" when there is no case
	Reasons []reasonLine
}

type reasonLine struct{ Words, Cases string }

type ownYear struct{ Year, Limit, Moved, Held, Confirmed, Consumed, Room string }

func (w *Web) allocation(v *visit) error {
	own, err := w.App.OwnAllocation(v.ctx(), v.Actor, v.stream())
	if err != nil {
		return err
	}
	p := allocationView{page: v.page("allocation.title"), Crumb: v.unit(v.Actor.Unit)}
	num := v.Lang.Number
	for _, l := range own.Years {
		x := ownYear{Year: strconv.Itoa(l.Year), Held: num(l.Held), Confirmed: num(l.Confirmed), Consumed: num(l.Consumed)}
		if l.Limit > 0 {
			x.Limit, x.Room = num(l.Limit), num(l.Room)
			if l.Room == 0 && l.Year == w.App.Today().Year() {
				p.Closed = v.F("allocation.closed", map[string]any{"Year": x.Year, "Next": strconv.Itoa(l.Year + 1)})
			}
		}
		if l.Moved != 0 {
			x.Moved = v.N("allocation.received", l.Moved, nil)
			if l.Moved < 0 {
				x.Moved = v.N("allocation.given", -l.Moved, nil)
			}
		}
		p.Lines = append(p.Lines, x)
	}
	p.Heads = v.ageHeads()
	for _, a := range own.Ages {
		l := ageLine{Name: v.T("casefile.stage." + string(a.Stage))}
		for _, n := range a.Cases {
			l.Cells = append(l.Cells, ageCell{N: n})
			l.All += n
		}
		p.Stages = append(p.Stages, l)
	}
	p.Decided = own.Decided
	p.Moves = v.moveLines(own.Moves)
	if own.Cases > 0 {
		p.Back = v.N("allocation.returned", own.Returned, map[string]any{"Cases": num(own.Cases)})
	}
	for _, x := range own.Reasons {
		p.Reasons = append(p.Reasons, reasonLine{v.reasonWords(x.Place), num(x.Cases)})
	}
	return v.show("spaces/allocation", p)
}

// reasonWords is the place of a package for which it came back, without a person.
func (v *visit) reasonWords(place string) string {
	switch place {
	case casefile.OtherItem:
		return v.T("intake.item.other")
	case "person":
		return v.T("intake.place.family")
	}
	return v.placeWords(nil, place)
}

// ageHeads are the heads of the columns of a table of ages.
func (v *visit) ageHeads() (out []string) {
	from := 0
	for _, end := range casefile.AgeBrackets {
		out = append(out, v.F("spaces.age.days", map[string]any{"From": from, "To": end}))
		from = end + 1
	}
	return append(out, v.F("spaces.age.over", map[string]any{"Days": casefile.AgeBrackets[len(casefile.AgeBrackets)-1]}))
}
