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

		// Lists
		get("/my-work", w.myWork),
		get("/office", w.office),
		get("/cases", w.cases),
		get("/search", w.search),
		post("/search", w.startSearch),
		get("/search/{search}", w.found),

		// A case at the office
		get("/cases/{case}", w.caseOverview),
		get("/cases/{case}/persons", w.casePersons),
		get("/cases/{case}/documents", w.caseDocuments),
		get("/cases/{case}/documents/{document}", w.caseDocument),
		get("/cases/{case}/notes", w.caseNotes),
		post("/cases/{case}/notes", w.addNote),
		get("/cases/{case}/timeline", w.caseTimeline),
		get("/cases/{case}/looked", w.caseLooked),
		get("/cases/{case}/reveal", w.askReveal),
		post("/cases/{case}/reveal", w.revealSafety),

		// The assessment: eligibility, admissibility, convictions, contradictions, proof to the contrary
		get(eligibilityAt, w.eligibility),
		post(eligibilityAt, w.saveFinding),
		get(contradictionAt, w.contradiction),
		post(contradictionAt, w.answerContradiction),
		get(admissibilityAt, w.admissibility),
		post(admissibilityAt, w.saveAdmissibility),
		get(groundAt, w.groundPage),
		post(groundAt, w.saveGround),
		get(newConvictionAt, w.newConviction),
		post(newConvictionAt, w.saveConviction),
		get(convictionAt, w.conviction),
		post(convictionAt, w.saveConviction),
		get(consultationAt, w.consultation),
		post(consultationAt, w.openConsultation),
		get(replyAt, w.reply),
		post(replyAt, w.recordReply),

		// For everybody
		public(get("/help", w.helpPage("help", "first", "saved", "safety", "hrd", "language"))),
		public(get("/keyboard", w.helpPage("keyboard", "move", "send"))),
		public(get("/accessibility", w.helpPage("accessibility", "what", "limits", "tell"))),
		public(get("/privacy", w.helpPage("privacy", "kept", "seen", "browser"))),

		// For developers and for the checks of accessibility
		demo(public(get("/components", w.components))),
		demo(public(post("/components", w.components))),
	}
}
