package house

import (
	"bytes"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Line is what lies between a browser and a server: it carries so many bits a second each way, all connections
// together, takes its time, and is cut when the test wants it: every connection is reset, as when a mast goes down.
type Line struct {
	Base string

	to    string
	mu    sync.Mutex
	bits  int           // a second, 0 for no limit
	delay time.Duration // one way
	free  [2]time.Time  // when each way can carry the next byte
	open  map[net.Conn]bool
	cuts  int
	left  int // cuts that are still to be made
	each  int // form posts between two cuts
	posts int
	part  int // bytes of an upload between two cuts
	sent  int
}

// Slow puts a line before a server: what is opened at s.Base from now on goes over it.
func Slow(t testing.TB, s *Server) *Line {
	t.Helper()
	l := &Line{to: strings.TrimPrefix(s.Base, "http://"), open: map[net.Conn]bool{}}
	ear, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ear.Close()
		l.Cut()
	})
	go func() {
		for {
			c, err := ear.Accept()
			if err != nil {
				return
			}
			go l.carry(c)
		}
	}()
	l.Base = "http://" + ear.Addr().String()
	s.Base = l.Base
	return l
}

// Set makes the line carry bits a second with a round trip of its own; zeros make it quick.
func (l *Line) Set(bits int, roundTrip time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bits, l.delay = bits, roundTrip/2
}

// Break cuts the line so many times: at every so manieth form that is sent, in turn before it arrives and before it is
// answered, and whenever so many bytes of a file have gone up.
func (l *Line) Break(times, posts, bytes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left, l.each, l.posts, l.part, l.sent = times, posts, 0, bytes, 0
}

// Pause does something over a line that is not cut meanwhile.
func (l *Line) Pause(what func()) {
	l.mu.Lock()
	left := l.left
	l.left = 0
	l.mu.Unlock()
	what()
	l.mu.Lock()
	l.left = left
	l.mu.Unlock()
}

// Cuts is how often the line was cut.
func (l *Line) Cuts() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cuts
}

// Cut resets every connection.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut()
}

func (l *Line) cut() {
	for c := range l.open {
		c.(*net.TCPConn).SetLinger(0)
		c.Close()
	}
	clear(l.open)
	l.sent = 0
}

// due is when the last of n bytes is at the other end.
func (l *Line) due(way, n int) (leaves, arrives time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.bits == 0 {
		return now, now.Add(l.delay)
	}
	if l.free[way].Before(now) {
		l.free[way] = now
	}
	l.free[way] = l.free[way].Add(time.Duration(n*8) * time.Second / time.Duration(l.bits))
	return l.free[way], l.free[way].Add(l.delay)
}

func (l *Line) carry(near net.Conn) {
	_, at := l.due(0, 40) // the handshake is a round trip too
	time.Sleep(2 * time.Until(at))
	far, err := net.Dial("tcp", l.to)
	if err != nil {
		near.Close()
		return
	}
	l.mu.Lock()
	l.open[near], l.open[far] = true, true
	l.mu.Unlock()
	lose := make(chan struct{}, 1) // the next answer is lost
	done := make(chan struct{}, 2)
	go func() { l.pump(0, near, far, lose); done <- struct{}{} }()
	go func() { l.pump(1, far, near, lose); done <- struct{}{} }()
	<-done
	near.Close()
	far.Close()
	<-done
	l.mu.Lock()
	delete(l.open, near)
	delete(l.open, far)
	l.mu.Unlock()
}

type piece struct {
	bytes []byte
	at    time.Time
}

func (l *Line) pump(way int, from, to net.Conn, lose chan struct{}) {
	queue := make(chan piece, 1024)
	go func() {
		defer close(queue)
		for {
			b := make([]byte, 4096)
			n, err := from.Read(b)
			if n > 0 {
				leaves, arrives := l.due(way, n)
				time.Sleep(time.Until(leaves))
				queue <- piece{b[:n], arrives}
			}
			if err != nil {
				return
			}
		}
	}()
	file := false
	for p := range queue {
		time.Sleep(time.Until(p.at))
		if way == 1 {
			select {
			case <-lose:
				l.Cut()
			default:
			}
		} else {
			head, _, _ := bytes.Cut(p.bytes, []byte("\r\n"))
			switch {
			case bytes.HasPrefix(head, []byte("PATCH ")):
				file = true
			case bytes.HasSuffix(head, []byte(" HTTP/1.1")):
				file = false
			}
			switch l.strike(file, bytes.HasPrefix(head, []byte("POST ")) && !bytes.Contains(head, []byte("/uploads")), len(p.bytes)) {
			case "before":
				l.Cut()
			case "after":
				lose <- struct{}{}
			}
		}
		if _, err := to.Write(p.bytes); err != nil {
			break
		}
	}
	from.Close()
	to.Close()
	for range queue {
	}
}

// strike says whether the line is cut now: "before" these bytes arrive, or "after" them, before their answer does.
func (l *Line) strike(file, post bool, n int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left == 0 {
		return ""
	}
	if post {
		l.posts++
	}
	if file {
		l.sent += n
	}
	switch {
	case post && l.posts%l.each == 0:
	case file && l.sent >= l.part:
	default:
		return ""
	}
	l.left--
	l.cuts++
	l.sent = 0
	if post && l.posts/l.each%2 == 0 {
		return "after"
	}
	return "before"
}
