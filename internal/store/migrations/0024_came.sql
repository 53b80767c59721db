-- Which cases an office accepted since a day, and where they stand: read from the index alone.
CREATE INDEX cases_came ON cases (office, at_office, state) WHERE at_office <> '';
