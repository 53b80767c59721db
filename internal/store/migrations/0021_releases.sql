-- The register of what was let out: standard reports and tables that were asked for, with all their cells; year in clear, the rest
-- sealed under the system key.
CREATE TABLE releases (
	id      TEXT PRIMARY KEY NOT NULL,
	version BIGINT NOT NULL,
	year    BIGINT NOT NULL,
	body    BYTEA NOT NULL,
	mac     BYTEA NOT NULL
) /* kept by its key */;
