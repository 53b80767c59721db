package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"passage/internal/auth"
	"passage/internal/casework/access"
	"passage/internal/casework/fault"
)

// provePresence is the key of the fault with which auth asks for proof again; proveTo is the field that says where the
// form was going.
const (
	provePresence = "fault.prove_presence"
	proveTo       = "prove_to"
)

// home is the first page: a reader goes on to theirs, anybody else to the door.
func (w *Web) home(v *visit) error {
	if !v.SignedIn {
		v.signIn()
		return nil
	}
	if to := v.Home(); to != "/"+string(v.Lang) {
		return v.see(to)
	}
	return v.show("signin/nothing", v.page("signin.nothing.title"))
}

// signIn sends a reader without a session to the door, and back to where they were going. It is the demo's list there.
func (v *visit) signIn() {
	to := v.path("/sign-in")
	if v.web.Demo {
		to = v.path("/demo")
	}
	q := url.Values{}
	if v.r.Method == http.MethodGet && v.route.pattern != "/" {
		q.Set("next", v.r.URL.RequestURI())
	}
	if v.kept {
		q.Set("done", "signin.kept")
	}
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	v.see(to)
}

// next is where the reader was going: a path of ours, or "".
func next(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || strings.ContainsAny(s, "\\\n\r") || strings.HasPrefix(s, "//") ||
		!strings.HasPrefix(u.Path, "/en/") && !strings.HasPrefix(u.Path, "/fr/") {
		return ""
	}
	return u.RequestURI()
}

// onward is where a reader who has just signed in goes: to what they typed before their session ended, to where they
// were going, or to their first page.
func (v *visit) onward(account, to string) (string, error) {
	posts, err := v.web.Auth.Posts(v.ctx(), account)
	if err != nil {
		return "", err
	}
	switch {
	case len(posts) > 0:
		return v.path("/kept"), nil
	case next(to) != "":
		return next(to), nil
	}
	return "/" + string(v.Lang), nil
}

// keep seals a form that met an ended session; its person finds it after signing in (decision 25).
func (v *visit) keep(s *auth.Session) {
	// Only a form that can be shown again holds anything typed.
	if v.r.Method != http.MethodPost || v.route.upload || v.web.routes["GET "+v.route.pattern] == nil || v.read() != nil || len(v.Typed) == 0 {
		return
	}
	path := v.web.elsewhere(v.Lang, v.route.pattern, v.r)
	if err := v.web.Auth.KeepPost(v.ctx(), s.Account.ID, path, []byte(v.Typed.Encode())); err != nil {
		v.web.Log.Error("kept post", "request", v.RequestID, "error", err)
		return
	}
	v.kept = true
}

// keptView offers again what was typed into forms that met an ended session.
type keptView struct {
	page
	Posts []keptPost
}

type keptPost struct {
	ID, Path string
	Fields   []pair
}

type pair struct{ Name, Value string }

func pairsOf(values url.Values, without ...string) (out []pair) {
	for name, list := range values {
		skip := false
		for _, w := range without {
			skip = skip || w == name
		}
		for _, s := range list {
			if !skip {
				out = append(out, pair{name, s})
			}
		}
	}
	return out
}

func (w *Web) keptPosts(v *visit) error {
	posts, err := w.Auth.Posts(v.ctx(), v.Actor.Account)
	if err != nil {
		return err
	}
	p := keptView{page: v.page("signin.kept.title")}
	for _, x := range posts {
		values, err := url.ParseQuery(string(x.Body))
		if err != nil || next(x.Path) == "" {
			continue
		}
		p.Posts = append(p.Posts, keptPost{x.ID, x.Path, pairsOf(values, "go", "kept")})
	}
	return v.show("signin/kept", p)
}

func (w *Web) dropPost(v *visit) error {
	if err := w.dropKept(v, v.typed("post")); err != nil {
		return err
	}
	return v.redirect("/kept")
}

// dropKept drops a kept post of the reader; another's, or one that is gone, is left alone.
func (w *Web) dropKept(v *visit, id string) error {
	posts, err := w.Auth.Posts(v.ctx(), v.Actor.Account)
	if err != nil {
		return err
	}
	for _, x := range posts {
		if x.ID == id {
			return w.Auth.DropPost(v.ctx(), x.ID)
		}
	}
	return nil
}

// demoView is the list of the demo's accounts, one for each role and unit.
type demoView struct {
	page
	Units []demoUnit
	Next  string
}

type demoUnit struct {
	Name     string
	Accounts []demoAccount
}

type demoAccount struct{ ID, Name, Role string }

func (w *Web) demoList(v *visit) error {
	accounts, err := w.App.Store.Accounts(v.ctx(), "")
	if err != nil {
		return err
	}
	p := demoView{page: v.page("signin.demo.title"), Next: next(v.query("next"))}
	at := map[string]int{}
	for _, a := range accounts {
		if a.Role == access.System {
			continue
		}
		i, known := at[a.Unit]
		if !known {
			i = len(p.Units)
			at[a.Unit] = i
			p.Units = append(p.Units, demoUnit{Name: v.unit(a.Unit)})
		}
		p.Units[i].Accounts = append(p.Units[i].Accounts, demoAccount{a.ID, a.Details.Name, v.T("role." + string(a.Role))})
	}
	return v.show("signin/demo", p)
}

