-- How many requests came with a key, by the hour. Each process writes its own sums, over and over, so that a write that is repeated changes nothing.
CREATE TABLE key_requests (
  tenant_id uuid NOT NULL,
  key_id    uuid NOT NULL,
  hour      timestamptz NOT NULL,
  process   uuid NOT NULL,
  requests  integer NOT NULL,
  refused   integer NOT NULL,                      -- of them, answered 400 to 499
  limited   integer NOT NULL,                      -- of these, answered 429
  PRIMARY KEY (tenant_id, key_id, hour, process)
) WITH (fillfactor = 70);

ALTER TABLE key_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE key_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY api_tenant ON key_requests TO api USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY processor_all ON key_requests TO processor USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON key_requests TO api;
GRANT SELECT, DELETE ON key_requests TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON key_requests TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
