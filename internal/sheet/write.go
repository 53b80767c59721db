package sheet

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/pdf"
)

// forms are those of the pack that have a data sheet. What is not here has none: photos and proofs are documents, and
// UNHCR's own form is UNHCR's.
var forms = []string{"imm0008", "imm0008dep", "imm5669", "imm0008sch2", "imm5476", "imm5475", "consent"}

func has(form string) bool { return slices.Contains(forms, form) }

func (w *writer) write(p Paper) {
	who := w.numbered(p.Person)
	switch p.ID {
	case Cover:
		w.cover()
	case Confidential:
		if who != nil {
			w.heading(2, w.who(who))
		}
		w.add(w.secrets(who)...)
	case Safety:
		w.parts(2, referral.PartsOf(referral.SafetyForm, &w.Plan, 0))
	default:
		w.form(p.ID, who)
		w.signature(p)
	}
}

// cover is the referral cover page (intake 7.1).
func (w *writer) cover() {
	r := &w.Referral
	v, l := w.View, w.Lang
	partner := func(code string) string {
		if p, ok := v.Partner(code); ok {
			return p.In(string(l))
		}
		return code
	}
	stream := ""
	if len(v.Streams()) > 0 {
		stream = v.Streams()[0].In(string(l))
	}
	pa, _ := people.PrincipalOf(w.Persons)
	adults, going, staying := 0, 0, 0
	for _, p := range people.InCase(w.Persons) {
		if p.Adult(referral.LockDay(*r, r.PreparedOn)) {
			adults++
		}
		switch p.Travelling {
		case people.Yes:
			going++
		case people.No:
			staying++
		}
	}
	in := len(people.InCase(w.Persons))
	w.heading(2, l.T("sheet.cover.head"))
	w.pairs(
		w.of("sheet.cover.partner", partner(r.Partner)), w.of("sheet.cover.identified", partner(cmp.Or(r.IdentifiedBy, r.Partner))), w.of("sheet.cover.stream", stream),
		w.of("sheet.cover.made", l.Date(string(r.Made.Day))), w.of("sheet.cover.submitted", l.Date(string(r.Submitted.Day))), w.of("sheet.cover.channel", w.code("sheet.channel.is.", cmp.Or(r.Made.Channel, r.Channel))),
		w.of("sheet.cover.applicant", pa.Shown()), w.of("person.native.label", pa.Native), w.of("person.sex.label", w.code("person.sex.is.", pa.Sex)),
		w.of("person.born.label", l.Date(string(pa.Born))), w.of("person.nationality.label", w.countries(pa.Nationalities)), w.of("person.residence.label", l.Country(pa.Residence)),
		w.of("sheet.cover.persons", l.F("sheet.cover.persons.is", map[string]any{"All": in, "Adults": adults, "Children": in - adults, "Going": going, "Staying": staying})),
	)
	w.parts(2, referral.Contents(w.subject(), Cover, people.Person{}))
	if len(r.LegalCases) == 0 {
		w.heading(2, l.T("legal.group.legal"))
		w.none()
	}
	if len(r.Preconditions) > 0 {
		w.heading(2, l.T("sheet.cover.preconditions"))
		var out []pair
		for _, q := range referral.Preconditions {
			out = append(out, pair{w.code("sheet.precondition.", q), w.code("ask.yn.", r.Preconditions[q])})
		}
		w.pairs(out...)
	}
	w.heading(2, l.T("sheet.cover.family"))
	w.family()
	w.pairs(w.of("sheet.cover.no_others", strings.Trim(w.code("ask.yn.", r.NoOthers.Answer)+", "+l.Date(string(r.NoOthers.Day)), ", ")))
	if len(r.Linked) > 0 {
		w.heading(2, l.T("sheet.cover.linked"))
		t := pdf.Table{Head: w.heads("sheet.reference", "sheet.cover.linked.kind", "sheet.cover.linked.note"), RowHeads: true}
		for _, x := range r.Linked {
			t.Rows = append(t.Rows, []pdf.Text{pdf.Plain(x.Ref), pdf.Plain(w.code("sheet.link.is.", x.Kind)), pdf.Written(x.Note)})
		}
		w.add(t)
	}
	w.heading(2, l.T("sheet.cover.documents"))
	w.documents()
	w.imported()
	w.heading(2, l.T("sheet.cover.certified"))
	w.pairs(
		w.of("sheet.cover.prepared", w.signed(r.PreparedBy, r.PreparedOn)), w.of("sheet.cover.reviewed", w.signed(r.ReviewedBy, r.ReviewedOn)),
		w.of("sheet.cover.statement", strings.Trim(w.code("ask.yn.", r.Certified.Answer)+", "+w.signed(r.Certified.By, r.Certified.Day), ", ")),
	)
}

