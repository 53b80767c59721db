package browser

import (
	"cmp"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

//go:embed find.js
var findJS string

// patience is how long a page may take before a test gives up on it.
const patience = 20 * time.Second

// patience is longer for who knows that the line is poor.
func (p *Page) patience() time.Duration {
	if p.again {
		return 6 * patience
	}
	return patience
}

// Page is one tab of one person: it shares no cookie with another. Its methods end the test when what a person
// would look for is not there, and keep a picture and the page's text.
type Page struct {
	t       testing.TB
	b       *Browser
	base    string
	context string
	target  string
	session string
	within  []string
	*state
}

// state is shared between a page and its parts.
type state struct {
	mu        sync.Mutex
	loads     int // documents that finished loading
	frames    int // navigations that were committed
	status    int
	requests  []Request
	trouble   []string // console errors, CSP reports, requests to elsewhere
	dialogs   []string
	frame     string
	scriptOff bool
	again     bool
	spent     Spent
}

// Spent is what somebody's hands have done on a page. Moves lead the focus on (Tab, arrows, j and k) and do nothing.
type Spent struct{ Clicks, Keys, Moves, Loads int }

// Spent is what was done since it was last asked.
func (p *Page) Spent() (s Spent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, p.spent = p.spent, Spent{}
	return s
}

// Spend adds to it what only the test knows the meaning of: an arrow that chooses an answer.
func (p *Page) Spend(s Spent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spent.Clicks += s.Clicks
	p.spent.Keys += s.Keys
	p.spent.Moves += s.Moves
	p.spent.Loads += s.Loads
}

// Request is one request of a page and the bytes it cost on the wire, header and body.
type Request struct {
	id, URL, Type string
	Status        int
	Bytes         int
	Cached        bool // the browser had it
}

// Options of a page.
type Options struct {
	Width, Height int  // 1366 x 768 when 0
	NoScript      bool // scripts disabled
	Dark          bool
	Again         bool // whoever sees that the line was cut loads the page again, which sends a form again
}

// Open opens a tab for a new person: an empty browser context, closed when the test ends.
func (b *Browser) Open(t testing.TB, base string, o Options) *Page {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 1366, 768
	}
	p := &Page{t: t, b: b, base: base, state: &state{scriptOff: o.NoScript, again: o.Again}}
	var ctx struct{ BrowserContextID string }
	p.must("Target.createBrowserContext", map[string]any{"disposeOnDetach": true}, &ctx)
	p.context = ctx.BrowserContextID
	var tgt struct{ TargetID string }
	p.must("Target.createTarget", map[string]any{"url": "about:blank", "browserContextId": p.context}, &tgt)
	p.target = tgt.TargetID
	var at struct{ SessionID string }
	p.must("Target.attachToTarget", map[string]any{"targetId": p.target, "flatten": true}, &at)
	p.session = at.SessionID
	b.mu.Lock()
	b.pages[p.session] = p.event
	b.mu.Unlock()
	t.Cleanup(p.Close)
	for _, m := range []string{"Page.enable", "Runtime.enable", "Network.enable", "Log.enable", "DOM.enable"} {
		p.must(m, nil, nil)
	}
	var tree struct {
		FrameTree struct{ Frame struct{ ID string } }
	}
	p.must("Page.getFrameTree", nil, &tree)
	p.frame = tree.FrameTree.Frame.ID
	if o.NoScript {
		p.must("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	}
	p.Size(o.Width, o.Height)
	return p
}

// Close closes the tab and forgets the person. The end of the test does it too.
func (p *Page) Close() {
	p.b.mu.Lock()
	_, open := p.b.pages[p.session]
	delete(p.b.pages, p.session)
	p.b.mu.Unlock()
	if open {
		p.b.call("", "Target.disposeBrowserContext", map[string]any{"browserContextId": p.context})
	}
}

// For is the same page in another (sub)test.
func (p *Page) For(t testing.TB) *Page {
	q := *p
	q.t = t
	return &q
}

// Size sets the size of the window in CSS pixels.
func (p *Page) Size(width, height int) {
	p.t.Helper()
	p.must("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
}

// Network slows the line: round trip, bytes a second down and up. Zeros take the brake off.
func (p *Page) Network(roundTrip time.Duration, down, up int) {
	p.t.Helper()
	if down == 0 {
		down, up = -1, -1
	}
	p.must("Network.emulateNetworkConditions", map[string]any{"offline": false, "latency": roundTrip.Milliseconds(), "downloadThroughput": down, "uploadThroughput": up}, nil)
}

func (p *Page) must(method string, params, into any) {
	p.t.Helper()
	raw, err := p.b.call(p.session, method, params)
	if err != nil {
		p.t.Fatalf("%v", err)
	}
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			p.t.Fatalf("%s: %v", method, err)
		}
	}
}

func (p *Page) event(method string, params json.RawMessage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch method {
	case "Page.frameNavigated":
		var e struct{ Frame struct{ ParentID string } }
		json.Unmarshal(params, &e)
		if e.Frame.ParentID == "" {
			p.frames++
		}
	case "Page.loadEventFired":
		p.loads++
	case "Network.requestWillBeSent":
		var e struct {
			RequestID, Type  string
			Request          struct{ URL string }
			RedirectResponse *struct {
				Status            int
				EncodedDataLength float64
			}
		}
		json.Unmarshal(params, &e)
		if e.RedirectResponse != nil { // the answer that sent us on
			p.request(e.RequestID, func(r *Request) {
				r.Status, r.Bytes, r.id = e.RedirectResponse.Status, int(e.RedirectResponse.EncodedDataLength), ""
			})
		}
		p.requests = append(p.requests, Request{id: e.RequestID, URL: e.Request.URL, Type: e.Type})
		if p.base != "" && !strings.HasPrefix(e.Request.URL, p.base) && !strings.HasPrefix(e.Request.URL, "data:") && e.Request.URL != "about:blank" {
			p.trouble = append(p.trouble, "a request to elsewhere: "+e.Request.URL)
		}
	case "Network.responseReceived":
		var e struct {
			RequestID, Type string
			Response        struct {
				Status        int
				FromDiskCache bool
			}
		}
		json.Unmarshal(params, &e)
		p.request(e.RequestID, func(r *Request) { r.Status, r.Cached = e.Response.Status, r.Cached || e.Response.FromDiskCache })
		if e.Type == "Document" {
			p.status = e.Response.Status
		}
	case "Network.requestServedFromCache":
		var e struct{ RequestID string }
		json.Unmarshal(params, &e)
		p.request(e.RequestID, func(r *Request) { r.Cached = true })
	case "Network.loadingFinished":
		var e struct {
			RequestID         string
			EncodedDataLength float64
		}
		json.Unmarshal(params, &e)
		p.request(e.RequestID, func(r *Request) { r.Bytes = int(e.EncodedDataLength) })
	case "Runtime.exceptionThrown", "Log.entryAdded":
		var e struct {
			Entry            struct{ Source, Level, Text, URL string }
			ExceptionDetails struct{ Text string }
		}
		json.Unmarshal(params, &e)
		// The network log repeats statuses that the tests ask for on purpose (404, 409, 422).
		if e.Entry.Source != "network" && (e.Entry.Level == "error" || e.Entry.Level == "warning" || e.ExceptionDetails.Text != "") {
			p.trouble = append(p.trouble, strings.TrimSpace(e.Entry.Source+" "+e.Entry.Text+e.ExceptionDetails.Text))
		}
	case "Page.javascriptDialogOpening":
		var e struct{ Message string }
		json.Unmarshal(params, &e)
		p.dialogs = append(p.dialogs, e.Message)
		go p.b.call(p.session, "Page.handleJavaScriptDialog", map[string]any{"accept": true})
	}
}

func (p *Page) request(id string, f func(*Request)) {
	for i := len(p.requests) - 1; i >= 0; i-- {
		if p.requests[i].id == id {
			f(&p.requests[i])
			return
		}
	}
}

// Requests are the requests since the last Forget.
func (p *Page) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Request(nil), p.requests...)
}

