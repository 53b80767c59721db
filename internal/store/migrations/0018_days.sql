-- What the kept counters of cases gained and lost on each UTC day (span 20260314) and in each month (span 202603), so that they
-- can be read as of any past day: the counters of now, less what came after. Derived from the journal; made anew when a store
-- without them is opened.
CREATE TABLE days (
	span    BIGINT NOT NULL,
	partner TEXT NOT NULL,
	office  TEXT NOT NULL,
	state   TEXT NOT NULL,
	cases   BIGINT NOT NULL,
	persons BIGINT NOT NULL,
	landed  BIGINT NOT NULL,
	PRIMARY KEY (span, partner, office, state)
) /* kept by its key */;
