package store

import (
	"passage/internal/casework/casefile"
)

var (
	steps        = kind("step", Way, func(f *File) *[]casefile.Step { return &f.Steps }, func(x *casefile.Step) (*string, *int64) { return &x.ID, &x.Version })
	interviews   = kind("interview", Office, func(f *File) *[]casefile.Interview { return &f.Interviews }, func(x *casefile.Interview) (*string, *int64) { return &x.ID, &x.Version })
	disclosures  = kind("disclosure", Office, func(f *File) *[]casefile.Disclosure { return &f.Disclosures }, func(x *casefile.Disclosure) (*string, *int64) { return &x.ID, &x.Version })
	written      = kind("written_request", Office, func(f *File) *[]casefile.WrittenRequest { return &f.Written }, func(x *casefile.WrittenRequest) (*string, *int64) { return &x.ID, &x.Version })
	holds        = kind("hold", Office, func(f *File) *[]casefile.Hold { return &f.Holds }, func(x *casefile.Hold) (*string, *int64) { return &x.ID, &x.Version })
	notes        = kind("note", Office, func(f *File) *[]casefile.Note { return &f.Notes }, func(x *casefile.Note) (*string, *int64) { return &x.ID, &x.Version })
	consults     = kind("consultation", Consult, func(f *File) *[]casefile.Consultation { return &f.Consultations }, func(x *casefile.Consultation) (*string, *int64) { return &x.ID, &x.Version })
	filings      = kind("filing", Intake, func(f *File) *[]casefile.Filing { return &f.Filings }, func(x *casefile.Filing) (*string, *int64) { return &x.ID, &x.Version })
	returns      = kind("return", Intake, func(f *File) *[]casefile.Return { return &f.Returns }, func(x *casefile.Return) (*string, *int64) { return &x.ID, &x.Version })
	requests     = kind("request", Package, func(f *File) *[]casefile.Request { return &f.Requests }, func(x *casefile.Request) (*string, *int64) { return &x.ID, &x.Version })
	questions    = kind("question", Package, func(f *File) *[]casefile.Question { return &f.Questions }, func(x *casefile.Question) (*string, *int64) { return &x.ID, &x.Version })
	within       = kind("within", Intake, func(f *File) *[]casefile.Question { return &f.Within }, func(x *casefile.Question) (*string, *int64) { return &x.ID, &x.Version })
	transfers    = kind("transfer", Intake, func(f *File) *[]casefile.Transfer { return &f.Transfers }, func(x *casefile.Transfer) (*string, *int64) { return &x.ID, &x.Version })
	comparisons  = kind("comparison", Intake, func(f *File) *[]casefile.Comparison { return &f.Comparisons }, func(x *casefile.Comparison) (*string, *int64) { return &x.ID, &x.Version })
	incidents    = kind("incident", Contact, func(f *File) *[]casefile.Incident { return &f.Incidents }, func(x *casefile.Incident) (*string, *int64) { return &x.ID, &x.Version })
	glasses      = kind("glass", Glass, func(f *File) *[]casefile.Glass { return &f.Glasses }, func(x *casefile.Glass) (*string, *int64) { return &x.ID, &x.Version })
	withdrawals  = kind("withdrawal", Outcome, func(f *File) *[]casefile.Withdrawal { return &f.Withdrawals }, func(x *casefile.Withdrawal) (*string, *int64) { return &x.ID, &x.Version })
	deaths       = kind("death", Office, func(f *File) *[]casefile.Death { return &f.Deaths }, func(x *casefile.Death) (*string, *int64) { return &x.ID, &x.Version })
	attempts     = kind("attempt", Office, func(f *File) *[]casefile.Attempt { return &f.Attempts }, func(x *casefile.Attempt) (*string, *int64) { return &x.ID, &x.Version })
	endings      = kind("ending", Parting, func(f *File) *[]casefile.Ending { return &f.Endings }, func(x *casefile.Ending) (*string, *int64) { return &x.ID, &x.Version })
	needs        = kind("needs", Office, func(f *File) *[]casefile.Needs { return &f.Needs }, func(x *casefile.Needs) (*string, *int64) { return &x.ID, &x.Version })
	splits       = kind("split", Parted, func(f *File) *[]casefile.Split { return &f.Splits }, func(x *casefile.Split) (*string, *int64) { return &x.ID, &x.Version })
	principals   = kind("principal_change", Office, func(f *File) *[]casefile.PrincipalChange { return &f.Principals }, func(x *casefile.PrincipalChange) (*string, *int64) { return &x.ID, &x.Version })
	changed      = kind("family_change", Family, func(f *File) *[]casefile.FamilyChange { return &f.Changes }, func(x *casefile.FamilyChange) (*string, *int64) { return &x.ID, &x.Version })
	fairness     = kind("fairness", Office, func(f *File) *[]casefile.FairLetter { return &f.Letters }, func(x *casefile.FairLetter) (*string, *int64) { return &x.ID, &x.Version })
	answers      = kind("answer", Outcome, func(f *File) *[]casefile.Answer { return &f.Answers }, func(x *casefile.Answer) (*string, *int64) { return &x.ID, &x.Version })
	grants       = kind("grant", Helped, func(f *File) *[]casefile.Grant { return &f.Grants }, func(x *casefile.Grant) (*string, *int64) { return &x.ID, &x.Version })
	typed        = kind("typed", Helped, func(f *File) *[]casefile.Typed { return &f.Typed }, func(x *casefile.Typed) (*string, *int64) { return &x.ID, &x.Version })
	cards        = kind("card", Outcome, func(f *File) *[]casefile.Card { return &f.Cards }, func(x *casefile.Card) (*string, *int64) { return &x.ID, &x.Version })
	notices      = kind("notice", Outcome, func(f *File) *[]casefile.Notice { return &f.Notices }, func(x *casefile.Notice) (*string, *int64) { return &x.ID, &x.Version })
	reconsidered = kind("reconsideration", Office, func(f *File) *[]casefile.ReconsiderationRequest { return &f.Reconsiderations }, func(x *casefile.ReconsiderationRequest) (*string, *int64) { return &x.ID, &x.Version })
	orders       = kind("order", Office, func(f *File) *[]casefile.Order { return &f.Orders }, func(x *casefile.Order) (*string, *int64) { return &x.ID, &x.Version })
	records      = kind("record", Office, func(f *File) *[]casefile.CertifiedRecord { return &f.Records }, func(x *casefile.CertifiedRecord) (*string, *int64) { return &x.ID, &x.Version })
	courts       = kind("court_application", Office, func(f *File) *[]casefile.CourtApplication { return &f.Courts }, func(x *casefile.CourtApplication) (*string, *int64) { return &x.ID, &x.Version })
)

