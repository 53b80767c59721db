package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/fixture"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

var (
	reviewer = access.Actor{Account: "reviewer.fld", Role: access.Reviewer, Unit: "FLD", Language: "fr"}
	stranger = access.Actor{Account: "caseworker.pd", Role: access.Caseworker, Unit: "PD", Language: "en"}
)

// desk is a partner's desk: a real store with the pack, a clock that the test turns, and one draft.
type desk struct {
	*testing.T
	app *app.App
	now time.Time
	id  casefile.ID
	by  *access.Actor // who enters the package, nil for the partner's caseworker
}

func (d *desk) enters() access.Actor {
	if d.by != nil {
		return *d.by
	}
	return caseworker
}

func desks(t *testing.T, fn func(d *desk)) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		pack, err := policy.Load()
		if err != nil {
			t.Fatal(err)
		}
		d := &desk{T: t, app: app.New(s, pack), now: time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)}
		d.app.Now = func() time.Time { return d.now }
		d.id, err = d.app.StartReferral(bg, app.Write{Actor: caseworker}, app.NewReferral{Persons: []people.Person{{Family: "0412", Given: "Applicant"}}})
		if err != nil {
			t.Fatal(err)
		}
		fn(d)
	})
}

func (d *desk) w(who access.Actor) app.Write { return app.Write{Actor: who, Case: d.id} }

func (d *desk) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// no says that an error is the rule's.
func (d *desk) no(err error, rule string) {
	d.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Rule != rule {
		d.Errorf("%v, want a no of rule %q", err, rule)
	}
}

// kind says that an error is of a kind.
func (d *desk) kind(err error, kind fault.Kind) {
	d.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != kind {
		d.Errorf("%v, want %s", err, kind)
	}
}

func (d *desk) draft() *app.Draft {
	d.Helper()
	x, err := d.app.Draft(bg, caseworker, d.id, true)
	d.ok(err)
	return x
}

var (
	coverAnswers = referral.Answers{
		"contact": {"Caseworker 0118"}, "statement": {"Known to us for years."}, "determined_on_y": {"2026"}, "determined_on_m": {"8"}, "determined_on_d": {"2"},
		"determined_by": {"Committee 4"}, "basis": {"publication"}, "fields": {"land"}, "work": {"Invented work."}, "work_place": {"no"},
		"actors": {"state"}, "reach": {"no"}, "hiding": {"no"}, "priority": {"normal"}, "quebec": {"no"},
	}
	personAnswers = referral.Answers{
		"sex": {"F"}, "born_y": {"1985"}, "born_m": {"2"}, "born_d": {"3"}, "birth_country": {"XKK"}, "nationality": {"XKK"}, "residence": {"XMM"},
		"whereabouts": {"with_applicant"}, "relationship": {"PA"}, "marital": {"SN"}, "travelling": {"yes"}, "naming_safe": {"yes"},
	}
	safetyAnswers = referral.Answers{
		"reach": {"only_partner"}, "partner_contact": {"Caseworker 0118"}, "fallback": {"Organization 7"}, "location_restricted": {"no"}, "travel_safe": {"yes"}, "video_safe": {"yes"},
	}
	addressAnswers = referral.Answers{"kind": {"CoA"}, "country": {"XMM"}, "lines": {"Street 1"}}
)

func with(a referral.Answers, kv ...string) referral.Answers {
	out := referral.Answers{}
	for k, v := range a {
		out[k] = v
	}
	for i := 0; i < len(kv); i += 2 {
		out[kv[i]] = []string{kv[i+1]}
	}
	return out
}

// complete does everything a caseworker does before the review.
func (d *desk) complete() {
	d.Helper()
	x := d.draft()
	d.ok(d.app.SaveCover(bg, d.w(d.enters()), x.Referral.Version, coverAnswers))
	_, err := d.app.SavePerson(bg, d.w(d.enters()), x.Persons[0].ID, x.Persons[0].Version, personAnswers)
	d.ok(err)
	d.ok(d.app.SaveRow(bg, d.w(d.enters()), x.Persons[0].ID, d.draft().Persons[0].Version, "addresses", referral.Added, addressAnswers))
	d.ok(d.app.SaveSafety(bg, d.w(d.enters()), x.Plan.Version, safetyAnswers, true))
	d.ok(d.app.SaveHousehold(bg, d.w(d.enters()), d.draft().Referral.Version, nil, "yes", referral.Statement{By: "Applicant 0412", Day: "2026-08-30"}))
	d.papers()
}

