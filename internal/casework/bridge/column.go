package bridge

import (
	"slices"
	"strings"

	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// form is how a cell is written.
type form int

const (
	text form = iota
	code
	day
	partial // a day of which only the year, or year and month, may be known
	answer  // yes or no
	country
	client // a client identifier (I-52)
	file   // an application number (I-51)
)

// Column is a column of the table, as docs/bridge.md documents it.
type Column struct {
	Name   string
	Person bool // of a person; else of the record, on its first row at least
	Brings bool // a file that brings cases has it
	Meets  bool // a file that is compared has it
	Owned  bool // the source owns it: a corrected row changes it here, unless somebody here has
	form   form
}

// Columns in the order of the documentation.
var Columns = []Column{
	{Name: "record", Brings: true, Meets: true, form: code},
	{Name: "application", Brings: true, Meets: true, Owned: true, form: file},
	{Name: "partner", Brings: true, form: code},
	{Name: "identified_by", form: code},
	{Name: "stage", Brings: true, Meets: true, form: code},
	{Name: "referred", Brings: true, form: day},
	{Name: "submitted", Brings: true, form: day},
	{Name: "filed", Brings: true, Owned: true, form: day},
	{Name: "office", Brings: true, form: code},
	{Name: "at_office", Brings: true, Owned: true, form: day},
	{Name: "decided", Brings: true, Owned: true, form: day},
	{Name: "province", Owned: true, form: code},
	{Name: "csq", Owned: true, form: day},
	{Name: "ended", Brings: true, form: day},
	{Name: "person", Person: true, Brings: true, Meets: true, form: code},
	{Name: "uci", Person: true, Brings: true, Meets: true, Owned: true, form: client},
	{Name: "family", Person: true, Brings: true, Owned: true, form: text},
	{Name: "given", Person: true, Brings: true, Owned: true, form: text},
	{Name: "sex", Person: true, Brings: true, Owned: true, form: code},
	{Name: "born", Person: true, Brings: true, Owned: true, form: partial},
	{Name: "birth_country", Person: true, Brings: true, Owned: true, form: country},
	{Name: "nationality", Person: true, Brings: true, Owned: true, form: country},
	{Name: "residence", Person: true, Brings: true, Owned: true, form: country},
	{Name: "relationship", Person: true, Brings: true, form: code},
	{Name: "travels", Person: true, Brings: true, form: answer},
	{Name: "visa", Person: true, Brings: true, form: code},
	{Name: "visa_issued", Person: true, Brings: true, form: day},
	{Name: "visa_until", Person: true, Brings: true, form: day},
	{Name: "departed", Person: true, Brings: true, form: day},
	{Name: "landed", Person: true, Brings: true, Meets: true, form: day},
	{Name: "landed_place", Person: true, form: text},
	{Name: "landed_document", Person: true, form: code},
}

func columnOf(name string) *Column {
	if i := slices.IndexFunc(Columns, func(c Column) bool { return c.Name == name }); i >= 0 {
		return &Columns[i]
	}
	return nil
}

// Needed are the columns that the first line of a file must name: of one that brings cases, or of one that is compared.
func Needed(brings bool) (out []string) {
	for _, c := range Columns {
		if brings && c.Brings || !brings && c.Meets {
			out = append(out, c.Name)
		}
	}
	return out
}

// written is a cell as it is kept, and why it is not written as its column asks; nothing is asked of an empty one.
func (c Column) written(v string) (out, wrong, rule string) {
	if v == "" {
		return "", "", ""
	}
	switch c.form {
	case day:
		if !policy.Day(v).Valid() {
			return v, "bridge.cell.day", ""
		}
	case partial:
		if !people.Partial(v).Valid() {
			return v, "person.born.form", ""
		}
	case answer:
		if v = strings.ToLower(v); v != people.Yes && v != people.No {
			return v, "bridge.cell.answer", ""
		}
	case country:
		if v = strings.ToUpper(v); len(v) != 3 {
			return v, "bridge.cell.country", ""
		}
	case client:
		if !people.UCIValid(v) {
			return v, "person.uci.form", "I-52"
		}
		v = people.CleanUCI(v)
	case file:
		n := casefile.ApplicationNumber(v)
		if n == "" {
			return v, "filing.number.form", "I-51"
		}
		v = n
	case code:
		if strings.ContainsAny(v, " ,;/\\") {
			return v, "bridge.cell.code", ""
		}
		switch c.Name {
		case "sex", "relationship", "province", "partner", "identified_by":
			v = strings.ToUpper(v)
		case "stage", "office":
			v = strings.ToLower(v)
		}
	}
	return v, "", ""
}
