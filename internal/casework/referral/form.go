package referral

import (
	"slices"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
)

// Lists of codes that the questions offer. Their words are in the catalogues.
var (
	// Channels are the ways a package comes (I-56).
	Channels = []string{"portal", "encrypted", "courier", "errf"}
	// Priorities are UNHCR's, and the other partners' until they say otherwise (I-17).
	Priorities = []string{"normal", "urgent", "emergency"}
	// Criteria are UNHCR's submission categories (I-18).
	Criteria = []string{"LPN", "SVT", "MED", "AWR", "FAM", "CHL", "OLD", "RLI", "LFDS"}
	// WorkFields are fields of human rights work (intake 9.4).
	WorkFields = []string{"civil_political", "democracy", "journalism", "justice", "women", "lgbtqi", "indigenous", "land", "labour",
		"anti_corruption", "minorities", "children", "migrants", "humanitarian", "digital", "academic", "art", "other"}
	// Bases are kinds of evidence a determination may rest on (intake 7.5).
	Bases = []string{"publication", "award", "organization_letter", "court", "threat", "media", "medical", "referees", "known_to_partner", "other"}
	// Actors are who threatens the applicant.
	Actors = []string{"state", "non_state"}
	// Deadlines are what a deadline is of.
	Deadlines = []string{"visa_expiry", "deportation", "eviction", "other"}
	// LegalStatuses are where a charge stands.
	LegalStatuses = []string{"investigated", "charged", "on_trial", "convicted", "acquitted", "in_absentia", "unknown"}
	// Needs of medicine and protection, at a glance.
	Needs = []string{"medical_urgent", "medical", "disability", "mental_health", "pregnancy", "survivor", "child_alone", "older", "in_hiding", "detention_risk"}
	// LinkKinds are how another case belongs with this one.
	LinkKinds = []string{"de_facto", "relative", "co_defender", "split"}
	// ConsentKinds are what an adult consents to (intake section 6, 7.5; decision 11: a handover to UNHCR needs its own).
	ConsentKinds = []string{"share_department", "safe_contact", "outcome_partner", "handover_unhcr"}
	// FormStates are where a form of the checklist stands.
	FormStates = []string{"missing", "started", "signed", "not_needed"}
	// Ways are how a form is filled in: here, question by question, or on the department's own form.
	Ways = []string{Online, Paper}
	// Means are how a form is signed (decision 15).
	Means = []string{"scan", "electronic"}
	// Signers are who signs: each adult, and for a minor a parent or guardian (I-37).
	Signers = []string{"self", "guardian"}
	// WithdrawReasons are why a referral is withdrawn before it is sent (A10).
	WithdrawReasons = []string{"applicant_wish", "other_country", "returned_home", "safety", "no_contact", "duplicate", "other_partner", "died"}
	// Bodies are those whose members may be paid to represent (IRPA 91): law societies, the chamber of notaries, paralegals
	// of a law society, the college of consultants.
	Bodies = []string{"lawyer", "notary", "paralegal", "consultant"}

	// Preconditions are the ids of the pack's list of screening questions (I-12), as the cover page prints them.
	Preconditions = []string{"track_record", "refugee_definition", "fled_persecution", "no_durable_solution", "wants_canada"}

	yesNo        = []string{people.Yes, people.No}
	yesNoUnknown = []string{people.Yes, people.No, people.Unknown}
	sexes        = []string{"F", "M", "X", "U"}
	maritals     = []string{"SN", "EG", "MA", "CL", "PT", "SR", "DV", "WD", "U"}
	levels       = []string{"E", "N", "NO", "U"}
	schooling    = []string{"NE", "IN", "KG", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "TC", "UG", "PG", "U"}
	addressKinds = []string{"CoR", "CoA", "Mail", "TEL", "EML", "CoO", "PCoR", "PCoA", "PCoO", "PMail", "Trans", "AstAd", "Integ", "VolRe", "RST"}
	identities   = []string{"passport", "national_id", "refugee_card", "birth_certificate", "other"}
)

