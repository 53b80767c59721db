-- The whole store of the spine. Types: TEXT, BIGINT, BYTEA, BOOLEAN only; instants are BIGINT microseconds
-- since 1970 in UTC, days are TEXT "2006-01-02". internal/store/doc.go is the data dictionary.
-- Kept by its key: on SQLite small rows that are found by their key alone stand in the tree of the key, one search
-- in place of two. PostgreSQL does not see it.

CREATE TABLE meta (
	name  TEXT PRIMARY KEY NOT NULL,
	value BYTEA NOT NULL
);

-- One wrapped key per case. Never journalled: dropping the row shreds the case, journal included.
CREATE TABLE keys (
	owner   TEXT PRIMARY KEY NOT NULL,
	wrapped BYTEA NOT NULL
) /* kept by its key */;

CREATE TABLE cases (
	id            TEXT PRIMARY KEY NOT NULL,
	version       BIGINT NOT NULL,
	ref           TEXT NOT NULL UNIQUE,
	state         TEXT NOT NULL,
	referred_by   TEXT NOT NULL,
	identified_by TEXT NOT NULL,
	stream        TEXT NOT NULL,
	office        TEXT NOT NULL,
	assigned      TEXT NOT NULL,
	prepared      TEXT NOT NULL,
	persons       BIGINT NOT NULL,
	landed        BIGINT NOT NULL,
	opened        TEXT NOT NULL,
	since         TEXT NOT NULL,
	referred      TEXT NOT NULL,
	applied       TEXT NOT NULL,
	filed         TEXT NOT NULL,
	at_office     TEXT NOT NULL,
	decided       TEXT NOT NULL,
	pack          TEXT NOT NULL,
	summary       BYTEA NOT NULL,
	mac           BYTEA NOT NULL
);
CREATE INDEX cases_office ON cases (office, state, since, id);
CREATE INDEX cases_partner ON cases (referred_by, state, since, id);
CREATE INDEX cases_identified ON cases (identified_by, id);
CREATE INDEX cases_state ON cases (state, since, id);
-- The open cases of an office in the order of its list; store.open has the same words.
CREATE INDEX cases_open ON cases (office, since, id) WHERE state NOT IN ('inquiry', 'screening', 'vetting', 'vetted', 'preparing', 'reviewing', 'ready', 'paused', 'declined', 'withdrawn_before', 'terminated_by_order', 'withdrawn', 'merged_duplicate', 'closed_complete', 'closed_refused', 'closed_unused');
CREATE INDEX cases_assigned ON cases (assigned, since, id);

-- Everything else of a case. What kind of thing a row is stands inside the sealed body.
CREATE TABLE items (
	case_id TEXT NOT NULL,
	seq     BIGINT NOT NULL,
	id      TEXT NOT NULL,
	version BIGINT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL,
	PRIMARY KEY (case_id, seq)
);

CREATE TABLE accounts (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	role    TEXT NOT NULL,
	unit    TEXT NOT NULL,
	frozen  BOOLEAN NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
);

-- The spaces ledger: appended, never changed. Persons may be negative.
CREATE TABLE ledger (
	year    BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	id      TEXT NOT NULL,
	at      BIGINT NOT NULL,
	counter TEXT NOT NULL,
	stream  TEXT NOT NULL,
	kind    TEXT NOT NULL,
	from_   TEXT NOT NULL,
	undoes  TEXT NOT NULL,
	partner TEXT NOT NULL,
	office  TEXT NOT NULL,
	case_id TEXT NOT NULL,
	person  TEXT NOT NULL,
	persons BIGINT NOT NULL,
	limit_  BIGINT NOT NULL,
	free    BIGINT NOT NULL,
	of_     TEXT NOT NULL,
	reason  TEXT NOT NULL,
	author  TEXT NOT NULL,
	note    BYTEA NOT NULL,
	mac     BYTEA NOT NULL,
	PRIMARY KEY (year, seq)
);
CREATE INDEX ledger_case ON ledger (case_id, year, seq);

