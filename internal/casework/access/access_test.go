package access_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
)

// act is one line of actions.go: the name, and what its comment says in plain words.
type act struct {
	Name  access.Action
	Words string
}

// actions reads actions.go, so that nothing can be left out of a list.
func actions(t *testing.T) (out []act) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "actions.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		name := strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`)
		words := strings.TrimSpace(v.Comment.Text())
		if words == "" {
			words = strings.ReplaceAll(name, "_", " ")
		}
		out = append(out, act{access.Action(name), words})
		return true
	})
	if len(out) < 40 {
		t.Fatalf("only %d actions found: the test does not see actions.go", len(out))
	}
	return out
}

var roles = append(slices.Clone(access.Roles), access.System, access.Holder)

// looks are the acts by which somebody learns that a case exists.
var looks = []access.Action{access.ViewReferral, access.ViewIntake, access.ViewCase, access.ViewTravel, access.ViewConsultation, access.ViewGranted, access.ViewOwn}

func drawActor(t *rapid.T) access.Actor {
	return access.Actor{
		Account: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "account"),
		Role:    rapid.SampledFrom(roles).Draw(t, "role"),
		Unit:    rapid.SampledFrom([]string{"FLD", "UNHCR", "ROCO", "cedar", "birch", "OPPB", "HQ"}).Draw(t, "unit"),
		Links:   rapid.SliceOfN(rapid.SampledFrom([]string{"XKK", "XMM", "XNN"}), 0, 2).Draw(t, "links"),
		Frozen:  rapid.IntRange(0, 9).Draw(t, "frozen") == 0,
		Duty:    rapid.Bool().Draw(t, "duty"),
	}
}

func drawCase(t *rapid.T) access.Resource {
	flag := func(s string) bool { return rapid.Bool().Draw(t, s) }
	return access.Resource{
		Case:       "c",
		Partner:    rapid.SampledFrom([]string{"FLD", "UNHCR", "PD"}).Draw(t, "partner"),
		Identified: rapid.SampledFrom([]string{"", "FLD", "PD"}).Draw(t, "identified"),
		Office:     rapid.SampledFrom([]string{"", "cedar", "birch"}).Draw(t, "office"),
		Assigned:   rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "assigned"),
		Prepared:   rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "prepared"),
		Countries:  rapid.SliceOfN(rapid.SampledFrom([]string{"XKK", "XMM", "XNN", "XPP"}), 0, 3).Draw(t, "countries"),
		Sent:       flag("sent"), AtIntake: flag("at intake"), WithOffice: flag("with office"), Visas: flag("visas"),
		Consulted: flag("consulted"), Registered: flag("registered"), Onward: flag("onward"), Closed: flag("closed"),
		Glass:  rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2).Draw(t, "glass"),
		Opened: flag("opened"), Above: flag("above"), Everybody: flag("everybody"),
		Cards:  rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2).Draw(t, "cards"),
		Helped: rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2).Draw(t, "helped"),
		Group:  rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2).Draw(t, "group"),
		Second: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "second"),
	}
}

// What a list shows and what the policy file lets its reader open are the same rows, for every role.
func TestScope_IsWhatThePolicySays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, r := drawActor(t), drawCase(t)
		scope, has := access.ScopeOf(a)
		listed := has && scope.Has(r) && !a.Conflicts(r.Countries)
		open := slices.ContainsFunc(looks, func(l access.Action) bool { return access.Allow(a, l, r) == nil })
		if a.Role == access.Holder { // who has a card has one case and no list
			open = false
		}
		if listed != open {
			t.Fatalf("%+v\n%+v\nlisted %v, may open %v", a, r, listed, open)
		}
	})
}

