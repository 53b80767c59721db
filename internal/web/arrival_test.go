package web

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// onTheWay is an approved family of three with visas, whose travel may be planned.
func (h *testHouse) onTheWay(number int) casefile.ID {
	h.t.Helper()
	id := h.family(number, casefile.Approved)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		f.Case.State, f.Case.Decided = casefile.Travel, tx.Today()
		d := decision.Decision{Outcome: decision.Approve, Status: decision.Signed, By: "officer.cedar", SignedAt: tx.Now, Gate: "demo", Travel: "2026-11-24", Destination: decision.Destination{Province: "ON", Requested: "2026-07-20"}}
		list := []error{tx.SaveDecision(f, &d)}
		for _, p := range f.Persons[:3] {
			list = append(list, tx.SaveVisa(f, &decision.Visa{Person: p.ID, Number: "V 0412", Issued: tx.Today(), ValidUntil: "2027-02-01", Document: decision.TravelDocument{Kind: decision.Refugee, Number: "T 0412", Expires: "2028-01-01"}}))
		}
		return errors.Join(list...)
	})
	return id
}

// underway is a family on its way with something on each page, and the values of its routes.
func (h *testHouse) underway(number int) map[string]string {
	h.t.Helper()
	id := h.onTheWay(number)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		one := f.Persons[0].ID
		r := decision.DestinationRequest{Travel: "2026-11-24", Quebec: true, Ties: "A cousin in Community 07.", Language: "en", Ground: "consistent", Subject: f.Case.Ref, Text: "<h1>Request</h1><p>Three persons.</p>", Due: "2026-09-08", By: "assistant.cedar", At: tx.Now,
			Answers: []decision.DestinationAnswer{{Community: "Community 07", Province: "ON", By: "clerk.roco", At: tx.Now}}, AtQuebec: decision.QuebecPart{Passed: tx.Today()}}
		m := decision.Movement{Number: "4T7P-22QX", Persons: []string{one}, Departs: "2026-11-23", Arrives: "2026-11-24", Port: "Port 01", Flights: "XX 100", Booked: "IOM", By: "assistant.cedar", At: tx.Now}
		check := decision.SafetyCheck{Person: one, Departure: "x", Owed: tx.Today(), Due: tx.Today(), Whom: "partner", Words: "Safe?", Asked: tx.Today(), By: "assistant.cedar", At: tx.Now}
		given := decision.WordsGiven{Person: one, When: "approval", Day: tx.Today(), Language: "Language Q", How: "read_out", By: "assistant.cedar", At: tx.Now}
		if err := errors.Join(tx.SaveDestination(f, &r), tx.SaveMovement(f, &m), tx.SaveSafetyCheck(f, &check), tx.SaveWordsGiven(f, &given)); err != nil {
			return err
		}
		n := decision.ArrivalNotice{Movement: m.ID, Number: m.Number, What: decision.ArrivalFirst, To: decision.ToCentre, Status: decision.ArrivalReceived, Language: "en", Ground: "consistent", Subject: f.Case.Ref, Text: "<h1>Notice</h1><p>Flights.</p>",
			Owed: tx.Today(), Due: "2026-11-10", SentBy: "assistant.cedar", SentAt: tx.Now, AckBy: "2026-09-01", Received: tx.Today(), How: "page", Taken: "clerk.roco"}
		p := n
		p.To, p.Status, p.How, p.Received = decision.ToPort, decision.ArrivalSent, "", ""
		f.Case.Summary.Onward, f.Case.Summary.PassOn = true, true
		return errors.Join(tx.SaveArrival(f, &n), tx.SaveArrival(f, &p))
	})
	f := h.file(id)
	return map[string]string{"case": string(id), "person": f.Persons[0].ID, "movement": f.Movements[0].ID, "arrival": f.Arrivals[0].ID}
}

func (b *browser) sendDay(name string, d policy.Day) []string {
	s := string(d)
	return []string{name + "_y", s[:4], name + "_m", s[5:7], name + "_d", s[8:]}
}