-- The journal of changes: one chain per stream ("case/<id>", "ledger/<year>", "access", "pack").
CREATE TABLE journal (
	stream  TEXT NOT NULL,
	version BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	role    TEXT NOT NULL,
	unit    TEXT NOT NULL,
	action  TEXT NOT NULL,
	pack    TEXT NOT NULL,
	images  BYTEA NOT NULL,
	prev    BYTEA NOT NULL,
	hash    BYTEA NOT NULL,
	PRIMARY KEY (stream, version)
);

-- The journal of reads, releases and refusals to show: one chain per stream ("case/<id>", "list/<account>").
CREATE TABLE reads (
	stream  TEXT NOT NULL,
	version BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	role    TEXT NOT NULL,
	unit    TEXT NOT NULL,
	action  TEXT NOT NULL,
	outcome TEXT NOT NULL,
	detail  BYTEA NOT NULL,
	prev    BYTEA NOT NULL,
	hash    BYTEA NOT NULL,
	PRIMARY KEY (stream, version)
);
CREATE INDEX reads_outcome ON reads (outcome, at);

-- The last link of every chain, so that a dropped last row is missed.
CREATE TABLE heads (
	chain   TEXT NOT NULL,
	stream  TEXT NOT NULL,
	version BIGINT NOT NULL,
	hash    BYTEA NOT NULL,
	PRIMARY KEY (chain, stream)
) /* kept by its key */;

-- Below: derived or short-lived rows. They are not journalled; a test rebuilds what is derived and compares.

-- Kept counters of the ledger, one row for each spaces.Key. bound is the highest number that used was allowed to
-- reach; an update that forgets the guard breaks the CHECK.
CREATE TABLE spaces (
	counter   TEXT NOT NULL,
	year      BIGINT NOT NULL,
	stream    TEXT NOT NULL,
	partner   TEXT NOT NULL,
	office    TEXT NOT NULL,
	held      BIGINT NOT NULL,
	confirmed BIGINT NOT NULL,
	consumed  BIGINT NOT NULL,
	planned   BIGINT NOT NULL,
	landed    BIGINT NOT NULL,
	other     BIGINT NOT NULL,
	bound     BIGINT NOT NULL,
	PRIMARY KEY (counter, year, stream, partner, office),
	CHECK (held + confirmed + consumed + planned + landed <= bound)
);

CREATE TABLE counts (
	partner TEXT NOT NULL,
	office  TEXT NOT NULL,
	state   TEXT NOT NULL,
	cases   BIGINT NOT NULL,
	persons BIGINT NOT NULL,
	landed  BIGINT NOT NULL,
	PRIMARY KEY (partner, office, state)
);

CREATE TABLE tokens (
	token   BYTEA NOT NULL,
	case_id TEXT NOT NULL,
	PRIMARY KEY (token, case_id)
) /* kept by its key */;
CREATE INDEX tokens_case ON tokens (case_id);

CREATE TABLE chunks (
	blob TEXT NOT NULL,
	n    BIGINT NOT NULL,
	at   BIGINT NOT NULL,
	body BYTEA NOT NULL,
	PRIMARY KEY (blob, n)
);

CREATE TABLE sessions (
	token   BYTEA PRIMARY KEY NOT NULL,
	account TEXT NOT NULL,
	started BIGINT NOT NULL,
	seen    BIGINT NOT NULL,
	proven  BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account);

CREATE TABLE requests (
	actor  TEXT NOT NULL,
	token  TEXT NOT NULL,
	at     BIGINT NOT NULL,
	hash   BYTEA NOT NULL,
	answer TEXT NOT NULL,
	PRIMARY KEY (actor, token)
) /* kept by its key */;

-- Sealed things that live for hours: a post that met an ended session, a search, a passkey ceremony, a one-time code.
CREATE TABLE slips (
	id      TEXT PRIMARY KEY NOT NULL,
	kind    TEXT NOT NULL,
	account TEXT NOT NULL,
	until   BIGINT NOT NULL,
	body    BYTEA NOT NULL
);
CREATE INDEX slips_account ON slips (account, kind);

CREATE TABLE attempts (
	what  TEXT NOT NULL,
	slot  BIGINT NOT NULL,
	tries BIGINT NOT NULL,
	PRIMARY KEY (what, slot)
);
