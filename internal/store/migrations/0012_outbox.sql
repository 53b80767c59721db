-- Mails that wait to leave, or are being handed over: opaque ids and times alone, no address and no account. Derived from the
-- cases' items of kind mail, which are journalled.
CREATE TABLE outbox (
	case_id TEXT NOT NULL,
	mail    TEXT NOT NULL,
	due     BIGINT NOT NULL,
	until   BIGINT NOT NULL,
	PRIMARY KEY (case_id, mail)
) /* kept by its key */;
