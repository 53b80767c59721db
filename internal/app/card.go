package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/store"
)

// A person's own page: letters read with a card and without an account (I-88, I-89, docs/adr/0037).

// cardSlip is the kind of the sealed slip that leads from the sum of an address to its card. The address itself is kept nowhere.
const cardSlip = "card"

// cardAt is what such a slip holds.
type cardAt struct {
	Case casefile.ID
	Card string
}

// CardSecrets are the two halves of a card and the other code. They are shown once, to whoever gave the card, and are kept nowhere.
type CardSecrets struct {
	Key    string    // of the address: 128 random bits
	Code   string    // eight digits
	Forced string    // eight digits for whoever is forced, "" when there is none
	Lang   i18n.Lang // that the holder chose, "" when nobody knows
	Until  policy.Day
}

// Holder is a person with a card that was opened: which case and card, and nothing else.
type Holder struct {
	Case casefile.ID
	Card string
}

// Actor is the holder as they act.
func (h Holder) Actor() access.Actor {
	return access.Actor{Account: casefile.Card{ID: h.Card}.Account(), Role: access.Holder, Unit: "card"}
}

func (h Holder) write(token string, body []byte) Write {
	return Write{Actor: h.Actor(), Case: h.Case, Token: token, Body: body}
}

// closed is what is said of every card that does not open, for whatever reason: nobody learns whether there was one.
func closed() error { return fault.New(fault.Invalid, "card.closed") }

// CardDays is the longest that a card lasts: the clock of the pack.
func (a *App) CardDays(on policy.Day) int {
	c, ok := a.Pack.On(on).Clock(casefile.CardClock)
	if !ok {
		return 0
	}
	return c.Days
}

// CardHolding is the card of a case that holds on a day; ok is false when none does.
func CardHolding(f *File, day policy.Day) (casefile.Card, bool) {
	i := slices.IndexFunc(f.Cards, func(c casefile.Card) bool { return c.Holds(day) })
	if i < 0 {
		return casefile.Card{}, false
	}
	return f.Cards[i], true
}

// Represented says whether the referral names a representative.
func Represented(f *File) bool {
	return slices.ContainsFunc(f.Referrals, func(r referral.Referral) bool { return r.Acting.Acts == people.Yes && r.Acting.Name != "" })
}

// MayUsePage says whether letters may reach the applicant on a page of their own on a day.
func (a *App) MayUsePage(f *File, day policy.Day) error { return Plan(f).Allows(people.OwnPage, day) }

func (a *App) cardSum(what, value string) []byte { return a.Store.Vault().Token("card."+what, value) }

func (a *App) addressOf(key string) string {
	return hex.EncodeToString(a.cardSum("address", strings.ToLower(key)))
}

// digits is a random code.
func digits() string {
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		panic(err) // the machine has no randomness: nothing is safe then
	}
	return fmt.Sprintf("%08d", n)
}

// GiveCard gives the applicant a card, or their representative (I-88). It ends one that holds. forced asks for the other code
// (I-89). What it returns is shown once: the same form sent again is fault.Stopped, and another card is given then.
func (a *App) GiveCard(ctx context.Context, w Write, in casefile.Card, forced bool) (CardSecrets, error) {
	s := CardSecrets{Key: store.NewID(), Code: digits()}
	for forced && (s.Forced == "" || s.Forced == s.Code) {
		s.Forced = digits()
	}
	made := ""
	answer, err := a.release(ctx, w, access.GiveCard, func(tx *store.Tx, f *store.File) (Release, error) {
		if err := a.MayUsePage(f, tx.Today()); err != nil {
			return Release{}, err
		}
		one := ""
		if pa, ok := people.PrincipalOf(f.Persons); ok && !pa.Deceased() {
			one = pa.ID
		}
		in.Sum, in.ForcedSum = a.cardSum("code", s.Code), nil
		if forced {
			in.ForcedSum = a.cardSum("code", s.Forced)
		}
		c, err := casefile.GiveCard(in, one, Represented(f), a.CardDays(tx.Today()), w.Actor.Account, tx.Now)
		if err != nil {
			return Release{}, err
		}
		for _, x := range f.Cards {
			if !x.Holds(tx.Today()) {
				continue
			}
			x, err := x.End(w.Actor.Account, casefile.CardNewer, tx.Now)
			if err != nil {
				return Release{}, err
			}
			if err := tx.SaveCard(f, &x); err != nil {
				return Release{}, err
			}
		}
		if err := tx.SaveCard(f, &c); err != nil {
			return Release{}, err
		}
		made, s.Lang, s.Until, tx.Answer = c.ID, i18n.Lang(OfficialLanguage(f)), c.Until, c.ID
		return Release{To: string(c.For), Channel: string(casefile.SecurePage), Ground: GroundAddressee, Item: c.ID}, nil
	})
	if err != nil {
		return CardSecrets{}, err
	}
	if answer != made { // the same form again: the answer is of the first card, and this one was not kept
		return CardSecrets{}, fault.Stop("I-88", "card.shown_once")
	}
	body, err := json.Marshal(cardAt{w.Case, made})
	if err != nil {
		return CardSecrets{}, err
	}
	// A card without its slip opens nowhere: were this program to end here, another card is given.
	_, err = a.Store.LeaveSlip(ctx, store.Slip{Kind: cardSlip, ID: a.addressOf(s.Key), Until: s.Until.Add(1).Time(), Body: body})
	return s, err
}

