package people

import (
	"slices"
	"strings"
	"unicode"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// CheckEntered finds what is wrong with what was typed about a person, whatever is still missing: a draft is
// always saved, but never with a date that does not exist. Field names are those of the form.
func CheckEntered(p Person, today policy.Day) error {
	var c fault.Check
	checkNames(&c, p)
	checkDates(&c, p, today)
	for _, n := range p.Nationalities {
		if !country(n) {
			c.Add("nationality", "person.nationality.code")
		}
	}
	for name, v := range map[string]string{"birth_country": p.BirthCountry, "origin": p.Origin, "residence": p.Residence} {
		if v != "" && !country(v) {
			c.Add(name, "person."+name+".code")
		}
	}
	if p.Relationship != "" && !slices.Contains(Relationships, p.Relationship) && p.Relationship != "-" {
		c.Add("relationship", "person.relationship.code")
	}
	if p.Email != "" && (!strings.Contains(p.Email, "@") || strings.ContainsAny(p.Email, " <>")) {
		c.Add("email", "person.email.form")
	}
	if p.UCI != "" && !UCIValid(p.UCI) {
		c.AddRule("uci", "person.uci.form", "I-52")
	}
	slices.SortStableFunc(c.Fields, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return c.Err("person.check")
}

// Rule I-40: names exactly as in the identity document, no initials, family and given name apart; a single name
// stands as the family name and the given name stays blank.
func checkNames(c *fault.Check, p Person) {
	if p.SingleName && p.Given != "" {
		c.AddRule("given", "person.given.single", "I-40")
	}
	for name, v := range map[string]string{"family": p.Family, "given": p.Given, "second_family": p.SecondFamily, "middle": p.Middle, "maiden": p.Maiden} {
		switch {
		case strings.ContainsFunc(v, unicode.IsControl):
			c.Add(name, "person.name.control")
		case initials(v):
			c.AddRule(name, "person.name.initials", "I-40")
		case strings.ContainsFunc(v, unicode.IsDigit) && !invented(v):
			c.AddRule(name, "person.name.digits", "I-40")
		}
	}
}

// initials says whether a name is written as initials, as "A. B." or "J.". A single letter without a point may
// be a whole name.
func initials(name string) bool {
	words := strings.Fields(name)
	for _, w := range words {
		letters := []rune(strings.TrimSuffix(w, "."))
		if strings.HasSuffix(w, ".") && len(letters) == 1 && unicode.IsLetter(letters[0]) {
			return true
		}
	}
	return false
}

// invented names of demonstrations are numbers ("0412"), which no identity document holds.
func invented(name string) bool {
	for _, r := range name {
		if !unicode.IsDigit(r) && r != '-' {
			return false
		}
	}
	return len(name) >= 4
}

// checkDates is INT-E13 for what was typed: dates that do not exist or cannot be. Under decision 10 the pack
// says whether it stops the referral; on the form it is pointed out at once.
func checkDates(c *fault.Check, p Person, today policy.Day) {
	for _, d := range []struct {
		name string
		at   Partial
	}{{"born", p.Born}, {"died", p.Died}, {"arrived", p.Arrived}, {"registered", p.Registered}, {"marital_since", p.MaritalSince}, {"lived_together", p.LivedTogether}, {"condition_from", p.ConditionFrom}} {
		switch {
		case d.at == "":
		case !d.at.Valid():
			c.Add(d.name, "person."+d.name+".form")
		case today.Valid() && d.at.Earliest() > today:
			c.AddRule(d.name, "person.date.future", "INT-E13")
		case d.name != "born" && d.at.Before(p.Born):
			c.AddRule(d.name, "person.date.before_birth", "INT-E13")
		}
	}
	if p.Born.Valid() && today.Valid() && p.Born.Latest().AddYears(120) < today {
		c.AddRule("born", "person.born.old", "INT-E13")
	}
	for _, d := range p.IdentityDocuments {
		if d.Expires.Before(d.Issued) {
			c.AddRule("identity_expires", "person.identity.expires", "INT-E13")
		}
	}
}

// ImpossibleDates says whether any date about the person cannot be (INT-E13), for the completeness view.
func ImpossibleDates(p Person, today policy.Day) bool {
	var c fault.Check
	checkDates(&c, p, today)
	for _, a := range p.Addresses {
		if a.To.Before(a.From) || a.To.Before(p.Born) {
			return true
		}
	}
	for _, e := range p.Employment {
		if e.To.Before(e.From) {
			return true
		}
	}
	return len(c.Fields) > 0
}

// CheckListed says what the law asks of a listed person and is missing.
//
// Rule I-28 (R140.1): name and country of birth of everyone; whether they are somebody's spouse or partner; the
// address too of those who travel. A reason is asked of those who do not (ours).
func CheckListed(p Person) []fault.Field {
	var c fault.Check
	if !p.Named() {
		c.AddRule("family", "person.family.missing", "I-28")
	}
	if p.BirthCountry == "" || p.BirthCountry == "-" {
		c.AddRule("birth_country", "person.birth_country.missing", "I-28")
	}
	if p.Marital == "" || p.Marital == "-" {
		c.AddRule("marital", "person.marital.missing", "I-28")
	}
	if p.Principal() {
		if p.Residence == "" {
			c.AddRule("residence", "person.residence.missing", "I-36")
		}
	}
	if p.OwnCase == "" && !p.Deceased() {
		switch p.Travelling {
		case Yes:
			if !p.HasAddress() {
				c.AddRule("address", "person.address.missing", "I-28")
			}
		case No:
			if strings.TrimSpace(p.NotWhy) == "" {
				c.AddRule("not_why", "person.not_why.missing", "I-28")
			}
		default:
			c.AddRule("travelling", "person.travelling.missing", "I-28")
		}
	}
	return c.Fields
}

// HasAddress says whether a place where the person lives is entered.
func (p Person) HasAddress() bool {
	return slices.ContainsFunc(p.Addresses, func(a Address) bool {
		return Lives(a.Kind) && a.Country != "" && slices.ContainsFunc(a.Lines, func(l string) bool { return strings.TrimSpace(l) != "" })
	})
}

// Lives says whether a kind of address is where a person lives now: UNHCR's current country of asylum or of
// residence, in the spellings its files use.
func Lives(kind string) bool {
	switch strings.ToLower(kind) {
	case "coa", "cor", "residence":
		return true
	}
	return false
}

// ClashingAddresses are the addresses where the person lives that are in another country than the residence:
// the office follows the residence (I-36), so the clash is shown beside the field until somebody settles it
// (decision 16).
func ClashingAddresses(p Person) []int {
	var out []int
	for i, a := range p.Addresses {
		if Lives(a.Kind) && p.Residence != "" && a.Country != "" && a.Country != p.Residence {
			out = append(out, i)
		}
	}
	return out
}

// UCIValid says whether a unique client identifier has its form: 8 or 10 digits, hyphens or not, with a prefix
// on temporary forms (I-52).
func UCIValid(s string) bool {
	s = strings.ToUpper(strings.ReplaceAll(strings.ReplaceAll(s, "-", ""), " ", ""))
	for _, prefix := range []string{"CAN", "X", "T"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			s = rest
			break
		}
	}
	if len(s) != 8 && len(s) != 10 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// CleanUCI is a client identifier as it is stored: its prefix and digits alone (I-52).
func CleanUCI(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s))
}

