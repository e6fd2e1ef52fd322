-- Names that senders use and that we do not understand, by the day. Each process writes its own sums, over and over, so that a write that is repeated changes nothing.
CREATE TABLE unknown_names (
  scope   integer NOT NULL,
  day     date NOT NULL,                           -- UTC
  kind    text NOT NULL,                           -- event_type | field
  name    text NOT NULL,
  process uuid NOT NULL,
  events  integer NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (scope, day, kind, name, process)
) WITH (fillfactor = 70);

ALTER TABLE unknown_names ENABLE ROW LEVEL SECURITY;
ALTER TABLE unknown_names FORCE ROW LEVEL SECURITY;
CREATE POLICY api_scopes ON unknown_names TO api USING (scope = ANY (current_scopes())) WITH CHECK (scope = ANY (current_scopes()));
CREATE POLICY processor_all ON unknown_names TO processor USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON unknown_names TO api;
GRANT SELECT, DELETE ON unknown_names TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON unknown_names TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
