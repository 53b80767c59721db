package referral

import (
	"slices"
	"strconv"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// place is an anchor of the pages: parts and numbers joined by points, "person.2.born".
func place(parts ...any) string {
	s := ""
	for i, p := range parts {
		if i > 0 {
			s += "."
		}
		switch p := p.(type) {
		case string:
			s += p
		case int:
			s += strconv.Itoa(p)
		}
	}
	return s
}

// Facts is what the pack's conditions read of a package. It holds codes, days and numbers, never a name, a place or a text.
func Facts(s Subject) *policy.Facts { return facts(&s, Owes(s)) }

func facts(s *Subject, owes []Owed) *policy.Facts {
	r, day := s.Referral, LockDay(s.Referral, s.Today)
	f := &policy.Facts{Today: string(s.Today)}
	f.Case = policy.CaseFacts{State: s.State, ReferredBy: r.Partner, IdentifiedBy: r.IdentifiedBy, Office: s.Office, Open: true,
		Quebec: r.Quebec == people.Yes}
	f.Referral = s.referralFacts(day)
	partners := 0
	for _, p := range s.Persons {
		if p.Travels() {
			f.Case.Persons++
		}
		pf := s.personFacts(p, day)
		if p.OwnCase == "" && !p.Deceased() && p.Relationship.Class() == people.IsPartner {
			partners++
			pf.SecondSpouse = partners > 1 // I-33
		}
		f.Persons = append(f.Persons, pf)
	}
	for _, o := range owes {
		f.Forms = append(f.Forms, formFacts(o))
	}
	return f
}

func (s *Subject) referralFacts(day policy.Day) policy.ReferralFacts {
	r, view := s.Referral, s.View()
	out := policy.ReferralFacts{
		Place: "cover", Made: string(day), Priority: r.Priority, Justified: !UnjustifiedPriority(r),
		Categories: len(r.Criteria) - count(r.Criteria, ""), Agreement: s.mayRefer(day),
		NumberOver: s.Over, Overridden: s.Let, Determined: determined(r), Determiner: r.Determination.Account,
		Prepared: r.PreparedBy, Reviewed: r.ReviewedBy, NoOthers: r.NoOthers.Answer == people.Yes,
		SafeContact: s.Plan.Answered(), Fallback: s.Plan.Fallback != "", StatedSize: r.Import.Size, KnownHere: s.Known,
	}
	// UNHCR's rule: the size that the form states is the number of persons listed, those with a case of their own too (INT-E9).
	if r.Import.Size != 0 && r.Import.Size != len(s.Persons) {
		out.Unlike = []string{"cover.stated_size"}
	}
	out.AreaOK = true
	if a, ok := view.Agreement(r.Partner); ok && len(a.Area) > 0 {
		pa, one := people.PrincipalOf(s.Persons)
		out.AreaOK = one && slices.Contains(a.Area, pa.Residence)
	}
	out.Consent = !slices.ContainsFunc(s.Persons, func(p people.Person) bool {
		return owes("each_adult", &p, s.Persons, day) && !Consented(r, p.ID, "share_department", s.Today)
	})
	return out
}

// mayRefer says whether the partner may refer, on the day the referral is made and, while it is new, today: an earlier day that
// the partner claims does not lead past a suspension. What was sent goes on.
//
// Rule I-3: a suspended or ended agreement blocks new referrals.
func (s *Subject) mayRefer(day policy.Day) bool {
	r := s.Referral
	if len(r.Packages) > 0 {
		return s.Pack.Sent().On(day).MayRefer(r.Partner) == nil
	}
	return s.Pack.On(day).MayRefer(r.Partner) == nil && (r.Registered.By != "" || s.Pack.On(s.Today).MayRefer(r.Partner) == nil)
}

func count(list []string, v string) (n int) {
	for _, x := range list {
		if x == v {
			n++
		}
	}
	return n
}

func (s *Subject) personFacts(p people.Person, day policy.Day) policy.PersonFacts {
	at := place("person", p.Number)
	member := people.MembershipOf(s.Persons, p, day)
	dep := people.AgeLock(p, day)
	childish := p.Relationship.Class() == people.IsChild || p.Relationship.Class() == people.IsGrandchild
	out := policy.PersonFacts{
		Place: at, Number: p.Number, Principal: p.Principal(), Travels: p.Travels(), TravelAnswer: p.Travelling != "" || p.Deceased() || p.OwnCase != "",
		Adult: p.Adult(day), Named: p.Named(), BornKnown: p.Born.Valid(), InCanada: p.InCanada || p.Residence == "CAN", AtHome: AtHome(p),
		Residence: p.Residence, Relation: string(p.Relationship), Family: member == people.Member || member == people.Principal, OwnCase: p.OwnCase != "",
		OverAge:   childish && (dep == people.NotByAge || dep == people.DependentByCondition),
		Condition: childish && dep == people.DependentByCondition,
		Photo:     p.Photo != "" || slices.ContainsFunc(s.Documents, func(d document.Document) bool { return d.Kind == "photo" && d.Person == p.ID && d.Removed == "" }),
		Address:   p.HasAddress(), NotWhy: p.NotWhy != "",
	}
	for _, a := range p.Background {
		if a.Answer == people.Yes && !explained(s.Referral, p, a) {
			out.Unexplained = append(out.Unexplained, place(at, "background", a.Question))
		}
	}
	for _, f := range s.Referral.Forms {
		if f.Person != p.ID || f.Person == "" {
			continue
		}
		if f.How == Online { // the answers are here: nothing is taken on trust
			if f.Form == "imm5669" {
				out.Gaps = append(out.Gaps, gaps(p, day)...)
			}
			continue
		}
		if f.Explained == people.No {
			out.Unexplained = append(out.Unexplained, place("form", f.Form, p.Number))
		}
		if f.NoGaps == people.No {
			out.Gaps = append(out.Gaps, place("form", f.Form, p.Number))
		}
	}
	if people.ImpossibleDates(p, s.Today) {
		out.Impossible = append(out.Impossible, place(at, "born"))
	}
	for _, i := range people.ClashingAddresses(p) {
		out.Clash = append(out.Clash, place(at, "address", i))
	}
	return out
}

// gaps are the sections of a person whose years have a gap of more than a month (I-39, INT-E7).
func gaps(p people.Person, day policy.Day) []string {
	var out []string
	if len(p.Jobs(day).LongGaps()) > 0 {
		out = append(out, place("section", "history", p.Number))
	}
	if len(p.Homes(day).LongGaps()) > 0 {
		out = append(out, place("section", "homes", p.Number))
	}
	return out
}

// explained says whether a "yes" has its words: here, or as a charge on the cover page, which nobody is asked for twice.
func explained(r Referral, p people.Person, a people.Answer) bool {
	if a.Explanation != "" {
		return true
	}
	charge := slices.Contains([]string{"convicted_canada", "charged_elsewhere"}, a.Question)
	return charge && slices.ContainsFunc(r.LegalCases, func(l LegalCase) bool { return l.Person == p.ID && l.Charge != "" && l.View != "" })
}

// AtHome says whether the person lives in a country of nationality, or, when stateless, in the country of former
// habitual residence.
//
// Rule I-15 (R139(1)(a), R145 to R147 with A96): at the referral the principal applicant is outside Canada and outside the home country.
func AtHome(p people.Person) bool {
	if p.Residence == "" {
		return false
	}
	if p.Stateless || len(p.Nationalities) == 0 {
		return p.Residence == p.Origin
	}
	return slices.Contains(p.Nationalities, p.Residence)
}

func formFacts(o Owed) policy.FormFacts {
	f := policy.FormFacts{ID: o.Form.ID, Place: o.Place(), Blocking: o.Form.Blocking, Present: o.Present, Signs: o.Form.Signed, Signed: o.Signed,
		SignedOn: string(o.Line.SignedOn), Retired: o.Line.Edition != "" && Retired(o.Form, o.Line.Edition)}
	if o.Person != nil {
		f.Person = o.Person.Number
	}
	return f
}

// Retired says whether an edition of a form is not accepted any more.
//
// Rule I-38: outdated editions come back; the edition is stored and retired ones are refused.
func Retired(f *policy.Form, edition string) bool {
	if slices.Contains(f.Retired, edition) {
		return true
	}
	return len(f.Versions) > 0 && !slices.Contains(f.Versions, edition)
}
