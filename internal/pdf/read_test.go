package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// A reader of our own files, as far as the rules of structure need it: what another program would see.

type (
	name   string
	ref    int
	dict   map[name]any
	object struct {
		value  any
		stream []byte
	}
	file map[int]object
)

var objectHead = regexp.MustCompile(`(?m)^(\d+) 0 obj\n`)

func read(t testing.TB, b []byte) file {
	t.Helper()
	f := file{}
	for at := 0; ; {
		m := objectHead.FindSubmatchIndex(b[at:])
		if m == nil {
			break
		}
		n, _ := strconv.Atoi(string(b[at+m[2] : at+m[3]]))
		p := &parser{b: b, at: at + m[1]}
		o := object{value: p.value()}
		if d, ok := o.value.(dict); ok && d["Length"] != nil {
			start := bytes.Index(b[p.at:], []byte("stream\n")) + p.at + 7
			end := start + d["Length"].(int)
			o.stream = b[start:end]
			if d["Filter"] == name("FlateDecode") {
				z, err := zlib.NewReader(bytes.NewReader(o.stream))
				if err != nil {
					t.Fatal(err)
				}
				if o.stream, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			}
			p.at = end
		}
		f[n] = o
		at = p.at
	}
	return f
}

type parser struct {
	b  []byte
	at int
}

func (p *parser) skip() {
	for p.at < len(p.b) && (p.b[p.at] == ' ' || p.b[p.at] == '\n') {
		p.at++
	}
}

func (p *parser) word() string {
	p.skip()
	from := p.at
	for p.at < len(p.b) && !bytes.ContainsRune([]byte(" \n[]<>/()"), rune(p.b[p.at])) {
		p.at++
	}
	return string(p.b[from:p.at])
}

func (p *parser) value() any {
	p.skip()
	switch c := p.b[p.at]; {
	case c == '<' && p.b[p.at+1] == '<':
		p.at += 2
		d := dict{}
		for p.skip(); p.b[p.at] != '>'; p.skip() {
			p.at++
			k := name(p.word())
			d[k] = p.value()
		}
		p.at += 2
		return d
	case c == '[':
		p.at++
		var out []any
		for p.skip(); p.b[p.at] != ']'; p.skip() {
			out = append(out, p.value())
		}
		p.at++
		return out
	case c == '<':
		end := bytes.IndexByte(p.b[p.at:], '>') + p.at
		s := string(p.b[p.at+1 : end])
		p.at = end + 1
		return unhex(s)
	case c == '(':
		end := bytes.IndexByte(p.b[p.at:], ')') + p.at
		s := string(p.b[p.at+1 : end])
		p.at = end + 1
		return s
	case c == '/':
		p.at++
		return name(p.word())
	}
	w := p.word()
	n, err := strconv.Atoi(w)
	if err != nil {
		return w
	}
	was := p.at
	if p.word() == "0" && p.word() == "R" {
		return ref(n)
	}
	p.at = was
	return n
}

// unhex is a string in hexadecimal: UTF-16 when it says so, bytes otherwise.
func unhex(s string) string {
	var b []byte
	for i := 0; i+1 < len(s); i += 2 {
		n, _ := strconv.ParseUint(s[i:i+2], 16, 8)
		b = append(b, byte(n))
	}
	if len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF {
		return wide(b[2:])
	}
	return string(b)
}

func wide(b []byte) string {
	var u []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}

func (f file) at(v any) any {
	if r, ok := v.(ref); ok {
		return f[int(r)].value
	}
	return v
}

func (f file) dict(v any) dict {
	d, _ := f.at(v).(dict)
	return d
}

func (f file) list(v any) []any {
	l, _ := f.at(v).([]any)
	return l
}

func (f file) catalog() (ref, dict) {
	for n, o := range f {
		if d, ok := o.value.(dict); ok && d["Type"] == name("Catalog") {
			return ref(n), d
		}
	}
	return 0, nil
}

