package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

// The certified record of a case as it was: made by a supervisor from the page of the past, and for a redacted copy read by two
// persons. What leaves is one file under a name that says nothing.

const recordOfAt = "/cases/{case}/records/{record}"

// recordForm is the form that makes a record of the moment, nil where it is not the reader's.
func (v *visit) recordForm(p *app.Past) *form {
	if !v.web.App.May(v.Actor, access.MakeRecord, p.Now) {
		return nil
	}
	x := v.form("record", momentAt, p.Case.ID, v.value("moment"))
	var codes []string
	for _, r := range casefile.Recipients {
		codes = append(codes, string(r))
	}
	x.Fields = []field{x.choice("for", "record.for", "", "record.for.is", codes...), x.text("purpose", "record.purpose", "")}
	return x
}

func (w *Web) makeRecord(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	id, err := w.App.MakeRecord(v.ctx(), v.write(), app.NewRecord{AsOf: at, For: casefile.Recipient(v.typed("for")), Purpose: v.typed("purpose")})
	if err != nil {
		return err
	}
	return v.done("record.made", recordOfAt, v.caseID(), id)
}

// certifiedLines are the records of a case, the latest first.
func (v *visit) certifiedLines(f *app.File) (out []filterLink) {
	for i := len(f.Records) - 1; i >= 0; i-- {
		r := &f.Records[i]
		out = append(out, filterLink{At: v.path(recordOfAt, f.Case.ID, r.ID), Words: v.F("record.line", map[string]any{"AsOf": v.second(r.AsOf), "For": v.T("record.for.is." + string(r.For)), "Made": v.Lang.DateTime(r.At.UTC())})})
	}
	return out
}

// second is a moment to the second, in UTC.
func (v *visit) second(t time.Time) string {
	t = t.UTC()
	return v.Lang.Date(t.Format(time.DateOnly)) + ", " + t.Format("15:04:05") + " UTC"
}

type certifiedView struct {
	casePage
	Facts   []fact
	Parts   []filterLink // where its entries are read
	Marks   []recordMark
	Echoes  []string
	Mark    *form
	Confirm *form
	Takes   []recordTake
}

type recordMark struct{ Words, Ground string }

// recordTake is a part that may be taken now.
type recordTake struct {
	Form *form
	What string
	Go   string
}

func (w *Web) record(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "record.title")
	if err != nil {
		return err
	}
	if !w.App.May(v.Actor, access.ViewPast, f.Case) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	i := slices.IndexFunc(f.Records, func(r casefile.CertifiedRecord) bool { return r.ID == v.value("record") })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	r := f.Records[i]
	past, err := w.App.Past(v.ctx(), v.Actor, f.Case.ID, r.AsOf, "record "+r.ID)
	if err != nil {
		return err
	}
	view := certifiedView{casePage: p}
	add := func(key, value string) {
		if value != "" {
			view.Facts = append(view.Facts, fact{v.T(key), value})
		}
	}
	add("record.pdf.as_of", v.second(r.AsOf))
	add("record.pdf.made", v.second(r.At)+", "+w.App.Name(v.ctx(), r.By))
	add("record.for", v.T("record.for.is."+string(r.For)))
	add("record.pdf.ground", v.T("record.for.ground."+string(r.For)))
	add("record.purpose", r.Purpose)
	add("record.pdf.link", strconv.FormatInt(r.Entry, 10))
	add("record.pdf.head", r.Hash)
	add("record.reviewed", v.byThen(r.Reviewed, r.ReviewedBy))
	add("record.confirmed", v.byThen(r.Confirmed, r.ConfirmedBy))
	moment := strconv.FormatInt(r.AsOf.Unix(), 10)
	for _, x := range pastParts {
		if slices.ContainsFunc(past.Entries, func(e app.Entry) bool { return partOf(e.Kind) == x.name }) {
			view.Parts = append(view.Parts, filterLink{At: v.path(pastPartAt, f.Case.ID, moment, x.name), Words: v.T("record.part." + x.name)})
		}
	}
	written := past.Written(v.ctx(), v.Lang)
	for _, e := range past.Entries {
		if m := r.Of(e.ID); m.Item != "" {
			view.Marks = append(view.Marks, recordMark{v.F("record.pdf.title", map[string]any{"Number": e.Number, "Kind": written.Kind(e)}), v.T("record.withheld.is." + string(m.Ground))})
		}
	}
	for _, e := range past.Entries {
		if also := past.Echoes(r.Withheld)[e.Number]; len(also) > 0 {
			view.Echoes = append(view.Echoes, v.F("record.echo", map[string]any{"Number": e.Number, "Also": numbers(also)}))
		}
	}
	if w.App.May(v.Actor, access.WithholdRecord, f.Case) {
		view.Mark = v.markForm(f, past, r)
		view.Main = "mark"
	}
	if w.App.May(v.Actor, access.ConfirmRecord, f.Case) && !r.Reviewed.IsZero() && r.Confirmed.IsZero() && r.ReviewedBy != v.Actor.Account {
		view.Confirm = v.form("confirm", recordOfAt, f.Case.ID, r.ID).of(r.Version).final()
	}
	if w.App.May(v.Actor, access.TakeRecord, f.Case) {
		for _, part := range []casefile.RecordPart{casefile.WholeRecord, casefile.RedactedRecord, casefile.SealedAnnex} {
			if r.May(part) == nil {
				view.Takes = append(view.Takes, recordTake{v.form("take-"+string(part), recordOfAt, f.Case.ID, r.ID).final(), v.T("record.pdf.what." + string(part)), string(part)})
			}
		}
	}
	return v.show("past/record", view)
}