// Forget drops what was counted so far.
func (p *Page) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = nil
}

// Trouble is what the console complained of: script errors, broken CSP rules, requests to other hosts.
func (p *Page) Trouble() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.trouble...)
}

// Status is the status of the last document.
func (p *Page) Status() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status
}

// Go opens a path of the server, or a whole URL.
func (p *Page) Go(path string) *Page {
	p.t.Helper()
	if !p.Opens(path) {
		p.fail("%s is a download and no page", path)
	}
	return p
}

// Opens opens a path of the server; it is false when what came was to be saved as a file and the old page stands.
func (p *Page) Opens(path string) bool {
	p.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = p.base + path
	}
	before := p.count()
	var r struct{ ErrorText string }
	p.must("Page.navigate", map[string]any{"url": path}, &r)
	if r.ErrorText == "net::ERR_ABORTED" {
		return false
	}
	if r.ErrorText != "" && !p.again {
		p.fail("open %s: %s", path, r.ErrorText)
	}
	p.arrive(before, "open "+path)
	return true
}

type counts struct{ frames, loads int }

func (p *Page) count() counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	return counts{p.frames, p.loads}
}

// arrive waits until another document stands and has loaded.
func (p *Page) arrive(before counts, doing string) {
	p.t.Helper()
	for end := time.Now().Add(p.patience()); ; time.Sleep(2 * time.Millisecond) {
		now := p.count()
		if now.frames > before.frames && now.loads > before.loads {
			if p.again && p.cut() {
				before = p.count()
				p.must("Page.reload", nil, nil)
				continue
			}
			p.Spend(Spent{Loads: 1})
			return
		}
		if time.Now().After(end) {
			p.fail("%s: no new page within %v", doing, p.patience())
		}
	}
}

