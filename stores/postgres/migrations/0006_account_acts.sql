-- The audit trail also has what an admin does to their own account, which is no tenant's; and it is only ever added to.
CREATE POLICY api_account_acts ON audit_log FOR INSERT TO api WITH CHECK (tenant_id IS NULL);
REVOKE UPDATE ON audit_log FROM api;
