package app_test

import (
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/i18n"
)

// A-117 through the doors, with the words planted: the operations centre reads that a case cannot wait, and nothing else of the case, and
// says that it has it; the partner is told that the application is treated first, and not why.
func TestRule_A_117_ToldAndBegun(t *testing.T) {
	engines(t, casefile.Assigned, func(o *office) {
		o.plant()
		in := decision.Hurry{Background: "A family of three in one room.", Why: "Their stay there ends soon.", Needs: "Warm clothes."}
		for _, who := range []access.Actor{clerk, caseworker} {
			if _, err := o.app.SendHurry(bg, o.w(who), in, i18n.EN); err == nil {
				o.Errorf("%s tells the centre", who.Account)
			}
		}
		if _, err := o.app.View(bg, clerk, o.id, access.ViewOnward, ""); err == nil {
			o.Error("the centre reads a case in which it was told nothing")
		}
		unsafe := in
		unsafe.Background = "They live in Zqplaceburg."
		answer, err := o.app.SendHurry(bg, o.w(assistant), unsafe, i18n.EN)
		o.no("X-32", answer, err)
		o.ok(o.app.SendHurry(bg, o.w(assistant), in, i18n.FR))
		h := o.file().Hurries[0]
		o.tellsNothing("the message", h.Text)
		if strings.Contains(h.Text, "Zqgiven") || strings.Contains(h.Text, o.file().Persons[0].Family) || !strings.Contains(h.Text, "Warm clothes.") || h.Ground != "consistent" {
			o.Errorf("the message: %s", h.Text)
		}
		answer, err = o.app.SendHurry(bg, o.w(assistant), in, i18n.EN)
		o.no("I-112", answer, err)
		f, err := o.app.View(bg, clerk, o.id, access.ViewOnward, "")
		if err != nil || len(f.Hurries) != 1 || len(f.Persons)+len(f.Referrals)+len(f.Notes)+len(f.Plans)+len(f.Documents) > 0 || f.Case.Summary.Name != "" {
			o.Fatalf("the centre reads %+v, %v", f, err)
		}
		if list, err := o.app.Onward(bg, clerk); err != nil || len(list) != 1 || list[0].Summary.HurryBy != h.AckBy || list[0].Summary.Name != "" {
			o.Errorf("its list: %+v %v", list, err)
		}
		answer, err = o.app.TakeHurry(bg, o.w(assistant), h.ID, h.Version)
		o.no("forbidden", answer, err)
		o.ok(o.app.TakeHurry(bg, o.w(clerk), h.ID, h.Version))
		if list, _ := o.app.Onward(bg, clerk); len(list) != 0 {
			o.Errorf("it still waits: %+v", list)
		}
		if o.owing(casefile.TreatedFirst) != 1 {
			o.Error("the partner is not to be told")
		}
		n := o.notice(casefile.TreatedFirst)
		for _, lang := range i18n.Langs {
			if p, err := o.app.PreviewNotice(bg, o.file(), n, lang); err != nil || n.To != casefile.ToPartner || strings.Contains(p.Text, "ends soon") || strings.Contains(p.Text, "Warm") {
				o.Errorf("the partner reads %s, %v", p.Text, err)
			}
		}
	})
}
