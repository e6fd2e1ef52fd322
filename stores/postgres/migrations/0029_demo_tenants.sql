-- A tenant that is filled with demo data. Its history is made anew from when it ends, so that a filling that was cut short gives the same events again.
ALTER TABLE tenants
  ADD COLUMN demo_ends_at   timestamptz,           -- null: no demo
  ADD COLUMN demo_events    integer,               -- how many events its history has
  ADD COLUMN demo_filled_at timestamptz,           -- null while it is being filled
  ADD CONSTRAINT tenants_demo CHECK ((demo_ends_at IS NULL) = (demo_events IS NULL) AND (demo_filled_at IS NULL OR demo_ends_at IS NOT NULL));
-- An admin has one at a time.
CREATE UNIQUE INDEX tenants_one_demo ON tenants (admin_id) WHERE demo_ends_at IS NOT NULL AND status <> 'deleted';
CREATE OR REPLACE VIEW tenants_in_force AS
  SELECT t.tenant_id, t.admin_id, t.name, t.status, t.config, t.created_at, t.updated_at,
         (SELECT jsonb_object_agg(s.space, s.scope) FROM scopes s WHERE s.tenant_id = t.tenant_id) AS scopes,
         t.user_hash_generation, t.user_hash_rotated_at, t.demo_ends_at, t.demo_events, t.demo_filled_at
  FROM tenants t WHERE t.status <> 'deleted';
