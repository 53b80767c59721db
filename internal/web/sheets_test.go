//go:build sheets

package web

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"passage/internal/casework/access"
)

// A spreadsheet program opens the workbook of every report and shows each cell as it was written: numbers in their format, hidden counts as
// their mark, words as words. By name alone (make sheets): the program is
// 300 MB that nothing else needs. SPREADSHEET names its command.
func TestRule_I_68_ASpreadsheetOpensTheWorkbook(t *testing.T) {
	office := os.Getenv("SPREADSHEET")
	if office == "" {
		t.Fatal("SPREADSHEET names no program")
	}
	h := house(t)
	h.seen()
	if err := h.App.MakeReports(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	who := access.Actor{Account: "analyst.oppb", Role: access.Analyst, Unit: "OPPB"}
	h.signIn(who.Account)
	list, err := h.App.Reports(t.Context(), who)
	if err != nil || len(list.Releases) < 6 {
		t.Fatalf("%d reports, %v", len(list.Releases), err)
	}
	sheets, numbers, marks := 0, 0, 0
	for _, r := range list.Releases {
		for _, at := range []string{"/en/reports/", "/fr/rapports/"} {
			dir := t.TempDir()
			text := []byte(h.page(at + r.ID + "/xlsx"))
			file := filepath.Join(dir, "report.xlsx")
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			// A file for each sheet, cells as shown.
			cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false,false,false,-1", "--outdir", dir, file)
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			book, err := excelize.OpenReader(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range book.GetSheetList() {
				sheets++
				rows, err := book.GetRows(name)
				if err != nil {
					t.Fatal(err)
				}
				shown := sheetShown(t, filepath.Join(dir, "report-"+name+".csv"))
				for y, row := range rows {
					for x, want := range row {
						got := ""
						if y < len(shown) && x < len(shown[y]) {
							got = shown[y][x]
						}
						if got != want {
							t.Errorf("%s%s, %s, row %d: %q is shown as %q", at, r.Report, name, y+1, want, got)
						}
						cell, _ := excelize.CoordinatesToCellName(x+1, y+1)
						if kind, _ := book.GetCellType(name, cell); kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset && want != "" {
							numbers++
						}
						if want == hiddenMark {
							marks++
						}
					}
				}
			}
		}
	}
	t.Logf("%d sheets, %d numbers, %d hidden counts", sheets, numbers, marks)
	if sheets < 24 || numbers == 0 || marks == 0 {
		t.Error("too little to say anything")
	}
}

func sheetShown(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in := csv.NewReader(file)
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
