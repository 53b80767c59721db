package app_test

import (
	"slices"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/store"
)

// I-17: in an officer's work an emergency comes first, then what is urgent, then what has waited longest; no more is opened than is
// shown, and what is shown is entered. What singles a case out is kept beside its head, as a rebuild would make it.
func TestRule_I_17_UrgentWorkFirst(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.hire(officer, officer2, assistant)
		set := func(id casefile.ID, put func(c *casefile.Case)) {
			o.id = id
			o.given(func(_ *store.Tx, f *store.File) error { put(&f.Case); return nil })
		}
		var ids []casefile.ID
		for range 60 {
			ids = append(ids, o.family(casefile.Eligibility, "FLD", "cedar"))
		}
		elsewhere := o.family(casefile.Eligibility, "FLD", "birch")
		set(elsewhere, func(c *casefile.Case) { c.Summary.Priority = "emergency" })
		set(ids[59], func(c *casefile.Case) { c.Summary.Priority = "emergency" })
		set(ids[40], func(c *casefile.Case) { c.Since, c.Summary.Priority = "2026-08-02", "urgent" })
		set(ids[58], func(c *casefile.Case) { c.Since, c.Summary.Priority = "2026-08-02", "emergency" })
		set(ids[30], func(c *casefile.Case) { c.Since = "2026-05-01" })
		set(ids[20], func(c *casefile.Case) { c.State = casefile.Approved })
		set(ids[10], func(c *casefile.Case) { c.Summary.Priority, c.Assigned = "urgent", officer2.Account })
		set(ids[3], func(c *casefile.Case) { c.Summary.Mails = 1 })
		look := func(who access.Actor) (*app.Work, []casefile.ID) {
			o.Helper()
			w, err := o.app.Work(bg, who, func(c casefile.Case) app.Whose {
				if c.State == casefile.Approved {
					return app.Others
				}
				return app.Mine
			})
			if err != nil {
				o.Fatal(err)
			}
			var got []casefile.ID
			for _, c := range w.Mine {
				got = append(got, c.ID)
			}
			return w, got
		}
		w, got := look(officer)
		if want := []casefile.ID{ids[59], ids[58], ids[40], ids[30]}; len(got) < 4 || !slices.Equal(got[:4], want) {
			o.Errorf("not in order: %v", got)
		}
		if len(got) != 25 || !w.Cut || len(w.Mailed) != 1 || w.Mailed[0].ID != ids[3] {
			o.Errorf("%d shown, cut %v, %d with a mail", len(got), w.Cut, len(w.Mailed))
		}
		seen := map[casefile.ID]bool{}
		for _, id := range got {
			if seen[id] || id == elsewhere || id == ids[10] {
				o.Errorf("twice, or somebody else's: %s", id)
			}
			seen[id] = true
		}
		if w, got := look(officer2); !slices.Equal(got, []casefile.ID{ids[10]}) || w.Cut {
			o.Errorf("an officer with one case: %v", got)
		}
		if _, got := look(assistant); len(got) != 25 || !slices.Equal(got[:2], []casefile.ID{ids[59], ids[58]}) || !slices.Equal(got[2:4], []casefile.ID{ids[10], ids[40]}) {
			o.Errorf("an assistant's, of the whole office: %v", got)
		}
		before := o.desk()
		if len(before) != 4 {
			o.Errorf("on the desk: %v", before)
		}
		if wrong, err := o.app.Store.RebuildDesk(bg); err != nil || wrong != 0 {
			o.Fatal(wrong, err)
		}
		if after := o.desk(); !slices.Equal(before, after) {
			o.Errorf("made anew it is %v, kept it was %v", after, before)
		}
		for _, id := range append(ids, elsewhere) { // what is over leaves every desk
			set(id, func(c *casefile.Case) { c.State, c.Summary.Mails = casefile.ClosedComplete, 0 })
		}
		if left := o.desk(); len(left) != 0 {
			o.Errorf("closed cases stand on a desk: %v", left)
		}
	})
}

// stand is how many cases of an office stand on its desk for something.
type stand struct {
	what   casefile.DeskKind
	office string
	n      int
}

// desk is what stands on the desks of two offices.
func (o *office) desk() (out []stand) {
	o.Helper()
	for _, what := range casefile.DeskKinds {
		for _, at := range []string{"cedar", "birch"} {
			n, err := o.app.Store.Desk(bg, at, what)
			if err != nil {
				o.Fatal(err)
			}
			if n > 0 {
				out = append(out, stand{what, at, n})
			}
		}
	}
	return out
}
