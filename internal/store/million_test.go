package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/internal/casework/matching"
	"passage/internal/casework/people"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// syllables make names that are nobody's, some common and most rare, as names are.
var syllables = strings.Fields("ab ah al am an ar as az ba be bi bo da de di do fa fe ga go ha he hi ho ib ik is ja ka ke ki ko la le li lo ma me mi mo mu na ne ni no ra re ri ro sa se sh su ta te ti to u va ve wa ya yo za ze zo")

type namer struct {
	words []string
	sum   []float64
}

// newNamer makes n words of which the k-th is as frequent as 1/(k+10).
func newNamer(r *rand.Rand, n int) namer {
	x := namer{}
	seen := map[string]bool{}
	total := 0.0
	for len(x.words) < n {
		w := ""
		for range 2 + r.IntN(3) {
			w += syllables[r.IntN(len(syllables))]
		}
		if !seen[w] {
			seen[w] = true
			x.words = append(x.words, w)
			total += 1 / float64(len(x.words)+10)
			x.sum = append(x.sum, total)
		}
	}
	return x
}

func (x namer) pick(r *rand.Rand) string {
	i, _ := slices.BinarySearch(x.sum, r.Float64()*x.sum[len(x.sum)-1])
	return x.words[min(i, len(x.words)-1)]
}

func invented(r *rand.Rand, given, family namer) people.Person {
	p := people.Person{Given: given.pick(r), Family: family.pick(r), Sex: []string{"F", "M"}[r.IntN(2)], Nationalities: []string{fmt.Sprintf("X%02d", r.IntN(30))}}
	if r.IntN(3) == 0 {
		p.Middle = given.pick(r)
	}
	day := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(365*65))
	switch r.IntN(10) {
	case 0:
		p.Born = people.Partial(day.Format("2006"))
	case 1:
		p.Born = people.Partial(day.Format("2006-01"))
	default:
		p.Born = people.Partial(day.Format(time.DateOnly))
	}
	return p
}

var cyrillic = strings.NewReplacer("sh", "ш", "ya", "я", "a", "а", "b", "б", "c", "к", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х", "i", "и", "j", "дж", "k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "y", "й", "z", "з")

// again is the same person as another partner writes them: one or two things are different.
func again(r *rand.Rand, p people.Person) people.Person {
	vowels := func(s string) string {
		return strings.NewReplacer([]string{"a", "e"}[r.IntN(2)], "a", "o", "u", "i", "y").Replace(s)
	}
	slip := func(s string) string {
		b := []byte(s)
		switch i := 1 + r.IntN(len(b)-1); r.IntN(3) {
		case 0:
			b[i] = byte('a' + r.IntN(26))
		case 1:
			b[i], b[i-1] = b[i-1], b[i]
		default:
			b = slices.Delete(b, i, i+1)
		}
		return string(b)
	}
	for range 1 + r.IntN(2) {
		switch r.IntN(7) {
		case 0:
			p.Given, p.Family = vowels(p.Given), vowels(p.Family)
		case 1:
			p.Family = slip(p.Family)
		case 2:
			p.Given = slip(p.Given)
		case 3:
			p.Given, p.Family = p.Family, p.Given
		case 4:
			if len(p.Born) == 10 && p.Born[8:] <= "12" {
				p.Born = p.Born[:5] + p.Born[8:] + "-" + p.Born[5:7]
			}
		case 5:
			p.Born = p.Born[:4]
		case 6:
			p.Given, p.Family, p.Middle = cyrillic.Replace(p.Given), cyrillic.Replace(p.Family), ""
		}
	}
	return p
}

