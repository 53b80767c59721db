package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// by finds an item of a case by its id; fault.NotFound when it has none.
func by[T any](list []T, id string, of func(*T) string) (T, error) {
	i := slices.IndexFunc(list, func(x T) bool { return of(&x) == id })
	if i < 0 {
		var none T
		return none, fault.New(fault.NotFound, "fault.not_found")
	}
	return list[i], nil
}

func interviewOf(f *store.File, id string) (casefile.Interview, error) {
	return by(f.Interviews, id, func(i *casefile.Interview) string { return i.ID })
}

// Plan is the safe-contact plan of a case; the zero plan, which allows nothing, when there is none.
func Plan(f *File) people.SafetyPlan {
	if len(f.Plans) == 0 {
		return people.SafetyPlan{}
	}
	return f.Plans[0]
}

// Undetermined says whether a criterion is recorded as undetermined, or not recorded at all.
func Undetermined(f *File) bool {
	recorded := false
	for i := range f.Findings {
		if x := &f.Findings[i]; x.Status == assessment.Recorded {
			if recorded = true; x.Result == assessment.Undetermined {
				return true
			}
		}
	}
	return !recorded
}

// mayInterview says whether an interview has a place where the case stands.
func mayInterview(s casefile.State) error {
	switch s {
	case casefile.Assigned, casefile.Redetermination, casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.FinalReview:
		return nil
	}
	return fault.Stop("A-40", "interview.state")
}

// ChooseInterview keeps the safety assessment of a meeting and the way that was chosen after it. An interview
// that is not yet held may be planned anew. The officer's choice brings the case from eligibility to the interview.
func (a *App) ChooseInterview(ctx context.Context, w Write, in casefile.Interview) (string, error) {
	return a.change(ctx, w, access.PlanInterview, func(tx *store.Tx, f *store.File) error {
		if err := mayInterview(f.Case.State); err != nil {
			return err
		}
		i := casefile.Interview{Status: casefile.InterviewPlanning, Opened: tx.Now, Officer: f.Case.Assigned}
		if in.ID != "" {
			was, err := interviewOf(f, in.ID)
			if err != nil {
				return err
			}
			if was.Status != casefile.InterviewPlanning && was.Status != casefile.InterviewBooked {
				return fault.Stop("A-52", "interview.record.signed")
			}
			i, i.Version = was, in.Version
		} else if _, open := casefile.Current(f.Interviews); open {
			return fault.Stop("A-40", "interview.open") // it is planned further; there is never a second beside it
		}
		was := i.Mode
		i.Meeting, i.RiskNote, i.Mode, i.ModeWhy = in.Meeting, in.RiskNote, in.Mode, in.ModeWhy
		if err := casefile.Choose(i, Plan(f)); err != nil {
			return err
		}
		if i.Seat != "" && i.Mode.Video() != was.Video() { // a room is no line: the place is free again, and another is booked
			i.Status, i.At, i.Booked = casefile.InterviewPlanning, time.Time{}, ""
			if err := dropInvitation(tx, f, i.ID); err != nil {
				return err
			}
		}
		if err := assessing(tx, f); err != nil { // the first work on an assigned case begins its assessment
			return err
		}
		if f.Case.State == casefile.Eligibility || f.Case.State == casefile.Fairness {
			if err := tx.Move(f, casefile.Interviewing, string(i.Mode)); err != nil {
				return err
			}
		}
		if err := tx.SaveInterview(f, &i); err != nil {
			return err
		}
		tx.Answer = i.ID
		return nil
	})
}

// BookInterview sets the time; the invitation is owed to the applicant, through the partner, from then on. A place on a trip
// that the interview had is free again: see BookSeat for one on a trip.
func (a *App) BookInterview(ctx context.Context, w Write, in casefile.Interview) (string, error) {
	return a.change(ctx, w, access.PlanInterview, func(tx *store.Tx, f *store.File) error {
		i, err := plannable(f, in)
		if err != nil {
			return err
		}
		if i.Seat != "" {
			if err := tx.FreeSeat(i.Seat); err != nil {
				return err
			}
			i = i.Rise()
		}
		i.At, i.Zone, i.Place, i.Interpreter, i.InterpreterWhy = in.At, in.Zone, in.Place, in.Interpreter, ""
		return a.appoint(tx, f, i)
	})
}