// CoverForm is step 1: the cover page (intake 7.1). It asks for the partner's own determination and has no question
// for anybody else to assess it (I-11), and none about a fee (I-21) or a wish to return one day (decision 9).
var CoverForm = Sheet[Referral]{
	{"partner", []Question[Referral]{
		one("cover", "partner_case", Text, Optional, 60, func(r *Referral) *string { return &r.PartnerCase }).secret(),
		one("cover", "partner_office", Text, Optional, 80, func(r *Referral) *string { return &r.PartnerOffice }),
		one("cover", "contact", Text, Needed, 80, func(r *Referral) *string { return &r.Contact }),
		one("cover", "backup", Text, Optional, 80, func(r *Referral) *string { return &r.Backup }),
		number("cover", "stated_size", func(r *Referral) *int { return &r.Import.Size }).reads("INT-E9"),
		one("cover", "identified_by", Select, Optional, 20, func(r *Referral) *string { return &r.IdentifiedBy }).reads("I-5"), // the partners are the pack's
	}},
	{"determination", []Question[Referral]{
		one("cover", "statement", Long, Needed, 6000, func(r *Referral) *string { return &r.Determination.Statement }).reads("INT-E14").secret(),
		one("cover", "determined_on", Date, Needed, 0, func(r *Referral) *string { return (*string)(&r.Determination.Date) }).reads("INT-E14"),
		one("cover", "determined_by", Text, Needed, 120, func(r *Referral) *string { return &r.Determination.By }).reads("INT-E14").secret(),
		list("cover", "basis", Many, Optional, 0, func(r *Referral) *[]string { return &r.Determination.Basis }).of("cover.basis.is", Bases...),
		one("cover", "references", Number, Optional, 3, func(r *Referral) *string { return &r.Determination.References }),
	}},
	{"work", []Question[Referral]{
		list("cover", "fields", Many, Needed, 0, func(r *Referral) *[]string { return &r.Work.Fields }).of("cover.fields.is", WorkFields...),
		one("cover", "work", Long, Needed, 6000, func(r *Referral) *string { return &r.Work.Account }).secret(),
		one("cover", "work_role", Text, Optional, 120, func(r *Referral) *string { return &r.Work.Role }).secret(),
		list("cover", "organizations", Lines, Optional, 10, func(r *Referral) *[]string { return &r.Work.Organizations }).secret(),
		one("cover", "work_since", DateLike, Optional, 0, func(r *Referral) *string { return &r.Work.Since }),
		one("cover", "work_country", Country, Optional, 0, func(r *Referral) *string { return &r.Work.Country }),
		one("cover", "work_place", Choice, Needed, 0, func(r *Referral) *string { return &r.Work.Place }).of("ask.ynu", yesNoUnknown...),
		one("cover", "work_place_where", Text, Sometimes, 200, func(r *Referral) *string { return &r.Work.PlaceWhere }).secret(),
	}},
	{"risk", []Question[Referral]{
		list("cover", "actors", Many, Needed, 0, func(r *Referral) *[]string { return &r.Risk.Actors }).of("cover.actors.is", Actors...),
		one("cover", "reach", Choice, Needed, 0, func(r *Referral) *string { return &r.Risk.Reach }).of("ask.ynu", yesNoUnknown...),
		one("cover", "hiding", Choice, Needed, 0, func(r *Referral) *string { return &r.Risk.Hiding }).of("ask.ynu", yesNoUnknown...),
		one("cover", "deadline", Date, Optional, 0, func(r *Referral) *string { return (*string)(&r.Risk.Deadline) }),
		one("cover", "deadline_of", Select, Sometimes, 0, func(r *Referral) *string { return &r.Risk.What }).of("cover.deadline_of.is", Deadlines...),
		one("cover", "risk", Long, Optional, 6000, func(r *Referral) *string { return &r.Risk.Account }).secret(),
	}},
	{"priority", []Question[Referral]{
		one("cover", "priority", Choice, Needed, 0, func(r *Referral) *string { return &r.Priority }).reads("I-17").of("cover.priority.is", Priorities...),
		one("cover", "priority_why", Long, Sometimes, 3000, func(r *Referral) *string { return &r.PriorityWhy }).reads("I-17").secret(),
		criterion("criteria_1", 0),
		criterion("criteria_2", 1),
		list("cover", "protection", Many, Optional, 0, func(r *Referral) *[]string { return &r.Protection }).of("cover.protection.is", Needs...),
	}},
	{"canada", []Question[Referral]{
		one("cover", "family_canada", Long, Optional, 1000, func(r *Referral) *string { return &r.FamilyCanada }).secret(),
		one("cover", "destination", Text, Optional, 120, func(r *Referral) *string { return &r.Destination }),
		one("cover", "quebec", Choice, Needed, 0, func(r *Referral) *string { return &r.Quebec }).of("ask.yn", yesNo...),
	}},
}