// signed is who did something on which day.
func (w *writer) signed(account string, day policy.Day) string {
	name := account
	if account != "" && w.Account != nil {
		name = w.Account(account)
	}
	return strings.Trim(name+", "+w.Lang.Date(string(day)), ", ")
}

func (w *writer) heads(keys ...string) []pdf.Text {
	var out []pdf.Text
	for _, k := range keys {
		out = append(out, pdf.Plain(w.Lang.T(k)))
	}
	return out
}

func (w *writer) countries(codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, w.Lang.Country(c))
	}
	return strings.Join(out, ", ")
}

// family is everybody on one table.
func (w *writer) family() {
	t := pdf.Table{Head: w.heads("sheet.cover.number", "sheet.cover.name", "person.native.label", "person.born.label", "person.relationship.label", "sheet.cover.travels"), RowHeads: true, Widths: []int{2, 5, 5, 4, 4, 3}}
	for _, p := range w.Persons {
		goes := w.code("person.travelling.is.", p.Travelling)
		if p.OwnCase != "" {
			goes = p.OwnCase
			if goes == people.Gone {
				goes = w.Lang.T("split.person.gone")
			}
		}
		t.Rows = append(t.Rows, []pdf.Text{pdf.Plain(strconv.Itoa(p.Number)), pdf.Written(p.Shown()), pdf.Written(p.Native), pdf.Plain(w.Lang.Date(string(p.Born))),
			pdf.Plain(w.code("person.relationship.is.", string(p.Relationship))), pdf.Plain(goes)})
	}
	w.add(t)
}

// documents are the documents of the package. What is restricted is counted here, and listed on the page of its person.
func (w *writer) documents() {
	t := w.documentTable()
	hidden := 0
	for _, d := range w.Documents {
		if d.Removed != "" {
			continue
		}
		if d.Sensitivity == document.Restricted {
			hidden++
			continue
		}
		t.Rows = append(t.Rows, w.document(d))
	}
	if len(t.Rows) > 0 {
		w.add(t)
	} else {
		w.none()
	}
	if hidden > 0 {
		w.add(pdf.Paragraph{Text: pdf.Plain(w.Lang.N("sheet.cover.restricted", hidden, nil))})
	}
}

func (w *writer) document(d document.Document) []pdf.Text {
	who, pages, translation, language := "", "", "", ""
	if p := w.person(d.Person); p != nil {
		who = w.Lang.F("case.person.n", map[string]any{"Number": p.Number})
	}
	if d.Pages > 0 {
		pages = strconv.Itoa(d.Pages)
	}
	if d.Translation != "" {
		translation = w.code("document.translation.is.", d.Translation)
	}
	if d.Language != "" {
		language = w.Lang.Language(d.Language)
	}
	return []pdf.Text{pdf.Plain(w.code("document.kind.is.", d.Kind)), pdf.Written(d.Title), pdf.Plain(who), pdf.Plain(language), pdf.Plain(translation), pdf.Plain(pages)}
}

