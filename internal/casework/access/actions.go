package access

// What a person may do or look at. Every name here is opened in policy.cedar for the roles that need it and stands in
// docs/access.md; none lets a role of the department assess, verify or change whether somebody is a human rights
// defender (A-2, I-11).
const (
	// Looks at a case.
	ViewReferral      Action = "view_referral"      // the partner's own draft or what was sent
	ViewIntake        Action = "view_intake"        // a referral at the operations centre
	ViewCase          Action = "view_case"          // overview, persons, documents at the office
	ViewEligibility   Action = "view_eligibility"   // the worksheet
	ViewInterview     Action = "view_interview"     //
	ViewAdmissibility Action = "view_admissibility" //
	ViewDecision      Action = "view_decision"      //
	ViewNotes         Action = "view_notes"         //
	ViewTravel        Action = "view_travel"        // visa, departure, landing
	ViewTimeline      Action = "view_timeline"      //
	ViewLooks         Action = "view_looks"         // who has looked
	ViewDocument      Action = "view_document"      // the bytes of a document
	ViewConsultation  Action = "view_consultation"  // proof to the contrary and its answer
	RevealSafety      Action = "reveal_safety"      // places, code words, names at home

	// Lists.
	ListReferrals Action = "list_referrals" // partner
	ListIntake    Action = "list_intake"    // operations centre
	ListCases     Action = "list_cases"     // office
	Search        Action = "search"
	ViewSpaces    Action = "view_spaces"   // commitment, counts
	ViewAudit     Action = "view_audit"    // log without cases
	ViewAccounts  Action = "view_accounts" //

	// The partner.
	StartReferral    Action = "start_referral"
	ImportReferral   Action = "import_referral"
	EditReferral     Action = "edit_referral"
	AddDocument      Action = "add_document"
	RemoveDocument   Action = "remove_document"
	LinkCase         Action = "link_case" // a de facto dependant becomes a case of their own (I-30)
	SendForReview    Action = "send_for_review"
	SendBack         Action = "send_back"
	Refer            Action = "refer"
	WithdrawReferral Action = "withdraw_referral"
	AnswerQuestion   Action = "answer_question"

	// The operations centre.
	CheckReferral  Action = "check_referral"
	AskInformation Action = "ask_information"
	ProposeReturn  Action = "propose_return"
	ConfirmReturn  Action = "confirm_return"
	CreateFile     Action = "create_file"
	TransferCase   Action = "transfer_case"

	// The migration office.
	AcceptTransfer   Action = "accept_transfer"
	SendTransferBack Action = "send_transfer_back"
	AssignCase       Action = "assign_case"
	BeAssigned       Action = "be_assigned" // asked of the officer who is to get the case
	AddNote          Action = "add_note"
	AskPartner       Action = "ask_partner"
	DraftFinding     Action = "draft_finding"
	RecordFinding    Action = "record_finding"
	AnswerConflict   Action = "answer_contradiction"
	PlanInterview    Action = "plan_interview"
	RecordInterview  Action = "record_interview"
	SecondLook       Action = "second_look" // another person looks: inadmissibility, waiver, overrule
	RecordTrack      Action = "record_track"
	RecordGround     Action = "record_ground"
	RecordConviction Action = "record_conviction"
	Consult          Action = "consult"               // proof to the contrary: opens the referring partner's route
	RecordAnswer     Action = "record_consult_answer" // headquarters records the answer and nothing more
	DraftDecision    Action = "draft_decision"        //
	Decide           Action = "decide"                // sign; needs re-authentication
	GiveNotice       Action = "give_notice"           // send or prove a notice
	OpenMessage      Action = "open_message"          // a partner opens what was sent to it
	ReportTold       Action = "report_told"           // a partner says that it told the applicant
	RecordVisa       Action = "record_visa"           //
	RecordDeparture  Action = "record_departure"      //
	RecordLanding    Action = "record_landing"        //
	CloseCase        Action = "close_case"            //
	Withdraw         Action = "withdraw"              // the applicant asks in writing
	ConfirmSafety    Action = "confirm_safety"        // the plan is confirmed again
	EditSafety       Action = "edit_safety"           //

	// The centre and the house.
	PostLedger     Action = "post_ledger" // figures of other landings, overrides
	FreezeAccount  Action = "freeze_account"
	DeclareLink    Action = "declare_link"
	CreateAccount  Action = "create_account"
	EnrolPasskey   Action = "enrol_passkey"
	ChangeSettings Action = "change_settings" // one's own language and shortcuts
)
