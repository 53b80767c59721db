// Package mailtest is a real SMTP server for tests: it speaks the protocol over TCP, takes what it is given, and fails where
// a test says. It owns no rule of ours.
package mailtest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Step is where a mail is on its way in.
type Step string

// The steps, in order.
const (
	From    Step = "from"    // MAIL was said
	To      Step = "to"      // RCPT was said
	Content Step = "content" // DATA was answered by 354, nothing is read yet
	End     Step = "end"     // all is read, nothing is answered yet
	After   Step = "after"   // it was answered
)

// Fault is what the server does at a step: nothing, a reply in its place, or the line is cut.
type Fault int

// Faults that are no replies: a number from 400 on is one.
const (
	None        Fault = 0
	Cut         Fault = 1 // the line is cut and nothing was taken
	TakenAndCut Fault = 2 // at End: the mail is taken, and the line cut before the reply
)

// Taken is a mail that the server took.
type Taken struct {
	ID   string // its Message-ID
	From string
	To   []string
	Raw  []byte
}

// Server is a mail server on loopback.
type Server struct {
	Addr  string
	Roots *x509.CertPool // believes its certificate

	mu    sync.Mutex
	taken []Taken
	lines int
	fault func(Step) Fault
}

// Name and Password are the one account of a server that asks for one.
const (
	Name     = "passage"
	Password = "a-planted-password"
)

// Start starts a server. secure: it offers STARTTLS and takes mail only from who has signed in.
func Start(t testing.TB, secure bool) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Addr: l.Addr().String()}
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		s.lines++
		s.mu.Unlock()
		x := session{s: s, c: c}
		if secure {
			return &signing{session: x}, nil
		}
		return &x, nil
	}))
	srv.Domain = "mail.test"
	srv.ErrorLog = log.New(io.Discard, "", 0)
	if secure {
		srv.TLSConfig, s.Roots = certificate(t)
	}
	done := make(chan struct{})
	go func() { defer close(done); srv.Serve(l) }()
	t.Cleanup(func() { srv.Close(); <-done })
	return s
}

// Fails says what the server does at each step from now on; nil is nothing.
func (s *Server) Fails(f func(Step) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Taken are the mails that the server took, in order.
func (s *Server) Taken() []Taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Taken(nil), s.taken...)
}

// Lines is how often somebody has called.
func (s *Server) Lines() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines
}

func (s *Server) at(step Step) Fault {
	s.mu.Lock()
	f := s.fault
	s.mu.Unlock()
	if f == nil {
		return None
	}
	return f(step)
}

type session struct {
	s    *Server
	c    *smtp.Conn
	from string
	to   []string
	said bool
}

// reply is the error that makes go-smtp answer a fault; a cut line answers nothing.
func (x *session) reply(step Step) error {
	switch f := x.s.at(step); {
	case f == Cut:
		x.c.Conn().Close()
		return io.ErrUnexpectedEOF
	case f >= 400:
		return &smtp.SMTPError{Code: int(f), EnhancedCode: smtp.EnhancedCode{int(f) / 100, 0, 0}, Message: "planted for " + strings.Join(x.to, " ")}
	}
	return nil
}

func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	x.from, x.to, x.said = from, nil, false
	return x.reply(From)
}

func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = append(x.to, to)
	return x.reply(To)
}

func (x *session) Data(r io.Reader) error {
	if err := x.reply(Content); err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	f := x.s.at(End)
	switch {
	case f == Cut:
		x.c.Conn().Close()
		return io.ErrUnexpectedEOF
	case f >= 400:
		return &smtp.SMTPError{Code: int(f), EnhancedCode: smtp.EnhancedCode{int(f) / 100, 0, 0}, Message: "planted"}
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	x.s.mu.Lock()
	x.s.taken = append(x.s.taken, Taken{ID: m.Header.Get("Message-ID"), From: x.from, To: x.to, Raw: raw})
	x.s.mu.Unlock()
	if f == TakenAndCut {
		x.c.Conn().Close()
	}
	x.said = true
	return nil
}

func (x *session) Reset() {
	if x.said {
		x.said = false
		if x.s.at(After) == Cut {
			x.c.Conn().Close()
		}
	}
}

func (x *session) Logout() error { return nil }

// signing is a session that asks who is there first.
type signing struct {
	session
	in bool
}

func (x *signing) AuthMechanisms() []string { return []string{sasl.Plain} }

func (x *signing) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, password string) error {
		if name != Name || password != Password {
			return smtp.ErrAuthFailed
		}
		x.in = true
		return nil
	}), nil
}

func (x *signing) Mail(from string, o *smtp.MailOptions) error {
	if !x.in {
		return smtp.ErrAuthRequired
	}
	return x.session.Mail(from, o)
}

// certificate is one for mail.test and this machine, and who believes it.
func certificate(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.test"}, DNSNames: []string{"mail.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}
