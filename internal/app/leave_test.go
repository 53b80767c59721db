package app_test

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/mail/mailtest"
	"passage/internal/store"
	"passage/internal/store/storetest"

	"pgregory.net/rapid"
)

// What nothing that leaves may hold, whatever the plan says: it is what the department, or one of the family, keeps.
var planted = []string{"zqsecret", "zqnote", "zqfinding", "zqholdnote", "zqscope", "zqquestion", "zqwithin", "zqmail@planted.example", "zqbarrier", "zqdanger", "zqhurry"}

// Words that a plan may forbid: what an officer wrote without thinking of it.
var unthinking = map[casefile.UnsafeKind]string{
	"": "nothing", casefile.UnsafePlace: "Zqplaceburg", casefile.UnsafeCode: "zqcodeword", casefile.UnsafeHome: "Zqaunt", casefile.UnsafeKnow: "zqlandlord", casefile.UnsafeName: "Zqgiven"}

// agreement is a safe-contact plan, and what it allows, in this test's own words.
type agreement struct {
	name          string
	plan          people.SafetyPlan
	partner, mail bool // the partner may hand on or tell; a mail may say that there is an update
	named         bool // the daughter may be named
	outcome       bool // the partner may learn the outcome with a short reason
	page          bool // letters may stand on the applicant's own page
}

// madeUp are plans that nobody thought of: which channels are allowed and forbidden, who may be named, how old the plan is.
func madeUp(today policy.Day) *rapid.Generator[agreement] {
	return rapid.Custom(func(t *rapid.T) agreement {
		channels := rapid.SliceOfDistinct(rapid.SampledFrom(people.Channels), rapid.ID[string])
		a := agreement{named: rapid.Bool().Draw(t, "named"), outcome: rapid.Bool().Draw(t, "outcome")}
		a.plan = people.SafetyPlan{Reach: rapid.SampledFrom([]string{"", people.OnlyPartner, people.Direct, people.Direct}).Draw(t, "reach"), Allowed: channels.Draw(t, "allowed"), Forbidden: channels.Draw(t, "forbidden"),
			Language: rapid.SampledFrom([]string{"", "ARA", "FAS", "FRA"}).Draw(t, "language"), Gender: rapid.SampledFrom([]string{"", "F", "M"}).Draw(t, "gender"), VideoOnly: rapid.Bool().Draw(t, "video")}
		if rapid.Bool().Draw(t, "address") {
			a.plan.Email = "zqmail@planted.example"
		}
		age := rapid.SampledFrom([]int{-1, 0, 1, 60, 89, 90, 91, 200}).Draw(t, "age")
		if age >= 0 {
			a.plan.Confirmed = today.Add(-age)
		}
		a.partner = a.plan.Reach != "" && age >= 0 && age < 90
		a.mail = a.partner && a.plan.Reach == people.Direct && a.plan.Email != "" && slices.Contains(a.plan.Allowed, "email") && !slices.Contains(a.plan.Forbidden, "email")
		a.page = a.partner && a.plan.Reach == people.Direct && slices.Contains(a.plan.Allowed, people.OwnPage) && !slices.Contains(a.plan.Forbidden, people.OwnPage)
		a.name = fmt.Sprintf("%q, allowed %v, forbidden %v, %d days old, address %q", a.plan.Reach, a.plan.Allowed, a.plan.Forbidden, age, a.plan.Email)
		return a
	})
}

