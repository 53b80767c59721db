package forecast

// Part is a reason for which a forecast moves.
type Part string

// The parts, in the order in which they are taken in.
const (
	Elapsed Part = "elapsed" // time went by: who did not move has less of the year left
	Moved   Part = "moved"   // cases that landed, moved on or left
	Came    Part = "came"    // new referrals, and how many more are expected
	Pace    Part = "pace"    // how long stages take
	GoOn    Part = "share"   // how many go on
)

// Driver is by how many persons a part moved the middle of a year's total.
type Driver struct {
	Part Part
	By   int
}

// Basis is what a forecast was made from.
type Basis struct {
	Standing Standing
	Model    Model
}

// Total is what is likely to have landed in a year that is the one of the standing or the one after it.
func (b Basis) Total(year int, draws int, seed uint64) Range {
	st := b.Standing
	months := Start(year+1, 1).Month() - st.At.Month()
	d := Simulate(st, b.Model, nil, months, draws, seed)
	now, _ := YearOf(st.At.Month())
	return YearEnd(st, d, year > now)
}

// Why is what moved the middle of a year's total between two forecasts. What the parts say adds up to the difference,
// exactly: each is taken in after the one before it, from the same chances.
func Why(was, now Basis, draws int, seed uint64) (from, to Range, out []Driver) {
	year, of := YearOf(now.Standing.At.Month())
	from = was.Total(year, draws, seed)
	step, last := was, from.Middle
	put := func(p Part) {
		to = step.Total(year, draws, seed)
		out = append(out, Driver{p, to.Middle - last})
		last = to.Middle
	}
	step.Standing.At = now.Standing.At
	landed := make([]int, of)
	if y, _ := YearOf(was.Standing.At.Month()); y == year {
		copy(landed, was.Standing.Landed)
	}
	step.Standing.Landed = landed
	put(Elapsed)
	step.Standing.Landed, step.Standing.Open = now.Standing.Landed, nil
	for _, o := range now.Standing.Open {
		if o.Referred < was.Standing.At {
			step.Standing.Open = append(step.Standing.Open, o)
		}
	}
	put(Moved)
	step.Standing.Open, step.Model.Arrivals = now.Standing.Open, now.Model.Arrivals
	put(Came)
	step.Model.Speed = now.Model.Speed
	put(Pace)
	step.Model.Chance = now.Model.Chance
	put(GoOn)
	return from, to, out
}
