package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/store"
)

var testClerk = access.Actor{Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO"}

// change writes to a case as if it had come that way.
func (h *testHouse) change(id casefile.ID, put func(tx *store.Tx, f *store.File) error) casefile.ID {
	h.t.Helper()
	answer, err := h.App.Store.Change(h.t.Context(), store.Entry{Actor: testClerk, Action: access.CheckReferral, Now: day(8, 3), Pack: h.App.Pack.Version}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if id == "" {
			f, err = tx.Create(casefile.Case{State: casefile.Received, ReferredBy: "FLD", Stream: "hrd-global", Persons: 2, Opened: "2026-07-20", Referred: "2026-08-03", Applied: "2026-08-03",
				Since: "2026-08-03", Prepared: "caseworker.fld", Pack: h.App.Pack.Version})
		}
		if err != nil {
			return "", err
		}
		return string(f.Case.ID), put(tx, f)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return casefile.ID(answer)
}

// incoming is a package of two persons that was referred; whole ones lack nothing.
func (h *testHouse) incoming(n int, whole bool) casefile.ID {
	h.t.Helper()
	name := fmt.Sprintf("Applicant %04d", n)
	id := h.change("", func(tx *store.Tx, f *store.File) error {
		f.Case.Summary = casefile.Summary{Name: name, Countries: []string{"XKK", "XMM"}, Residence: "XMM", Priority: "normal", Listed: 2}
		home := []people.Address{{Kind: "CoA", Country: "XMM", Lines: []string{"Street 1"}}}
		for i, p := range []people.Person{
			{Family: name, Relationship: people.PA, Born: "1987-04-12", Sex: "F", UNHCR: fmt.Sprintf("900-%08d", n)},
			{Family: name, Given: "Person 2", Relationship: people.Husband, Born: "1985-01-02", Sex: "M"},
		} {
			p.Number, p.Nationalities, p.Residence, p.BirthCountry, p.Marital = i+1, []string{"XKK"}, "XMM", "XKK", "MA"
			p.Travelling, p.NamingSafe, p.Whereabouts, p.Addresses = people.Yes, people.Yes, people.WithApplicant, home
			if err := tx.SavePerson(f, &p); err != nil {
				return err
			}
		}
		made := referral.Dated{Day: "2026-08-03", Channel: "portal", By: "reviewer.fld"}
		r := referral.Referral{Partner: "FLD", Contact: "Caseworker 0118", Priority: "normal", Quebec: people.No, PreparedBy: "caseworker.fld", ReviewedBy: "reviewer.fld", Made: made, Submitted: made,
			Determination: referral.Determination{Statement: "Known to us.", Date: "2026-07-01", By: "Committee 4", Account: "caseworker.fld", ReviewedBy: "reviewer.fld"},
			Work:          referral.Work{Fields: []string{"land"}, Account: "Invented work.", Place: people.No}, Risk: referral.Risk{Actors: []string{"state"}, Reach: people.No, Hiding: people.No},
			NoOthers: referral.Statement{Answer: people.Yes, By: name, Day: "2026-07-30"}}
		sent, err := json.Marshal(referral.Content{Referral: r, Persons: f.Persons}) // frozen as it was sent
		if err != nil {
			return err
		}
		sum := sha256.Sum256(sent)
		r.Packages = []referral.Package{{Number: 1, Day: "2026-08-03", Receipt: "AAAA-BBBB", Persons: 2, Content: sent, Checksum: hex.EncodeToString(sum[:])}}
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		return tx.SavePlan(f, &people.SafetyPlan{Reach: people.OnlyPartner, Partner: "Caseworker 0118", Fallback: "Organization 7", LocationRestricted: people.No, TravelSafe: people.Yes, VideoSafe: people.Yes, VideoOnly: true, Confirmed: "2026-08-01"})
	})
	if whole {
		h.papers(id)
	}
	return id
}

// papers gives everybody what they owe.
func (h *testHouse) papers(id casefile.ID) {
	h.t.Helper()
	in, err := h.App.Received(h.t.Context(), testClerk, id)
	if err != nil {
		h.t.Fatal(err)
	}
	h.change(id, func(tx *store.Tx, f *store.File) error {
		r := f.Referrals[0]
		for _, o := range in.Owed {
			person := ""
			if o.Person != nil {
				person = o.Person.ID
			}
			switch o.Form.ID {
			case "photo":
				if err := tx.SaveDocument(f, &document.Document{Kind: "photo", Person: person, Type: "image/png", Size: 100, Added: "2026-08-01", Sensitivity: document.Ordinary}); err != nil {
					return err
				}
			case "consent":
				r.Consents = append(r.Consents, referral.Consent{Person: person, What: "share_department", Language: "ENG", Given: "2026-07-30"})
			default:
				r.Forms = append(r.Forms, referral.Form{Form: o.Form.ID, Person: person, State: "signed", SignedBy: "Applicant", SignedOn: "2026-07-30", NoGaps: people.Yes, Explained: people.Yes})
			}
		}
		return tx.SaveReferral(f, &r)
	})
}

// send posts a form of a page; the token is new each time.
func (h *testHouse) submit(path, body string) *httptest.ResponseRecorder {
	h.t.Helper()
	return ask(h.t, h, postReq(path, body+"&token="+random(8)))
}

func (h *testHouse) page(path string, want ...string) string {
	h.t.Helper()
	rec := ask(h.t, h, getReq(path))
	body := rec.Body.String()
	if rec.Code != 200 || strings.Contains(body, "⟦") {
		h.t.Errorf("%s: %d", path, rec.Code)
	}
	for _, w := range want {
		if !strings.Contains(html.UnescapeString(body), w) {
			h.t.Errorf("%s: no %q in the page", path, w)
		}
	}
	return body
}

// Create the file, transfer it, open the next: two clicks, and one from the second file on (ux task 4). Then the office
// accepts it and gives it to an officer.
func TestIntake_createTransferNext(t *testing.T) {
	h := house(t)
	first, second := h.incoming(501, true), h.incoming(502, true)
	if second < first { // the same day: the queue goes by the random id then
		first, second = second, first
	}
	h.signIn("clerk.roco")
	h.page("/en/intake", "/en/intake/"+string(first)+`" autofocus`, "20 working days", "1 to 2 of 2.")
	h.page("/fr/reception?only=urgent&part=file", i18n.FR.T("intake.queue.none"))
	at := "/en/intake/" + string(first)
	h.page(at, "Nothing that is needed is missing.", "Office Cedar serves Country M", "Create the file, transfer, next", "1 of 2", `<option value="cedar" selected>`)
	page := ask(t, h, getReq(at)).Body.String()
	if strings.Contains(page, "juniper") || !strings.Contains(page, i18n.EN.T("safety.prohibition.video_only")) {
		t.Error("the strip says what is forbidden, and nothing else of the plan")
	}
	// What is wrong comes back beside its field, with what was typed.
	rec := h.submit(at, "form=file&go=all&number=G12&uci_1=1234-5678&office=birch")
	body := html.UnescapeString(rec.Body.String())
	for _, want := range []string{i18n.EN.T("filing.number.form"), i18n.EN.T("filing.uci.missing"), i18n.EN.T("transfer.reason.missing"), `value="G12"`, `value="1234-5678"`, `<option value="birch" selected>`, `href="#f-uci-2"`} {
		if !strings.Contains(body, want) {
			t.Errorf("after a wrong number: no %q", want)
		}
	}
	if rec.Code != 422 {
		t.Errorf("status %d", rec.Code)
	}
	rec = h.submit(at, "form=file&go=all&number=G123456789&uci_1=1234-5678&uci_2=12-3456-7890&office=cedar&note=Read+the+plan.")
	if rec.Code != 303 || rec.Header().Get("Location") != "/en/intake/"+string(second)+"?done=intake.filed_transferred" {
		t.Fatalf("created: %d, to %s", rec.Code, rec.Header().Get("Location"))
	}
	h.page("/fr/reception/"+string(second), "Dossier suivant"[:7], i18n.FR.T("filing.go.all"))
	h.page("/en/transfers?part=office", "/en/intake/"+string(first))
	h.page(at, "Waiting for the office", "G123456789", "CR1, HRD")
	h.page(at+"/entry-sheet", "<code dir=\"auto\">G123456789</code>", "1234-5678", "<code dir=\"auto\">CR1</code>", "<code dir=\"auto\">XMM</code> <span class=\"mute\">Country M</span>", "2026-")
	h.page("/fr/reception/"+string(first)+"/fiche-de-saisie", i18n.FR.T("entry.uci"))
	// The last one leads back to the list.
	rec = h.submit("/fr/reception/"+string(second), "form=file&go=all&number=G123456780&uci_1=2234-5678&uci_2=2234-5679&office=cedar")
	if to := rec.Header().Get("Location"); to != "/fr/reception?done=intake.filed_transferred" {
		t.Errorf("after the last: %d, %s", rec.Code, to)
	}

	h.signIn("supervisor.cedar")
	office := "/en/cases/" + string(first) + "/transfer"
	h.page(office, "Officer 0031, 0 cases", "Read the plan.", "G123456789")
	if body := ask(t, h, getReq(office)).Body.String(); strings.Contains(body, "Officer 0044") {
		t.Error("an officer of another office is offered")
	}
	rec = h.submit(office, "form=accept&version=1&officer=officer.cedar")
	if rec.Code != 303 || !strings.HasPrefix(rec.Header().Get("Location"), "/en/cases/"+string(first)+"?done=") {
		t.Fatalf("accepted: %d %s", rec.Code, rec.Body.String())
	}
	if rec = h.submit(office, "form=accept&version=1"); rec.Code != 422 {
		t.Errorf("accepted twice: %d", rec.Code)
	}
	// An assistant accepts, a supervisor assigns.
	office = "/fr/dossiers/" + string(second) + "/transferer"
	if rec = h.submit(office, "form=back&version=1&why="); rec.Code != 422 {
		t.Errorf("sent back without a reason: %d", rec.Code)
	}
	h.signIn("assistant.cedar")
	if rec = h.submit(office, "form=accept&version=1"); rec.Code != 303 || !strings.HasPrefix(rec.Header().Get("Location"), "/fr/dossiers/"+string(second)+"/attribuer") {
		t.Fatalf("accepted in French: %d %s", rec.Code, rec.Header().Get("Location"))
	}
	h.signIn("supervisor.cedar")
	assign := "/fr/dossiers/" + string(second) + "/attribuer"
	h.page(assign, i18n.FR.T("transfer.assign.nobody"), "Officer 0031, 1 dossier")
	if rec = h.submit(assign, "form=assign&officer="); rec.Code != 422 {
		t.Errorf("assigned to nobody: %d", rec.Code)
	}
	if rec = h.submit(assign, "form=assign&officer=officer.cedar"); rec.Code != 303 {
		t.Errorf("assigned: %d", rec.Code)
	}
}

// Several files go in one act from the list that waits for an office, and one of them is undone at once (R4).
func TestIntake_sendMany(t *testing.T) {
	h := house(t)
	one, two := h.incoming(511, true), h.incoming(512, true)
	h.signIn("clerk.roco")
	for i, id := range []casefile.ID{one, two} {
		n := strconv.Itoa(i)
		if rec := h.submit("/en/intake/"+string(id), "form=file&go=file&number=G22222222"+n+"&uci_1=3234-567"+n+"&uci_2=4234-567"+n+"&office=cedar"); rec.Code != 303 {
			t.Fatalf("filed: %d %s", rec.Code, rec.Body)
		}
	}
	h.page("/en/transfers", "Waiting for an office 2", `value="`+string(one)+`"`, `value="`+string(two)+`"`, "Office Cedar", "Transfer the ticked files")
	if rec := h.submit("/fr/transferts", "form=send&go=send&note="); rec.Code != 422 || !strings.Contains(html.UnescapeString(rec.Body.String()), i18n.FR.T("transfer.many.none")) {
		t.Errorf("nothing ticked: %d", rec.Code)
	}
	if rec := h.submit("/en/transfers", "form=send&go=send&note=Both.&case="+string(one)+"&case="+string(two)); rec.Code != 303 || !strings.HasSuffix(rec.Header().Get("Location"), "done=intake.transferred_many") {
		t.Fatalf("sent: %d %s", rec.Code, rec.Header().Get("Location"))
	}
	h.page("/en/intake/"+string(one), "Undo the transfer", "Without a reason until")
	if rec := h.submit("/en/intake/"+string(one), "form=undo&go=undo&version=1"); rec.Code != 303 {
		t.Fatalf("undone: %d", rec.Code)
	}
	h.page("/en/transfers", "Waiting for an office 1", "Sent to an office 1")
	if rec := h.submit("/en/transfers", "form=send&go=send&case="+string(two)); !strings.HasSuffix(rec.Header().Get("Location"), "done=intake.transferred_some") {
		t.Errorf("sent twice: %d %s", rec.Code, rec.Header().Get("Location"))
	}
}

// A return takes two clerks; the partner is asked, answers, and the check goes on.
func TestIntake_returnAndRequest(t *testing.T) {
	h := house(t)
	id := h.incoming(503, false)
	at := "/en/intake/" + string(id)
	h.signIn("clerk.roco")
	body := h.page(at, "Asked by law", "A file cannot be created while these are missing", "IMM 0008, Person 1:")
	if strings.Contains(body, "Create the file, transfer") {
		t.Error("a file can be created although the law asks for more")
	}
	h.page(at+"/information", "Needed by", `name="due_y"`, "Forms and papers that are there", `name="item_form_cover_0"`)
	if rec := h.submit(at+"/information", "form=items&due_y=2026&due_m=9&due_d=30"); rec.Code != 422 || !strings.Contains(rec.Body.String(), i18n.EN.T("intake.items.none")) {
		t.Errorf("nothing asked: %d", rec.Code)
	}
	if rec := h.submit(at+"/information", "form=items&item_other=Which+town%3F&due_y=2026&due_m=9&due_d=30"); rec.Code != 303 {
		t.Fatalf("asked: %d %s", rec.Code, rec.Body.String())
	}
	h.page(at, "Which town?", "The partner has not answered yet.")

	h.signIn("caseworker.fld")
	h.page("/fr/questions", "/fr/recommandations/"+string(id)+"/questions", "Applicant 0503")
	ask1 := "/fr/recommandations/" + string(id) + "/questions"
	h.page(ask1, "Which town?", i18n.FR.T("question.go"))
	if rec := h.submit(ask1, "form=answer&version=1&answer="); rec.Code != 422 {
		t.Errorf("an empty answer: %d", rec.Code)
	}
	if rec := h.submit(ask1, "form=answer&version=1&answer=La+ville+7."); rec.Code != 303 {
		t.Fatalf("answered: %d", rec.Code)
	}
	h.page("/en/questions", "Nothing waits for your answer.")

	h.signIn("clerk.roco")
	h.page(at, "La ville 7.", "Return to the partner")
	if rec := h.submit(at+"/return", "form=items&item_form_imm0008_1=The+form+is+missing."); rec.Code != 303 {
		t.Fatalf("proposed: %d %s", rec.Code, rec.Body.String())
	}
	h.page(at, "Return, waiting for a second clerk", "IMM 0008, Person 1: The form is missing.", "A senior clerk who did not propose it can confirm.")
	if rec := h.submit(at, "form=confirm&version=1"); rec.Code != 403 {
		t.Errorf("the same clerk confirms: %d", rec.Code)
	}
	h.signIn("senior.roco")
	h.page(at, "Confirm and return to the partner")
	if rec := h.submit(at, "form=confirm&version=1"); rec.Code != 303 {
		t.Errorf("confirmed: %d", rec.Code)
	}
	if rec := ask(t, h, getReq("/en/intake")); strings.Contains(rec.Body.String(), string(id)) {
		t.Error("a returned package stands in the queue")
	}
}

// upload posts a file to the import page.
func (h *testHouse) upload(path, name string, content []byte) *httptest.ResponseRecorder {
	h.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.WriteField("form", "import")
	w.WriteField("token", random(8))
	if content != nil {
		part, _ := w.CreateFormFile("file", name)
		part.Write(content)
	}
	w.Close()
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return ask(h.t, h, r)
}

// UNHCR's file through the browser: the draft, its faults beside their fields, the same file again, and files that
// cannot be read.
func TestImport(t *testing.T) {
	h := house(t)
	text, err := os.ReadFile(filepath.Join("..", "..", "e2e", "testdata", "errf-invented.xml"))
	if err != nil {
		t.Fatal(err)
	}
	h.signIn("caseworker.unhcr")
	h.page("/en/referrals/import", "at most 25 MB", `enctype="multipart/form-data"`)
	faulty := bytes.Replace(text, []byte("<SexCode>F</SexCode>"), []byte("<SexCode>W</SexCode>"), 1)
	rec := h.upload("/en/referrals/import", "Quillmark.xml", faulty)
	to, _, _ := strings.Cut(rec.Header().Get("Location"), "?")
	if rec.Code != 303 || !strings.HasPrefix(to, "/en/referrals/") || !strings.HasSuffix(to, "/import") {
		t.Fatalf("imported: %d %s %s", rec.Code, to, rec.Body.String())
	}
	page := h.page(to, "What the file said", "Quillmark, Orsolina", "Sex or gender", `Not a valid value, <span dir="auto">W</span>`, "Differs from the country of asylum", "asylum in Türkiye", "#addresses")
	if strings.Contains(page, "Quillmark.xml") {
		t.Error("the name of the file is shown")
	}
	french := strings.Replace(strings.Replace(to, "/en/referrals/", "/fr/recommandations/", 1), "/import", "/importer", 1)
	h.page(french, "Ce que dit le fichier", `Valeur non valide, <span dir="auto">W</span>`)
	if rec := h.upload("/en/referrals/import", "again.xml", faulty); rec.Header().Get("Location") != to+"?done=errf.unchanged" {
		t.Errorf("the same file again leads to %s", rec.Header().Get("Location"))
	}
	for name, c := range map[string]struct {
		text []byte
		want string
	}{
		"no file":         {nil, "errf.missing"},
		"nothing":         {[]byte{}, "errf.empty"},
		"a PDF":           {[]byte("%PDF-1.7"), "errf.not_xml"},
		"a document type": {[]byte(`<!DOCTYPE x><UNHCR_RRF/>`), "errf.doctype"},
		"no case":         {[]byte(`<UNHCR_RRF/>`), "errf.no_case"},
	} {
		rec := h.upload("/fr/recommandations/importer", "x.xml", c.text)
		if rec.Code != 422 || !strings.Contains(html.UnescapeString(rec.Body.String()), i18n.FR.T(c.want)) || !strings.Contains(rec.Body.String(), `href="#f-file"`) {
			t.Errorf("%s: %d, no %q beside the field", name, rec.Code, c.want)
		}
	}
	big := h.upload("/en/referrals/import", "big.xml", append([]byte("<UNHCR_RRF>"), bytes.Repeat([]byte(" "), 26<<20)...))
	if big.Code != 422 && big.Code != 413 {
		t.Errorf("too many bytes: %d", big.Code)
	}
	list, err := h.App.Store.List(t.Context(), app.Query{Partner: "UNHCR"})
	if err != nil || len(list) != 1 {
		t.Errorf("%d cases stored, %v", len(list), err)
	}
	h.signIn("officer.cedar")
	if rec := h.upload("/en/referrals/import", "x.xml", text); rec.Code != 403 {
		t.Errorf("an officer imports: %d", rec.Code)
	}
}