func agreements(today policy.Day) []agreement {
	const address = "zqmail@planted.example"
	direct := func(allowed, forbidden, email string, confirmed policy.Day) people.SafetyPlan {
		p := people.SafetyPlan{Reach: people.Direct, Allowed: []string{allowed}, Email: email, Confirmed: confirmed}
		if forbidden != "" {
			p.Forbidden = []string{forbidden}
		}
		return p
	}
	only := func(confirmed policy.Day) people.SafetyPlan {
		return people.SafetyPlan{Reach: people.OnlyPartner, Allowed: []string{"email"}, Email: address, Confirmed: confirmed}
	}
	return []agreement{
		{"no answer", people.SafetyPlan{Confirmed: today}, false, false, false, false, false},
		{"never agreed", only(""), false, false, false, false, false},
		{"through the partner", only(today), true, false, false, false, false},
		{"on its last day", only(today.Add(-89)), true, false, false, false, false},
		{"over", only(today.Add(-90)), false, false, false, false, false},
		{"mail", direct("email", "", address, today), true, true, false, false, false},
		{"mail without an address", direct("email", "", "", today), true, false, false, false, false},
		{"telephone", direct("telephone", "", address, today), true, false, false, false, false},
		{"mail forbidden", direct("email", "email", address, today), true, false, false, false, false},
		{"mail, and over", direct("email", "", address, today.Add(-90)), false, false, false, false, false},
	}
}

