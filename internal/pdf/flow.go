package pdf

import (
	"fmt"
	"strconv"
	"strings"
)

// Margins and distances, in thousandths of a point.
const (
	marginX   = 54_000
	marginTop = 66_000
	marginEnd = 60_000
	gutter    = 12_000 // between the cells of a row
	indent    = 18_000 // of lists and notes
	hair      = 500    // thickness of a rule
	rowPad    = 2_500  // above and below the text of a row
)

// How each kind of text looks. Inks keep a contrast of at least 7 to 1 on white.
var (
	body     = style{size: 9_500, ink: "0 g"}
	label    = style{size: 9_000, ink: "0.27 g"}
	small    = style{size: 7_500, ink: "0.27 g"}
	cellHead = style{size: 9_000, bold: true, ink: "0 g"}
	headings = []style{{size: 16_000, bold: true, ink: "0 g"}, {size: 12_500, bold: true, ink: "0 g"}, {size: 10_500, bold: true, ink: "0 g"}}
)

// flow lays blocks onto pages, one after the other.
type flow struct {
	doc         *Document
	size        Size
	pages       []*page
	y           int // of the next line's top, from the bottom of the page
	next        Block
	set         typesetter
	fonts       *fonts
	root        *element
	open        *element
	marks       []bookmark
	level       int // of the last heading
	pics        []picture
	shapes      []outline
	shapeNumber map[shape]int
}

// bookmark is a heading in the outline.
type bookmark struct {
	text        string
	page, y     int
	level, made int
}

func newFlow(d *Document) *flow {
	w := &flow{doc: d, size: d.Size, fonts: newFonts(), root: &element{tag: "Document", lang: d.Lang}, shapeNumber: map[shape]int{}}
	if w.size == (Size{}) {
		w.size = Letter
	}
	w.set = typesetter{fonts: w.fonts, lang: d.Lang}
	w.newPage()
	return w
}

func (w *flow) page() *page { return w.pages[len(w.pages)-1] }
func (w *flow) width() int  { return w.size.Width - 2*marginX }
func (w *flow) room() int   { return w.y - marginEnd }
func (w *flow) top() int    { return w.size.Height - marginTop }
func (w *flow) fresh() bool { return w.y == w.top() }

func (w *flow) newPage() {
	if len(w.pages) > 0 {
		w.endMark()
	}
	w.pages = append(w.pages, &page{})
	w.y = w.top()
}

// gap leaves room, unless the page has just begun.
func (w *flow) gap(v int) {
	if !w.fresh() {
		w.y -= v
	}
}

// need begins a new page when less than v is left, as long as that helps.
func (w *flow) need(v int) {
	if w.room() < min(v, w.top()-marginEnd) && !w.fresh() {
		w.newPage()
	}
}

func (w *flow) add(b Block) error {
	if f, ok := b.(Figure); ok {
		return w.figure(f)
	}
	w.block(b)
	return nil
}

func (w *flow) block(b Block) {
	switch b := b.(type) {
	case Heading:
		w.heading(b)
	case Paragraph:
		w.gap(4_000)
		w.flow(w.root.in("P"), w.set.lay(b.Text, body, w.width()), marginX, w.width())
	case Note:
		w.note(b)
	case List:
		w.list(b)
	case Pairs:
		w.pairs(b)
	case Table:
		w.table(b)
	case Break:
		if !w.fresh() {
			w.newPage()
		}
	}
	w.endMark()
}

// heading writes a heading and keeps it with what follows. A level that would leave one out is raised (PDF/UA 7.4.2).
func (w *flow) heading(h Heading) {
	level := min(max(h.Level, 1), 3, w.level+1)
	w.level = level
	s := headings[level-1]
	p := w.set.lay(h.Text, s, w.width())
	w.gap([]int{6_000, 14_000, 9_000}[level-1])
	w.need(p.height() + w.lead())
	e := w.root.in("H" + strconv.Itoa(level))
	w.marks = append(w.marks, bookmark{text: h.Text.string(), page: len(w.pages) - 1, y: w.y + 4_000, level: level})
	w.flow(e, p, marginX, w.width())
	if level == 2 {
		w.endMark()
		w.rule(marginX, w.y-2_000, w.width())
		w.y -= 3_000
	}
	w.y -= 2_000
}

// lead is how much of the next block stays with a heading: its first row, or some lines.
func (w *flow) lead() int {
	lines := 3 * body.size * 138 / 100
	switch b := w.next.(type) {
	case Pairs:
		if len(b) > 0 {
			first := w.width() * 36 / 100
			tall := max(w.set.lay(b[0].Label, label, first-gutter).height(), w.set.lay(b[0].Value, body, w.width()-first).height())
			return min(tall+4*rowPad, (w.top()-marginEnd)/3)
		}
	case Table:
		return 3 * lines
	case Heading:
		return 2 * lines
	case Figure:
		return (w.top() - marginEnd) / 3
	}
	return lines
}

