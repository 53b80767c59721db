package app_test

import (
	"errors"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/i18n"
	"passage/internal/store"
)

var central = access.Actor{Account: "policy.oppb", Role: access.PolicyManager, Unit: "OPPB", Language: "en"}

func order(e casefile.OrderEffect) casefile.Order {
	return casefile.Order{Number: "PC 2026-0123", On: "2026-08-30", Scope: "Whom it covers.", Effect: e}
}

// ST-suspended_by_order: the central branch alone suspends, all the cases that it names or none; while suspended nothing of the case
// moves; lifted, it goes on where it was.
func TestRule_ST_suspended_by_order_AllOrNothing(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		w := app.Write{Actor: central}
		first, second := o.file().Case.Ref, o.id
		o.id = o.family(casefile.Travel, "FLD", "cedar")
		o.id, second = second, o.id
		other, err := o.app.Store.Peek(bg, second)
		if err != nil {
			o.Fatal(err)
		}
		for _, who := range []access.Actor{officer, supervisor, caseworker, clerk} {
			if _, err := o.app.RecordOrder(bg, app.Write{Actor: who}, order(casefile.Suspends), first); err == nil {
				o.Errorf("%s suspends", who.Role)
			}
		}
		for _, bad := range []string{"", first + "\n2222-3333", first + "\nApplicant 0412"} {
			_, err := o.app.RecordOrder(bg, w, order(casefile.Suspends), bad)
			o.no("invalid", "", err)
			var f *fault.Error
			if errors.As(err, &f) && strings.Contains(bad, "2222") && f.Fields[0].Args["Refs"] != "2222-3333" {
				o.Errorf("%+v", f.Fields)
			}
			o.in(casefile.FinalReview)
		}
		_, err = o.app.RecordOrder(bg, w, order(casefile.Lifts), first)
		o.no("invalid", "", err)
		if n := o.ok(o.app.RecordOrder(bg, w, order(casefile.Suspends), first+"\n"+other.Ref)); n != "2" {
			o.Errorf("%s cases", n)
		}
		o.in(casefile.SuspendedByOrder)
		if s := o.file().Case.Summary; o.owing(casefile.OrderNotice) != 2 || s.Order != "PC 2026-0123" || s.Left != casefile.StageDecision {
			o.Errorf("%d notices, %+v", o.owing(casefile.OrderNotice), s)
		}
		list, err := o.app.Suspended(bg, central)
		if err != nil || len(list) != 2 || list[0].Summary.Name != "" || list[0].Summary.Order == "" || list[0].Office != "" {
			o.Errorf("%+v, %v", list, err)
		}
		for what, err := range map[string]error{
			"finding":  ends(o.app.DraftFinding(bg, o.w(officer), assessment.Finding{})),
			"decision": ends(o.app.DraftDecision(bg, o.w(officer), decision.Decision{Outcome: decision.Approve})),
			"hold":     ends(o.app.HoldCase(bg, o.w(officer), casefile.Hold{Reason: casefile.ExitBarrier, Review: "2026-12-01"})),
			"visa":     ends(o.app.IssueVisa(bg, o.w(officer), decision.Visa{})),
			"close":    ends(o.app.CloseUnused(bg, o.w(officer), casefile.Ending{Why: "unused"})),
			"concerns": ends(o.app.DraftConcerns(bg, o.w(officer), casefile.FairLetter{})),
			"again":    ends(o.app.RecordOrder(bg, w, order(casefile.Suspends), first)),
		} {
			if err == nil {
				o.Errorf("suspended, and %s", what)
			}
		}
		for _, n := range o.file().Notices {
			p, err := o.app.PreviewNotice(bg, o.file(), n, i18n.FR)
			if err != nil || !strings.Contains(p.Text, "C.P. 2026-0123") || strings.Contains(p.Text, "Whom it covers") {
				o.Errorf("%v: %s", err, p.Text)
			}
		}
		o.ok(o.app.RecordOrder(bg, w, order(casefile.Lifts), first))
		o.in(casefile.FinalReview)
		if len(o.file().Orders) != 2 || o.file().Case.Summary.Order != "" {
			o.Error("what lifted the order is not on file")
		}
	})
}

// ST-terminated_by_order: a suspended case ends, its places are free, and who has a link to a country of it learns nothing of it.
func TestRule_ST_terminated_by_order_Ends(t *testing.T) {
	engines(t, casefile.Travel, func(o *office) {
		ref := o.file().Case.Ref
		linked := central
		linked.Links = []string{"XKK"}
		_, err := o.app.RecordOrder(bg, app.Write{Actor: linked}, order(casefile.Suspends), ref)
		o.no("invalid", "", err)
		_, err = o.app.RecordOrder(bg, app.Write{Actor: central}, order(casefile.Terminates), ref)
		o.no("invalid", "", err)
		o.ok(o.app.RecordOrder(bg, app.Write{Actor: central}, order(casefile.Suspends), ref))
		if list, err := o.app.Suspended(bg, linked); err != nil || len(list) != 0 {
			o.Errorf("%d cases are shown, %v", len(list), err)
		}
		o.ok(o.app.RecordOrder(bg, app.Write{Actor: central}, order(casefile.Terminates), ref))
		o.in(casefile.TerminatedByOrder)
		o.given(func(_ *store.Tx, f *store.File) error {
			if len(f.Orders) != 2 {
				o.Errorf("%d orders are on file", len(f.Orders))
			}
			return nil
		})
		_, err = o.app.RecordOrder(bg, app.Write{Actor: central}, order(casefile.Suspends), ref)
		o.no("invalid", "", err)
	})
}