// ShownUCI is a client identifier as the department writes it: 1234-5678 or 12-3456-7890 (I-52).
func ShownUCI(s string) string {
	s = CleanUCI(s)
	digits := strings.TrimLeft(s, "CANXT")
	prefix := s[:len(s)-len(digits)]
	switch len(digits) {
	case 8:
		return prefix + digits[:4] + "-" + digits[4:]
	case 10:
		return prefix + digits[:2] + "-" + digits[2:6] + "-" + digits[6:]
	}
	return s
}

// country says whether s has the form of a country code; which codes exist is the import's and the page's list.
func country(s string) bool {
	return len(s) == 3 && !strings.ContainsFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// CheckAddress finds what is wrong with one address.
func CheckAddress(a Address, born Partial) error {
	var c fault.Check
	switch {
	case a.To.Before(a.From):
		c.AddRule("to", "address.to.before_from", "INT-E13")
	case a.To.Before(born):
		c.AddRule("to", "person.date.before_birth", "INT-E13")
	}
	return c.Err("ask.check")
}

// CheckIdentity finds what is wrong with one identity document.
func CheckIdentity(d IdentityDocument) error {
	var c fault.Check
	if d.Expires.Before(d.Issued) {
		c.AddRule("expires", "person.identity.expires", "INT-E13")
	}
	return c.Err("ask.check")
}

// CheckTimes finds what is wrong with a stretch of somebody's life: fields "from" and "to" of its form (INT-E13).
func CheckTimes(from, to Partial, p Person, today policy.Day) error {
	var c fault.Check
	switch {
	case from.Before(p.Born):
		c.AddRule("from", "person.date.before_birth", "INT-E13")
	case from != "" && today.Valid() && from.Earliest() > today:
		c.AddRule("from", "person.date.future", "INT-E13")
	}
	switch {
	case to.Before(from):
		c.AddRule("to", "address.to.before_from", "INT-E13")
	case to.Before(p.Born):
		c.AddRule("to", "person.date.before_birth", "INT-E13")
	}
	return c.Err("ask.check")
}