func (w *Web) demoSignIn(v *visit) error {
	if err := w.Auth.SignInDemo(v.ctx(), v.w, v.typed("account")); err != nil {
		return err
	}
	to, err := v.onward(v.typed("account"), v.typed("next"))
	if err != nil {
		return err
	}
	return v.see(to)
}

func (w *Web) signOut(v *visit) error {
	if err := w.Auth.SignOut(v.w, v.r); err != nil {
		return err
	}
	to := "/sign-in"
	if w.Demo {
		to = "/demo"
	}
	return v.done("signin.out", to)
}

// passkeyView is the door: one button, which needs a script (decision 17).
type passkeyView struct {
	page
	Next string
}

func (w *Web) signInPage(v *visit) error {
	return v.show("signin/passkey", passkeyView{page: v.page("signin.title"), Next: next(v.query("next"))})
}

func (w *Web) invitation(v *visit) error {
	return v.show("signin/invitation", v.page("signin.invitation.title"))
}

// The ceremonies of a passkey, in JSON, from static/passkey.js.

// ceremony is what the module sends and gets.
type ceremony struct {
	ID      string          `json:"id,omitempty"`
	Code    string          `json:"code,omitempty"`
	Next    string          `json:"next,omitempty"`
	Options json.RawMessage `json:"options,omitempty"`
	Answer  json.RawMessage `json:"answer,omitempty"`
	To      string          `json:"to,omitempty"`
	Said    string          `json:"said,omitempty"`
}

func (v *visit) ceremony() (c ceremony, err error) {
	if err := json.NewDecoder(http.MaxBytesReader(v.w, v.r.Body, 64<<10)).Decode(&c); err != nil {
		return c, unreadable(err)
	}
	return c, nil
}

// reply answers the module. What went wrong is said in the reader's language; nothing else is told.
func (v *visit) reply(c ceremony, err error) error {
	code := http.StatusOK
	if err != nil {
		var f *fault.Error
		code, f = answer(err)
		c = ceremony{Said: v.T("signin.failed")}
		if f != nil {
			c.Said = v.say(f.Key, f.Args)
		} else {
			v.web.Log.Error("passkey", "request", v.RequestID, "error", err)
		}
	}
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(code)
	v.w.Write(body)
	return nil
}

func (w *Web) passkeyStart(v *visit) error {
	id, options, err := w.Auth.Challenge(v.r)
	return v.reply(ceremony{ID: id, Options: options}, err)
}

func (w *Web) passkeyFinish(v *visit) error {
	c, err := v.ceremony()
	if err == nil {
		err = w.Auth.Finish(v.w, v.r, c.ID, strings.NewReader(string(c.Answer)))
	}
	to := next(c.Next)
	if to == "" {
		to = "/" + string(v.Lang)
	}
	return v.reply(ceremony{To: to}, err)
}

func (w *Web) enrolStart(v *visit) error {
	c, err := v.ceremony()
	if err != nil {
		return v.reply(ceremony{}, err)
	}
	id, options, err := w.Auth.BeginEnrol(v.r, c.Code)
	return v.reply(ceremony{ID: id, Options: options}, err)
}

func (w *Web) enrolFinish(v *visit) error {
	c, err := v.ceremony()
	if err == nil {
		err = w.Auth.FinishEnrol(v.ctx(), c.ID, c.Code, strings.NewReader(string(c.Answer)))
	}
	return v.reply(ceremony{To: v.path("/sign-in")}, err)
}

func (w *Web) proveFinish(v *visit) error {
	c, err := v.ceremony()
	if err == nil {
		err = w.Auth.FinishProof(v.ctx(), v.session, c.ID, strings.NewReader(string(c.Answer)))
	}
	return v.reply(ceremony{}, err)
}

// proveView asks a signed-in reader to prove again who they are, and holds the form that asked for it: nothing that
// was typed is lost, and the form goes on by itself after the proof.
type proveView struct {
	page
	Going  string // the form's own address; not To, which is the frame's
	Fields []pair
}

func (v *visit) prove() error {
	to := v.web.elsewhere(v.Lang, v.route.pattern, v.r)
	return v.show("signin/prove", proveView{page: v.page("signin.prove.title"), Going: to, Fields: pairsOf(v.Typed, proveTo)})
}

// reauthenticate takes the proof (in the demo a visible form through the same gate, decision 17) and sends the form on:
// 307 keeps the method and the body.
func (w *Web) reauthenticate(v *visit) error {
	if w.Demo {
		if err := w.Auth.ProveDemo(v.ctx(), v.session); err != nil {
			return err
		}
	}
	if err := w.Auth.NeedRecent(v.session); err != nil {
		return err
	}
	to := next(v.typed(proveTo))
	if to == "" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	v.w.Header().Set("Location", to)
	v.w.WriteHeader(http.StatusTemporaryRedirect)
	return nil
}

// gate is how the reader proved within the last minutes who they are, as a decision keeps it; without proof it
// is the fault that shows the proof page and then comes back with the same form.
func (v *visit) gate() (string, error) {
	if err := v.web.Auth.NeedRecent(v.session); err != nil {
		return "", err
	}
	if v.web.Demo {
		return "demo", nil
	}
	return "passkey", nil
}
