-- When the currency of a space last changed, and since when the live version of a projection was built: what was folded before the change was judged by the
-- currency of then.
CREATE TABLE currency_changes (
  scope      integer PRIMARY KEY,
  former     text NOT NULL,                        -- ISO 4217
  changed_at timestamptz NOT NULL
);
ALTER TABLE projections
  ADD COLUMN building_since timestamptz,           -- when the version that is being built was begun
  ADD COLUMN built_since    timestamptz;           -- the same of the live one; null if it was never rebuilt, or was rolled back

ALTER TABLE currency_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE currency_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY api_scopes ON currency_changes TO api USING (scope = ANY (current_scopes())) WITH CHECK (scope = ANY (current_scopes()));
CREATE POLICY processor_all ON currency_changes TO processor USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON currency_changes TO api;
GRANT SELECT, DELETE ON currency_changes TO processor;
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON currency_changes TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