// EndCard ends a card at once, for the office or the partner: its holder is out on the next request.
func (a *App) EndCard(ctx context.Context, w Write, id string, version int64) (string, error) {
	return a.change(ctx, w, access.EndCard, func(tx *store.Tx, f *store.File) error {
		c, err := by(f.Cards, id, func(c *casefile.Card) string { return c.ID })
		if err != nil {
			return err
		}
		if c.Version != version {
			return conflict()
		}
		if c, err = c.End(w.Actor.Account, casefile.CardClosed, tx.Now); err != nil {
			return err
		}
		return tx.SaveCard(f, &c)
	})
}

// cards ends what has no longer a person to be for: the case is over, or goes on under another one.
func (a *App) cards(tx *store.Tx, f *store.File) error {
	for _, c := range f.Cards {
		if !c.Holds(tx.Today()) {
			continue
		}
		if pa, ok := people.PrincipalOf(f.Persons); !f.Case.State.Closed() && ok && pa.ID == c.Person && !pa.Deceased() {
			continue
		}
		c, err := c.End("", casefile.CardMoved, tx.Now)
		if err != nil {
			return err
		}
		if err := tx.SaveCard(f, &c); err != nil {
			return err
		}
	}
	return nil
}

// OpenCard is somebody giving an address and a code. Whatever is wrong, an address that is none, a code, a card that has ended, a plan that
// no longer allows the page, is the same fault. A wrong code is counted in the case, and the code for whoever is forced is told as an
// incident (I-89).
func (a *App) OpenCard(ctx context.Context, key, code string) (Holder, error) {
	sum := a.cardSum("code", code)
	s, err := a.Store.Slip(ctx, cardSlip, a.addressOf(key), a.Now())
	if fault.KindOf(err) == fault.NotFound {
		return Holder{}, closed()
	}
	if err != nil {
		return Holder{}, err
	}
	var at cardAt
	if err := json.Unmarshal(s.Body, &at); err != nil {
		return Holder{}, err
	}
	h, opened := Holder(at), false
	_, err = a.change(ctx, h.write("", nil), access.OpenOwn, func(tx *store.Tx, f *store.File) error {
		opened = false
		c, err := by(f.Cards, h.Card, func(c *casefile.Card) string { return c.ID })
		if err != nil {
			return err
		}
		if err := a.MayUsePage(f, tx.Today()); err != nil {
			return err
		}
		before := c.Alarm
		if c, opened = c.Try(sum, tx.Now); c.Alarm != before {
			if err := a.forced(tx, f); err != nil {
				return err
			}
		}
		return tx.SaveCard(f, &c)
	})
	if errors.As(err, new(*fault.Error)) || err == nil && !opened {
		return Holder{}, closed()
	}
	return h, err
}

// forced tells at once that somebody was forced to open their page.
func (a *App) forced(tx *store.Tx, f *store.File) error {
	hours := 0
	if c, ok := a.Pack.On(tx.Today()).Clock("incident-" + string(casefile.Forced)); ok {
		hours = c.Hours
	}
	i := casefile.Incident{Kind: casefile.Forced, Day: tx.Today(), By: tx.Entry.Actor.Account, At: tx.Now, Hours: hours}
	if err := tx.SaveIncident(f, &i); err != nil {
		return err
	}
	return a.wakeOfficer(tx, f)
}

// Own is what the holder of a card sees: their letters, and nothing of the case.
type Own struct {
	For     casefile.CardHolder
	Until   policy.Day
	Letters []OwnLetter // the newest first
}

