-- The desk by office and officer, so that a list of either reads its own rows alone. It is made anew from the heads of cases
-- when the store is opened (store/desk.go).
DROP TABLE desk;
CREATE TABLE desk (
	what TEXT NOT NULL,
	office TEXT NOT NULL,
	assigned TEXT NOT NULL,
	case_id TEXT NOT NULL,
	PRIMARY KEY (what, office, assigned, case_id)
) /* kept by its key */;