// papers gives everybody what they owe: signed forms, photos and consents.
func (d *desk) papers() {
	d.Helper()
	for _, o := range d.draft().Owed {
		id := ""
		if o.Person != nil {
			id = o.Person.ID
		}
		switch {
		case o.Present && o.Signed:
		case o.Form.ID == "photo":
			d.upload(d.enters(), document.Document{Kind: "photo", Person: id}, "photo.png", dot())
		case o.Form.ID == "consent":
			x := d.draft()
			d.ok(d.app.SaveConsent(bg, d.w(d.enters()), x.Referral.Version, referral.Added, referral.Answers{"person": {id}, "what": {"share_department"}, "language": {"ENG"},
				"given_y": {"2026"}, "given_m": {"8"}, "given_d": {"29"}}))
		default:
			d.ok(d.app.SaveForm(bg, d.w(d.enters()), d.draft().Referral.Version, o.Form.ID, id, referral.Answers{"state": {"signed"}, "signed_by": {"Applicant 0412"},
				"signed_on_y": {"2026"}, "signed_on_m": {"8"}, "signed_on_d": {"29"}, "no_gaps": {"yes"}, "explained": {"yes"}}))
		}
	}
}

func (d *desk) upload(who access.Actor, said document.Document, name, body string) string {
	d.Helper()
	id, err := d.app.AddDocument(bg, d.w(who), app.Upload{Said: said, Name: name, Body: strings.NewReader(body)})
	d.ok(err)
	return id
}

// review completes a draft and hands it to the reviewer.
func (d *desk) review() {
	d.Helper()
	d.complete()
	for _, l := range d.draft().Lacks {
		if l.Blocking {
			d.Errorf("still lacking: %s %s", l.Place, l.Rule)
		}
	}
	d.ok(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version))
}

// The way of a referral from its first word to the receipt (A5 to B2).
func TestReferral_Way(t *testing.T) {
	desks(t, func(d *desk) {
		if x := d.draft(); x.Case.Summary.Missing != x.Blocking || x.Blocking == 0 || x.Case.State != casefile.Preparing || x.Meter.Owing == 0 {
			d.Fatalf("a new draft: %d blocking, %s", x.Blocking, x.Case.State)
		}
		d.no(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version), "ST-reviewing")
		d.review()
		if x := d.draft(); x.Case.State != casefile.Reviewing || x.Case.Persons != 1 || x.Case.Summary.Name != "0412, Applicant" {
			d.Errorf("at the review: %+v", x.Case)
		}
		d.held(1, 0)
		// What the reviewer reads is not changed meanwhile.
		d.no(d.app.SaveCover(bg, d.w(caseworker), d.draft().Referral.Version, coverAnswers), "ST-reviewing")
		// The caseworker neither signs nor refers.
		d.kind(d.app.Refer(bg, d.w(caseworker), d.draft().Referral.Version, true), fault.Forbidden)
		d.ok(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true))
		x := d.draft()
		if x.Case.State != casefile.Received || x.Case.Referred != "2026-08-31" || x.Case.Applied != "2026-08-31" || len(x.Referral.Packages) != 1 {
			d.Errorf("referred: %+v", x.Case)
		}
		if c, err := x.Referral.Packages[0].Open(); err != nil || c.Persons[0].Given != "Applicant" || c.Plans[0].Reach != people.OnlyPartner {
			d.Errorf("the package holds %+v, %v", c, err)
		}
		if len(x.Steps) != 0 {
			d.Errorf("the partner sees the moves, which hold the office's reasons later: %v", x.Steps)
		}
		whole, err := d.app.Store.Read(bg, x.Case.ID, store.Everything)
		d.ok(err)
		var ways []casefile.State
		for _, s := range whole.Steps {
			ways = append(ways, s.To)
		}
		if fmt.Sprint(ways) != "[reviewing ready referred received]" || whole.Steps[3].Role != access.System {
			d.Errorf("steps %v", whole.Steps)
		}
		d.held(0, 1)
		d.kind(d.app.Refer(bg, d.w(reviewer), x.Referral.Version, true), fault.Stopped)
		d.no(d.app.SaveCover(bg, d.w(caseworker), x.Referral.Version, coverAnswers), "ST-received")
	})
}