// Move brings the case to another state: the table of moves must allow it in the actor's role, the step is kept with
// its reason (a code or words, sealed), and Since becomes today. The kept counters follow.
func (tx *Tx) Move(f *File, to casefile.State, reason string) error {
	if err := casefile.Move(f.Case.State, to, tx.Entry.Actor.Role); err != nil {
		return err
	}
	return tx.step(f, to, reason)
}

// MoveAs is Move in another role's work, for what follows by itself from a person's act, as the receipt after a
// referral, which is the system's.
func (tx *Tx) MoveAs(f *File, to casefile.State, as casefile.Step) error {
	if err := casefile.Move(f.Case.State, to, as.Role); err != nil {
		return err
	}
	return tx.stepBy(f, to, as)
}

func (tx *Tx) step(f *File, to casefile.State, reason string) error {
	return tx.stepBy(f, to, casefile.Step{By: tx.Entry.Actor.Account, Role: tx.Entry.Actor.Role, Reason: reason})
}

func (tx *Tx) stepBy(f *File, to casefile.State, s casefile.Step) error {
	s.From, s.To, s.Day = f.Case.State, to, tx.Today()
	f.Case.State, f.Case.Since = to, s.Day
	return steps.save(tx, f, &s)
}

// SaveInterview stores an interview.
func (tx *Tx) SaveInterview(f *File, x *casefile.Interview) error { return interviews.save(tx, f, x) }

// SaveDisclosure stores what was put to the applicant.
func (tx *Tx) SaveDisclosure(f *File, x *casefile.Disclosure) error {
	return disclosures.save(tx, f, x)
}

// SaveLetter stores a letter that puts concerns in writing, or what was found of its answer.
func (tx *Tx) SaveLetter(f *File, x *casefile.FairLetter) error { return fairness.save(tx, f, x) }

// SaveAnswer stores a reply to such a letter, or a request for more time.
func (tx *Tx) SaveAnswer(f *File, x *casefile.Answer) error { return answers.save(tx, f, x) }

// SaveWritten stores what the office asks for in a letter, or what became of it.
func (tx *Tx) SaveWritten(f *File, x *casefile.WrittenRequest) error { return written.save(tx, f, x) }

// SaveHold stores a hold.
func (tx *Tx) SaveHold(f *File, x *casefile.Hold) error { return holds.save(tx, f, x) }

// SaveConsultation stores a consultation with the referring partner.
func (tx *Tx) SaveConsultation(f *File, x *casefile.Consultation) error {
	return consults.save(tx, f, x)
}

// SaveNote stores a note of the office.
func (tx *Tx) SaveNote(f *File, x *casefile.Note) error { return notes.save(tx, f, x) }

// SaveNotice stores a notice that is owed, or how it was given.
func (tx *Tx) SaveNotice(f *File, x *casefile.Notice) error { return notices.save(tx, f, x) }

// SaveChange stores a change of the family that was asked for, or its answer.
func (tx *Tx) SaveChange(f *File, x *casefile.FamilyChange) error { return changed.save(tx, f, x) }

