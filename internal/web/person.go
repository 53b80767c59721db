package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// Steps 2 and 3: the main applicant and the family, one page for each person.

type personView struct {
	draftPage
	ID        string // of the person, "" for a new one
	Number    int
	Edit      *form
	Member    string // what the person is to the application
	Notes     []string
	OwnCase   *form // makes a linked case of their own
	OwnRef    string
	Remove    *form
	Addresses []entry
	Papers    []entry
	Languages []entry
	Add       [3]entry // where one is added
	Secret    string   // where it stands what the person keeps from the others
	From      []string // what the file holds that has no field
}

// entry is one line of a list on a person's page. Beside an open form it is a button of that form: what was typed there
// is saved before the page is left, with scripts and without.
type entry struct {
	At    string
	Words string
	Wrong string
	Note  string
	Form  string // whose button it is, "" for a link
	Go    string // the button's value
}

// saving makes the entry a button of a form of the draft while the reader may change it.
func (e entry) saving(open bool, form, rows string, index any) entry {
	if open {
		e.Form, e.Go = form, fmt.Sprintf("%s.%s.%v", rowGo, rows, index)
	}
	return e
}

// rowGo begins the value of a button that saves a form and leads to a row of one of the person's lists.
const rowGo = "row"

// toRow is where the pressed button leads once its form is saved: a row of a list of the person, ok when it is one.
func (v *visit) toRow(person string) (to string, ok bool) {
	parts := strings.Split(v.pressed(), ".")
	if len(parts) != 3 || parts[0] != rowGo || person == "" {
		return "", false
	}
	if _, _, known := referral.RowsOf(parts[1]); !known {
		return "", false
	}
	if _, err := index_(parts[2]); err != nil {
		return "", false
	}
	return v.path(rowAt, v.caseID(), person, parts[1], parts[2]) + "?done=referral.saved", true
}

// person is one person's page; {person} is an id, or "new".
func (w *Web) person(v *visit) error {
	id := v.value("person")
	dp, err := v.draft(3, false)
	if err != nil {
		return err
	}
	d := dp.D
	p := personView{draftPage: dp}
	x := people.Person{Number: len(d.Persons) + 1, Relationship: ""}
	if id != "new" {
		i := slices.IndexFunc(d.Persons, func(q people.Person) bool { return q.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "person.not_found")
		}
		x = d.Persons[i]
		p.ID = id
	}
	p.Number = x.Number
	p.Head = v.F("referral.person.head", map[string]any{"Number": x.Number})
	if x.Principal() {
		p.Step, p.Head = 2, v.T(draftStepNames[1])
		p.Title = v.T(draftStepNames[1])
		p.Steps = v.steps(d, 2)
	}
	p.Main = "person"
	p.Edit = v.form("person", draftSteps[1], d.Case.ID, id).of(x.Version)
	sheet(p.Edit, referral.PersonForm, &x)
	p.Edit.each(func(q *field) bool {
		if q.Kind == "language" {
			q.List = "" // typed by name or code: the page is long enough
		}
		if q.Name != "parent" || x.Principal() {
			return q.Name != "parent"
		}
		var options []option
		for _, c := range d.Persons {
			if c.ID != x.ID && c.Relationship.Class() == people.IsChild {
				options = append(options, option{Value: c.ID, Label: strconv.Itoa(c.Number) + ". " + c.Shown()})
			}
		}
		*q = p.Edit.pick(*q, options...)
		return len(options) > 0 || q.Value != ""
	})
	p.Edit.imported(d, x.ID)
	p.Edit.typedBy(d, "person", slices.IndexFunc(d.Persons, func(q people.Person) bool { return q.ID == x.ID && x.ID != "" }))
	if p.ID == "" {
		return v.show("referral/person", p)
	}
	if v.web.App.May(v.Actor, access.EditSecret, d.Case) && v.web.App.May(v.Actor, access.RevealSafety, d.Case) {
		p.Secret = v.path(secretAt, d.Case.ID, x.ID)
	}
	v.standing(&p, x, d.Lock)
	v.entries(&p, x)
	if !x.Principal() {
		p.Remove = v.form("remove", draftSteps[1], d.Case.ID, id).of(x.Version)
	}
	return v.show("referral/person", p)
}

