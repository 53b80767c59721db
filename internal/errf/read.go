package errf

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"passage/internal/casework/document"
	"passage/internal/casework/fault"
)

// What a file may hold. A real file has one case of a few persons; what is beyond these is broken or hostile.
const (
	Limit      = document.Limit // bytes of a file (decision 34)
	maxDepth   = 12             // elements within elements; the schemas need four
	maxRecords = 20_000         // records and unknown elements in a file
	maxText    = 64 << 10       // bytes of a value that is not a photo
	maxTag     = 16 << 10       // bytes of one tag with its attributes
)

// Read reads a file. It is tolerant of what does not change the meaning: byte order marks, any namespace or none,
// elements in another order, elements that no schema knows. It refuses what cannot be read safely or at all, with
// a fault that says what to do: document types and entities, more bytes, depth or records than a case can have,
// and whatever is not an eRRF.
func Read(r io.Reader) (File, error) {
	counted := &counter{r: r}
	in := bufio.NewReader(&guard{r: counted})
	skip, wide, err := openText(&in)
	if err != nil {
		return File{}, refuse(err, counted, 0)
	}
	p := &reader{d: xml.NewDecoder(in), skip: skip, shifted: wide}
	p.d.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		p.shifted = true
		return charset(label, input, wide)
	}
	p.d.Entity = map[string]string{}
	if err := p.file(); err != nil {
		line, _ := p.d.InputPos()
		return File{}, refuse(err, counted, line)
	}
	p.f.Version = version(p.f)
	return p.f, nil
}

// openText takes a byte order mark off; wide says that the text was UTF-16 and is now UTF-8.
func openText(in **bufio.Reader) (skip int64, wide bool, err error) {
	start, err := (*in).Peek(3)
	if len(start) == 0 {
		if err == io.EOF {
			err = stop("errf.empty")
		}
		return 0, false, err
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err = (*in).Discard(3)
		return 3, false, err
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		t := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		*in = bufio.NewReader(&guard{r: transform.NewReader(*in, t)})
		return 0, true, nil
	}
	return 0, false, nil
}

// charset reads the few encodings that XML writers declare besides UTF-8.
func charset(label string, input io.Reader, wide bool) (io.Reader, error) {
	switch l := strings.ToLower(label); {
	case wide || l == "utf-8" || l == "utf8" || l == "us-ascii":
		return input, nil
	case l == "iso-8859-1" || l == "latin1":
		return charmap.ISO8859_1.NewDecoder().Reader(input), nil
	case l == "windows-1252" || l == "cp1252":
		return charmap.Windows1252.NewDecoder().Reader(input), nil
	}
	return nil, stop("errf.encoding")
}

func stop(key string) *fault.Error { return fault.New(fault.Unusable, key) }

// refuse makes one clear fault of whatever stopped the reading; nothing of the content is in it.
func refuse(err error, c *counter, line int) error {
	var f *fault.Error
	switch {
	case c.over:
		f = fault.New(fault.TooLarge, "errf.large")
	case errors.As(err, &f):
	case errors.As(err, new(*xml.SyntaxError)), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), strings.HasPrefix(err.Error(), "xml:"):
		f = stop("errf.syntax")
	default:
		return err // the source failed, not the file
	}
	f.Args = map[string]any{"Line": line}
	return f
}

// counter stops after Limit bytes.
type counter struct {
	r    io.Reader
	n    int64
	over bool
}

func (c *counter) Read(p []byte) (int, error) {
	if c.n > Limit {
		c.over = true
		return 0, stop("errf.large")
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.n > Limit {
		c.over = true
		return 0, stop("errf.large")
	}
	return n, err
}

// guard stops a tag with more bytes than a tag of the form can have: the decoder would build all its attributes first.
type guard struct {
	r      io.Reader
	tag    int
	opened bool // "<" was read and the next byte says what it begins
	inside bool
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	for _, b := range p[:n] {
		switch {
		case b == '<':
			g.opened, g.inside, g.tag = true, false, 0
		case g.opened:
			g.opened = false
			g.inside = b != '!' && b != '?'
		case b == '>':
			g.inside = false
		case g.inside:
			if g.tag++; g.tag > maxTag {
				return 0, stop("errf.tag")
			}
		}
	}
	return n, err
}

type reader struct {
	d       *xml.Decoder
	f       File
	records int
	skip    int64 // bytes of the byte order mark
	shifted bool  // the text was turned into UTF-8: offsets are not those of the source
}

func (p *reader) file() error {
	root, err := p.root()
	if err != nil {
		return err
	}
	if root.Name.Local != "UNHCR_RRF" {
		return stop("errf.root")
	}
	if err := p.children(reflect.ValueOf(&p.f).Elem(), 1); err != nil {
		return err
	}
	for { // nothing but comments may follow
		t, err := p.d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.Comment, xml.ProcInst:
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return stop("errf.syntax")
			}
		default:
			return stop("errf.syntax")
		}
	}
}

