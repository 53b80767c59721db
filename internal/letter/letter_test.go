package letter_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
	"passage/internal/letter"
)

func data(l i18n.Lang) letter.Data {
	i := casefile.Interview{At: time.Date(2026, 9, 18, 13, 0, 0, 0, time.UTC), Zone: "Europe/Istanbul"}
	d := letter.Data{Lang: l, Day: "2026-09-01", Ref: "7K3M-Q9TD", Application: "G000000412", Name: "Applicant 0412", Decided: "2026-08-31",
		Summary: "First line.\nSecond line.", Clocks: i.Clocks(), Way: casefile.VideoPartner, Video: true, Rebook: true, Interpreter: true, Persons: 2, Staying: true,
		Since: "2026-08-31", Review: "2027-02-26", Why: "a reason", Order: "PC 2026-0123",
		Asked: "2026-08-30", Wanted: []letter.Wanted{{What: "A marriage certificate", Why: "It shows the day.", Country: "Country M"}, {What: "A <statement>", Why: "It was not in the package."}},
		Numbers: []int{1, 3}, Cost: "Nobody pays.", Where: "Clinic Cedar, through your contact.",
		Days: 30, Concerns: []letter.Concern{
			{Title: "Fear, its ground and the link", Provision: "IRPA 96", Essence: "A report <says> otherwise.", Facts: "First fact.\nSecond fact.", Sources: []string{"a document of your file"}, Papers: "A letter of the employer."},
			{Title: "Serious criminality", Provision: "IRPA 36(1)", Person: "2", Essence: "A record of a conviction.", Facts: "In summary, a record exists.", Sources: []string{"another file, which is not named", "confidential information"}, Summary: true, Papers: "The judgment."},
		}}
	d.Onward = letter.Onward{Travel: "2026-11-20", Background: "Three in one room.", By: "2026-11-25", Urgent: true, Why: "The permit of exit ends.", Again: true, Change: "A cousin moved.", Quebec: true, Ties: "A cousin in Community 07.", Settle: "A <carpenter>.", Avoid: "Community 09",
		Number: "4T7P-22QX", Part: 1, What: "amended", To: "Port", Names: true, Departs: "2026-11-19", Arrives: "2026-11-20", Port: "Port 01", Flights: "XX 100, XX 200", Booked: "IOM", Community: "Community 07", Province: "Ontario",
		Alert: "Meet them inside.", Contact: []string{"No telephone"},
		Persons: []letter.Traveller{{Number: 1, Name: "Applicant 0412", Age: "adult", Languages: []string{"Language Q"}, Needs: []string{"No stairs"}}, {Number: 3, Age: "child"}}}
	if l == i18n.FR {
		d.Office, d.Partner, d.Language = "Bureau Cèdre", "Partenaire Un", "langue Q"
	} else {
		d.Office, d.Partner, d.Language = "Office Cedar", "Partner One", "Language Q"
	}
	return d
}

func grounds() []letter.Ground {
	return []letter.Ground{
		{Title: "Fear, its ground and the link", Provision: "IRPA 96", Reason: "The record does not show <it>.", Put: "2026-08-20", Concern: "A report says otherwise.", Reply: "It is wrong."},
		{Title: "Membership in the class", Provision: "IRPR 145", Classes: []string{"Convention refugees abroad", "Country of asylum"}, Reason: "As above.", Put: "2026-08-01", Concern: "Put in writing."},
		{Title: "Serious criminality", Provision: "IRPA 36(1)", Person: "1", Reason: "As the worksheet shows."},
	}
}

