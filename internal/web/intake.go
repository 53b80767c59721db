package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// The operations centre: a package from the receipt to the transfer (R2, R4). Its queue is in intake_queue.go.

// incomingView is a package at intake: what is lacking, who is in it, and the acts that its state allows.
type incomingView struct {
	page
	ID                       casefile.ID
	Split                    string // address of the page on which the file is split
	Family                   string // address of the changes in the family, "" before the referral
	Ref                      string
	State                    string
	Place                    string // "2 of 9"
	Prev, Next               string
	NextIs                   string
	Strip                    []string
	Meter                    meter
	Law                      []lackLine
	Ours                     []lackLine
	Follow                   []lackLine
	Alike                    []duplicateLine
	Facts                    []fact
	People                   []personLine
	Documents                []documentLine
	Flags                    []string
	Asked                    []askedLine // open and answered requests
	Proposed                 *returnView
	File                     *form
	Transfer                 *form
	Back                     *form
	Waits                    string // for which office
	Filed                    []fact
	Moved                    []movedLine
	Package                  string // address of its papers
	News                     string // address of what happened meanwhile
	NewsOpen                 string // how many are open, "" for none
	Questions, QuestionsOpen string // where sides ask one another, and how many wait for this one
	CanAsk                   bool
	CanReturn                bool
	Due                      string // our clock of this state
	Late                     bool
	Changes                  []changeLine // since the version before (I-45)
	Since                    string       // which version that was
	Undo                     *form
	UndoUntil                string
	Registered               *registeredView // it came by another channel
}

// changeLine is one difference from the version before.
type changeLine struct{ What, Was, Is string }

// lackLine is one thing that is lacking.
type lackLine struct{ Words, Fix string }

// askedLine is what the partner was asked, and what was answered.
type askedLine struct {
	Head   string
	Items  []string
	Answer string
	Closed bool // overtaken: nobody answered
}

// returnView is a return that waits for a second clerk.
type returnView struct {
	By      string
	Items   []string
	Confirm *form // for a second clerk
	Drop    *form
}

// movedLine is a transfer that is over.
type movedLine struct{ Words, Why string }