// kept is a refused case with everything that a letter is written from, with a word in every text that an officer writes, and
// each letter that is owed to anybody.
func (o *office) kept(a agreement, word string, open bool) {
	o.Helper()
	o.id = o.family(casefile.Refused, "FLD", "cedar")
	said := "Words of the office, of " + word + "."
	o.given(func(tx *store.Tx, f *store.File) error {
		plan := a.plan
		plan.ID, plan.Version = f.Plans[0].ID, f.Plans[0].Version
		plan.LocationRestricted, plan.Location, plan.CodeWord = people.Yes, "Street of the Mill 5, Zqplaceburg", "zqcodeword"
		if open {
			plan.LocationRestricted = people.No
		}
		plan.AtHome, plan.MustNot, plan.TravelSafe, plan.VideoSafe = "Zqaunt; Uncle S", "zqlandlord", people.No, people.Yes
		daughter := f.Persons[1]
		daughter.Given, daughter.NamingSafe = "Zqgiven", people.No
		if a.named {
			daughter.NamingSafe = people.Yes
		}
		if a.outcome {
			r := f.Referrals[0]
			r.Consents = []referral.Consent{{Person: f.Persons[0].ID, What: "outcome_partner", Given: policy.DayOf(o.now)}}
			if err := tx.SaveReferral(f, &r); err != nil {
				return err
			}
		}
		one := f.Persons[0].ID
		secret := people.Secret{Person: daughter.ID, Words: "zqsecret", By: caseworker.Account, At: o.now}
		book := casefile.Interview{Status: casefile.InterviewBooked, Mode: casefile.VideoPartner, At: o.now.AddDate(0, 0, 20), Zone: "Europe/Istanbul", Officer: officer.Account, Opened: o.now,
			Persons: []string{one}, Record: casefile.Record{Lines: []casefile.QuestionAnswer{{Question: "zqquestion", Answer: "zqquestion"}}}}
		concern := casefile.Concern{Codes: []string{assessment.Persecution}, Essence: said, Facts: said, Sources: []casefile.SourceKind{casefile.FromApplication}, Papers: said}
		put := casefile.FairLetter{Concerns: []casefile.Concern{concern}, By: officer.Account}
		shown := casefile.Disclosure{Put: "2026-08-01", Essence: said, Reply: said}
		hold := casefile.Hold{Reason: casefile.ExitBarrier, Note: "zqholdnote", From: casefile.Approved, Since: "2026-08-01", Review: "2026-12-01", By: officer.Account, At: o.now}
		order := casefile.Order{Number: "PC 2026-0123", On: "2026-08-01", Scope: "zqscope", Effect: casefile.Suspends, By: "policy.oppb", At: o.now}
		for _, err := range []error{tx.SavePlan(f, &plan), tx.SavePerson(f, &daughter), tx.SaveSecret(f, &secret), tx.SaveInterview(f, &book), tx.SaveLetter(f, &put),
			tx.SaveDisclosure(f, &shown), tx.SaveHold(f, &hold), tx.SaveOrder(f, &order),
			tx.SaveNote(f, &casefile.Note{Text: "zqnote", By: officer.Account, Unit: "cedar", At: o.now}),
			tx.SaveWithin(f, &casefile.Question{From: casefile.OfficeSide, To: casefile.IntakeSide, Words: "zqwithin", By: officer.Account, At: o.now}),
			tx.SaveFinding(f, &assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, Result: assessment.NotMet,
				Status: assessment.Recorded, Reasons: "zqfinding", By: officer.Account, At: o.now})} {
			if err != nil {
				return err
			}
		}
		refuse := decision.Decision{Outcome: decision.Refuse, Status: decision.Signed, Summary: said, By: officer.Account, SignedAt: o.now,
			Grounds: []decision.Ground{{Code: assessment.Persecution, Class: assessment.Convention, Person: one, Disclosure: shown.ID}, {Code: "ADM-D4", Person: daughter.ID, Disclosure: shown.ID}},
			Reasons: []decision.Reason{{Code: assessment.Persecution, Text: said}, {Code: "ADM-D4", Text: said}}}
		if err := tx.SaveDecision(f, &refuse); err != nil {
			return err
		}
		approve := decision.Decision{Outcome: decision.Approve, Status: decision.Superseded, Summary: said, By: officer.Account, SignedAt: o.now}
		if err := tx.SaveDecision(f, &approve); err != nil {
			return err
		}
		again := casefile.ReconsiderationRequest{Of: refuse.ID, On: "2026-08-15", Reopen: "no", Note: said, By: officer.Account, At: o.now}
		if err := tx.SaveReconsideration(f, &again); err != nil {
			return err
		}
		papers := casefile.WrittenRequest{Kind: casefile.AskPapers, Days: 30, Items: []casefile.WantedPaper{{Kind: "identity", What: said, Why: said}}, By: officer.Account, At: o.now}
		test := casefile.WrittenRequest{Kind: casefile.OfferTest, Days: 90, Persons: []string{one, daughter.ID}, Doubt: said, Cost: said, By: officer.Account, At: o.now}
		medical := casefile.WrittenRequest{Kind: casefile.AskMedical, Days: 30, Persons: []string{one}, Where: said, By: officer.Account, At: o.now}
		withdrawn := casefile.Withdrawal{Asked: "applicant", On: "2026-08-20", Reason: "safety", By: officer.Account, At: o.now}
		apart := decision.Separation{Persons: []string{daughter.ID}, Barrier: "zqbarrier", Danger: "zqdanger", By: officer.Account, At: o.now}
		// A member who stayed follows: one application was refused, and there is a window that ends.
		landed := decision.Landing{Person: one, Day: "2026-08-01", Place: "Toronto Pearson", Document: "C 0001", By: officer.Account, At: o.now}
		follows := decision.WindowApplication{Person: f.Persons[2].ID, Submitted: "2026-08-02", Put: "2026-08-03", Answer: said, Reasons: said, Unmet: []string{"now"}, Refused: "2026-08-20", RefusedBy: officer.Account}
		for _, err := range []error{tx.SaveSeparation(f, &apart), tx.SaveLanding(f, &landed), tx.SaveWindow(f, &follows), tx.SaveWritten(f, &papers), tx.SaveWritten(f, &test), tx.SaveWritten(f, &medical), tx.SaveWithdrawal(f, &withdrawn)} {
			if err != nil {
				return err
			}
		}
		hurry := decision.Hurry{Background: "zqhurry", Why: "zqhurry", Needs: "zqhurry", Sender: officer.Account, At: o.now, Taken: clerk.Account}
		if err := tx.SaveHurry(f, &hurry); err != nil {
			return err
		}
		third := f.Persons[2].ID
		for _, x := range []struct {
			kind casefile.NoticeKind
			of   string
			to   []casefile.Addressee
		}{
			{casefile.InterviewInvitation, book.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.InterviewWaiver, book.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.FairnessLetter, put.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.RefusalEligibility, refuse.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.RefusalInadmissible, refuse.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.PartnerOutcome, refuse.ID, []casefile.Addressee{casefile.ToPartner}},
			{casefile.Approval, approve.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.ReconsiderationResult, again.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.SeparationCounselling, apart.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.RefusalEligibility, follows.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.PartnerOutcome, follows.ID, []casefile.Addressee{casefile.ToPartner}},
			{casefile.WindowReminder, landed.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.HoldNotice, hold.ID, []casefile.Addressee{casefile.ToApplicant, casefile.ToPartner}},
			{casefile.TreatedFirst, hurry.ID, []casefile.Addressee{casefile.ToPartner}},
			{casefile.OrderNotice, order.ID, []casefile.Addressee{casefile.ToApplicant, casefile.ToPartner}},
			{casefile.PaperRequest, papers.ID, []casefile.Addressee{casefile.ToApplicant, casefile.ToPartner}},
			{casefile.TestOffer, test.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.MedicalInstructions, medical.ID, []casefile.Addressee{casefile.ToApplicant}},
			{casefile.WithdrawalReceived, withdrawn.ID, []casefile.Addressee{casefile.ToApplicant, casefile.ToPartner}},
		} {
			for _, to := range x.to {
				if err := tx.SaveNotice(f, &casefile.Notice{Kind: x.kind, To: to, Partner: "FLD", About: third, Of: x.of, Status: casefile.NoticeOwed, Owed: policy.DayOf(o.now)}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Contradiction X-32: nothing leaves by any door for a recipient, purpose or channel that the plan does not allow. Every letter
// is sent, told and mailed under every plan, with every kind of word that an officer may write without thinking; what left is
// read as its recipient reads it. And no refusal is stuck because a name may not be written (decision 8).
func TestRule_X_32_NothingLeavesThatThePlanForbids(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Refused)
	s := mailtest.Start(t, false)
	o.mails(s)
	tried := map[string]int{}
	kinds := map[casefile.NoticeKind]bool{}
	start := o.now
	plans := agreements(policy.DayOf(o.now))
	plans = append(plans, agreement{name: "own page", plan: people.SafetyPlan{Reach: people.Direct, Allowed: []string{people.OwnPage}, Confirmed: policy.DayOf(o.now)}, partner: true, page: true})
	thought := len(plans)
	for i := range 18 {
		plans = append(plans, madeUp(policy.DayOf(o.now)).Example(i))
	}
	for i, a := range plans {
		for j, why := range slices.Sorted(maps.Keys(unthinking)) {
			// Every word under a third of the plans that somebody thought of, and one under each that is made up, is enough.
			if i < thought && (i+j)%3 > 0 && a.name != "through the partner" && !a.mail && !a.page || i >= thought && (i+j)%len(unthinking) > 0 {
				continue
			}
			o.now = start
			word := unthinking[why]
			place := i%3 == 0 // where nothing is restricted, the place is a word like any other
			o.kept(a, word, place)
			unsafe := why != "" && (why != casefile.UnsafePlace || !place) && (why != casefile.UnsafeName || !a.named)
			o.leaves(s, a, word, unsafe, tried, kinds)
		}
	}
	for _, k := range []string{"sent", "blocked", "told", "refused", "mailed", "not mailed"} {
		if tried[k] < 20 && k != "mailed" || tried[k] == 0 {
			t.Errorf("%s: only %d times: %v", k, tried[k], tried)
		}
	}
	lettersTold(t)
	if len(kinds) != len(letter.Kinds) {
		t.Errorf("letters tried: %v of %v", kinds, letter.Kinds)
	}
	t.Log(tried)
}

// leaves tries every door for every letter of the case, and reads what came out.
func (o *office) leaves(s *mailtest.Server, a agreement, word string, unsafe bool, tried map[string]int, kinds map[casefile.NoticeKind]bool) {
	o.Helper()
	before, released, mailed := len(s.Taken()), 0, 0
	today := policy.DayOf(o.now)
	card, err := o.app.GiveCard(bg, o.w(officer), casefile.Card{For: casefile.ForApplicant, Until: today}, false)
	if (err == nil) != a.page {
		o.Errorf("a card under %q: %v", a.name, err)
	}
	if err == nil {
		released++
	}
	shown, err := o.app.View(bg, officer, o.id, access.ViewDecision, "")
	if err != nil {
		o.Fatal(err)
	}
	for i, n := range shown.Notices {
		kinds[n.Kind] = true
		at := fmt.Sprintf("%s to %s under %q with %q", n.Kind, n.To, a.name, word)
		lang := i18n.Langs[i%2]
		p, err := o.app.PreviewNotice(bg, shown, n, lang)
		if err != nil {
			o.Fatalf("%s: %v", at, err)
		}
		holds := unsafe && strings.Contains(strings.ToLower(p.Text), strings.ToLower(word))
		reached := a.partner || n.To == casefile.ToPartner
		if a.page && n.To == casefile.ToApplicant && (!unsafe || (i+len(word))%3 > 0) {
			_, err = o.app.SendToPage(bg, o.w(officer), n.ID, n.Version, lang)
		} else {
			_, err = o.app.SendNotice(bg, o.w(officer), n.ID, n.Version, lang)
		}
		switch {
		case (err == nil) != (reached && !holds):
			o.Errorf("%s: sent: %v, holds %v, may be reached %v", at, err, holds, reached)
		case err == nil:
			released++
			tried["sent"]++
		case holds:
			tried["blocked"]++
		case !rule(err, "A-56"):
			o.Errorf("%s: refused by %v", at, err)
		}
		_, e := o.app.MailApplicant(bg, o.w(officer), n.ID)
		if (e == nil) != (err == nil && n.To == casefile.ToApplicant && a.mail) {
			o.Errorf("%s: mailed: %v", at, e)
		}
		if e == nil {
			mailed++
			released++
			tried["mailed"]++
		} else if n.To == casefile.ToApplicant {
			tried["not mailed"]++
		}
		if err == nil {
			continue
		}
		proof := casefile.Proof{Day: policy.DayOf(o.now), Who: "Caseworker 0118"}
		_, err = o.app.TellOrally(bg, o.w(officer), n.ID, n.Version, lang, proof)
		switch {
		case (err == nil) != reached:
			o.Errorf("%s: told in words: %v, may be reached %v", at, err, reached)
		case err == nil:
			released++
			tried["told"]++
		case !rule(err, "A-56"):
			o.Errorf("%s: refused by %v", at, err)
		default:
			tried["refused"]++
		}
	}
	o.now = o.now.Add(15 * time.Minute)
	if _, _, err := o.app.CarryMail(bg); err != nil {
		o.Fatal(err)
	}
	o.read(s.Taken()[before:], a, word, unsafe, mailed)
	if a.page {
		o.readOwn(card, a, word, unsafe)
		tried["on the page"]++
	}
	left := 0
	looks, err := o.app.Store.Looks(bg, o.id, 1000)
	if err != nil {
		o.Fatal(err)
	}
	for _, l := range looks {
		if l.Outcome == store.Released {
			left++
		}
	}
	if left != released {
		o.Errorf("%d left under %q, %d are entered", released, a.name, left)
	}
	// Where the plan stood in the way, the partner goes through it again, and then nothing is stuck.
	plan := o.file().Plans[0]
	if !a.partner {
		typed := referral.SafetyForm.Values(&plan)
		typed["reach"], typed["allowed"], typed["forbidden"], typed["email"] = []string{people.OnlyPartner}, nil, nil, nil
		o.ok(o.app.ConfirmPlan(bg, o.w(caseworker), plan.Version, typed))
	}
	for _, n := range o.file().Notices {
		if n.Status == casefile.NoticeOwed {
			o.ok(o.app.TellOrally(bg, o.w(officer), n.ID, n.Version, i18n.EN, casefile.Proof{Day: policy.DayOf(o.now), Who: "Caseworker 0118"}))
		}
	}
	if looks, err = o.app.Store.Looks(bg, o.id, 1000); err != nil {
		o.Fatal(err)
	}
	for _, l := range looks {
		if l.Outcome == store.Released {
			went(o, l.Detail, shown.Notices)
		}
	}
	for _, n := range o.file().Notices {
		if n.Status == casefile.NoticeOwed || n.Text == "" {
			o.Errorf("%s to %s is stuck under %q", n.Kind, n.To, a.name)
		}
	}
}

// readOwn reads the applicant's own page as they do: each letter that was sent to them in writing, and no word that is not theirs.
func (o *office) readOwn(card app.CardSecrets, a agreement, word string, unsafe bool) {
	o.Helper()
	h, err := o.app.OpenCard(bg, card.Key, card.Code)
	if err != nil {
		o.Fatalf("%s: %v", a.name, err)
	}
	sent := 0
	for _, n := range o.file().Notices {
		if n.To == casefile.ToApplicant && !n.SentAt.IsZero() {
			sent++
			if err := o.app.ReadOwn(bg, h, "", nil, n.ID); err != nil {
				o.Errorf("%s under %q: %v", n.Kind, a.name, err)
			}
		}
	}
	own, err := o.app.OwnPage(bg, h)
	if err != nil || len(own.Letters) != sent {
		o.Fatalf("%d letters on the page under %q, want %d: %v", len(own.Letters), a.name, sent, err)
	}
	b, err := json.Marshal(own)
	if err != nil {
		o.Fatal(err)
	}
	for _, w := range append([]string{"zqcodeword", "zqaunt", "zqlandlord", "zqplaceburg"}, planted...) {
		if strings.Contains(strings.ToLower(string(b)), w) && !strings.EqualFold(w, word) {
			o.Errorf("the page holds %q under %q", w, a.name)
		}
	}
	if unsafe && strings.Contains(strings.ToLower(string(b)), strings.ToLower(word)) {
		o.Errorf("the page holds %q under %q", word, a.name)
	}
}

// streams are the bytes of a PDF with what is packed in them unpacked, and texts in UTF-16 as plain ones.
func streams(t testing.TB, b []byte) string {
	t.Helper()
	all := slices.Clone(b)
	for rest := b; ; {
		i := bytes.Index(rest, []byte("stream\n"))
		if i < 0 {
			break
		}
		rest = rest[i+7:]
		if z, err := zlib.NewReader(bytes.NewReader(rest)); err == nil {
			plain, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, plain...)
		}
	}
	return string(bytes.ReplaceAll(all, []byte{0}, nil))
}

// read reads all that came out as those read it to whom it came.
func (o *office) read(mails []mailtest.Taken, a agreement, word string, unsafe bool, mailed int) {
	o.Helper()
	applicant := 0
	for _, m := range mails {
		if slices.Contains(m.To, a.plan.Email) && a.plan.Email != "" {
			applicant++
		}
		body := strings.ToLower(strings.Replace(string(m.Raw), "To: <"+m.To[0]+">", "", 1)) // once, to whom it goes
		for _, w := range append(slices.Collect(maps.Values(unthinking)), planted...) {
			if strings.Contains(body, strings.ToLower(w)) {
				o.Errorf("a mail holds %q under %q:\n%s", w, a.name, body)
			}
		}
	}
	if applicant != mailed {
		o.Errorf("%d mails to the applicant under %q, want %d", applicant, a.name, mailed)
	}
	for _, who := range []access.Actor{stranger, {Account: "caseworker.unhcr", Role: access.Caseworker, Unit: "UNHCR"}, {Account: "officer.birch", Role: access.Officer, Unit: "birch"}} {
		if _, err := o.app.View(bg, who, o.id, access.ViewReferral, ""); err == nil {
			o.Errorf("%s opened the case", who.Account)
		}
		for _, n := range o.file().Notices {
			if _, err := o.app.PrintLetter(bg, who, o.id, n.ID); err == nil {
				o.Errorf("%s printed a letter", who.Account)
			}
		}
	}
	f, err := o.app.View(bg, caseworker, o.id, access.ViewReferral, "")
	if err != nil {
		o.Fatal(err)
	}
	for i, n := range o.file().Notices {
		if got, err := app.Message(f, caseworker, n.ID); err == nil && i%9 == len(mails)%9 { // the same letter on paper, as another program reads it
			b, err := letter.PDF(got.Text, got.Subject, i18n.Lang(got.Language))
			if err != nil {
				o.Fatal(err)
			}
			paper := strings.ToLower(pdftotext(o, b) + streams(o, b))
			for _, w := range planted {
				if strings.Contains(paper, w) {
					o.Errorf("the paper of %s holds %q", n.Kind, w)
				}
			}
			if unsafe && strings.Contains(paper, strings.ToLower(word)) {
				o.Errorf("the paper of %s holds %q under %q", n.Kind, word, a.name)
			}
		}
		got, err := app.Message(f, caseworker, n.ID)
		if sent := n.Channel == casefile.PartnerMessage; (err == nil) != sent {
			o.Errorf("the partner reads a letter that is %s %q: %v", n.Status, n.Channel, err)
		}
		text := strings.ToLower(got.Text + got.Subject)
		if unsafe && strings.Contains(text, strings.ToLower(word)) {
			o.Errorf("%s to %s left with %q under %q", n.Kind, n.To, word, a.name)
		}
		for _, w := range planted {
			if strings.Contains(text, w) {
				o.Errorf("%s to %s left with %q", n.Kind, n.To, w)
			}
		}
	}
	// Whatever a page of the partner shows is taken from this.
	f.Notices = nil
	all, err := json.Marshal(f)
	if err != nil {
		o.Fatal(err)
	}
	for _, w := range append([]string{"zqcodeword", "zqaunt", "zqlandlord", "zqplaceburg"}, planted...) {
		if strings.Contains(strings.ToLower(string(all)), w) && !(word != "nothing" && strings.EqualFold(w, word)) {
			o.Errorf("the partner's own view holds %q", w)
		}
	}
}

// gone are the ways that letters took: kind, addressee and channel, and on which ground.
var gone = map[[3]string]map[string]bool{}

// went takes down one entry of what left: "applicant by partner_message on addressee: id".
func went(t testing.TB, detail string, notices []casefile.Notice) {
	t.Helper()
	to, rest, _ := strings.Cut(detail, " by ")
	channel, rest, _ := strings.Cut(rest, " on ")
	ground, id, ok := strings.Cut(rest, ": ")
	if ok && to == string(casefile.ForApplicant) && channel == string(casefile.SecurePage) && !slices.ContainsFunc(notices, func(n casefile.Notice) bool { return n.ID == id }) {
		gone[[3]string{"card", to, channel}] = map[string]bool{ground: true}
		return
	}
	i := slices.IndexFunc(notices, func(n casefile.Notice) bool { return n.ID == id })
	if !ok || i < 0 {
		t.Errorf("it is entered that %q left", detail)
		return
	}
	key := [3]string{string(notices[i].Kind), to, channel}
	if gone[key] == nil {
		gone[key] = map[string]bool{}
	}
	gone[key][ground] = true
}

// lettersTold compares the ways that letters took with docs/ways-out.md: a way that is not there is a leak, and a line that no
// letter takes is struck.
func lettersTold(t *testing.T) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "ways-out.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "\n## Letters\n")
	text, _, _ = strings.Cut(text, "\n## ")
	told := map[[3]string]string{}
	for line := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 4 || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| what ") || strings.HasPrefix(line, "| mail ") {
			continue
		}
		for channel := range strings.SplitSeq(strings.TrimSpace(cells[2]), ", ") {
			told[[3]string{strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), channel}] = cells[3]
		}
	}
	for key, grounds := range gone {
		if told[key] == "" {
			t.Errorf("not in docs/ways-out.md: %v", key)
		}
		for g := range grounds {
			if !strings.Contains(told[key], "`"+g+"`") {
				t.Errorf("docs/ways-out.md has no ground %q for %v", g, key)
			}
		}
	}
	for key := range told {
		if gone[key] == nil {
			t.Errorf("docs/ways-out.md has %v, which no letter takes: strike it", key)
		}
	}
}
