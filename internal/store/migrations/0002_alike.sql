-- Who may be the same person as whom (docs/adr, "Same person"). Derived rows, rebuilt from the persons of the cases.

-- What of a person is compared, sealed under the key of the case, and the person's hashed tokens.
CREATE TABLE faces (
	id      BIGINT PRIMARY KEY NOT NULL,
	case_id TEXT NOT NULL,
	tokens  BYTEA NOT NULL,
	body    BYTEA NOT NULL
);
CREATE INDEX faces_case ON faces (case_id);

-- The blind index: a token is a keyed hash cut to so few bits that strangers share it (meta, index/bits).
CREATE TABLE traces (
	token BIGINT NOT NULL,
	face  BIGINT NOT NULL,
	PRIMARY KEY (token, face)
) /* kept by its key */;