// cut says whether the browser's own page stands there, or a page without its foot: the line was cut before the page was here.
func (p *Page) cut() bool {
	r, err := p.evaluate(`location.protocol === "chrome-error:" || document.querySelector("a.brand") !== null && !document.querySelector("footer")`, true)
	return err == nil && string(r.Result.Value) == "true"
}

// evaluate runs an expression in the page, which works with the page's own scripts off too.
func (p *Page) evaluate(expression string, byValue bool) (result struct {
	Result struct {
		Value    json.RawMessage
		ObjectID string
	}
	ExceptionDetails *struct {
		Text      string
		Exception struct{ Description string }
	}
}, err error) {
	raw, err := p.b.call(p.session, "Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": byValue, "awaitPromise": byValue && !p.scriptOff, "userGesture": false})
	if err != nil {
		return result, err
	}
	if err := json.Unmarshal(raw, &result); err != nil {
		return result, err
	}
	if d := result.ExceptionDetails; d != nil {
		first, _, _ := strings.Cut(d.Exception.Description, "\n")
		return result, errors.New(cmp.Or(strings.TrimPrefix(first, "Error: "), d.Text))
	}
	return result, nil
}

// Eval runs an expression in the page and reads its value.
func (p *Page) Eval(expression string, into any) {
	p.t.Helper()
	r, err := p.evaluate(expression, true)
	if err != nil {
		p.fail("%s: %v", short(expression), err)
	}
	if into != nil {
		if err := json.Unmarshal(r.Result.Value, into); err != nil {
			p.fail("%s: %v (%s)", short(expression), err, r.Result.Value)
		}
	}
}

// Within is the part of the page that a heading, legend, caption or row names; "css:…" takes a selector.
func (p *Page) Within(names ...string) *Page {
	q := *p
	q.within = append(append([]string(nil), p.within...), names...)
	return &q
}

func (p *Page) find(how, what string) (string, error) {
	within, _ := json.Marshal(append([]string{}, p.within...))
	want, _ := json.Marshal(what)
	r, err := p.evaluate(fmt.Sprintf("(f => f.finders.%s(f.scope(%s), %s))(%s)", how, within, want, findJS), false)
	return r.Result.ObjectID, err
}

func (p *Page) must1(how, what string) string {
	p.t.Helper()
	id, err := p.find(how, what)
	if err != nil {
		p.fail("%v", err)
	}
	return id
}

// on calls a function with the element as its this.
func (p *Page) on(object, function string, into any, args ...any) {
	p.t.Helper()
	list := []any{}
	for _, a := range args {
		list = append(list, map[string]any{"value": a})
	}
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	p.must("Runtime.callFunctionOn", map[string]any{"objectId": object, "functionDeclaration": function, "arguments": list, "returnByValue": true}, &r)
	if r.ExceptionDetails != nil {
		p.fail("%s", r.ExceptionDetails.Exception.Description)
	}
	if into != nil {
		json.Unmarshal(r.Result.Value, into)
	}
}

