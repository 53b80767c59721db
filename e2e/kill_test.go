package e2e

import (
	"fmt"
	"html"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passage/e2e/house"
)

// TestKill ends the server with kill -9 at random moments while 16 people write to it through the pages. Whoever got
// no answer sends the same form again, as a browser's reload does. At the end every change that was acknowledged is
// there, none twice, none half: the journal verifies and counts exactly what was written.
//
// KILLS says how often (10; make kill: 100).
func TestKill(t *testing.T) {
	kills := 10
	if s := os.Getenv("KILLS"); s != "" {
		var err error
		if kills, err = strconv.Atoi(s); err != nil || kills < 1 {
			t.Fatalf("KILLS=%q is no number of kills", s)
		}
	}
	const writers, cases = 16, 480
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	if out, code := house.Command(t, "admin", "load", "--cases", fmt.Sprint(cases), "--data", data); code != 0 {
		t.Fatalf("load: %d %s", code, out)
	}
	addr := freeAddress(t)
	start := func() *house.Server { return house.Start(t, dir, "demo", "--addr", addr, "--data", data) }
	s := start()
	// The server compares the packages that have arrived, by itself: counting begins when the journal has come to rest.
	before := verified(t, data)
	for same := 0; same < 3; {
		if n := verified(t, data); n == before {
			same++
		} else {
			before, same = n, 0
		}
	}

	var (
		stop     atomic.Bool
		acked    sync.Map // text of a note -> address of its page
		sent     atomic.Int64
		repeated atomic.Int64
		wg       sync.WaitGroup
	)
	offices := []string{"alder", "birch", "cedar", "fir", "larch", "spruce"}
	roles := []string{"officer", "officer2", "supervisor", "assistant"}
	for i := range writers {
		account := roles[i/len(offices)%len(roles)] + "." + offices[i%len(offices)]
		wg.Go(func() {
			c := house.NewClient(s.Base)
			if err := c.SignIn(account); err != nil {
				t.Error(err)
				return
			}
			list, err := c.Get("/en/cases")
			pages := list.Links(regexp.MustCompile(`^/en/cases/[a-z2-7]{26}$`))
			if err != nil || len(pages) < 5 {
				t.Errorf("%s sees %d cases, %v", account, len(pages), err)
				return
			}
			for n := 0; !stop.Load(); n++ {
				at := pages[rand.IntN(len(pages))] + "/notes"
				text := fmt.Sprintf("Note %d-%d of a writer", i, n)
				page, err := c.Get(at)
				if err != nil {
					n--
					time.Sleep(5 * time.Millisecond)
					continue
				}
				action, form, err := page.Form("note")
				if err != nil {
					t.Errorf("%s: %s: status %d: %v", account, at, page.Status, err)
					return
				}
				form.Set("text", text)
				form.Set("go", "add")
				for try := 0; ; try++ {
					got, err := c.Post(action, form)
					if err == nil && got.Status == http.StatusSeeOther {
						acked.Store(text, at)
						sent.Add(1)
						if try > 0 {
							repeated.Add(1)
						}
						break
					}
					if err == nil {
						t.Errorf("%s: status %d for %q: %.300s", account, got.Status, text, got.Body)
						return
					}
					time.Sleep(5 * time.Millisecond)
				}
			}
		})
	}

	for k := range kills {
		// By work done and not by the clock alone: a slow machine kills as much under way as a fast one.
		for enough, end := sent.Load()+20+rand.Int64N(20), time.Now().Add(time.Minute); sent.Load() < enough && time.Now().Before(end) && !t.Failed(); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
		s.Kill()
		if k%10 == 9 {
			verified(t, data)
		}
		s = start()
	}
	time.Sleep(100 * time.Millisecond)
	stop.Store(true)
	wg.Wait()
	s.Stop()

	if got, want := verified(t, data)-before, sent.Load(); got != want {
		t.Errorf("the journal has %d changes more than before, %d were acknowledged", got, want)
	}
	s = start()
	here := map[string]string{}
	missing := 0
	acked.Range(func(text, at any) bool {
		page := at.(string)
		if _, ok := here[page]; !ok {
			here[page] = read(t, s, page, offices)
		}
		if strings.Count(here[page], text.(string)+"<") != 1 {
			missing++
		}
		return missing < 10
	})
	if missing > 0 {
		t.Errorf("%d acknowledged notes are not on their page exactly once", missing)
	}
	t.Logf("%d kills under %d writers: %d changes acknowledged (%d after sending again), all there, none twice", kills, writers, sent.Load(), repeated.Load())
	if sent.Load() < int64(kills)*20 || repeated.Load() == 0 {
		t.Errorf("too little was under way: %d changes, %d sent again", sent.Load(), repeated.Load())
	}
}

var counted = regexp.MustCompile(`([0-9]+) changes`)

// verified runs `passage journal verify` and returns how many changes it counted.
func verified(t *testing.T, data string) int64 {
	t.Helper()
	out, code := house.Command(t, "journal", "verify", "--data", data)
	m := counted.FindStringSubmatch(out)
	if code != 0 || m == nil {
		t.Fatalf("journal verify ended with %d:\n%s", code, out)
	}
	n, _ := strconv.ParseInt(m[1], 10, 64)
	return n
}

// read is a case's notes as somebody of its office sees them.
func read(t *testing.T, s *house.Server, page string, offices []string) string {
	t.Helper()
	for _, o := range offices {
		c := reader(t, s, "supervisor."+o)
		if a, err := c.Get(page); err == nil && a.Status == 200 {
			return html.UnescapeString(a.Body)
		}
	}
	t.Fatalf("%s is open to no office", page)
	return ""
}

var readers = map[string]*house.Client{}

func reader(t *testing.T, s *house.Server, account string) *house.Client {
	t.Helper()
	if c := readers[account]; c != nil && c.Base == s.Base {
		return c
	}
	c := house.NewClient(s.Base)
	if err := c.SignIn(account); err != nil {
		t.Fatal(err)
	}
	readers[account] = c
	return c
}

// freeAddress is a loopback address that nobody listens on now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
