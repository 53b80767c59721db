package pdf

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// em is the size at which text is shaped; lengths of shaped text are in 1/64 of a thousandth of the em. All arithmetic
// is of whole numbers, so that every machine writes the same bytes.
const em = 1000

// long is how many characters are shaped at once: more could overflow the shaper's numbers.
const long = 4000

// paragraph is a text as lines of a width.
type paragraph struct {
	lines []line
	size  int // thousandths of a point
	pitch int // from one line to the next
	ink   string
	spans map[int]*element // elements of the runs in other languages
	used  *element         // the element they hang under
}

func (p *paragraph) height() int { return len(p.lines) * p.pitch }

// line is one line: its pieces in the order in which they are read, each with its place.
type line struct {
	pieces []piece
	width  int // thousandths of a point
	rtl    bool
}

// piece is text of one run, face and direction within a line.
type piece struct {
	out   shaping.Output
	runes []rune // of the paragraph as it was given
	run   int    // index of the run
	lang  string // "" for the document's
	x     int    // from the left end of the line
}

// style is how a kind of text looks.
type style struct {
	size int
	bold bool
	ink  string // gray or colour operator
}

// typesetter shapes text. It is not for several goroutines at once.
type typesetter struct {
	fonts   *fonts
	shaper  shaping.HarfbuzzShaper
	segment shaping.Segmenter
	wrap    shaping.LineWrapper
	lang    string
}

// lay breaks a text into lines of at most width thousandths of a point.
func (t *typesetter) lay(text Text, s style, width int) *paragraph {
	p := &paragraph{size: s.size, pitch: s.size * 138 / 100, ink: s.ink}
	for _, part := range split(text) {
		p.lines = append(p.lines, t.part(part, s, width)...)
	}
	return p
}

// part is a stretch of text without a line feed in it.
type part struct {
	runes []rune
	run   []int // of each rune, the index of its run
	runs  Text
}

// split cuts a text at its line feeds, and where it is too long to be shaped at once.
func split(text Text) []part {
	var out []part
	now := part{runs: text}
	end := func(always bool) {
		if always || len(now.runes) > 0 {
			out = append(out, now)
		}
		now = part{runs: text}
	}
	for i, r := range text {
		s := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n", "\v", "\n", "\f", "\n").Replace(strings.ToValidUTF8(r.Text, "\uFFFD"))
		for _, c := range s {
			if c == '\n' {
				if len(now.runes) > 0 { // the last word of a line and the first of the next are two words
					now.runes, now.run = append(now.runes, ' '), append(now.run, i)
				}
				end(true)
				continue
			}
			if len(now.runes) >= long && (unicode.IsSpace(c) || len(now.runes) >= 2*long) {
				end(false)
			}
			switch {
			case c == '\t':
				c = ' '
			case unicode.IsControl(c):
				c = '\uFFFD'
			}
			now.runes, now.run = append(now.runes, c), append(now.run, i)
		}
	}
	end(false)
	return out
}

// direction is that of the first letter that has one (rule P2 of the bidirectional algorithm).
func direction(runes []rune) di.Direction {
	for _, r := range runes {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return di.DirectionLTR
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		}
	}
	return di.DirectionLTR
}

// part lays out text without a line feed.
func (t *typesetter) part(p part, s style, width int) []line {
	if len(p.runes) == 0 {
		return []line{{}}
	}
	drawn := t.fonts.drawn(p.runes)
	dir := direction(p.runes)
	whole := shaping.Input{Text: drawn, RunEnd: len(drawn), Direction: dir, Size: fixed.I(em), Language: language.NewLanguage(t.lang)}
	var outs []shaping.Output
	for _, in := range t.segment.Split(whole, anyFace(t.fonts.faces)) {
		for _, in := range styled(in, p, s) {
			for _, in := range shaping.SplitByFontGlyphs(in.Input, t.fonts.of(in.bold)) {
				outs = append(outs, t.shaper.Shape(in))
			}
		}
	}
	// Widths are told to the wrapper in the shaper's measure.
	most := fixed.Int26_6(max(1, width) * em / s.size * 64)
	lines, _ := t.wrap.WrapParagraphF(shaping.WrapConfig{Direction: dir, BreakPolicy: shaping.WhenNecessary}, most, unhyphenated(drawn), shaping.NewSliceIterator(outs))
	var out []line
	for _, l := range lines {
		out = append(out, place(l, p, s, dir))
	}
	return out
}

// unhyphenated is the text as lines are broken in it: not after a hyphen, because programs that read pages take one at the
// end of a line for the writer's and leave it out, and it may be of a name.
func unhyphenated(runes []rune) []rune {
	out := slices.Clone(runes)
	for i, r := range out {
		if r == '-' || r == '\u2010' {
			out[i] = '\u2011'
		}
	}
	return out
}

// styledInput is a stretch of one run.
type styledInput struct {
	shaping.Input
	bold bool
}

// styled cuts a stretch where a run ends.
func styled(in shaping.Input, p part, s style) []styledInput {
	var out []styledInput
	for at := in.RunStart; at < in.RunEnd; {
		end := at
		for end < in.RunEnd && p.run[end] == p.run[at] {
			end++
		}
		cut := in
		cut.RunStart, cut.RunEnd = at, end
		run := p.runs[p.run[at]]
		if run.Lang != "" {
			cut.Language = language.NewLanguage(run.Lang)
		}
		out = append(out, styledInput{cut, s.bold || run.Bold})
		at = end
	}
	return out
}

// place gives each piece of a line its place from the left; the pieces stay in the order in which they are read.
func place(l shaping.Line, p part, s style, dir di.Direction) line {
	out := line{rtl: dir == di.DirectionRTL}
	byPlace := make([]int, len(l))
	for i := range l {
		byPlace[l[i].VisualIndex] = i
	}
	out.pieces = make([]piece, len(l))
	x := 0
	for _, i := range byPlace {
		o := l[i]
		run := p.run[o.Runes.Offset]
		out.pieces[i] = piece{out: o, runes: p.runes[o.Runes.Offset : o.Runes.Offset+o.Runes.Count], run: run, lang: p.runs[run].Lang, x: x}
		x += length(o.Advance, s.size)
	}
	out.width = x
	return out
}

// length is a shaped length at a size, in thousandths of a point.
func length(v fixed.Int26_6, size int) int { return int(int64(v) * int64(size) / (em * 64)) }

// anyFace lets the segmenter cut by direction and script alone: faces are chosen afterwards, by weight.
type anyFace []*font.Face

func (f anyFace) ResolveFace(rune) *font.Face { return f[0] }