// mouse clicks in the middle of an element, and insists that nothing covers it.
func (p *Page) mouse(object, what string) {
	p.t.Helper()
	p.must("DOM.scrollIntoViewIfNeeded", map[string]any{"objectId": object}, nil)
	var at struct {
		X, Y float64
		Over string
	}
	p.on(object, `function() {
		const el = this.matches('input[type=radio],input[type=checkbox]') && this.labels.length ? this.labels[0] : this;
		const r = el.getClientRects()[0];
		const x = r.left + Math.min(r.width / 2, 40), y = r.top + r.height / 2;
		const top = document.elementFromPoint(x, y);
		const ok = top && (el === top || el.contains(top) || top.contains(el) && top.tagName === 'LABEL' || top === this);
		return {X: x, Y: y, Over: ok ? '' : (top ? top.outerHTML.slice(0, 120) : 'nothing (outside the window)')};
	}`, &at)
	if at.Over != "" {
		p.fail("%q cannot be clicked: %s lies over it", what, at.Over)
	}
	p.Spend(Spent{Clicks: 1})
	for _, kind := range []string{"mouseMoved", "mousePressed", "mouseReleased"} {
		p.must("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "buttons": 1, "clickCount": 1}, nil)
	}
}

// Click clicks a link or button by its words and waits for the page it leads to.
func (p *Page) Click(words string) *Page {
	p.t.Helper()
	id := p.must1("press", words)
	before := p.count()
	p.mouse(id, words)
	p.arrive(before, "click "+words)
	return p
}

// Press clicks what stays on the page: a summary, a button with a script.
func (p *Page) Press(words string) *Page {
	p.t.Helper()
	p.mouse(p.must1("press", words), words)
	return p
}

// ClickCSS clicks what a selector names (a control without words of its own) and waits for the page it leads to.
func (p *Page) ClickCSS(selector string) *Page {
	p.t.Helper()
	id := p.must1("css", selector)
	before := p.count()
	p.mouse(id, selector)
	p.arrive(before, "click "+selector)
	return p
}

// PressCSS clicks what a selector names, and stays on the page.
func (p *Page) PressCSS(selector string) *Page {
	p.t.Helper()
	p.mouse(p.must1("css", selector), selector)
	return p
}

// Fill types into a field found by its label, in place of what stood there.
func (p *Page) Fill(label, value string) *Page {
	p.t.Helper()
	id := p.must1("field", label)
	p.must("DOM.scrollIntoViewIfNeeded", map[string]any{"objectId": id}, nil)
	p.on(id, `function() { this.focus(); if (this.select) this.select(); }`, nil)
	if value == "" {
		p.key("Backspace")
	} else {
		p.must("Input.insertText", map[string]any{"text": value}, nil)
	}
	var got string
	p.on(id, `function() { return this.value }`, &got)
	if strings.ReplaceAll(got, "\r", "") != value {
		p.fail("typed %q into %q, it holds %q", value, label, got)
	}
	return p
}

// Select chooses an option of a list by its words, with the arrow keys, as one does at a keyboard.
func (p *Page) Select(label, option string) *Page {
	p.t.Helper()
	id := p.must1("field", label)
	p.must("DOM.scrollIntoViewIfNeeded", map[string]any{"objectId": id}, nil)
	var at struct{ Found, From, To int }
	p.on(id, `function(want) {
		const norm = s => s.replace(/[\s\u00a0\u202f]+/g, ' ').trim();
		const hits = [...this.options].filter(o => !o.disabled && norm(o.textContent) === norm(want));
		this.focus();
		return {Found: hits.length, From: this.selectedIndex, To: hits.length ? hits[0].index : -1};
	}`, &at, option)
	if at.Found != 1 {
		p.fail("the list %q has %d times the option %q", label, at.Found, option)
	}
	for ; at.From < at.To; at.From++ {
		p.key("ArrowDown")
	}
	for ; at.From > at.To; at.From-- {
		p.key("ArrowUp")
	}
	if p.on(id, `function() { return {To: this.selectedIndex} }`, &at); at.To != at.From {
		p.fail("the list %q stands at option %d, want %q", label, at.To, option)
	}
	return p
}

// Fields are the names of what one writes in or chooses from, in the order of the page.
func (p *Page) Fields() (names []string) {
	p.t.Helper()
	within, _ := json.Marshal(append([]string{}, p.within...))
	p.Eval(fmt.Sprintf("(f => f.fields(f.scope(%s)))(%s)", within, findJS), &names)
	return names
}

// IsList says whether one chooses from a list there, or types.
func (p *Page) IsList(label string) (is bool) {
	p.t.Helper()
	p.on(p.must1("field", label), `function() { return this.tagName === 'SELECT' }`, &is)
	return is
}

// Options are the words of a list's options, without the empty one.
func (p *Page) Options(label string) (words []string) {
	p.t.Helper()
	p.on(p.must1("field", label), `function() { return [...this.options].filter(o => o.value).map(o => o.textContent.replace(/\s+/g, ' ').trim()) }`, &words)
	return words
}

// Choose ticks a radio button or checkbox by its label.
func (p *Page) Choose(label string) *Page { p.t.Helper(); return p.tick(label, true) }

// Untick takes the tick off a checkbox.
func (p *Page) Untick(label string) *Page { p.t.Helper(); return p.tick(label, false) }

func (p *Page) tick(label string, want bool) *Page {
	p.t.Helper()
	id := p.must1("choice", label)
	var is bool
	if p.on(id, `function() { return this.checked }`, &is); is != want {
		p.mouse(id, label)
	}
	if p.on(id, `function() { return this.checked }`, &is); is != want {
		p.fail("%q does not change when clicked", label)
	}
	return p
}

// Upload puts files into a file field.
func (p *Page) Upload(label string, files ...string) *Page {
	p.t.Helper()
	for _, f := range files {
		if _, err := os.Stat(f); err != nil {
			p.t.Fatal(err)
		}
	}
	p.must("DOM.setFileInputFiles", map[string]any{"objectId": p.must1("field", label), "files": files}, nil)
	return p
}

// codes are the keys that Chromium knows by number.
var codes = map[string]int{"Tab": 9, "Enter": 13, "Backspace": 8, " ": 32, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40}

// key presses one key where the focus is.
func (p *Page) key(name string) {
	p.t.Helper()
	switch name {
	case "Tab", "ArrowUp", "ArrowDown", "j", "k":
		p.Spend(Spent{Moves: 1})
	default:
		p.Spend(Spent{Keys: 1})
	}
	down := map[string]any{"type": "rawKeyDown", "key": name, "windowsVirtualKeyCode": codes[name]}
	if name == "Enter" {
		down["type"], down["text"] = "keyDown", "\r"
	}
	p.must("Input.dispatchKeyEvent", down, nil)
	p.must("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": name, "windowsVirtualKeyCode": codes[name]}, nil)
}

