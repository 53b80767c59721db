package people_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

func TestSafety_Prohibitions(t *testing.T) {
	const today = policy.Day("2026-06-01")
	plan := people.SafetyPlan{Reach: people.OnlyPartner, LocationRestricted: people.Yes, VideoOnly: true, Forbidden: []string{"telephone"}, Confirmed: "2026-05-01"}
	got := plan.Prohibitions([]people.Person{{NamingSafe: people.No}}, today)
	want := []people.Prohibition{people.ContactPartnerOnly, people.VideoInterviewOnly, people.RestrictedLocation, people.NotToBeNamed}
	if !slices.Equal(got, want) {
		t.Errorf("strip %v, want %v", got, want)
	}
	plan.Reach, plan.Allowed = people.Direct, []string{"email"}
	if got := plan.Prohibitions(nil, today); !slices.Contains(got, people.NoTelephone) || slices.Contains(got, people.ContactPartnerOnly) {
		t.Errorf("direct contact: %v", got)
	}
	if got := (people.SafetyPlan{}).Prohibitions(nil, today); !slices.Equal(got, []people.Prohibition{people.PlanMissing}) {
		t.Errorf("no plan: %v", got)
	}
}

// The plan holds for 90 days, and after that contact waits until it is confirmed again (decision 7).
func TestSafety_Expiry(t *testing.T) {
	plan := people.SafetyPlan{Reach: people.Direct, Allowed: []string{"email"}, Confirmed: "2026-01-01"}
	if plan.Expired("2026-03-31") || !plan.Expired("2026-04-01") {
		t.Errorf("expires %s", plan.Expires())
	}
	if err := plan.Allows("email", "2026-03-31"); err != nil {
		t.Error(err)
	}
	for _, c := range [][2]string{{"email", "2026-04-01"}, {"telephone", "2026-03-31"}} {
		if plan.Allows(c[0], policy.Day(c[1])) == nil {
			t.Errorf("%v is allowed", c)
		}
	}
}

// Whatever a plan says, the strip is codes of the list and holds no word of it.
func TestSafety_StripHoldsNoSecret(t *testing.T) {
	known := []people.Prohibition{people.ContactPartnerOnly, people.VideoInterviewOnly, people.NoTravel, people.NoVideo, people.RestrictedLocation, people.NotToBeNamed, people.MustNotKnow,
		people.NoTelephone, people.NoText, people.NoEmail, people.NoPost, people.NoVisit, people.NoVehicle, people.NoSocial, people.NoOwnPage, people.PlanExpired, people.PlanMissing}
	rapid.Check(t, func(t *rapid.T) {
		plan := people.SafetyPlan{Reach: rapid.SampledFrom([]string{"", people.OnlyPartner, people.Direct}).Draw(t, "reach"),
			Forbidden: rapid.SliceOf(rapid.SampledFrom(people.Channels)).Draw(t, "forbidden"), VideoOnly: rapid.Bool().Draw(t, "video")}
		v := reflect.ValueOf(&plan).Elem()
		for _, f := range []string{"CodeWord", "MustNot", "AtHome", "Location", "Fallback", "Hours", "TravelWhy"} {
			v.FieldByName(f).SetString("SECRET-" + f)
		}
		for _, p := range plan.Prohibitions([]people.Person{{Family: "SECRET-name", NamingSafe: people.No}}, "2026-06-01") {
			if !slices.Contains(known, p) || strings.Contains(string(p), "SECRET") {
				t.Fatalf("strip says %q", p)
			}
		}
	})
}

// Nothing of a person or a plan reaches a log.
func TestLogValue(t *testing.T) {
	if s := fmt.Sprint(people.Person{Family: "SECRET"}.LogValue(), people.SafetyPlan{Location: "SECRET"}.LogValue()); strings.Contains(s, "SECRET") {
		t.Error(s)
	}
}

func TestCheckPlan(t *testing.T) {
	for _, c := range []struct {
		name string
		s    people.SafetyPlan
		bad  string
	}{
		{"empty draft", people.SafetyPlan{}, ""},
		{"direct without a channel", people.SafetyPlan{Reach: people.Direct}, "allowed"},
		{"allowed and forbidden", people.SafetyPlan{Reach: people.Direct, Allowed: []string{"email"}, Forbidden: []string{"email"}}, "forbidden"},
		{"no such channel", people.SafetyPlan{Forbidden: []string{"pigeon"}}, "forbidden"},
		{"video alone, and not safe", people.SafetyPlan{VideoOnly: true, VideoSafe: people.No}, "video_safe"},
		{"no such way", people.SafetyPlan{Reach: "anyhow"}, "reach"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := wrong(people.CheckPlan(c.s))
			if _, bad := got[c.bad]; (c.bad != "") != (len(got) > 0) || (c.bad != "" && !bad) {
				t.Errorf("faults %v, want %q", got, c.bad)
			}
		})
	}
}