// byThen is when and by whom, "" when it was not.
func (v *visit) byThen(at time.Time, by string) string {
	if at.IsZero() {
		return ""
	}
	return v.second(at) + ", " + v.web.App.Name(v.ctx(), by)
}

func numbers(list []int) string {
	var out []string
	for _, n := range list {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, ", ")
}

// markForm says what is withheld: what stands may be left out again, and more added by the numbers of the entries.
func (v *visit) markForm(f *app.File, past *app.Past, r casefile.CertifiedRecord) *form {
	x := v.form("mark", recordOfAt, f.Case.ID, r.ID).of(r.Version)
	var grounds []string
	for _, g := range casefile.WithholdGrounds {
		grounds = append(grounds, string(g))
	}
	more, ground := x.text("numbers", "record.numbers", ""), x.selects("ground", "record.ground", "", "record.withheld.is", grounds...)
	more.Optional, ground.Optional = true, true
	if len(r.Withheld) > 0 {
		var keep []string
		var kept []option
		for _, e := range past.Entries {
			if r.Of(e.ID).Item != "" {
				keep = append(keep, strconv.Itoa(e.Number))
				kept = append(kept, option{Value: strconv.Itoa(e.Number), Label: strconv.Itoa(e.Number)})
			}
		}
		q := x.many("keep", "record.keep", keep, "record.number")
		on, sent := x.typed("keep")
		if !sent {
			on = keep
		}
		for i := range kept {
			kept[i].ID, kept[i].On = "f-keep-"+kept[i].Value, slices.Contains(on, kept[i].Value)
		}
		q.Options = kept
		x.Fields = append(x.Fields, q)
	}
	x.Fields = append(x.Fields, more, ground)
	return x
}

func (w *Web) onRecord(v *visit) error {
	id := v.value("record")
	switch part := v.pressed(); part {
	case "mark":
		list, err := v.marked(id)
		if err != nil {
			return err
		}
		if _, err := w.App.ReviewRecord(v.ctx(), v.write(), id, v.version(), list); err != nil {
			return err
		}
		return v.done("record.marked", recordOfAt, v.caseID(), id)
	case "confirm":
		if _, err := v.gate(); err != nil {
			return err
		}
		if _, err := w.App.ConfirmRecord(v.ctx(), v.write(), id, v.version()); err != nil {
			return err
		}
		return v.done("record.confirmed", recordOfAt, v.caseID(), id)
	case string(casefile.WholeRecord), string(casefile.RedactedRecord), string(casefile.SealedAnnex):
		if _, err := v.gate(); err != nil {
			return err
		}
		t, err := w.App.TakeRecord(v.ctx(), v.write(), id, casefile.RecordPart(part), v.Lang)
		if err != nil {
			return err
		}
		v.attach("application/zip", map[casefile.RecordPart]string{casefile.WholeRecord: "record.zip", casefile.RedactedRecord: "record-redacted.zip", casefile.SealedAnnex: "record-annex.zip"}[t.Part])
		return v.streamed(t.Send(v.ctx(), v.w))
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

// marked is what the form withholds: what is kept of it, and the entries that are added by their numbers.
func (v *visit) marked(id string) ([]casefile.Withholding, error) {
	f, err := v.web.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewCase, "record "+id)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(f.Records, func(r casefile.CertifiedRecord) bool { return r.ID == id })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	r := f.Records[i]
	past, err := v.web.App.Past(v.ctx(), v.Actor, f.Case.ID, r.AsOf, "record "+id)
	if err != nil {
		return nil, err
	}
	var list []casefile.Withholding
	for _, e := range past.Entries {
		if m := r.Of(e.ID); m.Item != "" && slices.Contains(v.Typed["keep"], strconv.Itoa(e.Number)) {
			list = append(list, m)
		}
	}
	var c fault.Check
	more, ok := spans(v.typed("numbers"), len(past.Entries))
	if !ok {
		c.Add("numbers", "record.numbers.wrong")
	}
	ground := casefile.WithholdGround(v.typed("ground"))
	if len(more) > 0 && !slices.Contains(casefile.WithholdGrounds, ground) {
		c.Add("ground", "record.withheld.needed")
	}
	for _, n := range more {
		e := past.Entries[n-1].ID
		list = slices.DeleteFunc(list, func(w casefile.Withholding) bool { return w.Item == e })
		list = append(list, casefile.Withholding{Item: e, Ground: ground})
	}
	return list, c.Err("record.check")
}

// spans are the numbers of "3, 7-9", each at most last; false when it is not that.
func spans(s string, last int) (out []int, ok bool) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		a, b, span := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		from, err := strconv.Atoi(a)
		to := from
		if err == nil && span {
			to, err = strconv.Atoi(b)
		}
		if err != nil || from < 1 || to < from || to > last {
			return nil, false
		}
		for n := from; n <= to; n++ {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out, true
}
