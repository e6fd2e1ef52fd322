import type { Database } from '#stores/postgres/database.ts';

/** Writes one row of a scope, a tenant and, if one is given, an admin into a table, as the owner. The values of its other columns are made up by their type. */
export async function fillTable(
  owner: Database,
  table: string,
  { scope, tenantId, adminId }: { scope: number; tenantId: string; adminId?: string },
): Promise<void> {
  const { rows } = await owner.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
       AND (attnotnull AND NOT atthasdef AND attidentity = '' OR attname IN ('scope', 'tenant_id'))`,
    [table],
  );
  const named: Record<string, string> = {
    scope: String(scope),
    tenant_id: `'${tenantId}'`,
    space: `'live'`,
    permissions: `'read'`,
    treatment: `'none'`,
    kind: `'export'`,
    method: `'kept'`,
    ...(adminId === undefined ? {} : { admin_id: `'${adminId}'` }),
  };
  const typed: Record<string, string> = {
    text: 'md5(random()::text)',
    'text[]': `'{x}'`,
    uuid: 'gen_random_uuid()',
    bytea: `decode(md5(random()::text), 'hex')`,
    jsonb: `'{}'`,
    boolean: 'true',
    date: 'current_date',
    'timestamp with time zone': 'now()',
    bigint: '(random() * 1e9)::bigint',
  };
  const values = rows.map(({ name, type }) => named[name] ?? typed[type] ?? '1');
  await owner.transaction(async (client) => {
    // Foreign keys are not checked here.
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(
      `INSERT INTO ${table} (${rows.map(({ name }) => `"${name}"`).join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${values.join(', ')})`,
    );
  });
}
