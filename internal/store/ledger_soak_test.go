package store_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/spaces"
	"passage/internal/store"
	"passage/internal/store/storetest"
	"passage/internal/vault"
)

// The proof of the ledger: clients of a process of their own do random things to it, the process is killed in the middle
// and another goes on, and what stands is compared with what was acknowledged by arithmetic of its own.

// soakClients is how many write at once.
const soakClients = 32

// soakYears are so many referral and admission years, one after the other as a run goes on.
const (
	soakFirst = 2026
	soakYears = 4
)

var soakPartners = []string{"FLD", "PD", "UNHCR"}

// soakPlan is what a process of clients is told.
type soakPlan struct {
	Where string
	Seed  uint64
	Ops   int // of each client
	Naive bool
	From  [soakClients]int // the operation that each goes on with
}

// acked is what a client was answered.
type acked struct {
	Client, N int
	Act       string
	Done      string // kinds and persons of the lines that were posted, sorted; "" when refused or nothing was to be done
	No        string // key of the refusal
	Bad       string // what must not happen
}

func TestMain(m *testing.M) {
	if text := os.Getenv("LEDGER_CLIENTS"); text != "" {
		var p soakPlan
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		os.Exit(soakRun(p))
	}
	os.Exit(m.Run())
}

// soakRun is the process of clients.
func soakRun(p soakPlan) int {
	v, err := vault.New(slices.Repeat([]byte{42}, vault.KeySize)) // storetest.Vault's
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	s, err := store.Open(bg, p.Where, v)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for c := range soakClients {
		wg.Go(func() {
			for n := p.From[c]; n < p.Ops; n++ {
				a := p.do(s, c, n)
				line, _ := json.Marshal(a)
				mu.Lock()
				os.Stdout.Write(append(line, '\n'))
				mu.Unlock()
				if a.Bad != "" {
					return
				}
			}
		})
	}
	wg.Wait()
	if err := s.Close(); err != nil {
		return 2
	}
	return 0
}

// limits are tight, so that the guard is met all the time.
func (p soakPlan) share() int { return max(12, p.Ops*soakClients/24/soakYears) }

func (p soakPlan) ceiling() int { return max(30, p.Ops*soakClients/14/soakYears) }

// do is one operation of a client. What it does follows from the seed and from what stands; the same operation sent again
// after a crash is the same request.
func (p soakPlan) do(s *store.Store, c, n int) acked {
	who := caseworker
	who.Account = fmt.Sprintf("c%02d/%d", c, n)
	e := store.Entry{Actor: who, Action: "soak", Pack: "1", Token: fmt.Sprint(p.Seed, "/", n), Body: []byte("soak"), Now: noon.Add(time.Duration(n) * time.Hour)}
	a := acked{Client: c, N: n}
	seen := map[spaces.Key]spaces.Delta{}
	for year := soakFirst; p.Naive && year <= soakFirst+soakYears; year++ {
		rows, err := s.Balances(bg, year)
		if err != nil {
			a.Bad = err.Error()
			return a
		}
		maps.Copy(seen, rows)
	}
	answer, err := s.Change(bg, e, func(tx *store.Tx) (string, error) {
		r := rand.New(rand.NewPCG(p.Seed, uint64(c)<<32|uint64(n)))
		id := casefile.ID(fmt.Sprintf("k%d-%d-%d", c, n/40, r.IntN(3))) // each client has cases of its own, three at a time
		entries, err := tx.Entries(id)
		if err != nil {
			return "", err
		}
		act, list, err := p.act(tx, r, id, entries, n)
		a.Act = act
		if err != nil {
			return "", err
		}
		var done []string
		var last string
		for _, x := range list {
			if x.Kind == spaces.Override {
				x.Of = last
			}
			if p.Naive && x.Guarded() { // check, then insert
				if spaces.Refused(seen[x.GuardKey()], x) {
					return "", fault.Stop("INT-E2", "spaces.full")
				}
				x.Free = true
			}
			if x, err = tx.Ledger(x); err != nil {
				return "", err
			}
			last = x.ID
			done = append(done, fmt.Sprint(x.Kind, ":", x.Persons))
		}
		slices.Sort(done)
		return act + " " + strings.Join(done, ","), nil
	})
	if err == nil {
		a.Act, a.Done, _ = strings.Cut(answer, " ")
		return a
	}
	var f *fault.Error
	switch {
	case !errors.As(err, &f):
		a.Bad = err.Error()
	case f.Kind != fault.Stopped || strings.HasPrefix(a.Act, "land") || a.Act == "alter" || a.Act == "back" || a.Act == "leave":
		a.Bad = a.Act + " was refused: " + f.Key
	default:
		a.No = f.Key
	}
	return a
}

