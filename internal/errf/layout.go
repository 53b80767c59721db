package errf

import (
	"reflect"
	"sync"
)

// shape is what the tags of a record type say.
type shape struct {
	slices map[string]int // element -> field that holds such records
	values map[string]int // element -> field that holds its text
	fields []field        // the values, in the order of the schema
}

type field struct {
	index   int
	element string
	need    map[Version]string // must, may; absent: not in that schema
	is      string
}

var shapes sync.Map // reflect.Type -> *shape

func layout(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := &shape{slices: map[string]int{}, values: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		el := f.Tag.Get("el")
		switch {
		case el == "":
		case f.Type.Kind() == reflect.Slice:
			s.slices[el] = i
		default:
			s.values[el] = i
			s.fields = append(s.fields, field{i, el, map[Version]string{V3: f.Tag.Get("v3"), V4: f.Tag.Get("v4")}, f.Tag.Get("is")})
		}
	}
	shapes.Store(t, s)
	return s
}
