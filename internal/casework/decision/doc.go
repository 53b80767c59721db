// Package decision owns the final decision on a case: what it may rest on, what stands before the officer's
// signature, who must be told and how that is proven; and after an approval the visa, the departure and the
// landing of each person.
//
// It never decides: every rule says what is missing or what contradicts, and the officer signs. It does
// not own findings (assessment), the interview (casefile), the year's places (spaces) or the words of letters
// (letter).
package decision
