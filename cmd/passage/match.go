package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"passage/internal/casework/matching"
)

type matchCmd struct {
	Score  matchScoreCmd  `cmd:"" help:"Compare labelled pairs of names: precision, recall and F1 at the threshold we ship, and the best F1."`
	Dedupe matchDedupeCmd `cmd:"" help:"Find the rows of a file that are one person, and say how well that was done (rec_id rec-N-org and rec-N-dup-M)."`
}

type matchScoreCmd struct {
	Pairs string `required:"" help:"CSV with the columns name1, name2 and is_match."`
}

// Run prints figures alone, never a name.
func (c *matchScoreCmd) Run(o out) error {
	head, rows, err := readTable(c.Pairs)
	if err != nil {
		return err
	}
	at, err := columns(head, "name1", "name2", "is_match")
	if err != nil {
		return err
	}
	var list []matching.Labelled
	all := 0
	for _, r := range rows {
		same := slices.Contains([]string{"true", "1", "yes", "t", "y"}, strings.ToLower(strings.TrimSpace(r[at[2]])))
		if same {
			all++
		}
		list = append(list, matching.Labelled{Like: matching.Alike(matching.Words(r[at[0]]), matching.Words(r[at[1]])), Same: same})
	}
	fmt.Fprintf(o, "pairs           %d, of which %d match\n", len(list), all)
	report(o, list, all, matching.ShippedName)
	return nil
}

type matchDedupeCmd struct {
	File   string   `arg:"" help:"CSV with rec_id and any other columns."`
	Fields []string `help:"Columns to compare, separated by commas; all when left out."`
}

// Run prints figures alone.
func (c *matchDedupeCmd) Run(o out) error {
	head, rows, err := readTable(c.File)
	if err != nil {
		return err
	}
	id, err := columns(head, "rec_id")
	if err != nil {
		return err
	}
	var use []int
	if len(c.Fields) > 0 {
		if use, err = columns(head, c.Fields...); err != nil {
			return err
		}
	} else {
		for i := range head {
			if i != id[0] {
				use = append(use, i)
			}
		}
	}
	who := make([]string, len(rows))
	values := make([][]string, len(rows))
	count, all := map[string]int{}, 0
	for i, r := range rows {
		// "rec-12-org" and "rec-12-dup-0" are one person.
		if who[i] = r[id[0]]; strings.Count(who[i], "-") >= 2 {
			who[i] = strings.Join(strings.SplitN(who[i], "-", 3)[:2], "-")
		}
		all += count[who[i]]
		count[who[i]]++
		for _, c := range use {
			values[i] = append(values[i], r[c])
		}
	}
	var list []matching.Labelled
	for _, p := range matching.Dedupe(values) {
		list = append(list, matching.Labelled{Like: p.Like, Same: who[p.A] == who[p.B]})
	}
	fmt.Fprintf(o, "rows            %d, true pairs %d\n", len(rows), all)
	report(o, list, all, matching.ShippedDedupe)
	return nil
}

func report(o io.Writer, list []matching.Labelled, all int, shipped float64) {
	m := matching.At(list, all, shipped)
	fmt.Fprintf(o, "threshold       %.4f (shipped)\npairs found     %d\nprecision       %.4f\nrecall          %.4f\nF1              %.4f\n", m.Threshold, m.Found, m.Precision, m.Recall, m.F1)
	b := matching.Best(list, all)
	fmt.Fprintf(o, "best F1         %.4f\nbest threshold  %.4f\n", b.F1, b.Threshold)
}

// readTable reads a CSV file with a head. Errors name no value of it.
func readTable(path string) (head []string, rows [][]string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, errors.New("the file cannot be opened")
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	r.LazyQuotes = true
	if rows, err = r.ReadAll(); err != nil {
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, nil, fmt.Errorf("line %d is no CSV of as many columns as the first", bad.Line)
		}
		return nil, nil, errors.New("the file cannot be read")
	}
	if len(rows) < 2 {
		return nil, nil, errors.New("the file has no rows")
	}
	for _, h := range rows[0] {
		head = append(head, strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
	}
	return head, rows[1:], nil
}

// columns are the places of named columns.
func columns(head []string, names ...string) (out []int, err error) {
	for _, n := range names {
		i := slices.Index(head, strings.TrimSpace(n))
		if i < 0 {
			return nil, fmt.Errorf("the file has no column %q; it has %s", n, strings.Join(head, ", "))
		}
		out = append(out, i)
	}
	return out, nil
}
