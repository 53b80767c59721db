package app

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/store"
)

// Grounds on which a recipient may be told about a case (decision 8, DUTY-10.1). Every notice names one.
const (
	GroundAddressee = "addressee"  // the person the file is about
	GroundConsent   = "consent"    // the applicant agreed that the partner learns the outcome
	GroundProgram   = "consistent" // Privacy Act 8(2)(a): the use for which it was obtained; the office informs the partner that referred (I-22)
)

// Preview is a letter as it would go out, and what the check of words says of it.
type Preview struct {
	Notice  casefile.Notice
	Subject string
	Text    string
	Blocked []casefile.Unsafe
}

// LetterNode is a piece of a letter, for a page that shows it.
type LetterNode = letter.Node

// ReadLetter takes a letter that was written apart, so that a page lays it out and escapes its text itself.
func ReadLetter(text string) []LetterNode { return letter.Read(text) }

func noticeOf(f *store.File, id string) (casefile.Notice, error) {
	return by(f.Notices, id, func(n *casefile.Notice) string { return n.ID })
}

// PreviewNotice writes a notice that is owed, in a language, without sending it. The caller has looked at the case
// through View; the check of words reads the safety plan as it is, with what View leaves blank.
func (a *App) PreviewNotice(ctx context.Context, f *File, n casefile.Notice, lang i18n.Lang) (Preview, error) {
	plan, err := a.wholePlan(ctx, f)
	if err != nil {
		return Preview{}, err
	}
	return a.preview(f, plan, n, lang)
}

