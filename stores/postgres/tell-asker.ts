import type pg from 'pg';

/**
 * On whose behalf a query runs, for row-level security: policies of role `api` show the rows of the tenant, the scopes and the admin named here, the
 * account with this e-mail, and the row of this token; no others.
 */
export type Asker = {
  tenantId?: string;
  scopes?: readonly number[];
  adminId?: string;
  email?: string;
  /** SHA-256 of a refresh or reset token. */
  tokenHash?: Buffer;
};

/** Tells row-level security who asks, until the transaction ends. What an earlier call told and this one does not name stays told. */
export async function tellAsker(client: pg.PoolClient, asker: Asker): Promise<void> {
  const { tenantId, scopes, adminId, email, tokenHash } = asker;
  const told = Object.entries({
    tenant_id: tenantId,
    scopes: scopes?.join(','),
    admin_id: adminId,
    email,
    token_hash: tokenHash?.toString('hex'),
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  await client.query(
    `SELECT set_config('recomengine.' || name, value, true) FROM unnest($1::text[], $2::text[]) AS t (name, value)`,
    [told.map(([name]) => name), told.map(([, value]) => value)],
  );
}
