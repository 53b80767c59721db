-- How many cases have waited longer than a number of days, kept so that any day can be read, today among them: a case that begins to
-- wait is entered on the day on which it will have waited longer than each bracket, and taken off again when it leaves before. Spans
-- as in days. Of every partner and office together, of each, and of both: * stands for all. Derived from the journal.
CREATE TABLE ages (
	partner TEXT NOT NULL,
	office  TEXT NOT NULL,
	span    BIGINT NOT NULL,
	stage   TEXT NOT NULL,
	over_   BIGINT NOT NULL,
	cases   BIGINT NOT NULL,
	PRIMARY KEY (partner, office, span, stage, over_)
) /* kept by its key */;
-- Cases of which somebody landed, and of which a member landed through the one-year window: beside the persons, in the same rows.
ALTER TABLE spaces ADD COLUMN cases BIGINT NOT NULL DEFAULT 0;
ALTER TABLE spaces ADD COLUMN followed BIGINT NOT NULL DEFAULT 0;
-- What the kept counters of the ledger gained and lost on each day and in each month, as days has it of cases.
CREATE TABLE space_days (
	year      BIGINT NOT NULL,
	span      BIGINT NOT NULL,
	counter   TEXT NOT NULL,
	stream    TEXT NOT NULL,
	partner   TEXT NOT NULL,
	office    TEXT NOT NULL,
	held      BIGINT NOT NULL,
	confirmed BIGINT NOT NULL,
	consumed  BIGINT NOT NULL,
	planned   BIGINT NOT NULL,
	landed    BIGINT NOT NULL,
	other     BIGINT NOT NULL,
	moved     BIGINT NOT NULL,
	cases     BIGINT NOT NULL,
	followed  BIGINT NOT NULL,
	PRIMARY KEY (year, span, counter, stream, partner, office)
) /* kept by its key */;
-- Who landed in a year, case by case; store.landingLines has the same words.
CREATE INDEX ledger_landed ON ledger (year, stream, case_id, seq, partner, office, at, kind, undoes, persons) WHERE (kind IN ('landed', 'landed_other') OR undoes IN ('landed', 'landed_other'));
