// Package spaces owns places in the year: what a partner may refer, what the stream may admit, and how both
// are counted. It holds the ledger as pure rules over entries; every balance is derived from entries.
//
// Two counters are never mixed (I-10). The allocation counts what a partner refers, in the referral year. The
// commitment counts who becomes a permanent resident, in the year of landing. Both count persons, family
// included (I-60); a number of cases always says so.
//
// The ceiling is not a wall against people (decision 3): the guard stands before new holds, confirmations and
// planned admissions, each with a recorded override. A landing, a birth or a family change always posts, and
// what goes past the number is an entry of its own.
//
// It does not own the numbers of a year (policy pack), how entries are stored (store) or the pages (web).
package spaces
