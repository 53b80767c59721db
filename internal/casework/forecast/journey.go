package forecast

import (
	"slices"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// The stages of a forecast: what the days on the head of a case tell apart. Eligibility, interview and admissibility are one:
// cases go back and forth between them.
const (
	Referred = iota // from the referral to the file
	Filed           // from the file to the office
	Office          // at the office, to the decision
	Granted         // from the approval to the landing
	stages
)

// Journey is what the head of a case says in clear of its way: days and codes. Which case it is, is not part of it.
type Journey struct {
	Partner, Office                           string
	State                                     casefile.State
	Since, Referred, Filed, AtOffice, Decided policy.Day
	Landed                                    policy.Day // the first of its persons
	Persons                                   int
}

// refused are the states of a decision that was no.
var refused = []casefile.State{casefile.Refused, casefile.Reconsideration, casefile.Litigation, casefile.ClosedRefused}

// Spells is the time in each stage. A case that is held or suspended is still where it was left; one that was withdrawn,
// merged, ended or refused has left the stream from there (rule I-67).
func (j Journey) Spells() []Spell {
	if j.Referred == "" || !j.State.After() && j.State != casefile.Returned {
		return nil
	}
	landed := j.Landed
	// The ledger dates no line before the one that stands last: who stands among the landed landed by then.
	if casefile.StageOf(j.State) == casefile.StageLanded && (landed == "" || j.Since != "" && j.Since < landed) {
		landed = j.Since
	}
	approved := j.Decided
	open := !j.State.Closed() && casefile.StageOf(j.State) != casefile.StageLanded
	again := open && j.State != casefile.OnHold && j.State != casefile.SuspendedByOrder && casefile.StageOf(j.State) != casefile.StageVisa
	if slices.Contains(refused, j.State) || again { // decided once and being decided again: as if it had not been
		approved = ""
	}
	entered := [stages + 1]policy.Day{j.Referred, j.Filed, j.AtOffice, approved, landed}
	last := 0
	for k, d := range entered {
		if d != "" {
			last = k
		}
	}
	for k := last; k > 0; k-- { // what a case is beyond, it has been through
		if entered[k-1] == "" || entered[k-1] > entered[k] {
			entered[k-1] = entered[k]
		}
	}
	ends, gone := policy.Day(""), false
	switch {
	case last == stages:
	case slices.Contains(refused, j.State):
		if ends, gone = j.Decided, true; ends == "" {
			ends = j.Since
		}
	case j.State.Closed():
		ends, gone = j.Since, true
	}
	came := At(entered[0])
	var out []Spell
	for k := 0; k <= min(last, stages-1); k++ {
		s := Spell{Stage: k, Referrer: j.Partner, Office: j.Office, From: At(entered[k]), To: Never(), Persons: j.Persons, Referred: came}
		if k == Referred {
			s.Office = ""
		}
		switch {
		case k < last:
			s.To, s.On = At(entered[k+1]), true
		case gone:
			s.To = max(s.From, At(ends))
		}
		out = append(out, s)
	}
	return out
}
