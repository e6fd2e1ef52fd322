-- Every process reads of control data only what has changed: a number of control_log says which subject, and of whose tenant.

-- Not called tenant_id: every process reads all of it, no row is bound to an asker, and a purge leaves the numbers as they are.
ALTER TABLE control_log ADD COLUMN of_tenant uuid;             -- null for what is no tenant's, such as a projection
UPDATE control_log SET of_tenant = subject_id::uuid
  WHERE subject = 'tenant' AND subject_id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
UPDATE control_log c SET of_tenant = k.tenant_id FROM api_keys k WHERE c.subject = 'api_key' AND c.subject_id = k.key_id::text;
CREATE INDEX control_log_tenant ON control_log (of_tenant, number) WHERE of_tenant IS NOT NULL;

-- Where the tenant is not given it is found for the two kinds that processes of an earlier version append.
DROP FUNCTION append_control(text, text);
CREATE FUNCTION append_control(subject text, subject_id text, of_tenant uuid DEFAULT NULL) RETURNS bigint
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE given bigint;
BEGIN
  IF append_control.of_tenant IS NULL AND append_control.subject = 'tenant' THEN
    append_control.of_tenant := append_control.subject_id::uuid;
  ELSIF append_control.of_tenant IS NULL AND append_control.subject = 'api_key' THEN
    SELECT k.tenant_id INTO append_control.of_tenant FROM api_keys k WHERE k.key_id = append_control.subject_id::uuid;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('control_log'));
  INSERT INTO control_log (subject, subject_id, of_tenant)
    VALUES (append_control.subject, append_control.subject_id, append_control.of_tenant) RETURNING number INTO given;
  PERFORM pg_notify('control_log', given::text);
  RETURN given;
END $$;
GRANT EXECUTE ON FUNCTION append_control(text, text, uuid) TO api, processor;

-- What every process knows of all tenants, as control_tenants() and control_keys(), which only earlier versions still ask: views can be asked for
-- a few ids as well. They read as the owner of the tables, whom a policy lets see all rows; never read by a tenant's own question.
CREATE VIEW tenants_in_force AS
  SELECT t.tenant_id, t.admin_id, t.name, t.status, t.config, t.created_at, t.updated_at,
         (SELECT jsonb_object_agg(s.space, s.scope) FROM scopes s WHERE s.tenant_id = t.tenant_id) AS scopes
  FROM tenants t WHERE t.status <> 'deleted';
CREATE VIEW api_keys_in_force AS
  SELECT k.* FROM api_keys k JOIN tenants t USING (tenant_id) WHERE k.revoked_at IS NULL AND t.status <> 'deleted';
GRANT SELECT ON tenants_in_force, api_keys_in_force TO api, processor;
