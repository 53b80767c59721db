package store

// Take stores a whole case at once, as another system kept it: its head as it stands and every item of in, under new
// keys and with their journal entry. Ids that items have are kept, so that they may name each other.
func (tx *Tx) Take(in *File) (*File, error) {
	f, err := tx.Create(in.Case)
	if err != nil {
		return nil, err
	}
	for _, take := range takers {
		if err := take(tx, f, in); err != nil {
			return nil, err
		}
	}
	return f, nil
}
