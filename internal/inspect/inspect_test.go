package inspect_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"golang.org/x/image/tiff"

	"passage/internal/inspect"
)

func photo(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x * y), 255})
		}
	}
	return m
}

func jpegBytes(w, h int) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, photo(w, h), nil)
	return b.Bytes()
}

// withEXIF puts an EXIF block with a place, an author, a device and an orientation into a JPEG.
func withEXIF(j []byte, orientation uint16, author string) []byte {
	t := []byte("II*\x00\x08\x00\x00\x00")
	entry := func(tag, kind uint16, n, v uint32) {
		t = binary.LittleEndian.AppendUint16(t, tag)
		t = binary.LittleEndian.AppendUint16(t, kind)
		t = binary.LittleEndian.AppendUint32(t, n)
		t = binary.LittleEndian.AppendUint32(t, v)
	}
	t = binary.LittleEndian.AppendUint16(t, 3)
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x013b, 2, uint32(len(author)), 50)
	entry(0x8825, 4, 1, 50)
	t = binary.LittleEndian.AppendUint32(t, 0)
	t = append(t, author...)
	seg := append([]byte("\xff\xe1\x00\x00Exif\x00\x00"), t...)
	binary.BigEndian.PutUint16(seg[2:], uint16(len(seg)-2))
	return append(append([]byte("\xff\xd8"), seg...), j[2:]...)
}

// pdf makes a PDF of one page; more objects follow the page, catalog and page take additions.
func pdf(catalog, page, trailer string, more ...string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(body string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	b.WriteString("%PDF-1.7\n")
	object("<< /Type /Catalog /Pages 2 0 R " + catalog + " >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> " + page + " >>")
	text := "BT /F1 24 Tf 72 700 Td (Westmarket Quay) Tj ET"
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	for _, m := range more {
		object(m)
	}
	x := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, x)
	return b.Bytes()
}

