package errf

import (
	"encoding/json"
	"errors"
	"io"
	"os"

	"passage/internal/casework/fault"
)

// Report is what `passage errf check` prints for one file.
type Report struct {
	File    string  `json:"file"`
	Version Version `json:"version"`
	Valid   bool    `json:"valid"`
	Faults  []Fault `json:"faults"`

	Why error `json:"-"` // why the file is unusable; nil for a usable one
}

// Exit is the exit code a set of reports asks for: 2 when any file is unusable, else 1 when any is not valid, else 0.
func Exit(reports []Report) int {
	code := 0
	for _, r := range reports {
		switch {
		case r.Why != nil:
			return 2
		case !r.Valid:
			code = 1
		}
	}
	return code
}

// ReportOf reads and checks one file; name is what is printed for it.
func ReportOf(name string, r io.Reader) Report {
	f, err := Read(r)
	if err != nil {
		return Report{File: name, Faults: []Fault{{Kind: Unreadable}}, Why: err}
	}
	faults := Check(f)
	return Report{File: name, Version: f.Version, Valid: len(faults) == 0, Faults: faults}
}

// ReportFiles reads and checks files by their paths.
func ReportFiles(paths []string) []Report {
	out := make([]Report, 0, len(paths))
	for _, p := range paths {
		out = append(out, reportFile(p))
	}
	return out
}

func reportFile(path string) Report {
	f, err := os.Open(path)
	if err != nil {
		key := "errf.open"
		if errors.Is(err, os.ErrNotExist) {
			key = "errf.no_file"
		}
		return Report{File: path, Faults: []Fault{{Kind: Unreadable}}, Why: fault.New(fault.Unusable, key)}
	}
	defer f.Close()
	r := ReportOf(path, f)
	var told *fault.Error
	if r.Why != nil && !errors.As(r.Why, &told) { // a folder, a failing disk
		r.Why = fault.New(fault.Unusable, "errf.open")
	}
	return r
}

// MarshalJSON leaves out what an unreadable file does not have, and the value where there is none.
func (f Fault) MarshalJSON() ([]byte, error) {
	if f.Kind == Unreadable {
		return json.Marshal(map[string]Kind{"kind": f.Kind})
	}
	return json.Marshal(struct {
		Kind       Kind   `json:"kind"`
		Field      string `json:"field"`
		Individual string `json:"individual"`
		Value      string `json:"value,omitempty"`
	}{f.Kind, f.Field, f.Individual, f.Value})
}

// MarshalJSON writes an empty list where there are no faults, never null.
func (r Report) MarshalJSON() ([]byte, error) {
	type plain Report
	p := plain(r)
	if p.Faults == nil {
		p.Faults = []Fault{}
	}
	return json.Marshal(p)
}
