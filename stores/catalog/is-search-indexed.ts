import type { Database } from '../postgres/database.ts';

/** Whether the indexes of catalog search are there, which a migration leaves out where the server has no extension pg_trgm. Throws `DatabaseUnavailable`. */
export async function isSearchIndexed(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_class WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace
       AND relname IN ('catalog_items_search', 'catalog_items_search_beyond_ascii')`,
  );
  return rows[0]?.count === 2;
}
