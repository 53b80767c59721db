package app

import (
	"cmp"
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// Workload is the load of all offices beside one another, from kept rows: no case is opened, and no officer is told apart.
type Workload struct {
	Offices []casefile.OfficeLoad // in the order of their codes
	Since   policy.Day            // new files are those accepted since
	Spread  float64               // 0 when it cannot be said

	// The same offices and the spread, had each new file gone where there were the fewest for each officer.
	Other       []casefile.OfficeLoad
	OtherSpread float64
}

// newFor is how many days a file is new in the comparison: a year, our default.
const newFor = 365

// Workload compares the offices for the central branch. The look is entered. Rule: I-104.
func (a *App) Workload(ctx context.Context, who access.Actor) (*Workload, error) {
	if err := access.Allow(who, access.ViewWorkload, access.Resource{}); err != nil {
		return nil, err
	}
	if _, err := a.Rules(ctx); err != nil {
		return nil, err
	}
	out := &Workload{Since: a.Today().Add(-newFor)}
	var came []casefile.Came
	for _, o := range a.Policy().Offices() {
		l, some, err := a.officeLoad(ctx, o.ID, out.Since)
		if err != nil {
			return nil, err
		}
		if l.Staff+l.Cases > 0 {
			out.Offices, came = append(out.Offices, l), append(came, some...)
		}
	}
	slices.SortFunc(out.Offices, func(x, y casefile.OfficeLoad) int { return cmp.Compare(x.Office, y.Office) })
	out.Spread, _ = casefile.Spread(out.Offices)
	out.Other = casefile.Rerouted(out.Offices, came)
	out.OtherSpread, _ = casefile.Spread(out.Other)
	return out, a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.ViewWorkload, Outcome: store.Shown})
}

// officeLoad is the load of one office, and which of its open cases came since a day.
func (a *App) officeLoad(ctx context.Context, office string, since policy.Day) (l casefile.OfficeLoad, came []casefile.Came, err error) {
	l = casefile.OfficeLoad{Office: office, Ages: make([]int, len(casefile.AgeBrackets)+1)}
	loads, err := a.Store.Loads(ctx, office)
	if err != nil {
		return l, nil, err
	}
	for _, x := range loads {
		if atHome(x.State) {
			l.Cases, l.Persons = l.Cases+x.Cases, l.Persons+x.Persons
		}
	}
	stood, err := a.Store.Stood(ctx, office)
	if err != nil {
		return l, nil, err
	}
	for _, x := range stood {
		if atHome(x.State) && x.Since != "" {
			l.Ages[casefile.Bracket(x.Since.Until(a.Today()))] += x.Cases
		}
	}
	accounts, err := a.Store.Accounts(ctx, office)
	if err != nil {
		return l, nil, err
	}
	for _, x := range accounts {
		if x.Role == access.Officer && !x.Frozen {
			l.Staff++
		}
	}
	came, err = a.Store.Came(ctx, office, since)
	for _, c := range came {
		l.Came += c.Cases
	}
	return l, came, err
}
