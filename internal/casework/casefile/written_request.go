package casefile

import (
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// WrittenRequest is what the office asks for in a letter: documents (L3), a voluntary DNA test (L5), an examination by a
// physician (L6). Asking is not finding: what comes back, or does not, is weighed by the officer on the worksheet.
type WrittenRequest struct {
	ID      string
	Version int64 `json:"-"`

	Kind    RequestKind
	To      Addressee     // who is asked; a partner is asked for documents alone
	Items   []WantedPaper `json:",omitempty"` // of documents
	Persons []string      `json:",omitempty"` // whose relationship is in doubt, or who is examined
	Doubt   string        `json:",omitempty"` // of a test: the doubt, as the applicant reads it
	Cost    string        `json:",omitempty"` // of a test: who pays, as the letter says it; no source of ours does
	Where   string        `json:",omitempty"` // of an examination: the physician, and how one gets there
	Days    int           // to answer, from proven delivery
	By      string
	At      time.Time

	Reply WrittenReply `json:",omitzero"`
}

// RequestKind is what is asked for.
type RequestKind string

// The kinds of request.
const (
	AskPapers  RequestKind = "documents"
	OfferTest  RequestKind = "dna"
	AskMedical RequestKind = "medical"
)

// RequestKinds in the order of the page.
var RequestKinds = []RequestKind{AskPapers, OfferTest, AskMedical}

// Letter is the letter that carries a request.
func (k RequestKind) Letter() NoticeKind {
	return map[RequestKind]NoticeKind{AskPapers: PaperRequest, OfferTest: TestOffer, AskMedical: MedicalInstructions}[k]
}

// WantedPaper is one document that is asked for.
type WantedPaper struct {
	Kind    string // document.Kinds, or PoliceCertificate
	Country string `json:",omitempty"` // that issued it, where it matters
	What    string // which one, as the letter says it
	Why     string
}

// PoliceCertificate is a kind of paper that can be asked for and has no kind among documents.
const PoliceCertificate = "police_certificate"

// WrittenReply is what became of a request.
type WrittenReply struct {
	How       ReplyKind  `json:",omitempty"`
	On        policy.Day `json:",omitempty"`
	Note      string     `json:",omitempty"`
	Documents []string   `json:",omitempty"`
	By        string     `json:",omitempty"`
	At        time.Time  `json:",omitzero"`
}

// ReplyKind is how a request ended.
type ReplyKind string

// The ways a request ends. Silence ends it only when its time has run out.
const (
	ReplySent     ReplyKind = "sent"       // the papers came, or the person was examined
	ReplyCannot   ReplyKind = "cannot"     // they say why it cannot be
	ReplyAccepted ReplyKind = "accepted"   // of a test
	ReplyDeclined ReplyKind = "declined"   // of a test, which is voluntary
	ReplyNone     ReplyKind = "none"       // no answer within the time
	ReplyMoot     ReplyKind = "not_needed" // the office does not need it any more
)

// Replies are the ways a request of a kind can end, in the order of the page.
func (k RequestKind) Replies() []ReplyKind {
	if k == OfferTest {
		return []ReplyKind{ReplyAccepted, ReplyDeclined, ReplyNone, ReplyMoot}
	}
	return []ReplyKind{ReplySent, ReplyCannot, ReplyNone, ReplyMoot}
}

// LogValue says nothing: a request never reaches a log.
func (x WrittenRequest) LogValue() slog.Value { return slog.StringValue("written request") }

// AskBasis is what a request is checked against.
type AskBasis struct {
	Home      []string             // countries of nationality and birth of the persons: the home state may learn of any question put to it
	Papers    []string             // kinds of document that can be asked for
	Listed    func(id string) bool // a person of the case
	Examined  func(id string) bool // a person who is to travel
	Explained bool                 // the doubt about a relationship was put in writing, and the letter arrived
	Clock     int                  // days that the pack gives to an offer of a test
}

const (
	maxWanted     = 12
	maxWantedText = 1000
)

// AskInWriting checks a request before it is written.
//
// Rule A-55: a police certificate of the home country is never asked for, and X-19 does not let a refusal rest on one. Rule
// a DNA test is the last resort, offered after a letter has explained the doubt, and voluntary. Rule A-68: only who is to
// travel is examined.
func AskInWriting(x WrittenRequest, on AskBasis) (WrittenRequest, error) {
	var c fault.Check
	words := func(name, key string, s *string) {
		if *s = strings.TrimSpace(*s); *s == "" {
			c.Add(name, key)
		} else if utf8.RuneCountInString(*s) > maxWantedText {
			c.Fields = append(c.Fields, fault.Field{Name: name, Key: "ask.long", Args: map[string]any{"Limit": maxWantedText}})
		}
	}
	persons := func(ok func(string) bool, least int, key, rule string) {
		slices.Sort(x.Persons)
		if x.Persons = slices.Compact(x.Persons); len(x.Persons) < least || slices.ContainsFunc(x.Persons, func(id string) bool { return !ok(id) }) {
			c.AddRule("persons", key, rule)
		}
	}
	if x.To != ToPartner || x.Kind != AskPapers {
		x.To = ToApplicant
	}
	switch x.Kind {
	case AskPapers:
		x.Persons, x.Doubt, x.Cost, x.Where = nil, "", "", ""
		if len(x.Items) == 0 || len(x.Items) > maxWanted {
			c.Add("item.1.what", "request.item.needed")
		}
		for i := range x.Items {
			p := &x.Items[i]
			name := "item." + strconv.Itoa(i+1)
			if !slices.Contains(on.Papers, p.Kind) && p.Kind != PoliceCertificate {
				c.Add(name+".kind", "request.item.kind")
			}
			words(name+".what", "request.item.what.needed", &p.What)
			words(name+".why", "request.item.why.needed", &p.Why)
			if p.Kind != PoliceCertificate {
				continue
			}
			if p.Country == "" {
				c.AddRule(name+".country", "request.police.country", "A-55")
			} else if slices.Contains(on.Home, p.Country) {
				return x, fault.Stop("A-55", "request.police.home")
			}
		}
	case OfferTest:
		x.Items, x.Where = nil, ""
		if !on.Explained {
			return x, fault.Stop("A-37", "request.dna.explain_first")
		}
		persons(on.Listed, 2, "request.dna.persons", "A-37")
		words("doubt", "request.dna.doubt.needed", &x.Doubt)
		words("cost", "request.dna.cost.needed", &x.Cost)
		x.Days = on.Clock
	case AskMedical:
		x.Items, x.Doubt, x.Cost = nil, "", ""
		persons(on.Examined, 1, "request.medical.persons", "A-68")
		words("where", "request.medical.where.needed", &x.Where)
	default:
		c.Add("kind", "request.kind")
	}
	if x.Days < 1 || x.Days > 365 {
		c.Add("days", "request.days")
	}
	return x, c.Err("request.wrong")
}

// Due is the last day to answer, which counts from the day on which the applicant, or the partner, is known to have been
// told; "" before that.
func (x WrittenRequest) Due(n Notice) policy.Day {
	if !n.Proven() {
		return ""
	}
	return n.Proof.Day.Add(x.Days)
}

// Open says whether nothing has come of it yet.
func (x WrittenRequest) Open() bool { return x.Reply.How == "" }

// Answer ends a request. n is its letter. Rule A-37: who does not answer an offer of a test within its time, or declines it, has it
// decided on what is on file; neither is a finding.
func (x WrittenRequest) Answer(r WrittenReply, n Notice, today policy.Day, documents func(id string) bool) (WrittenRequest, error) {
	if !x.Open() {
		return x, fault.Stop("A-37", "request.answered")
	}
	if r.How != ReplyMoot && n.SentAt.IsZero() && n.Status != NoticeReceived {
		return x, fault.Stop("A-91", "request.not_sent")
	}
	if due := x.Due(n); r.How == ReplyNone && (due == "" || today <= due) {
		rule := "A-59"
		if x.Kind == OfferTest {
			rule = "A-37"
		}
		return x, fault.Stop(rule, "request.time_runs")
	}
	var c fault.Check
	if !slices.Contains(x.Kind.Replies(), r.How) {
		c.Add("how", "request.how")
	}
	if r.How == ReplyNone || r.How == ReplyMoot {
		r.On = today
	}
	if !r.On.Valid() || r.On > today || r.On < policy.DayOf(x.At) {
		c.Add("on", "request.on")
	}
	r.Note = strings.TrimSpace(r.Note)
	if r.Note == "" && (r.How == ReplyCannot || r.How == ReplyMoot) {
		c.Add("note", "request.note")
	}
	if utf8.RuneCountInString(r.Note) > maxWantedText {
		c.Fields = append(c.Fields, fault.Field{Name: "note", Key: "ask.long", Args: map[string]any{"Limit": maxWantedText}})
	}
	if slices.ContainsFunc(r.Documents, func(id string) bool { return !documents(id) }) {
		c.Add("documents", "request.documents")
	}
	if err := c.Err("request.wrong"); err != nil {
		return x, err
	}
	x.Reply = r
	return x, nil
}
