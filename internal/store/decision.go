package store

import "passage/internal/casework/decision"

var (
	decisions    = kind("decision", Outcome, func(f *File) *[]decision.Decision { return &f.Decisions }, func(x *decision.Decision) (*string, *int64) { return &x.ID, &x.Version })
	visas        = kind("visa", Outcome, func(f *File) *[]decision.Visa { return &f.Visas }, func(x *decision.Visa) (*string, *int64) { return &x.ID, &x.Version })
	permits      = kind("permit", Outcome, func(f *File) *[]decision.Permit { return &f.Permits }, func(x *decision.Permit) (*string, *int64) { return &x.ID, &x.Version })
	departures   = kind("departure", Outcome, func(f *File) *[]decision.Departure { return &f.Departures }, func(x *decision.Departure) (*string, *int64) { return &x.ID, &x.Version })
	separations  = kind("separation", Office, func(f *File) *[]decision.Separation { return &f.Separations }, func(x *decision.Separation) (*string, *int64) { return &x.ID, &x.Version })
	loans        = kind("loan", Office, func(f *File) *[]decision.Loan { return &f.Loans }, func(x *decision.Loan) (*string, *int64) { return &x.ID, &x.Version })
	orientations = kind("orientation", Office, func(f *File) *[]decision.Orientation { return &f.Orientations }, func(x *decision.Orientation) (*string, *int64) { return &x.ID, &x.Version })
	windows      = kind("window", Outcome, func(f *File) *[]decision.WindowApplication { return &f.Windows }, func(x *decision.WindowApplication) (*string, *int64) { return &x.ID, &x.Version })
	landings     = kind("landing", Outcome, func(f *File) *[]decision.Landing { return &f.Landings }, func(x *decision.Landing) (*string, *int64) { return &x.ID, &x.Version })
	asked        = kind("destination", Onward, func(f *File) *[]decision.DestinationRequest { return &f.Destinations }, func(x *decision.DestinationRequest) (*string, *int64) { return &x.ID, &x.Version })
	moves        = kind("movement", Onward, func(f *File) *[]decision.Movement { return &f.Movements }, func(x *decision.Movement) (*string, *int64) { return &x.ID, &x.Version })
	hurries      = kind("hurry", Onward, func(f *File) *[]decision.Hurry { return &f.Hurries }, func(x *decision.Hurry) (*string, *int64) { return &x.ID, &x.Version })
	arrivals     = kind("arrival", Onward, func(f *File) *[]decision.ArrivalNotice { return &f.Arrivals }, func(x *decision.ArrivalNotice) (*string, *int64) { return &x.ID, &x.Version })
	unarrived    = kind("safety_check", Office, func(f *File) *[]decision.SafetyCheck { return &f.SafetyChecks }, func(x *decision.SafetyCheck) (*string, *int64) { return &x.ID, &x.Version })
	given        = kind("words_given", Way, func(f *File) *[]decision.WordsGiven { return &f.WordsGiven }, func(x *decision.WordsGiven) (*string, *int64) { return &x.ID, &x.Version })
)

// SaveDecision stores the final decision, or its draft.
func (tx *Tx) SaveDecision(f *File, x *decision.Decision) error { return decisions.save(tx, f, x) }

// SaveVisa stores one person's visa.
func (tx *Tx) SaveVisa(f *File, x *decision.Visa) error { return visas.save(tx, f, x) }

// SavePermit stores the permit on which somebody comes early, or what became of it.
func (tx *Tx) SavePermit(f *File, x *decision.Permit) error { return permits.save(tx, f, x) }

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

// SaveDestination stores a request for a destination, or what became of it.
func (tx *Tx) SaveDestination(f *File, x *decision.DestinationRequest) error {
	return asked.save(tx, f, x)
}

// SaveHurry stores that the operations centre was told of a case that cannot wait, or that it has the message.
func (tx *Tx) SaveHurry(f *File, x *decision.Hurry) error { return hurries.save(tx, f, x) }

// SaveMovement stores planned travel.
func (tx *Tx) SaveMovement(f *File, x *decision.Movement) error { return moves.save(tx, f, x) }

// SaveArrival stores an arrival notice that is owed, or how it was given.
func (tx *Tx) SaveArrival(f *File, x *decision.ArrivalNotice) error { return arrivals.save(tx, f, x) }

// SaveSafetyCheck stores the question whether somebody who did not arrive is safe, or what was found.
func (tx *Tx) SaveSafetyCheck(f *File, x *decision.SafetyCheck) error {
	return unarrived.save(tx, f, x)
}

// SaveWordsGiven stores that somebody was given the plain words on passports and travel.
func (tx *Tx) SaveWordsGiven(f *File, x *decision.WordsGiven) error { return given.save(tx, f, x) }
