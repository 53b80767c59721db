package pdf

import (
	"fmt"
	"strconv"
	"strings"
)

// element is a node of the structure tree: what a piece of the page is.
type element struct {
	tag    string // standard structure type
	lang   string
	alt    string
	actual string // the text that this stands for, where the glyphs do not say it
	attrs  string // /A, as it is written
	parent *element
	kids   []kid
	number int // of its object
}

// kid is a child of an element: another one, or marked content of a page.
type kid struct {
	element *element
	page    int
	mark    int
}

// in adds a child.
func (e *element) in(tag string) *element {
	c := &element{tag: tag, parent: e}
	e.kids = append(e.kids, kid{element: c})
	return c
}

// page is a page in the making.
type page struct {
	strings.Builder            // its content
	marks           []*element // the element of each marked content, by its number
}

// mark opens marked content of an element and closes what was open. Every stretch of text has a number of its own: a
// marked content inside another would end it for readers (poppler).
func (w *flow) mark(e *element) {
	if w.open == e {
		return
	}
	w.endMark()
	p := w.page()
	fmt.Fprintf(p, "/%s <</MCID %d>> BDC\n", e.tag, len(p.marks))
	e.kids = append(e.kids, kid{page: len(w.pages) - 1, mark: len(p.marks)})
	p.marks = append(p.marks, e)
	w.open = e
}

func (w *flow) endMark() {
	if w.open != nil {
		w.page().WriteString("EMC\n")
		w.open = nil
	}
}

// artifact is what is on the page and says nothing: rules, and the lines at the top and bottom of each page.
func (w *flow) artifact(p *page, kind, ops string) {
	fmt.Fprintf(p, "/Artifact <</Type /%s>> BDC\n%sEMC\n", kind, ops)
}

// structure writes the tree and the table that leads from marked content back to it. It answers the root's number.
func (w *flow) structure(o *objects, pages []int) int {
	root := o.next()
	w.number(o, w.root)
	tree := o.next()
	var nums strings.Builder
	for i, p := range w.pages {
		fmt.Fprintf(&nums, "%d [", i)
		for _, e := range p.marks {
			fmt.Fprintf(&nums, "%d 0 R ", e.number)
		}
		nums.WriteString("]\n")
	}
	o.put(tree, "<</Nums ["+nums.String()+"]>>")
	o.put(root, fmt.Sprintf("<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d>>", w.root.number, tree, len(w.pages)))
	w.writeElement(o, w.root, root, pages)
	return root
}

func (w *flow) number(o *objects, e *element) {
	e.number = o.next()
	for _, k := range e.kids {
		if k.element != nil {
			w.number(o, k.element)
		}
	}
}

func (w *flow) writeElement(o *objects, e *element, parent int, pages []int) {
	var b strings.Builder
	b.WriteString("<</Type /StructElem /S /" + e.tag + " /P " + ref(parent))
	if e.lang != "" {
		b.WriteString(" /Lang " + textString(e.lang))
	}
	if e.alt != "" {
		b.WriteString(" /Alt " + textString(e.alt))
	}
	if e.actual != "" {
		b.WriteString(" /ActualText " + textString(e.actual))
	}
	if e.attrs != "" {
		b.WriteString(" /A " + e.attrs)
	}
	if len(e.kids) > 0 {
		b.WriteString(" /K [")
		for _, k := range e.kids {
			if k.element != nil {
				b.WriteString(ref(k.element.number) + " ")
			} else {
				b.WriteString("<</Type /MCR /Pg " + ref(pages[k.page]) + " /MCID " + strconv.Itoa(k.mark) + ">> ")
			}
		}
		b.WriteString("]")
	}
	b.WriteString(">>")
	o.put(e.number, b.String())
	for _, k := range e.kids {
		if k.element != nil {
			w.writeElement(o, k.element, e.number, pages)
		}
	}
}