func (t Text) string() string {
	var b strings.Builder
	for _, r := range t {
		b.WriteString(r.Text)
	}
	return b.String()
}

// flow writes lines down the page and goes on to the next page; one line alone is not left behind at an end.
func (w *flow) flow(e *element, p *paragraph, x, width int) {
	for i, l := range p.lines {
		left := len(p.lines) - i
		if w.room() < p.pitch || i == 0 && left > 1 && w.room() < 2*p.pitch {
			if !w.fresh() {
				w.newPage()
			}
		}
		w.y -= p.pitch
		w.line(e, p, l, x, w.y, width)
	}
	w.endMark()
}

// note is a paragraph with a rule at its side.
func (w *flow) note(n Note) {
	w.gap(6_000)
	p := w.set.lay(n.Text, body, w.width()-indent)
	w.need(min(p.height(), 6*p.pitch))
	e := w.root.in("P")
	for _, l := range p.lines {
		if w.room() < p.pitch && !w.fresh() {
			w.newPage()
		}
		w.y -= p.pitch
		w.line(e, p, l, marginX+indent, w.y, w.width()-indent)
		w.endMark()
		w.artifact(w.page(), "Layout", fmt.Sprintf("0.2 g %s %s %s %s re f\n", num(marginX+6_000), num(w.y-p.pitch/5), num(2_000), num(p.pitch)))
	}
	w.gap(4_000)
}

func (w *flow) list(l List) {
	numbering := "/Disc"
	if l.Ordered {
		numbering = "/Decimal"
	}
	e := w.root.in("L")
	e.attrs = "<</O /List /ListNumbering " + numbering + ">>"
	for i, t := range l.Items {
		w.gap(2_000)
		item := e.in("LI")
		sign := "•"
		if l.Ordered {
			sign = strconv.Itoa(i+1) + "."
		}
		p, s := w.set.lay(t, body, w.width()-indent), w.set.lay(Plain(sign), body, indent)
		w.need(min(2, len(p.lines)) * p.pitch)
		if len(s.lines) > 0 {
			w.line(item.in("Lbl"), s, s.lines[0], marginX+4_000, w.y-p.pitch, indent)
			w.endMark()
		}
		if len(p.lines) == 0 {
			w.y -= p.pitch
		}
		w.flow(item.in("LBody"), p, marginX+indent, w.width()-indent)
	}
}

// pairs is a list of labels with their values; in the tree a list of labels and bodies, which is read label by label.
func (w *flow) pairs(list Pairs) {
	e := w.root.in("L")
	e.attrs = "<</O /List /ListNumbering /None>>"
	first := w.width() * 36 / 100
	w.gap(2_000)
	for _, x := range list {
		item := e.in("LI")
		w.row([]cell{
			{item.in("Lbl"), w.set.lay(x.Label, label, first-gutter), marginX, first - gutter},
			{item.in("LBody"), w.set.lay(x.Value, body, w.width()-first), marginX + first, w.width() - first},
		}, nil)
	}
}

// cell is one cell of a row: its element, its lines and its place.
type cell struct {
	e        *element
	p        *paragraph
	x, width int
}

// row writes cells side by side, cut where the page ends; again is called on each new page (the heads of a table).
func (w *flow) row(cells []cell, again func()) {
	tall, pitch := 0, 0
	for _, c := range cells {
		tall, pitch = max(tall, c.p.height()), max(pitch, c.p.pitch)
	}
	tall = max(tall, pitch)
	turn := func() {
		w.newPage()
		if again != nil {
			again()
		}
	}
	// A row that fits a third of a page is kept in one piece.
	if w.room() < tall+2*rowPad && (tall < (w.top()-marginEnd)/3 || w.room() < 2*pitch+2*rowPad) && !w.fresh() {
		turn()
	}
	at := make([]int, len(cells))
	for {
		w.y -= rowPad
		low, more := w.y-pitch, false
		for i, c := range cells {
			y := w.y
			for at[i] < len(c.p.lines) && (y-c.p.pitch >= marginEnd || y == w.y && w.padded()) {
				y -= c.p.pitch
				w.line(c.e, c.p, c.p.lines[at[i]], c.x, y, c.width)
				at[i]++
			}
			w.endMark()
			low, more = min(low, y), more || at[i] < len(c.p.lines)
		}
		w.y = low - rowPad
		w.rule(marginX, w.y, w.width())
		if !more {
			return
		}
		turn()
	}
}

