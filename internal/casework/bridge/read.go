package bridge

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fault is what is wrong in a file, and where. It names a line, a column of ours and a rule, and never what a cell holds.
type Fault struct {
	Line   int    // of the file, from 1; 0 is the file as a whole
	Column string // of Columns; "" is the whole line
	Key    string // catalogue key of the words
	Rule   string // where a rule says no
	Args   map[string]any
}

// Limits of a file. What is larger comes in parts: a record is whole within one file.
const (
	MostBytes = 32 << 20
	MostRows  = 100_000
	mostCell  = 200 // letters
)

// Row is one line of the table: a person of a record.
type Row struct {
	Line  int
	cells map[string]string // by column; a column that the file does not have is not there
}

// Read is the rows of a file, or what is wrong in it: then there are no rows. need are the columns that its first line must name.
//
// The text is UTF-8, with or without a byte order mark, divided by commas, semicolons or tabs. A cell that a spreadsheet would run as a
// formula, one with control or direction characters, and one that is too long are faults: they belong in no column of ours.
func Read(b []byte, need []string) ([]Row, []Fault) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	switch {
	case len(b) > MostBytes:
		return nil, []Fault{{Key: "bridge.file.size", Args: map[string]any{"MB": MostBytes >> 20}}}
	case !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0:
		return nil, []Fault{{Key: "bridge.file.encoding"}}
	case len(bytes.TrimSpace(b)) == 0:
		return nil, []Fault{{Key: "bridge.file.empty"}}
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	first, _, _ := bytes.Cut(b, []byte("\n"))
	for _, c := range "\t;" {
		if bytes.ContainsRune(first, c) {
			r.Comma = c
			break
		}
	}
	names, err := r.Read()
	if err != nil {
		return nil, []Fault{{Line: 1, Key: "bridge.file.form"}}
	}
	head, faults := heading(names, need)
	if len(faults) > 0 {
		return nil, faults
	}
	var rows []Row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := 0
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				line = bad.Line
			}
			return nil, append(faults, Fault{Line: line, Key: "bridge.file.form"}) // where a quotation is open nothing after it is a row
		}
		line, _ := r.FieldPos(0)
		if len(rows) == MostRows {
			return nil, append(faults, Fault{Line: line, Key: "bridge.file.rows", Args: map[string]any{"Most": MostRows}})
		}
		if len(cells) != len(head) {
			faults = append(faults, Fault{Line: line, Key: "bridge.file.cells"})
			continue
		}
		x := Row{Line: line, cells: make(map[string]string, len(head))}
		for i, name := range head {
			v := strings.TrimSpace(cells[i])
			if key := hostile(v); key != "" {
				faults = append(faults, Fault{Line: line, Column: name, Key: key})
			}
			x.cells[name] = strings.Clone(v)
		}
		rows = append(rows, x)
	}
	switch {
	case len(faults) > 0:
		return nil, faults
	case len(rows) == 0:
		return nil, []Fault{{Key: "bridge.file.empty"}}
	}
	return rows, nil
}

// heading are the columns that the first line names. What it names besides is a fault: a column with a slip in its name would else be
// left out in silence.
func heading(names, need []string) (head []string, faults []Fault) {
	for i, n := range names {
		n = strings.ToLower(strings.TrimSpace(n))
		switch {
		case columnOf(n) == nil:
			faults = append(faults, Fault{Line: 1, Key: "bridge.column.unknown", Args: map[string]any{"Place": i + 1}})
		case slices.Contains(head, n):
			faults = append(faults, Fault{Line: 1, Column: n, Key: "bridge.column.twice"})
		}
		head = append(head, n)
	}
	for _, n := range need {
		if !slices.Contains(head, n) {
			faults = append(faults, Fault{Line: 1, Column: n, Key: "bridge.column.missing"})
		}
	}
	return head, faults
}

// hostile says why a cell is in no table of ours, "" when nothing is wrong with it.
func hostile(v string) string {
	switch {
	case v == "":
		return ""
	case strings.ContainsRune("=+-@", rune(v[0])):
		return "bridge.cell.formula"
	case strings.ContainsFunc(v, func(r rune) bool {
		return unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r)
	}):
		return "bridge.cell.control"
	case utf8.RuneCountInString(v) > mostCell:
		return "bridge.cell.long"
	}
	return ""
}
