// Package inspect owns what the bytes of a document are: of which type, how many pages, what they would betray, and a
// copy without it. It does not own which types are accepted (casework/document) nor where bytes are kept (store).
//
// Bytes from outside are parsed in a process of their own, which has no network, no files, no other process to see, half
// a minute and a gigabyte and a half (docs/adr/0033): what a hostile file does there ends there. The process is this
// program itself; its input and its answer are pipes, and it can write no file at all.
package inspect

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"passage/internal/casework/document"
	"passage/internal/casework/fault"
)

// Limits of one look at a file.
const (
	patience  = 45 * time.Second // wall time; cpuSeconds is the processor's
	MaxPixels = 50_000_000       // of one picture: a decoded one takes four bytes for each
	MaxPages  = 1000             // of one document
	tiffPages = 40               // of a TIFF, which are decoded one after the other
)

// Found is what a file is, and the copy that may be shown.
type Found struct {
	Fault  string   // key of the reason for refusing it, "" when it is sound
	Type   string   // media type
	Pages  int      // 0 when it has none to count
	Traces []string // document.Traces: what the file held besides its content, and the copy does not

	Clean     []byte // copy without them; nil when none can be made of this type, or when the original is one
	CleanType string // "" when there is none; then the original alone can be had
	Light     []byte // the picture again, as a small JPEG for slow lines; nil for none
}

// slots bounds how many files are looked at together: a large picture takes half a gigabyte.
var slots = make(chan struct{}, 2)

// Read looks at a whole file, in a process of its own. name and declared are what the sender said: the ending and the
// declared type must agree with the content. Errors are ours; what is wrong with the file is Found.Fault.
func Read(ctx context.Context, name, declared string, content []byte) (Found, error) {
	out, err := run(ctx, content, "read", name, declared)
	var f Found
	if err == nil {
		err = gob.NewDecoder(bytes.NewReader(out)).Decode(&f)
	}
	if err != nil {
		if ctx.Err() != nil {
			return Found{}, ctx.Err()
		}
		// The look was ended by its limits, or the reader fell over: the file is at fault.
		return Found{Fault: "document.file.unreadable"}, nil
	}
	return f, nil
}

// Renders says whether pages of PDFs can be turned into pictures here: poppler's pdftoppm is installed, and the
// process around it can be cut off from everything.
func Renders() bool {
	renders.Do(func() {
		p, err := exec.LookPath("pdftoppm")
		renders.path, renders.ok = p, err == nil && isolated()
	})
	return renders.ok
}

var renders struct {
	sync.Once
	ok   bool
	path string
}

// Page is a page of a PDF as a JPEG of at most dots pixels on its longer side. n counts from one.
// fault.NotFound when there is no such page or no way to show it.
func Page(ctx context.Context, pdf []byte, n, dots int) ([]byte, error) {
	if !Renders() {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	out, err := run(ctx, pdf, "page", renders.path, strconv.Itoa(n), strconv.Itoa(dots))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || !bytes.HasPrefix(out, []byte("\xff\xd8\xff")) {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return out, nil
}

// childName is what the program is called when it is to look at a file.
const childName = "passage-inspect"

// init makes every program that can look at files its own jail: called by that name it does this and nothing else.
func init() {
	if len(os.Args) > 1 && os.Args[0] == childName {
		os.Exit(child(os.Args[1], os.Args[2:]))
	}
}

// outLimit is the most that may come back: a clean picture can be larger than its original.
const outLimit = 6 * document.Limit

func run(ctx context.Context, content []byte, args ...string) ([]byte, error) {
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := exec.CommandContext(ctx, self)
	c.Args = append([]string{childName}, args...)
	c.Env, c.Dir = []string{}, "/"
	c.Stdin = bytes.NewReader(content)
	c.SysProcAttr = walls(isolated())
	c.WaitDelay = time.Second
	var out capped
	c.Stdout = &out
	if err := c.Run(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// capped is an answer that may not grow without end.
type capped struct{ bytes.Buffer }

func (c *capped) Write(p []byte) (int, error) {
	if c.Len()+len(p) > outLimit {
		return 0, errors.New("inspect: the answer is too large")
	}
	return c.Buffer.Write(p)
}

// child is the other side: limits first, then the file.
func child(what string, args []string) int {
	lock(what == "page")
	switch {
	case what == "probe":
		return 0
	case what == "page" && len(args) == 3:
		return render(args[0], args[1], args[2])
	case what == "read" && len(args) == 2:
		b, err := io.ReadAll(io.LimitReader(os.Stdin, document.Limit+1))
		if err != nil {
			return 1
		}
		if gob.NewEncoder(os.Stdout).Encode(look(args[0], args[1], b)) != nil {
			return 1
		}
		return 0
	}
	return 2
}