// PreviewDecision writes the letters that a draft would owe when it is signed as it stands.
func (a *App) PreviewDecision(ctx context.Context, f *File, d decision.Decision, b decision.Basis, lang i18n.Lang) ([]Preview, error) {
	plan, err := a.wholePlan(ctx, f)
	if err != nil {
		return nil, err
	}
	if d.Outcome == decision.Refuse {
		d.Grounds = decision.GroundsOf(b)
	}
	d.SignedAt = a.Now()
	as := *f
	as.Decisions = []decision.Decision{d}
	var out []Preview
	for _, n := range decision.Owe(d, f.Case.ReferredBy, false, string(lang), a.Today()) {
		p, err := a.preview(&as, plan, n, lang)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// wholePlan is the safety plan with the places and names that View leaves blank. It never leaves this package.
func (a *App) wholePlan(ctx context.Context, f *File) (people.SafetyPlan, error) {
	whole, err := a.Store.Read(ctx, f.Case.ID, store.Rooms{store.Contact: true})
	if err != nil {
		return people.SafetyPlan{}, err
	}
	return Plan(whole), nil
}

func (a *App) preview(f *File, plan people.SafetyPlan, n casefile.Notice, lang i18n.Lang) (Preview, error) {
	d, err := a.letterData(f, n, lang)
	if err != nil {
		return Preview{}, err
	}
	text, err := letter.Compose(n.Kind, d)
	if err != nil {
		return Preview{}, err
	}
	return Preview{Notice: n, Subject: letter.Subject(d), Text: text,
		Blocked: casefile.Blocked(letter.Text(text), casefile.Unsafes(plan, f.Persons))}, nil
}

// letterData is what a letter is written from.
func (a *App) letterData(f *File, n casefile.Notice, lang i18n.Lang) (letter.Data, error) {
	d := letter.Data{Lang: lang, Day: a.Today(), Ref: f.Case.Ref, Application: f.Case.Summary.Application}
	v := a.Policy()
	if o, ok := v.Office(f.Case.Office); ok {
		d.Office = o.In(string(lang))
	}
	if p, ok := v.Partner(n.Partner); ok {
		d.Partner = p.In(string(lang))
	}
	if pa, ok := people.PrincipalOf(f.Persons); ok && n.To == casefile.ToApplicant && pa.NamingSafe != people.No {
		d.Name = pa.Shown()
	}
	switch n.Kind {
	case casefile.InterviewInvitation:
		return d, invitation(f, n, &d)
	case casefile.InterviewWaiver: // says nothing of why: that is the office's to know
		_, err := interviewOf(f, n.Of)
		return d, err
	case casefile.FairnessLetter:
		return d, a.putConcerns(f, n, lang, &d)
	case casefile.ReconsiderationResult:
		return d, reconsidered(f, n, &d)
	case casefile.PaperRequest, casefile.TestOffer, casefile.MedicalInstructions:
		return d, asked(f, n, lang, &d)
	case casefile.WithdrawalReceived:
		d.ToPartner = n.To == casefile.ToPartner
		return d, withdrawn(f, n, &d)
	case casefile.SeparationCounselling:
		return d, separated(f, n, &d)
	case casefile.WindowReminder:
		return d, a.reminded(f, n, &d)
	case casefile.HoldNotice:
		return d, held(f, n, lang, &d)
	case casefile.OrderNotice:
		return d, ordered(f, n, &d)
	case casefile.TreatedFirst: // says neither why nor what the centre was told
		h, err := by(f.Hurries, n.Of, func(h *decision.Hurry) string { return h.ID })
		d.ToPartner, d.Since = true, policy.DayOf(h.At)
		return d, err
	}
	if x, err := by(f.Windows, n.Of, func(x *decision.WindowApplication) string { return x.ID }); err == nil {
		refusedWindow(f, x, lang, &d)
		return d, nil
	}
	dec, err := by(f.Decisions, n.Of, func(d *decision.Decision) string { return d.ID })
	if err != nil {
		return d, err
	}
	d.Decided, d.Summary = policy.DayOf(dec.SignedAt), dec.Summary
	d.Quebec = dec.Destination.Province == decision.Quebec
	d.Staying = slices.ContainsFunc(people.InCase(f.Persons), func(p people.Person) bool { return p.Travelling == people.No && !p.Deceased() })
	d.Short = consented(f, a.Today())
	d.Grounds = a.letterGrounds(f, n, dec, lang)
	return d, nil
}

func invitation(f *File, n casefile.Notice, d *letter.Data) error {
	i, err := interviewOf(f, n.Of)
	if err != nil {
		return err
	}
	d.Clocks, d.Way, d.Video, d.Persons = i.Clocks(), i.Mode, i.Mode.Video(), len(i.Persons)
	d.Interpreter, d.Rebook = i.Interpreter != "", i.DropLine != casefile.DropCall
	d.Language = d.Lang.Language(i.Language)
	return nil
}

// withdrawn is what the acknowledgement of a withdrawal is written from (L12).
func withdrawn(f *File, n casefile.Notice, d *letter.Data) error {
	x, err := by(f.Withdrawals, n.Of, func(x *casefile.Withdrawal) string { return x.ID })
	d.Asked, d.Since = x.On, policy.DayOf(x.At)
	return err
}

// reconsidered is what the answer to a request for reconsideration is written from (L13).
func reconsidered(f *File, n casefile.Notice, d *letter.Data) error {
	r, err := by(f.Reconsiderations, n.Of, func(r *casefile.ReconsiderationRequest) string { return r.ID })
	if err != nil {
		return err
	}
	dec, err := by(f.Decisions, r.Of, func(d *decision.Decision) string { return d.ID })
	if err != nil {
		return err
	}
	d.Asked, d.Decided, d.Summary, d.Reopened = r.On, policy.DayOf(dec.SignedAt), r.Note, r.Reopen == "yes"
	return nil
}

// held is what the notice of a hold is written from (L16): the reason in neutral words, never the officer's note.
func held(f *File, n casefile.Notice, lang i18n.Lang, d *letter.Data) error {
	h, err := by(f.Holds, n.Of, func(h *casefile.Hold) string { return h.ID })
	if err != nil {
		return err
	}
	d.ToPartner, d.Since, d.Review, d.Why = n.To == casefile.ToPartner, h.Since, h.Review, lang.T("hold.letter."+string(h.Reason))
	return nil
}

// separated is what the letter on a separation is written from (L11): who stays, by number, and nothing of why.
func separated(f *File, n casefile.Notice, d *letter.Data) error {
	s, err := by(f.Separations, n.Of, func(s *decision.Separation) string { return s.ID })
	if err != nil {
		return err
	}
	d.Numbers = numbersOf(f, s.Persons)
	if dec, ok := decision.Standing(f.Decisions); ok {
		d.Quebec = dec.Destination.Province == decision.Quebec
	}
	return nil
}

// reminded is what a reminder of the one-year window is written from.
func (a *App) reminded(f *File, n casefile.Notice, d *letter.Data) error {
	w, ok := a.Journey(f).Window(n.About)
	if !ok {
		return fault.Stop("A-112", "window.not_open")
	}
	d.Numbers, d.Since, d.Review = numbersOf(f, []string{n.About}), w.Opens, w.Ends
	d.Quebec = a.Journey(f).Province() == decision.Quebec
	return nil
}

// refusedWindow is what the letters on a refusal under the one-year window are written from.
func refusedWindow(f *File, x decision.WindowApplication, lang i18n.Lang, d *letter.Data) {
	d.Decided, d.Short = x.Refused, consented(f, x.Refused)
	d.Window = &letter.Window{Submitted: x.Submitted, Put: x.Put, Answer: x.Answer, Reasons: x.Reasons}
	for _, number := range numbersOf(f, []string{x.Person}) {
		d.Window.Person = number
	}
	for _, name := range x.Unmet {
		d.Window.Unmet = append(d.Window.Unmet, letter.Said{Title: lang.T("window.unmet." + name), Words: decision.WindowCite(name)})
	}
}

// ordered is what the notice of an order is written from (L17): the order and its effect. Whom it covers stays in the file.
func ordered(f *File, n casefile.Notice, d *letter.Data) error {
	o, err := by(f.Orders, n.Of, func(o *casefile.Order) string { return o.ID })
	if err != nil {
		return err
	}
	d.ToPartner, d.Order, d.Since, d.Lifted, d.Ended = n.To == casefile.ToPartner, casefile.OrderNumber(o.Number, string(d.Lang)), o.On, o.Effect == casefile.Lifts, o.Effect == casefile.Terminates
	return nil
}

// letterGrounds explains the grounds that a letter is about: L7 those of eligibility, L8 those of inadmissibility, the
// partner's notice both.
func (a *App) letterGrounds(f *File, n casefile.Notice, dec decision.Decision, lang i18n.Lang) []letter.Ground {
	v := a.PolicyOf(f.Case)
	var out []letter.Ground
	for _, code := range decision.Codes(dec.Grounds) {
		eligibility := strings.HasPrefix(code, "ELG-")
		if n.Kind == casefile.RefusalEligibility && !eligibility || n.Kind == casefile.RefusalInadmissible && eligibility {
			continue
		}
		g := letter.Ground{Title: code}
		if c, ok := v.Criterion(code); ok {
			g.Title, g.Provision = c.Short.In(string(lang)), provisions(c.Cite)
		} else if x, ok := v.Ground(code); ok {
			g.Title, g.Provision = x.In(string(lang)), provisions(x.Cite)
		}
		for _, r := range dec.Reasons {
			if r.Code == code {
				g.Reason = r.Text
			}
		}
		for _, x := range dec.Grounds {
			if x.Code != code {
				continue
			}
			g.Person = numberOf(f, x.Person, g.Person)
			g.Provision = provisionOf(f, x, g.Provision)
			if code == assessment.ClassMet && x.Class != "" {
				g.Classes = append(g.Classes, lang.T("assessment.class."+string(x.Class)))
			}
			if d, err := by(f.Disclosures, x.Disclosure, func(d *casefile.Disclosure) string { return d.ID }); err == nil {
				g.Put, g.Concern, g.Reply, g.Papers = d.Put, d.Essence, d.Reply, d.Papers
			}
		}
		out = append(out, g)
	}
	return out
}

// provisions are the provisions of law among the citations of an item: not our own rules, pages or manuals.
func provisions(cite []string) string {
	var out []string
	for _, c := range cite {
		if strings.HasPrefix(c, "IRPA ") || strings.HasPrefix(c, "IRPR ") {
			out = append(out, c)
		}
	}
	return strings.Join(out, ", ")
}

// provisionOf is the paragraph that the officer recorded for a ground of inadmissibility, else what the pack cites.
func provisionOf(f *File, g decision.Ground, cited string) string {
	for _, x := range f.Grounds {
		if x.ID == g.Entry && x.Provision != "" {
			return x.Provision
		}
	}
	return cited
}

// numberOf is the number of a person in the case: letters speak of "person 3", so that nobody is named without need.
func numberOf(f *File, person, was string) string {
	for _, p := range f.Persons {
		if p.ID == person {
			return strconv.Itoa(p.Number)
		}
	}
	return was
}

// numbersOf are the numbers in the case of some of its persons.
func numbersOf(f *File, ids []string) (out []int) {
	for i := range f.Persons {
		if slices.Contains(ids, f.Persons[i].ID) {
			out = append(out, f.Persons[i].Number)
		}
	}
	return out
}

// consented says whether the applicant agreed that the partner learns the outcome with a short reason.
func consented(f *File, day policy.Day) bool {
	pa, ok := people.PrincipalOf(f.Persons)
	for _, r := range f.Referrals {
		for _, c := range r.Consents {
			if c.What == "outcome_partner" && c.Stands(day) && ok && c.Person == pa.ID {
				return true
			}
		}
	}
	return false
}

// owed is a notice that somebody is owed from a day on, in the language that the applicant chose.
func owed(f *File, kind casefile.NoticeKind, to casefile.Addressee, of string, today policy.Day) casefile.Notice {
	return casefile.Notice{Kind: kind, To: to, Partner: f.Case.ReferredBy, Of: of, Status: casefile.NoticeOwed, Language: OfficialLanguage(f),
		Owed: today, Due: casefile.WorkingDays(today, decision.NoticeWorkingDays)}
}

// ground is why the recipient of a notice may be told.
func ground(f *File, n casefile.Notice, day policy.Day) string {
	switch {
	case n.To == casefile.ToApplicant:
		return GroundAddressee
	case consented(f, day):
		return GroundConsent
	}
	return GroundProgram
}

// SendNotice writes a notice that is owed and sends it as a message to the partner: for itself, or to hand on to the
// applicant. It goes through release, so that what left is recorded with its recipient, channel and ground, and is
// stored as it was sent. A letter with a word that must not be written does not leave.
func (a *App) SendNotice(ctx context.Context, w Write, id string, version int64, lang i18n.Lang) (string, error) {
	return a.letOut(ctx, w, id, version, lang, string(casefile.PartnerMessage), func(tx *store.Tx, f *store.File, n casefile.Notice, p Preview) (casefile.Notice, error) {
		if len(p.Blocked) > 0 {
			return n, fault.Stop("X-32", "notice.blocked")
		}
		n.Channel = casefile.PartnerMessage
		return decision.Send(n, Plan(f), tx.Entry.Actor.Account, tx.Now)
	})
}

// TellOrally records that the applicant was told in words through the partner; the letter is written and held on file
// as the annex, whatever it may not write (decision 8).
func (a *App) TellOrally(ctx context.Context, w Write, id string, version int64, lang i18n.Lang, proof casefile.Proof) (string, error) {
	proof.How = casefile.ProofToldOrally
	return a.letOut(ctx, w, id, version, lang, string(casefile.ToldOrally), func(tx *store.Tx, f *store.File, n casefile.Notice, p Preview) (casefile.Notice, error) {
		if n.To == casefile.ToApplicant {
			if err := Plan(f).Allows("partner", tx.Today()); err != nil {
				return n, err
			}
		}
		proof.By, proof.At = tx.Entry.Actor.Account, tx.Now
		return decision.Prove(n, proof, tx.Today())
	})
}

// letOut is how a notice leaves: written, checked by out, stored as it left, and entered as released.
func (a *App) letOut(ctx context.Context, w Write, id string, version int64, lang i18n.Lang, channel string,
	out func(tx *store.Tx, f *store.File, n casefile.Notice, p Preview) (casefile.Notice, error)) (string, error) {
	return a.release(ctx, w, access.GiveNotice, func(tx *store.Tx, f *store.File) (Release, error) {
		n, err := noticeOf(f, id)
		if err != nil {
			return Release{}, err
		}
		if n.Status != casefile.NoticeOwed {
			return Release{}, fault.Stop("A-91", "notice.sent_already")
		}
		p, err := a.preview(f, Plan(f), n, lang)
		if err != nil {
			return Release{}, err
		}
		n.Version, n.Language, n.Text, n.Subject, n.Blocked, n.Ground = version, string(lang), p.Text, p.Subject, len(p.Blocked), ground(f, n, a.Today())
		if n, err = out(tx, f, n, p); err != nil {
			return Release{}, err
		}
		return Release{To: string(n.To), Channel: channel, Ground: n.Ground, Item: n.ID}, a.keepNotice(tx, f, n)
	})
}

// keepNotice saves a notice; when the applicant has provably been told, the time for recourse begins, or the time
// to answer concerns put in writing.
func (a *App) keepNotice(tx *store.Tx, f *store.File, n casefile.Notice) error {
	if err := tx.SaveNotice(f, &n); err != nil {
		return err
	}
	if n.Kind == casefile.FairnessLetter && n.Proven() {
		return a.disclose(tx, f, n.Of)
	}
	for _, x := range f.Windows {
		if last := decision.Recourse(f.Notices, x.ID); x.ID == n.Of && last != x.Recourse {
			x.Recourse = last
			return tx.SaveWindow(f, &x)
		}
	}
	for _, d := range f.Decisions {
		if last := decision.Recourse(f.Notices, d.ID); d.ID == n.Of && d.Outcome == decision.Refuse && last != d.Recourse {
			d.Recourse = last
			return tx.SaveDecision(f, &d)
		}
	}
	return nil
}

// ProveNotice records how a notice that was sent is known to have arrived: by the office, with a receipt, or by the
// partner, who says that and when the person was told (decision 11).
func (a *App) ProveNotice(ctx context.Context, w Write, id string, version int64, proof casefile.Proof) (string, error) {
	action := access.GiveNotice
	if partnerRole(w.Actor.Role) {
		action = access.ReportTold
	}
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		n, err := noticeOf(f, id)
		if action == access.ReportTold {
			n, err = Message(f, w.Actor, id) // a partner knows of what was sent to it and of nothing else
		}
		if err != nil {
			return err
		}
		if proof.Document != "" && !onFile(f)(proof.Document) {
			var c fault.Check
			c.AddRule("document", "notice.proof.document", "A-91")
			return c.Err("notice.proof.wrong")
		}
		if proof.How == casefile.ProofRead { // the holder's own act alone proves that (ReadOwn)
			var c fault.Check
			c.AddRule("how", "notice.proof.how", "I-88")
			return c.Err("notice.proof.wrong")
		}
		proof.By, proof.At = tx.Entry.Actor.Account, tx.Now
		n.Version = version
		if n, err = decision.Prove(n, proof, tx.Today()); err != nil {
			return err
		}
		return a.keepNotice(tx, f, n)
	})
}

