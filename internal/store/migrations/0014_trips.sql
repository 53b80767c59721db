-- Trips of offices, the interpreters they call on, and the places that are taken. Where a trip goes, when, with whom, and who an
-- interpreter is, is sealed.
CREATE TABLE trips (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	office  TEXT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
) /* kept by its key */;

CREATE TABLE interpreters (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	office  TEXT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
) /* kept by its key */;

CREATE TABLE seats (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	trip    TEXT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
) /* kept by its key */;

CREATE INDEX seats_trip ON seats (trip);

-- Derived, not journalled: each quarter of an hour of a room, an officer and an interpreter that a seat holds, as a keyed hash. One
-- holder each, whoever asks at once; nobody learns a time or a person from it.
CREATE TABLE taken (
	mark BYTEA PRIMARY KEY NOT NULL,
	seat TEXT NOT NULL
) /* kept by its key */;

CREATE INDEX taken_seat ON taken (seat);
