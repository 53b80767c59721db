package store

import "passage/internal/casework/decision"

var (
	decisions    = kind("decision", Outcome, func(f *File) *[]decision.Decision { return &f.Decisions }, func(x *decision.Decision) (*string, *int64) { return &x.ID, &x.Version })
	visas        = kind("visa", Outcome, func(f *File) *[]decision.Visa { return &f.Visas }, func(x *decision.Visa) (*string, *int64) { return &x.ID, &x.Version })
	departures   = kind("departure", Outcome, func(f *File) *[]decision.Departure { return &f.Departures }, func(x *decision.Departure) (*string, *int64) { return &x.ID, &x.Version })
	separations  = kind("separation", Office, func(f *File) *[]decision.Separation { return &f.Separations }, func(x *decision.Separation) (*string, *int64) { return &x.ID, &x.Version })
	loans        = kind("loan", Office, func(f *File) *[]decision.Loan { return &f.Loans }, func(x *decision.Loan) (*string, *int64) { return &x.ID, &x.Version })
	orientations = kind("orientation", Office, func(f *File) *[]decision.Orientation { return &f.Orientations }, func(x *decision.Orientation) (*string, *int64) { return &x.ID, &x.Version })
	windows      = kind("window", Outcome, func(f *File) *[]decision.WindowApplication { return &f.Windows }, func(x *decision.WindowApplication) (*string, *int64) { return &x.ID, &x.Version })
	landings     = kind("landing", Outcome, func(f *File) *[]decision.Landing { return &f.Landings }, func(x *decision.Landing) (*string, *int64) { return &x.ID, &x.Version })
)

// SaveDecision stores the final decision, or its draft.
func (tx *Tx) SaveDecision(f *File, x *decision.Decision) error { return decisions.save(tx, f, x) }

// SaveVisa stores one person's visa.
func (tx *Tx) SaveVisa(f *File, x *decision.Visa) error { return visas.save(tx, f, x) }

// SaveDeparture stores a departure.
func (tx *Tx) SaveDeparture(f *File, x *decision.Departure) error { return departures.save(tx, f, x) }

// SaveLanding stores one person's landing.
func (tx *Tx) SaveLanding(f *File, x *decision.Landing) error { return landings.save(tx, f, x) }

// SaveSeparation stores how a principal applicant leaves before others of the family, or that they do not.
func (tx *Tx) SaveSeparation(f *File, x *decision.Separation) error {
	return separations.save(tx, f, x)
}

// SaveLoan stores how the travel of an adult is paid.
func (tx *Tx) SaveLoan(f *File, x *decision.Loan) error { return loans.save(tx, f, x) }

// SaveOrientation stores who was at an orientation.
func (tx *Tx) SaveOrientation(f *File, x *decision.Orientation) error {
	return orientations.save(tx, f, x)
}

// SaveWindow stores the application of a member who follows, or the visa issued on it.
func (tx *Tx) SaveWindow(f *File, x *decision.WindowApplication) error { return windows.save(tx, f, x) }
