package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// objects are the numbered objects of a file.
type objects struct {
	list []string // by number, from 1
	pack *zlib.Writer
}

func (o *objects) next() int {
	o.list = append(o.list, "")
	return len(o.list)
}

func (o *objects) put(n int, body string) { o.list[n-1] = body }

// add puts a new object.
func (o *objects) add(body string) int {
	n := o.next()
	o.put(n, body)
	return n
}

// stream adds bytes, packed.
func (o *objects) stream(dict string, b []byte) int {
	var z bytes.Buffer
	if o.pack == nil {
		o.pack = zlib.NewWriter(&z)
	} else {
		o.pack.Reset(&z)
	}
	_, _ = o.pack.Write(b) // a buffer takes everything
	_ = o.pack.Close()
	return o.raw(dict+" /Filter /FlateDecode", z.Bytes())
}

func (o *objects) raw(dict string, b []byte) int {
	return o.add(fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", strings.TrimSpace(dict), len(b), b))
}

func ref(n int) string { return strconv.Itoa(n) + " 0 R" }

// num is a length in points, from thousandths.
func num(v int) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	s := sign + strconv.Itoa(v/1000)
	if r := v % 1000; r > 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%03d", r), "0")
	}
	return s
}

// textString is a text outside the pages: in UTF-16, as bytes in hexadecimal, so that nothing in it can end it.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, x := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", x)
	}
	b.WriteString(">")
	return b.String()
}

// file is the whole file.
func (w *flow) file() []byte {
	o := &objects{}
	catalog, list, resources := o.next(), o.next(), o.next()
	pages := make([]int, len(w.pages))
	for i := range w.pages {
		pages[i] = o.next()
	}
	for i, p := range w.pages {
		content := o.stream("", []byte(p.String()))
		o.put(pages[i], fmt.Sprintf("<</Type /Page /Parent %s /MediaBox [0 0 %s %s] /Resources %s /Contents %s /StructParents %d /Tabs /S>>",
			ref(list), num(w.size.Width), num(w.size.Height), ref(resources), ref(content), i))
	}
	var kids strings.Builder
	for _, n := range pages {
		kids.WriteString(ref(n) + " ")
	}
	o.put(list, fmt.Sprintf("<</Type /Pages /Count %d /Kids [%s]>>", len(pages), kids.String()))
	var fonts, images strings.Builder
	for _, u := range w.fonts.order {
		fmt.Fprintf(&fonts, "/%s %s ", u.name, ref(u.write(o)))
	}
	for i, p := range w.pics {
		fmt.Fprintf(&images, "/I%d %s ", i+1, ref(p.write(o)))
	}
	images.WriteString(w.writeShapes(o))
	o.put(resources, fmt.Sprintf("<</Font <<%s>> /XObject <<%s>>>>", fonts.String(), images.String()))
	root := w.structure(o, pages)
	meta := o.raw("/Type /Metadata /Subtype /XML", []byte(w.metadata()))
	info := o.add("<</Title " + textString(w.doc.Title) + ">>")
	more := ""
	if n := w.outline(o, pages); n > 0 {
		more = " /Outlines " + ref(n)
	}
	o.put(catalog, fmt.Sprintf("<</Type /Catalog /Pages %s /Lang %s /MarkInfo <</Marked true>> /StructTreeRoot %s /Metadata %s /ViewerPreferences <</DisplayDocTitle true>>%s>>",
		ref(list), textString(w.doc.Lang), ref(root), ref(meta), more))
	return o.file(catalog, info)
}

// file writes the objects, the table of their places, and an id that is of the content.
func (o *objects) file(catalog, info int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	at := make([]int, len(o.list))
	for i, body := range o.list {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	id := sha256.Sum256(b.Bytes())
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(o.list)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %s /Info %s /ID [<%X> <%X>]>>\nstartxref\n%d\n%%%%EOF\n", len(o.list)+1, ref(catalog), ref(info), id[:16], id[:16], table)
	return b.Bytes()
}

// metadata says title and language again, and which standard the file follows (ISO 14289-1, 5).
func (w *flow) metadata() string {
	esc := func(s string) string {
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
		return b.String()
	}
	return `<?xpacket begin="` + "\uFEFF" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + esc(w.doc.Title) + `</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>` + esc(w.doc.Lang) + `</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`
}

// outline is the list of headings beside the pages; lower ones hang under higher ones. It answers 0 when there are none.
func (w *flow) outline(o *objects, pages []int) int {
	if len(w.marks) == 0 {
		return 0
	}
	root := o.next()
	for i := range w.marks {
		w.marks[i].made = o.next()
	}
	parent := make([]int, len(w.marks)) // index of the mark above, -1 for the root
	kids := map[int][]int{}
	for i, m := range w.marks {
		parent[i] = -1
		for j := i - 1; j >= 0; j-- {
			if w.marks[j].level < m.level {
				parent[i] = j
				break
			}
		}
		kids[parent[i]] = append(kids[parent[i]], i)
	}
	span := func(i int) string {
		k := kids[i]
		if len(k) == 0 {
			return ""
		}
		return fmt.Sprintf(" /First %s /Last %s /Count %d", ref(w.marks[k[0]].made), ref(w.marks[k[len(k)-1]].made), len(k))
	}
	o.put(root, "<</Type /Outlines"+span(-1)+">>")
	for i, m := range w.marks {
		up, near := root, ""
		if parent[i] >= 0 {
			up = w.marks[parent[i]].made
		}
		for at, j := range kids[parent[i]] {
			if j != i {
				continue
			}
			if at > 0 {
				near += " /Prev " + ref(w.marks[kids[parent[i]][at-1]].made)
			}
			if at+1 < len(kids[parent[i]]) {
				near += " /Next " + ref(w.marks[kids[parent[i]][at+1]].made)
			}
		}
		below := strings.Replace(span(i), "/Count ", "/Count -", 1) // closed: the reader opens what they want
		o.put(m.made, fmt.Sprintf("<</Title %s /Parent %s%s%s /Dest [%s /XYZ 0 %s 0]>>", textString(m.text), ref(up), near, below, ref(pages[m.page]), num(m.y)))
	}
	return root
}
