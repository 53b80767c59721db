-- Room that partners gave one another, or that a year gave the next: added to the number of the plan (I-66, I-91).
-- Kept like the other counters of the ledger, whose lines it adds up.
ALTER TABLE spaces ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;
-- Numbers of a year beside the text of the policy pack, proposed and confirmed by two persons, one row for each version of
-- a year's plan; and proposals to move room between partners. All but the year is sealed.
CREATE TABLE levels (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	year    BIGINT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
) /* kept by its key */;
CREATE TABLE reallocations (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	year    BIGINT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
) /* kept by its key */;