// Key presses a key where the focus is: Tab, Enter.
func (p *Page) Key(name string) *Page { p.t.Helper(); p.key(name); return p }

// KeyTo presses a key that leads to another page, and waits for it.
func (p *Page) KeyTo(names ...string) *Page {
	p.t.Helper()
	before := p.count()
	for _, n := range names {
		p.key(n)
	}
	p.arrive(before, "keys "+strings.Join(names, " "))
	return p
}

// Chord presses a key while Control is held, and waits for the page it leads to.
func (p *Page) Chord(name string) *Page {
	p.t.Helper()
	before := p.count()
	p.Spend(Spent{Keys: 1})
	for _, kind := range []string{"rawKeyDown", "keyUp"} {
		p.must("Input.dispatchKeyEvent", map[string]any{"type": kind, "key": name, "modifiers": 2, "windowsVirtualKeyCode": codes[name]}, nil)
	}
	p.arrive(before, "Ctrl "+name)
	return p
}

// Type types where the cursor stands.
func (p *Page) Type(text string) *Page {
	p.t.Helper()
	p.must("Input.insertText", map[string]any{"text": text}, nil)
	return p
}

// Value is what a field holds.
func (p *Page) Value(label string) (v string) {
	p.t.Helper()
	p.on(p.must1("field", label), `function() { return this.value }`, &v)
	return v
}

var spaces = regexp.MustCompile(`[\s\x{a0}\x{202f}]+`)

func norm(s string) string { return strings.TrimSpace(spaces.ReplaceAllString(s, " ")) }

// Text is the text of the page, or of its part, as it is shown, with single spaces.
func (p *Page) Text() (s string) {
	p.t.Helper()
	within, _ := json.Marshal(append([]string{}, p.within...))
	p.Eval(fmt.Sprintf("(f => f.scope(%s).innerText)(%s)", within, findJS), &s)
	return norm(s)
}

// Has says whether the page shows a text.
func (p *Page) Has(text string) bool { p.t.Helper(); return strings.Contains(p.Text(), norm(text)) }

// CanPress says whether there is a link or button with these words.
func (p *Page) CanPress(words string) bool { _, err := p.find("press", words); return err == nil }

