package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// OpenConsultation sends proof against what the referring partner determined on that partner's route (A-4, I-48,
// I-49). The case goes on.
func (a *App) OpenConsultation(ctx context.Context, w Write, in casefile.Consultation) (string, error) {
	return a.change(ctx, w, access.Consult, func(tx *store.Tx, f *store.File) error {
		in.ID, in.Version = "", 0
		in.Partner, in.Route = f.Case.ReferredBy, a.route(f.Case)
		in.CopiedTo = ""
		if by := f.Case.IdentifiedBy; by != "" && by != f.Case.ReferredBy {
			in.CopiedTo = by
		}
		in.By, in.At, in.Pack = tx.Entry.Actor.Account, tx.Now, a.packOf(f.Case)
		x, err := casefile.Consult(in, f.Case.State, func(id string) bool {
			return slices.ContainsFunc(f.Documents, func(d document.Document) bool { return d.ID == id && d.Removed == "" })
		})
		if err != nil {
			return err
		}
		return tx.SaveConsultation(f, &x)
	})
}

// RecordReply enters the partner's answer to a consultation. It changes nothing else (decision 2).
func (a *App) RecordReply(ctx context.Context, w Write, id string, version int64, reply casefile.PartnerReply, words string, day policy.Day) (string, error) {
	return a.change(ctx, w, access.RecordAnswer, func(tx *store.Tx, f *store.File) error {
		i := slices.IndexFunc(f.Consultations, func(c casefile.Consultation) bool { return c.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if f.Consultations[i].Version != version {
			return conflict()
		}
		x, err := f.Consultations[i].RecordReply(reply, words, day, tx.Today(), tx.Entry.Actor.Account, tx.Now)
		if err != nil {
			return err
		}
		return tx.SaveConsultation(f, &x)
	})
}