// OwnLetter is one letter as its addressee reads it.
type OwnLetter struct {
	ID       string
	Version  int64
	Subject  string
	Text     string // "" until it is opened
	Lang     i18n.Lang
	Sent     time.Time
	Opened   bool
	Answers  []casefile.Answer // theirs
	Takes    bool              // an answer is taken
	Due      policy.Day        // last day to answer, "" when there is none or it does not run
	MoreTime bool              // more time can be asked for
}

// Letter is one of the letters.
func (o *Own) Letter(id string) (OwnLetter, error) {
	return by(o.Letters, id, func(l *OwnLetter) string { return l.ID })
}

// holding is the card of a holder in a case, where the page may be used today.
func (a *App) holding(f *File, h Holder, plan people.SafetyPlan, day policy.Day) (casefile.Card, error) {
	c, err := by(f.Cards, h.Card, func(c *casefile.Card) string { return c.ID })
	if err != nil || !c.Holds(day) || plan.Allows(people.OwnPage, day) != nil {
		return c, fault.New(fault.NotFound, "fault.not_found")
	}
	return c, nil
}

// OwnPage is the door to a person's own page: the look is entered, and then they see what was sent to them. fault.NotFound when the
// card or the plan does not hold today. After the code for whoever is forced it is empty (I-89).
func (a *App) OwnPage(ctx context.Context, h Holder) (*Own, error) {
	f, err := a.view(ctx, h.Actor(), h.Case, access.ViewOwn, "")
	if err != nil {
		return nil, err
	}
	plan, err := a.wholePlan(ctx, f)
	if err != nil {
		return nil, err
	}
	today := a.Today()
	c, err := a.holding(f, h, plan, today)
	if err != nil {
		return nil, err
	}
	own := &Own{For: c.For, Until: c.Until}
	for _, n := range ownNotices(f, c, plan) {
		l := OwnLetter{ID: n.ID, Version: n.Version, Subject: n.Subject, Lang: i18n.Lang(n.Language), Sent: n.SentAt, Opened: n.Proven()}
		if l.Opened {
			l.Text = n.Text
			a.answerable(f, n, &l, today)
		}
		own.Letters = append(own.Letters, l)
	}
	slices.Reverse(own.Letters)
	return own, nil
}

// ownNotices are the letters that a card shows: sent to the applicant in writing, for the person of the card, without a word
// that the plan forbids today. What was told in words stays held (decision 8). After the other code there is none.
func ownNotices(f *File, c casefile.Card, plan people.SafetyPlan) (out []casefile.Notice) {
	if !c.Alarm.IsZero() {
		return nil
	}
	unsafe := casefile.Unsafes(plan, f.Persons)
	for _, n := range f.Notices {
		written := n.Channel == casefile.PartnerMessage || n.Channel == casefile.SecurePage
		if n.To != casefile.ToApplicant || n.SentAt.IsZero() || !written || n.Text == "" || n.Person != "" && n.Person != c.Person ||
			len(casefile.Blocked(letter.Text(n.Text)+" "+n.Subject, unsafe)) > 0 {
			continue
		}
		out = append(out, n)
	}
	return out
}

// answered are the letters on which an answer is taken: concerns, and what is asked for in writing.
var answered = []casefile.NoticeKind{casefile.FairnessLetter, casefile.PaperRequest, casefile.TestOffer, casefile.MedicalInstructions}

func (a *App) answerable(f *File, n casefile.Notice, l *OwnLetter, today policy.Day) {
	if !slices.Contains(answered, n.Kind) {
		return
	}
	for _, x := range f.Answers {
		if x.Letter == n.Of {
			l.Answers = append(l.Answers, x)
		}
	}
	l.Takes = f.Case.Summary.Answering
	if n.Kind != casefile.FairnessLetter {
		l.Takes = !f.Case.State.Closed()
		return
	}
	h := casefile.Hear(casefile.FairLetter{ID: n.Of, Status: casefile.FairnessSigned}, f.Notices, f.Answers)
	l.Due = h.Due()
	l.MoreTime = l.Takes && !slices.ContainsFunc(h.Answers, casefile.Answer.Open)
}

