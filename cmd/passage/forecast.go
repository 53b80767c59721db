package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"passage/internal/casework/forecast"
	"passage/internal/fixture"
)

type forecastCmd struct {
	Backtest forecastBacktestCmd `cmd:"" help:"How well landings are forecast: over made histories of known processes and over the demonstration's own, or over a series of yours."`
}

type forecastBacktestCmd struct {
	CSV       string `name:"csv" help:"CSV with the columns year, month and count, one row a month without gaps: try that series alone." type:"path" placeholder:"FILE"`
	Data      string `help:"Folder of a store: try its own history in place of the demonstration's." type:"path" placeholder:"DIR"`
	Histories int    `help:"How many histories are made." default:"200"`
	Draws     int    `help:"Futures drawn for each forecast." default:"400"`
	Seed      uint64 `help:"Fixes the made histories and the draws." default:"1"`
}

// Run prints figures alone: no case is in them.
func (c *forecastBacktestCmd) Run(ctx context.Context, o out) error {
	if c.Draws < 50 || c.Draws > 100_000 || c.Histories < 1 || c.Histories > 100_000 {
		return errors.New("--draws is 50 to 100000, --histories 1 to 100000")
	}
	if c.CSV != "" {
		return c.series(o)
	}
	fmt.Fprintf(o, "%d made histories of %d months, each forecast from the start of two months; range of %d chances in 10; off by: mean, in persons\n\n", c.Histories, forecast.KnownMonths, forecast.InTen)
	scoreHead(o)
	var all forecast.Scores
	byKind := c.made()
	for _, k := range forecast.Kinds {
		all = all.Add(byKind[k])
		scoreRows(o, string(k), byKind[k])
	}
	scoreRows(o, "all of them", all)
	s := all.All()
	printScore(o, "pooled", "everything", s)
	fmt.Fprintln(o)
	if err := c.own(ctx, o); err != nil {
		return err
	}
	if cover := s.Coverage(); c.Histories >= 200 && (cover < 0.75 || cover > 0.85 || s.Error >= s.LastYear || s.Error >= s.SamePace) {
		fmt.Fprintln(o, "the bar is not met: 75 to 85 in a hundred inside, and nearer than both of the simplest ways")
		return quit(1)
	}
	return nil
}

// made tries every made history, on all processors.
func (c *forecastBacktestCmd) made() map[forecast.Kind]forecast.Scores {
	scores := make([]forecast.Scores, c.Histories)
	work := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range work {
				h := forecast.Known(forecast.Kinds[i%len(forecast.Kinds)], c.Seed<<20+uint64(i))
				m := h.At.Month() - 24 + i%12
				_, scores[i] = forecast.Backtest(h, []int{m - 11, m}, c.Draws, uint64(i))
			}
		})
	}
	for i := range scores {
		work <- i
	}
	close(work)
	wg.Wait()
	out := map[forecast.Kind]forecast.Scores{}
	for i, s := range scores {
		k := forecast.Kinds[i%len(forecast.Kinds)]
		out[k] = out[k].Add(s)
	}
	return out
}

// own tries the history of a store from the start of each of its last eighteen months that twelve months followed.
func (c *forecastBacktestCmd) own(ctx context.Context, o out) (err error) {
	dir, whose := c.Data, "the store's own history"
	if dir == "" {
		whose = "the demonstration's own history (printed, no bar)"
		if dir, err = os.MkdirTemp("", "passage-forecast-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	a, err := where{Data: dir}.app(ctx, c.Data == "", c.Data == "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Store.Close()) }()
	if c.Data == "" {
		if err := fixture.Accounts(ctx, a); err != nil {
			return err
		}
		if err := fixture.Caseload(ctx, a, c.Seed); err != nil {
			return err
		}
	}
	streams := a.Policy().Streams()
	if len(streams) == 0 {
		return errors.New("the policy pack has no stream")
	}
	h, err := a.History(ctx, streams[0].ID)
	if err != nil {
		return err
	}
	var months []int
	for m := max(h.First()+12, h.At.Month()-18); m < h.At.Month(); m++ {
		months = append(months, m)
	}
	fmt.Fprintf(o, "%s: %d months, forecast from the start of %d of them\n\n", whose, h.At.Month()-h.First(), len(months))
	scoreHead(o)
	_, s := forecast.Backtest(h, months, c.Draws, c.Seed)
	scoreRows(o, "own", s)
	printScore(o, "pooled", "everything", s.All())
	return nil
}

func (c *forecastBacktestCmd) series(o out) error {
	x, err := readSeries(c.CSV)
	if err != nil {
		return err
	}
	if len(x.Counts) < 36 {
		return fmt.Errorf("the series has %d months; 36 are needed: two years to learn from and one to be tried with", len(x.Counts))
	}
	y, m := forecast.YearOf(x.First)
	fmt.Fprintf(o, "%d months from %d-%02d, forecast from the start of each after the first two years; range of %d chances in 10; off by: mean\n\n", len(x.Counts), y, m, forecast.InTen)
	scoreHead(o)
	s := forecast.BacktestSeries(x, c.Draws, c.Seed)
	scoreRows(o, "series", s)
	printScore(o, "pooled", "everything", s.All())
	return nil
}

// readSeries reads year, month and count. Months follow one another; a gap is said and not filled.
func readSeries(path string) (s forecast.Series, err error) {
	head, rows, err := readTable(path)
	if err != nil {
		return s, err
	}
	for i := range head {
		head[i] = strings.ToLower(head[i])
	}
	at, err := columns(head, "year", "month", "count")
	if err != nil {
		return s, err
	}
	for i, r := range rows {
		var n [3]int
		for j, c := range at {
			if n[j], err = strconv.Atoi(strings.TrimSpace(r[c])); err != nil {
				return s, fmt.Errorf("row %d: %s is no whole number", i+2, head[c])
			}
		}
		if n[0] < 1900 || n[0] > 2200 || n[1] < 1 || n[1] > 12 || n[2] < 0 {
			return s, fmt.Errorf("row %d: a year from 1900 to 2200, a month from 1 to 12 and a count from 0", i+2)
		}
		month := forecast.Start(n[0], n[1]).Month()
		if i == 0 {
			s.First = month
		}
		if month != s.First+i {
			return s, fmt.Errorf("row %d: the month does not follow the one before it; rows go from the oldest to the newest, one a month", i+2)
		}
		s.Counts = append(s.Counts, n[2])
	}
	return s, nil
}

func scoreHead(o io.Writer) {
	fmt.Fprintf(o, "%-14s%-18s%9s%8s%9s%11s%11s\n", "history", "what", "outcomes", "inside", "off by", "last year", "same pace")
}

func scoreRows(o io.Writer, name string, s forecast.Scores) {
	for _, x := range []struct {
		what string
		s    forecast.Score
	}{{"one month", s.Month}, {"rest of the year", s.Year}, {"twelve months", s.Twelve}} {
		printScore(o, name, x.what, x.s)
		name = ""
	}
}

func printScore(o io.Writer, name, what string, s forecast.Score) {
	if s.Outcomes == 0 {
		fmt.Fprintf(o, "%-14s%-18s%9d\n", name, what, 0)
		return
	}
	fmt.Fprintf(o, "%-14s%-18s%9d%7.1f%%%9.2f%11.2f%11.2f\n", name, what, s.Outcomes, 100*s.Coverage(), s.Error, s.LastYear, s.SamePace)
}
