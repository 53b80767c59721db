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

		// The partner: a referral from its first word to the receipt
		get("/referrals", w.referrals),
		get("/referrals/new", w.startReferral),
		post("/referrals/new", w.start),
		get("/referrals/{case}", w.referral),
		post("/referrals/{case}", w.reopen),
		get("/referrals/{case}/cover", w.cover),
		post("/referrals/{case}/cover", w.saveCover),
		get("/referrals/{case}/convictions/{index}", w.legal),
		post("/referrals/{case}/convictions/{index}", w.saveLegal),
		get("/referrals/{case}/applicant", w.applicant),
		get("/referrals/{case}/persons/{person}", w.person),
		post("/referrals/{case}/persons/{person}", w.savePerson),
		get("/referrals/{case}/persons/{person}/addresses/{index}", w.address),
		post("/referrals/{case}/persons/{person}/addresses/{index}", w.saveAddress),
		get("/referrals/{case}/persons/{person}/identity/{index}", w.identityDocument),
		post("/referrals/{case}/persons/{person}/identity/{index}", w.saveIdentity),
		get("/referrals/{case}/persons/{person}/languages/{index}", w.spoken),
		post("/referrals/{case}/persons/{person}/languages/{index}", w.saveSpoken),
		get("/referrals/{case}/family", w.family),
		post("/referrals/{case}/family", w.saveFamily),
		get("/referrals/{case}/safety", w.safety),
		post("/referrals/{case}/safety", w.saveSafety),
		get("/referrals/{case}/forms", w.forms),
		get("/referrals/{case}/forms/{form}/{person}", w.formPage),
		post("/referrals/{case}/forms/{form}/{person}", w.saveForm),
		get("/referrals/{case}/consent/{index}", w.consent),
		post("/referrals/{case}/consent/{index}", w.saveConsent),
		get("/referrals/{case}/documents", w.documents),
		upload(post("/referrals/{case}/documents", w.addDocument)),
		get("/referrals/{case}/documents/{document}", w.downloadDocument),
		get("/referrals/{case}/documents/{document}/preview", w.previewDocument),
		post("/referrals/{case}/documents/{document}/remove", w.removeDocument),
		get("/referrals/{case}/proof", w.proof),
		post("/referrals/{case}/proof", w.saveProof),
		get("/referrals/{case}/check", w.check),
		post("/referrals/{case}/check", w.sendForReview),
		get("/referrals/{case}/review", w.review),
		post("/referrals/{case}/review", w.sign),
		get("/referrals/{case}/withdraw", w.withdrawPage),
		post("/referrals/{case}/withdraw", w.withdraw),

		// Lists
		get("/my-work", w.myWork),
		get("/office", w.office),
		get("/cases", w.cases),
		get("/search", w.search),
		post("/search", w.startSearch),
		get("/search/{search}", w.found),

		// UNHCR's file, and what the operations centre asks
		get("/referrals/import", w.importPage),
		upload(post("/referrals/import", w.importFile)),
		get("/referrals/{case}/import", w.imported),
		get("/questions", w.questions),
		get("/referrals/{case}/questions", w.question),
		post("/referrals/{case}/questions", w.answerQuestion),

		// The operations centre
		get("/intake", w.intake),
		get("/transfers", w.transfers),
		get("/intake/{case}", w.incoming),
		post("/intake/{case}", w.actOnPackage),
		get("/intake/{case}/return", w.returnPage),
		post("/intake/{case}/return", w.proposeReturn),
		get("/intake/{case}/information", w.informationPage),
		post("/intake/{case}/information", w.askInformation),
		get("/intake/{case}/documents/{document}", w.intakeDocument),

		// The office receives a file
		get("/cases/{case}/transfer", w.transferPage),
		post("/cases/{case}/transfer", w.answerTransfer),
		get("/cases/{case}/assign", w.assignPage),
		post("/cases/{case}/assign", w.assign),

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