// HasField says whether there is a field with this label.
func (p *Page) HasField(label string) bool { _, err := p.find("field", label); return err == nil }

// See ends the test unless the page shows each text.
func (p *Page) See(texts ...string) *Page {
	p.t.Helper()
	shown := p.Text()
	for _, s := range texts {
		if !strings.Contains(shown, norm(s)) {
			p.fail("the page does not say %q", s)
		}
	}
	return p
}

// SeeNot ends the test when the page shows one of the texts.
func (p *Page) SeeNot(texts ...string) *Page {
	p.t.Helper()
	shown := p.Text()
	for _, s := range texts {
		if strings.Contains(shown, norm(s)) {
			p.fail("the page says %q", s)
		}
	}
	return p
}

// URL is the address without the server.
func (p *Page) URL() (s string) {
	p.t.Helper()
	p.Eval("location.href", &s)
	return strings.TrimPrefix(s, p.base)
}

// Title is the page's title.
func (p *Page) Title() (s string) { p.t.Helper(); p.Eval("document.title", &s); return s }

// HTML is the document as it stands.
func (p *Page) HTML() (s string) {
	p.t.Helper()
	p.Eval("document.documentElement.outerHTML", &s)
	return s
}

// Links are the addresses on this server that the page links to, without the fragment.
func (p *Page) Links() (list []string) {
	p.t.Helper()
	p.Eval(`[...new Set([...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin).map(a => a.pathname + a.search))]`, &list)
	return list
}

// Cookie is the Cookie header that this person's browser sends.
func (p *Page) Cookie() string {
	p.t.Helper()
	var r struct {
		Cookies []struct{ Name, Value string }
	}
	p.must("Network.getCookies", map[string]any{"urls": []string{p.base}}, &r)
	var all []string
	for _, c := range r.Cookies {
		all = append(all, c.Name+"="+c.Value)
	}
	return strings.Join(all, "; ")
}

// SetCookie gives this person's browser a cookie of the server.
func (p *Page) SetCookie(name, value string) {
	p.t.Helper()
	p.must("Network.setCookie", map[string]any{"name": name, "value": value, "url": p.base, "httpOnly": true, "sameSite": "Lax"}, nil)
}

// ClearCache empties the browser's cache.
func (p *Page) ClearCache() { p.t.Helper(); p.must("Network.clearBrowserCache", nil, nil) }

// Timed is how long something took.
func (p *Page) Timed(what func()) time.Duration {
	begun := time.Now()
	what()
	return time.Since(begun)
}

// Screenshot writes a picture of the window, or of the whole page.
func (p *Page) Screenshot(path string, whole bool) {
	p.t.Helper()
	var r struct{ Data string }
	p.must("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": whole}, &r)
	data, err := base64.StdEncoding.DecodeString(r.Data)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o755)
	}
	if err == nil {
		err = os.WriteFile(path, data, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// fail ends the test and keeps what the person saw.
func (p *Page) fail(format string, args ...any) {
	p.t.Helper()
	dir := os.Getenv("PASSAGE_FAILURES")
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "passage-failures")
	}
	name := filepath.Join(dir, regexp.MustCompile(`[^A-Za-z0-9]+`).ReplaceAllString(p.t.Name(), "-"))
	os.MkdirAll(dir, 0o755)
	var r struct{ Data string }
	if raw, err := p.b.call(p.session, "Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}); err == nil {
		json.Unmarshal(raw, &r)
		data, _ := base64.StdEncoding.DecodeString(r.Data)
		os.WriteFile(name+".png", data, 0o644)
	}
	url, text := "", ""
	if r, err := p.evaluate("[location.href, document.title, document.body.innerText]", true); err == nil {
		var v []string
		if json.Unmarshal(r.Result.Value, &v) == nil && len(v) == 3 {
			url, text = strings.TrimPrefix(v[0], p.base), norm(v[2])
			os.WriteFile(name+".txt", []byte(fmt.Sprintf(format, args...)+"\n\n"+v[0]+"\n"+v[1]+"\n\n"+v[2]), 0o644)
		}
	}
	if len(text) > 700 {
		text = text[:700] + "…"
	}
	p.t.Fatalf("%s\n  at %s (status %d), within %q\n  shown: %s\n  picture: %s.png", fmt.Sprintf(format, args...), url, p.Status(), p.within, text, name)
}

func short(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}
