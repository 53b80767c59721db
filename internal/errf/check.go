package errf

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Kind says what is wrong.
type Kind string

// The kinds of fault, as a receiving state's validator tells them apart.
const (
	Missing     Kind = "missing"     // empty or absent
	Invalid     Kind = "invalid"     // not in its code table, or not a date, number or yes-no at all
	Digits      Kind = "digits"      // a digit in a name
	EmptyFile   Kind = "empty-file"  // a photo of no bytes
	Undecodable Kind = "undecodable" // a photo that is not base64
	Mismatch    Kind = "mismatch"    // a stated count differs from what is there
	Duplicate   Kind = "duplicate"   // stated twice
	Unreadable  Kind = "unreadable"  // the whole file
)

// Rules that go beyond one element are named by what they ask for.
const (
	coaAddress        = "COA address of the primary applicant"
	registrationOfPA  = "RegistrationDate of the primary applicant"
	primaryApplicant  = "primary applicant"
	crossReference    = "DataProcessGroupCrossReference"
	relationshipField = "RelationshipToPrincipalRepresentative"
)

// Fault is one thing wrong in a file.
type Fault struct {
	Kind       Kind
	Field      string // the element, as the schema spells it, or one of the rules above
	Individual string // IndividualID, "" where the fault is the case's
	Value      string // as written; "" where there is none or where it would be a whole photo
}

// Check says what is wrong in a file, case by case, in the order of the schema.
func Check(f File) []Fault {
	k := checker{version: f.Version}
	k.list(reflect.ValueOf(f.Batches), "RRFBATCHTYPE")
	if len(f.Batches) == 0 {
		k.add(Missing, "GroupIndividualIndicator", "", "")
	}
	if len(f.Cases) == 0 {
		k.add(Missing, "CASE", "", "")
	}
	for _, c := range f.Cases {
		k.faults = append(k.faults, checkCase(f.Version, c)...)
	}
	var out []Fault
	for _, x := range k.faults {
		out = append(out, x.Fault)
	}
	return out
}

// located is a fault with the record that it was found in, which tells a person's name from a relative's.
type located struct {
	Fault
	record string
}

func checkCase(v Version, c Case) []located {
	k := checker{version: v, people: index(c)}
	records := reflect.ValueOf(c)
	for i := range records.NumField() {
		if el := records.Type().Field(i).Tag.Get("el"); el != "" {
			k.list(records.Field(i), el)
		}
	}
	k.individuals(c)
	k.principal(c)
	k.group(c)
	k.crossReferences(c)
	if len(c.Resettlement) == 0 {
		k.add(Missing, "dataResettlement", "", "")
	}
	return k.faults
}

type checker struct {
	version Version
	people  persons
	record  string // under way
	faults  []located
}

func (k *checker) add(kind Kind, field, individual, value string) {
	k.faults = append(k.faults, located{Fault{kind, field, individual, value}, k.record})
}

// list checks every value of every record by what its tags ask.
func (k *checker) list(records reflect.Value, element string) {
	k.record = element
	defer func() { k.record = "" }()
	for i := range records.Len() {
		rec := records.Index(i)
		owner := k.people.owner(rec)
		pa := element == "dataIndividual" && k.people.isPA(rec.Interface().(Individual))
		for _, f := range layout(rec.Type()).fields {
			if f.element == "RegistrationDate" && pa && rec.Field(f.index).String() == "" {
				continue // the rule on the primary applicant says it
			}
			k.value(f, owner, rec.Field(f.index).String())
		}
	}
}

func (k *checker) value(f field, owner, s string) {
	switch {
	case s == "" && f.need[k.version] != "must":
	case s == "" && f.is == "photo":
		k.add(EmptyFile, f.element, owner, "")
	case s == "":
		k.add(Missing, f.element, owner, "")
	default:
		if kind := wrong(f.is, s, k.version); kind != "" {
			if kind == Undecodable || kind == EmptyFile {
				s = ""
			}
			k.add(kind, f.element, owner, s)
		}
	}
}

// wrong says what is wrong with a value that is there, "" when nothing is.
func wrong(is, s string, v Version) Kind {
	switch is {
	case "", "owner":
	case "name":
		if strings.ContainsFunc(s, unicode.IsDigit) {
			return Digits
		}
	case "date":
		if day(s) == "" {
			return Invalid
		}
	case "bool":
		if _, ok := truth(s); !ok {
			return Invalid
		}
	case "number":
		if n, err := strconv.Atoi(s); err != nil || n < 0 {
			return Invalid
		}
	case "batch": // 3.1 does not say which words it uses
		if v == V4 && s != "Single Submission" && s != "Group Submission" {
			return Invalid
		}
	case "photo":
		b, err := decode(s)
		switch {
		case err != nil:
			return Undecodable
		case len(b) == 0:
			return EmptyFile
		}
	default:
		if !tables[is](s) {
			return Invalid
		}
	}
	return ""
}

