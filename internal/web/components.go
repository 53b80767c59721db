package web

import "passage/internal/casework/fault"

// componentsView is the page of every component, for developers and for the checks of accessibility. Everything on it
// is invented.
type componentsView struct {
	page
	Form    *form
	Wide    *form
	Steps   stepList
	Meter   meter
	Items   []item
	Matrix  matrix
	Compare compare
	Ledger  ledger
	Rows    []row
	Filters []filter
	Frame   *caseFrame
	List    []fact
	First   string
	More    string
}

func (w *Web) components(v *visit) error {
	p := componentsView{page: v.page("components.title")}
	// The sample form is shown as it is after a fault, with a field of each kind.
	v.Typed = map[string][]string{"form": {"sample"}, "born_y": {"2015"}, "born_m": {"27"}, "born_d": {"3"}, "family": {"Applicant 0412"}, "why": {"…"}}
	v.Fault = &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "born", Key: "ask.date.month"}}}
	f := v.form("sample", "/components")
	f.Fields = []field{
		f.text("family", "person.family.label", ""),
		f.date("born", "person.born.label", ""),
		f.long("why", "components.reasons", ""),
		f.choice("travelling", "person.travelling.label", "", "person.travelling.is", "yes", "no"),
		f.many("needs", "components.needs", []string{"medical"}, "cover.protection.is", "medical_urgent", "medical", "pregnancy"),
		f.selects("priority", "cover.priority.label", "", "cover.priority.is", "normal", "urgent", "emergency"),
		f.tick("single", "person.single_name.label", false),
		f.upload("file", "components.file", ""),
	}
	p.Form = f
	p.Steps = stepList{Label: v.T("components.steps"), All: v.T("components.steps.all"), Steps: []stepLine{
		{Number: 1, At: "#main", Name: v.T("components.step.one"), Note: v.T("components.ready"), Done: true},
		{Number: 2, At: "#main", Name: v.T("components.step.two"), Note: v.T("components.follow"), Here: true},
		{Number: 3, Name: v.T("components.step.three"), Unreachable: true},
	}}
	p.Meter = newMeter(v.T("components.meter"), v.T("components.meter.note"), 18, 5, 2)
	p.Items = []item{{"need", "#main", v.T("components.need")}, {"follow", "", v.T("components.follow")}}
	p.Matrix = matrix{Caption: v.T("components.matrix"), Columns: []matrixColumn{{v.T("components.person"), "1", false}, {v.T("components.person"), "2", true}},
		Rows: []matrixRow{{v.T("components.photo"), []matrixCell{{"ok", v.T("components.ready"), false}, {"need", v.T("components.need"), true}}},
			{v.T("components.identity"), []matrixCell{{"follow", v.T("components.follow"), false}, {"na", v.T("components.na"), true}}}}}
	p.Compare = compare{Caption: v.T("components.compare"), Left: "PQ4M-7TDX", Right: "7K3M-Q9TD", Rows: []compareRow{
		{v.T("person.family.label"), "Applicant 0431", "Applicant 0412", "tag-warn", v.T("components.sounds")},
		{v.T("person.given.label"), "Person A", "Person A", "tag-ok", v.T("components.same")}}}
	p.Ledger = newLedger(v.T("components.ledger"), v.T("components.ledger.words"), v.T("components.ledger.ceiling"), v.T("components.ledger.unit"), 500, v.Lang.Number,
		ledgerPart{Name: v.T("components.landed"), Persons: 318}, ledgerPart{Name: v.T("components.visas"), Persons: 58}, ledgerPart{Name: v.T("components.approved"), Persons: 47}, ledgerPart{Name: v.T("components.process"), Persons: 163})
	p.List = []fact{{v.T("case.from"), "Country K"}, {v.T("case.in"), "Country M"}}
	p.Rows = []row{{At: "#main", Ref: "7K3M-Q9TD", Name: "Applicant 0412", State: v.T("casefile.state.eligibility"), Since: "2026-07-22", Days: "41", Persons: "3", Assigned: "Officer 0031",
		Tag: v.T("cover.priority.is.urgent"), Next: "#main", Step: v.T("list.step.eligibility")}}
	p.Filters = []filter{v.choose("stage", "list.by.stage", "list.all", officeStages, "casefile.stage.")}
	p.First, p.More = "#main", "#main"
	p.Frame = &caseFrame{ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Ref: "7K3M-Q9TD", Who: "Applicant 0412", Assigned: v.T("case.assigned.you"), Facts: p.List,
		Strip: []string{v.T("safety.prohibition.partner_only"), v.T("safety.prohibition.video_only"), v.T("safety.prohibition.location_restricted")}, Reveal: true,
		Stages: []stage{{v.T("case.stage.referred"), "14 July", "", false}, {v.T("case.stage.eligibility"), v.F("case.stage.day", map[string]any{"Number": 41}), "now", true}, {v.T("case.stage.admissibility"), "", "next par", false}, {v.T("case.stage.landed"), "", "next", false}},
		Now:    v.F("case.stage.now", map[string]any{"Number": 2, "Of": 4, "Stage": v.T("case.stage.eligibility"), "Note": ""}),
		Tasks:  []task{{Icon: "ok", Name: v.T("case.task.accepted"), Due: "21 July"}, {Icon: "half", Name: v.T("case.task.eligibility"), Due: v.F("case.of", map[string]any{"N": 3, "M": 6}), At: "#main", Current: true}, {Icon: "lock", Name: v.T("case.task.decision")}},
		Done:   1, All: 3, Latest: []moment{{v.T("casefile.state.accepted"), "21 July", "Supervisor 0007", "2026-07-21"}}}
	return v.show("frame/components", p)
}
