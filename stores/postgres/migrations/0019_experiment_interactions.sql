-- Users who are in two experiments at once, by both arms, as a chore of the processors has summed them last.
CREATE TABLE experiment_interactions (
  experiment_id uuid NOT NULL,
  other_id      uuid NOT NULL,
  scope         integer NOT NULL,
  cells         jsonb NOT NULL,                    -- [{variant, otherVariant, sums}]
  summed_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (experiment_id, other_id, scope)
);
ALTER TABLE experiment_interactions ENABLE ROW LEVEL SECURITY;
ALTER TABLE experiment_interactions FORCE ROW LEVEL SECURITY;
CREATE POLICY api_scopes ON experiment_interactions TO api USING (scope = ANY (current_scopes()));
CREATE POLICY processor_all ON experiment_interactions TO processor USING (true) WITH CHECK (true);
GRANT SELECT ON experiment_interactions TO api;
GRANT SELECT, INSERT, UPDATE, DELETE ON experiment_interactions TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON experiment_interactions TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
