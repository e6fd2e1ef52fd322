-- Role `api` sees of accounts, sessions and reset tokens only those of the admin, the e-mail or the token that a request has named: a
-- SELECT that names none returns nothing. What it has no need to read it may not read at all.

CREATE FUNCTION current_admin() RETURNS uuid LANGUAGE sql STABLE
  RETURN NULLIF(current_setting('recomengine.admin_id', true), '')::uuid;
CREATE FUNCTION current_email() RETURNS text LANGUAGE sql STABLE
  RETURN NULLIF(current_setting('recomengine.email', true), '');
-- SHA-256 of a refresh or reset token: whoever has the token is shown its row.
CREATE FUNCTION current_token_hash() RETURNS bytea LANGUAGE sql STABLE
  RETURN decode(NULLIF(current_setting('recomengine.token_hash', true), ''), 'hex');

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['admins', 'refresh_tokens', 'password_resets', 'idempotency_keys', 'revoked_access_tokens', 'model_snapshots'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY owner_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
  END LOOP;
END $$;
CREATE POLICY processor_all ON model_snapshots TO processor USING (true) WITH CHECK (true);

CREATE POLICY api_account ON admins TO api
  USING (admin_id = current_admin() OR lower(email) = lower(current_email())) WITH CHECK (admin_id = current_admin());
CREATE POLICY api_account ON refresh_tokens TO api
  USING (admin_id = current_admin() OR token_hash = current_token_hash()) WITH CHECK (admin_id = current_admin());
CREATE POLICY api_account ON password_resets TO api
  USING (admin_id = current_admin() OR token_hash = current_token_hash()) WITH CHECK (admin_id = current_admin());
CREATE POLICY api_account ON idempotency_keys TO api
  USING (admin_id = current_admin()) WITH CHECK (admin_id = current_admin());

-- An account's role and e-mail are not changed by the services, and none is opened with a role.
REVOKE INSERT, UPDATE ON admins FROM api;
GRANT INSERT (admin_id, email, password_hash), UPDATE (password_hash) ON admins TO api;
REVOKE DELETE ON refresh_tokens FROM api;
REVOKE ALL ON model_snapshots, revoked_access_tokens FROM api;

-- Asked with each request of an admin. A session that no longer has a living refresh token has ended, whoever ended it.
CREATE FUNCTION is_access_token_revoked(jti uuid, session uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM revoked_access_tokens r WHERE r.jti = is_access_token_revoked.jti)
      OR (session IS NOT NULL AND NOT EXISTS (SELECT FROM refresh_tokens WHERE family = session AND revoked_at IS NULL)) $$;
CREATE FUNCTION revoke_access_token(jti uuid, expires_at timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO revoked_access_tokens VALUES (jti, expires_at) ON CONFLICT DO NOTHING $$;

-- Deletes what ended before a time, and returns how many rows: of a session that goes on all tokens that have expired but its first, which
-- says since when it is; of one that has ended, all.
CREATE FUNCTION forget_ended_sessions(before timestamptz) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tokens AS (
    DELETE FROM refresh_tokens t WHERE least(t.revoked_at, t.expires_at) < before AND (
      EXISTS (SELECT FROM refresh_tokens f WHERE f.family = t.family AND f.issued_at < t.issued_at)
      OR NOT EXISTS (SELECT FROM refresh_tokens f WHERE f.family = t.family AND least(f.revoked_at, f.expires_at) >= before)) RETURNING 1),
  resets AS (DELETE FROM password_resets WHERE expires_at < before RETURNING 1),
  revoked AS (DELETE FROM revoked_access_tokens WHERE expires_at < before RETURNING 1),
  answers AS (DELETE FROM idempotency_keys WHERE created_at < before RETURNING 1)
  SELECT (SELECT count(*) FROM tokens) + (SELECT count(*) FROM resets) + (SELECT count(*) FROM revoked) + (SELECT count(*) FROM answers) $$;

REVOKE ALL ON FUNCTION is_access_token_revoked(uuid, uuid), revoke_access_token(uuid, timestamptz), forget_ended_sessions(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_access_token_revoked(uuid, uuid), revoke_access_token(uuid, timestamptz) TO api;
GRANT EXECUTE ON FUNCTION forget_ended_sessions(timestamptz) TO processor;
