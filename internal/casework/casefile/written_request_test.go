package casefile_test

import (
	"slices"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

func basis() casefile.AskBasis {
	has := func(ids ...string) func(string) bool { return func(id string) bool { return slices.Contains(ids, id) } }
	return casefile.AskBasis{Home: []string{"XKK"}, Papers: []string{"identity", "civil_status"}, Listed: has("a", "b", "c"), Examined: has("a", "b"), Explained: true, Clock: 90}
}

var (
	papers  = casefile.WrittenRequest{Kind: casefile.AskPapers, To: casefile.ToPartner, Days: 30, Items: []casefile.WantedPaper{{Kind: "identity", What: "A paper", Why: "It cannot be read."}}}
	test    = casefile.WrittenRequest{Kind: casefile.OfferTest, Persons: []string{"a", "b"}, Doubt: "The papers differ.", Cost: "Nobody pays."}
	medical = casefile.WrittenRequest{Kind: casefile.AskMedical, Persons: []string{"a"}, Where: "Clinic Cedar", Days: 60}
)

// A police certificate of the country they fled is never asked for, whoever is asked; another country's may be.
func TestRule_A_55_NoPoliceCertificateOfHome(t *testing.T) {
	x := papers
	x.Items = []casefile.WantedPaper{papers.Items[0], {Kind: casefile.PoliceCertificate, Country: "XKK", What: "A certificate", Why: "Ours to ask"}}
	if _, err := casefile.AskInWriting(x, basis()); !stoppedBy(err, "A-55") {
		t.Errorf("of home: %v", err)
	}
	x.Items[1].Country = ""
	if _, err := casefile.AskInWriting(x, basis()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("of no country: %v", err)
	}
	x.Items[1].Country = "XMM"
	if _, err := casefile.AskInWriting(x, basis()); err != nil {
		t.Errorf("of another country: %v", err)
	}
}

func stoppedBy(err error, rule string) bool {
	f, ok := err.(*fault.Error)
	return ok && f.Kind == fault.Stopped && f.Rule == rule
}

// A DNA test is the last resort: after a letter that explained the doubt, of two persons at least, voluntary, with the law's 90 days; who
// does not answer in that time is decided on the file, and not before.
func TestRule_A_37_TestIsTheLastResort(t *testing.T) {
	on := basis()
	on.Explained = false
	if _, err := casefile.AskInWriting(test, on); !stoppedBy(err, "A-37") {
		t.Errorf("before the doubt was explained: %v", err)
	}
	for name, change := range map[string]func(*casefile.WrittenRequest){
		"one person":      func(x *casefile.WrittenRequest) { x.Persons = []string{"a", "a"} },
		"a stranger":      func(x *casefile.WrittenRequest) { x.Persons = []string{"a", "z"} },
		"without a doubt": func(x *casefile.WrittenRequest) { x.Doubt = " " },
		"without a cost":  func(x *casefile.WrittenRequest) { x.Cost = "" },
	} {
		x := test
		x.Persons = slices.Clone(test.Persons)
		change(&x)
		if _, err := casefile.AskInWriting(x, basis()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	hasty := test
	hasty.Days, hasty.To = 10, casefile.ToPartner
	x, err := casefile.AskInWriting(hasty, basis())
	if err != nil || x.Days != 90 || x.To != casefile.ToApplicant {
		t.Fatalf("%+v, %v", x, err)
	}
	x.At = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	n := casefile.Notice{Kind: casefile.TestOffer, Status: casefile.NoticeReceived, Proof: casefile.Proof{How: casefile.ProofHanded, Day: "2026-06-10"}, SentAt: x.At}
	if due := x.Due(n); due != "2026-09-08" {
		t.Errorf("due %s", due)
	}
	none := casefile.WrittenReply{How: casefile.ReplyNone}
	any := func(string) bool { return true }
	for day, rule := range map[string]string{"2026-09-08": "A-37", "2026-06-11": "A-37"} {
		if _, err := x.Answer(none, n, policy.Day(day), any); !stoppedBy(err, rule) {
			t.Errorf("no answer on %s: %v", day, err)
		}
	}
	if y, err := x.Answer(none, n, "2026-09-09", any); err != nil || y.Open() || y.Reply.On != "2026-09-09" {
		t.Errorf("after 90 days: %+v, %v", y.Reply, err)
	}
	if _, err := x.Answer(none, casefile.Notice{Kind: casefile.TestOffer, Status: casefile.NoticeSent, SentAt: x.At}, "2027-09-09", any); !stoppedBy(err, "A-37") {
		t.Errorf("nobody knows that they were told: %v", err)
	}
	for _, how := range []casefile.ReplyKind{casefile.ReplyAccepted, casefile.ReplyDeclined} {
		if _, err := x.Answer(casefile.WrittenReply{How: how, On: "2026-06-20"}, n, "2026-06-21", any); err != nil {
			t.Errorf("%s: %v", how, err)
		}
	}
	if _, err := x.Answer(casefile.WrittenReply{How: casefile.ReplySent, On: "2026-06-20"}, n, "2026-06-21", any); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an answer of another kind: %v", err)
	}
}

// Only who is to travel is examined.
func TestRule_A_68_OnlyTravellersAreExamined(t *testing.T) {
	if _, err := casefile.AskInWriting(medical, basis()); err != nil {
		t.Error(err)
	}
	x := medical
	x.Persons = []string{"a", "c"}
	if _, err := casefile.AskInWriting(x, basis()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("who stays: %v", err)
	}
}

// A request ends once, after its letter has gone, on a day that can be, with a word where one is needed.
func TestWrittenRequest_Answer(t *testing.T) {
	x, err := casefile.AskInWriting(papers, basis())
	if err != nil {
		t.Fatal(err)
	}
	x.At = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	sent := casefile.Notice{Kind: casefile.PaperRequest, Status: casefile.NoticeSent, SentAt: x.At}
	on := func(id string) bool { return id == "d" }
	if _, err := x.Answer(casefile.WrittenReply{How: casefile.ReplySent, On: "2026-06-02"}, casefile.Notice{Status: casefile.NoticeOwed}, "2026-06-03", on); !stoppedBy(err, "A-91") {
		t.Errorf("before it was sent: %v", err)
	}
	for name, r := range map[string]casefile.WrittenReply{
		"in the future": {How: casefile.ReplySent, On: "2026-06-09"}, "before it was asked": {How: casefile.ReplySent, On: "2026-05-31"}, "no day": {How: casefile.ReplySent},
		"no reason": {How: casefile.ReplyCannot, On: "2026-06-02"}, "another case's paper": {How: casefile.ReplySent, On: "2026-06-02", Documents: []string{"x"}}, "nothing": {},
	} {
		if _, err := x.Answer(r, sent, "2026-06-03", on); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	y, err := x.Answer(casefile.WrittenReply{How: casefile.ReplySent, On: "2026-06-02", Documents: []string{"d"}}, sent, "2026-06-03", on)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := y.Answer(casefile.WrittenReply{How: casefile.ReplyCannot, On: "2026-06-02", Note: "x"}, sent, "2026-06-03", on); err == nil {
		t.Error("answered twice")
	}
	if _, err := x.Answer(casefile.WrittenReply{How: casefile.ReplyMoot, Note: "It came by itself."}, casefile.Notice{Status: casefile.NoticeOwed}, "2026-06-03", on); err != nil {
		t.Errorf("not needed any more: %v", err)
	}
}