func (w *Web) incoming(v *visit) error {
	in, err := w.App.Received(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	at, err := w.App.IntakeAround(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	p := incomingView{page: v.page("intake.package.title"), ID: in.Case.ID, Ref: in.Case.Ref, State: v.T("casefile.state." + string(in.Case.State))}
	p.Title += ", " + in.Case.Ref
	p.Current = "/intake"
	if app.WaitingOf(in.Case.State) == app.ForTransfer || app.WaitingOf(in.Case.State) == app.ForOffice {
		p.Current = "/transfers"
	}
	p.NextIs = v.T("intake.next")
	if app.WaitingOf(in.Case.State) != app.ForFile {
		p.NextIs = v.T("intake.next.plain")
	}
	if at.At > 0 {
		p.Place = v.F("case.of", map[string]any{"N": at.At, "M": at.Of})
	}
	if at.Prev != "" {
		p.Prev = v.path("/intake/{case}", at.Prev)
	}
	if at.Next != "" {
		p.Next = v.path("/intake/{case}", at.Next)
	}
	if p.Registered = v.registered(in); !in.Case.Summary.Entering {
		p.Package = v.path(receivedPackageAt, in.Case.ID)
	}
	p.News = v.path(intakeNewsAt, in.Case.ID)
	p.Questions, p.QuestionsOpen = v.path(intakeQuestionsAt, in.Case.ID), v.waiting(in.Case)
	if n := len(in.Case.Summary.Calls); n > 0 {
		p.NewsOpen = v.N("incident.open", n, nil)
	}
	for _, x := range in.Plan.Prohibitions(in.Persons, w.App.Today()) {
		p.Strip = append(p.Strip, v.T("safety.prohibition."+string(x)))
	}
	v.packageFacts(&p, in)
	v.changes(&p, in)
	v.lacking(&p, in)
	if err := v.packageActs(&p, in); err != nil {
		return err
	}
	p.Family, p.Split = v.familyLink(in.File), v.splitLink(in.File)
	return v.show("intake/package", p)
}

// packageFacts is what the clerk reads beside the forms.
func (v *visit) packageFacts(p *incomingView, in *app.Incoming) {
	add := func(key, value string) {
		if value != "" {
			p.Facts = append(p.Facts, fact{v.T(key), value})
		}
	}
	add("case.overview.partner", v.unit(in.Case.ReferredBy))
	if in.Case.IdentifiedBy != "" && in.Case.IdentifiedBy != in.Case.ReferredBy {
		add("case.overview.identified", v.unit(in.Case.IdentifiedBy))
	}
	add("intake.fact.referred", v.Lang.Date(string(in.Case.Referred)))
	add("intake.fact.applied", v.Lang.Date(string(in.Case.Applied)))
	add("intake.fact.lock", v.Lang.Date(string(in.Lock)))
	if n := len(in.Referral.Packages); n > 0 {
		add("intake.fact.package", v.F("intake.fact.package.is", map[string]any{"Number": in.Referral.Packages[n-1].Number, "Receipt": in.Referral.Packages[n-1].Receipt}))
	}
	if in.Referral.Priority != "" {
		add("cover.priority.label", v.T("cover.priority.is."+in.Referral.Priority))
	}
	add("cover.priority_why.label", in.Referral.PriorityWhy)
	if in.Urgent {
		add("intake.fact.urgent", v.T("intake.fact.urgent.is"))
	}
	if pa, ok := people.PrincipalOf(in.Persons); ok {
		add("person.residence.label", v.country(pa.Residence))
		add("person.nationality.label", v.countries(pa.Nationalities))
	}
	p.People = v.personLines(in.File)
	for i := range in.File.Documents {
		d := &in.File.Documents[i]
		if d.Removed != "" {
			continue
		}
		l := documentLine{ID: d.ID, Title: cmp.Or(d.Title, v.T("document.kind.is."+d.Kind)), Kind: v.T("document.kind.is." + d.Kind), Size: v.size(d.Size), Added: string(d.Added), Opens: v.web.App.Opens(v.Actor, in.Case, d.Sensitivity)}
		if l.Title == "" {
			l.Title = l.Kind
		}
		if d.Sensitivity != document.Ordinary && d.Sensitivity != "" {
			l.Sensitivity = v.T("document.sensitivity.is." + string(d.Sensitivity))
		}
		if at := slices.IndexFunc(in.Persons, func(x people.Person) bool { return x.ID == d.Person }); at >= 0 {
			l.Person = v.F("case.person.n", map[string]any{"Number": in.Persons[at].Number})
		}
		p.Documents = append(p.Documents, l)
	}
	for _, f := range in.Flags {
		p.Flags = append(p.Flags, v.T("person.flag."+string(f)))
	}
	for _, x := range in.Requests {
		p.Asked = append(p.Asked, v.asked(in.File, x))
	}
}

// changes is what differs from the version before, in words; a closed word of the plan is only said to differ.
func (v *visit) changes(p *incomingView, in *app.Incoming) {
	if in.Due != "" {
		p.Due, p.Late = v.F("intake.clock", map[string]any{"Clock": in.Clock.In(string(v.Lang)), "Day": v.Lang.Date(string(in.Due))}), in.Due < v.web.App.Today()
	}
	n := len(in.Referral.Packages)
	if n < 2 {
		return
	}
	p.Since = v.F("intake.changes.since", map[string]any{"Number": in.Referral.Packages[n-2].Number})
	for _, c := range in.Changes {
		l := changeLine{}
		switch c.What {
		case referral.AnswerDiffer:
			l.What, l.Was, l.Is = v.T(c.Ask.Form+"."+c.Ask.Name+".label"), v.answerWords(c.Ask, c.Was), v.answerWords(c.Ask, c.Is)
			if c.At != "" {
				l.What += " " + c.At
			}
			if c.Closed {
				l.Was, l.Is = "", v.T("intake.changes.closed")
			}
		case referral.PersonCame, referral.PersonWent:
			l.What, l.Was, l.Is = v.T("intake.changes."+string(c.What)), strings.Join(c.Was, ""), strings.Join(c.Is, "")
		case referral.FormDiffers:
			l.What, l.Is = v.formWords(c.Form.Form), v.T("form.state.is."+c.Form.State)
			if c.Form.SignedOn != "" {
				l.Is = v.F("referral.form.signed", map[string]any{"Day": c.Form.SignedOn})
			}
		case referral.PaperCame, referral.PaperWent:
			l.What = v.T("intake.changes." + string(c.What))
			l.Is = v.T("document.kind.is." + c.Document.Kind)
		}
		if c.Person > 0 {
			l.What = v.F("intake.place.of", map[string]any{"What": l.What, "Person": v.F("case.person.n", map[string]any{"Number": c.Person})})
		}
		p.Changes = append(p.Changes, l)
	}
}

// asked is one request in words.
func (v *visit) asked(f *app.File, x casefile.Request) askedLine {
	l := askedLine{Head: v.F("intake.asked.due", map[string]any{"Day": x.Day, "Due": x.Due}), Answer: x.Answer, Closed: !x.Open() && x.Answer == ""}
	for _, i := range x.Items {
		l.Items = append(l.Items, v.itemWords(f, i))
	}
	return l
}

// itemWords is an item of a return or a request: what it is about, and the reason as the clerk wrote it.
func (v *visit) itemWords(f *app.File, i referral.ReturnItem) string {
	what := v.T("intake.item.other")
	if i.Item != casefile.OtherItem {
		what = v.placeWords(f, i.Item)
	}
	return v.F("intake.item.is", map[string]any{"What": what, "Note": i.Note})
}

// lackWords is what is lacking, in the pack's words or the catalogue's, with the person and the form it is about.
func (v *visit) lackWords(f *app.File, l referral.Lack) lackLine {
	line := lackLine{}
	if l.Said != nil {
		line.Words, line.Fix = l.Said.In(string(v.Lang)), l.Said.Fix.In(string(v.Lang))
	} else {
		line.Words = v.say(l.Key, nil)
	}
	line.Words = v.F("intake.lack.is", map[string]any{"Place": v.placeWords(f, l.Place), "What": line.Words})
	return line
}

// placeWords names a place of a package: a form and the person who owes it, a person, a page.
func (v *visit) placeWords(f *app.File, place string) string {
	kind, rest := cutPlace(place)
	number := ""
	for _, part := range rest {
		if n, err := strconv.Atoi(part); err == nil && n > 0 {
			number = v.F("case.person.n", map[string]any{"Number": n})
			break
		}
	}
	name := v.T("intake.place.cover")
	switch kind {
	case "form", "consent", "photo":
		id := kind
		if kind == "form" && len(rest) > 0 {
			id = rest[0]
		}
		name = v.formWords(id)
	case "person":
		return number
	case "persons", "no_others":
		name = v.T("intake.place.family")
	case "safety":
		name = v.T("intake.place.safety")
	case "document":
		name = v.T("intake.place.documents")
	}
	if number != "" {
		return v.F("intake.place.of", map[string]any{"What": name, "Person": number})
	}
	return name
}

// formWords is a form of the pack by its number, or by its name when it has none.
func (v *visit) formWords(id string) string {
	f, ok := v.web.App.Policy().Form(id)
	switch {
	case !ok:
		return v.T("intake.place.forms")
	case f.Number != "":
		return f.Number
	}
	return f.In(string(v.Lang))
}

func cutPlace(place string) (kind string, rest []string) {
	start := 0
	for i := 0; i <= len(place); i++ {
		if i == len(place) || place[i] == '.' {
			if part := place[start:i]; start == 0 {
				kind = part
			} else {
				rest = append(rest, part)
			}
			start = i + 1
		}
	}
	return kind, rest
}

func (v *visit) lacking(p *incomingView, in *app.Incoming) {
	needed := 0
	for _, l := range in.Lacks {
		line := v.lackWords(in.File, l)
		switch {
		case !l.Blocking:
			p.Follow = append(p.Follow, line)
		case casefile.Passable(l):
			p.Ours = append(p.Ours, line)
			needed++
		default:
			p.Law = append(p.Law, line)
			needed++
		}
	}
	for _, it := range in.Meter.Items { // owed, and no condition of the pack stops for it
		if it.State == referral.Follow && len(it.Lacks) == 0 && it.Form != nil {
			p.Follow = append(p.Follow, lackLine{Words: v.placeWords(in.File, "form."+it.Form.ID+"."+strconv.Itoa(it.Person))})
		}
	}
	m := in.Meter
	all := m.Ready + m.Owing + m.Follow
	note := v.T("intake.complete")
	if needed > 0 {
		note = v.N("intake.needed", needed, nil)
	}
	p.Meter = newMeter(v.F("intake.ready", map[string]any{"Ready": m.Ready, "All": all}), note, m.Ready, m.Owing, m.Follow)
	p.Alike = v.duplicateLines(in.Case.ID, in.Alike)
}

// packageActs are the forms that the state of the package allows.
func (v *visit) packageActs(p *incomingView, in *app.Incoming) error {
	for _, t := range in.Transfers {
		if t.Back != "" {
			p.Moved = append(p.Moved, movedLine{v.F("intake.moved.back", map[string]any{"Office": v.unit(t.Office), "Day": t.Back}), t.BackWhy})
		}
	}
	if in.Filing.ID != "" {
		p.Filed = append(p.Filed, fact{v.T("filing.number"), in.Filing.Number}, fact{v.T("filing.category"), in.Filing.Category + ", " + in.Filing.Program})
		for _, x := range in.Filing.Passed {
			p.Filed = append(p.Filed, fact{v.placeWords(in.File, x.Place), v.F("filing.passed.is", map[string]any{"Reason": x.Reason, "Day": x.FollowUp})})
		}
	}
	if x := in.Proposed; x.ID != "" {
		p.Proposed = v.proposed(in, x)
		return nil
	}
	if in.Case.Summary.Entering { // there is no package before its dates are confirmed
		return nil
	}
	switch in.Case.State {
	case casefile.Received, casefile.Checking, casefile.InformationAsked, casefile.Complete:
		p.CanReturn, p.CanAsk = true, in.Case.State != casefile.InformationAsked
		if len(p.Law) == 0 {
			var err error
			if p.File, err = v.fileForm(in); err != nil {
				return err
			}
			p.Main = "file"
		}
	case casefile.FileCreated, casefile.OfficeAssigned:
		p.Transfer, p.Main = v.form("transfer", "/intake/{case}", in.Case.ID), "transfer"
		fields, err := v.transferFields(p.Transfer, in)
		if err != nil {
			return err
		}
		p.Transfer.Fields = fields
	case casefile.Transferred:
		p.Back = v.form("back", "/intake/{case}", in.Case.ID).of(in.Transfer.Version)
		p.Back.Fields = []field{p.Back.short("why", "transfer.back.reason", "")}
		p.Waits = v.F("transfer.waits.is", map[string]any{"Office": v.unit(in.Transfer.Office), "Day": in.Transfer.Day})
		if until := in.Transfer.UndoUntil(); v.web.App.Now().Before(until) {
			p.Undo, p.UndoUntil = v.form("undo", "/intake/{case}", in.Case.ID).of(in.Transfer.Version), v.F("transfer.undo.until", map[string]any{"Time": v.Lang.Time(until.UTC())})
		}
	}
	return nil
}

// short is a text of two lines.
func (f *form) short(name, key, stored string) field {
	q := f.long(name, key, stored)
	q.Rows = 2
	return q
}

func (v *visit) proposed(in *app.Incoming, x casefile.Return) *returnView {
	out := &returnView{By: v.F("intake.return.by", map[string]any{"Name": v.web.App.Name(v.ctx(), x.By), "Day": x.Day})}
	for _, i := range x.Items {
		out.Items = append(out.Items, v.itemWords(in.File, i))
	}
	if v.Actor.Role == access.SeniorClerk && v.Actor.Account != x.By {
		out.Confirm = v.form("confirm", "/intake/{case}", in.Case.ID).final().of(x.Version)
	}
	out.Drop = v.form("drop", "/intake/{case}", in.Case.ID).of(x.Version)
	out.Drop.Fields = []field{out.Drop.short("why", "intake.return.why.label", "")}
	return out
}

// fileForm is R2: number, client identifiers, a reason for whatever of ours is gone past, and the office.
func (v *visit) fileForm(in *app.Incoming) (*form, error) {
	f := v.form("file", "/intake/{case}", in.Case.ID)
	number := f.text("number", "filing.number", "")
	number.Wide = "w-m"
	// Where nothing is missing and nobody waits to be compared, the number is all that is left to enter.
	number.Focus = v.Fault == nil && in.Blocking == 0 && !slices.ContainsFunc(in.Alike, app.Suggestion.Waits)
	f.Fields = append(f.Fields, number)
	for _, p := range casefile.Identified(in.Persons) {
		q := f.one("text", casefile.UCIField(p), v.F("filing.uci", map[string]any{"Number": p.Number, "Name": p.Shown()}), people.ShownUCI(p.UCI))
		q.Wide = "w-m"
		f.Fields = append(f.Fields, q)
	}
	for _, l := range in.Lacks {
		if casefile.Passable(l) {
			q := f.one("long", casefile.PassField(l.Place), v.F("filing.past", map[string]any{"What": v.lackWords(in.File, l).Words}), "")
			q.Rows = 2
			f.Fields = append(f.Fields, q)
		}
	}
	if slices.ContainsFunc(in.Lacks, casefile.Passable) {
		f.Fields = append(f.Fields, f.date("follow_up", "filing.follow_up", ""))
	}
	office, err := v.transferFields(f, in)
	f.Fields = append(f.Fields, office...)
	return f, err
}

// transferFields are the office, proposed from the residence, with what is open there and how old it is, why another, and
// a note (R4).
func (v *visit) transferFields(f *form, in *app.Incoming) ([]field, error) {
	loads, err := v.web.App.OfficeLoads(v.ctx(), v.Actor)
	if err != nil {
		return nil, err
	}
	proposed := ""
	if in.Office != nil {
		proposed = in.Office.ID
	}
	office := f.one("select", "office", v.T("transfer.office"), proposed)
	var options []option
	for _, o := range v.web.App.Policy().Offices() {
		if !o.Fallback {
			l := loads[o.ID]
			options = append(options, option{Value: o.ID, Label: v.F("transfer.office.load", map[string]any{"Office": o.In(string(v.Lang)), "Cases": l.Cases, "Median": l.Median})})
		}
	}
	office = f.pick(office, options...)
	office.Hint = v.T("transfer.office.none")
	if in.Office != nil {
		pa, _ := people.PrincipalOf(in.Persons)
		office.Hint = v.F("transfer.office.proposed", map[string]any{"Office": in.Office.In(string(v.Lang)), "Country": v.country(pa.Residence)})
		if in.Office.Ours() {
			office.Hint += " " + v.T("transfer.office.ours")
		}
		if others := average(loads, proposed); others > 0 && loads[proposed].Cases >= 2*others {
			office.Note = v.F("transfer.office.loaded", map[string]any{"Cases": loads[proposed].Cases, "Others": others})
		}
	}
	reason, note := f.short("office_reason", "transfer.reason", ""), f.short("note", "transfer.note", "")
	reason.Optional, note.Optional = true, true
	return []field{office, reason, note}, nil
}

// average is the mean number of open cases of the offices that have any, but one.
func average(loads map[string]app.OfficeLoad, but string) int {
	sum, n := 0, 0
	for id, l := range loads {
		if id != but && l.Cases > 0 {
			sum, n = sum+l.Cases, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// actOnPackage is every act on the page of a package.
func (w *Web) actOnPackage(v *visit) error {
	to := casefile.Transfer{Office: v.typed("office"), Reason: v.typed("office_reason"), Note: v.typed("note")}
	id := v.caseID()
	switch v.typed("form") {
	case "file":
		return w.createFile(v, to)
	case "transfer":
		if err := w.App.TransferCase(v.ctx(), v.write(), to); err != nil {
			return err
		}
		return v.done("intake.transferred", "/transfers")
	case "confirm":
		if err := w.App.ConfirmReturn(v.ctx(), v.write(), v.version()); err != nil {
			return err
		}
		return v.done("intake.returned", "/intake")
	case "drop":
		if err := w.App.DropReturn(v.ctx(), v.write(), v.version(), v.typed("why")); err != nil {
			return err
		}
		return v.done("intake.dropped", "/intake/{case}", id)
	case "dates":
		if err := w.App.ConfirmRegistered(v.ctx(), v.write(), v.version()); err != nil {
			return err
		}
		return v.done("register.confirmed", "/intake/{case}", id)
	case "unregister":
		if err := w.App.DropRegistered(v.ctx(), v.write(), v.version(), v.typed("why")); err != nil {
			return err
		}
		return v.done("register.dropped", "/intake")
	case "undo":
		if err := w.App.UndoTransfer(v.ctx(), v.write(), v.version()); err != nil {
			return err
		}
		return v.done("intake.undone", "/intake/{case}", id)
	case "back":
		if err := w.App.TakeTransferBack(v.ctx(), v.write(), v.version(), v.typed("why")); err != nil {
			return err
		}
		return v.done("intake.taken_back", "/intake/{case}", id)
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

// createFile creates the file and, unless the clerk chose otherwise, transfers it and opens the next (ux task 4).
func (w *Web) createFile(v *visit, to casefile.Transfer) error {
	in, err := w.App.Received(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	next, err := w.App.IntakeAround(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	filed := app.Filed{Number: v.typed("number"), UCI: map[string]string{}, Passed: map[string]string{}, FollowUp: policy.Day(v.day("follow_up")), Transfer: v.pressed() != "file", To: to}
	for _, p := range casefile.Identified(in.Persons) {
		filed.UCI[p.ID] = v.typed(casefile.UCIField(p))
	}
	for _, l := range in.Lacks {
		filed.Passed[l.Place] = v.typed(casefile.PassField(l.Place))
	}
	if err := w.App.CreateFile(v.ctx(), v.write(), filed); err != nil {
		return err
	}
	switch {
	case !filed.Transfer:
		return v.done("intake.filed", "/intake/{case}", v.caseID())
	case next.Next != "":
		return v.done("intake.filed_transferred", "/intake/{case}", next.Next)
	}
	return v.done("intake.filed_transferred", "/intake")
}

// itemsView is the page on which a return is proposed, or information asked.
type itemsView struct {
	page
	Head, Lead, Go string
	Back           string
	Edit           *form
	Present        []field // forms and papers that are there, and may be wrong all the same
}

func (w *Web) returnPage(v *visit) error {
	p, _, err := v.items("intake.return.title", "/intake/{case}/return")
	if err != nil {
		return err
	}
	p.Lead, p.Go = v.T("intake.return.lead"), v.T("intake.return.go")
	return v.show("intake/items", p)
}

func (w *Web) informationPage(v *visit) error {
	p, in, err := v.items("intake.request.title", "/intake/{case}/information")
	if err != nil {
		return err
	}
	p.Lead, p.Go = v.T("intake.request.lead"), v.T("intake.request.go")
	due := policy.Day("")
	if clock, ok := w.App.Policy().Clock("partner-answer"); ok { // our clock, which the clerk may change
		days := clock.Days
		if in.Case.Summary.Urgent && clock.Urgent > 0 {
			days = clock.Urgent
		}
		due = w.App.Today().AddWorkdays(days)
	}
	p.Edit.Fields = append(p.Edit.Fields, p.Edit.date("due", "intake.due", string(due)))
	return v.show("intake/items", p)
}

// items is a form with a text for each thing that is lacking: what has a text is on the list.
func (v *visit) items(title, pattern string) (itemsView, *app.Incoming, error) {
	in, err := v.web.App.Received(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return itemsView{}, nil, err
	}
	p := itemsView{page: v.page(title), Head: v.T(title), Back: v.path("/intake/{case}", in.Case.ID)}
	p.Title += ", " + in.Case.Ref
	p.Main, p.Current = "items", "/intake"
	p.Edit = v.form("items", pattern, in.Case.ID).final()
	for _, x := range v.itemsOf(in) {
		label, lacks := v.lackWordsAt(in, x.Item)
		q := p.Edit.one("long", casefile.ItemField(x.Item), label, "")
		q.Rows, q.Optional = 2, true
		if lacks {
			p.Edit.Fields = append(p.Edit.Fields, q)
		} else {
			p.Present = append(p.Present, q)
		}
	}
	return p, in, nil
}

// itemsOf are the things that a return or a request may name: each that is lacking, one that no rule names, and
// each form and paper that is there, because the clerk sees what no rule does.
func (v *visit) itemsOf(in *app.Incoming) []referral.ReturnItem {
	var out []referral.ReturnItem
	for _, l := range in.Lacks {
		if l.Inside() {
			continue
		}
		x := referral.ReturnItem{Rule: l.Rule, Item: l.Place}
		for _, p := range in.Persons {
			if p.Number == l.Person && l.Person > 0 {
				x.Person = p.ID
			}
		}
		if !slices.ContainsFunc(out, func(y referral.ReturnItem) bool { return y.Item == x.Item }) {
			out = append(out, x)
		}
	}
	out = append(out, referral.ReturnItem{Item: casefile.OtherItem})
	for _, o := range in.Owed {
		x := referral.ReturnItem{Item: o.Place()}
		if o.Person != nil {
			x.Person = o.Person.ID
		}
		if !slices.ContainsFunc(out, func(y referral.ReturnItem) bool { return y.Item == x.Item }) {
			out = append(out, x)
		}
	}
	return out
}

// lackWordsAt is what is lacking at a place, or the name of the place when nothing is.
func (v *visit) lackWordsAt(in *app.Incoming, place string) (words string, lacks bool) {
	if place == casefile.OtherItem {
		return v.T("intake.item.other"), true
	}
	for _, l := range in.Lacks {
		if l.Place == place && !l.Inside() {
			return v.lackWords(in.File, l).Words, true
		}
	}
	return v.placeWords(in.File, place), false
}

// typedItems are the items with a text.
func (v *visit) typedItems() ([]referral.ReturnItem, error) {
	in, err := v.web.App.Received(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return nil, err
	}
	var out []referral.ReturnItem
	for _, x := range v.itemsOf(in) {
		if x.Note = v.typed(casefile.ItemField(x.Item)); x.Note != "" {
			out = append(out, x)
		}
	}
	return out, nil
}

func (w *Web) proposeReturn(v *visit) error {
	items, err := v.typedItems()
	if err != nil {
		return err
	}
	if err := w.App.ProposeReturn(v.ctx(), v.write(), items); err != nil {
		return err
	}
	return v.done("intake.proposed", "/intake/{case}", v.caseID())
}

func (w *Web) askInformation(v *visit) error {
	items, err := v.typedItems()
	if err != nil {
		return err
	}
	if err := w.App.AskInformation(v.ctx(), v.write(), items, policy.Day(v.day("due"))); err != nil {
		return err
	}
	return v.done("intake.asked", "/intake/{case}", v.caseID())
}
