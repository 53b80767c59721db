package pdf

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// Text from right to left is on the page twice: as shapes for the eye, and over them as letters that draw nothing, one
// for one, in the order in which they are read.
//
// Programs disagree about such text. Those that read the structure tree take the file's order for the order of reading
// (ISO 32000-1, 14.8.2.3); those that read the page look at places, and take a ligature's letters for visual order. The
// shapes alone cannot serve both: a lam-alef is one shape and two letters, and letters joined to one another leave
// no even gaps. So each word's letters are set evenly over its shapes, from right to left, in reading order.

// shape is the outline of a glyph, shared by all places where it is drawn.
type shape struct {
	font  *font.Font
	glyph font.GID
}

// outline is a shape as operators, in sixths of a unit of a font of so many units.
type outline struct {
	ops  string
	upem int
}

// sixth is the grid of outlines: a curve of TrueType is written exactly as one of PDF in sixths of a unit.
const sixth = 6

func (w *flow) backwards(b *strings.Builder, p *paragraph, c piece, x, y int) {
	y = p.baseline(y)
	from := make([]int, len(c.runes)) // of each letter, where its group begins and ends
	to := make([]int, len(c.runes))
	for i := range from {
		from[i], to[i] = math.MaxInt, math.MinInt
	}
	b.WriteString("q " + p.ink + "\n")
	pen := 0
	for _, g := range c.out.Glyphs {
		wide := length(g.Advance, p.size)
		first := min(max(0, g.TextIndex()-c.out.Runes.Offset), len(c.runes))
		for i := first; i < min(first+g.RunesCount(), len(c.runes)); i++ {
			from[i], to[i] = min(from[i], pen), max(to[i], pen+wide)
		}
		if n := w.shape(shape{c.out.Face.Font, g.GlyphID}, c.out.Face); n > 0 {
			fmt.Fprintf(b, "q %s 0 0 %s %s %s cm /G%d Do Q\n", num(p.size), num(p.size), num(x+pen+length(g.XOffset, p.size)), num(y+length(g.YOffset, p.size)), n)
		}
		pen += wide
	}
	b.WriteString("Q\nBT\n")
	face := w.fonts.faces[0]
	blank, _ := face.NominalGlyph(' ')
	started := false
	for i := 0; i < len(c.runes); {
		n := i + 1
		space := unicode.IsSpace(c.runes[i])
		for !space && n < len(c.runes) && !unicode.IsSpace(c.runes[n]) {
			n++
		}
		left, right := math.MaxInt, math.MinInt
		for j := i; j < n; j++ {
			left, right = min(left, from[j]), max(right, to[j])
		}
		if left > right { // no glyph says it
			left, right = 0, 0
		}
		slot := max((right-left)/(n-i), 1)
		for j := i; j < n; j++ {
			u, code := w.fonts.code(face.Font, blank, string(c.runes[j]))
			if !started {
				fmt.Fprintf(b, "/%s %s Tf\n", u.name, num(p.size))
				started = true
			}
			if j == i { // as wide as the place of each letter: per cent of the blank's own width
				fmt.Fprintf(b, "%s Tz\n", num(slot*100_000/max(1, u.width(code)*p.size/1000)))
			}
			fmt.Fprintf(b, "1 0 0 1 %s %s Tm <%04X> Tj\n", num(x+right-(j-i+1)*slot), num(y), code)
		}
		i = n
	}
	b.WriteString("100 Tz ET\n")
}

// shape is the number of a glyph's outline among those of the file; 0 when it draws nothing.
func (w *flow) shape(s shape, face *font.Face) int {
	if n, known := w.shapeNumber[s]; known {
		return n
	}
	n := 0
	if o, ok := face.GlyphData(s.glyph).(font.GlyphOutline); ok && len(o.Segments) > 0 {
		w.shapes = append(w.shapes, outline{path(o), int(face.Upem())})
		n = len(w.shapes)
	}
	w.shapeNumber[s] = n
	return n
}

// path is an outline as operators, in sixths of a unit of the font.
func path(o font.GlyphOutline) string {
	var b strings.Builder
	type point struct{ x, y int }
	at := func(p opentype.SegmentPoint) point {
		return point{int(math.Round(float64(p.X) * sixth)), int(math.Round(float64(p.Y) * sixth))}
	}
	var now point
	open := false
	for _, s := range o.Segments {
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if open {
				b.WriteString("h\n")
			}
			open = true
			now = at(s.Args[0])
			fmt.Fprintf(&b, "%d %d m\n", now.x, now.y)
		case opentype.SegmentOpLineTo:
			now = at(s.Args[0])
			fmt.Fprintf(&b, "%d %d l\n", now.x, now.y)
		case opentype.SegmentOpQuadTo:
			q, end := at(s.Args[0]), at(s.Args[1])
			fmt.Fprintf(&b, "%d %d %d %d %d %d c\n", (now.x+2*q.x)/3, (now.y+2*q.y)/3, (end.x+2*q.x)/3, (end.y+2*q.y)/3, end.x, end.y)
			now = end
		case opentype.SegmentOpCubeTo:
			c1, c2, end := at(s.Args[0]), at(s.Args[1]), at(s.Args[2])
			fmt.Fprintf(&b, "%d %d %d %d %d %d c\n", c1.x, c1.y, c2.x, c2.y, end.x, end.y)
			now = end
		}
	}
	b.WriteString("h f\n")
	return b.String()
}

// writeShapes puts the outlines into the file and answers the resources that name them.
func (w *flow) writeShapes(o *objects) string {
	var b strings.Builder
	for i, s := range w.shapes {
		unit := fmt.Sprintf("0.%010d", (10_000_000_000+3*s.upem)/(sixth*s.upem)) // one over the units, in whole numbers as everywhere
		n := o.raw("/Type /XObject /Subtype /Form /BBox [-60000 -60000 60000 60000] /Matrix ["+unit+" 0 0 "+unit+" 0 0]", []byte(s.ops))
		fmt.Fprintf(&b, "/G%d %s ", i+1, ref(n))
	}
	return b.String()
}