// act chooses what to do about a case, as its rules let it.
func (p soakPlan) act(tx *store.Tx, r *rand.Rand, id casefile.ID, entries []spaces.Entry, n int) (string, []spaces.Entry, error) {
	year := soakFirst + min(soakYears-1, n*soakYears/max(1, p.Ops))
	partner := soakPartners[r.IntN(len(soakPartners))]
	if r.IntN(25) == 0 {
		to := soakPartners[r.IntN(len(soakPartners))]
		if to == partner {
			to = soakPartners[(slices.Index(soakPartners, to)+1)%len(soakPartners)]
		}
		s := spaces.Shift{Stream: "global", Year: year, From: partner, To: to, Persons: 1 + r.IntN(9), FromLimit: p.share(), ToLimit: p.share(), Reason: spaces.ReasonMoved, Of: fmt.Sprint("p", n)}
		if r.IntN(3) == 0 {
			s.To, s.ToYear = partner, year+1
		}
		list, err := spaces.Reallocate(s)
		return "move", list, err
	}
	h := fnv.New32a()
	h.Write([]byte(id))
	persons, held, confirmed, consumed := 1+int(h.Sum32()%6), 0, 0, 0
	referrer := soakPartners[h.Sum32()/7%3]
	for _, x := range spaces.Positions(entries) {
		held, confirmed, consumed = held+x.Held, confirmed+x.Confirmed, consumed+x.Consumed
	}
	if confirmed+consumed > 0 {
		persons = confirmed + consumed
	} else if held > 0 {
		persons = held
	}
	now := spaces.AdmissionsOf(entries)
	planned := 0
	for _, k := range now.Planned {
		planned += k
	}
	a := spaces.Ask{Case: casefile.Case{ID: id, Stream: "global", ReferredBy: referrer, Persons: persons, Landed: len(now.Landed)}, Year: year, Limit: p.share(), Reason: "soak", At: tx.Now}
	if r.IntN(20) == 0 {
		a.Override = &spaces.Authority{By: "o/" + tx.Entry.Actor.Account, Reason: "invented"}
	}
	plan := a
	plan.Limit = p.ceiling()
	switch d := r.IntN(100); {
	case held == 0 && confirmed == 0 && consumed == 0 && d < 75:
		list, err := spaces.Take(a, entries)
		return "hold", list, err
	case held == 0 && confirmed == 0 && consumed == 0:
		list, err := spaces.Refer(a, entries)
		return "refer", list, err
	case held > 0 && d < 20:
		a.Case.Persons = max(1, persons+r.IntN(3)-1)
		list, err := spaces.Take(a, entries)
		return "hold", list, err
	case held > 0 && d < 80:
		list, err := spaces.Refer(a, entries)
		return "refer", list, err
	case held > 0:
		return "leave", spaces.Leave(a, entries), nil
	case len(now.Landed) > 0 && d < 8:
		for who := range 9 {
			if x := fmt.Sprint(id, "p", who); now.Landed[x] {
				list, err := spaces.TakeBack(plan, entries, x)
				return "back", list, err
			}
		}
		fallthrough
	case confirmed == 0: // all have landed: somebody follows through the window
		x := fmt.Sprint(id, "w", n)
		list, err := spaces.Land(plan, entries, x, "cedar", true)
		return "land_other", list, err
	case d < 20: // a birth or a death
		a.Case.Persons = max(consumed+1, persons+1-2*r.IntN(2))
		list := spaces.Alter(a, entries)
		if planned > 0 {
			plan.Case.Persons = a.Case.Persons
			list = append(list, spaces.Fewer(plan, entries)...)
		}
		return "alter", list, nil
	case planned == 0 && d < 75:
		list, err := spaces.Intend(plan, entries, "cedar")
		return "plan", list, err
	case d < 25:
		if consumed > 0 {
			return "leave", spaces.Forgo(plan, entries), nil
		}
		return "leave", spaces.Abandon(plan, entries), nil
	default:
		for who := range 40 {
			if x := fmt.Sprint(id, "p", who); !now.Landed[x] {
				list, err := spaces.Land(plan, entries, x, "cedar", false)
				return "land", list, err
			}
		}
	}
	return "none", nil, nil
}