// Decision 14: a declared link to a country closes every case against it, whatever else is permitted; so does a freeze.
// A case that somebody may not open is not found, whatever they ask of it.
func TestForbid_WinsOverEveryPermit(t *testing.T) {
	all := actions(t)
	rapid.Check(t, func(t *rapid.T) {
		a, r := drawActor(t), drawCase(t)
		what := rapid.SampledFrom(all).Draw(t, "action").Name
		err := access.Allow(a, what, r)
		if err == nil && (a.Frozen || a.Conflicts(r.Countries)) {
			t.Fatalf("%s is permitted against a forbid: %+v %+v", what, a, r)
		}
		if err == nil {
			return
		}
		f, ok := errors.AsType[*fault.Error](err)
		open := slices.ContainsFunc(append(slices.Clip(looks), access.ViewMatter, access.ViewOnward), func(l access.Action) bool { return access.Allow(a, l, r) == nil })
		want := fault.NotFound
		if open {
			want = fault.Forbidden
		}
		if !ok || f.Kind != want {
			t.Fatalf("%s: %v, want %s", what, err, want)
		}
	})
}

// somewhere is whether a role may do an action in any situation.
func somewhere(role access.Role, what access.Action) bool {
	return slices.ContainsFunc(situations(role), func(s situation) bool { return access.Allow(s.actor, what, s.res) == nil })
}

var department = []access.Role{access.Clerk, access.SeniorClerk, access.Assistant, access.Officer, access.Supervisor,
	access.Analyst, access.PolicyManager, access.PostArrival, access.Privacy, access.Auditor, access.Admin}