// held says what the case holds and has confirmed in the partner's year.
func (d *desk) held(held, confirmed int) {
	d.Helper()
	rows, err := d.app.Store.Balances(bg, 2026)
	d.ok(err)
	got := rows[spaces.Key{Counter: spaces.Allocation, Year: 2026, Stream: "hrd-global", Partner: "FLD"}]
	if got.Held != held || got.Confirmed != confirmed {
		d.Errorf("held %d and confirmed %d, want %d and %d", got.Held, got.Confirmed, held, confirmed)
	}
}

// Rule INT-E14: the reviewer is another person than the one who prepared or determined.
func TestRule_INT_E14_Reviewer(t *testing.T) {
	desks(t, func(d *desk) {
		d.complete()
		d.ok(d.app.SendForReview(bg, d.w(reviewer), d.draft().Referral.Version)) // a reviewer may prepare, but then not review
		d.no(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true), "INT-E14")
		other := reviewer
		other.Account = "reviewer2.fld"
		d.kind(d.app.Refer(bg, d.w(other), d.draft().Referral.Version, false), fault.Invalid)
		d.ok(d.app.Refer(bg, d.w(other), d.draft().Referral.Version, true))
	})
}

func TestReferral_SentBack(t *testing.T) {
	desks(t, func(d *desk) {
		d.review()
		d.kind(d.app.SendBack(bg, d.w(reviewer), d.draft().Referral.Version, " "), fault.Invalid)
		d.kind(d.app.SendBack(bg, d.w(caseworker), d.draft().Referral.Version, "why not"), fault.Forbidden)
		d.ok(d.app.SendBack(bg, d.w(reviewer), d.draft().Referral.Version, "Add the deadline"))
		x := d.draft()
		if x.Case.State != casefile.Preparing || x.Referral.SentBack[0].What != "Add the deadline" {
			d.Errorf("%s, %+v", x.Case.State, x.Referral.SentBack)
		}
		d.held(1, 0)
		d.ok(d.app.SendForReview(bg, d.w(caseworker), x.Referral.Version))
		d.held(1, 0)
	})
}

func TestReferral_Withdrawn(t *testing.T) {
	desks(t, func(d *desk) {
		d.review()
		d.kind(d.app.WithdrawReferral(bg, d.w(caseworker), d.draft().Referral.Version, referral.Withdrawal{Asked: "applicant"}), fault.Invalid)
		d.ok(d.app.WithdrawReferral(bg, d.w(caseworker), d.draft().Referral.Version, referral.Withdrawal{Asked: "applicant", Reason: "applicant_wish"}))
		if x := d.draft(); x.Case.State != casefile.WithdrawnBefore || x.Referral.Withdrawal.By != caseworker.Account {
			d.Errorf("%s, %+v", x.Case.State, x.Referral.Withdrawal)
		}
		d.held(0, 0)
	})
}