// imported is what a file held that has no question here, as it was written (decision 16).
func (w *writer) imported() {
	w.extras(w.Referral.Import.Extras)
	if len(w.Referral.Import.Faults) == 0 {
		return
	}
	w.heading(3, w.Lang.T("sheet.faults"))
	t := pdf.Table{Head: w.heads("sheet.extra.name", "sheet.faults.kind", "sheet.extra.value"), RowHeads: true}
	for _, f := range w.Referral.Import.Faults {
		t.Rows = append(t.Rows, []pdf.Text{pdf.Plain(f.Field), pdf.Plain(w.code("errf.kind.", f.Kind)), pdf.Written(f.Value)})
	}
	w.add(t)
}

func (w *writer) extras(list []people.Extra) {
	if len(list) == 0 {
		return
	}
	w.heading(3, w.Lang.T("sheet.extra"))
	t := pdf.Table{Head: w.heads("sheet.extra.name", "sheet.extra.value"), RowHeads: true}
	for _, x := range list {
		t.Rows = append(t.Rows, []pdf.Text{pdf.Plain(x.Name), pdf.Written(x.Value)})
	}
	w.add(t)
}

// rows is how many family members the IMM 0008 itself has room for; the rest are on the IMM 0008DEP (pack: over).
func (w *writer) rows() int {
	if f, ok := w.View.Form("imm0008dep"); ok && f.Over > 0 {
		return f.Over
	}
	return len(w.Persons)
}

// form is the data sheet of one form: everything that referral.Contents says it holds, person by person.
func (w *writer) form(id string, who *people.Person) {
	var owner people.Person
	if who != nil {
		owner = *who
	}
	parts := slices.DeleteFunc(referral.Contents(w.subject(), id, owner), func(p referral.Part) bool { return p.Title == "form.group.form" })
	whole := id == "imm0008" || id == "imm0008dep"
	if whole {
		first, rest := w.dependantsOf()
		on := first
		if id == "imm0008dep" {
			on = rest
		}
		parts = slices.DeleteFunc(parts, func(p referral.Part) bool {
			return p.Person != owner.Number && !slices.Contains(on, p.Person) || id == "imm0008dep" && p.Person == owner.Number
		})
	}
	if len(parts) == 0 && who != nil {
		w.heading(2, w.who(who))
	}
	for len(parts) > 0 {
		n := 1
		for n < len(parts) && parts[n].Person == parts[0].Person {
			n++
		}
		p := w.numbered(parts[0].Person)
		if p == nil {
			w.parts(2, parts[:n])
			parts = parts[n:]
			continue
		}
		w.heading(2, w.who(p))
		if jpeg := w.Photos[p.Photo]; whole && p.Photo != "" && len(jpeg) > 0 {
			w.add(pdf.Figure{JPEG: jpeg, Alt: w.Lang.F("sheet.photo", map[string]any{"Number": p.Number}), Height: 90_000})
		}
		w.parts(3, parts[:n])
		if whole {
			w.besides(p)
			w.extras(p.Extras)
		}
		parts = parts[n:]
	}
	if id == "consent" && who != nil {
		w.contact()
	}
}

// dependantsOf are the numbers of the family members whom the IMM 0008 has rows for, and of those on the IMM 0008DEP.
func (w *writer) dependantsOf() (first, rest []int) {
	var all []int
	for _, p := range people.InCase(w.Persons) {
		if !p.Principal() {
			all = append(all, p.Number)
		}
	}
	slices.Sort(all)
	n := min(w.rows(), len(all))
	return all[:n], all[n:]
}