// soakResult is a line of the results file.
type soakResult struct {
	Engine  string         `json:"engine"`
	Seed    uint64         `json:"seed"`
	Clients int            `json:"clients"`
	Ops     int            `json:"ops"`
	Crashes int            `json:"crashes"`
	Again   int            `json:"sent_again"`
	Refused int            `json:"refused"`
	Landed  int            `json:"landings"`
	Free    int            `json:"overrides"`
	Over    int            `json:"over"`
	Lines   int            `json:"lines"`
	Acts    map[string]int `json:"acts"`
	Faults  []string       `json:"faults"`
	Seconds float64        `json:"seconds"`
}

// soak runs one seed: clients, crashes, and after each of them the comparison.
func soak(t *testing.T, engine, where string, seed uint64, ops, crashes int, naive bool) soakResult {
	t.Helper()
	start := time.Now()
	p := soakPlan{Where: where, Seed: seed, Ops: (ops + soakClients - 1) / soakClients, Naive: naive}
	res := soakResult{Engine: engine, Seed: seed, Clients: soakClients, Acts: map[string]int{}}
	r := rand.New(rand.NewPCG(seed, 99))
	all := map[string]acked{}
	last := [soakClients]int{}
	for left := crashes; ; left-- {
		p.From = last
		want := -1 // none: to the end
		if left > 0 {
			rest := p.Ops * soakClients
			for _, n := range last {
				rest -= n
			}
			want = r.IntN(max(1, rest*2/(left+1)))
		}
		list, killed := clients(t, p, want)
		for _, a := range list {
			if a.Bad != "" {
				res.Faults = append(res.Faults, fmt.Sprintf("c%02d/%d %s", a.Client, a.N, a.Bad))
			}
			all[fmt.Sprintf("c%02d/%d", a.Client, a.N)] = a
			last[a.Client] = max(last[a.Client], a.N+1)
		}
		if killed {
			res.Crashes++
			res.Again += soakClients
		}
		quiet(t, where)
		s, err := store.Open(bg, where, storetest.Vault(t))
		if err != nil {
			t.Fatal(err)
		}
		b := soakBook{p: p, acked: all, last: last}
		b.read(t, s)
		res.Faults = append(res.Faults, b.faults...)
		done := !killed || len(res.Faults) > 0
		if done {
			rep, err := s.Verify(bg)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range rep.Faults {
				res.Faults = append(res.Faults, "verify: "+f.String())
			}
			res.Lines, res.Landed, res.Free, res.Over = b.lines, b.landed, b.overrides, b.over
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if done {
			break
		}
	}
	for _, a := range all {
		res.Ops++
		res.Acts[a.Act]++
		if a.No != "" {
			res.Refused++
		}
	}
	res.Seconds = time.Since(start).Seconds()
	return res
}

// clients runs a process of clients and kills it when it has acknowledged so many operations; -1 lets it come to its end.
func clients(t *testing.T, p soakPlan, want int) (list []acked, killed bool) {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LEDGER_CLIENTS="+string(text))
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(out)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			break // a line that was cut by the kill was not acknowledged
		} else if err != nil {
			t.Fatal(err)
		}
		var a acked
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		list = append(list, a)
		if want >= 0 && len(list) >= want && !killed {
			killed = true
			cmd.Process.Kill()
		}
	}
	if err := cmd.Wait(); err != nil && !killed {
		t.Fatalf("the clients ended: %v\n%s", err, said.String())
	}
	return list, killed
}

