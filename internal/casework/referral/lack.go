package referral

import (
	"slices"
	"strings"

	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Lack is one thing that is missing or wrong, and where to put it right. Its words are the pack's when Rule is set
// there (Said), else the catalogue's under Key.
type Lack struct {
	Place    string       // anchor: "cover.statement", "person.2.born", "form.imm5669.2", "safety.reach"
	Step     int          // page of the draft: 1 cover to 6 documents
	Person   int          // number, 0 for the case
	Field    string       // form name of the field, "" when the whole place is meant
	Rule     string       // INT-E4, I-28, ...
	Basis    policy.Basis // law or ours (decision 10)
	Blocking bool
	Key      string       // catalogue key, "" when Said has the words
	Said     *policy.Rule // the pack's rule
}

// Inside says whether a lack is the operations centre's alone: no return and no request names it to a partner
// (decision 5).
func (l Lack) Inside() bool { return l.Said != nil && slices.Contains(l.Said.NotFor, "partner") }

// Lacks is everything a package lacks, in the order of the steps. The verdict is the pack's: what its conditions call
// blocking blocks. Questions of our forms that are marked as needed block too, as ours (decision 10). partner leaves
// out what only the operations centre sees (decision 5).
func Lacks(s Subject, partner bool) ([]Lack, error) {
	out, err := lacks(&s, partner)
	slices.SortStableFunc(out, func(a, b Lack) int {
		if a.Step != b.Step {
			return a.Step - b.Step
		}
		return a.Person - b.Person
	})
	return out, err
}

// Missing is how many of the things that a package lacks block it: what a list says of a draft.
func Missing(s Subject, partner bool) (int, error) {
	list, err := lacks(&s, partner)
	return Blocking(list), err
}

func lacks(s *Subject, partner bool) ([]Lack, error) {
	view, owes := s.View(), Owes(*s)
	said, err := view.Completeness(facts(s, owes), partner)
	if err != nil {
		return nil, err
	}
	out := make([]Lack, 0, 48)
	for _, x := range said {
		for _, at := range x.Places {
			l := Lack{Place: at, Rule: x.Rule.ID, Basis: x.Rule.Basis, Blocking: x.Rule.Blocking, Said: x.Rule}
			l.locate(s)
			if f, ok := view.Form(l.form()); ok && l.Rule == "INT-E4" {
				l.Basis = f.Basis // a photo is ours, the department's form is the law's (decision 10)
			}
			out = append(out, l)
		}
	}
	return s.unanswered(out, owes), nil
}

// locate finds the step, the person and the field of a place.
func (l *Lack) locate(s *Subject) {
	parts := strings.Split(l.Place, ".")
	number := func(i int) int {
		if i < len(parts) {
			for _, p := range s.Persons {
				if place(p.Number) == parts[i] {
					return p.Number
				}
			}
		}
		return 0
	}
	if len(parts) > 1 {
		l.Field = parts[len(parts)-1]
	}
	switch parts[0] {
	case "cover", "case":
		l.Step = 1
	case "referral":
		l.Step = 1
		switch l.Field {
		case "no_others":
			l.Step = 3
		case "determination":
			l.Field = "statement"
		default:
			l.Field = ""
		}
	case "person":
		if l.Field == "dob" {
			l.Field = "born"
		}
		l.Person = number(1)
		l.Step = stepOf(s, l.Person)
	case "persons", "no_others":
		l.Step = 3
	case "safety":
		l.Step = 4
	case "form", "consent":
		l.Step, l.Person = 5, number(2)
	case "section":
		if l.Step, l.Person = 5, number(2); len(parts) < 4 {
			l.Field = ""
		}
	case "document", "photo":
		l.Step, l.Person = 6, number(1)
	default:
		l.Step = 1
	}
	if parts[0] == "form" && len(parts) > 1 && parts[1] == "photo" {
		l.Step = 6
	}
}

// form is the id of the form that the lack is about, "" for none.
func (l *Lack) form() string {
	if parts := strings.Split(l.Place, "."); parts[0] == "form" && len(parts) > 1 {
		return parts[1]
	}
	return ""
}

// section is the part of the department's forms that the lack is about, the zero one for none.
func (l *Lack) section() Section {
	if parts := strings.Split(l.Place, "."); parts[0] == "section" && len(parts) > 1 {
		s, _ := SectionOf(parts[1])
		return s
	}
	return Section{}
}

func stepOf(s *Subject, number int) int {
	for _, p := range s.Persons {
		if p.Number == number && p.Principal() {
			return 2
		}
	}
	return 3
}

// unanswered puts to what rules of the pack have said the needed questions without an answer that none of them names.
func (s *Subject) unanswered(out []Lack, owes []Owed) []Lack {
	said := out
	add := func(l Lack) {
		same := func(x Lack) bool {
			return x.Blocking && x.Place == l.Place || x.Step == l.Step && x.Person == l.Person && (x.Field == l.Field && l.Field != "" && x.Blocking || x.Rule == l.Rule && l.Rule != "")
		}
		if !slices.ContainsFunc(said, same) {
			out = append(out, l)
		}
	}
	for _, name := range CoverForm.Missing(&s.Referral) {
		add(Lack{Place: place("cover", name), Step: 1, Field: name, Basis: policy.Ours, Blocking: true, Key: "cover." + name + ".label"})
	}
	if UnjustifiedPriority(s.Referral) {
		add(Lack{Place: "cover.priority_why", Step: 1, Field: "priority_why", Rule: "I-17", Basis: policy.Ours, Blocking: true, Key: "cover.priority_why.missing"})
	}
	if n := MissingCategories(s.Referral, s.View()); n > 0 {
		name := "criteria_" + place(3-n)
		add(Lack{Place: "cover." + name, Step: 1, Field: name, Rule: "I-18", Basis: policy.Ours, Blocking: true, Key: "cover." + name + ".label"})
	}
	for _, p := range s.Persons {
		if p.OwnCase != "" {
			continue
		}
		for _, l := range s.unansweredOf(p) {
			add(l)
		}
	}
	for _, l := range s.household() {
		add(l)
	}
	for _, l := range s.lackingSections() {
		add(l)
	}
	for _, name := range RepresentativeForm.Missing(&s.Referral.Acting) { // R10(2)(c.1) to (c.4)
		add(Lack{Place: place("representative", name), Step: 5, Field: name, Rule: "I-72", Basis: policy.Law, Blocking: true, Key: "representative." + name + ".label"})
	}
	for _, o := range owes {
		if o.Signed && o.Form.Signed && o.Line.State == "signed" && !o.Line.Witnessed() && o.Person != nil {
			add(Lack{Place: o.Place(), Step: 5, Person: o.Person.Number, Rule: "I-37", Basis: policy.Ours, Key: "form.means.missing"})
		}
	}
	for _, name := range SafetyForm.Missing(&s.Plan) {
		add(Lack{Place: place("safety", name), Step: 4, Field: name, Basis: policy.Ours, Blocking: true, Key: "safety." + name + ".label"})
	}
	if s.Plan.Reach != "" && s.Plan.Expired(s.Today) {
		add(Lack{Place: "safety.agreed", Step: 4, Field: "agreed", Basis: policy.Ours, Blocking: true, Key: "safety.agreed.missing"})
	}
	for _, d := range s.Documents {
		if d.Removed == "" && (d.Translation == "missing" || document.TranslationNeeded(d)) {
			add(Lack{Place: "document." + d.ID, Step: 6, Person: s.number(d.Person), Rule: "I-42", Basis: policy.Ours, Key: "document.translation.needed"})
		}
	}
	return out
}

// lackingSections are the questions of the department's forms that are filled in here and have no answer yet. The law
// leaves what R10 does not list to the form: blocking by our own choice.
func (s *Subject) lackingSections() []Lack {
	var out []Lack
	if !slices.ContainsFunc(s.Referral.Forms, func(f Form) bool { return f.How == Online }) {
		return nil
	}
	for _, p := range s.Persons {
		for _, x := range Sections {
			if !s.Asks(x, p, true) {
				continue
			}
			for _, name := range x.Lacking(p, LockDay(s.Referral, s.Today)) {
				out = append(out, Lack{Place: place("section", x.Name, p.Number, name), Step: 5, Person: p.Number, Field: name, Basis: policy.Ours, Blocking: true,
					Key: "life." + x.Name + "." + name + ".label"})
			}
		}
	}
	return out
}

func (s *Subject) number(id string) int {
	for _, p := range s.Persons {
		if p.ID == id {
			return p.Number
		}
	}
	return 0
}

// unansweredOf are the needed answers about one person. What the law asks of a listed person (I-28, R140.1) is
// marked as the law's.
func (s *Subject) unansweredOf(p people.Person) []Lack {
	var out []Lack
	at, step := place("person", p.Number), stepOf(s, p.Number)
	listed := people.CheckListed(p)
	for _, f := range listed {
		out = append(out, Lack{Place: place(at, f.Name), Step: step, Person: p.Number, Field: f.Name, Rule: f.Rule, Basis: policy.Law, Blocking: true, Key: f.Key})
	}
	for _, name := range PersonForm.Missing(&p) {
		if slices.ContainsFunc(listed, func(f fault.Field) bool { return f.Name == name }) || p.Deceased() && (name == "travelling" || name == "residence" || name == "naming_safe") {
			continue
		}
		// R139(1)(b) does not pick the birth date or a relative's status out of R10: blocking by our own choice.
		out = append(out, Lack{Place: place(at, name), Step: step, Person: p.Number, Field: name, Basis: policy.Ours, Blocking: true, Key: "person." + name + ".label"})
	}
	if len(p.Nationalities) == 0 && !p.Stateless {
		out = append(out, Lack{Place: place(at, "nationality"), Step: step, Person: p.Number, Field: "nationality", Rule: "I-15", Basis: policy.Ours, Blocking: p.Principal(), Key: "person.nationality.label"})
	}
	switch people.MembershipOf(s.Persons, p, LockDay(s.Referral, s.Today)) {
	case people.DeFacto: // they cannot stay in this case (I-30)
		out = append(out, Lack{Place: place(at, "own_case"), Step: step, Person: p.Number, Rule: "I-30", Basis: policy.Law, Blocking: true, Key: "person.own_case.needed"})
	case people.NotDependant: // INT-E8 does not block (decision 10)
		out = append(out, Lack{Place: place(at, "own_case"), Step: step, Person: p.Number, Rule: "INT-E8", Basis: policy.Law, Key: "person.own_case.offered"})
	}
	return out
}

// Blocking says whether anything stops the package.
func Blocking(list []Lack) int {
	n := 0
	for _, l := range list {
		if l.Blocking {
			n++
		}
	}
	return n
}

// Item is one line of the completeness meter and one cell of the matrix of who lacks what.
type Item struct {
	Name   string // "cover", "family", "safety", "answers" (of a person), "documents", or the id of a form of the pack
	Step   int
	Person int // number, 0 for the case
	State  ItemState
	Form   *policy.Form
	Lacks  []Lack
}

// ItemState is how an item stands.
type ItemState string

// The states: nothing is lacking, something blocks, or something may follow.
const (
	Ready  ItemState = "ready"
	Owing  ItemState = "needed"
	Follow ItemState = "follow"
)

// Meter is how complete a package is: "18 of 25 items ready, 5 needed, 2 can follow".
type Meter struct {
	Items                []Item
	Ready, Owing, Follow int
}

// Measure sorts what a package lacks into the items that it is made of.
func Measure(s Subject, lacks []Lack) Meter {
	var m Meter
	left := slices.Clone(lacks)
	add := func(it Item, mine func(Lack) bool) {
		it.State = Ready
		left = slices.DeleteFunc(left, func(l Lack) bool {
			if !mine(l) {
				return false
			}
			it.Lacks = append(it.Lacks, l)
			return true
		})
		for _, l := range it.Lacks {
			if l.Blocking {
				it.State = Owing
			} else if it.State == Ready {
				it.State = Follow
			}
		}
		m.Items = append(m.Items, it)
	}
	for _, o := range Owes(s) {
		it := Item{Name: o.Form.ID, Step: 5, Form: o.Form}
		if o.Form.ID == "photo" {
			it.Step = 6
		}
		if o.Person != nil {
			it.Person = o.Person.Number
		}
		if o.Form.ID == "cover" || o.Form.ID == "checklist" || o.Form.ID == "determination" {
			continue // the steps themselves say it
		}
		at := o.Place()
		add(it, func(l Lack) bool { return l.Place == at || l.Person == it.Person && l.section().in(o.Form.ID) })
		if last := &m.Items[len(m.Items)-1]; last.State == Ready && !o.Present {
			last.State = Follow // owed, and no condition of the pack stops for it
		}
	}
	for _, p := range people.InCase(s.Persons) {
		add(Item{Name: "answers", Step: stepOf(&s, p.Number), Person: p.Number}, func(l Lack) bool {
			return l.Person == p.Number && (l.Step == 2 || l.Step == 3 || l.section().Name != "")
		})
	}
	add(Item{Name: "cover", Step: 1}, func(l Lack) bool { return l.Step == 1 })
	add(Item{Name: "family", Step: 3}, func(l Lack) bool { return l.Step == 3 })
	add(Item{Name: "safety", Step: 4}, func(l Lack) bool { return l.Step == 4 })
	if slices.ContainsFunc(left, func(l Lack) bool { return l.Step == 5 }) {
		add(Item{Name: "representative", Step: 5}, func(l Lack) bool { return l.Step == 5 })
	}
	if len(left) > 0 {
		add(Item{Name: "documents", Step: 6}, func(Lack) bool { return true })
	}
	slices.SortStableFunc(m.Items, func(a, b Item) int {
		if a.Step != b.Step {
			return a.Step - b.Step
		}
		return a.Person - b.Person
	})
	for _, it := range m.Items {
		switch it.State {
		case Ready:
			m.Ready++
		case Owing:
			m.Owing++
		default:
			m.Follow++
		}
	}
	return m
}
