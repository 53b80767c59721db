package web

import (
	"io"
	"slices"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// Packages that came by another channel: registered with their days and proof, entered on the pages that partners use,
// confirmed by a second clerk.

const registerAt = "/intake/register"

type registerView struct {
	page
	Edit *form
}

// registerAsks are the questions of the person's form that are asked at once.
var registerAsks = []string{"family", "given", "single_name", "residence"}

func (w *Web) registerPage(v *visit) error {
	if err := access.Allow(v.Actor, access.Register, access.Resource{Partner: v.Actor.Unit}); err != nil {
		return err
	}
	p := registerView{page: v.page("register.title")}
	p.Main, p.Current = "register", "/intake"
	f := v.form("register", registerAt)
	var partners []option
	for _, x := range w.App.Policy().Partners() {
		partners = append(partners, option{Value: x.ID, Label: x.In(string(v.Lang))})
	}
	f.Fields = []field{
		f.pick(f.one("select", "partner", v.T("register.partner"), ""), partners...),
		f.choice("channel", "referral.proof.channel.label", "", "referral.proof.channel.is", "encrypted", "courier"),
		f.date("made", "register.made", ""),
		f.date("submitted", "register.submitted", ""),
	}
	var empty people.Person
	for q := range referral.PersonForm.All() {
		if slices.Contains(registerAsks, q.Name) {
			f.Fields = append(f.Fields, f.ask(q.Ask, referral.PersonForm.Values(&empty)[q.Name]))
		}
	}
	f.Fields = append(f.Fields, f.upload("file", "register.file", document.Accept())) // last: what is said of it comes first
	p.Edit = f
	return v.show("intake/register", p)
}

// register takes what is said first and the file last, as the form has them.
func (w *Web) register(v *visit) error {
	in := app.Registration{}
	take := func() error {
		in.Partner, in.Channel, in.Made, in.Submitted = v.typed("partner"), v.typed("channel"), policy.Day(v.day("made")), policy.Day(v.day("submitted"))
		typed := answersTo(v, referral.PersonForm)
		for name := range typed {
			if !slices.Contains(registerAsks, name) && name != referral.Shown {
				delete(typed, name)
			}
		}
		return referral.PersonForm.Apply(&in.Applicant, typed, func(p people.Person) error { return people.CheckEntered(p, w.App.Today()) })
	}
	var id casefile.ID
	n, err := v.files(func(_, name, declared string, body io.Reader) (err error) {
		if err := take(); err != nil {
			return err
		}
		in.Proof = app.Upload{Name: name, Declared: declared, Body: body}
		id, err = w.App.Register(v.ctx(), v.write(), in)
		return err
	})
	if err == nil && n == 0 { // says what is missing, the proof among it
		if err = take(); err == nil {
			_, err = w.App.Register(v.ctx(), v.write(), in)
		}
	}
	if err != nil {
		return err
	}
	return v.done("register.registered", "/intake/{case}", id)
}

// registeredView is a package that came by another channel, on the clerk's page.
type registeredView struct {
	By      string
	Facts   []fact
	Proof   string // address of its document
	Enter   string // address of the first page to enter, "" once the dates are confirmed
	Confirm *form  // for a second clerk
	Drop    *form
}

// registered is what the clerk's page says of the channel, and the two acts while the package is entered.
func (v *visit) registered(in *app.Incoming) *registeredView {
	r := in.Referral
	if r.Registered.By == "" {
		return nil
	}
	out := &registeredView{By: v.F("register.by", map[string]any{"Name": v.web.App.Name(v.ctx(), r.Registered.By), "Day": v.Lang.Date(string(r.Registered.Day))})}
	show := func(which string, d referral.Dated) {
		out.Facts = append(out.Facts, fact{v.T("referral.proof.which.is." + which), v.Lang.Date(string(d.Day)) + ", " + v.T("referral.proof.channel.is."+d.Channel)})
		if d.Proof != "" { // what came from the case system has none but its record
			out.Proof = v.path("/intake/{case}/documents/{document}", in.Case.ID, d.Proof)
		}
	}
	if !in.Case.Summary.Entering {
		out.By += " " + v.F("register.confirmed_by", map[string]any{"Name": v.web.App.Name(v.ctx(), r.Registered.Second), "Day": v.Lang.Date(string(r.Registered.Confirmed))})
		show(referral.DateMade, r.Made)
		if r.Submitted.Day != "" {
			show(referral.DateSubmitted, r.Submitted)
		}
		return out
	}
	for _, c := range r.Claimed {
		show(c.Which, c.Dated)
	}
	out.Enter = v.path(draftSteps[0], in.Case.ID)
	if v.Actor.Account != r.Registered.By {
		out.Confirm = v.form("dates", "/intake/{case}", in.Case.ID).final().of(r.Version)
	}
	out.Drop = v.form("unregister", "/intake/{case}", in.Case.ID).of(r.Version)
	out.Drop.Fields = []field{out.Drop.short("why", "register.drop.why", "")}
	return out
}

// stopsHere is where somebody goes who stops entering: a partner to its list, a clerk to the package.
func (v *visit) stopsHere(id casefile.ID) error {
	if partners[v.Actor.Role] {
		return v.done("referral.saved", "/referrals")
	}
	return v.done("referral.saved", "/intake/{case}", id)
}
