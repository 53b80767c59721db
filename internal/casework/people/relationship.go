package people

// Relationship is how a person is related to the principal applicant: UNHCR's code, "" when not answered.
type Relationship string

// The codes that rules read; UNHCR's table has more, and those are de facto dependants to us (I-30).
const (
	PA        Relationship = "PA"  // principal applicant
	Husband   Relationship = "HUS" //
	Wife      Relationship = "WIF" //
	PartnerF  Relationship = "PTF" //
	PartnerM  Relationship = "PTM" //
	CommonH   Relationship = "CLH" // common-law husband
	CommonW   Relationship = "CLW" // common-law wife
	Daughter  Relationship = "DAU" //
	Son       Relationship = "SON" //
	StepD     Relationship = "SCF" // step-daughter
	StepS     Relationship = "SCM" // step-son
	FosterD   Relationship = "FCF" //
	FosterS   Relationship = "FCM" //
	GrandD    Relationship = "GCF" // granddaughter
	GrandS    Relationship = "GCM" // grandson
	BrotherIL Relationship = "BIL" // brother-in-law
	SisterIL  Relationship = "SIL" // sister-in-law
)

// Class is what a relationship is in law.
type Class string

// The classes. Family members are partners, children, and children of dependent children (I-23); the rest are
// de facto dependants, who need a case of their own (I-30).
const (
	IsPrincipal  Class = "principal"
	IsPartner    Class = "partner"
	IsChild      Class = "child"
	IsGrandchild Class = "grandchild"
	IsDeFacto    Class = "de_facto"
	IsUnanswered Class = "unanswered"
)

// Class is what r is in law. A foster child is a child only when adopted, which the officer establishes: until then de facto.
func (r Relationship) Class() Class {
	switch r {
	case PA:
		return IsPrincipal
	case Husband, Wife, PartnerF, PartnerM, CommonH, CommonW:
		return IsPartner
	case Daughter, Son, StepD, StepS:
		return IsChild
	case GrandD, GrandS:
		return IsGrandchild
	case "", "-", "U":
		return IsUnanswered
	}
	return IsDeFacto
}

// Relationships is UNHCR's table, family first, in the order of the page.
var Relationships = []Relationship{
	PA, Husband, Wife, PartnerF, PartnerM, CommonH, CommonW, Daughter, Son, StepD, StepS, FosterD, FosterS, GrandD, GrandS,
	"PRF", "PRM", "FP", "FPF", "FPM", "SPF", "SPM", "SBF", "SBM", "HAB", "HAS", "SPB", "SPS", BrotherIL, SisterIL,
	"PLF", "PLM", "ILF", "ILM", "CLF", "CLM", "GPF", "GPM", "ANT", "UNC", "NCE", "NEP", "COF", "COM",
	"EXF", "EXM", "HR1", "HR2", "NRF", "NRM", "ORF", "ORM", "UKF", "UKM", "U",
}