// standing says what the person is to the application, and what a rule has to say about that.
func (v *visit) standing(p *personView, x people.Person, lock policy.Day) {
	member := people.MembershipOf(p.D.Persons, x, lock)
	p.Member = v.T("person.membership." + string(member))
	if x.OwnCase == people.Gone {
		p.Notes = append(p.Notes, v.T("split.person.gone"))
		return
	}
	if x.OwnCase != "" {
		p.OwnRef = x.OwnCase
		return
	}
	if words, _ := v.ageLock(p.D, x); words != "" {
		p.Notes = append(p.Notes, words)
	}
	if (member == people.DeFacto || member == people.NotDependant) && v.web.App.May(v.Actor, access.LinkCase, p.D.Case) {
		p.OwnCase = v.form("own-case", draftSteps[1], p.D.Case.ID, x.ID).of(x.Version)
	}
	for _, l := range p.D.Lacks {
		if l.Person == x.Number && l.Said != nil && (l.Step == 2 || l.Step == 3) {
			p.Notes = append(p.Notes, l.Said.In(string(v.Lang)))
		}
	}
}

// large is how many persons a family has before its pages say less beside the list.
const large = 8

// alarmDays is how long before a child turns 22 a draft says so (ours).
const alarmDays = 180

// ageLock says what the lock on the age makes of a child, "" for anybody else; soon when only a referral before a day that is
// near keeps the child a dependant (I-24).
func (v *visit) ageLock(d *app.Draft, x people.Person) (words string, soon bool) {
	class := x.Relationship.Class()
	if x.OwnCase != "" || class != people.IsChild && class != people.IsGrandchild {
		return "", false
	}
	dep := people.AgeLock(x, d.Lock)
	words = v.T("person.dependence." + string(dep))
	if day := people.Turns22(x); dep == people.DependentByAge && day != "" && d.Case.Referred == "" {
		if soon = d.Lock.Until(day) <= alarmDays; soon {
			words += ". " + v.F("person.age_lock.soon", map[string]any{"Day": day})
		}
	} else if d.Case.Referred != "" {
		words += ". " + v.F("person.age_lock.on", map[string]any{"Day": d.Case.Referred})
	}
	return words, soon
}

// entries are the lists of a person: addresses with what clashes, identity documents, languages.
func (v *visit) entries(p *personView, x people.Person) {
	clash := people.ClashingAddresses(x)
	for i, r := range referral.RowLists {
		list := v.rowEntries(p.D, r, x, "person")
		for j := range list {
			if r.Name == "addresses" && slices.Contains(clash, j) {
				list[j].Wrong = v.T("person.address.clash")
			}
		}
		*[]*[]entry{&p.Addresses, &p.Papers, &p.Languages}[i] = list
		p.Add[i] = entry{At: v.path(rowAt, p.D.Case.ID, x.ID, r.Name, "new"), Words: v.T([]string{"referral.addresses.add", "referral.papers.add", "referral.languages.add"}[i])}.saving(p.Open, "person", r.Name, "new")
	}
	for _, e := range x.Extras {
		p.From = append(p.From, e.Name+": "+e.Value)
	}
	if len(p.From) > 12 { // all of them are on the page that shows everything
		p.From = p.From[:12]
	}
}

