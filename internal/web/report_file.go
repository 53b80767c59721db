package web

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"passage/internal/casework/report"
)

// A report as a file: what it says on the page, with its definitions, as-at time, units and policy version, since a file goes where
// the page is not. Names of files say nothing.

// leaf is one sheet of a workbook, or one part of a CSV: words and numbers.
type leaf struct {
	name string
	rows [][]any
	head int // the row of the columns' names; 0 for none, since the first row is the title
}

func (v *visit) leaves(r report.Release) []leaf {
	about := leaf{name: v.T("report.file.about"), rows: [][]any{{v.reportName(r)}, {v.T("report.file.period"), v.period(r.Period)}}}
	for _, f := range v.reportFacts(r) {
		about.rows = append(about.rows, []any{f.Name, f.Value})
	}
	about.rows = append(about.rows, []any{v.T("report.file.mark"), hiddenMark})
	if r.Purpose != "" {
		about.rows = append(about.rows, []any{v.T("report.ask.purpose.label"), r.Purpose})
	}
	for _, s := range v.likely(r) {
		about.rows = append(about.rows, []any{s})
	}
	if list := v.spans(r); len(list) > 0 {
		about.rows = append(about.rows, []any{}, []any{v.T("report.spans"), v.T("report.half"), v.T("report.eight")})
		for _, s := range list {
			about.rows = append(about.rows, []any{s.Name, s.Half, s.Eight})
		}
	}
	said := map[string]bool{}
	for _, t := range r.Tables {
		c, ok := report.Find(t.Count)
		if !ok || said[t.Count] {
			continue
		}
		said[t.Count] = true
		d := v.defined(c)
		about.rows = append(about.rows, []any{}, []any{d.Name, d.What})
		for _, l := range d.Lines {
			about.rows = append(about.rows, []any{l.Name, l.What, l.Rule})
		}
	}
	out := []leaf{about}
	for i, t := range r.Tables {
		g := v.grid(i, t)
		l := leaf{name: v.F("report.file.table", map[string]any{"N": strconv.Itoa(i + 1)}), rows: [][]any{{g.Title}}}
		for _, n := range g.Notes {
			l.rows = append(l.rows, []any{n})
		}
		if g.Refused != "" {
			l.rows = append(l.rows, []any{g.Refused})
			out = append(out, l)
			continue
		}
		head := make([]any, len(g.Heads))
		for i, h := range g.Heads {
			head[i] = h
		}
		l.head, l.rows = len(l.rows), append(l.rows, head)
		for _, row := range append(g.Rows, g.Total) {
			line := []any{row.Name}
			for _, c := range row.Cells {
				if c.Hidden {
					line = append(line, hiddenMark)
				} else {
					line = append(line, c.N)
				}
			}
			l.rows = append(l.rows, line)
		}
		out = append(out, l)
	}
	return out
}

// inert is a text that no spreadsheet takes for a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (w *Web) reportCSV(v *visit) error {
	r, err := w.App.ReportOf(v.ctx(), v.Actor, v.r.PathValue("release"), true)
	if err != nil {
		return err
	}
	b := bytes.NewBuffer([]byte{0xEF, 0xBB, 0xBF})
	out := csv.NewWriter(b)
	out.UseCRLF = true
	for i, l := range v.leaves(r) {
		if i > 0 {
			out.Write(nil)
		}
		for _, row := range l.rows {
			cells := make([]string, len(row))
			for i, c := range row {
				switch c := c.(type) {
				case int:
					cells[i] = strconv.Itoa(c)
				case string:
					cells[i] = inert(c)
				}
			}
			out.Write(cells)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	v.attach("text/csv; charset=utf-8; header=present", "report.csv")
	_, err = v.w.Write(b.Bytes())
	return err
}

func (w *Web) reportXLSX(v *visit) error {
	r, err := w.App.ReportOf(v.ctx(), v.Actor, v.r.PathValue("release"), true)
	if err != nil {
		return err
	}
	b, err := workbook(v.leaves(r), string(v.Lang), r)
	if err != nil {
		return err
	}
	v.attach("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "report.xlsx")
	_, err = v.w.Write(b)
	return err
}

// workbook is a file of Office Open XML, made in memory. Words are written as words, never as formulas.
func workbook(leaves []leaf, lang string, r report.Release) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	made := r.Made.UTC().Format("2006-01-02T15:04:05Z")
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "Passage", LastModifiedBy: "Passage", Created: made, Modified: made, Language: lang}); err != nil {
		return nil, err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return nil, err
	}
	plain, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return nil, err
	}
	title, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	note, err := f.NewStyle(&excelize.Style{})
	if err != nil {
		return nil, err
	}
	over, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Horizontal: "right", WrapText: true, Vertical: "top"}})
	if err != nil {
		return nil, err
	}
	number, err := f.NewStyle(&excelize.Style{NumFmt: 3, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "top"}})
	if err != nil {
		return nil, err
	}
	const first = 36.0 // width of the first column, in letters
	for i, l := range leaves {
		if i == 0 {
			err = f.SetSheetName("Sheet1", l.name)
		} else {
			_, err = f.NewSheet(l.name)
		}
		if err != nil {
			return nil, err
		}
		second, wide := "Z", 14.0
		if i == 0 {
			second, wide = "B", 90
		}
		for j, row := range l.rows {
			lines := 1
			for k, c := range row {
				if s, ok := c.(string); ok && len(row) > 1 {
					lines = max(lines, 1+utf8.RuneCountInString(s)/int([]float64{first, wide}[min(k, 1)]-4))
				}
				at, err := excelize.CoordinatesToCellName(k+1, j+1)
				if err != nil {
					return nil, err
				}
				style := plain
				switch c := c.(type) {
				case int:
					style, err = number, f.SetCellInt(l.name, at, int64(c))
				case string:
					switch {
					case c == hiddenMark:
						style = number
					case j == 0:
						style = title
					case l.head > 0 && j < l.head:
						style = note
					case j == l.head && k > 0:
						style = over
					case k == 0:
						style = bold
					}
					err = f.SetCellStr(l.name, at, c)
				}
				if err != nil {
					return nil, err
				}
				if err := f.SetCellStyle(l.name, at, at, style); err != nil {
					return nil, err
				}
			}
			if lines > 1 { // programs disagree on what a wrapped row needs
				if err := f.SetRowHeight(l.name, j+1, float64(15*lines)); err != nil {
					return nil, err
				}
			}
		}
		// Printed, a sheet is as wide as the page.
		across, all := 1, 0
		if err := errors.Join(f.SetSheetProps(l.name, &excelize.SheetPropsOptions{FitToPage: new(true)}),
			f.SetPageLayout(l.name, &excelize.PageLayoutOptions{Orientation: new("landscape"), Size: new(9), FitToWidth: &across, FitToHeight: &all})); err != nil {
			return nil, err
		}
		if err := f.SetColWidth(l.name, "A", "A", first); err != nil {
			return nil, err
		}
		if err := f.SetColWidth(l.name, "B", second, wide); err != nil {
			return nil, err
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
