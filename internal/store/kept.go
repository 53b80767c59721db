package store

import "sync"

// kept holds what rows were opened to, by the MAC of the row, so that a list of fifty cases does not open again the
// heads that another list opened a moment ago. The MAC is made with the case's key over the whole row, so what is held
// under it is that row as it was written and nothing else; a row that changed has another.
type kept[T any] struct {
	mu  sync.Mutex
	by  map[string]T
	max int
}

// open gives what the row with that MAC was opened to, or opens it.
func (k *kept[T]) open(mac []byte, open func() (T, error)) (T, error) {
	k.mu.Lock()
	v, ok := k.by[string(mac)]
	k.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := open()
	if err != nil {
		return v, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.by == nil {
		k.by = map[string]T{}
	}
	if len(k.by) >= k.max { // some go, in the map's own order
		n := k.max / 8
		for old := range k.by {
			if n--; n < 0 {
				break
			}
			delete(k.by, old)
		}
	}
	k.by[string(mac)] = v
	return v, nil
}