func (p *reader) root() (xml.StartElement, error) {
	for {
		t, err := p.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return t, nil
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return xml.StartElement{}, stop("errf.not_xml")
			}
		}
	}
}

// token is the next token; document types are refused, and with them every entity but XML's own five.
func (p *reader) token() (xml.Token, error) {
	t, err := p.d.Token()
	if err != nil {
		return nil, err
	}
	if _, ok := t.(xml.Directive); ok {
		return nil, stop("errf.doctype")
	}
	return t, nil
}

// children reads the children of an element whose children are records, into the slices of v that name them.
func (p *reader) children(v reflect.Value, depth int) error {
	for {
		at := p.d.InputOffset()
		t, err := p.token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := p.count(depth); err != nil {
				return err
			}
			if err := p.child(v, t.Name.Local, at, depth+1); err != nil {
				return err
			}
		}
	}
}

func (p *reader) child(v reflect.Value, name string, at int64, depth int) error {
	i, known := layout(v.Type()).slices[name]
	if !known {
		return p.extra(v, name, depth)
	}
	list := v.Field(i)
	rec := reflect.New(list.Type().Elem()).Elem()
	var err error
	if c, ok := rec.Addr().Interface().(*Case); ok {
		err = p.children(rec, depth)
		if !p.shifted {
			c.from, c.to = p.skip+at, p.skip+p.d.InputOffset()
		}
	} else {
		err = p.record(rec, depth)
	}
	if err == nil {
		list.Set(reflect.Append(list, rec))
	}
	return err
}

// record reads the values of one record. An element that stands twice keeps its first value; the other becomes an extra.
func (p *reader) record(rec reflect.Value, depth int) error {
	seen := map[string]bool{}
	for {
		t, err := p.token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			name := t.Name.Local
			i, known := layout(rec.Type()).values[name]
			if !known || seen[name] {
				if err := p.count(depth); err != nil {
					return err
				}
				if err := p.extra(rec, name, depth+1); err != nil {
					return err
				}
				continue
			}
			seen[name] = true
			text, inner, err := p.value(name, name == "Photo", depth+1)
			if err != nil {
				return err
			}
			rec.Field(i).SetString(text)
			keep(rec, inner)
		}
	}
}

func (p *reader) extra(rec reflect.Value, name string, depth int) error {
	text, inner, err := p.value(name, false, depth)
	if err != nil {
		return err
	}
	if text != "" {
		inner = append([]Extra{{name, text}}, inner...)
	}
	keep(rec, inner)
	return nil
}

func keep(rec reflect.Value, more []Extra) {
	if len(more) > 0 {
		x := rec.FieldByName("Extras")
		x.Set(reflect.AppendSlice(x, reflect.ValueOf(more)))
	}
}

// value reads the text of an element up to its end; elements in it are extras, whose names begin with its own.
func (p *reader) value(name string, photo bool, depth int) (string, []Extra, error) {
	var text []byte
	var inner []Extra
	for {
		t, err := p.token()
		if err != nil {
			return "", nil, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return string(bytes.TrimSpace(text)), inner, nil
		case xml.CharData:
			if len(text)+len(t) > maxText && !photo {
				return "", nil, stop("errf.text")
			}
			text = append(text, t...)
		case xml.StartElement:
			if err := p.count(depth); err != nil {
				return "", nil, err
			}
			below := name + "/" + t.Name.Local
			s, more, err := p.value(below, false, depth+1)
			if err != nil {
				return "", nil, err
			}
			if s != "" {
				inner = append(inner, Extra{below, s})
			}
			inner = append(inner, more...)
		}
	}
}

func (p *reader) count(depth int) error {
	if depth > maxDepth {
		return stop("errf.depth")
	}
	if p.records++; p.records > maxRecords {
		return stop("errf.many")
	}
	return nil
}

// Source is the file as if it held one of its cases alone, taken from the bytes it was read from: what is kept of a file with
// the case. Nil when that cannot be done because the text was not UTF-8.
func (f File) Source(i int, source []byte) []byte {
	if len(f.Cases) == 1 {
		return source
	}
	first, last, c := f.Cases[0], f.Cases[len(f.Cases)-1], f.Cases[i]
	if c.to == 0 || last.to > int64(len(source)) {
		return nil
	}
	out := append([]byte(nil), source[:first.from]...)
	out = append(out, source[c.from:c.to]...)
	return append(out, source[last.to:]...)
}

// version tells the versions apart by what only one of them has: 4.1 identifies everything by GUID.
func version(f File) Version {
	for _, c := range f.Cases {
		if len(c.Members)+len(c.Photographs)+len(c.Vulnerabilities) > 0 {
			return V4
		}
		for _, i := range c.Individuals {
			if i.GUID != "" {
				return V4
			}
		}
	}
	return V3
}
