package web

import (
	"errors"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/store"
)

// underWay puts on file what the later pages of a case show: an interview that is booked, a draft of a decision, and a
// letter that was sent through the partner.
func (h *testHouse) underWay(id casefile.ID) (interview, notice string) {
	h.t.Helper()
	officer := access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}
	_, err := h.App.Store.Change(h.t.Context(), store.Entry{Actor: officer, Action: access.PlanInterview, Now: clock}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if err != nil {
			return "", err
		}
		i := casefile.Interview{Status: casefile.InterviewBooked, Mode: casefile.VideoPartner, At: clock.AddDate(0, 0, 20), Zone: "Europe/Istanbul", Officer: officer.Account, Opened: clock,
			Persons: []string{f.Persons[0].ID}, Language: "ara", Interpreter: "0005", InterpreterOK: casefile.NoConflict, DropLine: casefile.DropRebook,
			Record: casefile.Record{Lines: []casefile.QuestionAnswer{{Question: "One?", Answer: "Yes."}, {Question: "A report.", Answer: "No.", Concern: true, Codes: []string{"ELG-E5"}}}}}
		if err := tx.SaveInterview(f, &i); err != nil {
			return "", err
		}
		n := casefile.Notice{Kind: casefile.InterviewInvitation, To: casefile.ToApplicant, Partner: "FLD", Of: i.ID, Status: casefile.NoticeSent, Channel: casefile.PartnerMessage, Language: "fr",
			Ground: "addressee", Subject: f.Case.Ref, Text: "<h1>Une lettre</h1><p>Venez.</p>", Owed: "2026-08-31", SentBy: officer.Account, SentAt: clock}
		d := decision.Decision{Outcome: decision.Refuse, Status: decision.Draft, By: officer.Account, Drafted: clock, Summary: "Not established.",
			Reasons: []decision.Reason{{Code: "ELG-E5", Text: "No link."}}}
		if err := errors.Join(tx.SaveNotice(f, &n), tx.SaveDecision(f, &d)); err != nil {
			return "", err
		}
		interview, notice = i.ID, n.ID
		return "", nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return interview, notice
}
