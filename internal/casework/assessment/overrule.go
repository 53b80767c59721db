package assessment

import "time"

// Answered is what people said to a contradiction that the pack pointed out. It holds for the entries as they
// were: when one of them changes, the contradiction stands again.
type Answered struct {
	ID            string
	Version       int64             `json:"-"`
	Contradiction string            // "X-7"
	Entries       map[string]string // ids of the entries that contradict, and the hash each had
	Reason        string
	By            string
	At            time.Time
	Second        *SecondLook `json:",omitempty"` // where the table asks for a second person
}
