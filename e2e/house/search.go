package house

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// pattern is one way in which a word can lie in a file.
type pattern struct {
	how   string
	bytes []byte
	exact bool // not to be compared without regard to case
}

// spellings are the bytes in which a word may have been written: as text in three encodings, and as what
// programs commonly turn text into.
func spellings(word string) []pattern {
	p := []pattern{{"plain", []byte(word), false}}
	utf := utf16.Encode([]rune(word))
	le, be := make([]byte, 0, 2*len(utf)), make([]byte, 0, 2*len(utf))
	for _, u := range utf {
		le = append(le, byte(u), byte(u>>8))
		be = append(be, byte(u>>8), byte(u))
	}
	p = append(p, pattern{"UTF-16 LE", le, false}, pattern{"UTF-16 BE", be, false})
	if latin := latin1(word); latin != nil && !bytes.Equal(latin, []byte(word)) {
		p = append(p, pattern{"Latin-1", latin, false})
	}
	p = append(p, pattern{"hex", []byte(hex.EncodeToString([]byte(word))), false})
	// In base64 and base32 a word has one look for each place in a group of bytes; the letters that mix with the
	// neighbours are cut off.
	for skip := range 3 {
		for _, e := range []struct {
			name string
			enc  *base64.Encoding
		}{{"base64", base64.RawStdEncoding}, {"base64url", base64.RawURLEncoding}} {
			s := e.enc.EncodeToString(append(make([]byte, skip), word...))
			from := []int{0, 2, 3}[skip]
			to := (skip + len(word)) * 8 / 6
			if to-from >= 8 {
				p = append(p, pattern{e.name, []byte(s[from:to]), true})
			}
		}
	}
	for skip := range 5 {
		s := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(append(make([]byte, skip), word...))
		from, to := (skip*8+4)/5, (skip+len(word))*8/5
		if to-from >= 8 {
			p = append(p, pattern{"base32", []byte(s[from:to]), false})
		}
	}
	for _, v := range []struct{ how, s string }{
		{"URL", url.QueryEscape(word)}, {"URL path", url.PathEscape(word)}, {"HTML", html.EscapeString(word)},
		{"JSON escapes", ascii(word, `\u%04x`)}, {"HTML numbers", ascii(word, `&#%d;`)}, {"reversed", reverse(word)},
	} {
		if v.s != word {
			p = append(p, pattern{v.how, []byte(v.s), false})
		}
	}
	for i := range p {
		if !p[i].exact {
			p[i].bytes = lower(p[i].bytes)
		}
	}
	return p
}

func latin1(s string) []byte {
	var b []byte
	for _, r := range s {
		if r > 255 {
			return nil
		}
		b = append(b, byte(r))
	}
	return b
}

// ascii writes what is not ASCII by its number.
func ascii(s, format string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		if u < 128 {
			b.WriteByte(byte(u))
		} else {
			fmt.Fprintf(&b, format, u)
		}
	}
	return b.String()
}

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

// lower folds the ASCII letters alone, so that every byte keeps its place.
func lower(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		out[i] = c
	}
	return out
}

// Search looks for words in every file under the folders: file names, contents in all spellings, and what is
// packed inside (gzip, zlib, zip). It returns one line for each find, and how many bytes it looked through.
func Search(words []string, dirs ...string) (found []string, looked int64, err error) {
	var all []struct {
		word string
		pattern
	}
	for _, w := range words {
		for _, p := range spellings(w) {
			all = append(all, struct {
				word string
				pattern
			}{w, p})
		}
	}
	for _, dir := range dirs {
		err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				if os.IsNotExist(err) { // a temporary file that went meanwhile
					return nil
				}
				return err
			}
			name := lower([]byte(d.Name()))
			for _, a := range all {
				if bytes.Contains(name, lower(a.bytes)) {
					found = append(found, fmt.Sprintf("%q (%s) in the name of %s", a.word, a.how, path))
				}
			}
			if !d.Type().IsRegular() {
				return nil
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			looked += int64(len(b))
			for _, layer := range layers(b, 3) {
				low := lower(layer.bytes)
				for _, a := range all {
					in := low
					if a.exact {
						in = layer.bytes
					}
					if bytes.Contains(in, a.bytes) {
						found = append(found, fmt.Sprintf("%q (%s%s) in %s", a.word, layer.how, a.how, path))
					}
				}
			}
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
	}
	return found, looked, nil
}

// layers are the bytes and what is packed in them.
func layers(b []byte, deep int) []pattern {
	out := []pattern{{bytes: b}}
	if deep == 0 {
		return out
	}
	open := func(how string, at int, r io.Reader, err error) {
		if err != nil {
			return
		}
		// A stream that ends in the middle of a page still gives what came before.
		inner, _ := io.ReadAll(io.LimitReader(r, 64<<20))
		if len(inner) < 8 {
			return
		}
		for _, l := range layers(inner, deep-1) {
			out = append(out, pattern{how: how + " " + l.how, bytes: l.bytes})
		}
	}
	for at := 0; at+4 < len(b); at++ {
		switch {
		case b[at] == 0x1f && b[at+1] == 0x8b && b[at+2] == 8:
			r, err := gzip.NewReader(bytes.NewReader(b[at:]))
			open("gzip", at, r, err)
		case b[at] == 0x78 && (b[at+1] == 0x01 || b[at+1] == 0x5e || b[at+1] == 0x9c || b[at+1] == 0xda):
			r, err := zlib.NewReader(bytes.NewReader(b[at:]))
			open("zlib", at, r, err)
		case b[at] == 'P' && b[at+1] == 'K' && b[at+2] == 3 && b[at+3] == 4 && at+30 < len(b):
			skip := at + 30 + int(b[at+26]) + int(b[at+27])<<8 + int(b[at+28]) + int(b[at+29])<<8
			if skip < len(b) {
				open("zip", at, flate.NewReader(bytes.NewReader(b[skip:])), nil)
			}
		}
	}
	return out
}
