-- Texts of the policy pack under which decisions stand: what explained them explains them still when the text is a newer one.
CREATE TABLE packs (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
) /* kept by its key */;
