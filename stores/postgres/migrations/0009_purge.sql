-- Deleted tenants are purged 30 days later: first their tombstones go onto the log, then their rows and archived events go.
-- Tenant and scopes stay as they are numbered, without name and configuration; the audit trail stays without details.
CREATE TABLE tenant_purges (
  tenant_id     uuid PRIMARY KEY REFERENCES tenants,
  tombstoned_at timestamptz NOT NULL DEFAULT now(),
  purged_at     timestamptz                        -- null while rows are being deleted
);
ALTER TABLE tenant_purges ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_purges FORCE ROW LEVEL SECURITY;
CREATE POLICY processor_all ON tenant_purges TO processor USING (true) WITH CHECK (true);
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_all ON tenant_purges TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, UPDATE ON tenant_purges TO processor;
GRANT DELETE ON api_keys TO processor;
GRANT UPDATE (name, config) ON tenants TO processor;
GRANT INSERT, UPDATE (detail) ON audit_log TO processor;
GRANT UPDATE (archived_rows) ON event_months TO processor;

-- Tenants that were deleted before a time, and whose tombstones are not on the log yet.
CREATE FUNCTION control_due_purges(before timestamptz) RETURNS TABLE (tenant_id uuid, scopes integer[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.tenant_id, array_agg(s.scope ORDER BY s.scope) FROM tenants t JOIN scopes s USING (tenant_id)
  WHERE t.status = 'deleted' AND t.deleted_at < before AND NOT EXISTS (SELECT FROM tenant_purges p WHERE p.tenant_id = t.tenant_id)
  GROUP BY t.tenant_id, t.deleted_at ORDER BY t.deleted_at $$;
-- Their tombstones are durable: the rows may go.
CREATE FUNCTION control_begin_purge(tenant uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO tenant_purges (tenant_id) SELECT tenant_id FROM tenants WHERE tenant_id = tenant AND status = 'deleted' ON CONFLICT DO NOTHING $$;
-- What models and checkpoints must not know any more.
CREATE FUNCTION control_purged_scopes() RETURNS SETOF integer
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.scope FROM tenant_purges p JOIN scopes s USING (tenant_id) $$;
REVOKE ALL ON FUNCTION control_due_purges(timestamptz), control_begin_purge(uuid), control_purged_scopes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION control_due_purges(timestamptz), control_begin_purge(uuid) TO api;
GRANT EXECUTE ON FUNCTION control_purged_scopes() TO api, processor;
