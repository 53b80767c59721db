package referral

import "slices"

// SplitOff is the referral of persons who go on in a case of their own (I-79): by the same partner, with both days as they are, and what is
// said of those persons alone. person and paper are ids there, "" of what stays. whole says that the one whom the partner determined to be
// a defender is among them: then what the partner stated of them goes along. The statements on the family as a whole, and the proof of a day
// that came by another channel, stay where they were given.
func (r Referral) SplitOff(whole bool, person, paper func(id string) string) Referral {
	out := Referral{Partner: r.Partner, IdentifiedBy: r.IdentifiedBy, PartnerOffice: r.PartnerOffice, Channel: r.Channel, Priority: r.Priority, PriorityWhy: r.PriorityWhy,
		Criteria: slices.Clone(r.Criteria), Quebec: r.Quebec, PreparedBy: r.PreparedBy, PreparedOn: r.PreparedOn, ReviewedBy: r.ReviewedBy, ReviewedOn: r.ReviewedOn,
		Made: r.Made.bare(), Submitted: r.Submitted.bare(), Registered: r.Registered}
	if whole {
		out.Preconditions, out.Determination, out.Work, out.Risk, out.Protection = r.Preconditions, r.Determination, r.Work, r.Risk, slices.Clone(r.Protection)
	}
	for _, l := range r.LegalCases {
		if l.Person = person(l.Person); l.Person != "" {
			out.LegalCases = append(out.LegalCases, l)
		}
	}
	for _, c := range r.Consents {
		if c.Person = person(c.Person); c.Person != "" {
			c.Document = paper(c.Document)
			out.Consents = append(out.Consents, c)
		}
	}
	for _, f := range r.Forms {
		if f.Person = person(f.Person); f.Person != "" {
			f.Document = paper(f.Document)
			out.Forms = append(out.Forms, f)
		}
	}
	return out
}

// bare is a day with who entered it and without its proof and its earlier entries, which are documents and words of another case.
func (d Dated) bare() Dated {
	d.Proof, d.Earlier = "", nil
	return d
}

// Freeze keeps what a new case began with as the first package of it, as if it had been sent: later changes are compared with that.
func (r Referral) Freeze(c Content, receipt string, by Act) Referral {
	return freeze(r, c, receipt, by)
}
