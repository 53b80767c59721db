package casefile

import (
	"log/slog"
	"strings"
	"time"

	"passage/internal/casework/fault"
)

// Mail is one mail that says "you have an update" and nothing else, to one person, about something that stands in the case
// (docs/adr/0034). It holds no address: that is read when it leaves.
type Mail struct {
	ID      string
	Version int64 `json:"-"`

	Of     string `json:",omitempty"` // id of the notice or message that it is about
	To     string `json:",omitempty"` // account; "" is the applicant, at the address of the safe-contact plan
	Status MailStatus

	Asked time.Time
	Since time.Time // of this round of tries: asked, or asked again
	Due   time.Time // not before
	Tries int       `json:",omitempty"` // that the server put off
	Began time.Time `json:",omitzero"`  // is being handed over since
	Ended time.Time `json:",omitzero"`  // what became of it was known
	Code  int       `json:",omitempty"` // what the mail server said last; 0 is nothing
	Why   MailWhy   `json:",omitempty"` // why it was not handed over

	Acts []MailAct `json:",omitempty"` // what people did about one that failed or is not known to have left
}

// MailStatus is how far a mail is.
type MailStatus string

// The statuses. A mail that is being handed over, and one of which it is not known whether it left, never goes again by itself.
const (
	MailWaiting MailStatus = "waiting"
	MailHanding MailStatus = "handing" // entered before the first word about it is said to the server
	MailHanded  MailStatus = "handed"  // the server took it; that is no proof of delivery (decision 11)
	MailUnknown MailStatus = "unknown" // the line or this program was cut when the server may have taken it
	MailFailed  MailStatus = "failed"
	MailDropped MailStatus = "dropped" // what allowed it fell away before it left
)

// MailWhy is why a mail failed or was dropped.
type MailWhy string

// The reasons.
const (
	MailRefused MailWhy = "refused" // the server does not take it
	MailTired   MailWhy = "tired"   // it was put off for a day
	MailCut     MailWhy = "cut"
	MailDied    MailWhy = "died"   // the program ended while handing it over
	MailChoice  MailWhy = "choice" // the person chose no mail any more, or may not sign in
	MailPlan    MailWhy = "plan"   // the safe-contact plan does not allow it (any more)
	MailRead    MailWhy = "read"   // it was read already
)

// MailAct is what a person did about such a mail: sent it again, or reached the person another way.
type MailAct struct {
	Again bool `json:",omitempty"`
	Words string
	By    string
	At    time.Time
}

const (
	mailDay   = 24 * time.Hour   // how long the server may put a mail off
	mailLease = 10 * time.Minute // longer than any handing over takes: see mail.Relay.Wait
)

// AskMail is a new mail, not before a while from now.
func AskMail(of, to string, now time.Time, wait time.Duration) Mail {
	return Mail{Of: of, To: to, Status: MailWaiting, Asked: now, Since: now, Due: now.Add(wait)}
}

// Live says whether the house still has something to do with it.
func (m Mail) Live() bool { return m.Status == MailWaiting || m.Status == MailHanding }

// Until is the time after which a live mail is tried no longer, or is not known to have left.
func (m Mail) Until() time.Time {
	if m.Status == MailHanding {
		return m.Began.Add(mailLease)
	}
	return m.Since.Add(mailDay)
}

// Open says whether somebody must look: it failed, or nobody knows whether it left, and nothing was done about it.
func (m Mail) Open() bool {
	return (m.Status == MailFailed || m.Status == MailUnknown) && (len(m.Acts) == 0 || m.Acts[len(m.Acts)-1].Again)
}

// Lapse ends a live mail whose time is over: nobody knows of one that was being handed over whether it left.
//
// Rule A-91: never twice by mail. What happened between its being entered and the server's word is not guessed.
func (m Mail) Lapse(now time.Time) (Mail, bool) {
	if !m.Live() || now.Before(m.Until()) {
		return m, false
	}
	if m.Status == MailHanding {
		m.Status, m.Why = MailUnknown, MailDied
	} else {
		m.Status, m.Why = MailFailed, MailTired
	}
	m.Ended = now
	return m, true
}

// Hand enters that a mail is being handed over, before anything is said to the server. It is false when another has it, it is
// over, or it is not yet its time.
func (m Mail) Hand(now time.Time) (Mail, bool) {
	if m.Status != MailWaiting || now.Before(m.Due) {
		return m, false
	}
	m.Status, m.Began = MailHanding, now
	return m, true
}

// Drop ends a waiting mail that may not leave any more.
func (m Mail) Drop(why MailWhy, now time.Time) Mail {
	m.Status, m.Why, m.Ended = MailDropped, why, now
	return m
}

// Taken enters that the server took it, also when that is heard after its time was over.
func (m Mail) Taken(code int, now time.Time) Mail {
	m.Status, m.Why, m.Code, m.Ended = MailHanded, "", code, now
	return m
}

// PutOff enters that the server did not take it and may do so later: 1, 2, 4 ... 60 minutes later.
func (m Mail) PutOff(code int, now time.Time) Mail {
	m.Due = now.Add(min(time.Hour, time.Minute<<min(m.Tries, 6)))
	m.Status, m.Code, m.Began = MailWaiting, code, time.Time{}
	m.Tries++
	return m
}

// Fail enters that the server does not take it.
func (m Mail) Fail(code int, now time.Time) Mail {
	m.Status, m.Why, m.Code, m.Ended = MailFailed, MailRefused, code, now
	return m
}

// Doubt enters that the line was cut when the server may have taken it.
func (m Mail) Doubt(now time.Time) Mail {
	m.Status, m.Why, m.Code, m.Ended = MailUnknown, MailCut, 0, now
	return m
}

// Settle is what a person does about a mail that failed or may not have left: send it again, or say how the person was
// reached. Both with words; the second time it is the same mail, so that the one who gets it twice sees that it is one.
func (m Mail) Settle(again bool, words, by string, now time.Time) (Mail, error) {
	if !m.Open() {
		return m, fault.Stop("A-91", "mail.settled")
	}
	words = strings.TrimSpace(words)
	if words == "" || len(words) > 500 {
		var c fault.Check
		c.AddRule("words", "mail.words", "A-91")
		return m, c.Err("mail.wrong")
	}
	m.Acts = append(m.Acts, MailAct{Again: again, Words: words, By: by, At: now})
	if again {
		m.Status, m.Why, m.Code, m.Tries, m.Since, m.Due, m.Began = MailWaiting, "", 0, 0, now, now, time.Time{}
	}
	return m, nil
}

// LogValue says nothing.
func (m Mail) LogValue() slog.Value { return slog.StringValue("mail") }
