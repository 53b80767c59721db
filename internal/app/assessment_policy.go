package app

import (
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
)

// criteria is what the worksheet reads of the criteria that a case is judged by.
func (a *App) criteria(c casefile.Case) []assessment.Criterion {
	all := a.PolicyOf(c).Criteria()
	out := make([]assessment.Criterion, len(all))
	for i := range all {
		x := &all[i]
		out[i] = assessment.Criterion{Code: x.ID, Heading: assessment.Heading(x.Heading), Per: assessment.Per(x.Per), Class: assessment.Class(x.Class)}
	}
	return out
}

// notes is the HRD notes beside a criterion or a ground, under the text that the case is judged by.
func (a *App) notes(c casefile.Case, code string) []assessment.Note {
	return assessment.NotesOf(a.PolicyOf(c), code)
}

// packOf names the text that a case is judged by: the pack's version and the day it is read on.
func (a *App) packOf(c casefile.Case) string { return a.Pack.Version + "@" + string(a.PolicyOf(c).Day) }

// illegitimate is the codes of the pick-list G-1.
func (a *App) illegitimate(c casefile.Case) []string {
	l, ok := a.PolicyOf(c).List("G-1")
	if !ok {
		return nil
	}
	out := make([]string, len(l.Entries))
	for i := range l.Entries {
		out[i] = l.Entries[i].ID
	}
	return out
}

// route is the consultation route of the partner that referred the case (I-49), as it is today: whom to write to
// does not depend on when the file was opened.
func (a *App) route(c casefile.Case) string {
	if r, ok := a.Policy().Route(c.ReferredBy); ok {
		return r.ID
	}
	return ""
}
