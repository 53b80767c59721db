package app

import (
	"passage/internal/casework/casefile"
)

// hearings are the letters of a case that put concerns in writing, with how each was delivered and what came back.
func hearings(f *File) []casefile.Hearing {
	out := make([]casefile.Hearing, 0, len(f.Letters))
	for _, x := range f.Letters {
		out = append(out, casefile.Hear(x, f.Notices, f.Answers))
	}
	return out
}