// Issue 3, done when: one referral against a million persons in under 50 ms at the 95th percentile, aim 5, on SQLite
// through the blind index, with the recall of a search in clear or at most 2 points less. MATCH_PERSONS names the number of
// persons; without it the test has 4,000 and gates nothing but the recall. scripts/bench-match calls it with a million.
func TestAlike_Million(t *testing.T) {
	persons, asked := 4_000, 60
	if n, err := strconv.Atoi(os.Getenv("MATCH_PERSONS")); err == nil {
		persons, asked = n, 300
	}
	r := rand.New(rand.NewPCG(7, 12))
	given, family := newNamer(r, 4000), newNamer(r, 40_000)
	s := storetest.At(t, filepath.Join(t.TempDir(), "passage.db"))
	at := time.Now()
	all := make([]matching.Ready, 0, persons)
	where := make([]string, 0, persons)
	list := make([]people.Person, persons)
	for i := range list {
		list[i] = invented(r, given, family)
		list[i].ID = strconv.Itoa(i)
	}
	if err := s.FillFaces(bg, list, 2); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d persons indexed in %v", persons, time.Since(at).Round(time.Second))
	for i := range list {
		all = append(all, matching.Prepare(matching.Of(list[i])))
		where = append(where, list[i].ID)
	}

	var took []time.Duration
	blind, clear, both := 0, 0, 0
	type query struct {
		q    matching.Ready
		want string
		hit  bool
	}
	var queries []query
	for range asked {
		i := r.IntN(persons)
		queries = append(queries, query{q: matching.Prepare(matching.Of(again(r, list[i]))), want: where[i]})
	}
	for i := range queries {
		x := &queries[i]
		start := time.Now()
		found, err := s.Alike(bg, x.q, store.Query{Sent: true})
		if err != nil {
			t.Fatal(err)
		}
		var res []scored
		for _, f := range found {
			if m := matching.Compare(x.q, f.Ready); m.Suggested() {
				res = append(res, scored{f.Person, m.Weight})
			}
		}
		took = append(took, time.Since(start))
		x.hit = ranks(res, x.want)
	}
	// The search in clear compares with everybody.
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				x := queries[i]
				var res []scored
				for k := range all {
					if !possible(x.q, all[k]) {
						continue
					}
					if m := matching.Compare(x.q, all[k]); m.Suggested() {
						res = append(res, scored{where[k], m.Weight})
					}
				}
				hit := ranks(res, x.want)
				mu.Lock()
				if hit {
					clear++
				}
				if x.hit {
					blind++
				}
				if hit && x.hit {
					both++
				}
				mu.Unlock()
			}
		})
	}
	inClear := queries[:min(len(queries), max(120, 240_000_000/persons))]
	for i := range inClear {
		next <- i
	}
	close(next)
	wg.Wait()
	slices.Sort(took)
	n := float64(len(inClear))
	p50, p95 := took[len(took)/2], took[len(took)*95/100]
	t.Logf("%d persons, %d referrals asked: p50 %.2f ms, p95 %.2f ms (compared and decided, one after the other)", persons, len(took), p50.Seconds()*1e3, p95.Seconds()*1e3)
	t.Logf("recall of the first %d, right person among the twelve suggested: blind index %.1f%%, search in clear %.1f%%", len(inClear), 100*float64(blind)/n, 100*float64(clear)/n)
	if float64(blind) < float64(clear)-0.02*n {
		t.Errorf("the blind index loses more than 2 points: %d of %d found, %d in clear", blind, len(inClear), clear)
	}
	if persons >= 1_000_000 && p95 > 50*time.Millisecond {
		t.Errorf("p95 %v, want under 50 ms", p95)
	}
}

type scored struct {
	id     string
	weight float64
}

// ranks says whether the right one is among the twelve that agree most, as the page shows them.
func ranks(list []scored, want string) bool {
	i := slices.IndexFunc(list, func(x scored) bool { return x.id == want })
	if i < 0 {
		return false
	}
	above := 0
	for _, x := range list {
		if x.weight > list[i].weight {
			above++
		}
	}
	return above < 12
}

// possible leaves out of the search in clear, exactly, who cannot be suggested whatever the name: a birth date that
// contradicts takes off so much that the same name, sex and nationality do not make up for it.
func possible(a, b matching.Ready) bool {
	x, y := a.Born, b.Born
	if len(x) < 10 || len(y) < 10 || x[4:] == "-01-01" || y[4:] == "-01-01" {
		d := (int(x[2])-int(y[2]))*10 + int(x[3]) - int(y[3]) // a century is far enough
		return x[:4] == y[:4] || d <= 2 && d >= -2
	}
	if x[5:7] == y[8:] && x[8:] == y[5:7] {
		return true
	}
	n := 0
	for i := range x {
		if x[i] != y[i] {
			n++
		}
	}
	return n <= 2
}
