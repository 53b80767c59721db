package decision

import (
	"strings"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// RecourseDays is the time to ask the Federal Court for leave, for a matter that arose outside Canada (A72(2)(b)).
const RecourseDays = 60

// NoticeWorkingDays is how long a notice may be owed when nothing is urgent; urgent ones are owed the same day.
const NoticeWorkingDays = 5

// Owe lists who must be told of a signed decision.
//
// Rules I-22, A-89: of a refusal, the refugees and the partner that referred, "as the case may be". The partner that
// identified the person and did not refer is not told. An approval is told the same way. Rule A-90: urgent at once.
func Owe(d Decision, referredBy string, urgent bool, language string, today policy.Day) []casefile.Notice {
	due := casefile.WorkingDays(today, NoticeWorkingDays)
	if urgent {
		due = today
	}
	owe := func(kind casefile.NoticeKind, to casefile.Addressee) casefile.Notice {
		return casefile.Notice{Kind: kind, To: to, Partner: referredBy, Of: d.ID, Status: casefile.NoticeOwed, Language: language, Owed: today, Due: due}
	}
	var out []casefile.Notice
	switch d.Outcome {
	case Refuse:
		if len(eligibilityGrounds(d.Grounds)) > 0 {
			out = append(out, owe(casefile.RefusalEligibility, casefile.ToApplicant))
		}
		if len(inadmissibilityGrounds(d.Grounds)) > 0 {
			out = append(out, owe(casefile.RefusalInadmissible, casefile.ToApplicant))
		}
	case Approve:
		out = append(out, owe(casefile.Approval, casefile.ToApplicant))
	}
	return append(out, owe(casefile.PartnerOutcome, casefile.ToPartner))
}

// Send marks a notice as sent, as it was sent.
//
// Rule A-56, contradiction X-32: nothing goes against the safe-contact plan; one that is more than 90 days old is
// confirmed again first (decision 7). To the partner for itself there is no plan: the channel is the partner's own.
func Send(n casefile.Notice, plan people.SafetyPlan, by string, at time.Time) (casefile.Notice, error) {
	if n.Status != casefile.NoticeOwed {
		return n, fault.Stop("A-91", "notice.sent_already")
	}
	var c fault.Check
	if strings.TrimSpace(n.Text) == "" {
		c.Add("text", "notice.text")
	}
	if n.Language != "en" && n.Language != "fr" {
		c.Add("language", "notice.language")
	}
	if n.Ground == "" {
		c.AddRule("ground", "notice.ground", "DUTY-10.1")
	}
	if n.Channel != casefile.PartnerMessage && (n.Channel != casefile.SecurePage || n.To != casefile.ToApplicant) {
		c.AddRule("channel", "notice.channel", "A-56")
	}
	if err := c.Err("notice.wrong"); err != nil {
		return n, err
	}
	if n.To == casefile.ToApplicant {
		way := "partner"
		if n.Channel == casefile.SecurePage {
			way = people.OwnPage
		}
		if err := plan.Allows(way, policy.DayOf(at)); err != nil {
			return n, err
		}
	}
	n.Status, n.SentBy, n.SentAt = casefile.NoticeSent, by, at
	return n, nil
}

// Prove records how a notice is known to have reached the person.
//
// Rule A-91: sent, by whom, channel, receipt. Decision 11: delivery is the person actually told. Decision 8: told in
// words through the partner, with the letter held on file as an annex, is proven too; it need not have been sent.
func Prove(n casefile.Notice, p casefile.Proof, today policy.Day) (casefile.Notice, error) {
	if n.Status == casefile.NoticeReceived {
		return n, fault.Stop("A-91", "notice.proven_already")
	}
	var c fault.Check
	orally := p.How == casefile.ProofToldOrally
	switch {
	case p.How != casefile.ProofOpened && p.How != casefile.ProofReceipt && p.How != casefile.ProofHanded && p.How != casefile.ProofRead && !orally:
		c.AddRule("how", "notice.proof.how", "A-91")
	case n.Status == casefile.NoticeOwed && !orally:
		return n, fault.Stop("A-91", "notice.proof.not_sent")
	case p.How == casefile.ProofOpened && n.To != casefile.ToPartner:
		// The partner opened it; that the applicant was told is another fact (decision 11).
		c.AddRule("how", "notice.proof.not_told", "A-91")
	case p.How == casefile.ProofRead && n.To != casefile.ToApplicant:
		c.AddRule("how", "notice.proof.how", "I-88")
	case p.How == casefile.ProofReceipt && p.Document == "":
		c.AddRule("document", "notice.proof.document", "A-91")
	case orally && strings.TrimSpace(n.Text) == "":
		c.AddRule("how", "notice.proof.annex", "A-91")
	}
	if (orally || p.How == casefile.ProofHanded) && p.Who == "" {
		c.AddRule("who", "notice.proof.who", "A-91")
	}
	if !p.Day.Valid() || p.Day > today || p.Day < n.Owed || !n.SentAt.IsZero() && !orally && p.Day < policy.DayOf(n.SentAt) {
		c.AddRule("day", "notice.proof.day", "A-91")
	}
	if err := c.Err("notice.proof.wrong"); err != nil {
		return n, err
	}
	if orally && n.Status == casefile.NoticeOwed {
		n.Channel = casefile.ToldOrally
	}
	n.Proof, n.Status = p, casefile.NoticeReceived
	return n, nil
}

// Recourse is the last day to ask the Federal Court for leave: 60 days from the day the applicant was told. It
// is not set before that is proven.
func Recourse(notices []casefile.Notice, decision string) policy.Day {
	var told policy.Day
	for _, n := range notices {
		if n.Of == decision && n.To == casefile.ToApplicant && n.Proven() && n.Proof.Day > told {
			told = n.Proof.Day
		}
	}
	if told == "" {
		return ""
	}
	return told.Add(RecourseDays)
}

// Close says whether a refused case may be closed.
//
// Rule A-91, contradiction X-29: a refused case cannot close while a notice to the refugees or to the referring
// partner is missing or not proven.
func Close(d Decision, notices []casefile.Notice) error {
	var c fault.Check
	told := map[casefile.Addressee]bool{}
	for _, n := range notices {
		if n.Of != d.ID {
			if n.Kind == casefile.ReconsiderationResult && !n.Proven() { // who asked again is told too
				c.AddRule("notice.reconsideration", "decision.close.reconsideration", "X-29")
			}
			continue
		}
		if n.Proven() {
			told[n.To] = true
		} else {
			c.Fields = append(c.Fields, fault.Field{Name: "notice." + string(n.To), Key: "decision.close." + string(n.To), Rule: "X-29"})
		}
	}
	for _, to := range []casefile.Addressee{casefile.ToApplicant, casefile.ToPartner} {
		if !told[to] && len(c.Fields) == 0 {
			c.AddRule("notice."+string(to), "decision.close."+string(to), "X-29")
		}
	}
	if len(c.Fields) == 0 {
		return nil
	}
	e := fault.Stop("X-29", "decision.close.not_told")
	e.Fields = c.Fields
	return e
}

// End says whether a case may end in another way than by Close: withdrawn, by an order, unused.
//
// Rule A-91 again, contradiction X-29: while a refusal stands, no way out leads past the notices that it owes.
func End(decisions []Decision, notices []casefile.Notice) error {
	if d, ok := Standing(decisions); ok && d.Outcome == Refuse {
		return Close(d, notices)
	}
	return nil
}
