package inspect

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"passage/internal/casework/document"
)

// look is all that is done with a file: the three types must agree, then the reader of its type takes it apart.
func look(name, declared string, b []byte) Found {
	sniffed := sniff(b)
	media, reason := document.Recognise(name, declared, sniffed)
	if reason == "" && len(b) > document.Limit {
		reason = "document.file.large"
	}
	if reason == "" && twofold(media, b) {
		reason = "document.file.twofold"
	}
	if reason != "" {
		return Found{Fault: reason}
	}
	f := Found{Type: media}
	switch media {
	case "application/pdf":
		f.pdf(b)
	case "image/jpeg", "image/png":
		f.picture(b)
	case "image/tiff":
		f.tiff(b)
	case "image/heic":
		f.heic(b)
	case "text/plain":
		f.text(b)
	default:
		f.office(b)
	}
	slices.Sort(f.Traces)
	f.Traces = slices.Compact(f.Traces)
	return f
}

// sniff is the type that the bytes show: our own list, and for packed files what mimetype finds in them.
func sniff(b []byte) string {
	if m := document.TypeOf(b[:min(len(b), document.Head)]); m != "" {
		return m
	}
	m, _, _ := strings.Cut(mimetype.Detect(b).String(), ";")
	if _, known := document.TypeInfo(m); known && !document.Packed(m) {
		return "" // our own list is stricter
	}
	return m
}

// markers begin other kinds of file; each is long enough not to come by chance in 25 MB.
var markers = [][]byte{[]byte("Rar!\x1a\x07"), []byte("7z\xbc\xaf\x27\x1c"), []byte("\xfd7zXZ\x00"), []byte("MSCF\x00\x00\x00\x00")}

// active are beginnings of what a browser or a server could run.
var active = [][]byte{[]byte("<html"), []byte("<!doctype"), []byte("<script"), []byte("<svg"), []byte("<?php")}

// twofold says whether a file is also something else: a picture that is an archive too, a PDF that begins late.
func twofold(media string, b []byte) bool {
	head := bytes.ToLower(b[:min(len(b), 4096)])
	if media != "application/pdf" && bytes.Contains(head[:min(len(head), 1024+5)], []byte("%pdf-")) {
		return true
	}
	for _, a := range active {
		if bytes.Contains(head, a) {
			return true
		}
	}
	for _, m := range markers {
		if bytes.Contains(b, m) {
			return true
		}
	}
	if document.Packed(media) || !bytes.Contains(b, []byte("PK\x05\x06")) {
		return false
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	return err == nil && len(z.File) > 0
}

// text is shown as it is: every character of it is one.
func (f *Found) text(b []byte) {
	if !utf8.Valid(b) || document.TypeOf(b) != "text/plain" {
		f.Fault = "document.file.text"
		return
	}
	f.Pages, f.CleanType = 1, f.Type
}

// Bounds of a packed office file: what a text of hundreds of pages needs many times over, and no bomb fits.
const (
	packedFiles = 2000
	packedBytes = 100 << 20
	packedRatio = 400
)

// office looks into DOCX and ODT and makes no copy: they are read with a word processor, by somebody who was warned.
func (f *Found) office(b []byte) {
	refuse := func(key string) { f.Fault = key }
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || !bytes.HasPrefix(b, []byte("PK\x03\x04")) || z.Comment != "" {
		refuse("document.file.unreadable")
		return
	}
	if len(z.File) > packedFiles {
		refuse("document.file.bomb")
		return
	}
	main := map[string]string{document.DOCX: "word/document.xml", document.ODT: "content.xml"}[f.Type]
	var total int64
	found := false
	for _, x := range z.File {
		name := strings.ToLower(x.Name)
		r, err := x.Open()
		if err != nil {
			refuse("document.file.unreadable")
			return
		}
		var keep bytes.Buffer
		n, err := io.Copy(&keep, io.LimitReader(r, packedBytes-total+1))
		r.Close()
		total += n
		switch {
		case total > packedBytes, n > 1<<20 && n > packedRatio*int64(max(x.CompressedSize64, 1)):
			refuse("document.file.bomb")
			return
		case err != nil:
			refuse("document.file.unreadable")
			return
		case strings.Contains(name, "vbaproject") || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/") || strings.Contains(name, "activex"):
			refuse("document.file.macro")
			return
		case strings.Contains(name, "embeddings/") || strings.HasPrefix(name, "object ") || bytes.HasPrefix(keep.Bytes(), []byte("PK\x03\x04")):
			refuse("document.file.embedded")
			return
		}
		found = found || name == main
		switch {
		case name == "docprops/core.xml" || name == "meta.xml":
			if bytes.Contains(keep.Bytes(), []byte("creator>")) {
				f.trace("author")
			}
		case strings.HasPrefix(name, "docprops/thumbnail") || strings.HasPrefix(name, "thumbnails/"):
			f.trace("thumbnail")
		case strings.Contains(name, "comments"):
			f.trace("comments")
		case strings.HasSuffix(name, ".jpg") || strings.HasSuffix(name, ".jpeg"):
			f.exifOf(keep.Bytes())
		}
	}
	if !found {
		refuse("document.file.unreadable")
	}
}

func (f *Found) trace(code string) { f.Traces = append(f.Traces, code) }
