-- What was counted, by population, as at an instant: numbers by properties, sealed under the system key. A table of the register is
-- made of them, and later ones are made against it; those that none was made of go when newer ones come.
CREATE TABLE counted (
	of_  TEXT NOT NULL,
	at   BIGINT NOT NULL,
	body BYTEA NOT NULL,
	PRIMARY KEY (of_, at)
);
-- A count of all cases that is under way, one row: how far it has come, and what it has counted so far, sealed.
CREATE TABLE counting (
	id      BIGINT PRIMARY KEY NOT NULL,
	at      BIGINT NOT NULL,
	reached TEXT NOT NULL,
	cases   BIGINT NOT NULL,
	all_    BIGINT NOT NULL,
	body    BYTEA NOT NULL
);