// node is an element of the structure tree as it is read.
type node struct {
	ref  ref
	tag  name
	dict dict
	kids []*node
	text string // of its own marked content and of what is below, in order
}

var (
	unicodeOf = regexp.MustCompile(`(?m)^<([0-9A-F]{4})> <([0-9A-F]+)>$`)
	content   = regexp.MustCompile(`/(\w+) <<(/MCID (\d+)|/Type /\w+)>> BDC|EMC|/(F\d+) \S+ Tf|\[?<[^\]]*?>\]? T[jJ]|\bf\b|/[IG]\d+ Do|BT|ET`)
	hexes     = regexp.MustCompile(`<([0-9A-F]*)>`)
)

// check reads the file and holds it against the rules of structure (ISO 14289-1): all content is marked or an artifact,
// the tree and the table of parents agree, headings nest, lists and tables are whole, fonts are embedded and say
// their letters. It answers the tree.
func check(t testing.TB, b []byte) *node {
	t.Helper()
	f := read(t, b)
	_, c := f.catalog()
	if c == nil {
		t.Fatal("no catalog")
	}
	if c["Lang"] == nil || f.dict(c["MarkInfo"])["Marked"] != "true" || f.dict(c["ViewerPreferences"])["DisplayDocTitle"] != "true" {
		t.Errorf("catalog lacks language, marks or title: %v", c)
	}
	if m, ok := c["Metadata"].(ref); !ok || !bytes.Contains(f[int(m)].stream, []byte("<pdfuaid:part>1<")) {
		t.Error("no metadata of PDF/UA")
	}
	root := f.dict(c["StructTreeRoot"])
	nums := f.list(f.dict(root["ParentTree"])["Nums"])
	parents := map[int][]any{}
	for i := 0; i+1 < len(nums); i += 2 {
		parents[nums[i].(int)] = f.list(nums[i+1])
	}
	said := map[ref][]string{} // by page, the text of each marked content
	for _, k := range f.list(f.dict(c["Pages"])["Kids"]) {
		p := f.dict(k)
		said[k.(ref)] = f.page(t, p)
		i, ok := p["StructParents"].(int)
		if !ok || len(parents[i]) != len(said[k.(ref)]) || p["Tabs"] != name("S") {
			t.Errorf("page %v: %d marks, %d parents", k, len(said[k.(ref)]), len(parents[i]))
		}
	}
	seen := map[string]bool{}
	tree := f.node(t, root["K"].(ref), c["StructTreeRoot"].(ref), said, seen, func(page ref, mark int, e ref) {
		i := f.dict(page)["StructParents"].(int)
		if mark >= len(parents[i]) || parents[i][mark] != e {
			t.Errorf("mark %d of page %v: the table of parents says otherwise", mark, page)
		}
	})
	marks := 0
	for _, s := range said {
		marks += len(s)
	}
	if len(seen) != marks {
		t.Errorf("%d of %d marks are in the tree", len(seen), marks)
	}
	level := 0
	tree.walk(func(n *node) { rules(t, n, &level) })
	for n, o := range f {
		if d, ok := o.value.(dict); ok && d["Type"] == name("Font") && d["Subtype"] == name("CIDFontType2") && f.dict(d["FontDescriptor"])["FontFile2"] == nil {
			t.Errorf("font %d is not embedded", n)
		}
	}
	return tree
}

func (n *node) walk(f func(*node)) {
	f(n)
	for _, k := range n.kids {
		k.walk(f)
	}
}

var known = map[name]bool{"Document": true, "H1": true, "H2": true, "H3": true, "P": true, "L": true, "LI": true, "Lbl": true, "LBody": true,
	"Table": true, "TR": true, "TH": true, "TD": true, "Span": true, "Figure": true}

