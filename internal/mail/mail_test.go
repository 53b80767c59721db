package mail

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"passage/internal/mail/mailtest"
)

func to(t *testing.T, s *mailtest.Server) *Relay {
	t.Helper()
	r, err := New(s.Addr, "updates@passage.example", "")
	if err != nil {
		t.Fatal(err)
	}
	r.Wait = 2 * time.Second
	return r
}

var one = Mail{ID: "abcdefghijklmnopqrstuvwxyz", To: "caseworker@partner.example", Subject: "An update", Text: "You have an update.\n", At: time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)}

// What is known of a mail follows from where the line or the server failed, against a real server.
func TestSend_WhatIsKnown(t *testing.T) {
	s := mailtest.Start(t, false)
	for _, c := range []struct {
		at    mailtest.Step
		fault mailtest.Fault
		want  Answer
		code  int
		taken int
	}{
		{mailtest.From, mailtest.None, Taken, 250, 1},
		{mailtest.From, 421, Later, 421, 0},
		{mailtest.From, 550, Refused, 550, 0},
		{mailtest.From, mailtest.Cut, Later, 0, 0},
		{mailtest.To, 450, Later, 450, 0},
		{mailtest.To, 550, Refused, 550, 0},
		{mailtest.To, mailtest.Cut, Later, 0, 0},
		{mailtest.Content, mailtest.Cut, Unknown, 0, 0},
		{mailtest.End, 451, Later, 451, 0},
		{mailtest.End, 554, Refused, 554, 0},
		{mailtest.End, mailtest.Cut, Unknown, 0, 0},
		{mailtest.End, mailtest.TakenAndCut, Unknown, 0, 1},
		{mailtest.After, mailtest.Cut, Taken, 250, 1}, // it was answered: what becomes of the line is nothing to the mail
	} {
		s.Fails(func(at mailtest.Step) mailtest.Fault {
			if at == c.at {
				return c.fault
			}
			return mailtest.None
		})
		before := len(s.Taken())
		l, err := to(t, s).Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got, code := l.Send(one)
		l.Close()
		if got != c.want || code != c.code || len(s.Taken())-before != c.taken {
			t.Errorf("%s %d: answer %d code %d, %d taken; want %d, %d, %d", c.at, c.fault, got, code, len(s.Taken())-before, c.want, c.code, c.taken)
		}
	}
}

// What the server is given names one address, and neither this machine nor this program.
func TestSend_SaysNothingMore(t *testing.T) {
	s := mailtest.Start(t, false)
	l, err := to(t, s).Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for range 2 {
		if got, _ := l.Send(one); got != Taken {
			t.Fatal(got)
		}
	}
	list := s.Taken()
	if string(list[0].Raw) != string(list[1].Raw) || list[0].ID != list[1].ID || list[0].ID != "<abcdefghijklmnopqrstuvwxyz@passage.example>" {
		t.Errorf("the same mail twice is not the same:\n%s\n%s", list[0].Raw, list[1].Raw)
	}
	if len(list[0].To) != 1 || list[0].To[0] != one.To || list[0].From != "updates@passage.example" {
		t.Errorf("%+v", list[0])
	}
	host, _ := os.Hostname()
	for _, no := range []string{"go-mail", "User-Agent", "X-Mailer", "Bcc", "Cc:", "text/html", host} {
		if no != "" && strings.Contains(string(list[0].Raw), no) {
			t.Errorf("the mail holds %q:\n%s", no, list[0].Raw)
		}
	}
	if got, _ := l.Send(Mail{To: "a@x.example, b@x.example"}); got != Refused {
		t.Errorf("two addresses: %d", got)
	}
}

// TLS is asked for and its certificate checked, unless the server is on this machine; the password goes over nothing else.
func TestDial_TLSFirst(t *testing.T) {
	s := mailtest.Start(t, true)
	file := filepath.Join(t.TempDir(), "smtp")
	if err := os.WriteFile(file, []byte(mailtest.Name+"\n"+mailtest.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(s.Addr)
	n, _ := strconv.Atoi(port)
	far := func() *Relay { // the same server, under a name that is not this machine's
		r, err := New("mail.test:"+port, "updates@passage.example", file)
		if err != nil {
			t.Fatal(err)
		}
		r.Wait, r.Roots = 2*time.Second, s.Roots
		return r
	}
	dial := func(r *Relay) error {
		l, err := r.dial(t.Context(), func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+strconv.Itoa(n))
		})
		if err != nil {
			return err
		}
		defer l.Close()
		if got, code := l.Send(one); got != Taken {
			t.Errorf("answer %d, code %d", got, code)
		}
		return nil
	}
	if err := dial(far()); err != nil {
		t.Error(err)
	}
	r := far()
	r.Roots = nil
	if dial(r) == nil {
		t.Error("a certificate that nobody vouches for was believed")
	}
	r = far()
	r.password = "wrong"
	if err := dial(r); err == nil || strings.Contains(err.Error(), "wrong") {
		t.Errorf("a wrong password: %v", err)
	}
	plain := mailtest.Start(t, false)
	_, port, _ = net.SplitHostPort(plain.Addr)
	n, _ = strconv.Atoi(port)
	if dial(far()) == nil || len(plain.Taken()) != 0 {
		t.Error("a server without TLS was spoken to")
	}
}

func TestNew_Refuses(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, c := range [][3]string{
		{"mail.example", "a@x.example", ""}, {"mail.example:0", "a@x.example", ""}, {":25", "a@x.example", ""},
		{"mail.example:25", "Somebody <a@x.example>", ""}, {"mail.example:25", "nobody", ""},
		{"mail.example:25", "a@x.example", file("open", "u\np\n", 0o644)}, {"mail.example:25", "a@x.example", file("one", "u\n", 0o600)},
		{"mail.example:25", "a@x.example", filepath.Join(dir, "none")},
	} {
		if _, err := New(c[0], c[1], c[2]); err == nil {
			t.Errorf("%v was taken", c)
		}
	}
	if _, err := New("mail.example:25", "a@x.example", file("good", "u\r\np\r\n", 0o600)); err != nil {
		t.Error(err)
	}
}
