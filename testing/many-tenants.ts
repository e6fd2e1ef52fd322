import type { Database } from '#stores/postgres/database.ts';

/** Makes `count` tenants of one admin, each with its two scopes and a key, as the owner of the database. Nobody can use the keys, since none has a text. */
export async function createManyTenants(owner: Database, count: number): Promise<void> {
  await owner.query(
    `WITH admin AS (
       INSERT INTO admins (admin_id, email, password_hash) VALUES (gen_random_uuid(), gen_random_uuid() || '@shop.example', '!') RETURNING admin_id
     ), made AS (
       INSERT INTO tenants (tenant_id, admin_id, name) SELECT gen_random_uuid(), admin_id, 'Shop ' || n FROM admin, generate_series(1, $1) n RETURNING tenant_id
     ), live AS (
       INSERT INTO scopes (tenant_id, space) SELECT tenant_id, space FROM made, unnest('{live,test}'::text[]) space RETURNING tenant_id, scope, space
     ), keys AS (
       INSERT INTO api_keys (key_id, tenant_id, scope, name, key_hmac, key_prefix, permissions, space)
       SELECT gen_random_uuid(), tenant_id, scope, 'Key', sha256(tenant_id::text::bytea), 'rk_live_', 'read', space FROM live WHERE space = 'live'
     )
     INSERT INTO control_log (subject, subject_id, of_tenant) SELECT 'tenant', tenant_id::text, tenant_id FROM made`,
    [count],
  );
  await owner.query('ANALYZE admins, tenants, scopes, api_keys, control_log');
}