// The 2023 pair by Front Line Defenders, through the act of another channel: each entered with proof by one person
// and confirmed by another (decision 4).
func TestRule_I_4_ImportedDates(t *testing.T) {
	for day, rule := range map[policy.Day]string{"2023-02-28": "I-4", "2023-04-01": ""} {
		desks(t, func(d *desk) {
			d.complete()
			proof := d.upload(caseworker, document.Document{Kind: "proof_of_date"}, "receipt.pdf", paper("invented"))
			x := d.draft()
			d.kind(d.app.ClaimDate(bg, d.w(caseworker), x.Referral.Version, referral.DateMade, referral.Dated{Day: day, Channel: "encrypted", Proof: "elsewhere"}), fault.Invalid)
			x = d.draft()
			// What was signed and determined in 2026 cannot have gone out in 2023.
			_ = d.app.SaveCover(bg, d.w(caseworker), x.Referral.Version, with(coverAnswers, "determined_on_y", "2023", "determined_on_m", "1", "determined_on_d", "15"))
			for _, o := range d.draft().Owed {
				if o.Line.SignedOn != "" {
					d.ok(d.app.SaveForm(bg, d.w(caseworker), d.draft().Referral.Version, o.Form.ID, o.Line.Person, referral.Answers{"signed_on_y": {"2023"}, "signed_on_m": {"1"}, "signed_on_d": {"20"}}))
				}
			}
			for i := range d.draft().Referral.Consents {
				d.ok(d.app.SaveConsent(bg, d.w(caseworker), d.draft().Referral.Version, i, referral.Answers{"given_y": {"2023"}, "given_m": {"1"}, "given_d": {"20"}}))
			}
			d.ok(d.app.ClaimDate(bg, d.w(caseworker), d.draft().Referral.Version, referral.DateMade, referral.Dated{Day: day, Channel: "encrypted", Proof: proof}))
			err := d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version)
			var said []string
			for _, l := range d.draft().Lacks {
				if l.Blocking {
					said = append(said, l.Rule)
				}
			}
			if rule == "" {
				d.ok(err)
				d.ok(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true))
				x := d.draft()
				if x.Case.Referred != day || x.Case.Applied != "2026-08-31" || x.Referral.Made.Second != reviewer.Account {
					d.Errorf("referred %s, applied %s, %+v", x.Case.Referred, x.Case.Applied, x.Referral.Made)
				}
				return
			}
			d.no(err, "ST-reviewing")
			if fmt.Sprint(said) != "[INT-E1]" { // the completeness rule under which I-4 is asked before anybody reviews
				d.Errorf("refused for %v, want INT-E1 alone", said)
			}
		})
	}
}

// A de facto dependant becomes a linked case of their own (I-30), and stays listed with its reference.
func TestRule_I_30_LinkCase(t *testing.T) {
	desks(t, func(d *desk) {
		d.complete()
		in, err := d.app.SavePerson(bg, d.w(caseworker), "", 0, with(personAnswers, "family", "0413", "given", "Person", "relationship", "BIL"))
		d.ok(err)
		x := d.draft()
		if len(x.Persons) != 2 || x.Persons[1].ID != in || x.Persons[1].Number != 2 {
			d.Fatalf("persons %+v", x.Persons)
		}
		blocked := false
		for _, l := range x.Lacks {
			blocked = blocked || l.Rule == "I-30" && l.Person == 2 && l.Blocking
		}
		if !blocked {
			d.Errorf("an in-law stays in the case: %+v", x.Lacks)
		}
		d.kind(errOf(d.app.LinkCase(bg, d.w(caseworker), in, 7)), fault.Conflict)
		d.no(errOf(d.app.LinkCase(bg, d.w(caseworker), x.Persons[0].ID, x.Persons[0].Version)), "I-35")
		own, err := d.app.LinkCase(bg, d.w(caseworker), in, x.Persons[1].Version)
		d.ok(err)
		x = d.draft()
		if x.Persons[1].OwnCase == "" || x.Case.Persons != 1 || len(x.Referral.Linked) != 1 || x.Referral.Linked[0].Case != string(own) {
			d.Errorf("here: %+v, linked %+v", x.Persons[1], x.Referral.Linked)
		}
		y, err := d.app.Draft(bg, caseworker, own, true)
		d.ok(err)
		if !y.Persons[0].Principal() || y.Persons[0].Family != "0413" || y.Referral.Linked[0].Case != string(d.id) || y.Plan.Reach != people.OnlyPartner || y.Case.Summary.Name != "0413, Person" {
			d.Errorf("there: %+v %+v", y.Persons, y.Referral)
		}
		if y.Case.Ref != x.Persons[1].OwnCase {
			d.Error("the reference is another case's")
		}
	})
}

func errOf[T any](_ T, err error) error { return err }