// Rule A-2, I-11: nobody in the department assesses, verifies or changes whether somebody is a human rights defender.
// No action has a word for it, in the list or in the policy file, and what headquarters may do about a consultation is
// to record the answer.
func TestRule_A_2_NoActionOnStatus(t *testing.T) {
	bad := regexp.MustCompile(`(?i)\bhrd\b|defender|determin|status|credib|\btag\b|verify|validat`)
	all := actions(t)
	for _, a := range all {
		if bad.MatchString(strings.ReplaceAll(string(a.Name), "_", " ")) {
			t.Errorf("%s: an action on what the referring partner alone determines", a.Name)
		}
	}
	text, err := os.ReadFile("policy.cedar")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`Action::"([a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
		named[m[1]] = true
	}
	for name := range named {
		if bad.MatchString(strings.ReplaceAll(name, "_", " ")) {
			t.Errorf("policy.cedar opens %s", name)
		}
		if !slices.ContainsFunc(all, func(a act) bool { return string(a.Name) == name }) {
			t.Errorf("policy.cedar opens %s, which is no action", name)
		}
	}
	for _, a := range all {
		if !named[string(a.Name)] {
			t.Errorf("%s is opened for nobody in policy.cedar", a.Name)
		}
	}
	if !bad.MatchString("change hrd status") || bad.MatchString("draft finding") {
		t.Error("the test itself finds nothing, or everything")
	}
	for _, r := range department {
		for _, what := range []access.Action{access.Refer, access.WithdrawReferral, access.StartReferral, access.EditReferral} {
			if what == access.EditReferral && (r == access.Clerk || r == access.SeniorClerk) {
				// They enter what the partner sent on paper, and nothing once its dates are confirmed.
				if access.Allow(access.Actor{Account: "a", Role: r, Unit: "ROCO"}, what, access.Resource{Case: "c", Partner: "FLD", Sent: true, AtIntake: true}) == nil {
					t.Errorf("%s may change what the partner sent", r)
				}
				continue
			}
			if somewhere(r, what) {
				t.Errorf("%s may %s: that is the partner's", r, what)
			}
		}
		if somewhere(r, access.RecordAnswer) != (r == access.PolicyManager) {
			t.Errorf("%s and the answer to a consultation", r)
		}
	}
}

// R145, R147, A-83: only an officer, to whom the case is assigned, signs findings and decisions.
func TestRule_A_83_OnlyTheAssignedOfficerSigns(t *testing.T) {
	signed := []access.Action{access.RecordFinding, access.Decide, access.RecordGround, access.RecordConviction, access.RecordInterview, access.Consult}
	rapid.Check(t, func(t *rapid.T) {
		a, r := drawActor(t), drawCase(t)
		for _, what := range signed {
			if access.Allow(a, what, r) == nil && (a.Role != access.Officer || r.Assigned != a.Account || r.Office != a.Unit || !r.WithOffice) {
				t.Fatalf("%s: %+v %+v", what, a, r)
			}
		}
	})
}

// I-38, need to know: the log's reader and the administrator see no case, the analyst figures alone, and intake loses
// sight of a file once an office has accepted it.
func TestWhoSeesNoCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, r := drawActor(t), drawCase(t)
		switch {
		case a.Role == access.Auditor, a.Role == access.Admin, a.Role == access.Privacy, a.Role == access.Analyst:
		case a.Role == access.Helper && (!slices.Contains(r.Helped, a.Account) || r.Sent || r.Closed):
		case (a.Role == access.Clerk || a.Role == access.SeniorClerk) && !r.AtIntake:
		case slices.Contains([]access.Role{access.Caseworker, access.Reviewer, access.PartnerAdmin}, a.Role) && r.Partner != a.Unit && r.Identified != a.Unit:
		case slices.Contains([]access.Role{access.Assistant, access.Officer, access.Supervisor}, a.Role) && r.Office != a.Unit:
		default:
			return
		}
		for _, l := range looks {
			if access.Allow(a, l, r) == nil {
				t.Fatalf("%s %+v %+v", l, a, r)
			}
		}
	})
}

func BenchmarkAllow(b *testing.B) {
	a := access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar", Links: []string{"XNN"}}
	r := access.Resource{Case: "c", Partner: "FLD", Office: "cedar", Assigned: "officer.cedar", Countries: []string{"XKK", "XMM"}, Sent: true, WithOffice: true}
	b.ReportAllocs()
	for b.Loop() {
		if err := access.Allow(a, access.RecordFinding, r); err != nil {
			b.Fatal(err)
		}
	}
}

// A frozen account and a new link count at once: an answer that was kept for another question is never given.
func TestAllow_EveryPartOfTheQuestionCounts(t *testing.T) {
	a := access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}
	r := access.Resource{Case: "c", Partner: "FLD", Office: "cedar", Assigned: "officer.cedar", Countries: []string{"XKK", "XMM"}, Sent: true, WithOffice: true}
	ask := func(change func(*access.Actor, *access.Resource)) bool {
		b, s := a, r
		change(&b, &s)
		return access.Allow(b, access.RecordFinding, s) == nil
	}
	for range 2 {
		if !ask(func(*access.Actor, *access.Resource) {}) {
			t.Fatal("the officer may not record a finding in their own case")
		}
		for name, change := range map[string]func(*access.Actor, *access.Resource){
			"frozen":     func(a *access.Actor, _ *access.Resource) { a.Frozen = true },
			"linked":     func(a *access.Actor, _ *access.Resource) { a.Links = []string{"XMM"} },
			"other role": func(a *access.Actor, _ *access.Resource) { a.Role = access.Supervisor },
			"other unit": func(a *access.Actor, _ *access.Resource) { a.Unit = "birch" },
			"reassigned": func(_ *access.Actor, r *access.Resource) { r.Assigned = "officer2.cedar" },
			"moved":      func(_ *access.Actor, r *access.Resource) { r.Office = "birch" },
			"not yet":    func(_ *access.Actor, r *access.Resource) { r.WithOffice = false },
		} {
			if ask(change) {
				t.Errorf("%s: still permitted", name)
			}
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	r := access.Resource{Case: "c", Partner: "FLD", Office: "cedar", Countries: []string{"XKK", "XMM"}, Sent: true, WithOffice: true}
	n := 0
	for b.Loop() {
		n++
		a := access.Actor{Account: strconv.Itoa(n), Role: access.Officer, Unit: "cedar"}
		if access.Allow(a, access.ViewCase, r) != nil {
			b.Fatal("refused")
		}
	}
}

// Rule I-74: break-glass is for a supervisor, an officer on duty, or any officer once an incident is everybody's turn, of
// the office that has the case and not its own officer; it opens the plan for whoever holds it and nobody else, never
// against a link to a country. Nobody outside the office and the privacy officer learns of it.
func TestRule_I_74_WhoMayBreakGlass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, r := drawActor(t), drawCase(t)
		if rapid.Bool().Draw(t, "at home") { // few of the draws would be of one office
			a.Unit, r.Office, r.WithOffice = "cedar", "cedar", true
			a.Role = rapid.SampledFrom([]access.Role{access.Officer, access.Supervisor, access.Assistant}).Draw(t, "of the office")
		}
		ours := r.WithOffice && r.Office == a.Unit && !a.Frozen && !a.Conflicts(r.Countries)
		asks := ours && r.Assigned != a.Account && (a.Role == access.Supervisor || a.Role == access.Officer && (a.Duty || r.Everybody))
		if (access.Allow(a, access.BreakGlass, r) == nil) != asks {
			t.Fatalf("break-glass: %+v %+v, want %v", a, r, asks)
		}
		desk := a.Role == access.Officer || a.Role == access.Supervisor
		reveals := ours && desk && (a.Role == access.Officer && r.Assigned == a.Account || slices.Contains(r.Glass, a.Account))
		partner := slices.Contains([]access.Role{access.Caseworker, access.Reviewer, access.System}, a.Role) && r.Partner == a.Unit && !a.Frozen && !a.Conflicts(r.Countries)
		enters := (a.Role == access.Clerk || a.Role == access.SeniorClerk) && r.Sent && r.AtIntake && r.Registered && !a.Frozen && !a.Conflicts(r.Countries)
		if (access.Allow(a, access.RevealSafety, r) == nil) != (reveals || partner || enters) {
			t.Fatalf("reveal: %+v %+v, want %v", a, r, reveals)
		}
		for _, what := range []access.Action{access.ViewGlass, access.ReviewGlass} {
			if access.Allow(a, what, r) == nil && a.Role != access.Privacy && !(a.Role == access.Supervisor && ours) {
				t.Fatalf("%s: %+v %+v", what, a, r)
			}
		}
		if access.Allow(a, access.ReviewGlass, r) == nil && a.Role == access.Privacy && !r.Above {
			t.Fatalf("the privacy officer reviews what is the supervisor's: %+v %+v", a, r)
		}
	})
}

// Rule I-75: forms are opened by the partner whose draft it is; a helper gets to those cases alone whose forms are open to
// them, before they are sent, never against a link to a country, and may do nothing else with any case.
func TestRule_I_75_WhoGivesAndWhoGetsIn(t *testing.T) {
	all := actions(t)
	rapid.Check(t, func(t *rapid.T) {
		a, r := drawActor(t), drawCase(t)
		if rapid.Bool().Draw(t, "a helper") {
			a.Role = access.Helper
		}
		barred := a.Frozen || a.Conflicts(r.Countries)
		in := a.Role == access.Helper && slices.Contains(r.Helped, a.Account) && !r.Sent && !r.Closed && !barred
		gives := slices.Contains([]access.Role{access.Caseworker, access.Reviewer, access.PartnerAdmin}, a.Role) && r.Partner == a.Unit && !r.Sent && !r.Closed && !barred
		for _, what := range []access.Action{access.ViewGranted, access.EditGranted} {
			if (access.Allow(a, what, r) == nil) != in {
				t.Fatalf("%s: %+v %+v, want %v", what, a, r, in)
			}
		}
		for _, what := range []access.Action{access.GiveGrant, access.EndGrant} {
			if (access.Allow(a, what, r) == nil) != gives {
				t.Fatalf("%s: %+v %+v, want %v", what, a, r, gives)
			}
		}
		if a.Role != access.Helper {
			return
		}
		for _, what := range all {
			if slices.Contains([]access.Action{access.ViewGranted, access.EditGranted, access.ListGranted, access.ChangeSettings, access.SignIn}, what.Name) {
				continue
			}
			if access.Allow(a, what.Name, r) == nil {
				t.Fatalf("a helper may %s: %+v %+v", what.Name, a, r)
			}
		}
	})
}

// Rule A-133: nobody sees or does anything in a matter but its group, each in their place; to be of it opens nothing else, and to
// have the case opens nothing of it. No machine opens one, and the conflict of country holds (decision 14).
func TestRule_A_133_OnlyTheGroup(t *testing.T) {
	within := []access.Action{access.ViewMatter, access.AssessMatter, access.AskInMatter, access.OpenWall, access.ReferMatter, access.NoteOutcome, access.ReviewMatter, access.NameInMatter}
	all := actions(t)
	rapid.Check(t, func(t *rapid.T) {
		a, r := drawActor(t), drawCase(t)
		if rapid.Bool().Draw(t, "likely") {
			a.Role = rapid.SampledFrom([]access.Role{access.PostArrival, access.Officer, access.Supervisor}).Draw(t, "one of three")
		}
		in := slices.Contains(r.Group, a.Account) && !a.Frozen && !a.Conflicts(r.Countries)
		for _, what := range within {
			want := in && slices.Contains([]access.Role{access.PostArrival, access.Officer, access.Supervisor}, a.Role)
			switch what {
			case access.ViewMatter:
			case access.ReviewMatter, access.NameInMatter:
				want = want && a.Role == access.Supervisor && r.Second == a.Account
			default:
				want = want && a.Role != access.Supervisor && r.Assigned == a.Account
			}
			if (access.Allow(a, what, r) == nil) != want {
				t.Fatalf("%s: %+v %+v, want %v", what, a, r, want)
			}
		}
		if access.Allow(a, access.RecordConcern, r) == nil && (a.Role == access.System || a.Role == access.Admin || a.Frozen || a.Conflicts(r.Countries)) {
			t.Fatalf("a concern: %+v", a)
		}
		// A matter as the doors ask it tells only its group, its places and the countries: no look at a case opens by it.
		m := access.Resource{Case: "m", Group: r.Group, Assigned: r.Assigned, Second: r.Second, Countries: r.Countries}
		what := rapid.SampledFrom(all).Draw(t, "action").Name
		alone := access.Resource{Case: "m", Countries: r.Countries}
		if !slices.Contains(within, what) && access.Allow(a, what, m) == nil && access.Allow(a, what, alone) != nil {
			t.Fatalf("%s opens by a matter: %+v %+v", what, a, m)
		}
	})
}

// Rules I-88, I-89: the holder of a card gets to the case of a card that holds and does five things there; nobody else does those, and
// who gives a card is the partner that referred or the office that has the file.
func TestRule_I_88_WhoGivesAndWhoGetsIn(t *testing.T) {
	all := actions(t)
	own := []access.Action{access.OpenOwn, access.ViewOwn, access.ReadOwn, access.AnswerOwn, access.CloseOwn}
	rapid.Check(t, func(t *rapid.T) {
		a, r := drawActor(t), drawCase(t)
		if rapid.Bool().Draw(t, "a holder") {
			a.Role = access.Holder
		}
		barred := a.Frozen || a.Conflicts(r.Countries)
		in := a.Role == access.Holder && slices.Contains(r.Cards, a.Account) && r.Sent && !barred
		gives := !r.Closed && !barred && (slices.Contains([]access.Role{access.Assistant, access.Officer, access.Supervisor}, a.Role) && r.WithOffice && r.Office == a.Unit ||
			slices.Contains([]access.Role{access.Caseworker, access.Reviewer}, a.Role) && r.Partner == a.Unit && r.Sent)
		for _, what := range all {
			got := access.Allow(a, what.Name, r) == nil
			switch {
			case slices.Contains(own, what.Name):
				if got != in {
					t.Fatalf("%s: %+v %+v, want %v", what.Name, a, r, in)
				}
			case what.Name == access.GiveCard, what.Name == access.EndCard:
				if got != gives {
					t.Fatalf("%s: %+v %+v, want %v", what.Name, a, r, gives)
				}
			case a.Role == access.Holder && got && what.Name != access.ChangeSettings && what.Name != access.SignIn:
				t.Fatalf("the holder of a card may %s: %+v %+v", what.Name, a, r)
			}
		}
	})
}
