-- What a tenant sets for a placement: how its widget looks, and which rules hold there. Every save is a version that is kept, with who made it.

CREATE TABLE widget_configs (
  widget_id    uuid PRIMARY KEY,
  tenant_id    uuid NOT NULL REFERENCES tenants,
  placement_id text NOT NULL,
  version      integer NOT NULL,                   -- rises by 1 with each save
  config       jsonb NOT NULL,                     -- as domain/widgets/ has it
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, placement_id)
);
CREATE TABLE widget_config_versions (
  widget_id uuid NOT NULL REFERENCES widget_configs ON DELETE CASCADE,
  version   integer NOT NULL,
  tenant_id uuid NOT NULL,
  config    jsonb NOT NULL,
  admin_id  uuid NOT NULL,
  at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (widget_id, version)
);

-- The whole list of a placement as one value, so that no answer is given by half of a change. Placement * holds for all.
CREATE TABLE placement_rules (
  list_id      uuid PRIMARY KEY,
  tenant_id    uuid NOT NULL REFERENCES tenants,
  placement_id text NOT NULL,
  version      integer NOT NULL,                   -- rises by 1 with each save; 0 is a list that was never saved
  rules        jsonb NOT NULL,                     -- as domain/rules/ has them, in their order
  updated_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, placement_id)
);
CREATE TABLE placement_rule_versions (
  list_id   uuid NOT NULL REFERENCES placement_rules ON DELETE CASCADE,
  version   integer NOT NULL,
  tenant_id uuid NOT NULL,
  rules     jsonb NOT NULL,
  admin_id  uuid NOT NULL,
  at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (list_id, version)
);

CREATE VIEW widget_configs_in_force AS
  SELECT w.* FROM widget_configs w JOIN tenants t USING (tenant_id) WHERE t.status <> 'deleted';
CREATE VIEW placement_rules_in_force AS
  SELECT r.* FROM placement_rules r JOIN tenants t USING (tenant_id) WHERE t.status <> 'deleted';
GRANT SELECT ON widget_configs_in_force, placement_rules_in_force TO api, processor;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['widget_configs', 'widget_config_versions', 'placement_rules', 'placement_rule_versions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY api_tenant ON %I TO api USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())', t);
    EXECUTE format('CREATE POLICY processor_all ON %I TO processor USING (true)', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO api', t);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO processor', t);
  END LOOP;
END $$;
