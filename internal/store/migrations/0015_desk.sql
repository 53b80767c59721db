-- What a supervisor's board is made from. desk: cases in which a second person is asked for a word (look), or an interview is booked
-- (meeting); opaque ids alone, whatever the kind of the word and the day of the interview. Derived from the heads of cases.
CREATE TABLE desk (
	what TEXT NOT NULL,
	case_id TEXT NOT NULL,
	PRIMARY KEY (what, case_id)
) /* kept by its key */;
-- The load of an office by officer and state is counted from this index alone; store.open has the same words.
CREATE INDEX cases_desk ON cases (office, assigned, state, since, persons) WHERE state NOT IN ('inquiry', 'screening', 'vetting', 'vetted', 'preparing', 'reviewing', 'ready', 'paused', 'declined', 'withdrawn_before', 'terminated_by_order', 'withdrawn', 'merged_duplicate', 'closed_complete', 'closed_refused', 'closed_unused');