// plannable is an interview that may still be given a time, with what was typed of it but time, place and interpreter.
func plannable(f *store.File, in casefile.Interview) (casefile.Interview, error) {
	i, err := interviewOf(f, in.ID)
	if err != nil {
		return i, err
	}
	if i.Status != casefile.InterviewPlanning && i.Status != casefile.InterviewBooked {
		return i, fault.Stop("A-52", "interview.record.signed")
	}
	i.Version, i.Persons, i.ShortNotice, i.Language, i.Official = in.Version, in.Persons, in.ShortNotice, in.Language, cmp.Or(in.Official, i.Official)
	i.InterpreterOK, i.Observer, i.DropLine = in.InterpreterOK, in.Observer, in.DropLine
	return i, nil
}

// appoint books an interview as it stands, and owes its invitation.
func (a *App) appoint(tx *store.Tx, f *store.File, i casefile.Interview) error {
	if err := heard(f, i.Persons); err != nil {
		return err
	}
	if err := casefile.Book(i, Plan(f), tx.Now); err != nil {
		return err
	}
	i.Status, i.Booked, i.MeetingLink = casefile.InterviewBooked, tx.Today(), "" // a link is of one appointment
	if err := tx.SaveInterview(f, &i); err != nil {
		return err
	}
	tx.Answer = i.ID
	return oweInvitation(tx, f, i)
}

// heard says whether all who are to be heard belong to the case.
func heard(f *store.File, persons []string) error {
	for _, id := range persons {
		if !slices.ContainsFunc(f.Persons, func(p people.Person) bool { return p.ID == id }) {
			var c fault.Check
			c.Add("persons", "interview.book.persons")
			return c.Err("interview.book.wrong")
		}
	}
	return nil
}

// oweInvitation owes one invitation for each interview: another time of the same interview is the same notice while it
// has not been sent, and a new one after.
func oweInvitation(tx *store.Tx, f *store.File, i casefile.Interview) error {
	due := policy.DayOf(i.At).Add(-casefile.NoticeDays)
	if due < tx.Today() {
		due = tx.Today()
	}
	n := casefile.Notice{Kind: casefile.InterviewInvitation, To: casefile.ToApplicant, Partner: f.Case.ReferredBy, Of: i.ID,
		Status: casefile.NoticeOwed, Language: OfficialLanguage(f), Owed: tx.Today(), Due: due}
	for _, was := range f.Notices {
		if was.Of != i.ID || was.Kind != n.Kind {
			continue
		}
		if was.Status == casefile.NoticeOwed {
			was.Due, was.LinkWaits = due, false
			return tx.SaveNotice(f, &was)
		}
		if was.LinkWaits {
			was.LinkWaits = false
			if err := tx.SaveNotice(f, &was); err != nil {
				return err
			}
		}
	}
	return tx.SaveNotice(f, &n)
}

// OfficialLanguage is the official language that the applicant chose at an interview, else the one of their contact plan when
// it is one of the two, else "": then whoever sends the letter asks.
func OfficialLanguage(f *File) string {
	if i, ok := casefile.Settled(f.Interviews); ok && i.Official != "" {
		return i.Official
	}
	switch Plan(f).Language {
	case "en", "eng", "ENG":
		return "en"
	case "fr", "fra", "FRE", "FRA":
		return "fr"
	}
	return ""
}

