-- What every process knows of all tenants, keys and scopes, for authentication. Never read by a tenant's own question.

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY api_tenant ON tenants TO api USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY processor_all ON tenants TO processor USING (true);

CREATE FUNCTION control_tenants() RETURNS SETOF tenants
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT * FROM tenants WHERE status <> 'deleted' $$;
REVOKE ALL ON FUNCTION control_tenants() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION control_tenants() TO api, processor;

-- Numbers of control_log must commit in their order: a reader that remembers the greatest would miss a lower one that came later.
CREATE FUNCTION append_control(subject text, subject_id text) RETURNS bigint
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE given bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('control_log'));
  INSERT INTO control_log (subject, subject_id) VALUES (append_control.subject, append_control.subject_id) RETURNING number INTO given;
  PERFORM pg_notify('control_log', given::text);
  RETURN given;
END $$;
GRANT EXECUTE ON FUNCTION append_control(text, text) TO api, processor;

-- Single-use tokens of a forgotten password.
CREATE TABLE password_resets (
  token_hash bytea PRIMARY KEY,
  admin_id   uuid NOT NULL REFERENCES admins ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON password_resets TO api;
