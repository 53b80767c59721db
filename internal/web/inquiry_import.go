package web

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode/utf8"

	"passage/internal/app"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
)

// A list of inquiries, pasted or as a file: checked first, with what is wrong line by line, then entered as a whole.

type inquiryImportView struct {
	page
	Edit    *form
	Checked bool
	Good    string
	Wrong   []lineWrong
	Alike   []likeLine
	Ready   bool
}

// lineWrong is what is wrong in one line of a list.
type lineWrong struct {
	Line  int
	Words []string
}

// listLimit is how long a pasted list may be, in bytes.
const listLimit = 128 << 10

// columns are what the first line of a list may name, in either language.
var columns = map[string]string{
	"family": "family", "family name": "family", "nom": "family", "nom de famille": "family",
	"given": "given", "given names": "given", "prenom": "given", "prénom": "given", "prénoms": "given",
	"native": "native", "born": "born", "birth date": "born", "naissance": "born", "date de naissance": "born",
	"nationality": "nationality", "nationalite": "nationality", "nationalité": "nationality",
	"country now": "residence", "residence": "residence", "country": "residence", "pays": "residence", "pays actuel": "residence",
	"claim": "claim", "message": "claim", "demande": "claim",
	"reply": "reply", "answer": "reply", "reponse": "reply", "réponse": "reply", "how": "how", "comment": "how",
}

func (w *Web) inquiryImport(v *visit) error { return v.importPage(inquiryImportView{}) }

func (v *visit) importPage(p inquiryImportView) error {
	p.page = v.page("inquiry.import.title")
	p.Main, p.Current = "list", "/inquiries"
	p.Edit = v.form("list", "/inquiries/import")
	rows := p.Edit.long("rows", "inquiry.import.rows", "")
	rows.Rows, rows.Sensitive = 10, true
	p.Edit.Fields = []field{rows, p.Edit.upload("file", "inquiry.import.file", ".csv,.txt,text/csv,text/plain")}
	return v.show("inquiry/import", p)
}

func (w *Web) importInquiries(v *visit) error {
	_, err := v.files(func(_, _, _ string, body io.Reader) error {
		b, err := io.ReadAll(io.LimitReader(body, listLimit+1))
		if err != nil {
			return err
		}
		if len(b) > 0 {
			v.Typed.Set("rows", strings.TrimPrefix(string(b), "\ufeff"))
		}
		return nil
	})
	if err != nil {
		return err
	}
	list, wrong, err := v.readList(v.Typed.Get("rows"))
	if err != nil {
		return err
	}
	p := inquiryImportView{Checked: true, Wrong: wrong, Ready: len(wrong) == 0, Good: v.N("inquiry.import.good", len(list), nil)}
	for _, in := range list {
		if len(p.Alike) >= 20 {
			break
		}
		found, err := w.App.Likenesses(v.ctx(), v.Actor, in.Person, "")
		if err != nil {
			return err
		}
		for _, l := range found {
			p.Alike = append(p.Alike, likeLine{At: v.path(inquiryAt, l.Case.ID), Ref: l.Case.Ref, Name: in.Person.Shown(), Where: v.stateWords(l.Case.State)})
			break
		}
	}
	if v.pressed() != "enter" || !p.Ready {
		return v.importPage(p)
	}
	if _, err := w.App.TakeInquiries(v.ctx(), v.write(), list); err != nil {
		return err
	}
	return v.done("inquiry.list", "/inquiries")
}

// readList reads lines of a table whose first line names its columns, divided by commas, semicolons or tabs.
func (v *visit) readList(text string) ([]app.NewInquiry, []lineWrong, error) {
	bad := func(key string) error {
		return &fault.Error{Kind: fault.Invalid, Key: "ask.check", Fields: []fault.Field{{Name: "rows", Key: key, Args: map[string]any{"Most": app.MostInquiries}}}}
	}
	switch {
	case strings.TrimSpace(text) == "":
		return nil, nil, bad("inquiry.import.empty")
	case len(text) > listLimit:
		return nil, nil, bad("inquiry.import.size")
	case !utf8.ValidString(text):
		return nil, nil, bad("inquiry.import.text")
	}
	head, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	for _, c := range "\t;" {
		if strings.ContainsRune(head, c) {
			r.Comma = c
			r.TrimLeadingSpace = c != '\t' // a tab is the divider there, not space
			break
		}
	}
	names, err := r.Read()
	if err != nil {
		return nil, nil, bad("inquiry.import.head")
	}
	at := map[string]int{}
	for i, n := range names {
		if c, ok := columns[strings.ToLower(strings.TrimSpace(n))]; ok {
			at[c] = i
		}
	}
	for _, need := range []string{"family", "residence", "claim", "reply"} {
		if _, ok := at[need]; !ok {
			return nil, nil, bad("inquiry.import.head")
		}
	}
	var list []app.NewInquiry
	var wrong []lineWrong
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			wrong = append(wrong, lineWrong{Line: line, Words: []string{v.T("inquiry.import.line")}})
			continue
		}
		if len(list)+len(wrong) >= app.MostInquiries {
			return nil, nil, bad("inquiry.import.size")
		}
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		in, err := v.lineOf(cell)
		if f, ok := err.(*fault.Error); ok && f.Kind == fault.Invalid {
			l := lineWrong{Line: line}
			for _, x := range f.Fields {
				l.Words = append(l.Words, v.say(x.Key, x.Args))
			}
			wrong = append(wrong, l)
			continue
		} else if err != nil {
			return nil, nil, err
		}
		list = append(list, in)
	}
	if len(list)+len(wrong) == 0 {
		return nil, nil, bad("inquiry.import.empty")
	}
	return list, wrong, nil
}

// lineOf is one line of a list as an inquiry; countries by code or by name in either language.
func (v *visit) lineOf(cell func(string) string) (app.NewInquiry, error) {
	code := func(name string) []string {
		s := cell(name)
		if s == "" {
			return nil
		}
		if c, ok := i18n.CountryCode(s); ok {
			return []string{c}
		}
		return []string{s}
	}
	in := app.NewInquiry{Inquiry: referral.Inquiry{Came: "list", Claim: cell("claim"), Reply: replyCode(cell("reply")), How: cell("how")}}
	y, m, d := referral.SplitDate(cell("born"))
	typed := referral.Answers{"family": {cell("family")}, "given": {cell("given")}, "native": {cell("native")}, "nationality": code("nationality"), "residence": code("residence"),
		"born_y": {y}, "born_m": {m}, "born_d": {d}}
	if cell("given") == "" {
		typed["single_name"] = []string{"yes"}
	}
	var c fault.Check
	for _, err := range []error{
		referral.PersonForm.Apply(&in.Person, typed, func(p people.Person) error { return nil }),
		referral.InquiryForm.Apply(&in.Inquiry, referral.Answers{"claim": {in.Inquiry.Claim}, "how": {in.Inquiry.How}}, nil),
		referral.NewInquiry(in.Inquiry, in.Person, v.web.App.Today()),
	} {
		f, ok := err.(*fault.Error)
		if !ok {
			if err != nil {
				return in, err
			}
			continue
		}
		c.Fields = append(c.Fields, f.Fields...)
	}
	return in, c.Err("ask.check")
}

// replyCode is the contact choice of a list: the code, or yes and no in either language.
func replyCode(s string) string {
	switch strings.ToLower(s) {
	case "same", "yes", "oui", "meme", "même":
		return referral.ReplySame
	case "other", "autre":
		return referral.ReplyOther
	case "never", "no", "non", "jamais":
		return referral.ReplyNever
	}
	return ""
}
