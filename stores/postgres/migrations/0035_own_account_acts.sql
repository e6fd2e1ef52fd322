-- An admin reads what was done to their own account: logins, passwords, sessions that were ended.
CREATE POLICY api_own_acts ON audit_log FOR SELECT TO api USING (tenant_id IS NULL AND admin_id = current_admin());
CREATE INDEX audit_log_account ON audit_log (admin_id, at DESC) WHERE tenant_id IS NULL;