// Message is a notice as the partner that it was sent to may read it: what was sent to it, and nothing that is owed.
func Message(f *File, who access.Actor, id string) (casefile.Notice, error) {
	n, err := noticeOf(f, id)
	if err != nil || n.Partner != who.Unit || n.Channel != casefile.PartnerMessage || n.SentAt.IsZero() {
		return casefile.Notice{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return n, nil
}

// OpenMessage is a person of the partner opening a message: the partner's own notice is thereby received. One
// that is to be handed on is not: that the applicant was told is another fact (decision 11).
func (a *App) OpenMessage(ctx context.Context, w Write, id string) (string, error) {
	return a.change(ctx, w, access.OpenMessage, func(tx *store.Tx, f *store.File) error {
		n, err := Message(f, w.Actor, id)
		if err != nil || n.To != casefile.ToPartner || n.Status != casefile.NoticeSent {
			return err
		}
		if n, err = decision.Prove(n, casefile.Proof{How: casefile.ProofOpened, Day: tx.Today(), By: tx.Entry.Actor.Account, At: tx.Now}, tx.Today()); err != nil {
			return err
		}
		return a.keepNotice(tx, f, n)
	})
}

func partnerRole(r access.Role) bool {
	return r == access.Caseworker || r == access.Reviewer || r == access.PartnerAdmin
}
