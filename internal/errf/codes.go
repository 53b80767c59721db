package errf

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed codes/language.txt
var languageCodes string

//go:embed codes/ethnicity.txt
var ethnicityCodes string

//go:embed codes/occupation.txt
var occupationCodes string

// tables are UNHCR's code tables. "-" is in each: the field is there and was not filled in. The three long ones
// are read when they are first asked for.
var tables = map[string]func(string) bool{
	"country":       func(s string) bool { _, ok := countries[s]; return ok },
	"language":      listed(&languageCodes),
	"ethnicity":     listed(&ethnicityCodes),
	"occupation":    listed(&occupationCodes),
	"education":     func(s string) bool { return educationLevel.has(Level(s)) },
	"address":       func(s string) bool { return addressTypes.canonical(s) != "" },
	"degree":        func(s string) bool { return degrees.canonical(s) != "" },
	"sex":           among("- F M U").has,
	"marital":       among("- CL DV EG MA SN SR U WD PT P").has,
	"religion":      among("- ADV AHM ALA ANC ANG ANI ATH BAH BAP BUD CAO CHL CHR COF CSC DRU EAS FLG HIN ISM JAI JDS JEH KAK KIR LUT MND MOR MUS NON OOR ORT OTH PEN PRO ROM SCI SHI SIK SIT SPI SUN TAO VOD U YAZ ZOR").has,
	"relationship":  relationships.has,
	"employment":    among("- E NE S").has,
	"level":         among("- E N NO U").has,
	"criteria":      among("- AWR CHL FAM LPN MED OLD RLI SVT LFDS N/A").has,
	"priority":      among("- NR UG EM U").has,
	"vulnerability": among("- CR SC WR ER SP DS SM FU LP TR SV").has,
}

// code is a short table.
type code map[string]bool

func among(list string) code {
	c := code{}
	for _, s := range strings.Fields(list) {
		c[s] = true
	}
	return c
}

func (c code) has(s string) bool { return c[s] }

// canonical is the table's own spelling of a code that files write in several ("COA", "Coa", "CoA"), "" when it has none.
func (c code) canonical(s string) string {
	if c[s] {
		return s
	}
	for k := range c {
		if strings.EqualFold(k, s) {
			return k
		}
	}
	return ""
}

var (
	relationships = among("- ANT BIL CLF CLH CLM CLW COF COM DAU EXF EXM FCF FCM FPF FPM FP GCF GCM GPF GPM HAB HAS HR1 HR2 HUS ILF ILM NCE NEP NRF NRM ORF ORM PA PLF PLM PRF PRM SBF SBM SCF SCM SIL SON SPB SPF SPM SPS U UKF UKM UNC WIF PTF PTM")
	// UNHCR's table spells CoA, files spell COA and Coa; its PCOA beside PCoA is the same code.
	addressTypes   = among("- AstAd CoA CoO Integ Mail PCoA PCoO PMail RST Trans VolRe EML TEL CoR PCoR")
	degrees        = among("- BAC Grad High Prim Sec Tech U Univ")
	educationLevel = among("- 1 2 3 4 5 6 7 8 9 10 11 12 13 14 IN KG NE PG TC U UG")
)

// Level is an education level as the table spells it: 3.1 files write years with two digits ("07").
func Level(s string) string {
	if t := strings.TrimLeft(s, "0"); len(s) == 2 && t != "" {
		return t
	}
	return s
}

// listed looks a code up in a long table.
func listed(text *string) func(string) bool {
	once := sync.OnceValue(func() map[string]string { return entries(*text) })
	return func(s string) bool { _, ok := once()[s]; return ok }
}

// entries are the codes of a table with the house's code for each: the same one, or what stands after "=".
func entries(text string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, s := range strings.Fields(line) {
			from, to, other := strings.Cut(s, "=")
			if !other {
				to = from
			}
			m[from] = to
		}
	}
	return m
}

var languages = sync.OnceValue(func() map[string]string { return entries(languageCodes) })

// Tongue is the house's code (ISO 639-3, upper case) for a language of UNHCR's: its SPN is Spanish, which ISO calls SPA, and
// ISO's SPN is another language. "" where the lists could not be matched, or the code is none of UNHCR's.
func Tongue(code string) string {
	if code == notGiven {
		return ""
	}
	return languages()[code]
}
