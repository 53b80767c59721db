-- Cases in which somebody is asked for something in hours: opaque ids alone, of every kind of call together. Derived from
-- the heads of cases.
CREATE TABLE pressing (case_id TEXT PRIMARY KEY NOT NULL) /* kept by its key */;
