package pdf

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
)

// box stands for a letter that no font has. In the file's text it is the letter itself.
const box = '□'

// typeface is a font of the program, read once. The fonts are DejaVu Sans, regular and bold: Latin, Greek, Cyrillic,
// Arabic (with Persian, Kurdish, Pashto and Urdu letters), Hebrew, Armenian, Georgian, Lao, N'Ko, Tifinagh, Canadian
// syllabics. They come as a Go module under the Bitstream Vera licence (docs/adr/0030).
type typeface struct {
	font *font.Font
	raw  *sfnt
	name string
	bold bool
}

var typefaces = sync.OnceValue(func() []*typeface {
	var out []*typeface
	for _, x := range []struct {
		name string
		ttf  []byte
		bold bool
	}{{"DejaVuSans", dejavusans.TTF, false}, {"DejaVuSans-Bold", dejavusansbold.TTF, true}} {
		t, err := readTypeface(x.name, x.ttf)
		if err != nil {
			panic(err) // the fonts are part of the program
		}
		t.bold = x.bold
		out = append(out, t)
	}
	return out
})

func readTypeface(name string, ttf []byte) (*typeface, error) {
	face, err := font.ParseTTF(bytes.NewReader(ttf))
	if err != nil {
		return nil, fmt.Errorf("pdf: %s: %w", name, err)
	}
	raw, err := readSfnt(ttf)
	if err != nil {
		return nil, fmt.Errorf("pdf: %s: %w", name, err)
	}
	return &typeface{font: face.Font, raw: raw, name: name}, nil
}

// added are the fonts of the machine, for scripts that the program's own do not have.
var added []*typeface

// AddFonts reads the TrueType fonts (*.ttf) at the top of a folder, the regular ones first, then by name: a letter that the program's own fonts lack is drawn
// with the first one that has it. It is called once, before anything is rendered; machines that are to write the same
// bytes have the same folder. It answers how many fonts were taken; one that cannot be used is left out and named.
func AddFonts(folder fs.FS) (n int, left []string, err error) {
	names, err := fs.Glob(folder, "*.ttf")
	if err != nil {
		return 0, nil, err
	}
	slices.SortStableFunc(names, func(a, b string) int { // the regular weight of a family before its others
		return cmp.Compare(strings.Count(b, "Regular"), strings.Count(a, "Regular"))
	})
	for _, file := range names {
		ttf, err := fs.ReadFile(folder, file)
		if err != nil {
			return n, left, err
		}
		t, err := readTypeface(fontName(file), ttf)
		if err != nil {
			left = append(left, file)
			continue
		}
		added = append(added, t)
		n++
	}
	return n, left, nil
}

// fontName is a file's name as a name in PDF: letters, digits and hyphens.
func fontName(file string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.TrimSuffix(file, ".ttf"))
}

// fonts are the typefaces of one document, with what it used of each.
type fonts struct {
	faces  []*font.Face // as typefaces
	bold   []*font.Face // the same, bold first
	used   map[*font.Font]*usedFont
	order  []*usedFont
	absent map[rune]bool
}

// usedFont is a font of the file: one code for each glyph with the text that it says there, so that what is copied out
// of the file is what was written, letter by letter.
type usedFont struct {
	*typeface
	name  string // in the page's resources
	codes map[glyphText]int
	list  []glyphText // by code, from 1
}

type glyphText struct {
	glyph font.GID
	text  string
}

func newFonts() *fonts {
	f := &fonts{used: map[*font.Font]*usedFont{}, absent: map[rune]bool{}}
	var bold []*font.Face
	for _, t := range typefaces() {
		face := font.NewFace(t.font)
		f.faces = append(f.faces, face)
		if t.bold {
			bold = append(bold, face)
		}
	}
	f.bold = append(bold, f.faces...)
	return f
}

// of are the faces to look for a letter in, the best one first.
func (f *fonts) of(bold bool) []*font.Face {
	if bold {
		return f.bold
	}
	return f.faces
}

// has says whether some font has the letter; what is not drawn at all (joiners, marks of direction) needs none.
func (f *fonts) has(r rune) bool {
	if r < unicode.MaxASCII {
		return true
	}
	if no, known := f.absent[r]; known {
		return !no
	}
	ok := unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Zs, r)
	for _, x := range f.faces {
		if ok {
			break
		}
		_, ok = x.NominalGlyph(r)
	}
	for i := 0; !ok && i < len(added); i++ { // a font of the machine joins when a letter needs it
		if _, ok = added[i].font.Cmap.Lookup(r); ok {
			face := font.NewFace(added[i].font)
			f.faces, f.bold = append(f.faces, face), append(f.bold, face)
		}
	}
	f.absent[r] = !ok
	return ok
}

