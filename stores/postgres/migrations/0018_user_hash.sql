-- The secret by which a shop proves to us whom its page belongs to. It is derived, and stored nowhere: a tenant has only its number.
ALTER TABLE tenants
  ADD COLUMN user_hash_generation integer NOT NULL DEFAULT 0,   -- 0: none was made yet
  ADD COLUMN user_hash_rotated_at timestamptz;                  -- the one before is good for a day from then on
CREATE OR REPLACE VIEW tenants_in_force AS
  SELECT t.tenant_id, t.admin_id, t.name, t.status, t.config, t.created_at, t.updated_at,
         (SELECT jsonb_object_agg(s.space, s.scope) FROM scopes s WHERE s.tenant_id = t.tenant_id) AS scopes,
         t.user_hash_generation, t.user_hash_rotated_at
  FROM tenants t WHERE t.status <> 'deleted';
