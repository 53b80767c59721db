// Package mail hands one mail at a time to a mail server over SMTP, and says what the server's answer means. It owns the
// line, TLS and signing in to the server; what is written, to whom and when is app's, and it keeps nothing.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	smtp "github.com/wneessen/go-mail"
)

// Relay is the mail server that takes mail for everybody, and who it comes from.
type Relay struct {
	host, from, domain string
	port               int
	user, password     string

	Roots *x509.CertPool // who is believed about the server's certificate; nil is the system's
	Wait  time.Duration  // how long the server may take over one step
}

// New reads where the server is ("mail.example:587"), who mail comes from, and the file with the name and the password of the
// account there, a line each; "" when the server asks for none. A file that others may read is refused.
func New(at, from, account string) (*Relay, error) {
	r := &Relay{Wait: 30 * time.Second}
	host, port, err := net.SplitHostPort(at)
	if err == nil {
		r.host = host
		r.port, err = strconv.Atoi(port)
	}
	if err != nil || r.host == "" || r.port < 1 || r.port > 65535 {
		return nil, errors.New("give the mail server as mail.example:587")
	}
	a, err := mail.ParseAddress(from)
	if err != nil || a.Name != "" || a.Address != from {
		return nil, errors.New("give the address that mail comes from, as updates@passage.example, without a name")
	}
	r.from, r.domain = from, from[strings.LastIndexByte(from, '@')+1:]
	if account == "" {
		return r, nil
	}
	st, err := os.Stat(account)
	if err != nil {
		return nil, err
	}
	if st.Mode().Perm()&0o077 != 0 {
		return nil, errors.New("others may read the file with the password: chmod 600")
	}
	text, err := os.ReadFile(account)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n")
	if len(lines) != 2 || lines[0] == "" || lines[1] == "" {
		return nil, errors.New("the file holds two lines: the name at the mail server, and the password")
	}
	r.user, r.password = lines[0], lines[1]
	return r, nil
}

// local says whether the server is on this machine, where the bytes cross no line.
func (r *Relay) local() bool {
	ip, err := netip.ParseAddr(r.host)
	return r.host == "localhost" || err == nil && ip.IsLoopback()
}

// Line is an open line to the server.
type Line struct {
	r *Relay
	c *smtp.Client
}

// Dial opens a line: TLS comes first and the server's certificate is checked, unless the server is on this machine; then it
// is signed in to. Nothing has been said about any mail yet.
func (r *Relay) Dial(ctx context.Context) (*Line, error) { return r.dial(ctx, nil) }

func (r *Relay) dial(ctx context.Context, through smtp.DialContextFunc) (*Line, error) {
	o := []smtp.Option{smtp.WithPort(r.port), smtp.WithTimeout(r.Wait), smtp.WithHELO(r.domain), // not the machine's name
		smtp.WithTLSPolicy(smtp.TLSMandatory), smtp.WithTLSConfig(&tls.Config{ServerName: r.host, RootCAs: r.Roots, MinVersion: tls.VersionTLS12})}
	switch {
	case r.port == 465: // TLS from the first byte (RFC 8314)
		o = append(o, smtp.WithSSL())
	case r.local():
		o = append(o, smtp.WithTLSPolicy(smtp.NoTLS))
	}
	if r.user != "" {
		how := smtp.SMTPAuthAutoDiscover
		if r.local() {
			how = smtp.SMTPAuthPlainNoEnc
		}
		o = append(o, smtp.WithSMTPAuth(how), smtp.WithUsername(r.user), smtp.WithPassword(r.password))
	}
	if through != nil {
		o = append(o, smtp.WithDialContextFunc(through))
	}
	c, err := smtp.NewClient(r.host, o...)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.Wait)
	defer cancel()
	if err := c.DialWithContext(ctx); err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return &Line{r, c}, nil
}

// Close ends the line. What was answered stands, however the line ends.
func (l *Line) Close() { l.c.Close() }

// Mail is one mail to one address.
type Mail struct {
	ID      string // the same for the same mail, however often it is handed over
	To      string
	Subject string
	Text    string
	At      time.Time
}

// Answer is what is known after a mail was to be handed over.
type Answer int

// What is known.
const (
	Unknown Answer = iota // the line was cut when the server may have taken it
	Taken                 // the server took it
	Later                 // the server did not take it and may do so later
	Refused               // the server does not take it
)

// Send hands a mail over and says what is known, with the server's three digits, 0 when it gave none. Errors have no text:
// a server's names the recipient.
func (l *Line) Send(m Mail) (Answer, int) {
	msg := smtp.NewMsg(smtp.WithNoDefaultUserAgent())
	if msg.From(l.r.from) != nil || msg.To(m.To) != nil { // To is one address: there is no list to get wrong
		return Refused, 0
	}
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(m.ID + "@" + l.r.domain)
	msg.SetDateWithValue(m.At.UTC())
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no answers from machines (RFC 3834)
	msg.SetBodyString(smtp.TypeTextPlain, m.Text)
	err := l.c.Send(msg)
	if msg.IsDelivered() { // whatever became of the line since
		return Taken, 250 // no other reply is taken for one
	}
	if err == nil {
		return Unknown, 0
	}
	var x *smtp.SendError
	if e := msg.SendError(); !errors.As(e, &x) && !errors.As(err, &x) {
		return Unknown, 0
	}
	code := x.ErrorCode()
	switch {
	case code >= 500:
		return Refused, code
	case code >= 400:
		return Later, code
	}
	switch x.Reason {
	case smtp.ErrGetSender, smtp.ErrGetRcpts:
		return Refused, 0
	case smtp.ErrConnCheck, smtp.ErrSMTPMailFrom, smtp.ErrSMTPRcptTo, smtp.ErrSMTPData: // before the content
		return Later, 0
	}
	return Unknown, 0
}
