-- Suspensions of partners' agreements, beside the text of the policy pack. All but whose it is is sealed.
CREATE TABLE suspensions (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	partner TEXT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
) /* kept by its key */;
