package web

import (
	"strings"

	"passage/internal/casework/access"
)

// navItem is one line of the navigation.
type navItem struct {
	pattern string
	key     string
	at      [2]string
}

// Line is one line of the navigation as the frame shows it.
type Line struct {
	At, Words string
	Key       string // drawn on it, for who has turned single keys on
	Current   bool
}

var (
	searches = map[access.Role]bool{access.Clerk: true, access.SeniorClerk: true, access.Assistant: true, access.Officer: true, access.Supervisor: true}
	partners = map[access.Role]bool{access.Helper: true, access.Caseworker: true, access.Reviewer: true, access.PartnerAdmin: true}
)

// navigation is who goes where: at most five lines a role, the first is where they land (ux section 3).
var navigation = map[access.Role][]string{
	access.Helper:        {"/granted"},
	access.Caseworker:    {"/referrals", "/inquiries", "/questions", "/messages", "/allocation"},
	access.Reviewer:      {"/referrals", "/inquiries", "/questions", "/messages", "/allocation"},
	access.PartnerAdmin:  {"/referrals", "/inquiries", "/messages", "/agreements", "/allocation"},
	access.Clerk:         {"/intake", "/transfers", "/destinations", "/search"},
	access.SeniorClerk:   {"/intake", "/transfers", "/destinations", "/search"},
	access.Assistant:     {"/my-work", "/cases", "/interviews"},
	access.Officer:       {"/my-work", "/cases", "/interviews", "/matters"},
	access.Supervisor:    {"/office", "/cases", "/interviews", "/reports", "/matters"},
	access.Analyst:       {"/commitment", "/forecast", "/spaces", "/reports", "/definitions"},
	access.PolicyManager: {"/commitment", "/forecast", "/agreements", "/policy", "/consultations"},
	access.PostArrival:   {"/matters", "/my-work", "/cases", "/differences"},
	access.Privacy:       {"/openings", "/audit"},
	access.Auditor:       {"/audit", "/exports", "/integrity"},
	access.Admin:         {"/people", "/units"},
}

// layNav keeps the lines whose routes are there.
func (w *Web) layNav() {
	w.nav = map[access.Role][]navItem{}
	for role, patterns := range navigation {
		for _, p := range patterns {
			if r := w.routes["GET "+p]; r != nil {
				w.nav[role] = append(w.nav[role], navItem{pattern: p, key: navKey(p), at: r.at})
			}
		}
	}
}

func navKey(pattern string) string {
	return "nav." + strings.ReplaceAll(strings.Trim(pattern, "/"), "-", "_")
}

// Nav is the navigation of the reader. The current line is the page's own, or the one its route lies under.
func (p page) Nav() []Line {
	items := p.web.nav[p.Actor.Role]
	if !p.SignedIn || len(items) == 0 {
		return nil
	}
	out := make([]Line, len(items))
	for i, it := range items {
		current := p.Current == it.pattern || strings.HasPrefix(p.Current, it.pattern+"/")
		out[i] = Line{At: it.at[index(p.Lang)], Words: p.T(it.key), Key: p.drawn(navKeys[it.pattern]), Current: current}
	}
	return out
}