// WaiveInterview records that no interview is held, with its reason. While a criterion is undetermined it waits for a
// supervisor's look: it is then kept as planned, and waived when the officer records it again.
func (a *App) WaiveInterview(ctx context.Context, w Write, in casefile.Interview) (string, error) {
	return a.change(ctx, w, access.RecordInterview, func(tx *store.Tx, f *store.File) error {
		if err := mayInterview(f.Case.State); err != nil {
			return err
		}
		i := casefile.Interview{Opened: tx.Now, Officer: tx.Entry.Actor.Account}
		if in.ID != "" {
			was, err := interviewOf(f, in.ID)
			if err != nil {
				return err
			}
			if was.Status != casefile.InterviewPlanning && was.Status != casefile.InterviewBooked {
				return fault.Stop("A-52", "interview.record.signed")
			}
			i, i.Version = was, in.Version
		}
		i.Mode, i.Waived, i.WaivedWhy, i.RiskNote = casefile.Waived, in.Waived, in.WaivedWhy, in.RiskNote
		i.Status = casefile.InterviewWaived
		if err := casefile.Waive(i, Undetermined(f)); err != nil {
			if !waits(err) {
				return err
			}
			i.Status = casefile.InterviewPlanning // asked of the supervisor
		}
		if err := assessing(tx, f); err != nil {
			return err
		}
		if err := tx.SaveInterview(f, &i); err != nil {
			return err
		}
		tx.Answer = i.ID
		if i.Status == casefile.InterviewWaived {
			if err := dropInvitation(tx, f, i.ID); err != nil {
				return err
			}
			if err := noteWaiver(tx, f, i); err != nil {
				return err
			}
		}
		if i.Status == casefile.InterviewWaived && f.Case.State == casefile.Interviewing {
			return tx.Move(f, casefile.Eligibility, string(casefile.Waived))
		}
		return nil
	})
}

// noteWaiver puts on file that no interview is held, in the language of the officer (L2: a note stays on file). The applicant is not
// written to.
func noteWaiver(tx *store.Tx, f *store.File, i casefile.Interview) error {
	lang := i18n.Lang(tx.Entry.Actor.Language)
	if !lang.Valid() {
		lang = i18n.EN
	}
	return tx.SaveNote(f, &casefile.Note{Text: lang.F("interview.waive.note", map[string]any{"Why": lang.T("interview.waived.is." + string(i.Waived))}), About: i.ID,
		By: tx.Entry.Actor.Account, Unit: tx.Entry.Actor.Unit, At: tx.Now})
}

// OweWaiverLetter owes the applicant a letter that no interview is planned, because they asked (L2). It goes out as every letter does.
//
// Rule A-40 (our default): who is not interviewed is told nothing unless they ask; the letter says nothing of why.
func (a *App) OweWaiverLetter(ctx context.Context, w Write, id string) (string, error) {
	return a.change(ctx, w, access.GiveNotice, func(tx *store.Tx, f *store.File) error {
		i, err := interviewOf(f, id)
		if err != nil {
			return err
		}
		if !MayOweWaiver(f, i) {
			return fault.Stop("A-40", "interview.waive.letter.no")
		}
		n := owed(f, casefile.InterviewWaiver, casefile.ToApplicant, i.ID, tx.Today())
		if err := tx.SaveNotice(f, &n); err != nil {
			return err
		}
		tx.Answer = n.ID
		return nil
	})
}

// MayOweWaiver says whether the letter can be owed: no interview is held, nobody has been written to about it, and nothing is decided.
func MayOweWaiver(f *File, i casefile.Interview) bool {
	return i.Status == casefile.InterviewWaived && mayInterview(f.Case.State) == nil &&
		!slices.ContainsFunc(f.Notices, func(n casefile.Notice) bool { return n.Of == i.ID && n.Status != casefile.NoticeDropped })
}

// waits says whether a waiver lacks nothing but a supervisor's look.
func waits(err error) bool {
	f, ok := err.(*fault.Error)
	return ok && f.Key == "interview.waive.second"
}