// PersonForm is steps 2 and 3: one person (intake 7.2, as much of it as issue 2 asks). Addresses and identity
// documents are forms of their own, one post each.
var PersonForm = Sheet[people.Person]{
	{"name", []Question[people.Person]{
		one("person", "family", Text, Needed, 100, func(p *people.Person) *string { return &p.Family }).reads("I-40").secret(),
		one("person", "given", Text, Optional, 100, func(p *people.Person) *string { return &p.Given }).reads("I-40").secret(),
		tick("person", "single_name", func(p *people.Person) *bool { return &p.SingleName }).reads("I-40"),
		one("person", "second_family", Text, Optional, 100, func(p *people.Person) *string { return &p.SecondFamily }).secret(),
		one("person", "middle", Text, Optional, 100, func(p *people.Person) *string { return &p.Middle }).secret(),
		one("person", "maiden", Text, Optional, 100, func(p *people.Person) *string { return &p.Maiden }).secret(),
		one("person", "native", Text, Optional, 200, func(p *people.Person) *string { return &p.Native }).secret(),
	}},
	{"birth", []Question[people.Person]{
		one("person", "sex", Choice, Needed, 0, func(p *people.Person) *string { return &p.Sex }).of("person.sex.is", sexes...),
		one("person", "born", DateLike, Needed, 0, func(p *people.Person) *string { return (*string)(&p.Born) }).reads("I-24").secret(),
		tick("person", "born_estimated", func(p *people.Person) *bool { return &p.BornEstimated }),
		one("person", "birth_place", Text, Optional, 120, func(p *people.Person) *string { return &p.BirthPlace }).secret(),
		one("person", "birth_country", Country, Needed, 0, func(p *people.Person) *string { return &p.BirthCountry }).reads("I-28"),
	}},
	{"countries", []Question[people.Person]{
		list("person", "nationality", Several, Sometimes, 5, func(p *people.Person) *[]string { return &p.Nationalities }).reads("I-15"),
		tick("person", "stateless", func(p *people.Person) *bool { return &p.Stateless }).reads("INT-E3"),
		one("person", "origin", Country, Sometimes, 0, func(p *people.Person) *string { return &p.Origin }).reads("INT-E3"),
		one("person", "residence", Country, Needed, 0, func(p *people.Person) *string { return &p.Residence }).reads("I-36"),
		one("person", "status", Select, Optional, 0, func(p *people.Person) *string { return &p.Status }).of("person.status.is", people.ResidenceStatuses...),
		one("person", "arrived", DateLike, Optional, 0, func(p *people.Person) *string { return (*string)(&p.Arrived) }),
		tick("person", "in_canada", func(p *people.Person) *bool { return &p.InCanada }).reads("I-15"),
		one("person", "whereabouts", Select, Needed, 0, func(p *people.Person) *string { return &p.Whereabouts }).of("person.whereabouts.is", people.Whereabouts...),
	}},
	{"family", []Question[people.Person]{
		one("person", "relationship", Select, Needed, 0, func(p *people.Person) *string { return (*string)(&p.Relationship) }).reads("I-23").of("person.relationship.is", relationships()...),
		one("person", "parent", Select, Sometimes, 60, func(p *people.Person) *string { return &p.ParentID }).reads("I-23"),
		one("person", "marital", Select, Needed, 0, func(p *people.Person) *string { return &p.Marital }).reads("I-28").of("person.marital.is", maritals...),
		tick("person", "has_partner", func(p *people.Person) *bool { return &p.HasPartner }).reads("I-24"),
		tick("person", "condition", func(p *people.Person) *bool { return &p.Condition }).reads("I-24"),
		one("person", "condition_from", DateLike, Sometimes, 0, func(p *people.Person) *string { return (*string)(&p.ConditionFrom) }).reads("I-24"),
	}},
	{"travel", []Question[people.Person]{
		one("person", "travelling", Choice, Needed, 0, func(p *people.Person) *string { return &p.Travelling }).reads("I-28").of("person.travelling.is", yesNo...),
		one("person", "not_why", Text, Sometimes, 300, func(p *people.Person) *string { return &p.NotWhy }).reads("I-28").secret(),
		one("person", "naming_safe", Choice, Needed, 0, func(p *people.Person) *string { return &p.NamingSafe }).of("person.naming_safe.is", yesNo...),
	}},
	{"more", []Question[people.Person]{
		one("person", "schooling", Select, Optional, 0, func(p *people.Person) *string { return &p.Schooling }).of("person.schooling.is", schooling...),
		one("person", "interpreter", Tongue, Optional, 0, func(p *people.Person) *string { return &p.Interpreter }),
		one("person", "unhcr", Text, Optional, 40, func(p *people.Person) *string { return &p.UNHCR }).secret(),
	}},
}