// savePerson takes the forms of a person's page: the person, a linked case of their own, or their removal.
func (w *Web) savePerson(v *visit) error {
	id := v.value("person")
	switch v.Typed.Get("form") {
	case "own-case":
		if _, err := w.App.LinkCase(v.ctx(), v.write(), id, v.version()); err != nil {
			return err
		}
		return v.done("referral.linked", draftSteps[2], v.caseID())
	case "remove":
		if err := w.App.RemovePerson(v.ctx(), v.write(), id); err != nil {
			return err
		}
		return v.done("referral.removed", draftSteps[2], v.caseID())
	}
	if id == "new" {
		id = ""
	}
	if _, err := w.App.SavePerson(v.ctx(), v.write(), id, v.version(), answersTo(v, referral.PersonForm)); err != nil {
		return err
	}
	if to, ok := v.toRow(id); ok {
		return v.see(to)
	}
	return v.nextStep(v.caseID(), 2)
}

type familyView struct {
	draftPage
	People []familyLine
	Flags  []string
	Others *form
	NoneBy string // who signed that there is no other family, "" when nobody has
}

// familyLine is one person in the list of step 3.
type familyLine struct {
	At, Name, Relationship, Travels string
	Number                          int
	Member                          string
	State                           string // ready, needed, follow, own
	Note                            string
	Age                             string // what the lock on the age says of a child (I-24)
	Soon                            bool   // and only a referral before a day keeps it
}

// family is step 3: everybody who is listed, travelling or not (I-26), and the signed answer that there is nobody else.
func (w *Web) family(v *visit) error {
	dp, err := v.draft(3, false)
	if err != nil {
		return err
	}
	p := familyView{draftPage: dp}
	if len(dp.D.Persons) <= large { // the check has it of a large family, and this page stays small
		p.whoLacksWhat(v, 0)
	}
	d := p.D
	for _, x := range d.Persons {
		l := familyLine{At: v.path(draftSteps[1], d.Case.ID, x.ID), Name: x.Shown(), Number: x.Number, State: "ready", Note: v.T("referral.family.complete")}
		if x.Relationship != "" {
			l.Relationship = v.T("person.relationship.is." + string(x.Relationship))
		}
		if x.Travelling != "" {
			l.Travels = v.T("ask.yn." + x.Travelling)
		}
		n := 0
		for _, it := range d.Meter.Items {
			if it.Name == "answers" && it.Person == x.Number {
				for _, k := range it.Lacks {
					if k.Blocking {
						n++
					}
				}
				l.State = string(it.State)
			}
		}
		switch {
		case x.OwnCase == people.Gone:
			l.State, l.Note = "own", v.T("split.person.gone")
		case x.OwnCase != "":
			l.State, l.Note = "own", v.F("referral.family.own", map[string]any{"Ref": x.OwnCase})
		case n > 0:
			l.Note = v.N("referral.family.left", n, nil)
		}
		if words, soon := v.ageLock(d, x); soon {
			l.Age, l.Soon = words, true
		} else if words != "" { // in short: the person's page says it whole
			l.Age = v.T("person.age_lock.is." + string(people.AgeLock(x, d.Lock)))
		}
		p.People = append(p.People, l)
	}
	slices.SortStableFunc(p.People, func(a, b familyLine) int { return cmp.Compare(a.Number, b.Number) })
	for _, f := range d.Flags {
		p.Flags = append(p.Flags, v.T("person.flag."+string(f)))
	}
	p.Main = "others"
	no := d.Referral.NoOthers
	p.Others = v.form("others", draftSteps[2], d.Case.ID).of(d.Referral.Version)
	sheet(p.Others, referral.HouseholdForm, &d.Referral.Household)
	p.Others.Fields = []field{
		p.Others.tick("no_others", "referral.no_others.label", no.Answer == people.Yes),
		p.Others.text("no_others_by", "referral.no_others.by.label", no.By),
		p.Others.date("no_others_day", "referral.no_others.day.label", string(no.Day)),
	}
	return v.show("referral/family", p)
}

func (w *Web) saveFamily(v *visit) error {
	s := referral.Statement{By: v.typed("no_others_by"), Day: policy.Day(v.day("no_others_day"))}
	if err := w.App.SaveHousehold(v.ctx(), v.write(), v.version(), answersTo(v, referral.HouseholdForm), v.typed("no_others"), s); err != nil {
		return err
	}
	return v.nextStep(v.caseID(), 3)
}
