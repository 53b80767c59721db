package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/store"
)

// noise is a picture that does not compress, so that it has several parts.
func noise(side int) []byte {
	m := image.NewGray(image.Rect(0, 0, side, side))
	x := uint32(1)
	for i := range m.Pix {
		x = x*1664525 + 1013904223
		m.Pix[i] = byte(x >> 24)
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, &jpeg.Options{Quality: 90})
	return b.Bytes()
}

// cut is a line that breaks after so many bytes.
func cut(b []byte, after int) io.Reader {
	return io.MultiReader(bytes.NewReader(b[:min(after, len(b))]), &broken{})
}

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, errors.New("the line is cut") }

// A file comes in parts over a line that is cut, is one document with its bytes, and nobody else can touch it meanwhile.
func TestUpload_InParts(t *testing.T) {
	desks(t, func(d *desk) {
		content := noise(1000)
		said := document.Document{Kind: "other", Title: "Scan"}
		u, err := d.app.StartUpload(bg, caseworker, d.id, app.Upload{Said: said, Name: "scan.jpg"}, int64(len(content)))
		d.ok(err)
		d.kind(errOf2(d.app.AppendUpload(bg, stranger, d.id, u.ID, 0, bytes.NewReader(content))), fault.NotFound)
		d.kind(errOf2(d.app.AppendUpload(bg, reviewer, d.id, u.ID, 0, bytes.NewReader(content))), fault.NotFound)
		d.kind(errOf2(d.app.AppendUpload(bg, caseworker, d.id, u.ID, 5, bytes.NewReader(content))), fault.Conflict)
		d.kind(errOf(d.app.FinishUpload(bg, d.w(caseworker), u.ID)), fault.Conflict)
		var held int64
		for cuts := 0; held < u.Size; cuts++ {
			n, err := d.app.AppendUpload(bg, caseworker, d.id, u.ID, held, cut(content[held:], 100_000+cuts*1000))
			if held += n; err == nil && held < u.Size {
				d.Fatalf("a cut was not told at %d", held)
			}
			now, err := d.app.Upload(bg, caseworker, d.id, u.ID)
			d.ok(err)
			if now.Held != held || held%(64<<10) != 0 && held != u.Size {
				d.Fatalf("held %d, said %d", now.Held, held)
			}
		}
		// The 25 MB + 1st byte and one more part are no part of it.
		if n, err := d.app.AppendUpload(bg, caseworker, d.id, u.ID, held, strings.NewReader("more")); n != 0 || err != nil {
			d.Errorf("after the end: %d, %v", n, err)
		}
		id, err := d.app.FinishUpload(bg, d.w(caseworker), u.ID)
		d.ok(err)
		again, err := d.app.FinishUpload(bg, d.w(caseworker), u.ID) // the answer was lost
		d.ok(err)
		if id != again || len(d.draft().Documents) != 1 {
			d.Errorf("finished twice: %s, %s", id, again)
		}
		o, err := d.app.OpenDocument(bg, caseworker, d.id, id, app.Original, "")
		d.ok(err)
		var got bytes.Buffer
		d.ok(o.Send(bg, &got))
		if !bytes.Equal(got.Bytes(), content) || o.Pages != 1 || o.Clean.Type != "image/jpeg" || o.Clean.Blob == o.Document.Blob {
			d.Errorf("%d bytes of %d, %+v", got.Len(), len(content), o.Clean)
		}
		if list, _ := d.app.Uploads(bg, caseworker, d.id); len(list) != 0 {
			d.Errorf("still on its way: %d", len(list))
		}
	})
}

func errOf2(_ int64, err error) error { return err }

