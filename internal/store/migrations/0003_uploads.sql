-- Files that are on their way in, part by part. id is also the blob of their chunks. What is said of the file, and its
-- name, is sealed under the case's key. Not journalled: it becomes a document, or is swept after seven days.
CREATE TABLE uploads (
	id      TEXT PRIMARY KEY NOT NULL,
	case_id TEXT NOT NULL,
	account TEXT NOT NULL,
	at      BIGINT NOT NULL,
	size    BIGINT NOT NULL,
	held    BIGINT NOT NULL,
	body    BYTEA NOT NULL
);
CREATE INDEX uploads_case ON uploads (case_id, account);

-- Documents that wait for the malware scanner: opaque ids alone.
CREATE TABLE unscanned (
	document TEXT PRIMARY KEY NOT NULL,
	case_id  TEXT NOT NULL
);
