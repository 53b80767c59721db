package vault

import "sync"

// Kept holds some of what was opened a moment ago, so that it is not opened again: at most Most, by an id that stands for
// exactly what was opened, as the MAC of a row or an owner with the wrapped key. It is plain: whoever shreds a case forgets it.
type Kept[T any] struct {
	Most int

	mu sync.Mutex
	by map[string]T
}

// Open gives what the id stands for, or opens it. What does not open is not kept.
func (k *Kept[T]) Open(id []byte, open func() (T, error)) (T, error) {
	v, ok := k.Have(id)
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
	if len(k.by) >= k.Most { // some go, in the map's own order, so that those in use are not all opened anew at once
		n := k.Most / 8
		for old := range k.by {
			if n--; n < 0 {
				break
			}
			delete(k.by, old)
		}
	}
	k.by[string(id)] = v
	return v, nil
}

// Have gives what the id stands for, if it is held.
func (k *Kept[T]) Have(id []byte) (T, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.by[string(id)]
	return v, ok
}

// Forget drops everything.
func (k *Kept[T]) Forget() {
	k.mu.Lock()
	clear(k.by)
	k.mu.Unlock()
}
