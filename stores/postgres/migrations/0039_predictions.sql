-- What what-ifs of another strategy have predicted, so that it stands beside what an experiment measures later. A row outlives its replay.
CREATE TABLE predictions (
  replay_id         uuid PRIMARY KEY,
  tenant_id         uuid NOT NULL REFERENCES tenants,
  space             text NOT NULL CHECK (space IN ('live', 'test')),
  placement_id      text NOT NULL,
  control_strategy  text NOT NULL,                 -- what the placement asked by then
  variant_strategy  text NOT NULL,                 -- what it would have asked by
  method            text NOT NULL CHECK (method IN ('dr', 'kept')),
  lift              double precision,              -- of clicks, relative: 0.05 is 5 % more; null from a base of zero
  lift_low          double precision,              -- of 95 %; null where the method has no interval
  lift_high         double precision,
  predicted_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX predictions_of_tenant ON predictions (tenant_id, predicted_at DESC);

ALTER TABLE predictions ENABLE ROW LEVEL SECURITY;
ALTER TABLE predictions FORCE ROW LEVEL SECURITY;
CREATE POLICY api_tenant ON predictions TO api USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY processor_all ON predictions TO processor USING (true) WITH CHECK (true);
GRANT SELECT ON predictions TO api;
GRANT SELECT, INSERT, DELETE ON predictions TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON predictions TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