// individuals: each is there once, and of each it is said what they are to the principal applicant.
func (k *checker) individuals(c Case) {
	if len(c.Individuals) == 0 {
		k.add(Missing, "dataIndividual", "", "")
	}
	seen := map[string]int{}
	for _, i := range c.Individuals {
		if seen[i.ID]++; i.ID != "" && seen[i.ID] == 2 {
			k.add(Duplicate, "IndividualID", i.ID, i.ID)
		}
		if k.version == V4 && !k.people.member[i.GUID] {
			k.add(Missing, relationshipField, i.ID, "")
		}
	}
}

// principal: exactly one, registered, with an address in the country of asylum.
func (k *checker) principal(c Case) {
	found := 0
	for _, i := range c.Individuals {
		if !k.people.isPA(i) {
			continue
		}
		found++
		if i.Registered == "" {
			k.add(Missing, registrationOfPA, i.ID, "")
		}
		coa := false
		for _, a := range c.Addresses {
			coa = coa || strings.EqualFold(a.Type, "CoA") && k.people.owner(reflect.ValueOf(a)) == i.ID
		}
		if !coa {
			k.add(Missing, coaAddress, i.ID, "")
		}
	}
	switch {
	case found == 0:
		k.add(Missing, primaryApplicant, "", "")
	case found > 1:
		k.add(Duplicate, primaryApplicant, "", "")
	}
}

// group: the stated size is the number of individuals.
func (k *checker) group(c Case) {
	if len(c.Groups) == 0 {
		k.add(Missing, "dataProcessGroup", "", "")
	}
	for _, g := range c.Groups {
		if n, err := strconv.Atoi(g.Size); err == nil && n >= 0 && n != len(c.Individuals) {
			k.add(Mismatch, "ProcessingGroupSize", "", fmt.Sprintf("%s, but %d individuals", g.Size, len(c.Individuals)))
		}
	}
}

func (k *checker) crossReferences(c Case) {
	seen := map[[2]string]int{}
	for _, x := range c.CrossReferences {
		pair := [2]string{x.From, x.To}
		if seen[pair]++; seen[pair] == 2 {
			k.add(Duplicate, crossReference, "", "")
		}
	}
}

// persons finds who a record is about.
type persons struct {
	id     map[string]string // GUID -> IndividualID
	pa     map[string]bool   // GUID of those whom a member record makes the principal applicant
	member map[string]bool
}

func index(c Case) persons {
	p := persons{map[string]string{}, map[string]bool{}, map[string]bool{}}
	for _, i := range c.Individuals {
		if i.GUID != "" {
			p.id[i.GUID] = i.ID
		}
	}
	for _, m := range c.Members {
		p.member[m.Individual] = true
		p.pa[m.Individual] = p.pa[m.Individual] || m.Relationship == "PA"
	}
	return p
}

func (p persons) isPA(i Individual) bool {
	return i.RelationshipToPPA == "PA" || i.GUID != "" && p.pa[i.GUID]
}

// owner is the IndividualID of the person a record is about.
func (p persons) owner(rec reflect.Value) string {
	if i, ok := rec.Interface().(Individual); ok {
		return i.ID
	}
	for _, f := range layout(rec.Type()).fields {
		if f.is != "owner" || rec.Field(f.index).String() == "" {
			continue
		}
		s := rec.Field(f.index).String()
		if f.element == "IndividualID" {
			return s
		}
		if id, ok := p.id[s]; ok {
			return id
		}
	}
	return ""
}

// day is the calendar day of a date as it is written, "" when it is none. The zone is not applied: a birthday
// written at midnight of some zone is that day, not the day before it in UTC.
func day(s string) string {
	for _, l := range []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02Z07:00", time.DateOnly} {
		if t, err := time.Parse(l, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}

func truth(s string) (yes, ok bool) {
	switch s {
	case "1", "true":
		return true, true
	case "0", "false":
		return false, true
	}
	return false, false
}

// decode reads base64 with line breaks in it and with its padding left off.
func decode(s string) ([]byte, error) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
}