// quiet waits until the engine has ended what the killed process had under way.
func quiet(t *testing.T, where string) {
	t.Helper()
	u, err := url.Parse(where)
	if err != nil || !strings.HasPrefix(where, "postgres") {
		return
	}
	db, err := sql.Open("pgx", os.Getenv("TEST_POSTGRES_URL"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for end := time.Now().Add(time.Minute); ; time.Sleep(2 * time.Millisecond) {
		var n int
		if err := db.QueryRow("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = $1", u.Query().Get("application_name")).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d connections of the killed process are still there", n)
		}
	}
}

// soakBook is what stands, added up anew without the arithmetic of the rules.
type soakBook struct {
	p                              soakPlan
	acked                          map[string]acked
	last                           [soakClients]int
	faults                         []string
	lines, landed, overrides, over int
}

func (b *soakBook) fault(format string, args ...any) {
	if len(b.faults) < 20 {
		b.faults = append(b.faults, fmt.Sprintf(format, args...))
	}
}

// signed are the persons that a line adds, with its sign, and the kind that it adds them to.
func signed(e spaces.Entry) (spaces.Kind, int) {
	if e.Kind == spaces.Correct {
		return e.Undoes, -e.Persons
	}
	return e.Kind, e.Persons
}

func (b *soakBook) read(t *testing.T, s *store.Store) {
	t.Helper()
	type place struct{ held, confirmed, consumed, planned, landed, other, moved int }
	done := map[string][]string{} // what each operation posted
	open := map[casefile.ID]int{} // places that a case holds, has confirmed or has used
	family := map[casefile.ID]int{}
	people := map[string]int{} // landings that count, of each person
	between := 0               // what was given and received, of all years
	for year := soakFirst; year <= soakFirst+soakYears; year++ {
		list, err := s.Entries(bg, year, "")
		if err != nil {
			t.Fatal(err)
		}
		b.lines += len(list)
		allowed := map[string]bool{}
		for _, e := range list {
			if e.Kind == spaces.Override {
				allowed[e.Of] = true
				b.overrides++
			}
		}
		row := map[string]*place{} // partner's allocation; "" the commitment
		var was time.Time
		for i, e := range list {
			if e.At.Before(was) {
				b.fault("line %d of %d is dated before the one before it", i+1, year)
			}
			was = e.At
			if e.Kind != spaces.Over {
				by := strings.TrimPrefix(e.By, "o/")
				done[by] = append(done[by], fmt.Sprint(e.Kind, ":", e.Persons))
			}
			key := ""
			if e.Counter == spaces.Allocation {
				key = e.Partner
			}
			if row[key] == nil {
				row[key] = &place{}
			}
			x := row[key]
			before := x.held + x.confirmed + x.consumed + x.planned + x.landed
			kind, n := signed(e)
			switch kind {
			case spaces.Hold:
				x.held += n
				open[e.Case] += n
				family[e.Case] = n
			case spaces.Confirm:
				x.confirmed += n
				if e.From == spaces.Hold {
					x.held -= n
				} else {
					open[e.Case] += n
				}
				family[e.Case] = n
			case spaces.Change:
				x.confirmed += n
				open[e.Case] += n
				family[e.Case] += n
			case spaces.Release:
				if e.From == spaces.Confirm {
					x.confirmed -= n
				} else {
					x.held -= n
				}
				open[e.Case] -= n
			case spaces.Consume:
				x.confirmed -= n
				x.consumed += n
			case spaces.Give:
				x.moved -= n
				between -= n
			case spaces.Receive:
				x.moved += n
				between += n
			case spaces.Plan:
				x.planned += n
			case spaces.Unplan:
				x.planned -= n
			case spaces.Landed:
				x.landed += n
				people[e.Person] += n
				b.landed += n
			case spaces.LandedOther:
				x.other += n
				people[e.Person] += n
			case spaces.Over:
				b.over++
			}
			after := x.held + x.confirmed + x.consumed + x.planned + x.landed
			if min(x.held, x.confirmed, x.consumed, x.planned, x.landed, x.other) < 0 {
				b.fault("line %d of %d leaves less than nothing", i+1, year)
			}
			limit := e.Limit + x.moved
			asks := e.Kind == spaces.Hold || e.Kind == spaces.Confirm && e.From == "" || e.Kind == spaces.Plan || e.Kind == spaces.Give
			if asks && after > limit && !allowed[e.ID] {
				b.fault("line %d of %d, %s: %d persons of %d, and no override", i+1, year, e.Kind, after, limit)
			}
			if e.Free && e.Limit > 0 && after > before && after > limit { // what goes past the number says so
				if i+1 >= len(list) || list[i+1].Kind != spaces.Over || list[i+1].Of != e.ID || list[i+1].Persons != after-max(limit, before) {
					b.fault("line %d of %d went past the number and nothing says so", i+1, year)
				}
			}
		}
		kept, err := s.Balances(bg, year)
		if err != nil {
			t.Fatal(err)
		}
		for key, x := range row {
			k := spaces.Key{Counter: spaces.Allocation, Year: year, Stream: "global", Partner: key}
			if key == "" {
				k.Counter = spaces.Commitment
			}
			if d := kept[k]; (place{d.Held, d.Confirmed, d.Consumed, d.Planned, d.Landed, d.Other, d.Moved}) != *x {
				b.fault("the kept counter of %s %d is %+v, its lines add up to %+v", key, year, d, *x)
			}
		}
	}
	if between != 0 {
		b.fault("what was given and what was received differ by %d", between)
	}
	for id, n := range open {
		if n != 0 && n != family[id] {
			b.fault("case %s has places for %d of a family of %d", id, n, family[id])
		}
	}
	for who, n := range people {
		if n != 0 && n != 1 {
			b.fault("%s landed %d times", who, n)
		}
	}
	for by, a := range b.acked {
		got := done[by]
		slices.Sort(got)
		if strings.Join(got, ",") != a.Done {
			b.fault("%s was answered %q, the ledger has %q", by, a.Done, strings.Join(got, ","))
		}
		delete(done, by)
	}
	for by := range done { // not acknowledged: what was under way when the process was killed, and no more
		c, n, _ := strings.Cut(strings.TrimPrefix(by, "c"), "/")
		client, _ := strconv.Atoi(c)
		if k, err := strconv.Atoi(n); err != nil || k != b.last[client] {
			b.fault("%s is in the ledger and was never answered", by)
		}
	}
}

// soakPlace is a fresh store of an engine for a run.
func soakPlace(t *testing.T, engine string, seed uint64) string {
	t.Helper()
	if engine == "sqlite" {
		return filepath.Join(t.TempDir(), "passage.db")
	}
	return storetest.Schema(t) + "&application_name=soak" + strconv.FormatUint(seed, 10)
}

func soakEngines(t *testing.T) []string {
	if os.Getenv("TEST_POSTGRES_URL") == "" {
		t.Log("NOT RUN on PostgreSQL: TEST_POSTGRES_URL is not set")
		return []string{"sqlite"}
	}
	return []string{"sqlite", "postgres"}
}

// Whatever runs at once and whenever the process dies: no hold, confirmation or plan above a number without an override,
// every landing posted, no place lost, what is given is received, kept counters equal their lines (decision 3).
//
// LEDGER is how many operations are wanted of each engine, over all runs of the results file LEDGER_FILE; LEDGER_RUN is how
// many one run has, LEDGER_FOR for how long to go on now. Each run has the next seed. Without LEDGER there is one small run.
func TestLedger_UnderCrashes(t *testing.T) {
	file, wanted := os.Getenv("LEDGER_FILE"), number(t, "LEDGER", 0)
	for _, engine := range soakEngines(t) {
		t.Run(engine, func(t *testing.T) {
			if wanted == 0 {
				if engine == "postgres" { // every operation is a round trip for each statement: a few are enough here
					report(t, soak(t, engine, soakPlace(t, engine, 1), 1, 320, 1, false), false)
				} else {
					report(t, soak(t, engine, soakPlace(t, engine, 1), 1, 1600, 2, false), true)
				}
				return
			}
			ops, last := soakSum(t, file, engine)
			limit, err := time.ParseDuration(os.Getenv("LEDGER_FOR"))
			if err != nil {
				t.Fatalf("LEDGER_FOR: %v", err)
			}
			for end := time.Now().Add(limit); ops < wanted && time.Now().Before(end); {
				last++
				size := min(number(t, "LEDGER_RUN", 64000), wanted-ops)
				var res soakResult
				t.Run(fmt.Sprint("seed ", last), func(t *testing.T) {
					res = soak(t, engine, soakPlace(t, engine, last), last, size, 1+size/8000, false)
					report(t, res, size > 1000)
				})
				keepResult(t, file, res)
				ops += res.Ops
				if len(res.Faults) > 0 {
					return
				}
			}
			t.Logf("%s: %d operations in all, of %d wanted", engine, ops, wanted)
		})
	}
}

// The harness is worth something: a check, then an insert, in place of the guard is found out.
func TestLedger_NaiveIsCaught(t *testing.T) {
	for _, engine := range soakEngines(t) {
		res := soak(t, engine, soakPlace(t, engine, 7), 7, map[string]int{"sqlite": 1600, "postgres": 320}[engine], 0, true)
		n := 0
		for _, f := range res.Faults {
			if strings.Contains(f, "and no override") {
				n++
			}
		}
		if n == 0 {
			t.Errorf("%s: a check before the insert passed %d operations unseen: %v", engine, res.Ops, res.Faults)
		}
	}
}

func report(t *testing.T, r soakResult, whole bool) {
	t.Helper()
	t.Logf("%s, seed %d: %d operations by %d clients, %d crashes, %d refused, %d landings, %d overrides, %d past the number, %d lines, %.1f s: %v",
		r.Engine, r.Seed, r.Ops, r.Clients, r.Crashes, r.Refused, r.Landed, r.Free, r.Over, r.Lines, r.Seconds, r.Acts)
	for _, f := range r.Faults {
		t.Error(f)
	}
	if whole && (r.Crashes == 0 || r.Refused == 0 || r.Landed == 0 || r.Over == 0 || r.Acts["move"] == 0 || r.Acts["back"] == 0) {
		t.Error("too little happened for this to prove anything")
	}
}

func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is no number", name, text)
	}
	return n
}

