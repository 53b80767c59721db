package web

import (
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/forecast"
	"passage/internal/casework/publish"
)

// How many are likely to land: a range with its chance in words, why it moved, what was said before and what happened, a
// question "what if", and what it rests on. Beside no ceiling, so that it cannot be read against one (I-59).

const (
	forecastAt    = "/forecast"
	assumptionsAt = "/forecast/download"
)

type forecastView struct {
	page
	Crumb, Lead, LeadNext string
	Chart                 fanChart
	Months                []forecastLine
	Why                   []whyLine
	WhyWhat               string
	WhySum                whyLine
	Before                []saidLine
	SaidSum               string
	Filters               []filter
	If                    []ifLine
	IfWhat                string
	Heads                 [2]string
	Stages                []stageLine
	Thin                  []string
	CSV                   string
}

type forecastLine struct{ Month, Already, In, Middle, By string }

type whyLine struct{ Words, By string }

type saidLine struct{ Month, Said, Happened, How, Tag string }

type ifLine struct{ Name, This, Next string }

type stageLine struct{ Name, Half, Eight, Chance, Rests string }

// fanChart is landings of two years, added up within each: a line for what happened, a fan for what is likely.
type fanChart struct {
	Title, Words         string
	Happened, This, Next string // points
	MidThis, MidNext     string
	Ticks                []fanTick
	Labels               []fanLabel
	Years                [2]string
}

type fanTick struct{ Y, At, Words string }

type fanLabel struct{ X, Y, Anchor, Class, Words string }

func (v *reader) between(r forecast.Range) string {
	if r.Low == r.High {
		return v.Lang.Number(r.Low)
	}
	return v.F("forecast.range", map[string]any{"Low": r.Low, "High": r.High})
}

// yearEnd says a range of persons by the end of a year, or in it.
func (v *reader) yearEnd(key string, year int, r forecast.Range) string {
	return v.F(key, map[string]any{"Year": strconv.Itoa(year), "Range": v.between(r), "Middle": r.Middle})
}

func (v *reader) monthName(m int) string {
	y, of := forecast.YearOf(m)
	return v.Lang.Date(fmt.Sprintf("%d-%02d", y, of))
}

func (v *reader) plus(n int) string {
	if n > 0 {
		return "+" + v.Lang.Number(n)
	}
	return v.Lang.Number(n)
}

func (w *Web) forecast(v *visit) error {
	stream := v.stream()
	f, err := w.App.Forecast(v.ctx(), v.Actor, stream)
	if err != nil {
		return err
	}
	p := forecastView{page: v.page("forecast.title"), CSV: v.path(assumptionsAt)}
	p.Crumb = v.F("forecast.crumb", map[string]any{"At": f.At})
	p.Lead, p.LeadNext = v.yearEnd("forecast.lead", f.Year, f.This), v.yearEnd("forecast.lead.next", f.Year+1, f.Next)
	p.Chart = v.fan(f)
	for _, m := range f.Months {
		l := forecastLine{Month: v.monthName(m.Month), In: v.between(m.In), Middle: v.Lang.Number(m.In.Middle), By: v.between(m.By)}
		if m.Already > 0 {
			l.Already = v.N("forecast.already", m.Already, nil)
		}
		p.Months = append(p.Months, l)
	}
	key := "forecast.why.since"
	if !f.Kept {
		key = "forecast.why.anew"
	}
	p.WhyWhat = v.F(key, map[string]any{"Day": v.Lang.Date(string(f.Before)), "Was": f.From.Middle, "Is": f.This.Middle, "Year": strconv.Itoa(f.Year)})
	for _, d := range f.Why {
		p.Why = append(p.Why, whyLine{v.T("forecast.part." + string(d.Part)), v.plus(d.By)})
	}
	p.WhySum = whyLine{v.T("forecast.why.sum"), v.plus(f.This.Middle - f.From.Middle)}
	v.saidBefore(&p, f)
	p.Heads = [2]string{v.F("forecast.by_end", map[string]any{"Year": strconv.Itoa(f.Year)}), v.F("forecast.in_year", map[string]any{"Year": strconv.Itoa(f.Year + 1)})}
	if err := v.whatIf(&p, stream, f); err != nil {
		return err
	}
	for _, a := range f.Assumptions {
		if !a.Whole {
			continue
		}
		l := stageLine{Name: v.T("forecast.stage." + strconv.Itoa(a.Stage)), Half: v.within(a.Half), Eight: v.within(a.Eight), Chance: v.inHundred(a.Chance)}
		if a.Thin() {
			l.Rests = v.T("forecast.rests")
			p.Thin = append(p.Thin, l.Name)
		}
		p.Stages = append(p.Stages, l)
	}
	return v.show("forecast/page", p)
}