// AddressForm is one address of a person.
var AddressForm = Sheet[people.Address]{
	{"address", []Question[people.Address]{
		one("address", "kind", Select, Needed, 0, func(a *people.Address) *string { return &a.Kind }).of("address.kind.is", addressKinds...),
		one("address", "country", Country, Needed, 0, func(a *people.Address) *string { return &a.Country }).reads("I-36"),
		list("address", "lines", Lines, Needed, 6, func(a *people.Address) *[]string { return &a.Lines }).reads("I-28").secret(),
		one("address", "postal", Text, Optional, 20, func(a *people.Address) *string { return &a.Postal }).secret(),
		one("address", "from", DateLike, Optional, 0, func(a *people.Address) *string { return (*string)(&a.From) }).reads("I-39"),
		one("address", "to", DateLike, Optional, 0, func(a *people.Address) *string { return (*string)(&a.To) }).reads("I-39"),
	}},
}

// IdentityForm is one identity document of a person.
var IdentityForm = Sheet[people.IdentityDocument]{
	{"identity", []Question[people.IdentityDocument]{
		one("identity", "kind", Select, Needed, 0, func(d *people.IdentityDocument) *string { return &d.Kind }).of("identity.kind.is", identities...),
		one("identity", "number", Text, Needed, 40, func(d *people.IdentityDocument) *string { return &d.Number }).secret(),
		one("identity", "country", Country, Needed, 0, func(d *people.IdentityDocument) *string { return &d.Country }),
		one("identity", "issued", DateLike, Optional, 0, func(d *people.IdentityDocument) *string { return (*string)(&d.Issued) }).reads("INT-E13"),
		one("identity", "expires", DateLike, Optional, 0, func(d *people.IdentityDocument) *string { return (*string)(&d.Expires) }).reads("INT-E13"),
	}},
}

