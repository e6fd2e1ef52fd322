-- What a tenant tries on its placements, when it ran, and who is kept out of all recommendations.

-- Defaults are there for rows of an earlier version; the API names every column.
CREATE TABLE experiments (
  experiment_id    uuid PRIMARY KEY,               -- also what users are hashed with: a copy is another split
  tenant_id        uuid NOT NULL REFERENCES tenants,
  name             text NOT NULL,
  placement_id     text NOT NULL,
  control_strategy text NOT NULL,
  variant_strategy text NOT NULL,
  traffic_split    smallint NOT NULL CHECK (traffic_split BETWEEN 1 AND 99),   -- percent of control
  metric           text NOT NULL DEFAULT 'ctr' CHECK (metric IN ('ctr', 'conversion_rate', 'revenue_per_visitor')),
  preset           text NOT NULL DEFAULT 'clear_signals' CHECK (preset IN ('clear_signals', 'do_no_harm')),
  guardrails       jsonb NOT NULL DEFAULT '[]',    -- [{metric, margin}]
  target_precision double precision NOT NULL,      -- half the width of the lift's interval
  planned_days     integer,
  planned_users    integer,                        -- of both arms
  status           text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'running', 'paused', 'completed')),
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  started_at       timestamptz,                    -- the first start
  completed_at     timestamptz
);
-- FR-017: whatever the server believes, two never run on one placement.
CREATE UNIQUE INDEX experiments_one_running ON experiments (tenant_id, placement_id) WHERE status = 'running';
CREATE INDEX experiments_of_tenant ON experiments (tenant_id, created_at);

-- Each time that it ran: a start or a resumption opens one, a pause or the completion closes it.
CREATE TABLE experiment_periods (
  experiment_id uuid NOT NULL REFERENCES experiments ON DELETE CASCADE,
  tenant_id     uuid NOT NULL REFERENCES tenants,
  started_at    timestamptz NOT NULL,
  ended_at      timestamptz CHECK (ended_at >= started_at),   -- null while it runs
  PRIMARY KEY (experiment_id, started_at)
);
CREATE UNIQUE INDEX experiment_periods_open ON experiment_periods (experiment_id) WHERE ended_at IS NULL;

CREATE TABLE holdouts (
  tenant_id uuid PRIMARY KEY REFERENCES tenants,
  percent   smallint NOT NULL CHECK (percent BETWEEN 1 AND 50),
  treatment text NOT NULL DEFAULT 'none' CHECK (treatment IN ('none', 'trending')),
  since     timestamptz NOT NULL DEFAULT now()     -- the last change of either: figures count from here
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['experiments', 'experiment_periods', 'holdouts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY api_tenant ON %I TO api USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())', t);
    EXECUTE format('CREATE POLICY processor_all ON %I TO processor USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO api', t);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO processor', t);
  END LOOP;
END $$;

-- What every process answers by: only a running experiment decides anything.
CREATE VIEW experiments_in_force AS
  SELECT e.* FROM experiments e JOIN tenants t USING (tenant_id) WHERE e.status = 'running' AND t.status <> 'deleted';
CREATE VIEW holdouts_in_force AS
  SELECT h.* FROM holdouts h JOIN tenants t USING (tenant_id) WHERE t.status <> 'deleted';
GRANT SELECT ON experiments_in_force, holdouts_in_force TO api, processor;