// onOwn is the door of what a holder does with one of their letters.
func (a *App) onOwn(ctx context.Context, h Holder, token string, body []byte, action access.Action, notice string, fn func(*store.Tx, *store.File, casefile.Card, casefile.Notice) error) error {
	_, err := a.change(ctx, h.write(token, body), action, func(tx *store.Tx, f *store.File) error {
		c, err := a.holding(f, h, Plan(f), tx.Today())
		if err != nil {
			return err
		}
		n, err := by(ownNotices(f, c, Plan(f)), notice, func(n *casefile.Notice) string { return n.ID })
		if err != nil {
			return err
		}
		return fn(tx, f, c, n)
	})
	return err
}

// ReadOwn is the holder opening a letter: the person has been told, by themselves (A-91, decision 11), and the time for recourse or
// for an answer begins. One that was proven before stays proven as it was.
func (a *App) ReadOwn(ctx context.Context, h Holder, token string, body []byte, notice string) error {
	return a.onOwn(ctx, h, token, body, access.ReadOwn, notice, func(tx *store.Tx, f *store.File, c casefile.Card, n casefile.Notice) error {
		if n.Proven() {
			return nil
		}
		n, err := decision.Prove(n, casefile.Proof{How: casefile.ProofRead, Day: tx.Today(), Who: string(c.For), By: tx.Entry.Actor.Account, At: tx.Now}, tx.Today())
		if err != nil {
			return err
		}
		return a.keepNotice(tx, f, n)
	})
}

// AnswerOwn takes the holder's answer to a letter that they have opened: to concerns as every answer is taken, and to
// what is asked for in writing in words, which the office reads and records what became of it.
func (a *App) AnswerOwn(ctx context.Context, h Holder, token string, body []byte, notice string, in casefile.Answer) error {
	return a.onOwn(ctx, h, token, body, access.AnswerOwn, notice, func(tx *store.Tx, f *store.File, c casefile.Card, n casefile.Notice) error {
		if !n.Proven() || !slices.Contains(answered, n.Kind) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		x := casefile.Answer{Letter: n.Of, What: in.What, From: string(c.For), On: tx.Today(), Text: in.Text, Whole: in.Whole, Page: true, By: tx.Entry.Actor.Account, At: tx.Now}
		hears := casefile.Hear(casefile.FairLetter{ID: n.Of, Status: casefile.FairnessSigned}, f.Notices, f.Answers)
		if n.Kind != casefile.FairnessLetter {
			hears.Notice = n
			if in.What != casefile.AnswerReply {
				return fault.New(fault.Unusable, "frame.error.unusable")
			}
		}
		over := n.Kind == casefile.FairnessLetter && decided(f.Case.State) || f.Case.State.Closed()
		x, err := hears.Take(x, over, tx.Today(), onFile(f))
		if err != nil {
			return err
		}
		if err := tx.SaveAnswer(f, &x); err != nil {
			return err
		}
		if n.Kind != casefile.FairnessLetter {
			return nil
		}
		return a.disclose(tx, f, n.Of)
	})
}

// CloseOwn is the holder ending their own card.
func (a *App) CloseOwn(ctx context.Context, h Holder) error {
	_, err := a.change(ctx, h.write("", nil), access.CloseOwn, func(tx *store.Tx, f *store.File) error {
		c, err := by(f.Cards, h.Card, func(c *casefile.Card) string { return c.ID })
		if err != nil {
			return err
		}
		if !c.Alarm.IsZero() { // whoever forces somebody is shown that it closed, and the office still sees the card
			return nil
		}
		if c, err = c.End(h.Actor().Account, casefile.CardGiven, tx.Now); err != nil {
			return err
		}
		return tx.SaveCard(f, &c)
	})
	return err
}

// SendToPage writes a notice that is owed and puts it on the applicant's own page. As every letter it goes through release, and one
// with a word that must not be written does not leave.
//
// Rules A-56, I-88: only where the plan allows the page today, and while a card holds with which it can be read.
func (a *App) SendToPage(ctx context.Context, w Write, id string, version int64, lang i18n.Lang) (string, error) {
	return a.letOut(ctx, w, id, version, lang, string(casefile.SecurePage), func(tx *store.Tx, f *store.File, n casefile.Notice, p Preview) (casefile.Notice, error) {
		if len(p.Blocked) > 0 {
			return n, fault.Stop("X-32", "notice.blocked")
		}
		if c, ok := CardHolding(f, tx.Today()); !ok || !c.Alarm.IsZero() {
			return n, fault.Stop("I-88", "card.none")
		}
		n.Channel = casefile.SecurePage
		return decision.Send(n, Plan(f), tx.Entry.Actor.Account, tx.Now)
	})
}