// A destination is asked for and answered, the travel of a part of the family is planned, its notice goes to the operations centre, which
// takes it and passes it on; the centre sees nothing else of the case, and nobody else sees that.
func TestRule_A_97_AskedAnsweredAndAnnounced(t *testing.T) {
	h := house(t)
	id := h.onTheWay(430)
	at := "/en/cases/" + string(id)
	closed := func(who string) {
		t.Helper()
		h.signIn(who)
		if rec := ask(t, h, getReq("/en/destinations/"+string(id))); rec.Code != 404 && rec.Code != 403 {
			t.Errorf("%s opens it: %d", who, rec.Code)
		}
	}
	closed("clerk.roco") // it was asked nothing of the case yet
	a := h.browser("assistant.cedar")
	a.open(at + "/travel")
	a.link(i18n.EN.T("destination.title"))
	a.says(i18n.EN.T("destination.none"), i18n.EN.T("destination.default"))
	a.send("ask", "ask", append([]string{"settle", "A journalist."}, a.sendDay("travel", "2026-11-24")...)...)
	if a.code != 422 {
		t.Errorf("with a word of the work: %d", a.code)
	}
	a.says("A journalist.")
	a.send("ask", "ask", append([]string{"settle", "", "ties", "A cousin in Community 07.", "avoid", "Community 09"}, a.sendDay("travel", "2026-11-24")...)...)
	a.says(i18n.EN.T("done.destination.asked"), "A cousin in Community 07.", "6 to 12", "Community 09")
	if text := h.file(id).Destinations[0].Text; strings.Contains(text, "Applicant 0430") || !strings.Contains(text, "Person 3") {
		t.Errorf("the request names somebody: %s", text)
	}

	c := h.browser("clerk.roco")
	c.open("/fr/destinations")
	c.says(h.file(id).Case.Ref, i18n.FR.T("onward.destine"))
	c.open("/en/destinations/" + string(id))
	c.says("A cousin in Community 07.", i18n.EN.T("onward.only"))
	c.hides("Applicant 0430", "juniper", "Place Seven")
	c.send("answer", "answer", "community", "", "province", "")
	if c.code != 422 {
		t.Errorf("an answer without a community: %d", c.code)
	}
	c.send("answer", "answer", "community", "Community 07", "province", "ON")
	c.says(i18n.EN.T("done.destination.answered"), "Community 07")
	for _, other := range []string{"caseworker.fld", "officer.birch", "analyst.oppb", "postarrival.hq"} {
		closed(other)
	}

	f := h.file(id)
	a = h.browser("assistant.cedar")
	a.open(at + "/arrivals")
	a.send("plan", "plan", append(append([]string{"persons", f.Persons[0].ID, "port", "Port 01", "flights", "XX 100", "booked", "IOM"}, a.sendDay("departs", "2026-11-23")...), a.sendDay("arrives", "2026-11-24")...)...)
	a.says(i18n.EN.T("done.arrival.planned"), "Community 07", "Applicant 0430", i18n.EN.T("arrival.send.go"))
	if by := h.file(id).Case.Summary.AnnounceBy; by != "2026-11-10" {
		t.Errorf("the notice is owed by %s", by)
	}
	w := h.browser("assistant.cedar")
	w.open("/en/my-work")
	w.says(i18n.EN.T("list.step.announce"))
	a.send("send", "send")
	a.says(i18n.EN.T("done.arrival.sent"))
	hide := h.file(id).Movements[0]

	c = h.browser("clerk.roco")
	c.open("/en/destinations")
	c.says(i18n.EN.T("onward.acknowledge"))
	c.open("/en/destinations/" + string(id))
	c.link("Notice " + hide.Number)
	c.says("Applicant 0430", "XX 100")
	c.hides("juniper", "Place Seven", "Applicant 0430 Person 2")
	c.send("take", "take")
	c.says(i18n.EN.T("done.arrival.taken"), i18n.EN.T("arrival.pass.default"))
	c.send("pass", "pass", "to", "local", "language", "fr")
	c.says(i18n.EN.T("done.arrival.passed"), "Bureau local")
	local := h.file(id).Arrivals[1]
	if strings.Contains(local.Text, "XX 100") || !strings.Contains(local.Text, "Port 01") || local.Ground != "consistent" {
		t.Errorf("the local office is told: %s", local.Text)
	}
	c.send("pass", "pass", "to", "local", "language", "fr")
	if c.code != 422 && c.code != 400 {
		t.Errorf("passed on twice: %d", c.code)
	}
	a = h.browser("assistant.cedar")
	a.open("/en/cases/" + string(id) + "/arrivals/" + hide.ID)
	a.send("change", "change", append(append([]string{"persons", f.Persons[1].ID, "port", "Port 01", "flights", "XX 300", "booked", "IOM", "changed", "A later flight."}, a.sendDay("departs", "2026-11-25")...), a.sendDay("arrives", "2026-11-25")...)...)
	a.says(i18n.EN.T("done.arrival.changed"), "Notice "+hide.Number+", change 1", i18n.EN.T("arrival.send.go"), "A later flight.")
}

