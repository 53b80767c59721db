package assessment

// FoundBefore is the finding that stood on a row when the court set the decision aside: superseded, and by no other finding. It is
// there to be read and fills in nothing. nil when nothing stood.
func FoundBefore(all []Finding, r Row) *Finding {
	return before(all, func(x *Finding) (bool, string, string) {
		return x.Row == r && x.Status == Superseded, x.ID, x.Supersedes
	}, func(a, b *Finding) int { return a.At.Compare(b.At) })
}

// GroundBefore is FoundBefore of a person's ground of inadmissibility.
func GroundBefore(all []Ground, person, ground string) *Ground {
	return before(all, func(x *Ground) (bool, string, string) {
		return x.Person == person && x.Ground == ground && x.Status == Superseded, x.ID, x.Supersedes
	}, func(a, b *Ground) int { return a.At.Compare(b.At) })
}

// before is the newest of those that are of the kind and that no other entry supersedes.
func before[T any](all []T, of func(*T) (kind bool, id, supersedes string), order func(a, b *T) int) (out *T) {
	followed := map[string]bool{}
	for i := range all {
		_, _, old := of(&all[i])
		followed[old] = true
	}
	for i := range all {
		if kind, id, _ := of(&all[i]); kind && !followed[id] && (out == nil || order(&all[i], out) > 0) {
			out = &all[i]
		}
	}
	return out
}