func compose(t *testing.T, kind casefile.NoticeKind, d letter.Data) string {
	t.Helper()
	s, err := letter.Compose(kind, d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refusing says whether a letter is written from grounds of a refusal.
func refusing(k casefile.NoticeKind) bool {
	return k == casefile.RefusalEligibility || k == casefile.RefusalInadmissible || k == casefile.PartnerOutcome
}

// Every letter in both languages, byte for byte; GOLDEN=1 writes them anew.
func TestLetters(t *testing.T) {
	for _, kind := range slices.Concat(letter.Kinds, letter.MatterKinds, letter.OnwardKinds) {
		for _, l := range i18n.Langs {
			d := data(l)
			if refusing(kind) {
				d.Grounds = grounds()
			}
			got := compose(t, kind, d) + "\n"
			if again := compose(t, kind, d) + "\n"; again != got {
				t.Errorf("%s.%s is not the same twice", kind, l)
			}
			file := filepath.Join("testdata", string(kind)+"."+string(l)+".html")
			if os.Getenv("GOLDEN") != "" {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is not what the template writes; GOLDEN=1 writes it anew:\n%s", file, got)
			}
		}
	}
}

// What each letter must hold (assessment section 9).
func TestRule_A_88_WhatALetterMustHold(t *testing.T) {
	for _, c := range []struct {
		kind casefile.NoticeKind
		lang i18n.Lang
		must []string
	}{
		{casefile.InterviewInvitation, i18n.EN, []string{"13:00 UTC", "09:00 EDT (Ottawa)", "16:00 UTC+03:00 (where you are)", "2 persons", "observer", "interpreter", "English or French", "do not come", "Never ask the authorities of your country"}},
		{casefile.InterviewInvitation, i18n.FR, []string{"13 h 00 UTC", "09 h 00 HAE (Ottawa)", "2 personnes", "observateur", "interprète", "ne venez pas"}},
		{casefile.InterviewWaiver, i18n.EN, []string{"without an interview", "no decision", "in writing first", "may still ask you", "English or in French", "Do not write"}},
		{casefile.InterviewWaiver, i18n.FR, []string{"sans entrevue", "pas d’une décision", "d’abord par écrit", "encore vous convoquer"}},
		{casefile.PaperRequest, i18n.EN, []string{"A marriage certificate (Country M)", "It shows the day.", "30 days", "cannot get something, tell us why", "do not ask for a police certificate of that country", "English or in French", "Do not write"}},
		{casefile.PaperRequest, i18n.FR, []string{"A marriage certificate", "30 jours", "dites-nous pourquoi", "certificat de police de ce pays", "français ou en anglais"}},
		{casefile.TestOffer, i18n.EN, []string{"persons 1, 3", "a reason", "voluntary", "30 days", "What it costs: Nobody pays.", "decide on what is on file", "not held against you", "last means"}},
		{casefile.TestOffer, i18n.FR, []string{"personnes 1, 3", "volontaire", "30 jours", "Ce que cela coûte", "d’après le dossier"}},
		{casefile.MedicalInstructions, i18n.EN, []string{"Clinic Cedar", "You do not pay", "12 months", "no reason to refuse"}},
		{casefile.MedicalInstructions, i18n.FR, []string{"Clinic Cedar", "Vous ne payez rien", "12 mois"}},
		{casefile.WithdrawalReceived, i18n.EN, []string{"ended, as you asked", "a new application is possible", "not held against you"}},
		{casefile.WithdrawalReceived, i18n.FR, []string{"pris fin", "une nouvelle demande est possible"}},
		{casefile.RefusalEligibility, i18n.EN, []string{"11(1)", "139", "IRPA 96", "country of asylum class", "A report says otherwise.", "It is wrong.", "no answer", "look at this decision again", "60 days", "Federal Court", "English or in French"}},
		{casefile.RefusalEligibility, i18n.FR, []string{"11(1)", "139", "LIPR 96", "pays d’accueil", "réexaminer", "60 jours", "Cour fédérale"}},
		{casefile.RefusalInadmissible, i18n.EN, []string{"IRPA 36(1)", "person 1", "reasonable grounds to believe", "relief", "60 days"}},
		{casefile.PartnerOutcome, i18n.EN, []string{"G000000412", "refused", "31 August 2026", "IRPA 96", "Contact"}},
		{casefile.ReconsiderationResult, i18n.EN, []string{"31 August 2026 stands", "not reopening", "Second line.", "60 days", "Federal Court", "English or in French", "Do not write"}},
		{casefile.ReconsiderationResult, i18n.FR, []string{"ne rouvrons pas", "60 jours", "Cour fédérale"}},
		{casefile.SeparationCounselling, i18n.EN, []string{"Persons 1, 3", "You can wait with them", "You decide", "examined by us before you leave", "one year", "same day one year later", "no fee", "asked about you", "You sign", "English or in French", "Do not write"}},
		{casefile.SeparationCounselling, i18n.FR, []string{"personnes 1, 3", "Vous pouvez attendre", "C’est à vous de décider", "avant votre départ", "année", "même jour, un an plus tard", "pas de frais", "interroger", "Vous signez"}},
		{casefile.WindowReminder, i18n.EN, []string{"did not travel", "The last day is 26 February 2027", "31 August 2026", "no fee", "We do not write to them", "English or in French", "Do not write"}},
		{casefile.WindowReminder, i18n.FR, []string{"n’a pas voyagé", "Le dernier jour est le 26 février 2027", "pas de frais", "Nous ne lui écrivons pas"}},
		{casefile.HoldNotice, i18n.EN, []string{"on hold", "not refused", "Reason: a reason", "26 February 2027", "English or in French", "Do not write"}},
		{casefile.HoldNotice, i18n.FR, []string{"en attente", "ni close ni refusée", "Motif : a reason", "26 février 2027"}},
		{casefile.OrderNotice, i18n.EN, []string{"PC 2026-0123", "31 August 2026", "87.301", "suspended", "no decision on the merits", "English or in French", "Do not write"}},
		{casefile.OrderNotice, i18n.FR, []string{"PC 2026-0123", "31 août 2026", "87.302", "suspendue", "pas d’une décision sur le fond"}},
		{casefile.DestinationMatching, i18n.EN, []string{"Duplicate: Destination matching request", "20 November 2026", "urgent", "The permit of exit ends.", "A cousin moved.", "Quebec’s immigration ministry", "Who travels: 2", "Languages: Language Q", "No stairs", "A cousin in Community 07.", "Do not choose: Community 09"}},
		{casefile.DestinationMatching, i18n.FR, []string{"Duplicata : Demande de destination-jumelage", "20 novembre 2026", "urgente", "ministère de l’Immigration du Québec", "Personnes qui voyagent : 2", "Ne pas choisir : Community 09"}},
		{casefile.ArrivalNotification, i18n.EN, []string{"Amended notice of arrival", "4T7P-22QX , change 1", "20 November 2026", "Port 01", "XX 100, XX 200", "Applicant 0412", "Person 3", "No stairs", "Meet them inside.", "No telephone", "for nothing else"}},
		{casefile.ArrivalNotification, i18n.FR, []string{"Préavis d’arrivée modifié", "4T7P-22QX , modification 1", "20 novembre 2026", "Personne 3", "à rien d’autre"}},
		{casefile.CannotWait, i18n.EN, []string{"A case that cannot wait", "The permit of exit ends.", "25 November 2026", "Three in one room.", "Who would travel: 2", "No stairs", "next working day", "Do not ask"}},
		{casefile.CannotWait, i18n.FR, []string{"ne peut attendre", "25 novembre 2026", "Personnes qui voyageraient : 2", "prochain jour ouvrable"}},
		{casefile.TreatedFirst, i18n.EN, []string{"treated first", "31 August 2026", "Nothing is decided", "only what is safe"}},
		{casefile.Approval, i18n.EN, []string{"approved", "no fee", "loan", "port of entry", "one year", "passport"}},
		{casefile.Approval, i18n.FR, []string{"approuvé", "pas de frais", "prêt", "point d’entrée", "année", "passeport"}},
	} {
		d := data(c.lang)
		if refusing(c.kind) {
			d.Grounds = grounds()
		}
		text := strings.ReplaceAll(letter.Text(compose(t, c.kind, d)), "\u00a0", " ")
		for _, m := range c.must {
			if !strings.Contains(text, m) {
				t.Errorf("%s.%s does not say %q", c.kind, c.lang, m)
			}
		}
	}
}

// The partner's own notice of a hold or an order names it and says the same, without the applicant's name (L16, L17).
func TestLetters_ToThePartnerToo(t *testing.T) {
	for _, kind := range []casefile.NoticeKind{casefile.HoldNotice, casefile.OrderNotice, casefile.WithdrawalReceived, casefile.PaperRequest} {
		for _, l := range i18n.Langs {
			d := data(l)
			d.ToPartner, d.Name = true, "Applicant 0412"
			text := letter.Text(compose(t, kind, d))
			if !strings.Contains(text, d.Partner) || strings.Contains(text, d.Name) {
				t.Errorf("%s.%s to the partner: %s", kind, l, text)
			}
		}
	}
}

// The letter of concerns says all that it must, in both languages (assessment section 9, L4).
func TestRule_A_58_TheLetterSaysAll(t *testing.T) {
	for lang, must := range map[i18n.Lang][]string{
		i18n.EN: {"No decision has been made", "IRPA 96", "IRPA 36(1)", "person 2", "A report <says> otherwise.", "Second fact.", "Kind of source: another file, which is not named; confidential information", "is a summary", "Documents that could help", "The judgment.", "30 days", "more time", "comes late is read", "through the organization that referred you", "Never ask the authorities of your country", "English or in French"},
		i18n.FR: {"Aucune décision", "LIPR 96", "LIPR 36(1)", "personne 2", "Nature de la source", "un résumé", "Documents qui pourraient aider", "30 jours", "plus de temps", "tardive est lue", "l’organisation qui vous a recommandé", "Ne demandez jamais", "en français ou en anglais"},
	} {
		text := strings.ReplaceAll(letter.Text(compose(t, casefile.FairnessLetter, data(lang))), "\u00a0", " ")
		for _, m := range must {
			if !strings.Contains(text, m) {
				t.Errorf("L4.%s does not say %q", lang, m)
			}
		}
		if n := strings.Count(text, "résumé") + strings.Count(text, "a summary,"); n != 1 {
			t.Errorf("L4.%s: %d of the concerns say that they are a summary", lang, n)
		}
	}
}

// The partner learns reasons only when the applicant agreed; the provision and the outcome always.
func TestRule_A_90_ShortReasonAsConsentAllows(t *testing.T) {
	d := data(i18n.EN)
	d.Grounds = grounds()
	if text := letter.Text(compose(t, casefile.PartnerOutcome, d)); strings.Contains(text, "Fear, its ground") || !strings.Contains(text, "IRPA 96") {
		t.Errorf("without consent: %s", text)
	}
	d.Short = true
	text := letter.Text(compose(t, casefile.PartnerOutcome, d))
	if !strings.Contains(text, "Fear, its ground") || strings.Contains(text, "The record does not show") || strings.Contains(text, "It is wrong") {
		t.Errorf("with consent: %s", text)
	}
}

// Nothing typed becomes markup, a name that must not be written is not, and no subject says more than a number.
func TestLetters_ApplicantsLettersDoNotNameThePartner(t *testing.T) {
	for _, kind := range slices.Concat(letter.Kinds, letter.MatterKinds, letter.OnwardKinds) {
		for _, l := range i18n.Langs {
			d := data(l)
			d.Grounds = grounds()
			if named := strings.Contains(compose(t, kind, d), d.Partner); named != (kind == casefile.PartnerOutcome || kind == casefile.TreatedFirst) {
				t.Errorf("%s.%s names the partner: %v", kind, l, named)
			}
		}
	}
}

func TestLetters_TypedTextStaysText(t *testing.T) {
	d := data(i18n.EN)
	d.Grounds, d.Name = grounds(), ""
	s := compose(t, casefile.RefusalEligibility, d)
	if strings.Contains(s, "<it>") || !strings.Contains(letter.Text(s), "<it>") {
		t.Error("typed text became markup, or was lost")
	}
	if strings.Contains(s, "Applicant 0412") || !strings.Contains(s, "To the principal applicant") {
		t.Error("the name stands in a letter that must not name")
	}
	if got := letter.Subject(d); got != "G000000412" {
		t.Errorf("subject %q", got)
	}
	d.Application = ""
	if got := letter.Subject(d); got != "7K3M-Q9TD" {
		t.Errorf("subject %q", got)
	}
}

// No letter speaks of the stream, of human rights defenders or of what nobody here determined (A-2, decision 6).
func TestRule_A_2_LettersDoNotSpeakOfStatus(t *testing.T) {
	for _, kind := range slices.Concat(letter.Kinds, letter.MatterKinds, letter.OnwardKinds) {
		for _, l := range i18n.Langs {
			d := data(l)
			d.Grounds = nil
			text := strings.ToLower(letter.Text(compose(t, kind, d)))
			for _, word := range []string{"defender", "hrd", "défenseur", "ddp", "human rights", "droits de la personne", "stream", "volet"} {
				if strings.Contains(text, word) {
					t.Errorf("%s.%s says %q", kind, l, word)
				}
			}
		}
	}
}

// A letter that is read says what was written, and nothing in it becomes an element that letters do not have.
func TestRead(t *testing.T) {
	var words func([]letter.Node) string
	words = func(nodes []letter.Node) string {
		s := ""
		for _, n := range nodes {
			s += n.Text + words(n.Nodes)
			if n.Tag != "" && n.Tag != "b" && n.Tag != "q" && n.Tag != "span" {
				s += " "
			}
		}
		return s
	}
	for _, kind := range slices.Concat(letter.Kinds, letter.MatterKinds, letter.OnwardKinds) {
		for _, l := range i18n.Langs {
			d := data(l)
			d.Grounds = grounds()
			s := compose(t, kind, d)
			if got, want := strings.Fields(words(letter.Read(s))), strings.Fields(letter.Text(s)); strings.Join(got, "") != strings.Join(want, "") {
				t.Errorf("%s.%s reads as\n%s\nnot as\n%s", kind, l, strings.Join(got, " "), strings.Join(want, " "))
			}
		}
	}
	got := letter.Read(`<p>a &lt;b&gt; <script>x</script><b>c`)
	if len(got) != 1 || got[0].Tag != "p" || got[0].Nodes[0].Text != "a <b> <script>x</script>" || got[0].Nodes[1].Tag != "b" {
		t.Errorf("%+v", got)
	}
}

// A refusal under the one-year window says what is not met, what was put and answered, the reasons and the recourse, and nothing
// against anybody else; the partner learns reasons as consent allows.
func TestRule_A_112_LettersOfARefusal(t *testing.T) {
	for lang, must := range map[i18n.Lang][]string{
		i18n.EN: {"Person 3", "141 and 142", "Not applied within the year", "IRPR 141(1)(b)", "It came <late>.", "We put this to you on", "The post was slow.", "changes nothing for you", "60 days", "English or in French"},
		i18n.FR: {"personne 3", "141 et 142", "RIPR 141(1)b)", "soumis le", "Cela ne change rien pour vous", "60 jours", "français ou en anglais"},
	} {
		d := data(lang)
		d.Window = &letter.Window{Person: 3, Submitted: "2026-08-01", Unmet: []letter.Said{{Title: "Not applied within the year", Words: "IRPR 141(1)(b)"}}, Put: "2026-08-10", Answer: "The post was slow.", Reasons: "It came <late>."}
		for _, kind := range []casefile.NoticeKind{casefile.RefusalEligibility, casefile.RefusalInadmissible} {
			text := strings.ReplaceAll(letter.Text(compose(t, kind, d)), "\u00a0", " ")
			for _, m := range must {
				if !strings.Contains(text, m) {
					t.Errorf("%s.%s does not say %q: %s", kind, lang, m, text)
				}
			}
		}
		for _, short := range []bool{false, true} {
			d.Short = short
			text := letter.Text(compose(t, casefile.PartnerOutcome, d))
			if strings.Contains(text, "Not applied") != short || strings.Contains(text, "The post") || strings.Contains(text, "<late>") || !strings.Contains(text, "141(1)") {
				t.Errorf("%s, consent %v: %s", lang, short, text)
			}
		}
	}
}