// LanguageForm is one language of a person.
var LanguageForm = Sheet[people.Language]{
	{"language", []Question[people.Language]{
		one("language", "code", Tongue, Needed, 0, func(l *people.Language) *string { return &l.Code }),
		one("language", "speak", Select, Optional, 0, func(l *people.Language) *string { return &l.Speak }).of("language.level", levels...),
		one("language", "read", Select, Optional, 0, func(l *people.Language) *string { return &l.Read }).of("language.level", levels...),
		one("language", "write", Select, Optional, 0, func(l *people.Language) *string { return &l.Write }).of("language.level", levels...),
	}},
}

// LegalCaseForm is one charge or conviction. The system never scores it (I-41).
var LegalCaseForm = Sheet[LegalCase]{
	{"legal", []Question[LegalCase]{
		one("legal", "person", Select, Needed, 60, func(l *LegalCase) *string { return &l.Person }),
		one("legal", "country", Country, Needed, 0, func(l *LegalCase) *string { return &l.Country }),
		one("legal", "charge", Text, Needed, 300, func(l *LegalCase) *string { return &l.Charge }).reads("I-41").secret(),
		one("legal", "status", Select, Needed, 0, func(l *LegalCase) *string { return &l.Status }).of("legal.status.is", LegalStatuses...),
		one("legal", "court", Text, Optional, 120, func(l *LegalCase) *string { return &l.Court }).secret(),
		one("legal", "date", DateLike, Optional, 0, func(l *LegalCase) *string { return &l.Date }),
		one("legal", "view", Long, Optional, 3000, func(l *LegalCase) *string { return &l.View }).reads("I-41").secret(),
	}},
}

// SafetyForm is step 4: what could harm somebody, agreed with the applicant. No answer has a default (ux principle 9).
var SafetyForm = Sheet[people.SafetyPlan]{
	{"reach", []Question[people.SafetyPlan]{
		one("safety", "reach", Choice, Needed, 0, func(s *people.SafetyPlan) *string { return &s.Reach }).reads("INT-E16").of("safety.reach.is", people.OnlyPartner, people.Direct),
		list("safety", "allowed", Many, Sometimes, 0, func(s *people.SafetyPlan) *[]string { return &s.Allowed }).of("safety.channel", people.Channels...),
		list("safety", "forbidden", Many, Optional, 0, func(s *people.SafetyPlan) *[]string { return &s.Forbidden }).of("safety.channel", people.Channels...),
		one("safety", "email", Text, Optional, 120, func(s *people.SafetyPlan) *string { return &s.Email }).secret(),
		one("safety", "hours", Text, Optional, 120, func(s *people.SafetyPlan) *string { return &s.Hours }),
		one("safety", "language", Tongue, Optional, 0, func(s *people.SafetyPlan) *string { return &s.Language }),
		one("safety", "code_word", Text, Optional, 60, func(s *people.SafetyPlan) *string { return &s.CodeWord }).secret(),
	}},
	{"partner", []Question[people.SafetyPlan]{
		one("safety", "partner_contact", Text, Needed, 120, func(s *people.SafetyPlan) *string { return &s.Partner }),
		one("safety", "backup", Text, Optional, 120, func(s *people.SafetyPlan) *string { return &s.Backup }),
		one("safety", "fallback", Text, Needed, 200, func(s *people.SafetyPlan) *string { return &s.Fallback }).secret(),
	}},
	{"place", []Question[people.SafetyPlan]{
		one("safety", "location_restricted", Choice, Needed, 0, func(s *people.SafetyPlan) *string { return &s.LocationRestricted }).reads("INT-E16").of("ask.yn", yesNo...),
		one("safety", "location", Text, Optional, 200, func(s *people.SafetyPlan) *string { return &s.Location }).secret(),
		one("safety", "location_seen", Choice, Sometimes, 0, func(s *people.SafetyPlan) *string { return &s.LocationSeen }).of("safety.location_seen.is", people.AssignedOnly, people.NamedOfficers),
		one("safety", "must_not", Long, Optional, 500, func(s *people.SafetyPlan) *string { return &s.MustNot }).secret(),
		one("safety", "at_home", Long, Optional, 500, func(s *people.SafetyPlan) *string { return &s.AtHome }).secret(),
	}},
	{"interview", []Question[people.SafetyPlan]{
		one("safety", "travel_safe", Choice, Needed, 0, func(s *people.SafetyPlan) *string { return &s.TravelSafe }).of("ask.ynu", yesNoUnknown...),
		one("safety", "travel_why", Text, Sometimes, 300, func(s *people.SafetyPlan) *string { return &s.TravelWhy }).secret(),
		one("safety", "video_safe", Choice, Needed, 0, func(s *people.SafetyPlan) *string { return &s.VideoSafe }).of("ask.ynu", yesNoUnknown...),
		tick("safety", "video_only", func(s *people.SafetyPlan) *bool { return &s.VideoOnly }),
		one("safety", "gender", Choice, Optional, 0, func(s *people.SafetyPlan) *string { return &s.Gender }).of("safety.gender.is", "F", "M"),
		one("safety", "not_interpreter", Text, Optional, 200, func(s *people.SafetyPlan) *string { return &s.Avoid }).secret(),
	}},
}

