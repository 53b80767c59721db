package access_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/access"
)

// situation is how a role can stand to a case.
type situation struct {
	name  string
	actor access.Actor
	res   access.Resource
}

// situations are the ways a role can stand to a case, as docs/access.md tells them.
func situations(role access.Role) []situation {
	a := access.Actor{Account: "me", Role: role, Unit: "own"}
	onDuty := a
	onDuty.Duty = true
	c := func(r access.Resource) access.Resource { r.Case = "c"; return r }
	list := []situation{
		{"draft", a, c(access.Resource{Partner: "own"})},
		{"sent", a, c(access.Resource{Partner: "own", Sent: true, AtIntake: true})},
		{"identified", a, c(access.Resource{Partner: "other", Identified: "own", Sent: true, AtIntake: true})},
		{"intake", a, c(access.Resource{Partner: "other", Sent: true, AtIntake: true})},
		{"registered", a, c(access.Resource{Partner: "other", Sent: true, AtIntake: true, Registered: true})},
		{"office", a, c(access.Resource{Partner: "other", Office: "own", Sent: true, WithOffice: true})},
		{"assigned", a, c(access.Resource{Partner: "other", Office: "own", Assigned: "me", Sent: true, WithOffice: true})},
		{"visas", a, c(access.Resource{Partner: "other", Office: "other", Sent: true, WithOffice: true, Visas: true})},
		{"consulted", a, c(access.Resource{Partner: "other", Office: "other", Sent: true, WithOffice: true, Consulted: true})},
		{"onward", a, c(access.Resource{Partner: "other", Office: "other", Sent: true, WithOffice: true, Onward: true})},
		{"elsewhere", a, c(access.Resource{Partner: "other", Office: "other", Sent: true, WithOffice: true})},
		{"glass", a, c(access.Resource{Partner: "other", Office: "own", Sent: true, WithOffice: true, Glass: []string{"me"}})},
		{"owed", a, c(access.Resource{Partner: "other", Office: "own", Sent: true, WithOffice: true, Opened: true, Above: true})},
		{"duty", onDuty, c(access.Resource{Partner: "other", Office: "own", Sent: true, WithOffice: true})},
		{"opened", a, c(access.Resource{Partner: "other", Office: "other", Sent: true, WithOffice: true, Opened: true, Above: true})},
		{"helped", a, c(access.Resource{Partner: "other", Helped: []string{"me"}})},
		{"matter", a, c(access.Resource{Group: []string{"me"}})},
		{"matter's officer", a, c(access.Resource{Group: []string{"me"}, Assigned: "me"})},
		{"matter's supervisor", a, c(access.Resource{Group: []string{"me"}, Second: "me"})},
		{"card", a, c(access.Resource{Partner: "other", Office: "other", Sent: true, WithOffice: true, Cards: []string{"me"}})},
		{"none", a, access.Resource{Partner: "own", Office: "own"}},
	}
	if role == access.System { // the machine's own command line acts for headquarters
		a.Unit = "HQ"
		list = append(list, situation{"house", a, access.Resource{Partner: "HQ", Office: "HQ"}},
			situation{"command", a, c(access.Resource{Partner: "other", Office: "other", Sent: true, WithOffice: true})})
	}
	return list
}