// soakSum is how many operations of an engine the results file holds, and the last seed.
func soakSum(t *testing.T, file, engine string) (ops int, last uint64) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var r soakResult
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if r.Engine == engine {
			last = max(last, r.Seed)
			if len(r.Faults) == 0 {
				ops += r.Ops
			}
		}
	}
	return ops, last
}

func keepResult(t *testing.T, file string, r soakResult) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := json.NewEncoder(f).Encode(r); err != nil {
		t.Fatal(err)
	}
}

// Rule I-90: a closed month never changes. A line that comes by a clock that has run back is dated with the line before it.
func TestRule_I_90_ClosedMonthsNeverChange(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		for _, at := range []time.Time{noon, noon.AddDate(0, 1, 0), noon.AddDate(0, 0, -20), noon.AddDate(0, 1, 1)} {
			e := entry("", "")
			e.Now = at
			if _, err := s.Change(bg, e, func(tx *store.Tx) (string, error) {
				_, err := tx.Ledger(spaces.Entry{Counter: spaces.Allocation, Year: 2026, Stream: "global", Kind: spaces.Hold, Partner: "FLD", Case: "a1", Persons: 1, Limit: 9})
				return "", err
			}); err != nil {
				t.Fatal(err)
			}
		}
		list, err := s.Entries(bg, 2026, "")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range list {
			got = append(got, e.At.Format("2006-01-02"))
		}
		if want := "2026-03-01 2026-04-01 2026-04-01 2026-04-02"; strings.Join(got, " ") != want {
			t.Errorf("the lines are dated %v, want %s", got, want)
		}
		sound(t, s)
	})
}