// SignatureForm is one line of the checklist: a form, how it is filled in, its edition and its signature (I-37, I-38,
// decision 15). Of a form on paper is asked what a rule reads of its inside: gaps and unexplained answers (I-39, I-41); of one
// that is filled in here the answers themselves say it.
var SignatureForm = Sheet[Form]{
	{"form", []Question[Form]{
		one("form", "how", Choice, Optional, 0, func(f *Form) *string { return &f.How }).of("form.how.is", Ways...),
		one("form", "state", Choice, Needed, 0, func(f *Form) *string { return &f.State }).reads("INT-E4").of("form.state.is", FormStates...),
		one("form", "edition", Text, Sometimes, 20, func(f *Form) *string { return &f.Edition }).reads("INT-E6"),
		one("form", "no_gaps", Choice, Sometimes, 0, func(f *Form) *string { return &f.NoGaps }).reads("INT-E7").of("ask.yn", yesNo...),
		one("form", "explained", Choice, Sometimes, 0, func(f *Form) *string { return &f.Explained }).reads("INT-E11").of("ask.yn", yesNo...),
	}},
	{"signature", []Question[Form]{
		one("form", "signed_by", Text, Sometimes, 120, func(f *Form) *string { return &f.SignedBy }).reads("INT-E5").secret(),
		one("form", "signed_as", Choice, Sometimes, 0, func(f *Form) *string { return &f.SignedAs }).reads("I-37").of("form.signed_as.is", Signers...),
		one("form", "signed_on", Date, Sometimes, 0, func(f *Form) *string { return (*string)(&f.SignedOn) }).reads("INT-E5"),
		one("form", "means", Choice, Sometimes, 0, func(f *Form) *string { return &f.Means }).reads("I-37").of("form.means.is", Means...),
		one("form", "place", Text, Sometimes, 120, func(f *Form) *string { return &f.Place }).reads("I-37").secret(),
		one("form", "witness", Text, Sometimes, 120, func(f *Form) *string { return &f.Witness }).reads("I-37").secret(),
		one("form", "interpreter", Text, Optional, 120, func(f *Form) *string { return &f.Interpreter }).reads("I-37").secret(),
		tick("form", "interpreted", func(f *Form) *bool { return &f.Interpreted }).reads("I-37"),
	}},
}

