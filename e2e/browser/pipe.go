// Package browser drives Debian's Chromium as a person would: it looks for words on the page, clicks where they
// stand and types. It talks the DevTools protocol over a pair of pipes, so it needs no port and no library.
//
// It knows nothing of Passage; the walks in the parent folder do.
package browser

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Browser is one running Chromium with a profile of its own.
type Browser struct {
	cmd  *exec.Cmd
	dir  string
	out  *os.File
	in   *os.File
	done chan struct{} // closed when the pipe ends

	mu      sync.Mutex
	next    int64
	waiting map[int64]chan message
	pages   map[string]func(method string, params json.RawMessage)
	gone    error
}

type message struct {
	ID        int64           `json:"id,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    json.RawMessage `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     *protocolError  `json:"error,omitempty"`
}

type protocolError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    string `json:"data"`
}

func (e *protocolError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s (%d)", e.Message, e.Data, e.Code))
}

// Find is the path of the Chromium to use: $CHROMIUM, or what Debian installs. The one that has no window of its own does the same
// work with less than half of the processor.
func Find() (string, error) {
	if p := os.Getenv("CHROMIUM"); p != "" {
		return p, nil
	}
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
	}
	return "", errors.New("no Chromium here: scripts/install chromium")
}

// Start starts Chromium. Close ends it and removes its profile.
func Start() (*Browser, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "passage-browser-")
	if err != nil {
		return nil, err
	}
	args := []string{
		"--headless", "--remote-debugging-pipe", "--user-data-dir=" + filepath.Join(dir, "profile"),
		"--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps",
		"--hide-scrollbars", "--mute-audio", "--disable-dev-shm-usage",
		// A page that a test does not look at goes on working.
		"--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
	}
	if os.Getuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses its sandbox to root
	}
	fromUs, out, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	in, toUs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	b := &Browser{
		dir: dir, out: out, in: in, done: make(chan struct{}),
		waiting: map[int64]chan message{}, pages: map[string]func(string, json.RawMessage){},
	}
	b.cmd = exec.Command(path, append(args, "about:blank")...)
	b.cmd.ExtraFiles = []*os.File{fromUs, toUs} // descriptors 3 and 4, as the protocol wants them
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	// Its home is the throw-away folder: nothing of a test stays in the real one.
	b.cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir, "TZ=UTC")
	if err := b.cmd.Start(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	fromUs.Close()
	toUs.Close()
	go b.read()
	if _, err := b.call("", "Browser.getVersion", nil); err != nil {
		b.Close()
		return nil, fmt.Errorf("chromium does not answer: %w", err)
	}
	return b, nil
}

// Close ends Chromium and removes what it wrote.
func (b *Browser) Close() {
	b.call("", "Browser.close", nil)
	select {
	case <-b.done:
	case <-time.After(5 * time.Second):
	}
	syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL) // its own group, made in Start
	b.cmd.Wait()
	b.out.Close()
	b.in.Close()
	os.RemoveAll(b.dir)
}

// Dir is the browser's own folder: profile, caches, what it wrote.
func (b *Browser) Dir() string { return b.dir }

func (b *Browser) read() {
	defer close(b.done)
	r := bufio.NewReaderSize(b.in, 1<<20)
	for {
		raw, err := r.ReadBytes(0)
		if err != nil {
			b.mu.Lock()
			b.gone = fmt.Errorf("chromium has ended: %w", err)
			for id, ch := range b.waiting {
				delete(b.waiting, id)
				close(ch)
			}
			b.mu.Unlock()
			return
		}
		var m message
		if json.Unmarshal(raw[:len(raw)-1], &m) != nil {
			continue
		}
		b.mu.Lock()
		if m.ID != 0 {
			if ch := b.waiting[m.ID]; ch != nil {
				delete(b.waiting, m.ID)
				ch <- m
			}
			b.mu.Unlock()
			continue
		}
		handle := b.pages[m.SessionID]
		b.mu.Unlock()
		if handle != nil {
			handle(m.Method, m.Params)
		}
	}
}

// call sends one command and waits for its answer.
func (b *Browser) call(session, method string, params any) (json.RawMessage, error) {
	if params == nil {
		params = struct{}{}
	}
	p, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	ch := make(chan message, 1)
	b.mu.Lock()
	if b.gone != nil {
		b.mu.Unlock()
		return nil, b.gone
	}
	b.next++
	id := b.next
	b.waiting[id] = ch
	raw, _ := json.Marshal(message{ID: id, SessionID: session, Method: method, Params: p})
	_, err = b.out.Write(append(raw, 0))
	b.mu.Unlock()
	if err != nil {
		return nil, err
	}
	select {
	case m, ok := <-ch:
		if !ok {
			return nil, fmt.Errorf("%s: %w", method, io.ErrUnexpectedEOF)
		}
		if m.Error != nil {
			return nil, fmt.Errorf("%s: %w", method, m.Error)
		}
		return m.Result, nil
	case <-time.After(60 * time.Second):
		return nil, fmt.Errorf("%s: no answer in 60 s", method)
	}
}
