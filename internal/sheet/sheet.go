// Package sheet owns the papers of a package as they are printed: the referral cover page (intake 7.1) and a data sheet
// for each form (intake 7.2 to 7.5), in either language, made from the question lists of package referral and the
// answers. It owns no question, no answer and no rule, does not know who may read a paper (app), and does not write
// files (pdf).
//
// A data sheet is not the form: until the department accepts these prints each says so on top (decision 15). Nothing that
// a paper is called, its title and file name included, names a person, a partner or the stream (decision 6).
package sheet

import (
	"fmt"
	"slices"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/pdf"
)

// Source is what the papers of a package are written from. Nothing is looked up elsewhere, so the same source gives the
// same bytes.
type Source struct {
	Lang        i18n.Lang
	Size        pdf.Size // of the paper; Letter when zero
	Ref         string   // neutral reference of the case
	Application string   // application number, "" before there is one
	Referral    referral.Referral
	Persons     []people.Person
	Plan        people.SafetyPlan // as far as the reader may see it
	Secrets     []people.Secret   // what members of the family keep from one another, when the reader has opened it (I-20)
	Revealed    bool              // the plan is whole: its paper is among them
	Documents   []document.Document
	Owed        []referral.Owed
	View        *policy.View        // text in force for the package
	Printed     string              // who printed it, and when, in words
	Account     func(string) string // shown name of an account
	Photos      map[string][]byte   // JPEG by document id; the rest are listed and not shown
}

// Kinds of paper that are no form of the pack.
const (
	Cover        = "cover"
	Confidential = "confidential" // what is of one person alone (I-20)
	Safety       = "safety"       // the safe-contact plan with its places and words (decision 7)
)

// Paper is one paper of a package.
type Paper struct {
	ID     string // of the form in the pack, or one of the kinds above
	Person int    // number of the person whose paper it is, 0 for the case
}

// Name is the paper's place in an address and in a file: "imm5669-2". It says nothing of a person.
func (p Paper) Name() string {
	if p.Person == 0 {
		return p.ID
	}
	return fmt.Sprintf("%s-%d", p.ID, p.Person)
}

// Papers are the papers of the package, in the order of the pack: the cover page, a data sheet for each form that is owed
// or entered, then what is of one person alone, and the safe-contact plan when the reader may see it.
func (s *Source) Papers() []Paper {
	out := []Paper{{ID: Cover}}
	add := func(p Paper) {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	for _, f := range s.View.Forms() {
		if !has(f.ID) {
			continue
		}
		for _, o := range s.Owed {
			if o.Form.ID == f.ID {
				add(Paper{f.ID, number(o.Person)})
			}
		}
		for _, l := range s.Referral.Forms { // a form that nobody owes and somebody entered all the same
			if l.Form == f.ID {
				add(Paper{f.ID, number(s.person(l.Person))})
			}
		}
	}
	if len(s.secrets(nil)) > 0 {
		add(Paper{ID: Confidential})
	}
	for i := range s.Persons {
		if p := &s.Persons[i]; p.OwnCase == "" && len(s.secrets(p)) > 0 {
			add(Paper{Confidential, p.Number})
		}
	}
	if s.Revealed {
		add(Paper{ID: Safety})
	}
	return out
}

// Find is the paper with a name.
func (s *Source) Find(name string) (Paper, bool) {
	all := s.Papers()
	i := slices.IndexFunc(all, func(p Paper) bool { return p.Name() == name })
	if i < 0 {
		return Paper{}, false
	}
	return all[i], true
}

func number(p *people.Person) int {
	if p == nil {
		return 0
	}
	return p.Number
}

// subject is what referral.Contents walks.
func (s *Source) subject() referral.Subject {
	return referral.Subject{Referral: s.Referral, Persons: s.Persons, Documents: s.Documents}
}

func (s *Source) person(id string) *people.Person {
	for i := range s.Persons {
		if s.Persons[i].ID == id {
			return &s.Persons[i]
		}
	}
	return nil
}

func (s *Source) numbered(n int) *people.Person {
	for i := range s.Persons {
		if s.Persons[i].Number == n {
			return &s.Persons[i]
		}
	}
	return nil
}

// Title is what the paper is called on lists and on its own first line.
func (s *Source) Title(p Paper) string {
	title := ""
	switch p.ID {
	case Cover, Confidential, Safety:
		title = s.Lang.T("sheet.title." + p.ID)
	default:
		name := p.ID
		if f, ok := s.View.Form(p.ID); ok {
			if name = f.In(string(s.Lang)); f.Number != "" {
				name = s.Lang.F("sheet.form", map[string]any{"Number": f.Number, "Name": name})
			}
		}
		title = s.Lang.F("sheet.title.form", map[string]any{"Form": name})
	}
	if p.Person > 0 {
		return s.Lang.F("sheet.title.person", map[string]any{"Title": title, "Number": p.Person})
	}
	return title
}

// Write is a paper as a document.
func (s *Source) Write(p Paper) pdf.Document {
	d := pdf.Document{
		Title: s.Lang.T("sheet.window"), Lang: string(s.Lang) + "-CA", Size: s.Size,
		Head: [2]string{s.Lang.T("sheet.protected"), s.Ref}, Foot: s.Printed, Page: s.Lang.T("sheet.page"), Undrawn: s.Lang.T("sheet.undrawn"),
	}
	w := &writer{Source: s}
	w.heading(1, s.Title(p))
	switch p.ID {
	case Cover:
		w.note("sheet.note.cover")
	case Confidential:
		w.note("sheet.note.confidential")
	case Safety:
		w.note("sheet.note.safety")
	default:
		w.note("sheet.note.form")
	}
	w.identity()
	w.write(p)
	d.Blocks = w.blocks
	return d
}

// writer gathers the blocks of one paper.
type writer struct {
	*Source
	blocks []pdf.Block
}

func (w *writer) add(b ...pdf.Block) { w.blocks = append(w.blocks, b...) }

func (w *writer) heading(level int, words string) {
	w.add(pdf.Heading{Level: level, Text: pdf.Plain(words)})
}

func (w *writer) note(key string) { w.add(pdf.Note{Text: pdf.Plain(w.Lang.T(key))}) }

// pairs adds labels with their values; a value that is not there is said not to be answered.
func (w *writer) pairs(list ...pair) {
	var out pdf.Pairs
	for _, p := range list {
		v := pdf.Written(p.value)
		if p.value == "" {
			v = pdf.Plain(w.Lang.T("sheet.unanswered"))
		}
		out = append(out, pdf.Pair{Label: pdf.Plain(p.label), Value: v})
	}
	if len(out) > 0 {
		w.add(out)
	}
}

type pair struct{ label, value string }

// of is a pair with its label from the catalogue.
func (w *writer) of(key, value string) pair { return pair{w.Lang.T(key), value} }

// identity says which case and which sending the paper is of: a reader who is read the page hears what stands in its head.
func (w *writer) identity() {
	list := []pair{w.of("sheet.reference", w.Ref)}
	if w.Application != "" {
		list = append(list, w.of("sheet.application", w.Application))
	}
	if n := len(w.Referral.Packages); n > 0 {
		p := w.Referral.Packages[n-1]
		list = append(list, w.of("sheet.sending", w.Lang.F("sheet.sending.is", map[string]any{"Number": p.Number, "Day": w.Lang.Date(string(p.Day)), "Receipt": p.Receipt})))
	} else {
		list = append(list, w.of("sheet.sending", w.Lang.T("sheet.sending.draft")))
	}
	w.pairs(list...)
}
