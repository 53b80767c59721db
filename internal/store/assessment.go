package store

import "passage/internal/casework/assessment"

var (
	findings    = kind("finding", Office, func(f *File) *[]assessment.Finding { return &f.Findings }, func(x *assessment.Finding) (*string, *int64) { return &x.ID, &x.Version })
	tracks      = kind("track", Office, func(f *File) *[]assessment.Track { return &f.Tracks }, func(x *assessment.Track) (*string, *int64) { return &x.ID, &x.Version })
	grounds     = kind("ground", Office, func(f *File) *[]assessment.Ground { return &f.Grounds }, func(x *assessment.Ground) (*string, *int64) { return &x.ID, &x.Version })
	convictions = kind("conviction", Office, func(f *File) *[]assessment.Conviction { return &f.Convictions }, func(x *assessment.Conviction) (*string, *int64) { return &x.ID, &x.Version })
	answered    = kind("answered", Office, func(f *File) *[]assessment.Answered { return &f.Answered }, func(x *assessment.Answered) (*string, *int64) { return &x.ID, &x.Version })
)

// SaveFinding stores one finding of the eligibility worksheet.
func (tx *Tx) SaveFinding(f *File, x *assessment.Finding) error { return findings.save(tx, f, x) }

// SaveTrack stores one admissibility track of a person.
func (tx *Tx) SaveTrack(f *File, x *assessment.Track) error { return tracks.save(tx, f, x) }

// SaveGround stores one admissibility finding of a person.
func (tx *Tx) SaveGround(f *File, x *assessment.Ground) error { return grounds.save(tx, f, x) }

// SaveConviction stores the worksheet of one charge or conviction.
func (tx *Tx) SaveConviction(f *File, x *assessment.Conviction) error {
	return convictions.save(tx, f, x)
}

// SaveAnswered stores the answer to a contradiction.
func (tx *Tx) SaveAnswered(f *File, x *assessment.Answered) error { return answered.save(tx, f, x) }