// padded says whether nothing but the padding of a row is above: then a line is written whatever the room, so that every page takes
// at least one.
func (w *flow) padded() bool { return w.y == w.top()-rowPad }

func (w *flow) table(t Table) {
	n := len(t.Head)
	if n == 0 {
		return
	}
	parts, sum := t.Widths, 0
	if len(parts) != n {
		parts = make([]int, n)
		for i := range parts {
			parts[i] = 1
		}
	}
	for _, p := range parts {
		sum += p
	}
	xs, ws := make([]int, n), make([]int, n)
	x := 0
	for i := range n {
		xs[i] = marginX + x
		ws[i] = w.width()*parts[i]/sum - gutter
		x += ws[i] + gutter
	}
	e := w.root.in("Table")
	head := make([]cell, n)
	tr := e.in("TR")
	tall := 0
	for i, h := range t.Head {
		th := tr.in("TH")
		th.attrs = "<</O /Table /Scope /Column>>"
		head[i] = cell{th, w.set.lay(h, cellHead, ws[i]), xs[i], ws[i]}
		tall = max(tall, head[i].p.height())
	}
	w.gap(4_000)
	w.need(tall + 4*body.size)
	w.row(head, nil)
	for _, r := range t.Rows {
		tr := e.in("TR")
		cells := make([]cell, n)
		for i := range n {
			var text Text
			if i < len(r) {
				text = r[i]
			}
			tag, s := "TD", body
			if i == 0 && t.RowHeads {
				tag, s = "TH", cellHead
			}
			c := tr.in(tag)
			if tag == "TH" {
				c.attrs = "<</O /Table /Scope /Row>>"
			}
			cells[i] = cell{c, w.set.lay(text, s, ws[i]), xs[i], ws[i]}
		}
		w.row(cells, func() { w.headAgain(head, tall) })
	}
}

// headAgain repeats the heads of a table on a new page: for the eye alone, they are in the tree once. Heads so tall
// that they would leave no room are not repeated.
func (w *flow) headAgain(head []cell, tall int) {
	if tall > (w.top()-marginEnd)/4 {
		return
	}
	p := w.page()
	low := w.y
	for _, c := range head {
		y := w.y - rowPad
		for _, l := range c.p.lines {
			y -= c.p.pitch
			w.artifact(p, "Pagination", w.ops(c.p, l, c.x, y, c.width))
		}
		low = min(low, y)
	}
	w.y = low - rowPad
	w.rule(marginX, w.y, w.width())
}

func (w *flow) rule(x, y, width int) {
	w.artifact(w.page(), "Layout", fmt.Sprintf("0.6 g %s %s %s %s re f\n", num(x), num(y), num(width), num(hair)))
}

// line writes a line under an element: runs of another language are elements of their own.
func (w *flow) line(e *element, p *paragraph, l line, x, y, width int) {
	if l.rtl {
		x += width - l.width
	}
	for _, c := range l.pieces {
		w.piece(w.under(e, p, c), p, c, x, y)
	}
}

// under is the element of a piece: its own when its language is not the document's.
func (w *flow) under(e *element, p *paragraph, c piece) *element {
	if c.lang == "" || c.lang == w.doc.Lang {
		return e
	}
	if p.used != e {
		p.used, p.spans = e, map[int]*element{}
	}
	if p.spans[c.run] == nil {
		s := e.in("Span")
		s.lang = c.lang
		p.spans[c.run] = s
	}
	return p.spans[c.run]
}

// finish writes what stands on every page, now that their number is known.
func (w *flow) finish() {
	w.endMark()
	top, end := w.size.Height-36_000, 34_000
	left, right, foot := w.marginal(w.doc.Head[0]), w.marginal(w.doc.Head[1]), w.marginal(w.doc.Foot)
	for i, p := range w.pages {
		number := strings.NewReplacer("{page}", strconv.Itoa(i+1), "{pages}", strconv.Itoa(len(w.pages))).Replace(w.doc.Page)
		w.margin(p, left, top, false)
		w.margin(p, right, top, true)
		w.margin(p, foot, end, false)
		w.margin(p, w.marginal(number), end, true)
	}
}

// marginal is one line for the top or bottom of pages. What does not fit on two thirds of the width is left out.
func (w *flow) marginal(s string) *paragraph {
	const most = 160
	if r := []rune(s); len(r) > most {
		s = string(r[:most])
	}
	return w.set.lay(Plain(s), small, w.width()*2/3)
}

func (w *flow) margin(p *page, t *paragraph, y int, right bool) {
	if len(t.lines) == 0 {
		return
	}
	l := t.lines[0]
	x := marginX
	if right {
		x += w.width() - l.width
	}
	l.rtl = false // its place is said here
	w.artifact(p, "Pagination", w.ops(t, l, x, y, w.width()))
}