// LookAtWaiver records a supervisor's look at a waiver.
func (a *App) LookAtWaiver(ctx context.Context, w Write, id string, version int64, look casefile.Look) (string, error) {
	return a.change(ctx, w, access.SecondLook, func(tx *store.Tx, f *store.File) error {
		i, err := interviewOf(f, id)
		if err != nil {
			return err
		}
		look.By, look.At = tx.Entry.Actor.Account, tx.Now
		i.Version = version
		if i, err = casefile.LookAt(i, look); err != nil {
			return err
		}
		return tx.SaveInterview(f, &i)
	})
}

// SaveInterviewRecord keeps what has been written of a record; it always saves. Where an answer of the opening tells of danger, the
// interview stops there and the partner is asked whether the applicants are safe (I-84).
func (a *App) SaveInterviewRecord(ctx context.Context, w Write, in casefile.Interview) (string, error) {
	return a.change(ctx, w, access.RecordInterview, func(tx *store.Tx, f *store.File) error {
		i, stop, err := keepRecord(tx, f, in)
		if err != nil || !stop {
			return err
		}
		return a.stopUnsafe(tx, f, i)
	})
}

func keepRecord(tx *store.Tx, f *store.File, in casefile.Interview) (i casefile.Interview, stop bool, err error) {
	if i, err = interviewOf(f, in.ID); err != nil {
		return i, false, err
	}
	if i, err = casefile.KeepRecord(i, in.Record, tx.Now); err != nil {
		return i, false, err
	}
	i, stop = casefile.TakeOpening(i, in.Opening, tx.Entry.Actor.Account, tx.Now)
	i.Version, i.Official = in.Version, in.Official
	tx.Answer = i.ID
	err = tx.SaveInterview(f, &i)
	return i, stop, err
}

// StopInterview keeps what has been written and ends the interview at once, because going on may harm the applicant: the partner is asked
// whether they are safe (I-84).
func (a *App) StopInterview(ctx context.Context, w Write, in casefile.Interview) (string, error) {
	return a.change(ctx, w, access.RecordInterview, func(tx *store.Tx, f *store.File) error {
		i, _, err := keepRecord(tx, f, in)
		if err != nil {
			return err
		}
		return a.stopUnsafe(tx, f, i)
	})
}

func (a *App) stopUnsafe(tx *store.Tx, f *store.File, i casefile.Interview) error {
	i, err := casefile.StopUnsafe(i, tx.Entry.Actor.Account, tx.Now)
	if err != nil {
		return err
	}
	if err := tx.SaveInterview(f, &i); err != nil {
		return err
	}
	if err := dropInvitation(tx, f, i.ID); err != nil {
		return err
	}
	return a.askSafe(tx, f, "interview.safe.stopped")
}

// PauseInterview keeps what has been written and begins a pause, or ends the one that lasts.
func (a *App) PauseInterview(ctx context.Context, w Write, in casefile.Interview) (string, error) {
	return a.change(ctx, w, access.RecordInterview, func(tx *store.Tx, f *store.File) error {
		i, stop, err := keepRecord(tx, f, in)
		if err != nil {
			return err
		}
		if stop {
			return a.stopUnsafe(tx, f, i)
		}
		if i, err = casefile.Rest(i, tx.Now); err != nil {
			return err
		}
		return tx.SaveInterview(f, &i)
	})
}

// MissInterview keeps that the applicant was not there when the time came; the partner is asked whether they are safe (I-84).
func (a *App) MissInterview(ctx context.Context, w Write, id string, version int64) (string, error) {
	return a.change(ctx, w, access.PlanInterview, func(tx *store.Tx, f *store.File) error {
		i, err := interviewOf(f, id)
		if err != nil {
			return err
		}
		if i, err = casefile.Miss(i, tx.Entry.Actor.Account, tx.Now); err != nil {
			return err
		}
		i.Version = version
		if err := tx.SaveInterview(f, &i); err != nil {
			return err
		}
		if err := dropInvitation(tx, f, i.ID); err != nil {
			return err
		}
		return a.askSafe(tx, f, "interview.safe.missed")
	})
}

