-- What was shown to whom: one row an answer to a known shopper, kept as long as raw events.
CREATE TABLE exposures (
  exposure_id   uuid PRIMARY KEY,                  -- UUIDv8: time of the answer, then SHA-256 over scope, request and shopper
  served_at     timestamptz NOT NULL,
  "offset"      bigint NOT NULL,                   -- the position of its record: (log, partition, offset)
  scope         integer NOT NULL,
  log           smallint NOT NULL,
  partition     smallint NOT NULL,
  is_fallback   boolean NOT NULL,
  request_id    text NOT NULL,
  user_id       text NOT NULL,
  placement_id  text NOT NULL,
  strategy      text NOT NULL,                     -- as meta.strategy said it
  experiment_id uuid,
  variant       text CHECK (variant IN ('control', 'variant')),
  product_ids   text[] NOT NULL,                   -- in the order in which they were shown
  question      text NOT NULL,                     -- JSON
  versions      text NOT NULL,                     -- JSON: model, catalog, configuration, rules
  propensity    double precision                   -- where anything was random
);
CREATE INDEX exposures_user ON exposures (scope, user_id, log, "offset");
CREATE INDEX exposures_request ON exposures (scope, request_id);
CREATE INDEX exposures_time ON exposures USING brin (served_at);
CREATE INDEX exposures_position ON exposures USING brin (log, partition, "offset");

-- The answer that an impression or a click was part of, where a tracking token proved it.
ALTER TABLE events ADD COLUMN exposure_id uuid;
CREATE INDEX events_exposure ON events (exposure_id, product_id) WHERE exposure_id IS NOT NULL;

ALTER TABLE exposures ENABLE ROW LEVEL SECURITY;
ALTER TABLE exposures FORCE ROW LEVEL SECURITY;
CREATE POLICY api_scopes ON exposures TO api USING (scope = ANY (current_scopes()));
CREATE POLICY processor_all ON exposures TO processor USING (true) WITH CHECK (true);
GRANT SELECT ON exposures TO api;
GRANT SELECT, INSERT, UPDATE, DELETE ON exposures TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON exposures TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
