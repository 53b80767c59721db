package letter

import (
	"strconv"
	"strings"

	"passage/internal/i18n"
	"passage/internal/pdf"
)

// PDF lays out a letter that was written as a tagged PDF, from the same text as its page: what was sent and stored gives the
// same bytes again. Nothing is added to the words of the letter; in the margins stand the classification, its subject and
// the number of the page.
func PDF(text, subject string, lang i18n.Lang) ([]byte, error) {
	d := pdf.Document{Title: lang.T("notice.pdf.title"), Lang: string(lang) + "-CA", Head: [2]string{lang.T("sheet.protected"), subject},
		Page: lang.T("sheet.page"), Undrawn: lang.T("sheet.undrawn")}
	p := printer{lang: lang}
	p.nodes(Read(text))
	p.flush()
	d.Blocks = p.blocks
	return pdf.Render(d)
}

// printer turns the nodes of a letter into blocks. Text that stands in no paragraph gathers until one begins.
type printer struct {
	lang   i18n.Lang
	blocks []pdf.Block
	loose  pdf.Text
	lead   string // number of the point of a list, for the next block of it
}

func (p *printer) flush() {
	if t := p.loose; strings.TrimSpace(plain(t)) != "" {
		p.blocks = append(p.blocks, pdf.Paragraph{Text: p.led(t)})
	}
	p.loose = nil
}

// led is a text after the number of its point.
func (p *printer) led(t pdf.Text) pdf.Text {
	if p.lead == "" {
		return t
	}
	t = append(pdf.Plain(p.lead+" "), t...)
	p.lead = ""
	return t
}

func plain(t pdf.Text) string {
	var b strings.Builder
	for _, r := range t {
		b.WriteString(r.Text)
	}
	return b.String()
}

func (p *printer) nodes(list []Node) {
	for _, n := range list {
		switch n.Tag {
		case "h1", "h2", "h3":
			p.flush()
			p.blocks = append(p.blocks, pdf.Heading{Level: int(n.Tag[1] - '0'), Text: p.led(p.inline(n.Nodes, false))})
		case "p":
			p.flush()
			p.loose = p.inline(n.Nodes, false)
			p.flush()
		case "ul", "ol":
			p.flush()
			p.list(n)
		default:
			p.loose = append(p.loose, p.inline([]Node{n}, false)...)
		}
	}
}

// list is a list of short points; points that hold headings and paragraphs of their own become those, numbered.
func (p *printer) list(n Node) {
	var points []Node
	deep := false
	for _, li := range n.Nodes {
		if li.Tag != "li" {
			continue
		}
		points = append(points, li)
		for _, x := range li.Nodes {
			deep = deep || x.Tag == "p" || x.Tag == "h3" || x.Tag == "ul" || x.Tag == "ol"
		}
	}
	if !deep {
		l := pdf.List{Ordered: n.Tag == "ol"}
		for _, li := range points {
			l.Items = append(l.Items, p.inline(li.Nodes, false))
		}
		p.blocks = append(p.blocks, l)
		return
	}
	for i, li := range points {
		p.lead = "•"
		if n.Tag == "ol" {
			p.lead = strconv.Itoa(i+1) + "."
		}
		p.nodes(li.Nodes)
		p.flush()
		p.lead = ""
	}
}

// inline is text within a line: bold, quoted, broken.
func (p *printer) inline(list []Node, bold bool) pdf.Text {
	var out pdf.Text
	put := func(t pdf.Text) { out = append(out, t...) }
	for _, n := range list {
		switch n.Tag {
		case "":
			t := pdf.Written(space(n.Text))
			t[0].Bold = bold
			put(t)
		case "br":
			put(pdf.Text{{Text: "\n"}})
		case "b":
			put(p.inline(n.Nodes, true))
		case "q":
			open, end := "“", "”"
			if p.lang == i18n.FR {
				open, end = "«\u00a0", "\u00a0»"
			}
			put(pdf.Text{{Text: open, Bold: bold}})
			put(p.inline(n.Nodes, bold))
			put(pdf.Text{{Text: end, Bold: bold}})
		default:
			put(p.inline(n.Nodes, bold))
		}
	}
	return out
}

// space makes white space one, as a page shows it; a no-break space stays.
func space(s string) string {
	var b strings.Builder
	last := false
	for _, r := range s {
		white := r == ' ' || r == '\n' || r == '\t' || r == '\r'
		if white && last {
			continue
		}
		if last = white; white {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}