// besides is what a person has that no question of the lists asks: it came with an import.
func (w *writer) besides(p *people.Person) {
	var out []pair
	add := func(key, value string) {
		if value != "" {
			out = append(out, w.of(key, value))
		}
	}
	join := func(list ...string) string {
		return strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), ", ")
	}
	add("sheet.person.died", w.Lang.Date(string(p.Died)))
	add("sheet.person.together_since", w.Lang.Date(string(p.LivedTogether)))
	add("sheet.person.religion", p.Religion)
	add("sheet.person.ethnicity", p.Ethnicity)
	for _, e := range p.Employment {
		if e.Occupation != "" {
			add("sheet.person.occupation", join(w.code("occupation.", e.Occupation), e.Text))
		}
	}
	for _, l := range p.Languages {
		if l.Understand != "" {
			add("sheet.person.understands", join(w.Lang.Language(l.Code), w.code("language.level.", l.Understand)))
		}
	}
	for _, r := range p.Relatives {
		more := join(r.SecondFamily, r.Middle, r.Maiden, r.BirthPlace, w.Lang.Country(r.BirthCountry), w.Lang.Country(r.Nationality), w.code("person.sex.is.", r.Sex), w.code("person.marital.is.", r.Marital), w.Lang.Date(string(r.Died)))
		if more != "" {
			add("sheet.person.relative", join(r.Family, r.Given)+": "+more)
		}
	}
	if len(out) > 0 {
		w.heading(3, w.Lang.T("sheet.person.besides"))
		w.pairs(out...)
	}
}

// contact is what was agreed about reaching a person, without its places and words.
func (w *writer) contact() {
	w.heading(3, w.Lang.T("sheet.contact"))
	w.note("sheet.contact.what")
	var items []pdf.Text
	for _, x := range w.Plan.Prohibitions(w.Persons, referral.LockDay(w.Referral, w.Plan.Confirmed)) {
		items = append(items, pdf.Plain(w.Lang.T("safety.prohibition."+string(x))))
	}
	w.add(pdf.List{Items: items})
}

// signature is the line of the checklist: who signed which edition, when and before whom (I-37, I-38).
func (w *writer) signature(p Paper) {
	w.heading(2, w.Lang.T("sheet.signature"))
	found := false
	for i := range w.Referral.Forms {
		l := &w.Referral.Forms[i]
		if l.Form != p.ID || number(w.person(l.Person)) != p.Person {
			continue
		}
		found = true
		for _, part := range referral.PartsOf(referral.SignatureForm, l, p.Person) {
			w.asked(part.Asks)
		}
	}
	if !found {
		w.pairs(w.of("form.state.label", w.Lang.T("form.state.is.missing")))
	}
}

// secrets are the facts of one person that the others of the family are not to see; without a person, the restricted documents
// that are about none of them.
//
// Rule I-20: confidential facts of one family member are kept apart from the others' view and exported on a separate page.
// Which facts are confidential is our default: restricted documents about the person, what they keep from the others, and what
// UNHCR's file says of vulnerabilities.
func (s *Source) secrets(p *people.Person) []pdf.Block {
	w := &writer{Source: s}
	id := ""
	if p != nil {
		id = p.ID
		var out []pair
		if p.Apart {
			words := s.Lang.T("sheet.secret.closed")
			for _, x := range s.Secrets {
				if x.Person == p.ID {
					words = x.Words
				}
			}
			out = append(out, w.of("sheet.secret.kept", words))
		}
		for _, v := range p.Vulnerabilities {
			out = append(out, w.of("sheet.secret.vulnerability", w.code("vulnerability.", v)))
		}
		w.pairs(out...)
	}
	t := w.documentTable()
	for _, d := range s.Documents {
		if d.Removed == "" && d.Person == id && d.Sensitivity == document.Restricted {
			t.Rows = append(t.Rows, w.document(d))
		}
	}
	if len(t.Rows) > 0 {
		w.heading(2, s.Lang.T("sheet.secret.documents"))
		w.add(t)
	}
	return w.blocks
}

func (w *writer) documentTable() pdf.Table {
	return pdf.Table{Head: w.heads("document.kind.label", "document.title.label", "document.person.label", "document.language.label", "document.translation.label", "sheet.cover.pages"), RowHeads: true, Widths: []int{5, 6, 4, 4, 4, 3}}
}