// What is right is saved although something else is wrong, and what is wrong never is (decision 1).
func TestDraft_AlwaysSaves(t *testing.T) {
	desks(t, func(d *desk) {
		x := d.draft()
		p := x.Persons[0]
		_, err := d.app.SavePerson(bg, d.w(caseworker), p.ID, p.Version, referral.Answers{"native": {"الاسم"}, "born_y": {"2015"}, "born_m": {"27"}, "born_d": {"3"}, "given": {"A. B."}})
		d.kind(err, fault.Invalid)
		p = d.draft().Persons[0]
		if p.Native != "الاسم" || p.Born != "" || p.Given != "Applicant" {
			d.Errorf("stored %+v", p)
		}
		d.kind(d.app.SaveSafety(bg, d.w(caseworker), x.Plan.Version, with(safetyAnswers, "reach", "direct"), true), fault.Invalid)
		if plan := d.draft().Plan; plan.Fallback != "Organization 7" || plan.Confirmed != "" {
			d.Errorf("a plan with a fault counts as agreed: %+v", plan)
		}
	})
}

// Two writers: the first wins, the second is told, nothing is overwritten.
func TestDraft_TwoWriters(t *testing.T) {
	desks(t, func(d *desk) {
		x := d.draft()
		d.ok(d.app.SaveCover(bg, d.w(caseworker), x.Referral.Version, referral.Answers{"contact": {"first"}}))
		d.kind(d.app.SaveCover(bg, d.w(reviewer), x.Referral.Version, referral.Answers{"contact": {"second"}}), fault.Conflict)
		p := x.Persons[0]
		_, err := d.app.SavePerson(bg, d.w(caseworker), p.ID, p.Version, referral.Answers{"given": {"First"}})
		d.ok(err)
		_, err = d.app.SavePerson(bg, d.w(reviewer), p.ID, p.Version, referral.Answers{"given": {"Second"}})
		d.kind(err, fault.Conflict)
		if x = d.draft(); x.Referral.Contact != "first" || x.Persons[0].Given != "First" {
			d.Errorf("%q, %q", x.Referral.Contact, x.Persons[0].Given)
		}
	})
}

// A plan that is changed is not the plan that was agreed, until somebody goes through it with the applicant again.
func TestSafety_AgreedAgain(t *testing.T) {
	desks(t, func(d *desk) {
		d.complete()
		if d.draft().Plan.Confirmed != "2026-08-31" {
			d.Fatal("not agreed")
		}
		d.ok(d.app.SaveSafety(bg, d.w(caseworker), d.draft().Plan.Version, safetyAnswers, false))
		if d.draft().Plan.Confirmed != "2026-08-31" {
			d.Error("the same answers take the agreement away")
		}
		d.ok(d.app.SaveSafety(bg, d.w(caseworker), d.draft().Plan.Version, with(safetyAnswers, "travel_safe", "no"), false))
		if d.draft().Plan.Confirmed != "" {
			d.Error("another plan counts as agreed")
		}
	})
}

