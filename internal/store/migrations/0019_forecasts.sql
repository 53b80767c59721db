-- Forecasts as they were made, a row a day and stream, sealed under the system key: what the page shows, and beside it what
-- it was made from. Nothing of a case is in them but days, codes and numbers.
CREATE TABLE forecasts (
	stream TEXT NOT NULL,
	day    TEXT NOT NULL,
	body   BYTEA NOT NULL,
	basis  BYTEA NOT NULL,
	PRIMARY KEY (stream, day)
) /* kept by its key */;
