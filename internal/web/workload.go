package web

import (
	"strconv"
	"strings"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// The load of the offices beside one another, for the central branch: figures, and no officer told apart (I-104).

const workloadAt = "/workload"

type workloadView struct {
	page
	Spread   string
	Heads    []string
	Offices  []officeLine
	Day      string
	Other    []otherLine
	Rerouted string // the spread of the other routing
}

type officeLine struct {
	Name, Officers, Cases, Persons, Each string
	Ages                                 []string
}

type otherLine struct{ Name, Came, Now, Then, Each string }

func (w *Web) workload(v *visit) error {
	x, err := w.App.Workload(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	num := v.Lang.Number
	p := workloadView{page: v.page("workload.title"), Heads: v.ageHeads(), Day: v.F("workload.other.what", map[string]any{"Day": v.Lang.Date(string(x.Since))})}
	p.Current = commitmentAt
	p.Spread = v.T("workload.spread.none")
	if x.Spread > 0 {
		p.Spread = v.F("workload.spread", map[string]any{"N": v.tenths(x.Spread)})
	}
	if x.OtherSpread > 0 {
		p.Rerouted = v.F("workload.other.spread", map[string]any{"N": v.tenths(x.OtherSpread)})
	}
	for i, l := range x.Offices {
		o := officeLine{Name: v.unit(l.Office), Officers: num(l.Staff), Cases: num(l.Cases), Persons: num(l.Persons), Each: v.each(l)}
		for _, n := range l.Ages {
			o.Ages = append(o.Ages, num(n))
		}
		p.Offices = append(p.Offices, o)
		then := x.Other[i]
		p.Other = append(p.Other, otherLine{Name: o.Name, Came: num(l.Came), Now: o.Cases, Then: num(then.Cases), Each: v.each(then)})
	}
	return v.show("spaces/workload", p)
}

func (v *visit) each(l casefile.OfficeLoad) string {
	if n, ok := l.Each(); ok {
		return v.tenths(n)
	}
	return v.T("workload.nobody")
}

// tenths is a number with one figure after the point, or the comma.
func (v *visit) tenths(n float64) string {
	s := strconv.FormatFloat(n, 'f', 1, 64)
	if v.Lang == i18n.FR {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}
