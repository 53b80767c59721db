package bridge

import (
	"slices"

	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// State is where a case that is brought stands here, and since when.
//
// Rule I-102 (our rule): a case enters at the stage that it has. What an office found so far is not brought, so a case in process
// begins with the office as one that it has just accepted; an approval, a refusal and an end are facts of the case system, and no
// reason of theirs is made up here.
func State(r Record) (casefile.State, policy.Day) {
	var visas, departed, landed policy.Day
	for _, p := range r.Persons {
		visas, departed = max(visas, p.VisaIssued), max(departed, p.Departed)
		if p.Landed != "" && (landed == "" || p.Landed < landed) {
			landed = p.Landed
		}
	}
	switch r.Stage {
	case casefile.SystemReferred:
		return casefile.Received, r.Submitted
	case casefile.SystemFiled:
		return casefile.FileCreated, r.Filed
	case casefile.SystemInProcess:
		return casefile.Accepted, r.AtOffice
	case casefile.SystemApproved:
		return casefile.Approved, r.Decided
	case casefile.SystemVisa:
		if departed != "" {
			return casefile.Departed, departed
		}
		return casefile.Travel, visas
	case casefile.SystemLanded:
		return casefile.PostArrival, landed
	case casefile.SystemClosed:
		return casefile.ClosedComplete, r.Ended
	case casefile.SystemRefused:
		return casefile.ClosedRefused, r.Ended
	case casefile.SystemWithdrawn:
		return casefile.Withdrawn, r.Ended
	}
	return casefile.ClosedUnused, r.Ended
}

// Travellers is how many persons of the record are to travel, and how many of them have landed.
func (r Record) Travellers() (travel, landed int) {
	for _, p := range r.Persons {
		if p.Travelling == people.Yes {
			travel++
			if p.Landed != "" {
				landed++
			}
		}
	}
	return travel, landed
}

// Of is what is kept of the record beside the case that it becomes.
func (r Record) Of() casefile.Brought {
	return casefile.Brought{Record: r.Number, Stage: r.Stage, Province: r.Province, CSQ: r.CSQ, Said: r.said}
}

// Visas, Departures and Landings are what the record has of a person; their Person is to be set.
func (p Person) Visas() (out []decision.Visa) {
	if p.Visa != "" {
		out = append(out, decision.Visa{Number: p.Visa, Issued: p.VisaIssued, ValidUntil: p.VisaUntil})
	}
	return out
}

// Departures are what the record has of it.
func (p Person) Departures() (out []decision.Departure) {
	if p.Departed != "" {
		out = append(out, decision.Departure{Day: p.Departed})
	}
	return out
}

// Landings are what the record has of it; who does not travel with the case landed as a member who followed (I-61).
func (p Person) Landings() (out []decision.Landing) {
	if p.Landed != "" {
		out = append(out, decision.Landing{Day: p.Landed, Place: p.Place, Document: p.Document, Window: p.Travelling != people.Yes})
	}
	return out
}

// Note is something about a row that is no fault: what a corrected row changed here, or why it did not.
type Note struct {
	Line   int
	Column string
	Key    string // bridge.note.*
}

// The notes.
const (
	NoteChanged = "bridge.note.changed" // theirs is taken over
	NoteOurs    = "bridge.note.ours"    // somebody here has changed it since: ours stays
	NoteAct     = "bridge.note.act"     // it changes by an act alone: compare the extract, and settle the difference
)

// Here is a case that was brought, as it stands.
type Here struct {
	Case    casefile.Case
	Filing  casefile.Filing // zero of a case without a file
	Brought casefile.Brought
	Persons []people.Person
}

// ours is what a case has of what the source owns, by column.
func (h Here) ours(column string) string {
	switch column {
	case "application":
		return h.Filing.Number
	case "filed":
		return string(h.Case.Filed)
	case "at_office":
		return string(h.Case.AtOffice)
	case "decided":
		return string(h.Case.Decided)
	case "province":
		return h.Brought.Province
	case "csq":
		return string(h.Brought.CSQ)
	}
	return ""
}

func (h *Here) set(column, v string) {
	switch column {
	case "application":
		h.Filing.Number, h.Case.Summary.Application = v, v
	case "filed":
		h.Case.Filed = policy.Day(v)
	case "at_office":
		h.Case.AtOffice = policy.Day(v)
	case "decided":
		h.Case.Decided = policy.Day(v)
	case "province":
		h.Brought.Province = v
	case "csq":
		h.Brought.CSQ = policy.Day(v)
	}
}

// Correct is a case after a corrected record of the same number, with what was said of it. changed are the ids of the persons of whom
// something changed.
//
// Rule I-102 (our rule): the source owns what it told us of persons and files, as long as nobody here has changed it; a stage, a
// landing, a visa, who is in the family and the days of the referral change by an act of a person alone.
func Correct(r Record, h Here) (out Here, changed []string, notes []Note) {
	out = h
	out.Persons = slices.Clone(h.Persons)
	out.Brought.Said, out.Brought.Persons = clone(h.Brought.Said), slices.Clone(h.Brought.Persons)
	for _, c := range Columns {
		theirs, has := r.said[c.Name]
		if c.Person || !has || theirs == h.Brought.Said[c.Name] {
			continue
		}
		key := NoteAct
		switch ours := h.ours(c.Name); {
		case ours == theirs:
			key = ""
		case !c.Owned || theirs == "" || ours == "" && c.Name != "province" && c.Name != "csq": // a file, an acceptance and a decision come by their acts
		case ours != h.Brought.Said[c.Name]:
			key = NoteOurs
		default:
			key = NoteChanged
			out.set(c.Name, theirs)
		}
		if key == "" || key == NoteChanged {
			out.Brought.Said[c.Name] = theirs
		}
		if key != "" {
			notes = append(notes, Note{r.Line, c.Name, key})
		}
	}
	for i, b := range h.Brought.Persons {
		j := slices.IndexFunc(r.Persons, func(p Person) bool { return p.Number == b.Number })
		at := slices.IndexFunc(h.Persons, func(p people.Person) bool { return p.ID == b.Person })
		if j < 0 || at < 0 {
			notes = append(notes, Note{r.Line, "person", NoteAct})
			continue
		}
		said, more := correct(r.Persons[j], b, &out.Persons[at])
		out.Brought.Persons[i].Said = said
		if notes = append(notes, more...); slices.ContainsFunc(more, func(n Note) bool { return n.Key == NoteChanged }) {
			changed = append(changed, b.Person)
		}
	}
	for _, p := range r.Persons {
		if !slices.ContainsFunc(h.Brought.Persons, func(b casefile.BroughtPerson) bool { return b.Number == p.Number }) {
			notes = append(notes, Note{p.Line, "person", NoteAct})
		}
	}
	return out, changed, notes
}

// correct is one person after a corrected row, and what the source then last said of them.
func correct(row Person, b casefile.BroughtPerson, p *people.Person) (said map[string]string, notes []Note) {
	said = clone(b.Said)
	for _, c := range Columns {
		theirs, has := row.said[c.Name]
		if !c.Person || !has || theirs == b.Said[c.Name] {
			continue
		}
		get := getters[c.Name]
		switch {
		case get == nil || theirs == "":
			notes = append(notes, Note{row.Line, c.Name, NoteAct})
			continue
		case get(*p) == theirs:
		case get(*p) != b.Said[c.Name]:
			notes = append(notes, Note{row.Line, c.Name, NoteOurs})
			continue
		default:
			setters[c.Name](p, theirs)
			notes = append(notes, Note{row.Line, c.Name, NoteChanged})
		}
		said[c.Name] = theirs
	}
	return said, notes
}

func clone(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}
