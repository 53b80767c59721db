package web

import (
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/referral"
)

// checkNote is a partner's own checklist for the review of its package, as the pack names it (I-19). It is offered and stops
// nothing; the department is not shown it.
type checkNote struct {
	Title, Source string
	Lines         []checkNoteLine
}

type checkNoteLine struct {
	Icon, Words, Stands string
	Persons             string // of whom nothing that was entered says so
}

// checklist is nil for a partner without one, and for whoever is not the partner's.
func (v *visit) checklist(d *app.Draft) *checkNote {
	lines := referral.Checklist(d.Subject)
	if len(lines) == 0 || d.Case.ReferredBy != v.Actor.Unit {
		return nil
	}
	view := d.Subject.View()
	partner, _ := view.Partner(d.Referral.Partner)
	list, _ := view.List(partner.Review)
	n := &checkNote{Title: list.In(string(v.Lang))}
	if len(list.Cite) > 0 {
		n.Source = d.Subject.Pack.Cite(list.Cite[0], string(v.Lang)) + "."
	}
	for _, l := range lines {
		x := checkNoteLine{Icon: "ok", Words: l.Item.In(string(v.Lang)), Stands: v.T("checklist.stands." + l.Stands)}
		if l.Stands == referral.CheckOpen {
			x.Icon = "follow"
		}
		if l.Stands != referral.CheckSeen && len(l.Persons) > 0 {
			var numbers []string
			for _, p := range l.Persons {
				numbers = append(numbers, strconv.Itoa(p))
			}
			x.Persons = v.F("checklist.persons", map[string]any{"Numbers": strings.Join(numbers, ", ")})
		}
		n.Lines = append(n.Lines, x)
	}
	return n
}

// ticks are the lines that the reviewer answers beside the signature; none must be ticked.
func (v *visit) ticks(x *form, d *app.Draft) []field {
	q := field{Kind: "many", Name: "checked", Label: v.T("checklist.tick"), Hint: v.T("checklist.tick.hint"), Optional: true}
	on, _ := x.typed("checked")
	for _, l := range referral.Checklist(d.Subject) {
		if l.Tick {
			q.Options = append(q.Options, option{Value: l.Item.ID, Label: l.Item.In(string(v.Lang)), ID: "f-checked-" + l.Item.ID, On: slices.Contains(on, l.Item.ID)})
		}
	}
	if len(q.Options) == 0 {
		return nil
	}
	return []field{x.finish(q, "")}
}