// drawn is the text with a box for each letter that no font has.
func (f *fonts) drawn(runes []rune) []rune {
	out := runes
	for i, r := range runes {
		if f.has(r) {
			continue
		}
		if &out[0] == &runes[0] {
			out = append([]rune(nil), runes...)
		}
		out[i] = box
	}
	return out
}

func (f *fonts) lacks(blocks []Block) bool {
	lacks := false
	for _, b := range blocks {
		b.texts(func(t Text) {
			for _, r := range t {
				for _, c := range r.Text {
					lacks = lacks || !unicode.IsControl(c) && !f.has(c)
				}
			}
		})
	}
	return lacks
}

// code is the code of a glyph that says a text.
func (f *fonts) code(x *font.Font, g font.GID, text string) (*usedFont, int) {
	u := f.used[x]
	if u == nil {
		u = &usedFont{name: fmt.Sprintf("F%d", len(f.order)+1), codes: map[glyphText]int{}}
		for _, t := range slices.Concat(typefaces(), added) {
			if t.font == x {
				u.typeface = t
			}
		}
		f.used[x], f.order = u, append(f.order, u)
	}
	k := glyphText{g, text}
	c := u.codes[k]
	if c == 0 {
		u.list = append(u.list, k)
		c = len(u.list)
		u.codes[k] = c
	}
	return u, c
}

// glyph is one glyph in the order in which it is read.
type glyph struct {
	font   *usedFont
	code   int
	x, y   int // from the start of the piece, thousandths of a point
	actual string
}

// glyphs are the glyphs of a piece that is read from left to right, each with its place. A group of glyphs that stands
// for its letters only together carries them as its actual text.
func (w *flow) glyphs(p *paragraph, c piece) []glyph {
	gs := c.out.Glyphs
	out := make([]glyph, 0, len(gs))
	x := 0
	for i := 0; i < len(gs); {
		n := i
		for n < len(gs) && gs[n].TextIndex() == gs[i].TextIndex() {
			n++
		}
		said := c.said(gs[i])
		for j := i; j < n; j++ {
			text := ""
			switch {
			case n-i == len(said):
				text = string(said[j-i])
			case j == i:
				text = string(said)
			}
			o := glyph{x: x + length(gs[j].XOffset, p.size), y: length(gs[j].YOffset, p.size)}
			o.font, o.code = w.fonts.code(c.out.Face.Font, gs[j].GlyphID, text)
			if n-i > 1 && n-i != len(said) {
				o.actual = string(said)
			}
			out = append(out, o)
			x += length(gs[j].Advance, p.size)
		}
		i = n
	}
	return out
}

// said are the letters that a glyph, with the others of its group, stands for.
func (c piece) said(g shaping.Glyph) []rune {
	from := min(max(0, g.TextIndex()-c.out.Runes.Offset), len(c.runes))
	return c.runes[from:min(from+g.RunesCount(), len(c.runes))]
}

// piece writes a piece of a line under an element.
func (w *flow) piece(e *element, p *paragraph, c piece, x, y int) {
	if c.back() {
		w.mark(e)
		w.backwards(&w.page().Builder, p, c, x+c.x, y)
		return
	}
	gs := w.glyphs(p, c)
	for i := 0; i < len(gs); {
		n := i
		for n < len(gs) && gs[n].actual == gs[i].actual {
			n++
		}
		under := e
		if gs[i].actual != "" {
			under = e.in("Span")
			under.actual = gs[i].actual
		}
		w.mark(under)
		w.draw(&w.page().Builder, p, gs[i:n], x+c.x, y)
		i = n
	}
}

func (c piece) back() bool { return c.out.Direction.Progression() == di.TowardTopLeft }

// ops is a line as operators, for what is in no element.
func (w *flow) ops(p *paragraph, l line, x, y, width int) string {
	var b strings.Builder
	if l.rtl {
		x += width - l.width
	}
	for _, c := range l.pieces {
		if c.back() {
			w.backwards(&b, p, c, x+c.x, y)
		} else {
			w.draw(&b, p, w.glyphs(p, c), x+c.x, y)
		}
	}
	return b.String()
}