// Another partner neither sees, nor changes, nor lists a draft, and the answer is that of a case that is not there.
func TestReferral_OtherPartner(t *testing.T) {
	desks(t, func(d *desk) {
		d.kind(errOf(d.app.Draft(bg, stranger, d.id, false)), fault.NotFound)
		d.kind(d.app.SaveCover(bg, d.w(stranger), 1, coverAnswers), fault.NotFound)
		d.kind(errOf(d.app.AddDocument(bg, d.w(stranger), app.Upload{Said: document.Document{Kind: "other"}, Body: strings.NewReader("x")})), fault.NotFound)
		if list, err := d.app.Referrals(bg, stranger, nil, store.Cursor{}, 50); err != nil || len(list) != 0 {
			d.Errorf("listed %v, %v", list, err)
		}
		if list, err := d.app.Referrals(bg, caseworker, nil, store.Cursor{}, 50); err != nil || len(list) != 1 || list[0].ID != d.id {
			d.Errorf("one's own list: %v, %v", list, err)
		}
		clerk := access.Actor{Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO"}
		d.kind(errOf(d.app.Draft(bg, clerk, d.id, false)), fault.NotFound)
	})
}

func TestDocument(t *testing.T) {
	desks(t, func(d *desk) {
		p := d.draft().Persons[0].ID
		for name, bad := range map[string]app.Upload{
			"no kind":       {Body: strings.NewReader("%PDF-1.7")},
			"web page":      {Said: document.Document{Kind: "other"}, Name: "x.pdf", Body: strings.NewReader("<html><script>")},
			"empty":         {Said: document.Document{Kind: "other"}, Name: "x.pdf", Body: strings.NewReader("")},
			"whose photo":   {Said: document.Document{Kind: "photo"}, Body: strings.NewReader("\x89PNG\r\n\x1a\n")},
			"photo as text": {Said: document.Document{Kind: "photo", Person: p}, Body: strings.NewReader("text")},
			"too large":     {Said: document.Document{Kind: "other"}, Name: "x.pdf", Body: &endless{left: document.Limit + 10}},
		} {
			if _, err := d.app.AddDocument(bg, d.w(caseworker), bad); errorKind(err) != fault.Invalid {
				d.Errorf("%s: %v", name, err)
			}
		}
		d.kind(errOf(d.app.AddDocument(bg, d.w(caseworker), app.Upload{Said: document.Document{Kind: "identity", Person: "nobody"}, Name: "a.pdf", Body: strings.NewReader(paper("x"))})), fault.NotFound)
		if n := len(d.draft().Documents); n != 0 {
			d.Fatalf("%d documents stored", n)
		}
		body := paper(strings.Repeat("invented ", 20000)) // more than one chunk
		id := d.upload(caseworker, document.Document{Kind: "identity", Person: p, Title: "Passport"}, `C:\scans\pass"port.pdf`, body)
		o, err := d.app.OpenDocument(bg, caseworker, d.id, id, app.Original, "")
		d.ok(err)
		var got bytes.Buffer
		d.ok(o.Send(bg, &got))
		if got.String() != body || o.Type != "application/pdf" || o.Name != "passport.pdf" || o.Size != int64(len(body)) {
			d.Errorf("opened %d bytes, %+v", got.Len(), o.Document)
		}
		d.kind(errOf(d.app.OpenDocument(bg, stranger, d.id, id, app.Original, "")), fault.NotFound)
		photo := d.upload(caseworker, document.Document{Kind: "photo", Person: p}, "a.png", dot())
		if d.draft().Persons[0].Photo != photo {
			d.Error("the photo is nobody's")
		}
		d.kind(d.app.RemoveDocument(bg, d.w(caseworker), photo, 9), fault.Conflict)
		d.ok(d.app.RemoveDocument(bg, d.w(caseworker), photo, 1))
		if x := d.draft(); x.Persons[0].Photo != "" || len(x.Documents) != 1 {
			d.Errorf("removed: %+v", x.Documents)
		}
		d.kind(errOf(d.app.OpenDocument(bg, caseworker, d.id, photo, app.Original, "")), fault.NotFound)
	})
}

// paper is a PDF of one page with one line, dot a picture of one point.
func paper(line string) string { return string(fixture.Paper(line)) }

func dot() string {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1)))
	return b.String()
}

// endless is a file of so many bytes that looks like a PDF.
type endless struct {
	left  int
	begun bool
}

func (e *endless) Read(b []byte) (int, error) {
	if e.left == 0 {
		return 0, context.Canceled // the store must have stopped reading before this
	}
	n := min(len(b), e.left)
	for i := range b[:n] {
		b[i] = 'x'
	}
	if !e.begun {
		n = copy(b, "%PDF-1.7\n")
		e.begun = true
	}
	e.left -= n
	return n, nil
}

func errorKind(err error) fault.Kind {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return ""
}

// The same form sent twice has its effect once; the same token with another file is refused.
func TestDocument_Twice(t *testing.T) {
	desks(t, func(d *desk) {
		w := d.w(caseworker)
		w.Token, w.Body = "token", []byte("body")
		said := document.Document{Kind: "other"}
		one, err := d.app.AddDocument(bg, w, app.Upload{Said: said, Name: "a.pdf", Body: strings.NewReader(paper("one"))})
		d.ok(err)
		two, err := d.app.AddDocument(bg, w, app.Upload{Said: said, Name: "a.pdf", Body: strings.NewReader(paper("one"))})
		d.ok(err)
		if one != two || len(d.draft().Documents) != 1 {
			d.Errorf("%s and %s, %d documents", one, two, len(d.draft().Documents))
		}
		d.kind(errOf(d.app.AddDocument(bg, w, app.Upload{Said: said, Name: "a.pdf", Body: strings.NewReader(paper("two"))})), fault.Reused)
	})
}