// I-115, I-116: the day after somebody was to arrive, the application of who follows, and a letter on its day stand on my work, also of a
// family that has landed or waits; and for the assistant where the next step is the officer's.
func TestRule_I_115_OnMyWork(t *testing.T) {
	c := casefile.Case{State: casefile.PostArrival, Summary: casefile.Summary{ArriveBy: "2026-10-01", Applying: true, LetterBy: "2026-10-05", Window: "2027-09-01"}}
	for day, want := range map[policy.Day]string{"2026-10-01": "applying", "2026-10-02": "overdue"} {
		if s, words := stepOf(c, day); words != "list.step."+want || s.pattern != travelAt {
			t.Errorf("%s: %q", day, words)
		}
	}
}

func TestRule_I_116_OnMyWork(t *testing.T) {
	for _, state := range []casefile.State{casefile.PostArrival, casefile.OnHold, casefile.Travel} {
		c := casefile.Case{State: state, Summary: casefile.Summary{LetterBy: "2026-10-05", Review: "2026-12-01"}}
		if _, words := stepOf(c, "2026-10-04"); words == "list.step.letter_due" {
			t.Errorf("%s: before its day", state)
		}
		if s, words := stepOf(c, "2026-10-05"); words != "list.step.letter_due" || s.pattern != noticesAt || !slices.Contains(s.roles, access.Assistant) {
			t.Errorf("%s: %q", state, words)
		}
	}
	h := house(t)
	id := h.family(436, casefile.Eligibility)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		f.Case.Summary.LetterBy = h.App.Today()
		return tx.SaveNotice(f, &casefile.Notice{Kind: casefile.PaperRequest, To: casefile.ToApplicant, Status: casefile.NoticeOwed, Owed: h.App.Today(), Due: h.App.Today()})
	})
	over := h.family(437, casefile.Eligibility)
	h.change(over, func(tx *store.Tx, f *store.File) error {
		f.Case.State, f.Case.Summary.LetterBy = casefile.Withdrawn, h.App.Today()
		return nil
	})
	b := h.browser("assistant.cedar")
	b.open("/en/my-work")
	b.says(h.file(over).Case.Ref)
	h.change(over, func(tx *store.Tx, f *store.File) error { f.Case.Summary.LetterBy = ""; return nil })
	b.open("/en/my-work")
	b.hides(h.file(over).Case.Ref)
	for account, sees := range map[string]bool{"assistant.cedar": true, "officer.cedar": false} {
		b := h.browser(account)
		b.open("/en/my-work")
		if words := i18n.EN.T("list.step.letter_due"); sees {
			b.says(words)
		} else {
			b.hides(words)
		}
	}
}