func (v *reader) within(months float64) string {
	return v.N("forecast.within", int(math.Ceil(min(999, months))), nil)
}

func (v *reader) inHundred(share float64) string {
	return v.F("forecast.in_hundred", map[string]any{"N": int(math.Round(100 * share))})
}

func (v *visit) saidBefore(p *forecastView, f app.Forecast) {
	inside := 0
	for _, s := range f.Said {
		l := saidLine{Month: v.monthName(s.From), Said: v.between(s.Range), Happened: v.Lang.Number(s.Happened), How: v.T("forecast.said.inside")}
		if s.Happened < s.Low || s.Happened > s.High {
			l.How, l.Tag = v.T("forecast.said.outside"), "tag"
		} else {
			inside++
		}
		if !s.Kept {
			l.How += ", " + v.T("forecast.said.anew")
		}
		p.Before = append(p.Before, l)
	}
	if n := len(f.Said); n > 0 {
		p.SaidSum = v.N("forecast.said.sum", n, map[string]any{"Inside": inside})
	}
}

// supposed are the numbers of persons that may be asked about.
var supposed = []int{4, 8, 12, 20, 40}

func (v *visit) whatIf(p *forecastView, stream string, f app.Forecast) error {
	partner := filter{ID: "if-partner", Name: "partner", Label: v.T("spaces.by.partner")}
	s := app.Suppose{Partner: v.query("partner"), Persons: supposed[2]}
	known := false
	for _, x := range v.web.App.Policy().Partners() {
		known = known || x.ID == s.Partner
		partner.Options = append(partner.Options, option{Value: x.ID, Label: v.unit(x.ID), On: x.ID == s.Partner})
	}
	month := filter{ID: "if-month", Name: "month", Label: v.T("forecast.if.month")}
	asked := false
	for _, m := range f.Months[:min(12, len(f.Months))] {
		y, of := forecast.YearOf(m.Month)
		value := fmt.Sprintf("%d-%02d", y, of)
		on := value == v.query("month")
		if on {
			s.Month, asked = m.Month, true
		}
		month.Options = append(month.Options, option{Value: value, Label: v.monthName(m.Month), On: on})
	}
	persons := filter{ID: "if-persons", Name: "persons", Label: v.T("forecast.if.persons")}
	for _, n := range supposed {
		if v.query("persons") == strconv.Itoa(n) {
			s.Persons = n
		}
	}
	for _, n := range supposed {
		persons.Options = append(persons.Options, option{Value: strconv.Itoa(n), Label: v.Lang.Number(n), On: n == s.Persons})
	}
	p.Filters = []filter{partner, month, persons}
	if !known || !asked {
		return nil
	}
	this, next, err := v.web.App.WhatIf(v.ctx(), stream, f, s)
	if err != nil {
		return err
	}
	p.IfWhat = v.N("forecast.if.asked", s.Persons, map[string]any{"Partner": v.unit(s.Partner), "Month": v.monthName(s.Month)})
	say := func(r forecast.Range) string {
		return v.F("forecast.range.middle", map[string]any{"Range": v.between(r), "Middle": r.Middle})
	}
	p.If = []ifLine{{v.T("forecast.if.today"), say(f.This), say(f.Next)}, {v.T("forecast.if.with"), say(this), say(next)}}
	return nil
}

