// Package assessment owns what an officer finds: the eligibility worksheet with its facts, evidence and HRD
// notes, the admissibility tracks and grounds of each person, the conviction worksheet, and what becomes of a
// contradiction that the pack points out.
//
// It does not own whether a person is a human rights defender: the referring partner determined that, nobody
// here assesses it, and no type of this package can say it. It does not own the final decision (decision),
// the interview (casefile) or the words and severities of criteria and contradictions (policy pack).
package assessment

import "log/slog"

// LogValue says nothing: reasons, facts and evidence never reach a log.
func (f Finding) LogValue() slog.Value { return slog.StringValue("finding") }

// LogValue says nothing.
func (t Track) LogValue() slog.Value { return slog.StringValue("track") }

// LogValue says nothing.
func (g Ground) LogValue() slog.Value { return slog.StringValue("ground") }

// LogValue says nothing.
func (w Conviction) LogValue() slog.Value { return slog.StringValue("conviction") }

// LogValue says nothing.
func (a Answered) LogValue() slog.Value { return slog.StringValue("answered contradiction") }
