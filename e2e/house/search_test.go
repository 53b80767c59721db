package house

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The search must find what it looks for, or finding nothing means nothing.
func TestSearch_FindsEverySpelling(t *testing.T) {
	const word = "Wéstmarket-Quay"
	pad := strings.Repeat("\x00\xffnoise", 5000)
	gz := func(s string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write([]byte(s))
		w.Close()
		return b.String()
	}
	for how, content := range map[string]string{
		"plain":         word,
		"shouted":       "WéSTMARKET-QUAY",
		"UTF-16":        string(utf16le(word)),
		"hex":           hex.EncodeToString([]byte("xy" + word)),
		"base64":        base64.StdEncoding.EncodeToString([]byte("a" + word + "tail")),
		"base64 other":  base64.URLEncoding.EncodeToString([]byte("ab" + word + "tail")),
		"base64 third":  base64.StdEncoding.EncodeToString([]byte("abc" + word + "tail")),
		"URL":           "q=" + url.QueryEscape(word),
		"JSON":          `{"place":"W\u00e9stmarket-Quay"}`,
		"HTML of gzip":  gz("<p>" + word + "</p>"),
		"Latin-1":       "W\xe9stmarket-Quay",
		"gzip of gzip":  gz(gz(word)),
		"HTML entities": "W&#233;stmarket-Quay",
	} {
		dir := t.TempDir()
		os.WriteFile(filepath.Join(dir, "page"), []byte(pad+content+pad), 0o600)
		found, looked, err := Search([]string{word}, dir)
		if err != nil || looked < int64(2*len(pad)) {
			t.Fatalf("looked through %d bytes, %v", looked, err)
		}
		if len(found) == 0 {
			t.Errorf("not found: %s", how)
		}
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "scan of "+word+".pdf"), nil, 0o600)
	if found, _, _ := Search([]string{word}, dir); len(found) == 0 {
		t.Error("not found in a file name")
	}
	os.WriteFile(filepath.Join(dir, "clean"), []byte(pad+"Westmarket"), 0o600)
	os.Remove(filepath.Join(dir, "scan of "+word+".pdf"))
	if found, _, _ := Search([]string{word}, dir); len(found) > 0 {
		t.Errorf("found in a clean file: %q", found)
	}
}

func utf16le(s string) (b []byte) {
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return b
}
