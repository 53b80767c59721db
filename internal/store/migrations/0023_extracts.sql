-- Extracts of the department's case system that were compared with what is here: figures, one row each. All but the year is sealed.
CREATE TABLE extracts (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	year    BIGINT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
) /* kept by its key */;
