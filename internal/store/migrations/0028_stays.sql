-- How each referred case stood, from an instant to an instant: one row for each stay in a state, with a partner, at an office, since a
-- day, with so many persons of whom so many have landed. until_ is the end of time while it lasts. round_ is the roundest of the days at
-- whose end it stood so, counted from 1970: the one that two divides most often; 0 while it lasts. A stay over a given day can have only
-- some twenty of them, so those that were over before, and those that came after, are passed by. A stay in which no day ended is not kept.
-- Derived from the journal; made anew when a store without them is opened.
CREATE TABLE stays (
	case_id TEXT NOT NULL,
	from_   BIGINT NOT NULL,
	until_  BIGINT NOT NULL,
	round_  BIGINT NOT NULL,
	state   TEXT NOT NULL,
	partner TEXT NOT NULL,
	office  TEXT NOT NULL,
	since   TEXT NOT NULL,
	persons BIGINT NOT NULL,
	landed  BIGINT NOT NULL,
	PRIMARY KEY (case_id, from_)
) /* kept by its key */;
CREATE INDEX stays_on ON stays (state, round_, since, case_id, from_, until_, partner, office);
-- The rest of families that travel in parts: few among all who have landed. store.Stays has the same words.
CREATE INDEX stays_rest ON stays (state, round_, since, case_id, from_, until_, partner, office) WHERE landed < persons AND state IN ('arrived', 'post_arrival');
