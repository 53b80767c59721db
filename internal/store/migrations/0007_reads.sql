-- Nobody asks for everything that was shown, in order of time: only releases and refusals are found by how they ended.
DROP INDEX reads_outcome;
CREATE INDEX reads_apart ON reads (outcome, at) WHERE outcome <> 'shown';
