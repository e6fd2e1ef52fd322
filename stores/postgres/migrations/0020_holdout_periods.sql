-- What recommendations are worth: the time of a holdout is cut into periods, and in each of them its shoppers are counted like those of an experiment.

-- A change of either setting closes a period and opens one; so does its age (stores/experiments/holdout-store.ts).
CREATE TABLE holdout_periods (
  period_id  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id  uuid NOT NULL REFERENCES tenants,
  percent    smallint NOT NULL CHECK (percent BETWEEN 1 AND 50),
  treatment  text NOT NULL CHECK (treatment IN ('none', 'trending')),
  since      timestamptz NOT NULL,                 -- the last change of percent or treatment
  started_at timestamptz NOT NULL,
  ended_at   timestamptz CHECK (ended_at >= started_at)   -- null while it is on
);
CREATE UNIQUE INDEX holdout_periods_open ON holdout_periods (tenant_id) WHERE ended_at IS NULL;
CREATE INDEX holdout_periods_of_tenant ON holdout_periods (tenant_id, started_at);

INSERT INTO holdout_periods (tenant_id, percent, treatment, since, started_at) SELECT tenant_id, percent, treatment, since, since FROM holdouts;
DROP VIEW holdouts_in_force;
DROP TABLE holdouts;
CREATE VIEW holdouts_in_force AS
  SELECT h.* FROM holdout_periods h JOIN tenants t USING (tenant_id) WHERE h.ended_at IS NULL AND t.status <> 'deleted';
GRANT SELECT ON holdouts_in_force TO api, processor;

ALTER TABLE holdout_periods ENABLE ROW LEVEL SECURITY;
ALTER TABLE holdout_periods FORCE ROW LEVEL SECURITY;
CREATE POLICY api_tenant ON holdout_periods TO api USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY processor_all ON holdout_periods TO processor USING (true) WITH CHECK (true);
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON holdout_periods TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON holdout_periods TO api, processor;

-- Whatever users enter and are counted in: experiments that were started, and periods of holdouts, which have no placement. Control: the share held out.
CREATE VIEW counted_runs AS
  SELECT experiment_id AS run_id, tenant_id, experiment_id AS hashed_with, placement_id, traffic_split, started_at, completed_at
  FROM experiments WHERE started_at IS NOT NULL
  UNION ALL
  SELECT period_id, tenant_id, tenant_id, NULL, percent, started_at, ended_at FROM holdout_periods;
CREATE VIEW counted_periods AS
  SELECT experiment_id AS run_id, started_at, ended_at FROM experiment_periods
  UNION ALL
  SELECT period_id, started_at, ended_at FROM holdout_periods;
GRANT SELECT ON counted_runs, counted_periods TO processor;