func read(t *testing.T, name, declared string, b []byte) inspect.Found {
	t.Helper()
	f, err := inspect.Read(t.Context(), name, declared, b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func has(f inspect.Found, traces ...string) bool {
	for _, x := range traces {
		if !slices.Contains(f.Traces, x) {
			return false
		}
	}
	return true
}

func TestRead_PictureLosesWhatItBetrays(t *testing.T) {
	f := read(t, "Scan 1.JPG", "image/jpeg", withEXIF(jpegBytes(60, 40), 6, "Applicant 0412 was here"))
	if f.Fault != "" || !has(f, "gps", "author") || f.Pages != 1 {
		t.Fatalf("%+v", f)
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(f.Clean))
	if err != nil || c.Width != 40 || c.Height != 60 {
		t.Errorf("not turned upright: %dx%d, %v", c.Width, c.Height, err)
	}
	if bytes.Contains(f.Clean, []byte("Applicant")) || bytes.Contains(f.Clean, []byte("Exif")) {
		t.Error("the copy has what it should not")
	}
	big := read(t, "big.jpg", "", jpegBytes(2600, 1400))
	if big.Light == nil || len(big.Light)*2 > len(big.Clean) {
		t.Errorf("no light copy: %d of %d", len(big.Light), len(big.Clean))
	}
	var p bytes.Buffer
	png.Encode(&p, photo(30, 20))
	if f := read(t, "a.png", "image/png", p.Bytes()); f.Fault != "" || f.CleanType != "image/png" {
		t.Errorf("png: %+v", f.Fault)
	}
}

func TestRead_PDFLosesWhatItBetrays(t *testing.T) {
	j := withEXIF(jpegBytes(16, 16), 1, "Hidden Surgeon")
	f := read(t, "a.pdf", "application/pdf", pdf("/Metadata 6 0 R /OpenAction [3 0 R /Fit]", "/Annots [7 0 R 8 0 R]", "/Info 9 0 R",
		"<< /Type /Metadata /Subtype /XML /Length 30 >>\nstream\n<x:xmpmeta>Secret</x:xmpmeta>\nendstream",
		"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://beacon.example/x) >> >>",
		"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (Annotator Nine) /Contents (check) >>",
		"<< /Author (Author Seven) /Producer (Machine Five) >>",
		fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width 16 /Height 16 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream", len(j), j)))
	if f.Fault != "" || f.Pages != 1 || !has(f, "author", "description", "link") {
		t.Fatalf("%v %v %d", f.Fault, f.Traces, f.Pages)
	}
	for _, s := range []string{"Author Seven", "Machine Five", "Annotator", "beacon", "xmpmeta", "Secret", "Surgeon", "Exif"} {
		if bytes.Contains(f.Clean, []byte(s)) {
			t.Errorf("the copy still has %q", s)
		}
	}
	// Packed streams hide words from the search above: the copy is read again as a file of its own.
	again := read(t, "a.pdf", "", f.Clean)
	again.Traces = slices.DeleteFunc(again.Traces, func(s string) bool { return s == "author" || s == "time" }) // pdfcpu's name and today
	if again.Fault != "" || len(again.Traces) > 0 {
		t.Errorf("second reading: %q %v", again.Fault, again.Traces)
	}
}

func TestRead_TIFFPages(t *testing.T) {
	var one bytes.Buffer
	if err := tiff.Encode(&one, photo(50, 30), nil); err != nil {
		t.Fatal(err)
	}
	if f := read(t, "scan.tiff", "image/tiff", one.Bytes()); f.Fault != "" || f.Pages != 1 || f.CleanType != "image/jpeg" {
		t.Errorf("one page: %q %d", f.Fault, f.Pages)
	}
	// A second directory at the end, with the same strips.
	b := bytes.Clone(one.Bytes())
	first := binary.LittleEndian.Uint32(b[4:])
	n := int(binary.LittleEndian.Uint16(b[first:]))
	dir := bytes.Clone(b[first : int(first)+2+12*n+4])
	if len(b)%2 == 1 {
		b = append(b, 0)
	}
	binary.LittleEndian.PutUint32(b[int(first)+2+12*n:], uint32(len(b)))
	two := append(b, dir...)
	if f := read(t, "scan.tif", "", two); f.Fault != "" || f.Pages != 2 || f.CleanType != "application/pdf" {
		t.Errorf("two pages: %q %d %s", f.Fault, f.Pages, f.CleanType)
	}
	binary.LittleEndian.PutUint32(b[int(first)+2+12*n:], first) // bites its tail
	if f := read(t, "scan.tif", "", b); f.Fault == "" {
		t.Error("an endless chain of pages is taken")
	}
}

func TestRead_Refuses(t *testing.T) {
	plain := pdf("", "", "")
	if f := read(t, "ok.pdf", "", plain); f.Fault != "" {
		t.Fatalf("a plain PDF is refused: %s", f.Fault)
	}
	var locked bytes.Buffer
	model.ConfigPath = "disable"
	conf := model.NewAESConfiguration("", "owner", 256)
	if err := api.Encrypt(bytes.NewReader(plain), &locked, conf); err != nil {
		t.Fatal(err)
	}
	j := jpegBytes(20, 20)
	bomb := jpegBytes(20, 20)
	at := bytes.Index(bomb, []byte("\xff\xc0"))
	binary.BigEndian.PutUint16(bomb[at+5:], 29000)
	binary.BigEndian.PutUint16(bomb[at+7:], 29000)
	for _, c := range []struct {
		what, name, declared string
		body                 []byte
		want                 string
	}{
		{"encrypted", "a.pdf", "", locked.Bytes(), "document.pdf.encrypted"},
		{"script", "a.pdf", "", pdf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", "", ""), "document.pdf.script"},
		{"script, spelled", "a.pdf", "", pdf("/OpenAction << /S /J#61vaScript /J#53 (x) >>", "", ""), "document.pdf.script"},
		{"launch", "a.pdf", "", pdf("/OpenAction << /S /Launch /F (x.exe) >>", "", ""), "document.pdf.script"},
		{"embedded", "a.pdf", "", pdf("/Names << /EmbeddedFiles << /Names [(x) 6 0 R] >> >>", "", "", "<< /Type /Filespec /F (x) /EF << /F 4 0 R >> >>"), "document.pdf.embedded"},
		{"cut", "a.pdf", "", plain[:len(plain)/2], "document.file.cut"},
		{"tail", "a.pdf", "", append(bytes.Clone(plain), "<script>"...), "document.file.twofold"},
		{"picture and PDF", "a.jpg", "", withComment(j, "%PDF-1.7"), "document.file.twofold"},
		{"picture and page", "a.jpg", "", withComment(j, "<script>alert(1)</script>"), "document.file.twofold"},
		{"ending", "a.png", "", j, "document.file.ending"},
		{"no ending", "a", "", j, "document.file.ending"},
		{"declared", "a.jpg", "text/html", j, "document.file.declared"},
		{"HTML", "a.txt", "text/plain", []byte("<html><script>"), "document.file.type"},
		{"SVG", "a.svg", "image/svg+xml", []byte("<svg onload=x>"), "document.file.type"},
		{"program", "a.pdf", "", []byte("MZ\x90\x00" + strings.Repeat("\x00", 400)), "document.file.type"},
		{"pixels", "a.jpg", "", bomb, "document.file.pixels"},
		{"half a picture", "a.jpg", "", j[:len(j)/2], "document.file.cut"},
		{"not UTF-8", "a.txt", "", append(bytes.Repeat([]byte("word "), 200), 0xff, 0xfe), "document.file.text"},
	} {
		if f := read(t, c.name, c.declared, c.body); f.Fault != c.want {
			t.Errorf("%s: %q, want %q", c.what, f.Fault, c.want)
		}
	}
}

func withComment(j []byte, s string) []byte {
	seg := append([]byte("\xff\xfe\x00\x00"), s...)
	binary.BigEndian.PutUint16(seg[2:], uint16(len(seg)-2))
	return append(append([]byte("\xff\xd8"), seg...), j[2:]...)
}

// Nothing that a file does to its reader reaches us: the process ends, and the file is at fault. And nothing is left.
func TestRead_LeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	read(t, "a.pdf", "", pdf("", "", ""))
	for _, dir := range []string{os.Getenv("TMPDIR"), os.Getenv("HOME")} {
		if list, _ := filepath.Glob(dir + "/*"); len(list) > 0 {
			t.Errorf("left over: %v", list)
		}
	}
}

func TestPage(t *testing.T) {
	if !inspect.Renders() {
		t.Skip("NOT RUN: no pdftoppm, or the system allows no namespaces")
	}
	b, err := inspect.Page(t.Context(), pdf("", "", ""), 1, 800)
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil || m.Bounds().Dy() != 800 {
		t.Fatalf("%v %v", m.Bounds(), err)
	}
	dark := 0
	for x := range m.Bounds().Dx() {
		for y := range 200 {
			if r, _, _, _ := m.At(x, y).RGBA(); r < 0x8000 {
				dark++
			}
		}
	}
	if dark < 50 {
		t.Error("the page is blank: its fonts were not to be had")
	}
	if _, err := inspect.Page(t.Context(), pdf("", "", ""), 7, 800); err == nil {
		t.Error("a page that is not there is shown")
	}
}
