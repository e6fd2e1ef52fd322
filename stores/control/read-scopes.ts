import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/** Returns the scopes of a tenant, of both spaces. */
export async function readScopes(database: Database, tenantId: string): Promise<Scope[]> {
  const { rows } = await database.query<{ scope: Scope }>(
    'SELECT scope FROM scopes WHERE tenant_id = $1 ORDER BY scope',
    [tenantId],
  );
  return rows.map(({ scope }) => scope);
}
