package app_test

import (
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/store"
)

// Rule I-104: the load of each office is its open cases and its officers; new files are those accepted within a year, and nobody but the
// centre reads it.
func TestRule_I_104_OfficesBesideOneAnother(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		for range 5 {
			o.family(casefile.Eligibility, "FLD", "cedar")
		}
		o.family(casefile.Eligibility, "PD", "birch")
		o.family(casefile.ClosedComplete, "PD", "birch")
		admin := access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}
		for _, x := range []store.Account{{ID: "officer.cedar", Role: access.Officer, Unit: "cedar"}, {ID: "officer2.cedar", Role: access.Officer, Unit: "cedar"},
			{ID: "officer3.cedar", Role: access.Officer, Unit: "cedar"}, {ID: "supervisor.cedar", Role: access.Supervisor, Unit: "cedar"}, {ID: "officer.birch", Role: access.Officer, Unit: "birch"}} {
			x.Details.Name = x.ID
			if err := o.app.AddAccount(bg, app.Write{Actor: admin}, x); err != nil {
				o.Fatal(err)
			}
		}
		if err := o.app.Freeze(bg, app.Write{Actor: admin}, "officer3.cedar", true); err != nil {
			o.Fatal(err)
		}
		x, err := o.app.Workload(bg, analyst)
		if err != nil {
			o.Fatal(err)
		}
		if len(x.Offices) != 2 || x.Offices[0].Office != "birch" || x.Offices[0].Cases != 1 || x.Offices[0].Staff != 1 || x.Offices[1].Cases != 6 || x.Offices[1].Persons != 12 || x.Offices[1].Staff != 2 || x.Offices[1].Came != 6 {
			o.Errorf("%+v", x.Offices)
		}
		if x.Spread != 3 || x.Offices[1].Ages[0]+x.Offices[1].Ages[1] != 6 {
			o.Errorf("spread %v, ages %v", x.Spread, x.Offices[1].Ages)
		}
		if x.Other[0].Cases+x.Other[1].Cases != 7 || x.OtherSpread >= x.Spread || x.OtherSpread == 0 {
			o.Errorf("another routing: %+v, %v", x.Other, x.OtherSpread)
		}
		o.now = o.now.AddDate(1, 0, 0)
		if x, err := o.app.Workload(bg, overseer); err != nil || x.Offices[1].Came != 0 || x.OtherSpread != x.Spread {
			o.Errorf("a year later nothing is new: %+v, %v", x, err)
		}
		for _, who := range []access.Actor{supervisor, officer, adminFLD, postArrival} {
			if _, err := o.app.Workload(bg, who); err == nil {
				o.Errorf("%s reads the load of all offices", who.Account)
			}
		}
	})
}
