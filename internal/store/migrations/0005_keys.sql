-- The wrapped key of a case stands beside its head, where every reader of the case comes by: a list of fifty cases
-- searched a second tree fifty times. As before it is not journalled: taking it away shreds the case, journal included.
ALTER TABLE cases ADD COLUMN wrapped BYTEA;
UPDATE cases SET wrapped = (SELECT keys.wrapped FROM keys WHERE keys.owner = cases.id);
DROP TABLE keys;
-- What a partner still drafts is compared with the partner's own records alone, and leaves no traces (alike.go).
DELETE FROM traces WHERE face IN (SELECT faces.id FROM faces JOIN cases ON cases.id = faces.case_id
	WHERE cases.state IN ('inquiry', 'screening', 'vetting', 'vetted', 'preparing', 'reviewing', 'ready', 'paused', 'declined', 'withdrawn_before'));