// X-24, I-107: what ends before somebody arrives, and whoever did not arrive, stand on my work before the step of the state.
func TestRule_X_24_OnMyWork(t *testing.T) {
	c := casefile.Case{State: casefile.Travel, Summary: casefile.Summary{Ending: "2026-10-01", AnnounceBy: "2026-11-10"}}
	if _, words := stepOf(c, "2026-09-30"); words != "list.step.announce" {
		t.Errorf("before its day: %q", words)
	}
	if _, words := stepOf(c, "2026-10-01"); words != "list.step.announce" {
		t.Errorf("a letter that is due stands behind a day that comes nearer: %q", words)
	}
	c.Summary.AnnounceBy = ""
	if s, words := stepOf(c, "2026-10-01"); words != "list.step.ending" || !slices.Contains(s.roles, access.Assistant) {
		t.Errorf("on its day: %q", words)
	}
	held := c
	held.State, held.Summary.Review = casefile.OnHold, "2026-12-01"
	if s, words := stepOf(held, "2026-10-01"); words != "list.step.ending" || s.pattern != travelAt {
		t.Errorf("on hold: %q", words)
	}
	if _, words := stepOf(held, "2026-12-01"); words != "list.step.hold" {
		t.Errorf("on the day of review: %q", words)
	}
	c.Summary.Unsafe = "2026-10-01"
	if _, words := stepOf(c, "2026-10-01"); words != "list.step.unsafe" {
		t.Errorf("somebody did not arrive: %q", words)
	}
	c = casefile.Case{State: casefile.Travel, Summary: casefile.Summary{AckBy: "2026-10-01", DestineBy: "2026-10-01"}}
	if _, words := stepOf(c, "2026-10-01"); words != "list.step.travel" {
		t.Errorf("nothing is late: %q", words)
	}
	if _, words := stepOf(c, "2026-10-02"); words != "list.step.resend" {
		t.Errorf("not acknowledged: %q", words)
	}
	h := house(t)
	id := h.onTheWay(431)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		return tx.SaveTrack(f, &assessment.Track{Person: f.Persons[1].ID, Kind: assessment.Medical, Value: assessment.NoConcern, ValidUntil: "2026-11-20"})
	})
	a := h.browser("assistant.cedar")
	a.open("/en/cases/" + string(id) + "/travel")
	a.says("Medical of person 2 ends on", "before the planned arrival on")
}

// A no-show is asked after, through the partner or by what the plan allows, and nobody leaves again before (I-107).
func TestRule_I_107_TheOfficeAsks(t *testing.T) {
	h := house(t)
	id := h.onTheWay(432)
	f := h.file(id)
	at := "/en/cases/" + string(id) + "/travel/" + f.Persons[0].ID
	a := h.browser("assistant.cedar")
	a.open(at)
	a.send("departure", "record", append([]string{"confirmed", "IOM", "port", "Port 01"}, a.sendDay("day", h.App.Today())...)...)
	a.open(at)
	a.send("no_show", "no_show", "cause", "Not on board.")
	a.says(i18n.EN.T("no_show.row"))
	w := h.browser("assistant.cedar")
	w.open("/en/my-work")
	w.says(i18n.EN.T("list.step.unsafe"))
	a.open(at)
	a.send("departure", "record", append([]string{"confirmed", "IOM"}, a.sendDay("day", h.App.Today())...)...)
	a.says(i18n.EN.T("departure.unchecked"))
	a.open(at)
	a.link(i18n.EN.T("no_show.title"))
	a.says(i18n.EN.T("no_show.never"))
	a.hides(i18n.EN.T("no_show.whom.is.person") + "</label>") // the plan allows the partner alone
	a.send("ask", "ask", "whom", "partner", "words", "Is person 1 safe?")
	a.says(i18n.EN.T("done.no_show.asked"))
	p := h.browser("caseworker.fld")
	p.open("/en/referrals/" + string(id) + "/questions")
	p.says("Is person 1 safe?")
	p.hides("Not on board.")
	a = h.browser("assistant.cedar")
	a.open(at + "/safe")
	a.send("heard", "find", append([]string{"found", "safe", "note", "The partner spoke to them."}, a.sendDay("found_on", h.App.Today())...)...)
	a.says(i18n.EN.T("done.no_show.found"), i18n.EN.T("no_show.found.is.safe"))
	if s := h.file(id).Case.Summary.Unsafe; s != "" {
		t.Errorf("it is still owed: %s", s)
	}
	a.open(at)
	a.link(i18n.EN.T("words.title"))
	a.send("words", "words", append([]string{"when", "approval", "language", "Language Q", "how", "read_out"}, a.sendDay("day", h.App.Today())...)...)
	a.says(i18n.EN.T("done.words.given"), "Language Q")
}
