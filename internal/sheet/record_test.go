package sheet_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"passage/internal/i18n"
	"passage/internal/sheet"
	"passage/internal/store"
)

// Every field of every kind of entry that a record may hold is called something in both languages.
func TestRecord_EveryFieldHasWords(t *testing.T) {
	unseen := []string{"Secrets", "Inquiries", "Grants", "Typed", "Splits"} // closed to the department, or behind a reveal
	seen := map[reflect.Type]bool{}
	n := 0
	var walk func(where string, ty reflect.Type)
	walk = func(where string, ty reflect.Type) {
		for slices.Contains([]reflect.Kind{reflect.Slice, reflect.Pointer, reflect.Map, reflect.Array}, ty.Kind()) {
			ty = ty.Elem()
		}
		if ty.Kind() != reflect.Struct || ty == reflect.TypeFor[time.Time]() || seen[ty] {
			return
		}
		seen[ty] = true
		for i := range ty.NumField() {
			f := ty.Field(i)
			if !f.IsExported() || f.Tag.Get("json") == "-" || slices.Contains(sheet.Hidden, f.Name) {
				continue
			}
			if n++; !f.Anonymous && !i18n.Has("record.field."+f.Name) {
				t.Errorf("%s.%s: no words record.field.%s in record_field.en.toml and .fr.toml", where, f.Name, f.Name)
			}
			walk(where+"."+f.Name, f.Type)
		}
	}
	file := reflect.TypeFor[store.File]()
	for i := range file.NumField() {
		if f := file.Field(i); f.IsExported() && f.Name != "Case" && !slices.Contains(unseen, f.Name) {
			walk(f.Name, f.Type)
		}
	}
	if n < 400 {
		t.Errorf("only %d fields: the test does not see the entries", n)
	}
	for kind, room := range store.Kinds() {
		if !slices.Contains([]store.Room{store.Own, store.Helped, store.Kept, store.Parted}, room) && !i18n.Has("record.kind."+kind) {
			t.Errorf("no words record.kind.%s in record.en.toml and .fr.toml", kind)
		}
	}
}
