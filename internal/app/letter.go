package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/i18n"
	"passage/internal/letter"
)

// PrintLetter is the door to a letter as it was sent, as a PDF: for the office, and for the partner that it was sent to once
// it has opened it. The look is entered first. It is made from the stored text, so it is the same each time.
func (a *App) PrintLetter(ctx context.Context, who access.Actor, id casefile.ID, notice string) ([]byte, error) {
	action := access.ViewDecision
	if partnerRole(who.Role) {
		action = access.ViewReferral
	}
	f, err := a.View(ctx, who, id, action, "letter "+notice)
	if err != nil {
		return nil, err
	}
	n, err := noticeOf(f, notice)
	if partnerRole(who.Role) {
		n, err = Message(f, who, notice)
	}
	if err != nil {
		return nil, err
	}
	closed := partnerRole(who.Role) && n.To == casefile.ToPartner && n.Status == casefile.NoticeSent
	if n.Text == "" || n.Status == casefile.NoticeOwed || closed {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return letter.PDF(n.Text, n.Subject, i18n.Lang(n.Language))
}
