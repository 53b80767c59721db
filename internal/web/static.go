package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static
var staticFiles embed.FS

type asset struct {
	kind        string
	plain, gzip []byte
}

// static are the files beside the pages: compressed once, under names that change with their bytes, so that a browser
// asks for each a single time.
type static struct {
	at    map[string]string // "app.css" is at "/static/app.1f2e3d4c5b.css"
	files map[string]asset  // by hashed name
}

func newStatic() (*static, error) {
	s := &static{at: map[string]string{}, files: map[string]asset{}}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		buf, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".css") {
			buf = lean(buf)
		}
		var z bytes.Buffer
		w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
		w.Write(buf)
		if err := w.Close(); err != nil {
			return err
		}
		sum := sha256.Sum256(buf)
		base, ext := path.Base(name), path.Ext(name)
		hashed := strings.TrimSuffix(base, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		s.at[base] = "/static/" + hashed
		s.files[hashed] = asset{kind: mime.TypeByExtension(ext), plain: buf, gzip: z.Bytes()}
		return nil
	})
	return s, err
}

// lean takes comments and indentation out of the style sheet.
func lean(css []byte) []byte {
	for {
		a := bytes.Index(css, []byte("/*"))
		if a < 0 {
			break
		}
		b := bytes.Index(css[a:], []byte("*/"))
		if b < 0 {
			break
		}
		css = append(css[:a:a], css[a+b+2:]...)
	}
	return space.ReplaceAll(css, []byte("\n"))
}

func (s *static) serve(w http.ResponseWriter, r *http.Request) {
	f, ok := s.files[r.PathValue("name")]
	if !ok {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.send(w, r, f, "public, max-age=31536000, immutable")
}

// icon answers the address that browsers ask by themselves.
func (s *static) icon(w http.ResponseWriter, r *http.Request) {
	s.send(w, r, s.files[strings.TrimPrefix(s.at["icon.svg"], "/static/")], "public, max-age=86400")
}

func (s *static) send(w http.ResponseWriter, r *http.Request, f asset, cache string) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", cache)
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if len(f.gzip) < len(f.plain) && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}