// SaveDeath stores that a person of the case died.
func (tx *Tx) SaveDeath(f *File, x *casefile.Death) error { return deaths.save(tx, f, x) }

// SaveAttempt stores that somebody tried to reach the applicants.
func (tx *Tx) SaveAttempt(f *File, x *casefile.Attempt) error { return attempts.save(tx, f, x) }

// SaveEnding stores why the case was closed before anybody arrived.
func (tx *Tx) SaveEnding(f *File, x *casefile.Ending) error { return endings.save(tx, f, x) }

// SaveNeeds stores what a person needs on the way and on arrival.
func (tx *Tx) SaveNeeds(f *File, x *casefile.Needs) error { return needs.save(tx, f, x) }

// SaveSplit stores that persons went on in a case of their own.
func (tx *Tx) SaveSplit(f *File, x *casefile.Split) error { return splits.save(tx, f, x) }

// SaveStep stores a move that a case brings along from the one that it was split from.
func (tx *Tx) SaveStep(f *File, x *casefile.Step) error { return steps.save(tx, f, x) }

// SavePrincipalChange stores that the case goes on under another principal applicant.
func (tx *Tx) SavePrincipalChange(f *File, x *casefile.PrincipalChange) error {
	return principals.save(tx, f, x)
}

// SaveWithdrawal stores that the applicants withdrew.
func (tx *Tx) SaveWithdrawal(f *File, x *casefile.Withdrawal) error {
	return withdrawals.save(tx, f, x)
}

// SaveIncident stores an incident, or what was done about it.
func (tx *Tx) SaveIncident(f *File, x *casefile.Incident) error { return incidents.save(tx, f, x) }

// SaveGlass stores a break-glass opening, or what followed from it.
func (tx *Tx) SaveGlass(f *File, x *casefile.Glass) error { return glasses.save(tx, f, x) }

// SaveGrant stores that forms are open to a helper, or that they are no more.
func (tx *Tx) SaveGrant(f *File, x *casefile.Grant) error { return grants.save(tx, f, x) }

// SaveTyped stores what a helper typed, as marks.
func (tx *Tx) SaveTyped(f *File, x *casefile.Typed) error { return typed.save(tx, f, x) }

// SaveCard stores a card with which a person reads their own letters, or what became of it.
func (tx *Tx) SaveCard(f *File, x *casefile.Card) error { return cards.save(tx, f, x) }

// SaveFiling stores the file as it was created.
func (tx *Tx) SaveFiling(f *File, x *casefile.Filing) error { return filings.save(tx, f, x) }

// SaveReturn stores a return of the package.
func (tx *Tx) SaveReturn(f *File, x *casefile.Return) error { return returns.save(tx, f, x) }

// SaveRequest stores a request for information.
func (tx *Tx) SaveRequest(f *File, x *casefile.Request) error { return requests.save(tx, f, x) }

// SaveTransfer stores a transfer to an office.
func (tx *Tx) SaveTransfer(f *File, x *casefile.Transfer) error { return transfers.save(tx, f, x) }

// SaveComparison stores a clerk's answer about two persons.
func (tx *Tx) SaveComparison(f *File, x *casefile.Comparison) error {
	return comparisons.save(tx, f, x)
}

// RemoveComparison takes an answer back; its image stays in the journal.
func (tx *Tx) RemoveComparison(f *File, id string) error { return comparisons.drop(f, id) }

// SaveQuestion stores a question between the partner and the department.
func (tx *Tx) SaveQuestion(f *File, x *casefile.Question) error { return questions.save(tx, f, x) }

// SaveWithin stores a question that stays in the department.
func (tx *Tx) SaveWithin(f *File, x *casefile.Question) error { return within.save(tx, f, x) }

// SaveReconsideration stores a request to look at a refusal once more.
func (tx *Tx) SaveReconsideration(f *File, x *casefile.ReconsiderationRequest) error {
	return reconsidered.save(tx, f, x)
}

// SaveCourt stores an application to the court.
func (tx *Tx) SaveCourt(f *File, x *casefile.CourtApplication) error { return courts.save(tx, f, x) }

// SaveRecord stores a certified record, or what of its redacted copy is withheld.
func (tx *Tx) SaveRecord(f *File, x *casefile.CertifiedRecord) error { return records.save(tx, f, x) }

// SaveOrder stores an order of the Governor in Council as it covers the case.
func (tx *Tx) SaveOrder(f *File, x *casefile.Order) error { return orders.save(tx, f, x) }

// Came enters how a case that was just made came to stand where it does, since when it says.
func (tx *Tx) Came(f *File, reason string) error {
	return steps.save(tx, f, &casefile.Step{To: f.Case.State, Day: f.Case.Since, By: tx.Entry.Actor.Account, Role: tx.Entry.Actor.Role, Reason: reason})
}