// KeepLink keeps the address of a video meeting for the partner that hands on the invitation; it is shown once (I-84). One that waits is
// replaced.
func (a *App) KeepLink(ctx context.Context, w Write, id string, version int64, link string) (string, error) {
	return a.change(ctx, w, access.PlanInterview, func(tx *store.Tx, f *store.File) error {
		i, err := interviewOf(f, id)
		if err != nil {
			return err
		}
		if i, err = casefile.KeepLink(i, link); err != nil {
			return err
		}
		n, ok := invitationOf(f, i.ID)
		if !ok {
			return fault.Stop("I-84", "interview.link.invitation")
		}
		i.Version = version
		if err := tx.SaveInterview(f, &i); err != nil {
			return err
		}
		n.LinkWaits = true
		return tx.SaveNotice(f, &n)
	})
}

// invitationOf is the last invitation of an interview that was not dropped.
func invitationOf(f *store.File, interview string) (casefile.Notice, bool) {
	for n := len(f.Notices) - 1; n >= 0; n-- {
		if x := f.Notices[n]; x.Of == interview && x.Kind == casefile.InterviewInvitation && x.Status != casefile.NoticeDropped {
			return x, true
		}
	}
	return casefile.Notice{}, false
}

// GiveLink shows a person of the partner the link that waits with an invitation, once: what is given is taken off the interview in the
// change that enters it as released, and is no part of the answer that a repeated request gets (I-84, A-56).
func (a *App) GiveLink(ctx context.Context, w Write, notice string) (link string, err error) {
	_, err = a.release(ctx, w, access.OpenMessage, func(tx *store.Tx, f *store.File) (Release, error) {
		link = "" // it may run again
		n, err := Message(f, w.Actor, notice)
		if err != nil {
			return Release{}, err
		}
		i, err := interviewOf(f, n.Of)
		if err != nil {
			return Release{}, err
		}
		if i.MeetingLink == "" || i.Status != casefile.InterviewBooked {
			return Release{}, fault.Stop("I-84", "interview.link.given")
		}
		if err := Plan(f).Allows("partner", tx.Today()); err != nil {
			return Release{}, err
		}
		given := i.MeetingLink
		i.MeetingLink, n.LinkWaits, n.LinkShown, n.LinkTo = "", false, tx.Now, w.Actor.Account
		if err := tx.SaveInterview(f, &i); err != nil {
			return Release{}, err
		}
		if err := tx.SaveNotice(f, &n); err != nil {
			return Release{}, err
		}
		link = given
		return Release{To: f.Case.ReferredBy, Channel: "shown_once", Ground: n.Ground, Item: n.ID}, nil
	})
	if err != nil {
		return "", err
	}
	return link, nil
}

// askSafe asks the partner today whether the applicants are safe, in words that name nobody and tell nothing; and whoever would contact
// the applicants waits until the plan was agreed with them again (decision 7).
func (a *App) askSafe(tx *store.Tx, f *store.File, words string) error {
	q := casefile.Question{From: casefile.OfficeSide, To: casefile.PartnerSide, Words: i18n.EN.T(words) + "\n\n" + i18n.FR.T(words), Due: tx.Today()}
	q, err := casefile.Ask(q, f.Case, a.Pack.On(tx.Today()), tx.Entry.Actor.Account, tx.Now)
	if err != nil {
		return err
	}
	if err := tx.SaveQuestion(f, &q); err != nil {
		return err
	}
	if len(f.Plans) > 0 && f.Plans[0].Confirmed != "" {
		plan := f.Plans[0]
		plan.Confirmed, plan.ConfirmedBy = "", ""
		if err := tx.SavePlan(f, &plan); err != nil {
			return err
		}
	}
	return a.leaves(tx, f, Release{To: f.Case.ReferredBy, Channel: string(casefile.PartnerMessage), Ground: "question", Item: q.ID})
}