// when says in words in which situations a role may do an action; "" for never. has tells the situations.
func when(has map[string]bool) string {
	if len(has) > 1 && has["elsewhere"] || has["visas"] {
		delete(has, "onward")
	}
	if len(has) > 1 { // the case of a card is any case that was sent
		delete(has, "card")
	}
	if has["office"] { // what is open in every file of the office is open in these too
		delete(has, "glass")
		delete(has, "owed")
		delete(has, "duty")
	}
	if has["house"] {
		delete(has, "command")
	}
	only := func(names ...string) bool {
		n := 0
		for _, name := range names {
			if !has[name] {
				return false
			}
			n++
		}
		return n == len(has)
	}
	switch {
	case len(has) == 0:
		return ""
	case has["elsewhere"]:
		return "always"
	case only("none"), only("house"), only("none", "house"):
		return "no case is touched"
	case only("command"):
		return "cases that were sent, at the command line of whoever holds the root key"
	case only("card"):
		return "the case of their card, while it holds"
	case only("helped"):
		return "drafts of which forms are open to them, until the last day and until they are sent"
	case only("draft", "sent", "none"), only("draft", "sent", "none", "house"), only("draft", "sent"):
		return "cases that their organization refers"
	case only("draft", "sent", "identified", "none"):
		return "cases that their organization refers or identified"
	case only("sent"):
		return "cases that their organization has referred"
	case only("registered"):
		return "what came by another channel, until its dates are confirmed"
	case only("sent", "identified", "intake", "registered"):
		return "from the referral until an office has accepted the case"
	case only("office"):
		return "files of their office that are not assigned to them"
	case only("duty"):
		return "files of their office that are not assigned to them, while they are on duty or once an incident is everybody's turn"
	case only("assigned", "glass"):
		return "files of their office that are assigned to them, or that they opened with break-glass less than an hour ago"
	case only("glass"):
		return "files of their office that they opened with break-glass less than an hour ago"
	case only("owed"):
		return "files of their office that were opened with break-glass"
	case only("owed", "opened"):
		return "where a case was opened with break-glass"
	case only("office", "assigned"):
		return "files of their office"
	case only("office", "assigned", "none"):
		return "files of their office"
	case only("assigned"):
		return "files of their office that are assigned to them"
	case only("visas"):
		return "once visas are issued, until an end without a landing"
	case only("matter", "matter's officer", "matter's supervisor"):
		return "matters of whose group they are"
	case only("matter's officer"):
		return "matters that they assess"
	case only("matter's supervisor"):
		return "matters whose supervisor they are"
	case only("onward"):
		return "where the operations centre was asked for a destination or is told of an arrival"
	case only("consulted"):
		return "where the referring partner was consulted"
	}
	var parts []string
	for _, p := range [][2]string{{"draft", "their organization's drafts"}, {"sent", "what it has referred"}, {"identified", "what it identified and another referred"},
		{"intake", "any case at the operations centre"}, {"registered", "what came by another channel, until its dates are confirmed"}, {"office", "files of their office"}, {"assigned", "files of their office that are assigned to them"},
		{"visas", "any case with visas"}, {"consulted", "any case with a consultation"}} {
		if has[p[0]] {
			parts = append(parts, p[1])
		}
	}
	return strings.Join(parts, " and ")
}

var roleWords = map[access.Role]string{
	access.Helper: "assisting organization", access.Caseworker: "partner caseworker", access.Reviewer: "partner reviewer",
	access.PartnerAdmin: "partner administrator", access.Clerk: "intake clerk", access.SeniorClerk: "senior intake clerk",
	access.Assistant: "program assistant", access.Officer: "migration officer", access.Supervisor: "supervisor",
	access.Analyst: "analyst", access.PolicyManager: "policy manager", access.PostArrival: "post-arrival officer",
	access.Privacy: "privacy officer", access.Auditor: "auditor", access.Admin: "administrator", access.System: "the machine itself",
	access.Holder: "holder of a card",
}

func table(t *testing.T) []byte {
	var b bytes.Buffer
	b.WriteString(`# Who may do what

Written by a test of internal/casework/access from actions.go and from what policy.cedar decides; do not edit it here
(` + "`make docs`" + ` writes it anew). What is not in this table is refused. Two rules win over all of it: a person with a declared
link to a country neither opens, nor finds, nor is assigned a case against it (decision 14), and a frozen account may do
nothing. A case that somebody may not see is "not found" for them.

| action | what it is | who, and when |
|---|---|---|
`)
	for _, a := range actions(t) {
		by := map[string][]string{} // words of when: roles
		var order []string
		for _, role := range roles {
			has := map[string]bool{}
			for _, s := range situations(role) {
				if access.Allow(s.actor, a.Name, s.res) == nil {
					has[s.name] = true
				}
			}
			w := when(has)
			if w == "" {
				continue
			}
			if !slices.Contains(order, w) {
				order = append(order, w)
			}
			by[w] = append(by[w], roleWords[role])
		}
		var cells []string
		for _, w := range order {
			who := strings.Join(by[w], ", ")
			if len(by[w]) == len(roles) {
				who = "everybody"
			}
			cells = append(cells, who+": "+w)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", a.Name, a.Words, strings.Join(cells, "; "))
	}
	b.WriteString("\n## What each role may do\n")
	for _, role := range roles {
		var may []string
		for _, a := range actions(t) {
			if somewhere(role, a.Name) {
				may = append(may, strings.ReplaceAll(string(a.Name), "_", " "))
			}
		}
		fmt.Fprintf(&b, "\n**%s** (`%s`): %s.\n", strings.ToUpper(roleWords[role][:1])+roleWords[role][1:], role, strings.Join(may, ", "))
	}
	return b.Bytes()
}

// docs/access.md is what the policy file decides, and nothing else. GOLDEN=1 writes it.
func TestTable_IsWhatThePolicyDecides(t *testing.T) {
	const file = "../../../docs/access.md"
	want := table(t)
	if os.Getenv("GOLDEN") != "" {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: GOLDEN=1 writes it", err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/access.md is not what policy.cedar decides: make docs, then read the difference")
	}
}
