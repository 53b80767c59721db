package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// certificate writes a certificate for 127.0.0.1 and its key.
func certificate(t *testing.T, dir string) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}, &x509.Certificate{SerialNumber: big.NewInt(1)}, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(c)
	return cert, key, pool
}

// The real server over TLS: its sign-in needs a passkey, the demonstration's routes do not exist, and it ends when asked,
// a request under way finished.
func TestServe_TLSAndNoDemo(t *testing.T) {
	dir := t.TempDir()
	cert, key, pool := certificate(t, dir)
	out := &said{awaits: "listening on", ch: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ended := make(chan int)
	go func() {
		ended <- run(ctx, []string{"serve", "--data", filepath.Join(dir, "store"), "--addr", "127.0.0.1:0", "--origin", "https://localhost", "--tls-cert", cert, "--tls-key", key}, out, out)
	}()
	select {
	case <-out.ch:
	case code := <-ended:
		t.Fatalf("ended with %d: %s", code, out)
	}
	base := "https://" + regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(out.String())
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MaxVersion: tls.VersionTLS13}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	get := func(path string) *http.Response {
		t.Helper()
		r, err := client.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r
	}
	if r := get("/en/sign-in"); r.StatusCode != 200 || !strings.Contains(r.Header.Get("Strict-Transport-Security"), "max-age=63072000") {
		t.Errorf("the sign-in page: %d %v", r.StatusCode, r.Header)
	}
	for _, path := range []string{"/en/demo", "/fr/demo", "/en/components"} {
		if r := get(path); r.StatusCode != 404 {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	r, err := client.PostForm(base+"/en/demo/sign-in", url.Values{"account": {"officer.cedar"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != 404 && r.StatusCode != 405 || len(r.Cookies()) > 0 {
		t.Errorf("the demonstration's sign-in: %d, %v", r.StatusCode, r.Cookies())
	}
	if r := get("/en/my-work"); r.StatusCode != 303 || !strings.HasPrefix(r.Header.Get("Location"), "/en/sign-in") {
		t.Errorf("a page without a session: %d to %s", r.StatusCode, r.Header.Get("Location"))
	}
	cancel()
	select {
	case code := <-ended:
		if code != 0 {
			t.Errorf("ended with %d: %s", code, out)
		}
	case <-time.After(15 * time.Second):
		t.Error("the server does not end")
	}
}

// Behind a proxy that is named, its word on where a request comes from is believed, and nobody else gets in.
func TestGate_ProxyAlone(t *testing.T) {
	var from string
	h := gate{proxy: netip.MustParseAddr("192.0.2.1")}.through(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { from = r.RemoteAddr }))
	ask := func(remote, forwarded string) int {
		from = ""
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = remote
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	if code := ask("192.0.2.1:555", "203.0.113.9, 198.51.100.4"); code != 200 || from != "198.51.100.4:555" {
		t.Errorf("%d from %s: the last address is the proxy's own word", code, from)
	}
	if code := ask("192.0.2.1:555", ""); code != 200 || from != "192.0.2.1:555" {
		t.Errorf("%d from %s", code, from)
	}
	if code := ask("198.51.100.4:555", "192.0.2.1"); code != 403 || from != "" {
		t.Errorf("a stranger who names the proxy: %d", code)
	}
}
