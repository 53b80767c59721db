package app_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/i18n"
	smtp "passage/internal/mail"
	"passage/internal/mail/mailtest"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// A notice that a process sends and has proven, over and over: every request comes twice, and in any order.
type errand struct {
	Case   casefile.ID
	Notice string
	To     casefile.Addressee
}

// killed is what a process that is to be killed is told.
type killed struct {
	Store, Server string
	Seed          uint64
	Now           time.Time
	Errands       []errand
}

// do sends one notice and has it proven, unless it is to wait, with the requests shuffled and each of them twice. What comes too
// early is refused, and what comes again is answered as before.
func (e errand) do(a *app.App, r *rand.Rand, wait bool) {
	officer := app.Write{Actor: officer, Case: e.Case, Body: []byte("send")}
	partner := app.Write{Actor: caseworker, Case: e.Case, Body: []byte("told")}
	officer.Token, partner.Token = "send-"+e.Notice, "told-"+e.Notice
	send := func() { a.SendNotice(bg, officer, e.Notice, 1, i18n.EN) }
	told := func() {
		if e.To == casefile.ToPartner {
			a.OpenMessage(bg, partner, e.Notice)
			return
		}
		a.ProveNotice(bg, partner, e.Notice, 2, casefile.Proof{How: casefile.ProofHanded, Day: a.Today(), Who: "Caseworker 0118"})
	}
	acts := []func(){send, send, told, told}
	if wait {
		acts = acts[:2]
	}
	r.Shuffle(len(acts), func(i, j int) { acts[i], acts[j] = acts[j], acts[i] })
	for _, act := range acts {
		act()
	}
}

// TestMailKilled is the process that TestMail_Kills kills: it sends notices and carries mail until it is.
func TestMailKilled(t *testing.T) {
	told := os.Getenv("PASSAGE_MAIL_KILLED")
	if told == "" {
		return // run by itself it is nothing
	}
	var k killed
	if err := json.Unmarshal([]byte(told), &k); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(bg, k.Store, storetest.Vault(t))
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	open := func(at time.Time) *app.App {
		a := app.New(s, thePack())
		a.Now = func() time.Time { return at.Add(time.Since(began)) }
		a.Origin = "https://passage.example"
		if a.Relay, err = smtp.New(k.Server, "updates@passage.example", ""); err != nil {
			t.Fatal(err)
		}
		return a
	}
	writer, carrier := open(k.Now.Add(-15*time.Minute)), open(k.Now) // what it asks for is due at once
	fmt.Println("ready")
	r := rand.New(rand.NewPCG(k.Seed, 2))
	go func() {
		for _, e := range k.Errands {
			e.do(writer, r, r.IntN(6) > 0)
		}
	}()
	for {
		carrier.CarryMail(bg) // what fails is tried again
		time.Sleep(time.Millisecond)
	}
}

