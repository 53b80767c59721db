package access

// What a person may do or look at. Every name here is opened in policy.cedar for the roles that need it and stands in
// docs/access.md; none lets a role of the department assess, verify or change whether somebody is a human rights
// defender (A-2, I-11).
const (
	// Looks at a case.
	ViewReferral      Action = "view_referral"      // the partner's own draft, or what it sent
	ViewIntake        Action = "view_intake"        // a referral at the operations centre
	ViewCase          Action = "view_case"          // overview, persons and documents at the office
	ViewEligibility   Action = "view_eligibility"   // the eligibility worksheet
	ViewInterview     Action = "view_interview"     // plan and record of the interview
	ViewAdmissibility Action = "view_admissibility" // tracks, grounds, convictions
	ViewDecision      Action = "view_decision"      // the decision and its reasons
	ViewNotes         Action = "view_notes"         // the office's notes
	ViewTravel        Action = "view_travel"        // visa, departure, landing
	ViewTimeline      Action = "view_timeline"      // what was done, and when
	ViewLooks         Action = "view_looks"         // who has looked at the case
	ViewDocument      Action = "view_document"      // the bytes of a document
	ViewOriginal      Action = "view_original"      // a document as it came, with what it betrays; with a reason
	ViewConsultation  Action = "view_consultation"  // proof to the contrary and the partner's answer
	ViewGlass         Action = "view_glass"         // who opened the case with break-glass, and why
	PrintPaper        Action = "print_paper"        // the cover page or a data sheet of the package, as a PDF
	TakePackage       Action = "take_package"       // the whole package in one file, documents included
	RevealSafety      Action = "reveal_safety"      // places, code words, names of those at home
	ViewPast          Action = "view_past"          // the case as it was at a moment; who may is asked of the case as it is now

	// Lists.
	ListReferrals Action = "list_referrals" // the partner's list
	ListIntake    Action = "list_intake"    // the operations centre's queue
	ListCases     Action = "list_cases"     // the office's list
	ListGlass     Action = "list_glass"     // openings by break-glass that are to be reviewed
	Search        Action = "search"         // find by name or number, inside what one may see
	ViewSpaces    Action = "view_spaces"    // the commitment and its counts; no names
	ViewForecast  Action = "view_forecast"  // how many are likely to land; no names, and nothing about one case
	ViewWorkload  Action = "view_workload"  // open work and officers of all offices; no names, and no officer told apart
	ViewReports   Action = "view_reports"   // reports and tables that were let out; counts alone
	ViewAudit     Action = "view_audit"     // who looked and what was refused; no case is opened
	ViewAccounts  Action = "view_accounts"  // people, roles, declared links

	// The partner.
	StartReferral    Action = "start_referral"    // begin a draft
	ImportReferral   Action = "import_referral"   // drafts from UNHCR's referral files
	EditReferral     Action = "edit_referral"     // change a draft
	AddDocument      Action = "add_document"      // add a document
	RemoveDocument   Action = "remove_document"   // take a document out; its image stays in the journal
	ScanDocument     Action = "scan_document"     // the malware scanner's answer on a document that waited for it
	ReleasePlaces    Action = "release_places"    // the places of a package that came back and was not taken up (I-50)
	LinkCase         Action = "link_case"         // a de facto dependant becomes a case of their own (I-30)
	SendForReview    Action = "send_for_review"   // ask the second person of the partner to read it
	SendBack         Action = "send_back"         // back from the second person to the caseworker
	Refer            Action = "refer"             // sign and send to Canada
	WithdrawReferral Action = "withdraw_referral" // take a draft or a referral back
	AnswerQuestion   Action = "answer_question"   // answer what the department asked

	GiveGrant Action = "give_grant" // open forms of a draft to a helper, for some days
	EndGrant  Action = "end_grant"  // close them again at once

	// A person's own page.
	GiveCard    Action = "give_card"    // give a card with which the applicant reads their letters
	EndCard     Action = "end_card"     // end it at once
	OpenOwn     Action = "open_own"     // give the code of a card
	ViewOwn     Action = "view_own"     // one's own letters
	ReadOwn     Action = "read_own"     // open a letter that was sent to one
	AnswerOwn   Action = "answer_own"   // answer one
	CloseOwn    Action = "close_own"    // end one's own card
	ViewGranted Action = "view_granted" // the forms that are open to a helper: what they typed, and whether the rest is answered
	EditGranted Action = "edit_granted" // fill in what is empty of them, and change what they typed
	ListGranted Action = "list_granted" // the drafts of which forms are open to a helper

	ReportIncident Action = "report_incident" // say that something happened to an applicant, or is about to

	// The partner, before there is a referral.
	ViewInquiry    Action = "view_inquiry"    // who wrote, the screening, who vouched; the partner's own
	ListInquiries  Action = "list_inquiries"  // the partner's inquiries
	TakeInquiry    Action = "take_inquiry"    // enter an inquiry, or a list of them
	ScreenInquiry  Action = "screen_inquiry"  // screen and vet: questions, duplicates, evidence, referees
	AnswerInquiry  Action = "answer_inquiry"  // hand out a canned answer, as the person may be answered
	FinishVetting  Action = "finish_vetting"  // the written result of the vetting, by a second person of the partner
	PauseReferral  Action = "pause_referral"  // wait-list or pause, and go on
	DeclineInquiry Action = "decline_inquiry" // decline an inquiry, or open a declined one again
	HandOver       Action = "hand_over"       // hand a person over to another partner, with consent

	// The operations centre.
	Register       Action = "register_referral"  // register a package that came by another channel, with its dates and proof
	ConfirmDates   Action = "confirm_registered" // second of the two persons of such dates; or end what was registered in error
	CheckReferral  Action = "check_referral"     // receive a referral and check that it is complete
	AskInformation Action = "ask_information"    // ask the partner for what is missing
	ProposeReturn  Action = "propose_return"     // first of the two persons of a return
	ConfirmReturn  Action = "confirm_return"     // second of the two persons of a return
	CreateFile     Action = "create_file"        // application number, client numbers, program code
	TransferCase   Action = "transfer_case"      // choose the office and send the file there
	ComparePersons Action = "compare_persons"    // see two persons side by side who may be the same
	LinkPersons    Action = "link_persons"       // answer whether they are, and take the answer back
	MergeDuplicate Action = "merge_duplicate"    // end a case as the duplicate of one that goes on (X2)
	MatchArrival   Action = "match_arrival"      // the system compares what has arrived

	// The operations centre, of a family on its way: what it was asked and told, and nothing else of the case.
	ListOnward        Action = "list_onward"        // requests and notices that wait for it
	ViewOnward        Action = "view_onward"        // those of a case
	AnswerDestination Action = "answer_destination" // where the family goes, and Quebec's part
	PassArrival       Action = "pass_arrival"       // acknowledge an arrival notice, pass it on, say that it arrived

	// The migration office.
	AcceptTransfer   Action = "accept_transfer"       // take a file that was sent to the office
	SendTransferBack Action = "send_transfer_back"    // give a file back to the operations centre, with a reason
	AssignCase       Action = "assign_case"           // give a case to an officer
	BeAssigned       Action = "be_assigned"           // asked of the officer who is to get the case
	AddNote          Action = "add_note"              // write a note
	AskPartner       Action = "ask_partner"           // ask the referring partner
	AskDepartment    Action = "ask_department"        // a partner asks whoever has the case
	AskWithin        Action = "ask_within"            // office and operations centre ask one another
	AnswerAsked      Action = "answer_asked"          // answer what the other side asked
	AnswerWithin     Action = "answer_within"         // answer what office or operations centre asked
	NoteAnswer       Action = "note_answer"           // the answer was read
	DraftFinding     Action = "draft_finding"         // save a finding that is not yet recorded
	RecordFinding    Action = "record_finding"        // sign a finding of the worksheet
	PutConcerns      Action = "put_concerns"          // a letter that puts concerns: write, sign, more time, assess what came
	AnswerConcerns   Action = "answer_concerns"       // a reply to such a letter, or a request for more time
	AnswerConflict   Action = "answer_contradiction"  // answer a contradiction that the rules point out
	PlanInterview    Action = "plan_interview"        // mode, safety, time, interpreter
	ViewTrips        Action = "view_trips"            // the trips of one's office: days, places, families by reference
	PlanTrip         Action = "plan_trip"             // plan a trip: where, when, rooms, who goes
	ArrangeTrip      Action = "arrange_trip"          // block a place, say which interpreter is there when
	ViewRoster       Action = "view_roster"           // interpreters by number, language and vetting
	ViewInterpreter  Action = "view_interpreter"      // name, nationality and network of an interpreter
	KeepRoster       Action = "keep_roster"           // enter an interpreter and who vetted them
	RecordInterview  Action = "record_interview"      // what was asked and answered
	SecondLook       Action = "second_look"           // another person looks: inadmissibility, waiver, overrule
	RecordTrack      Action = "record_track"          // an admissibility check of a person
	RecordGround     Action = "record_ground"         // a ground of inadmissibility, or that there is none
	RecordConviction Action = "record_conviction"     // the analysis of a conviction
	Consult          Action = "consult"               // proof to the contrary: opens the referring partner's route
	RecordAnswer     Action = "record_consult_answer" // headquarters records the answer and nothing more
	DraftDecision    Action = "draft_decision"        // prepare a decision and its reasons
	Decide           Action = "decide"                // sign; needs re-authentication
	GiveNotice       Action = "give_notice"           // send or prove a notice
	SettleMail       Action = "settle_mail"           // a mail that failed or may not have left: send it again, or say how the person was reached
	CarryMail        Action = "carry_mail"            // the system hands a mail over, or enters what became of it
	OpenMessage      Action = "open_message"          // a partner opens what was sent to it
	ReportTold       Action = "report_told"           // a partner says that it told the applicant
	RecordVisa       Action = "record_visa"           // a visa issued
	IssuePermit      Action = "issue_permit"          // a permit on which a person comes before the checks are over, or its end
	RecordNeeds      Action = "record_needs"          // what whoever receives a person has to get ready, in practical terms
	AskDestination   Action = "ask_destination"       // ask the operations centre where in Canada a family goes, or take that back
	Hurry            Action = "hurry_case"            // tell the operations centre that a case cannot wait
	PlanTravel       Action = "plan_travel"           // plan, change or cancel the travel of some persons of a case
	SendArrival      Action = "send_arrival"          // send an arrival notice to the operations centre
	CheckSafe        Action = "check_safe"            // ask whether somebody who did not arrive is safe, and say what was found
	GiveWords        Action = "give_words"            // somebody received the plain words on passports and travel
	RecordDeparture  Action = "record_departure"      // travel booked, departed, not travelled
	RecordLanding    Action = "record_landing"        // a person landed, counted in the same act
	Separate         Action = "separate_family"       // the principal applicant leaves before who is not let out
	RecordLoan       Action = "record_loan"           // how the travel of an adult is paid, and what they signed
	AuthoriseLoan    Action = "authorise_loan"        // an officer authorises it
	Orient           Action = "record_orientation"    // who was at the orientation before departure
	RecordWindow     Action = "record_window"         // the application of a family member who stayed came
	AdmitWindow      Action = "admit_window"          // a visa for a member who follows, or its refusal
	RemindWindow     Action = "remind_window"         // the system reminds a family of the window (I-110)
	TakeRecourse     Action = "take_recourse"         // enter what follows a refusal: a request for reconsideration, an application to the court
	Reconsider       Action = "reconsider"            // answer whether a refused case is reopened
	RecordSetAside   Action = "record_set_aside"      // the court set a refusal aside: another officer decides
	AskInWriting     Action = "ask_in_writing"        // ask the applicant or the partner in a letter: documents, an examination
	OfferTest        Action = "offer_test"            // offer a DNA test
	HoldCase         Action = "hold_case"             // put a case on hold, look at it again, let it go on
	CloseCase        Action = "close_case"            // close a case whose work is over
	Withdraw         Action = "withdraw"              // the applicant asks in writing
	AskChange        Action = "ask_change"            // ask for a change of the family after the referral, with its proof
	AnswerChange     Action = "answer_change"         // accept or decline a change of the family
	RecordDeath      Action = "record_death"          // a person of the case died
	ChangePrincipal  Action = "change_principal"      // the file goes on under another principal applicant
	SplitFile        Action = "split_file"            // persons of the case go on in one of their own
	TryContact       Action = "try_contact"           // somebody tried to reach the applicants
	ConfirmSafety    Action = "confirm_safety"        // the partner went through the plan with the applicant again
	EditSecret       Action = "edit_secret"           // what one of the family keeps from the others
	EditSafety       Action = "edit_safety"           // change the safe-contact plan

	BreakGlass     Action = "break_glass"     // open what is needed of another's case for an hour, with a reason
	ReadGlass      Action = "read_glass"      // the owner has read that the case was opened
	ReviewGlass    Action = "review_glass"    // say whether an opening was needed
	AnswerIncident Action = "answer_incident" // take up what happened, say what was done and how it ended
	NameDuty       Action = "name_duty"       // name who answers for the office, and when

	// The certified record of a case as it was at a moment.
	MakeRecord     Action = "make_record"     // for whom, on which ground, as of when
	WithholdRecord Action = "withhold_record" // first of the two persons of a redacted copy: what is withheld, on which ground
	ConfirmRecord  Action = "confirm_record"  // second of them
	TakeRecord     Action = "take_record"     // the record, its redacted copy or its sealed annex, to be handed over

	// A matter of cessation or vacation, which is no part of the case.
	RecordConcern Action = "record_concern" // open a matter about a person who has landed, with a source
	ListMatters   Action = "list_matters"   // matters of whose group one is
	ViewMatter    Action = "view_matter"    // a matter
	AssessMatter  Action = "assess_matter"  // answer the considerations, the questions, the factors and the grounds; end it; recommend
	AskInMatter   Action = "ask_in_matter"  // ask the person in a letter, and record what they said (L18)
	OpenWall      Action = "open_wall"      // open what the person told Canada to be resettled, on a named ground (decision 9)
	ReferMatter   Action = "refer_matter"   // hand the package over to the border agency (L19)
	NoteOutcome   Action = "note_outcome"   // record what another authority did after that, or that the partner was told
	ReviewMatter  Action = "review_matter"  // the supervisor's own opinion
	NameInMatter  Action = "name_in_matter" // say who is in the group of a matter

	// Between us and the department's case system (I-103).
	ListDifferences  Action = "list_differences"  // cases of which it has something differently: references, no names
	ViewDifferences  Action = "view_differences"  // what it has differently of one case: codes, days, numbers
	SettleDifference Action = "settle_difference" // keep ours, or take theirs where the act that goes with it is theirs too

	// The centre and the house.
	MakeTable      Action = "make_table"      // a table of counts, for a stated purpose
	MakeReports    Action = "make_reports"    // the machine counts all cases and makes the reports that are due
	PostLedger     Action = "post_ledger"     // figures of other landings, overrides
	ViewAgreements Action = "view_agreements" // what was agreed with a partner
	ListOrders     Action = "list_orders"     // cases that an order suspends: references, no names
	RecordOrder    Action = "record_order"    // record an order that suspends, lets go on or ends cases
	SetLevels      Action = "set_levels"      // propose or confirm the numbers of a year
	ViewRoom       Action = "view_room"       // proposals to move room between partners, and a partner's own allocation
	ProposeMove    Action = "propose_move"    // propose that room go from one partner to another
	CommentMove    Action = "comment_move"    // what a partner says of it
	AnswerMove     Action = "answer_move"     // approve or decline it
	SuspendPartner Action = "suspend_partner" // propose, confirm or end the suspension of an agreement
	FreezeAccount  Action = "freeze_account"  // freeze an account or let it back in
	DeclareLink    Action = "declare_link"    // a person's link to a country
	CreateAccount  Action = "create_account"  // add a person, with a role and a unit
	EnrolPasskey   Action = "enrol_passkey"   // a one-time code for a passkey
	MakeKey        Action = "make_key"        // a key for a partner's own system, or its end
	SignIn         Action = "sign_in"         // a passkey was used, and its counter kept
	BringCases     Action = "bring_cases"     // cases and history from the department's case system, from the machine's own command line
	CompareExtract Action = "compare_extract" // what an extract of it has differently, from there too
	LoadCases      Action = "load_cases"      // whole cases from another system, from the machine's own command line
	ChangeSettings Action = "change_settings" // one's own language and shortcuts
)