// RepresentativeForm is the IMM 5476 (intake 7.5): who acts for the applicant, if anybody does.
//
// Rule I-72 (IRPA 91, R10(2)(c.1) to (c.4)): a partner's caseworker is no representative unless this form says so, and a
// paid one names the body they belong to and their membership number.
var RepresentativeForm = Sheet[Representative]{
	{"acts", []Question[Representative]{
		one("representative", "acts", Choice, Optional, 0, func(r *Representative) *string { return &r.Acts }).reads("I-72").of("ask.yn", yesNo...),
		one("representative", "name", Text, Sometimes, 120, func(r *Representative) *string { return &r.Name }).when("acts", people.Yes).secret(),
		one("representative", "firm", Text, Optional, 120, func(r *Representative) *string { return &r.Firm }).when("acts", people.Yes).secret(),
		list("representative", "address", Lines, Sometimes, 6, func(r *Representative) *[]string { return &r.Address }).when("acts", people.Yes).secret(),
		one("representative", "telephone", Text, Sometimes, 40, func(r *Representative) *string { return &r.Telephone }).when("acts", people.Yes).secret(),
		one("representative", "email", Text, Optional, 120, func(r *Representative) *string { return &r.Email }).when("acts", people.Yes).secret(),
		one("representative", "remunerated", Choice, Sometimes, 0, func(r *Representative) *string { return &r.Remunerated }).reads("I-72").when("acts", people.Yes).of("ask.yn", yesNo...),
		one("representative", "body", Select, Sometimes, 0, func(r *Representative) *string { return &r.Body }).reads("I-72").when("remunerated", people.Yes).of("representative.body.is", Bodies...),
		one("representative", "member", Text, Sometimes, 40, func(r *Representative) *string { return &r.Member }).reads("I-72").when("remunerated", people.Yes).secret(),
	}},
}

// ConsentForm is one consent (intake 7.5).
var ConsentForm = Sheet[Consent]{
	{"consent", []Question[Consent]{
		one("consent", "person", Select, Needed, 60, func(c *Consent) *string { return &c.Person }),
		one("consent", "what", Select, Needed, 0, func(c *Consent) *string { return &c.What }).of("consent.what.is", ConsentKinds...),
		one("consent", "language", Tongue, Needed, 0, func(c *Consent) *string { return &c.Language }),
		one("consent", "given", Date, Needed, 0, func(c *Consent) *string { return (*string)(&c.Given) }),
		one("consent", "until", Date, Optional, 0, func(c *Consent) *string { return (*string)(&c.Until) }).reads("A-54"),
		one("consent", "witness", Text, Optional, 120, func(c *Consent) *string { return &c.Witness }).secret(),
	}},
}

// DocumentForm is what is said about a document; the file itself goes beside it.
var DocumentForm = Sheet[document.Document]{
	{"document", []Question[document.Document]{
		one("document", "kind", Select, Needed, 0, func(d *document.Document) *string { return &d.Kind }).of("document.kind.is", documentKinds()...),
		one("document", "person", Select, Sometimes, 60, func(d *document.Document) *string { return &d.Person }),
		one("document", "title", Text, Optional, 120, func(d *document.Document) *string { return &d.Title }).secret(),
		one("document", "language", Tongue, Optional, 0, func(d *document.Document) *string { return &d.Language }).reads("I-42"),
		one("document", "translation", Choice, Sometimes, 0, func(d *document.Document) *string { return &d.Translation }).reads("I-42").of("document.translation.is", document.Translations...),
		one("document", "sensitivity", Choice, Optional, 0, func(d *document.Document) *document.Sensitivity { return &d.Sensitivity }).of("document.sensitivity.is", sensitivities()...),
	}},
}

// MemberForm is what is asked of a person whom a change of the family adds (I-31); what else a package needs of them is
// said once they are listed.
var MemberForm = Sheet[people.Person]{{"name", PersonForm.named("family", "given", "native", "sex", "born", "birth_country", "nationality", "residence", "relationship", "travelling", "not_why")}}

