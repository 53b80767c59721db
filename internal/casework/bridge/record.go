package bridge

import (
	"slices"
	"strings"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Record is a case as the case system has it.
type Record struct {
	Line int // of its first row

	Number       string // the case system's own
	Application  string
	Partner      string
	IdentifiedBy string
	Office       string
	Stage        casefile.SystemStage
	Referred     policy.Day
	Submitted    policy.Day
	Filed        policy.Day
	AtOffice     policy.Day
	Decided      policy.Day
	Ended        policy.Day
	Province     string
	CSQ          policy.Day

	Persons []Person

	said map[string]string // by column; a column that the file does not have is not there
}

// Person is one row of a record.
type Person struct {
	Line   int
	Number string // within the record
	people.Person

	Visa                  string
	VisaIssued, VisaUntil policy.Day
	Departed              policy.Day
	Landed                policy.Day
	Place, Document       string // of the landing

	said map[string]string
}

// Said is what the record says of the case, by column.
func (r Record) Said() map[string]string { return r.said }

// Said is what the row says of the person, by column.
func (p Person) Said() map[string]string { return p.said }

// Records are the rows by record, in the order of the file, or what is wrong in how they are written.
func Records(rows []Row) ([]Record, []Fault) {
	var out []Record
	var faults []Fault
	at := map[string]int{}
	for _, row := range rows {
		cells := map[string]string{}
		for _, c := range Columns {
			v, has := row.cells[c.Name]
			if !has {
				continue
			}
			v, wrong, rule := c.written(v)
			if wrong != "" {
				faults = append(faults, Fault{Line: row.Line, Column: c.Name, Key: wrong, Rule: rule})
			}
			cells[c.Name] = v
		}
		for _, name := range []string{"record", "person"} {
			if cells[name] == "" {
				faults = append(faults, Fault{Line: row.Line, Column: name, Key: "bridge.cell.missing"})
			}
		}
		i, known := at[cells["record"]]
		if !known {
			i = len(out)
			at[cells["record"]] = i
			out = append(out, recordOf(row.Line, cells))
		}
		r := &out[i]
		for _, c := range Columns {
			if v := cells[c.Name]; !c.Person && v != "" && v != r.said[c.Name] { // a later row repeats the first, or leaves it out
				faults = append(faults, Fault{Line: row.Line, Column: c.Name, Key: "bridge.cell.differs", Args: map[string]any{"Line": r.Line}})
			}
		}
		p := personOf(row.Line, cells)
		if slices.ContainsFunc(r.Persons, func(o Person) bool { return o.Number == p.Number }) {
			faults = append(faults, Fault{Line: row.Line, Column: "person", Key: "bridge.person.twice"})
		}
		r.Persons = append(r.Persons, p)
	}
	if faults = append(faults, twice(out)...); len(faults) > 0 {
		return nil, faults
	}
	return out, nil
}

// twice finds a number of a file or of a person that stands in the file more than once (I-51, I-52).
func twice(list []Record) (out []Fault) {
	files, clients := map[string]bool{}, map[string]bool{}
	for _, r := range list {
		if r.Application != "" && files[r.Application] {
			out = append(out, Fault{Line: r.Line, Column: "application", Key: "filing.number.taken", Rule: "I-51"})
		}
		files[r.Application] = true
		for _, p := range r.Persons {
			if p.UCI != "" && clients[p.UCI] {
				out = append(out, Fault{Line: p.Line, Column: "uci", Key: "filing.uci.twice", Rule: "I-52"})
			}
			clients[p.UCI] = true
		}
	}
	return out
}

func recordOf(line int, cells map[string]string) Record {
	d := func(name string) policy.Day { return policy.Day(cells[name]) }
	r := Record{Line: line, Number: cells["record"], Application: cells["application"], Partner: cells["partner"], IdentifiedBy: cells["identified_by"], Office: cells["office"],
		Stage: casefile.SystemStage(cells["stage"]), Referred: d("referred"), Submitted: d("submitted"), Filed: d("filed"), AtOffice: d("at_office"), Decided: d("decided"),
		Ended: d("ended"), Province: cells["province"], CSQ: d("csq"), said: map[string]string{}}
	for _, c := range Columns {
		if v, has := cells[c.Name]; has && !c.Person {
			r.said[c.Name] = v
		}
	}
	return r
}

func personOf(line int, cells map[string]string) Person {
	d := func(name string) policy.Day { return policy.Day(cells[name]) }
	p := Person{Line: line, Number: cells["person"], Visa: cells["visa"], VisaIssued: d("visa_issued"), VisaUntil: d("visa_until"), Departed: d("departed"), Landed: d("landed"),
		Place: cells["landed_place"], Document: cells["landed_document"], said: map[string]string{}}
	for _, c := range Columns {
		v, has := cells[c.Name]
		if !has || !c.Person {
			continue
		}
		p.said[c.Name] = v
		if set := setters[c.Name]; set != nil {
			set(&p.Person, v)
		}
	}
	p.SingleName = p.Family != "" && p.Given == "" || p.Given != "" && p.Family == ""
	if p.SingleName && p.Family == "" { // a single name stands as the family name (I-40)
		p.Family, p.Given = p.Given, ""
	}
	p.Relationship, p.Travelling = people.Relationship(cells["relationship"]), cells["travels"]
	return p
}

// setters and getters are what the source owns of a person.
var (
	setters = map[string]func(*people.Person, string){
		"uci":           func(p *people.Person, v string) { p.UCI = v },
		"family":        func(p *people.Person, v string) { p.Family = v },
		"given":         func(p *people.Person, v string) { p.Given = v },
		"sex":           func(p *people.Person, v string) { p.Sex = v },
		"born":          func(p *people.Person, v string) { p.Born = people.Partial(v) },
		"birth_country": func(p *people.Person, v string) { p.BirthCountry = v },
		"nationality": func(p *people.Person, v string) {
			if p.Nationalities = nil; v != "" {
				p.Nationalities = []string{v}
			}
		},
		"residence": func(p *people.Person, v string) { p.Residence = v },
	}
	getters = map[string]func(people.Person) string{
		"uci":           func(p people.Person) string { return people.CleanUCI(p.UCI) },
		"family":        func(p people.Person) string { return p.Family },
		"given":         func(p people.Person) string { return p.Given },
		"sex":           func(p people.Person) string { return p.Sex },
		"born":          func(p people.Person) string { return string(p.Born) },
		"birth_country": func(p people.Person) string { return p.BirthCountry },
		"nationality":   func(p people.Person) string { return strings.Join(p.Nationalities, " ") },
		"residence":     func(p people.Person) string { return p.Residence },
	}
)

// Check says what a record lacks, or has that cannot be, before it becomes a case here. Nothing of it is guessed: what the stage of
// the case needs must be in the file.
//
// Rule I-102 (our rule): the existing caseload enters at the stage that it has, with its days and persons. A case whose stage, days,
// partner or persons do not go together is not let in.
func Check(r Record, pack *policy.Pack, today policy.Day) (out []Fault) {
	say := func(line int, column, key, rule string) {
		out = append(out, Fault{Line: line, Column: column, Key: key, Rule: rule})
	}
	head := func(column, key, rule string) { say(r.Line, column, key, rule) }
	at := slices.Index(casefile.SystemStages, r.Stage)
	reached := func(s casefile.SystemStage) bool {
		return at >= slices.Index(casefile.SystemStages, s) && (r.Stage == s || r.Stage.Approved() || !r.Stage.Over())
	}
	if at < 0 {
		head("stage", "bridge.stage.unknown", "I-102")
		return out
	}
	last := policy.Day("")
	needs := func(column string, d policy.Day, must bool) {
		switch {
		case d == "" && must:
			head(column, "bridge.cell.missing", "I-102")
		case d != "" && (d < last || d > today):
			head(column, "bridge.day.order", "I-102")
		case d != "":
			last = d
		}
	}
	needs("referred", r.Referred, true)
	needs("submitted", r.Submitted, true)
	needs("filed", r.Filed, reached(casefile.SystemFiled))
	needs("at_office", r.AtOffice, reached(casefile.SystemInProcess))
	needs("decided", r.Decided, reached(casefile.SystemApproved) || r.Stage == casefile.SystemRefused)
	needs("ended", r.Ended, r.Stage.Over())
	if r.Application == "" && reached(casefile.SystemFiled) {
		head("application", "bridge.cell.missing", "I-51")
	}
	if r.Application != "" && r.Filed == "" {
		head("filed", "bridge.cell.missing", "I-51")
	}
	if _, ok := pack.On(today).Office(r.Office); !ok && (r.Office != "" || reached(casefile.SystemInProcess)) {
		head("office", "bridge.office.unknown", "I-36")
	}
	if v := pack.On(r.Referred); r.Referred.Valid() {
		if _, ok := v.Partner(r.Partner); !ok {
			head("partner", "referral.register.partner", "I-1")
		} else if err := v.MayRefer(r.Partner); err != nil {
			head("partner", "bridge.partner.day", "I-4")
		}
		if _, ok := v.Partner(r.IdentifiedBy); !ok && r.IdentifiedBy != "" {
			head("identified_by", "referral.register.partner", "I-5")
		}
	}
	first := 0
	for _, p := range r.Persons {
		if p.Relationship == people.PA {
			first++
		}
		out = append(out, p.check(r, today)...)
	}
	if first != 1 {
		head("relationship", "bridge.person.principal", "I-35")
	}
	landed := slices.ContainsFunc(r.Persons, func(p Person) bool { return p.Landed != "" && p.Travelling == people.Yes })
	if came := r.Stage == casefile.SystemLanded || r.Stage == casefile.SystemClosed; landed != came {
		head("stage", "bridge.stage.landed", "X-30")
	}
	return out
}

// check says what is wrong with one person of a record.
func (p Person) check(r Record, today policy.Day) (out []Fault) {
	say := func(column, key, rule string) {
		out = append(out, Fault{Line: p.Line, Column: column, Key: key, Rule: rule})
	}
	if !p.Named() {
		say("family", "person.family.missing", "I-28")
	}
	if !slices.Contains([]string{"F", "M", "X", "U"}, p.Sex) {
		say("sex", "bridge.cell.sex", "")
	}
	if p.Relationship == "" {
		say("relationship", "bridge.cell.missing", "I-35")
	}
	if p.Travelling == "" {
		say("travels", "bridge.cell.missing", "I-26")
	}
	if p.Relationship == people.PA && p.Residence == "" {
		say("residence", "referral.register.residence", "I-36")
	}
	if f, ok := people.CheckEntered(p.Person, today).(*fault.Error); ok {
		for _, x := range f.Fields {
			say(x.Name, x.Key, x.Rule)
		}
	}
	visa := r.Stage == casefile.SystemVisa || p.Departed != "" || p.Visa+string(p.VisaIssued)+string(p.VisaUntil) != ""
	switch {
	case !visa || p.Travelling != people.Yes:
	case p.Visa == "":
		say("visa", "visa.number", "A-100")
	case p.VisaIssued == "" || p.VisaIssued < r.Decided || p.VisaIssued > today:
		say("visa_issued", "visa.issued", "A-100")
	case p.VisaUntil <= p.VisaIssued:
		say("visa_until", "visa.valid", "A-101")
	}
	if (p.Visa != "" || p.Departed != "") && !r.Stage.Approved() {
		say("visa", "visa.not_approved", "A-86")
	}
	if p.Departed != "" && (p.Departed < p.VisaIssued || p.Departed > today) {
		say("departed", "departure.day", "A-114")
	}
	if p.Landed != "" && (p.Landed < p.Departed || p.Landed < r.Decided || p.Landed > today) {
		say("landed", "landing.day", "X-30")
	}
	if came := r.Stage == casefile.SystemLanded || r.Stage == casefile.SystemClosed; p.Landed != "" && p.Travelling != people.Yes && !came {
		say("landed", "bridge.stage.landed", "X-30") // of those who travel the stage says so
	}
	if p.Landed == "" && p.Place+p.Document != "" {
		say("landed", "landing.day", "X-30")
	}
	return out
}
