import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/** The scopes of every tenant that was purged, or is being purged. Throws `DatabaseUnavailable`. */
export async function readPurgedScopes(database: Pick<Database, 'query'>): Promise<Scope[]> {
  const { rows } = await database.query<{ scope: Scope }>('SELECT control_purged_scopes() AS scope');
  return rows.map(({ scope }) => scope);
}
