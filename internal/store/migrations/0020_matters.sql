-- Matters of cessation and vacation, apart from the cases. A dump tells neither whose they are nor who works on them: all but the id
-- is sealed under a key of each matter's own. Dropping wrapped shreds the matter, journal included.
CREATE TABLE matters (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL,
	wrapped BYTEA
) /* kept by its key */;
