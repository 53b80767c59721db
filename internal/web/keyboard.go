package web

// Keys (ux section 10): the page that lists them, and the setting that turns single keys on. They are off until somebody
// turns them on for their own account (WCAG 2.1.4), and the same letters in both languages.

type keyboardView struct {
	helpView
	Edit *form
	On   bool
	Keys []keyLine
}

type keyLine struct{ Key, Does string }

// keyList are the keys, in the order of the page; words stand under "help.key.<name>".
var keyList = [][2]string{{"Ctrl Enter", "save"}, {"Shift, Shift, Shift", "exit"}, {"/", "find"}, {"?", "list"}, {"g w", "work"}, {"g c", "cases"}, {"g i", "interviews"},
	{"q", "queue"}, {"g t", "transfers"}, {"j k", "rows"}, {"x", "select"}, {"Enter", "open"}, {"Esc", "leave"}, {"e", "eligibility"}, {"i", "interview"}, {"a", "admissibility"}, {"z", "decision"}, {"d", "documents"}, {"n", "notes"}, {"[ ]", "around"}, {"f", "file"}, {"t", "transfer"}, {"1 2 3", "same"}, {"u", "undo"}}

// navKeys and sectionKeys are the keys drawn on the navigation and on the sections of a case.
var (
	navKeys     = map[string]string{"/my-work": "g w", "/cases": "g c", "/interviews": "g i", "/intake": "q", "/transfers": "g t"}
	sectionKeys = map[string]string{"eligibility": "e", "interview": "i", "admissibility": "a", "decision": "z", "documents": "d", "notes": "n"}
)

// SingleKeys says whether the reader has turned single keys on.
func (v *reader) SingleKeys() bool { return v.session != nil && v.session.Account.Details.Keys }

// drawn is a key where the reader wants to see it, "" elsewhere.
func (v *reader) drawn(key string) string {
	if v.SingleKeys() {
		return key
	}
	return ""
}

func (w *Web) keyboard(v *visit) error {
	p := keyboardView{helpView: v.helpView("keyboard", "move", "send"), On: v.SingleKeys()}
	for _, k := range keyList {
		p.Keys = append(p.Keys, keyLine{k[0], v.T("help.key." + k[1])})
	}
	if v.SignedIn {
		p.Edit = v.form("keys", "/keyboard")
	}
	return v.show("help/keyboard", p)
}

func (w *Web) setKeys(v *visit) error {
	on := v.pressed() == "on"
	if err := w.App.SetKeys(v.ctx(), v.write(), on); err != nil {
		return err
	}
	if on {
		return v.done("keys.on", "/keyboard")
	}
	return v.done("keys.off", "/keyboard")
}
