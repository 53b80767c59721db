package web

import (
	"slices"

	"passage/internal/app"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
)

// Before an interview: what the file leaves unclear, and what to think of. The applicant never sees it: it stands on the page
// of the interview, not on that of the record.

// mostToClarify is how many things the list names; the rest is where the work is done.
const mostToClarify = 12

type preparation struct {
	Lines       []prepareLine
	More        int
	Interpreter string
	Couple      bool
}

// prepareLine is one thing to clarify, with the way to its entry.
type prepareLine struct{ Code, Words, At string }

func (v *visit) preparation(f *app.File, p casePage, i casefile.Interview) (*preparation, error) {
	out := &preparation{Couple: casefile.Couple(f.Persons, i.Persons)}
	switch {
	case i.Interpreter != "":
	case i.Language == "":
		out.Interpreter = v.T("interview.prepare.language")
	case !slices.Contains([]string{"eng", "fra", "en", "fr"}, i.Language):
		out.Interpreter = v.F("interview.prepare.interpreter", map[string]any{"Language": v.Lang.Language(i.Language)})
	}
	sheet, all := v.web.App.Sheet(f), v.web.App.Admissibility(f)
	found, err := v.web.App.Contradictions(f, sheet, all, "")
	if err != nil {
		return nil, err
	}
	add := func(l prepareLine) {
		if len(out.Lines) == mostToClarify {
			out.More++
			return
		}
		out.Lines = append(out.Lines, l)
	}
	for _, s := range v.worksheet(f, p).sayContradictions(found) {
		if s.Settled {
			continue
		}
		l := prepareLine{Code: s.Code, Words: s.Words}
		if len(s.Links) > 0 {
			l.At = s.Links[0].At
		}
		add(l)
	}
	for _, x := range assessment.Clarify(sheet, all) {
		l := prepareLine{Code: x.Code, Words: v.F("interview.prepare.why."+string(x.Why), map[string]any{"What": v.criterion(f, x.Code)})}
		if x.Person == "" {
			l.At = v.path(eligibilityAt, f.Case.ID) + "?row=" + x.Row.Key()
		} else {
			l.At = v.path(admissibilityAt, f.Case.ID) + "?person=" + x.Person
		}
		add(l)
	}
	return out, nil
}
