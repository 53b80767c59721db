-- The last link of a case's chain stands beside the head of the case, where every change comes by already. made is when
-- the case was made, the first entry of its chain: lists are in its order within a day, so that what is new stands
-- together in the indexes, and not wherever a random id would put it.
ALTER TABLE cases ADD COLUMN made BIGINT;
ALTER TABLE cases ADD COLUMN linked BIGINT;
ALTER TABLE cases ADD COLUMN link BYTEA;
UPDATE cases SET made = (SELECT at FROM journal WHERE stream = 'case/' || cases.id AND version = 1),
	linked = (SELECT version FROM heads WHERE chain = 'journal' AND stream = 'case/' || cases.id),
	link = (SELECT hash FROM heads WHERE chain = 'journal' AND stream = 'case/' || cases.id);
DELETE FROM heads WHERE chain = 'journal' AND stream LIKE 'case/%';

DROP INDEX cases_office;
DROP INDEX cases_partner;
DROP INDEX cases_identified;
DROP INDEX cases_state;
DROP INDEX cases_open;
DROP INDEX cases_assigned;
CREATE INDEX cases_office ON cases (office, state, since, made, id) WHERE office <> '';
CREATE INDEX cases_partner ON cases (referred_by, state, since, made, id);
CREATE INDEX cases_state ON cases (state, since, made, id);
-- The open cases of an office in the order of its list; store.open has the same words.
CREATE INDEX cases_open ON cases (office, since, made, id) WHERE state NOT IN ('inquiry', 'screening', 'vetting', 'vetted', 'preparing', 'reviewing', 'ready', 'paused', 'declined', 'withdrawn_before', 'terminated_by_order', 'withdrawn', 'merged_duplicate', 'closed_complete', 'closed_refused', 'closed_unused');
CREATE INDEX cases_assigned ON cases (assigned, since, made, id) WHERE assigned <> '';

-- What a case was found by is known to whoever changes it.
DROP INDEX tokens_case;
