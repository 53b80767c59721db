package pdf

// Document is what is printed.
type Document struct {
	Title   string    // shown as the window's title; it says nothing of a case
	Lang    string    // BCP 47: "en-CA", "fr-CA"
	Size    Size      // Letter when zero
	Head    [2]string // top of every page, left and right: classification, reference
	Foot    string    // bottom of every page, left: who printed it, and when
	Page    string    // bottom right: "Page {page} of {pages}"
	Undrawn string    // a note on top when the fonts lack a letter: it stands as a box, and as itself in the text
	Blocks  []Block
}

// Size is the size of the paper in thousandths of a point.
type Size struct{ Width, Height int }

// The sizes of paper.
var (
	Letter = Size{612_000, 792_000}
	A4     = Size{595_276, 841_890}
)

// Block is one piece of a document, from top to bottom.
type Block interface{ texts(func(Text)) }

// Text is a line of thought in runs.
type Text []Run

// Run is text of one language and weight. A line feed in it begins a new line.
type Run struct {
	Text string
	Lang string // BCP 47, "" for the document's
	Bold bool
}

// Plain is a text of one run in the document's language.
func Plain(s string) Text { return Text{{Text: s}} }

// In is a text of one run in another language.
func In(lang, s string) Text { return Text{{Text: s, Lang: lang}} }

// Blocks of a document. Levels of headings nest: an H3 follows an H2.
type (
	// Heading is a heading of level 1, 2 or 3.
	Heading struct {
		Level int
		Text  Text
	}
	// Paragraph is a paragraph.
	Paragraph struct{ Text Text }
	// Note is a paragraph that stands out: a rule at its side.
	Note struct{ Text Text }
	// List is a list with bullets, or numbered.
	List struct {
		Ordered bool
		Items   []Text
	}
	// Pairs are labels with their values, each on a line of its own.
	Pairs []Pair
	// Pair is a label with its value.
	Pair struct{ Label, Value Text }
	// Table is a table with one row of heads, repeated on every page; RowHeads makes the first cell of each row its head.
	Table struct {
		Head     []Text
		Rows     [][]Text // a row is as long as Head; what is missing is empty
		Widths   []int    // parts of the width; equal when nil
		RowHeads bool
	}
	// Figure is a photograph (JPEG) with words for whoever does not see it. What the camera wrote into it (place, time,
	// preview) is left out.
	Figure struct {
		JPEG   []byte
		Alt    string
		Height int // thousandths of a point; 120 points when zero
	}
	// Break begins a new page.
	Break struct{}
)

func (b Heading) texts(f func(Text))   { f(b.Text) }
func (b Paragraph) texts(f func(Text)) { f(b.Text) }
func (b Note) texts(f func(Text))      { f(b.Text) }
func (b Figure) texts(func(Text))      {}
func (b Break) texts(func(Text))       {}
func (b List) texts(f func(Text)) {
	for _, t := range b.Items {
		f(t)
	}
}
func (b Pairs) texts(f func(Text)) {
	for _, p := range b {
		f(p.Label)
		f(p.Value)
	}
}
func (b Table) texts(f func(Text)) {
	for _, t := range b.Head {
		f(t)
	}
	for _, r := range b.Rows {
		for _, t := range r {
			f(t)
		}
	}
}
