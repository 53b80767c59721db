-- Sketches of what was written in signed decisions, by which copied text is known again (X-33): the lowest keyed hashes
-- of runs of words, sealed under the key of the case. Derived rows, rebuilt from the decisions.
CREATE TABLE sketches (
	case_id TEXT PRIMARY KEY NOT NULL,
	office  TEXT NOT NULL,
	signed  BIGINT NOT NULL,
	body    BYTEA NOT NULL
) /* kept by its key */;
CREATE INDEX sketches_office ON sketches (office, signed);
-- What is derived is made anew when the store is next opened, with the sketches of what is signed already.
DELETE FROM meta WHERE name = 'index/bits';