// SignInterviewRecord closes a record; what is missing is said, and what was written is kept. What was put to the applicant is kept as such, and the case goes back
// to the worksheet.
func (a *App) SignInterviewRecord(ctx context.Context, w Write, in casefile.Interview) (string, error) {
	if in.Opening.Unsafe() {
		return a.SaveInterviewRecord(ctx, w, in)
	}
	answer, err := a.change(ctx, w, access.RecordInterview, func(tx *store.Tx, f *store.File) error {
		i, _, err := keepRecord(tx, f, in)
		if err != nil {
			return err
		}
		signed, put, err := casefile.Sign(i, tx.Entry.Actor.Account, tx.Now)
		if err != nil {
			return err
		}
		if err := tx.SaveInterview(f, &signed); err != nil {
			return err
		}
		for n := range put {
			if err := tx.SaveDisclosure(f, &put[n]); err != nil {
				return err
			}
		}
		if f.Case.State == casefile.Interviewing {
			return tx.Move(f, casefile.Eligibility, string(signed.Mode))
		}
		return nil
	})
	return answer, a.elseDraft(w, in.Version, err, func(w Write) error {
		_, err := a.SaveInterviewRecord(ctx, w, in)
		return err
	})
}

// AddToInterviewRecord adds a dated addition to a signed record.
func (a *App) AddToInterviewRecord(ctx context.Context, w Write, id string, version int64, text string) (string, error) {
	return a.change(ctx, w, access.RecordInterview, func(tx *store.Tx, f *store.File) error {
		i, err := interviewOf(f, id)
		if err != nil {
			return err
		}
		if i, err = casefile.Append(i, casefile.Addendum{Text: text, By: tx.Entry.Actor.Account, At: tx.Now}); err != nil {
			return err
		}
		i.Version = version
		return tx.SaveInterview(f, &i)
	})
}

// CallOffInterview ends an interview before it was signed, with a reason; the case goes back to the worksheet, and a
// new interview begins with its own safety assessment.
func (a *App) CallOffInterview(ctx context.Context, w Write, id string, version int64, why string) (string, error) {
	return a.change(ctx, w, access.PlanInterview, func(tx *store.Tx, f *store.File) error {
		i, err := interviewOf(f, id)
		if err != nil {
			return err
		}
		if i, err = casefile.CallOff(i, why); err != nil {
			return err
		}
		i.Version = version
		if err := tx.SaveInterview(f, &i); err != nil {
			return err
		}
		return dropInvitation(tx, f, i.ID)
	})
}

// dropInvitation drops the invitation that is still owed, and the link that waits with one that was sent: nobody is invited to what is not
// held.
func dropInvitation(tx *store.Tx, f *store.File, interview string) error {
	for _, n := range f.Notices {
		if n.Of != interview || n.Status != casefile.NoticeOwed && !n.LinkWaits {
			continue
		}
		if n.Status == casefile.NoticeOwed {
			n.Status = casefile.NoticeDropped
		}
		n.LinkWaits = false
		if err := tx.SaveNotice(f, &n); err != nil {
			return err
		}
	}
	return nil
}

// Waiting is how old a case is in days, and for how many nothing was done on it: by the last step and by what its file holds.
func (a *App) Waiting(f *File) (age, idle int) {
	var done []time.Time
	for i := range f.Findings {
		done = append(done, f.Findings[i].At)
	}
	for i := range f.Grounds {
		done = append(done, f.Grounds[i].At)
	}
	for i := range f.Convictions {
		done = append(done, f.Convictions[i].At)
	}
	for i := range f.Interviews {
		done = append(done, f.Interviews[i].Opened, f.Interviews[i].Record.SignedAt)
	}
	for i := range f.Letters {
		done = append(done, f.Letters[i].Drafted, f.Letters[i].SignedAt)
	}
	for i := range f.Notices {
		done = append(done, f.Notices[i].SentAt)
	}
	for i := range f.Notes {
		done = append(done, f.Notes[i].At)
	}
	for i := range f.Decisions {
		done = append(done, f.Decisions[i].Drafted)
	}
	return f.Case.Waiting(a.Today(), done...)
}
