package policy

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// Laws are the provisions of the Act and the Regulations as Justice Canada publishes them, in both languages: which
// labels exist, and which of them are in force on the day of the consolidation.
type Laws struct {
	provisions map[string]map[string]bool // file -> label -> in force
}

// lawFiles are the published files of each instrument, English and French.
var lawFiles = map[string][2]string{
	"IRPA": {"en/I-2.5.xml", "fr/I-2.5.xml"},
	"IRPR": {"en/SOR-2002-227.xml", "fr/DORS-2002-227.xml"},
}

// ReadLaws reads the four files from a folder.
func ReadLaws(dir fs.FS) (*Laws, error) {
	l := &Laws{provisions: map[string]map[string]bool{}}
	for _, pair := range lawFiles {
		for _, name := range pair {
			f, err := dir.Open(name)
			if err != nil {
				return nil, fmt.Errorf("policy: laws: %w", err)
			}
			found, err := readLaw(f)
			f.Close()
			if err != nil {
				return nil, fmt.Errorf("policy: laws: %s: %w", name, err)
			}
			if len(found) == 0 {
				return nil, fmt.Errorf("policy: laws: %s holds no provision", name)
			}
			l.provisions[name] = found
		}
	}
	return l, nil
}

// inForce says why a provision cannot be cited, "" when it can: in both languages it exists and is in force.
func (l *Laws) inForce(instrument, label string) string {
	for _, name := range lawFiles[instrument] {
		switch force, ok := l.provisions[name][label]; {
		case !ok:
			return name + " has no " + label
		case !force:
			return label + " is not in force in " + name
		}
	}
	return ""
}

// levels are the elements that carry a label, from the section down.
var levels = map[string]bool{"Section": true, "Subsection": true, "Paragraph": true, "Subparagraph": true, "Clause": true, "Subclause": true}

// node is one labelled element that is open while the file is read.
type node struct {
	depth    int
	label    string
	from     string // in force since, "2014-05-29"
	repealed bool
}

// readLaw lists the labels of the body of a consolidated law: "139(1)(d)(i)". French paragraphs "d)" are written "(d)".
// Definitions are left out: their paragraphs would be taken for those of the section.
func readLaw(r io.Reader) (map[string]bool, error) {
	out := map[string]bool{}
	dec := xml.NewDecoder(r)
	dec.Strict = true
	var open []node
	var today string // the day the consolidation is current to
	depth, body, skip := 0, 0, 0
	inLabel := false
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			depth++
			name := t.Name.Local
			switch {
			case depth == 1:
				today = attr(t, "current-date")
			case name == "Body" && depth == 2:
				body = depth
			case body == 0 || skip > 0:
			case name == "Definition" || name == "AmendedText" || name == "HistoricalNote":
				skip = depth
			case levels[name]:
				open = append(open, node{depth: depth, from: attr(t, "inforce-start-date")})
			case name == "Label" && len(open) > 0 && open[len(open)-1].depth == depth-1:
				inLabel = true
			case name == "Repealed" && len(open) > 0:
				// Directly in the provision, or in its text: the whole of it is gone.
				if d := open[len(open)-1].depth; d == depth-1 || d == depth-2 {
					open[len(open)-1].repealed = true
				}
			}
		case xml.CharData:
			if inLabel {
				open[len(open)-1].label += string(t)
			}
		case xml.EndElement:
			if n := len(open); n > 0 && open[n-1].depth == depth && skip == 0 {
				if label, ok := join(open); ok {
					x := open[n-1]
					out[label] = !x.repealed && (x.from == "" || today == "" || x.from <= today)
				}
				open = open[:n-1]
			}
			switch depth {
			case skip:
				skip = 0
			case body:
				body = 0
			}
			inLabel = false
			depth--
		}
	}
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// join writes the labels of open elements as one: section bare, all others in brackets.
func join(open []node) (string, bool) {
	var b strings.Builder
	for i, n := range open {
		l := strings.TrimSpace(n.label)
		if l == "" {
			return "", false
		}
		if i == 0 {
			b.WriteString(l)
			continue
		}
		b.WriteString("(" + strings.Trim(l, "()") + ")")
	}
	return b.String(), true
}