// Rule I-66: both halves of a shift or none: what is held, referred or landed cannot be given away, whatever runs at once.
func TestRule_I_66_BothLedgersOrNone(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		post := func(list []spaces.Entry, err error) error {
			if err != nil {
				return err
			}
			_, err = s.Change(context.Background(), entry("", ""), func(tx *store.Tx) (string, error) {
				for _, e := range list {
					if _, err := tx.Ledger(e); err != nil {
						return "", err
					}
				}
				return "", nil
			})
			return err
		}
		hold := func(partner string, n int) error {
			return post([]spaces.Entry{{Counter: spaces.Allocation, Year: 2026, Stream: "global", Kind: spaces.Hold, Partner: partner, Case: "a1", Persons: n, Limit: 10}}, nil)
		}
		shift := func(n int) error {
			return post(spaces.Reallocate(spaces.Shift{Stream: "global", Year: 2026, From: "FLD", To: "PD", Persons: n, FromLimit: 10, ToLimit: 10, Reason: spaces.ReasonMoved}))
		}
		if err := hold("FLD", 6); err != nil {
			t.Fatal(err)
		}
		if err := shift(5); !isKind(err, fault.Stopped) {
			t.Errorf("five of four free places were given away: %v", err)
		}
		if err := shift(4); err != nil {
			t.Error(err)
		}
		if err := hold("FLD", 1); !isKind(err, fault.Stopped) {
			t.Errorf("a place that was given away is held: %v", err)
		}
		if err := hold("PD", 14); err != nil {
			t.Errorf("what was received cannot be held: %v", err)
		}
		if err := hold("PD", 1); !isKind(err, fault.Stopped) {
			t.Errorf("more than what was received is held: %v", err)
		}
		rows, err := s.Balances(bg, 2026)
		if err != nil {
			t.Fatal(err)
		}
		key := spaces.Key{Counter: spaces.Allocation, Year: 2026, Stream: "global", Partner: "FLD"}
		fld := rows[key]
		key.Partner = "PD"
		if pd := rows[key]; fld != (spaces.Delta{Held: 6, Moved: -4}) || pd != (spaces.Delta{Held: 14, Moved: 4}) || spaces.Room(10, fld) != 0 {
			t.Errorf("FLD %+v, PD %+v", fld, pd)
		}
		sound(t, s)
	})
}