// The same file goes on where it stopped, with what is said of it now; another of the same name and size does not; and
// what came is the file that was chosen, or nothing is kept.
func TestUpload_GoesOnBySum(t *testing.T) {
	desks(t, func(d *desk) {
		content := noise(600)
		sum := func(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }
		start := func(title, sum string) store.Upload {
			u, err := d.app.StartUpload(bg, caseworker, d.id, app.Upload{Said: document.Document{Kind: "other", Title: title}, Name: "scan.jpg", SHA256: sum}, int64(len(content)))
			d.ok(err)
			return u
		}
		first := start("Scan", sum(content))
		n, _ := d.app.AppendUpload(bg, caseworker, d.id, first.ID, 0, cut(content, 70_000))
		if n != 64<<10 {
			d.Fatalf("%d bytes are kept of a part that was cut", n)
		}
		again := start("Scan of the registration", sum(content))
		if again.ID != first.ID || again.Held != n {
			d.Fatalf("the same file does not go on: %d held", again.Held)
		}
		twin := bytes.Clone(content)
		twin[9]++
		if other := start("Scan", sum(twin)); other.ID == first.ID || other.Held != 0 {
			d.Error("a file of the same name and size is taken for the first")
		}
		if other := start("Scan", ""); other.ID == first.ID || other.Held != 0 {
			d.Error("a file without a sum goes on with another")
		}
		_, err := d.app.AppendUpload(bg, caseworker, d.id, first.ID, n, bytes.NewReader(content[n:]))
		d.ok(err)
		id, err := d.app.FinishUpload(bg, d.w(caseworker), first.ID)
		d.ok(err)
		if docs := d.draft().Documents; len(docs) != 1 || docs[0].ID != id || docs[0].Title != "Scan of the registration" || docs[0].SHA256 != sum(content) {
			d.Errorf("kept as %+v", docs)
		}
		changed := start("Scan", sum(append(bytes.Clone(content), 1)))
		_, err = d.app.AppendUpload(bg, caseworker, d.id, changed.ID, 0, bytes.NewReader(content))
		d.ok(err)
		d.kind(errOf(d.app.FinishUpload(bg, d.w(caseworker), changed.ID)), fault.Invalid)
		if _, err := d.app.Upload(bg, caseworker, d.id, changed.ID); errorKind(err) != fault.NotFound || len(d.draft().Documents) != 1 {
			d.Errorf("another file than the one chosen is kept: %v", err)
		}
		for _, s := range []string{"x", sum(content)[1:], strings.ToUpper(sum(content)), sum(content) + "00"} {
			if _, err := d.app.StartUpload(bg, caseworker, d.id, app.Upload{Said: document.Document{Kind: "other"}, Name: "a.jpg", SHA256: s}, 9); errorKind(err) != fault.Invalid {
				d.Errorf("the sum %q: %v", s, err)
			}
		}
	})
}

// Two parts at once: one of them is taken. What is refused in the end, given up or forgotten leaves nothing.
func TestUpload_LeavesNothing(t *testing.T) {
	desks(t, func(d *desk) {
		said := document.Document{Kind: "other"}
		begin := func(name string, size int) store.Upload {
			u, err := d.app.StartUpload(bg, caseworker, d.id, app.Upload{Said: said, Name: name}, int64(size))
			d.ok(err)
			return u
		}
		part := bytes.Repeat([]byte("x"), 128<<10)
		u := begin("a.pdf", len(part))
		errs := make(chan error, 4)
		for range 4 {
			go func() {
				_, err := d.app.AppendUpload(bg, caseworker, d.id, u.ID, 0, bytes.NewReader(part))
				errs <- err
			}()
		}
		taken := 0
		for range 4 {
			if err := <-errs; err == nil {
				taken++
			} else if errorKind(err) != fault.Conflict {
				d.Errorf("a part at once: %v", err)
			}
		}
		if taken != 1 {
			d.Errorf("%d parts were taken", taken)
		}
		d.kind(errOf(d.app.FinishUpload(bg, d.w(caseworker), u.ID)), fault.Invalid) // 128 KB of x is no PDF
		d.kind(errOf(d.app.FinishUpload(bg, d.w(caseworker), u.ID)), fault.NotFound)
		given := begin("b.jpg", 300)
		d.ok(d.app.DropUpload(bg, caseworker, d.id, given.ID))
		forgotten := begin("c.jpg", 200<<10)
		_, err := d.app.AppendUpload(bg, caseworker, d.id, forgotten.ID, 0, bytes.NewReader(part))
		d.ok(err)
		d.ok(d.app.Store.Sweep(bg, d.app.Now().Add(6*24*time.Hour)))
		if _, err := d.app.Upload(bg, caseworker, d.id, forgotten.ID); err != nil {
			d.Errorf("swept within seven days: %v", err)
		}
		d.ok(d.app.Store.Sweep(bg, d.app.Now().Add(8*24*time.Hour)))
		d.kind(errOf3(d.app.Upload(bg, caseworker, d.id, forgotten.ID)), fault.NotFound)
		for _, b := range []string{u.ID, given.ID, forgotten.ID} {
			if err := d.app.Store.ReadBlob(bg, d.id, b, io.Discard); errorKind(err) != fault.NotFound {
				d.Errorf("chunks are left of %s: %v", b, err)
			}
		}
		for name, c := range map[string]struct {
			name string
			size int64
		}{"empty": {"a.pdf", 0}, "25 MB + 1": {"a.pdf", document.Limit + 1}, "negative": {"a.pdf", -1}, "program": {"a.exe", 10}, "no ending": {"a", 10}} {
			if _, err := d.app.StartUpload(bg, caseworker, d.id, app.Upload{Said: said, Name: c.name}, c.size); errorKind(err) != fault.Invalid {
				d.Errorf("%s: %v", name, err)
			}
		}
	})
}

