-- Cases at the operations centre whose persons have not been compared with others since they arrived. Derived from the
-- heads of cases; opaque ids alone.
CREATE TABLE arrivals (case_id TEXT PRIMARY KEY NOT NULL) /* kept by its key */;
INSERT INTO arrivals (case_id) SELECT id FROM cases WHERE referred <> '' AND at_office = '';
