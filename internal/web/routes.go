package web

// table is the contents of the house: one line per route, in the order of the work. A route needs a session unless it
// is public; demo routes exist in the demo alone. Patterns are English; paths.go has the French words.
func (w *Web) table() []*route {
	return []*route{
		// The door
		public(get("/", w.home)),
		public(get("/sign-in", w.signInPage)),
		public(script(post("/sign-in/start", w.passkeyStart))),
		public(script(post("/sign-in/finish", w.passkeyFinish))),
		public(get("/invitation", w.invitation)),
		public(script(post("/invitation/start", w.enrolStart))),
		public(script(post("/invitation/finish", w.enrolFinish))),
		post("/reauthenticate", w.reauthenticate),
		script(post("/reauthenticate/finish", w.proveFinish)),
		get("/kept", w.keptPosts),
		post("/kept", w.dropPost),
		public(post("/sign-out", w.signOut)),
		demo(public(get("/demo", w.demoList))),
		demo(public(post("/demo/sign-in", w.demoSignIn))),

		// For developers and for the checks of accessibility
		demo(public(get("/components", w.components))),
	}
}