// fan draws two years of twelve months each: one unit across is a tenth of a month.
func (v *visit) fan(f app.Forecast) fanChart {
	c := fanChart{Title: v.T("forecast.chart.title"), Years: [2]string{strconv.Itoa(f.Year), strconv.Itoa(f.Year + 1)}}
	c.Words = v.F("forecast.chart.words", map[string]any{"Year": c.Years[0], "This": v.between(f.This), "Following": c.Years[1], "Next": v.between(f.Next)})
	most := max(f.This.High, f.Next.High, 1)
	step := tickStep(most)
	whole := (most/step + 1) * step
	y := func(n int) float64 { return 100 - float64(n)*100/float64(whole) }
	point := func(x float64, n int) string { return fmt.Sprintf("%.1f,%.2f ", x, y(n)) }
	var happened strings.Builder
	so := 0
	happened.WriteString(point(0, 0))
	for i, n := range f.Landed {
		so += n
		x := float64(i+1) * 10
		if i == len(f.Landed)-1 { // the month is not over
			at := float64(forecast.At(f.Day.Add(1)))
			x = (float64(i) + at - math.Floor(at)) * 10
		}
		happened.WriteString(point(x, so))
	}
	c.Happened = strings.TrimSpace(happened.String())
	at := float64(forecast.At(f.Day.Add(1)))
	side := func(from float64, start int, list []forecast.Month, x0 float64) (fan, mid string) {
		var up, down, line strings.Builder
		up.WriteString(point(from, start))
		line.WriteString(point(from, start))
		for i, m := range list {
			up.WriteString(point(x0+float64(i+1)*10, m.By.High))
			line.WriteString(point(x0+float64(i+1)*10, m.By.Middle))
		}
		for i := len(list) - 1; i >= 0; i-- {
			down.WriteString(point(x0+float64(i+1)*10, list[i].By.Low))
		}
		return strings.TrimSpace(up.String() + down.String()), strings.TrimSpace(line.String())
	}
	left := max(0, len(f.Months)-12)
	first := float64(12-left) * 10
	c.This, c.MidThis = side(first+(at-math.Floor(at))*10, so, f.Months[:left], first)
	c.Next, c.MidNext = side(120, 0, f.Months[left:], 120)
	px := func(n int) string { return strconv.FormatFloat(20+y(n)*1.6, 'f', 1, 64) }
	for n := 0; n <= whole; n += step {
		c.Ticks = append(c.Ticks, fanTick{Y: px(n), At: strconv.FormatFloat(16+y(n)*1.6, 'f', 1, 64), Words: v.Lang.Number(n)})
	}
	label := func(x string, r forecast.Range) {
		c.Labels = append(c.Labels, fanLabel{X: x, Y: px(min(whole, r.High+step/2)), Anchor: "end", Class: "fct halo", Words: v.between(r)})
	}
	label("49.5%", f.This)
	label("100%", f.Next)
	return c
}

// assumptionsCSV is what the forecast rests on as a file: by stage, and by office and partner where at least five cases have
// left the stage (decision 13).
func (w *Web) assumptionsCSV(v *visit) error {
	f, err := w.App.Forecast(v.ctx(), v.Actor, v.stream())
	if err != nil {
		return err
	}
	var b strings.Builder
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	out.Write([]string{v.T("forecast.title")})
	out.Write([]string{v.T("spaces.csv.as_at"), v.Lang.DateTime(f.At)})
	out.Write([]string{v.T("forecast.csv.unit")})
	for _, k := range []string{"forecast.method.1", "forecast.method.2", "forecast.method.3", "forecast.method.4"} {
		out.Write([]string{v.T(k)})
	}
	out.Write(nil)
	out.Write([]string{v.T("forecast.stage"), v.T("spaces.office"), v.T("spaces.partner"), v.T("forecast.half"), v.T("forecast.eight"), v.T("forecast.chance"), v.T("forecast.csv.rests")})
	decimal := func(x float64) string { return strconv.FormatFloat(min(999, x), 'f', 1, 64) }
	for _, a := range f.Assumptions {
		if !a.Whole && a.Events < float64(publish.Inside.Under) {
			continue
		}
		office, partner := "", ""
		if !a.Whole {
			partner = v.unit(a.Group.Referrer)
			if a.Group.Office != "" {
				office = v.unit(a.Group.Office)
			}
		}
		rests := ""
		if a.Thin() {
			rests = v.T("forecast.rests")
		}
		out.Write([]string{v.T("forecast.stage." + strconv.Itoa(a.Stage)), office, partner, decimal(a.Half), decimal(a.Eight), strconv.FormatFloat(a.Chance, 'f', 2, 64), rests})
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	v.attach("text/csv; charset=utf-8; header=present", "assumptions.csv")
	_, err = v.w.Write(append([]byte{0xEF, 0xBB, 0xBF}, b.String()...))
	return err
}