func errOf3(_ store.Upload, err error) error { return err }

// clamd is a scanner as clamd(8) speaks, which finds one word.
func clamd(t *testing.T, socket string) {
	t.Helper()
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				head := make([]byte, 10)
				if _, err := io.ReadFull(c, head); err != nil || string(head) != "zINSTREAM\x00" {
					return
				}
				var all []byte
				for {
					var n uint32
					if binary.Read(c, binary.BigEndian, &n) != nil {
						return
					}
					if n == 0 {
						break
					}
					part := make([]byte, n)
					if _, err := io.ReadFull(c, part); err != nil {
						return
					}
					all = append(all, part...)
				}
				if bytes.Contains(all, []byte("InventedSignature")) {
					_, _ = c.Write([]byte("stream: Invented.Test FOUND\x00"))
					return
				}
				_, _ = c.Write([]byte("stream: OK\x00"))
			}()
		}
	}()
}

// The scanner is away: the document waits, closed. It comes back: the sound one opens, the other never does.
func TestMalware_FailsClosed(t *testing.T) {
	desks(t, func(d *desk) {
		socket := filepath.Join(t.TempDir(), "clamd")
		clam, err := app.ParseClam("unix:" + socket)
		d.ok(err)
		d.app.Clam = clam
		bad := d.upload(caseworker, document.Document{Kind: "other"}, "a.txt", "InventedSignature in a text")
		good := d.upload(caseworker, document.Document{Kind: "other"}, "b.txt", "a text")
		for _, id := range []string{bad, good} {
			for _, part := range []app.Part{app.Clean, app.Original} {
				_, err := d.app.OpenDocument(bg, caseworker, d.id, id, part, "")
				d.kind(err, fault.Stopped)
			}
		}
		if n, err := d.app.Rescan(bg); n != 0 || err == nil {
			d.Errorf("a scanner that is away answered %d, %v", n, err)
		}
		clamd(t, socket)
		n, err := d.app.Rescan(bg)
		d.ok(err)
		if n != 2 {
			d.Errorf("%d answered", n)
		}
		_, err = d.app.OpenDocument(bg, caseworker, d.id, good, app.Clean, "")
		d.ok(err)
		_, err = d.app.OpenDocument(bg, caseworker, d.id, bad, app.Original, "")
		d.kind(err, fault.Stopped)
		_, err = d.app.AddDocument(bg, d.w(caseworker), app.Upload{Said: document.Document{Kind: "other"}, Name: "c.txt", Body: strings.NewReader("InventedSignature")})
		d.kind(err, fault.Invalid)
	})
	for _, s := range []string{"tcp:10.0.0.7:3310", "tcp:example.org:3310", "unix:relative", "http://x", "tcp:127.0.0.1"} {
		if _, err := app.ParseClam(s); err == nil {
			t.Errorf("%q is taken as a scanner", s)
		}
	}
}
