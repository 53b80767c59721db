package web

// table is the contents of the house: one line per route, in the order of the work. A route needs a session unless it
// is public; demo routes exist in the demo alone. Patterns are English; paths.go has the French words.
func (w *Web) table() []*route {
	return []*route{
		// Frame
		public(demo(get("/components", w.components))),
	}
}
