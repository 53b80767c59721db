package store

import (
	"context"
	"maps"
	"slices"
)

// late is what the writer of SQLite puts off to the commit of a batch, and writes once for all of its changes: rows of kept sums
// that many changes move, those of today above all, and the last link of a chain that many add to.
type late struct {
	sums  map[*sums]map[string][]any
	heads map[chainOf]lastLink
}

// chainOf names a chain: changes or looks, and its stream.
type chainOf struct{ chain, stream string }

// lastLink is the last link of a chain.
type lastLink struct {
	first   bool // the chain has no row in heads yet
	version int64
	hash    []byte
}

func newLate() *late { return &late{map[*sums]map[string][]any{}, map[chainOf]lastLink{}} }

// lateOf is what is put off by whom a statement is given to; nil when it puts nothing off.
func lateOf(q querier) *late {
	if p, ok := q.(*prepared); ok {
		return p.late
	}
	return nil
}

func (l *late) add(t *sums, rows [][]any) {
	kept := l.sums[t]
	if kept == nil {
		kept = map[string][]any{}
		l.sums[t] = kept
	}
	for _, r := range rows {
		key := string(encode(nil, r[:len(t.key)]...))
		have := kept[key]
		if have == nil {
			kept[key] = r
			continue
		}
		for i := len(t.key); i < len(r); i++ {
			have[i] = have[i].(int64) + r[i].(int64)
		}
	}
}

// forget forgets what was put off, as when a batch is rolled back.
func (l *late) forget() {
	for _, kept := range l.sums {
		clear(kept)
	}
	clear(l.heads)
}

// settle writes what was put off.
func (p *prepared) settle(ctx context.Context) error {
	l := p.late
	if l == nil {
		return nil
	}
	p.late = nil
	defer func() { p.late = l }()
	for c, k := range l.heads {
		if err := setHead(ctx, p, c.chain, c.stream, k.first, k.version, k.hash); err != nil {
			return err
		}
	}
	for t, kept := range l.sums {
		if err := t.add(ctx, p, slices.Collect(maps.Values(kept))); err != nil {
			return err
		}
	}
	l.forget()
	return nil
}