func rules(t testing.TB, n *node, level *int) {
	t.Helper()
	only := func(tags ...name) {
		for _, k := range n.kids {
			ok := false
			for _, tag := range tags {
				ok = ok || k.tag == tag
			}
			if !ok {
				t.Errorf("%s holds %s", n.tag, k.tag)
			}
		}
	}
	if !known[n.tag] {
		t.Errorf("%s is no standard element", n.tag)
	}
	switch n.tag {
	case "H1", "H2", "H3":
		now := int(n.tag[1] - '0')
		if now > *level+1 {
			t.Errorf("%s after level %d", n.tag, *level)
		}
		*level = now
	case "L":
		only("LI")
	case "LI":
		only("Lbl", "LBody")
	case "Table":
		only("TR")
		heads := 0
		for i, r := range n.kids {
			for _, c := range r.kids {
				if i == 0 && c.tag == "TH" {
					heads++
				}
			}
			if len(r.kids) != heads {
				t.Errorf("a row of %d cells under %d heads", len(r.kids), heads)
			}
		}
	case "TR":
		only("TH", "TD")
	case "TH":
		if a, ok := n.dict["A"].(dict); !ok || a["Scope"] == nil {
			t.Error("a head of a table without scope")
		}
	case "Figure":
		if n.dict["Alt"] == nil {
			t.Error("a picture without words")
		}
	}
}

func (f file) node(t testing.TB, r, parent ref, said map[ref][]string, seen map[string]bool, mark func(page ref, mark int, e ref)) *node {
	d := f.dict(r)
	n := &node{ref: r, tag: d["S"].(name), dict: d}
	if d["P"] != parent {
		t.Errorf("%s: parent %v, want %v", n.tag, d["P"], parent)
	}
	for _, k := range f.list(d["K"]) {
		if m, ok := k.(dict); ok {
			page, i := m["Pg"].(ref), m["MCID"].(int)
			at := fmt.Sprint(page, " ", i)
			if seen[at] {
				t.Errorf("mark %s twice in the tree", at)
			}
			seen[at] = true
			mark(page, i, r)
			n.text += said[page][i]
			continue
		}
		c := f.node(t, k.(ref), r, said, seen, mark)
		n.kids = append(n.kids, c)
		n.text += c.text
	}
	if s, ok := d["ActualText"].(string); ok {
		n.text = s
	}
	return n
}

// page reads the content of a page: nothing on it is outside a mark or an artifact, and marks do not nest.
func (f file) page(t testing.TB, p dict) []string {
	t.Helper()
	fonts := map[string]map[string]string{}
	for k, v := range f.dict(f.dict(p["Resources"])["Font"]) {
		codes := map[string]string{}
		for _, m := range unicodeOf.FindAllStringSubmatch(string(f[int(f.dict(v)["ToUnicode"].(ref))].stream), -1) {
			codes[m[1]] = wide([]byte(unhex(m[2])))
		}
		fonts[string(k)] = codes
	}
	var out []string
	var font map[string]string
	in, artifact := false, false
	for _, m := range content.FindAllStringSubmatch(string(f[int(p["Contents"].(ref))].stream), -1) {
		switch op := m[0]; {
		case strings.HasSuffix(op, "BDC"):
			if in {
				t.Error("marks nest")
			}
			in, artifact = true, m[1] == "Artifact"
			if !artifact {
				if m[3] != strconv.Itoa(len(out)) {
					t.Errorf("mark %s after %d marks", m[3], len(out))
				}
				out = append(out, "")
			}
		case op == "EMC":
			if !in {
				t.Error("an end without a mark")
			}
			in = false
		case strings.HasSuffix(op, "Tf"):
			font = fonts[m[4]]
		case op == "BT", op == "ET":
		case !in:
			t.Errorf("%.40s is neither marked nor an artifact", op)
		case strings.HasSuffix(op, "Tj"), strings.HasSuffix(op, "TJ"):
			for _, h := range hexes.FindAllStringSubmatch(op, -1) {
				for i := 0; i+3 < len(h[1]); i += 4 {
					s, ok := font[h[1][i:i+4]]
					if !ok {
						t.Errorf("code %s says nothing", h[1][i:i+4])
					}
					if !artifact {
						out[len(out)-1] += s
					}
				}
			}
		}
	}
	if in {
		t.Error("a mark is not ended")
	}
	return out
}
