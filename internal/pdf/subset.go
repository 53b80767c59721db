package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"sort"
)

// sfnt is a TrueType font as its tables, read as far as cutting it needs (OpenType 1.9: glyf, loca, hmtx, head).
type sfnt struct {
	tables          map[string][]byte
	upem            int
	ascent, descent int
	box             [4]int
	count           int
	long            bool // loca has 32 bits
	metrics         int  // entries of hmtx with an advance
}

var be = binary.BigEndian

func readSfnt(b []byte) (*sfnt, error) {
	wrong := errors.New("no TrueType font with outlines")
	if len(b) < 12 || be.Uint32(b) != 0x00010000 {
		return nil, wrong
	}
	s := &sfnt{tables: map[string][]byte{}}
	for i := range int(be.Uint16(b[4:])) {
		r := b[12+16*i:]
		at, n := int(be.Uint32(r[8:])), int(be.Uint32(r[12:]))
		if at+n > len(b) {
			return nil, wrong
		}
		s.tables[string(r[:4])] = b[at : at+n]
	}
	head, hhea, maxp := s.tables["head"], s.tables["hhea"], s.tables["maxp"]
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 || s.tables["glyf"] == nil || s.tables["loca"] == nil || s.tables["hmtx"] == nil {
		return nil, wrong
	}
	signed := func(b []byte) int { return int(int16(be.Uint16(b))) }
	s.upem, s.long = int(be.Uint16(head[18:])), be.Uint16(head[50:]) == 1
	s.box = [4]int{signed(head[36:]), signed(head[38:]), signed(head[40:]), signed(head[42:])}
	s.ascent, s.descent, s.metrics = signed(hhea[4:]), signed(hhea[6:]), int(be.Uint16(hhea[34:]))
	s.count = int(be.Uint16(maxp[4:]))
	return s, nil
}

// em is a length of the font in thousandths of the em.
func (s *sfnt) em(v int) int { return v * 1000 / s.upem }

func (s *sfnt) advance(g int) int {
	return int(be.Uint16(s.tables["hmtx"][4*min(g, s.metrics-1):]))
}

func (s *sfnt) bearing(g int) []byte {
	h := s.tables["hmtx"]
	if g < s.metrics {
		return h[4*g+2 : 4*g+4]
	}
	return h[4*s.metrics+2*(g-s.metrics):][:2]
}

func (s *sfnt) outline(g int) []byte {
	l := s.tables["loca"]
	if s.long {
		return s.tables["glyf"][be.Uint32(l[4*g:]):be.Uint32(l[4*g+4:])]
	}
	return s.tables["glyf"][2*int(be.Uint16(l[2*g:])) : 2*int(be.Uint16(l[2*g+2:]))]
}

// parts calls f with the place of each glyph index in a composite outline.
func parts(o []byte, f func(at int)) {
	if len(o) < 10 || int16(be.Uint16(o)) >= 0 {
		return
	}
	for at := 10; ; {
		flags := be.Uint16(o[at:])
		f(at + 2)
		at += 4
		at += map[bool]int{true: 4, false: 2}[flags&1 != 0]
		switch {
		case flags&0x08 != 0:
			at += 2
		case flags&0x40 != 0:
			at += 4
		case flags&0x80 != 0:
			at += 8
		}
		if flags&0x20 == 0 {
			return
		}
	}
}

// subset is the font with some glyphs alone (and .notdef, which every font has), and the new index of each.
func (s *sfnt) subset(want []int) ([]byte, map[int]int) {
	all := map[int]bool{0: true}
	var take func(g int)
	take = func(g int) {
		if all[g] && g != 0 || g >= s.count {
			return
		}
		all[g] = true
		o := s.outline(g)
		parts(o, func(at int) { take(int(be.Uint16(o[at:]))) })
	}
	for _, g := range want {
		take(g)
	}
	list := make([]int, 0, len(all))
	for g := range all {
		list = append(list, g)
	}
	sort.Ints(list)
	index := map[int]int{}
	for i, g := range list {
		index[g] = i
	}
	var glyf, loca, hmtx bytes.Buffer
	place := func() { _ = binary.Write(&loca, be, uint32(glyf.Len())) } // a buffer takes everything
	for _, g := range list {
		place()
		o := bytes.Clone(s.outline(g))
		parts(o, func(at int) { be.PutUint16(o[at:], uint16(index[int(be.Uint16(o[at:]))])) })
		glyf.Write(o)
		for glyf.Len()%4 != 0 {
			glyf.WriteByte(0)
		}
		hmtx.Write(be.AppendUint16(nil, uint16(s.advance(g))))
		hmtx.Write(s.bearing(g))
	}
	place()
	head, hhea, maxp := bytes.Clone(s.tables["head"]), bytes.Clone(s.tables["hhea"]), bytes.Clone(s.tables["maxp"])
	be.PutUint16(head[50:], 1)
	be.PutUint32(head[8:], 0)
	be.PutUint16(hhea[34:], uint16(len(list)))
	be.PutUint16(maxp[4:], uint16(len(list)))
	return assemble(map[string][]byte{"glyf": glyf.Bytes(), "loca": loca.Bytes(), "hmtx": hmtx.Bytes(), "head": head, "hhea": hhea, "maxp": maxp,
		"cvt ": s.tables["cvt "], "fpgm": s.tables["fpgm"], "prep": s.tables["prep"]}), index
}

// assemble writes a font file: its directory, its tables, and the sums that programs check.
func assemble(tables map[string][]byte) []byte {
	var names []string
	for n, b := range tables {
		if b != nil {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	n := len(names)
	log := 0
	for 2<<log <= n {
		log++
	}
	out := be.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		out = be.AppendUint16(out, uint16(v))
	}
	at, headAt := 12+16*n, 0
	var body []byte
	for _, name := range names {
		b := tables[name]
		if name == "head" {
			headAt = at
		}
		out = append(out, name...)
		for _, v := range []uint32{sum(b), uint32(at), uint32(len(b))} {
			out = be.AppendUint32(out, v)
		}
		body = append(body, b...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		at = 12 + 16*n + len(body)
	}
	out = append(out, body...)
	be.PutUint32(out[headAt+8:], 0xB1B0AFBA-sum(out))
	return out
}

func sum(b []byte) uint32 {
	var s uint32
	for len(b) >= 4 {
		s += be.Uint32(b)
		b = b[4:]
	}
	var last [4]byte
	copy(last[:], b)
	return s + be.Uint32(last[:])
}