// named are the questions of a list by their names, in the order of the names.
func (f Sheet[T]) named(names ...string) (out []Question[T]) {
	for _, n := range names {
		for q := range f.All() {
			if q.Name == n {
				out = append(out, *q)
			}
		}
	}
	return out
}

// WithdrawForm is a withdrawal before the referral is made (A10).
var WithdrawForm = Sheet[Withdrawal]{
	{"withdraw", []Question[Withdrawal]{
		one("withdraw", "asked", Choice, Needed, 0, func(w *Withdrawal) *string { return &w.Asked }).of("withdraw.asked.is", "applicant", "partner"),
		one("withdraw", "reason", Select, Needed, 0, func(w *Withdrawal) *string { return &w.Reason }).reads("I-67").of("withdraw.reason.is", WithdrawReasons...),
		one("withdraw", "note", Long, Optional, 1000, func(w *Withdrawal) *string { return &w.Note }).secret(),
	}},
}

// criterion is UNHCR's primary or secondary submission category (I-18).
func criterion(name string, i int) Question[Referral] {
	need := Sometimes
	return Question[Referral]{Ask: Ask{Form: "cover", Name: name, Kind: Select, Need: need, Options: Criteria, Words: "cover.criteria.is", Rule: "I-18"},
		get: func(r *Referral) []string {
			if i < len(r.Criteria) && r.Criteria[i] != "" {
				return []string{r.Criteria[i]}
			}
			return nil
		},
		set: func(r *Referral, s []string) {
			both := append(slices.Clone(r.Criteria), "", "")[:2]
			both[i] = first(s)
			r.Criteria = both
		}}
}

func documentKinds() []string {
	var out []string
	for _, k := range document.Kinds {
		out = append(out, k.Code)
	}
	return out
}

func sensitivities() []string {
	var out []string
	for _, s := range document.Sensitivities {
		out = append(out, string(s))
	}
	return out
}

func relationships() []string {
	out := make([]string, len(people.Relationships))
	for i, r := range people.Relationships {
		out[i] = string(r)
	}
	return slices.Clip(out)
}

// Listed is a sheet without the type of its value: what the API schema, the catalogue check and the tests read.
type Listed struct {
	Name   string
	Groups []string
	Asks   []Ask
}

// Sheets are all forms of a referral, in the order of the steps.
var Sheets = []Listed{
	listed("cover", CoverForm), listed("legal", LegalCaseForm), listed("person", PersonForm), listed("address", AddressForm), listed("identity", IdentityForm),
	listed("language", LanguageForm), listed("safety", SafetyForm), listed("form", SignatureForm), listed("consent", ConsentForm),
	listed("document", DocumentForm), listed("withdraw", WithdrawForm), listed("representative", RepresentativeForm), listed("household", HouseholdForm),
	listed("life.application", applicationForm), listed("life.details", detailsForm), listed("life.other_name", otherNameForm), listed("life.stay", stayForm),
	listed("life.union", unionForm), listed("life.parents", parentsForm), listed("life.background", backgroundForm), listed("life.context", ContextForm),
	listed("life.education", schoolForm), listed("life.school", educationForm), listed("life.job", jobForm), listed("life.associations", associationsForm),
	listed("life.association", associationForm), listed("life.post", postForm), listed("life.service", serviceForm), listed("life.registration", registrationForm),
	listed("life.flight", flightForm), listed("life.leg", legForm), listed("life.here", hereForm), listed("life.relations", relationsForm),
	listed("life.friend", friendForm), listed("life.relative", relativeForm), listed("life.arrival", arrivalForm),
	listed("inquiry", InquiryForm), listed("vetting", VettingForm), listed("referee", RefereeForm),
}

func listed[T any](name string, s Sheet[T]) Listed {
	l := Listed{Name: name}
	for _, g := range s {
		l.Groups = append(l.Groups, g.Name)
		for _, q := range g.Questions {
			l.Asks = append(l.Asks, q.Ask)
		}
	}
	return l
}