// Rule A-91: whatever crashes, every notice is exactly once in the case and never twice by mail. A process that sends notices
// and carries their mail to a real server is killed (kill -9) again and again, at a random moment or at a step of the
// protocol, while requests come twice and in any order and the server fails as it likes. MAILKILLS says how often (25;
// make soak: 500).
func TestRule_A_91_NeverTwiceByMailWhateverCrashes(t *testing.T) {
	kills := 25
	if n := os.Getenv("MAILKILLS"); n != "" {
		var err error
		if kills, err = strconv.Atoi(n); err != nil {
			t.Fatal(err)
		}
	}
	const seed = 9
	r := rand.New(rand.NewPCG(seed, 1))
	path := filepath.Join(t.TempDir(), "passage.db")
	o := open(t, storetest.At(t, path), casefile.Admissibility)
	s := mailtest.Start(t, false)
	o.mails(s)
	var errands []errand
	more := func(n int) {
		for range n {
			o.id = o.family(casefile.Admissibility, "FLD", "cedar")
			o.waiting()
			for _, x := range o.file().Notices {
				errands = append(errands, errand{o.id, x.ID, x.To})
			}
		}
	}

	var (
		mu     sync.Mutex
		child  *exec.Cmd
		gone   chan struct{}
		steps  int // until the kill, counted by the server
		atStep = map[mailtest.Step]int{}
	)
	s.Fails(func(at mailtest.Step) mailtest.Fault {
		mu.Lock()
		defer mu.Unlock()
		if steps > 0 {
			if steps--; steps == 0 {
				atStep[at]++
				child.Process.Kill()
				<-gone // the server goes on when nobody is there any more
				return mailtest.None
			}
		}
		if r.IntN(40) == 0 {
			return []mailtest.Fault{421, 450, 550, mailtest.Cut, mailtest.TakenAndCut}[r.IntN(5)]
		}
		return mailtest.None
	})
	now, timed := o.now.Add(time.Hour), 0
	began := time.Now()
	for k := range kills {
		if k%5 == 0 {
			more(4)
		}
		now = now.Add(20 * time.Minute) // longer than a mail may be under way
		told, err := json.Marshal(killed{path, s.Addr, uint64(k), now, errands})
		if err != nil {
			t.Fatal(err)
		}
		c := exec.Command(os.Args[0], "-test.run=^TestMailKilled$")
		c.Env = append(os.Environ(), "PASSAGE_MAIL_KILLED="+string(told))
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		child, gone, steps = c, make(chan struct{}), 0
		if r.IntN(3) > 0 {
			steps = 1 + r.IntN(15)
		}
		byStep, g := steps > 0, gone
		mu.Unlock()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		line, _ := bufio.NewReader(out).ReadString('\n')
		if !strings.HasPrefix(line, "ready") {
			t.Fatalf("the process says %q", line)
		}
		go func() { c.Wait(); close(g) }()
		wait := time.Duration(r.IntN(250)) * time.Millisecond
		if byStep {
			wait = time.Second // so many steps may never come
		}
		select {
		case <-g:
		case <-time.After(wait):
			mu.Lock()
			steps = 0
			mu.Unlock()
			c.Process.Kill()
			<-g
			timed++
		}
		if errands = errands[min(len(errands), r.IntN(3)):]; k%10 == 9 {
			errands = nil
		}
	}
	took := time.Since(began)
	s.Fails(nil)

	// What was left is done: every request once more, and the mail of a day.
	all := o.everyErrand()
	o.now = now.Add(time.Hour)
	for _, e := range all {
		e.do(o.app, r, true)
	}
	for range 30 {
		o.now = o.now.Add(time.Hour)
		if _, _, err := o.app.CarryMail(bg); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range all {
		e.do(o.app, r, false)
		e.do(o.app, r, false)
	}
	for range 30 { // that the officers are told
		o.now = o.now.Add(time.Hour)
		if _, _, err := o.app.CarryMail(bg); err != nil {
			t.Fatal(err)
		}
	}

	taken := map[string]int{}
	for _, m := range s.Taken() {
		if taken[m.ID]++; taken[m.ID] > 1 {
			t.Errorf("twice by mail: %s", m.ID)
		}
	}
	count := map[casefile.MailStatus]int{}
	arrived := 0
	for _, e := range all {
		o.id = e.Case
		f := o.file()
		here := 0
		for _, n := range f.Notices {
			if n.ID == e.Notice {
				if here++; !n.Proven() || n.Text == "" || n.Version != 3 {
					t.Errorf("a notice is %s in version %d", n.Status, n.Version)
				}
			}
		}
		if here != 1 || len(f.Notices) != 2 {
			t.Errorf("a notice is in its case %d times, among %d", here, len(f.Notices))
		}
	}
	for _, id := range o.cases(all) {
		o.id = id
		asked := map[string]int{}
		for _, m := range o.file().Mails {
			if asked[m.Of+" "+m.To]++; m.Of != "" && asked[m.Of+" "+m.To] > 1 {
				t.Errorf("%s is told twice of one notice", m.To)
			}
			count[m.Status]++
			at := taken["<"+o.app.Store.MailID(m.ID)+"@passage.example>"]
			switch {
			case m.Live():
				t.Errorf("a mail is still %s", m.Status)
			case m.Status == casefile.MailHanded && at != 1:
				t.Error("a mail is said to be handed over and was not")
			case m.Status == casefile.MailUnknown:
				arrived += at
			case m.Status != casefile.MailHanded && at != 0:
				t.Errorf("a mail that is %s was taken", m.Status)
			}
		}
	}
	for _, id := range o.cases(all) {
		sent, opened, left := 0, 0, 0
		events, err := o.app.Store.History(bg, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			switch e.Action {
			case access.GiveNotice:
				sent++
			case access.OpenMessage, access.ReportTold:
				opened++
			}
		}
		looks, err := o.app.Store.Looks(bg, id, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range looks {
			if l.Outcome == store.Released {
				left++
			}
		}
		if sent != 2 || opened != 2 || left != 2 {
			t.Errorf("two notices were sent %d times, proven %d times, left %d times", sent, opened, left)
		}
	}
	rep, err := o.app.Store.Verify(bg)
	if err != nil || len(rep.Faults) > 0 {
		t.Errorf("the journal: %v %+v", err, rep)
	}
	if due, next, err := o.app.Store.Outbox(bg, o.now.AddDate(1, 0, 0), 10); err != nil || len(due) > 0 || !next.IsZero() {
		t.Errorf("left in the outbox: %v %v", due, err)
	}
	t.Logf("%d kills in %s (%d by time, by step %v): %d notices, mails %v, the server took %d, of the unknown ones %d", kills, took.Round(time.Second), timed, atStep, len(all), count, len(s.Taken()), arrived)
	if count[casefile.MailHanded] < kills || count[casefile.MailUnknown] < kills/10 {
		t.Errorf("too little was under way: %v", count)
	}
}

// everyErrand are the notices of every case on hold.
func (o *office) everyErrand() (out []errand) {
	o.Helper()
	list, err := o.app.Store.List(bg, store.Query{States: []casefile.State{casefile.OnHold}})
	if err != nil {
		o.Fatal(err)
	}
	for _, c := range list {
		o.id = c.ID
		for _, n := range o.file().Notices {
			out = append(out, errand{c.ID, n.ID, n.To})
		}
	}
	return out
}

func (o *office) cases(list []errand) (out []casefile.ID) {
	seen := map[casefile.ID]bool{}
	for _, e := range list {
		if !seen[e.Case] {
			seen[e.Case] = true
			out = append(out, e.Case)
		}
	}
	return out
}