// baseline is where letters stand within a line whose bottom is y.
func (p *paragraph) baseline(y int) int { return y + p.pitch - p.size*106/100 }

// draw shows glyphs from a place on the baseline, in strings.
func (w *flow) draw(b *strings.Builder, p *paragraph, gs []glyph, x, y int) {
	if len(gs) == 0 {
		return
	}
	y = p.baseline(y)
	fmt.Fprintf(b, "BT %s\n", p.ink)
	var face *usedFont
	for i := 0; i < len(gs); {
		g := gs[i]
		if g.font != face {
			face = g.font
			fmt.Fprintf(b, "/%s %s Tf\n", face.name, num(p.size))
		}
		fmt.Fprintf(b, "1 0 0 1 %s %s Tm [<%04X", num(x+g.x), num(y+g.y), g.code)
		pen := g.x + face.width(g.code)*p.size/1000
		n := i + 1
		for n < len(gs) && gs[n].font == face && gs[n].y == g.y {
			// A gap of more than the rounding is written in thousandths of the size, against the direction.
			if gap := (gs[n].x - pen) * 1000 / p.size; gap > 1 || gap < -1 {
				fmt.Fprintf(b, "> %d <", -gap)
				pen += gap * p.size / 1000
			}
			fmt.Fprintf(b, "%04X", gs[n].code)
			pen += face.width(gs[n].code) * p.size / 1000
			n++
		}
		b.WriteString(">] TJ\n")
		i = n
	}
	b.WriteString("ET\n")
}

// width is how far a glyph moves the pen, in thousandths of the size.
func (u *usedFont) width(code int) int {
	return u.raw.advance(int(u.list[code-1].glyph)) * 1000 / u.raw.upem
}

// write puts the font into the file: cut to its glyphs, with the widths and the text of each code.
func (u *usedFont) write(o *objects) int {
	var want []int
	seen := map[int]bool{}
	for _, k := range u.list {
		if g := int(k.glyph); !seen[g] {
			seen[g] = true
			want = append(want, g)
		}
	}
	sort.Ints(want)
	ttf, index := u.raw.subset(want)
	name := tagOf(ttf) + "+" + u.typeface.name
	toGlyph := make([]byte, 2*(len(u.list)+1))
	var widths strings.Builder
	for i, k := range u.list {
		g := index[int(k.glyph)]
		toGlyph[2*i+2], toGlyph[2*i+3] = byte(g>>8), byte(g)
		fmt.Fprintf(&widths, "%d ", u.width(i+1))
	}
	dict, desc, cid := o.next(), o.next(), o.next()
	file := o.stream(fmt.Sprintf("/Length1 %d", len(ttf)), ttf)
	gids := o.stream("", toGlyph)
	toUnicode := o.stream("", u.toUnicode())
	r := u.raw
	o.put(desc, fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %s>>",
		name, r.em(r.box[0]), r.em(r.box[1]), r.em(r.box[2]), r.em(r.box[3]), r.em(r.ascent), r.em(r.descent), r.em(1493), map[bool]int{false: 90, true: 150}[u.bold], ref(file)))
	o.put(cid, fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %s /DW 600 /W [1 [%s]] /CIDToGIDMap %s>>",
		name, ref(desc), widths.String(), ref(gids)))
	o.put(dict, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%s] /ToUnicode %s>>", name, ref(cid), ref(toUnicode)))
	return dict
}

// tagOf are the six letters before the name of a font that was cut: of its content, so that the same cut has the same name.
func tagOf(ttf []byte) string {
	h := sha256.Sum256(ttf)
	out := make([]byte, 6)
	for i := range out {
		out[i] = 'A' + h[i]%26
	}
	return string(out)
}

// toUnicode says the text of each code (ISO 32000-1, 9.10.3).
func (u *usedFont) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for i := 0; i < len(u.list); i += 100 {
		n := min(100, len(u.list)-i)
		fmt.Fprintf(&b, "%d beginbfchar\n", n)
		for j := i; j < i+n; j++ {
			text := u.list[j].text
			if text == "" {
				text = "\u200b" // the rest of a group whose actual text says it all
			}
			fmt.Fprintf(&b, "<%04X> <", j+1)
			for _, x := range utf16.Encode([]rune(text)) {
				fmt.Fprintf(&b, "%04X", x)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
