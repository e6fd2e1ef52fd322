-- Row-level security under the application's own scoping. The roles are made by the migrator before this file runs:
-- `processor` and `api` own nothing and have NOBYPASSRLS. A policy sees the session's tenant and scopes in settings;
-- set_config(…, true) leaves '' behind, hence NULLIF.

CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE
  RETURN NULLIF(current_setting('recomengine.tenant_id', true), '')::uuid;
CREATE FUNCTION current_scopes() RETURNS integer[] LANGUAGE sql STABLE
  RETURN string_to_array(NULLIF(current_setting('recomengine.scopes', true), ''), ',')::integer[];

DO $$
DECLARE t text;
BEGIN
  -- Tables with a scope: the api reads and writes its own scopes, the processor all of them.
  FOREACH t IN ARRAY ARRAY['events', 'dead_letters', 'erasures', 'catalog_items', 'analytics_daily', 'analytics_quarter_hourly',
                           'revenue_attributions', 'trending_buckets', 'cooccurrences'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY api_scopes ON %I TO api USING (scope = ANY (current_scopes()))', t);
    EXECUTE format('CREATE POLICY processor_all ON %I TO processor USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO api', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO processor', t);
  END LOOP;
  -- Tables of a tenant.
  FOREACH t IN ARRAY ARRAY['api_keys', 'scopes', 'audit_log'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY api_tenant ON %I TO api USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())', t);
    EXECUTE format('CREATE POLICY processor_all ON %I TO processor USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO api', t);
    EXECUTE format('GRANT SELECT ON %I TO processor', t);
  END LOOP;
  -- Tables without a tenant.
  FOREACH t IN ARRAY ARRAY['logs', 'event_months', 'consumer_offsets', 'projections', 'projection_positions', 'catalog_outcomes', 'model_snapshots'] LOOP
    EXECUTE format('GRANT SELECT ON %I TO api', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO processor', t);
  END LOOP;
END $$;
GRANT UPDATE (redriven_at) ON dead_letters TO api;
GRANT SELECT, INSERT, UPDATE, DELETE ON model_snapshots TO api;
GRANT SELECT ON tenants TO processor;
GRANT SELECT, INSERT ON control_log TO api, processor;
GRANT SELECT, INSERT, UPDATE ON admins, tenants TO api;
GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_tokens, revoked_access_tokens, idempotency_keys TO api;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO api, processor;

-- What every process knows of every tenant: read by key authentication, never by a tenant's own question.
CREATE FUNCTION control_keys() RETURNS SETOF api_keys
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT k.* FROM api_keys k JOIN tenants t USING (tenant_id) WHERE k.revoked_at IS NULL AND t.status <> 'deleted' $$;
CREATE FUNCTION control_scopes() RETURNS SETOF scopes
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT * FROM scopes $$;

-- Creates the partition of a month where it is missing. CREATE + ATTACH, so that writers go on. False for an archived month.
CREATE FUNCTION ensure_month(at timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', at AT TIME ZONE 'UTC')::date;
  child text := 'events_' || to_char(first, 'YYYY_MM');
  known text;
BEGIN
  SELECT state INTO known FROM event_months WHERE month = first;
  IF known IS NOT NULL THEN RETURN known = 'open'; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_month'));
  SELECT state INTO known FROM event_months WHERE month = first;
  IF known IS NOT NULL THEN RETURN known = 'open'; END IF;
  PERFORM set_config('lock_timeout', '5s', true);
  EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', child);
  EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', child,
                 first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
  INSERT INTO event_months (month) VALUES (first);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION control_keys(), control_scopes(), ensure_month(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION control_keys(), control_scopes() TO api, processor;
GRANT EXECUTE ON FUNCTION ensure_month(timestamptz) TO processor;
