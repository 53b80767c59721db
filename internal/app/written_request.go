package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/store"
)

// What the office asks for in a letter: documents (L3), a voluntary DNA test (L5, A-37), an examination (L6).

// WantedKinds are the kinds of document that can be asked for.
func WantedKinds() (out []string) {
	for _, k := range document.Kinds {
		out = append(out, k.Code)
	}
	return append(out, casefile.PoliceCertificate)
}

// AskInWriting records a request; its letter is owed from then on, and goes like every letter. Rules.
func (a *App) AskInWriting(ctx context.Context, w Write, in casefile.WrittenRequest) (string, error) {
	action := access.AskInWriting
	if in.Kind == casefile.OfferTest {
		action = access.OfferTest
	}
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		on := casefile.AskBasis{Papers: WantedKinds(), Explained: relationshipPut(f)}
		if c, ok := a.Pack.On(tx.Today()).Clock("dna"); ok {
			on.Clock = c.Days
		}
		person := func(id string) (people.Person, bool) {
			i := slices.IndexFunc(f.Persons, func(p people.Person) bool { return p.ID == id && p.OwnCase == "" && !p.Deceased() })
			if i < 0 {
				return people.Person{}, false
			}
			return f.Persons[i], true
		}
		on.Listed = func(id string) bool { _, ok := person(id); return ok }
		on.Examined = func(id string) bool { p, ok := person(id); return ok && p.Travels() }
		for i := range f.Persons {
			on.Home = append(append(on.Home, f.Persons[i].Nationalities...), f.Persons[i].BirthCountry)
		}
		in.ID, in.Version, in.Reply, in.By, in.At = "", 0, casefile.WrittenReply{}, tx.Entry.Actor.Account, tx.Now
		x, err := casefile.AskInWriting(in, on)
		if err != nil {
			return err
		}
		if err := tx.SaveWritten(f, &x); err != nil {
			return err
		}
		n := owed(f, x.Kind.Letter(), x.To, x.ID, tx.Today())
		return tx.SaveNotice(f, &n)
	})
}

// relationshipPut says whether a doubt about a relationship was put in writing and the letter is known to have arrived.
func relationshipPut(f *File) bool {
	return slices.ContainsFunc(Hearings(f), func(h casefile.Hearing) bool {
		return h.Notice.Proven() && slices.ContainsFunc(h.Letter.Concerns, func(c casefile.Concern) bool { return slices.Contains(c.Codes, "ELG-E15") })
	})
}

// LetterOf is the notice that carries a request.
func LetterOf(f *File, x casefile.WrittenRequest) casefile.Notice {
	i := slices.IndexFunc(f.Notices, func(n casefile.Notice) bool { return n.Of == x.ID })
	if i < 0 {
		return casefile.Notice{}
	}
	return f.Notices[i]
}

// AnswerWritten records what became of a request. A letter that nobody has sent falls away with it.
func (a *App) AnswerWritten(ctx context.Context, w Write, id string, version int64, in casefile.WrittenReply) (string, error) {
	return a.change(ctx, w, access.AskInWriting, func(tx *store.Tx, f *store.File) error {
		x, err := by(f.Written, id, func(x *casefile.WrittenRequest) string { return x.ID })
		if err != nil {
			return err
		}
		if x.Version != version {
			return fault.New(fault.Conflict, "fault.conflict")
		}
		n := LetterOf(f, x)
		in.By, in.At = tx.Entry.Actor.Account, tx.Now
		if x, err = x.Answer(in, n, tx.Today(), onFile(f)); err != nil {
			return err
		}
		if err := tx.SaveWritten(f, &x); err != nil {
			return err
		}
		return dropOwed(tx, f, func(n casefile.Notice) bool { return n.Of == x.ID })
	})
}

// asked is what the letter of a request is written from (L3, L5, L6). A paper is named as the letter's language has its kind.
func asked(f *File, n casefile.Notice, lang i18n.Lang, d *letter.Data) error {
	x, err := by(f.Written, n.Of, func(x *casefile.WrittenRequest) string { return x.ID })
	if err != nil {
		return err
	}
	d.ToPartner, d.Days, d.Why, d.Cost, d.Where = n.To == casefile.ToPartner, x.Days, x.Doubt, x.Cost, x.Where
	for _, p := range x.Items {
		w := letter.Wanted{What: p.What, Why: p.Why}
		if p.Country != "" {
			w.Country = lang.Country(p.Country)
		}
		d.Wanted = append(d.Wanted, w)
	}
	d.Numbers = numbersOf(f, x.Persons)
	return nil
}
