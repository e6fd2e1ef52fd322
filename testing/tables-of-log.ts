import type { Database } from '#stores/postgres/database.ts';

/**
 * Every table that is made of the log, with the columns that may differ: when it was written, its number here, and the number of the log,
 * for which the topic stands instead.
 */
const tables: Readonly<Record<string, readonly string[]>> = {
  events: [],
  erasures: ['at', 'pseudonym', 'user_id'],
  dead_letters: ['at', 'dead_letter_id'],
  consumer_offsets: ['epoch', 'updated_at'],
  catalog_items: [],
  // Of a deletion it is when the log took it: a tombstone has no other time.
  catalog_history: ['at'],
  catalog_outcomes: ['at'],
  analytics_daily: [],
  analytics_quarter_hourly: [],
  trending_buckets: [],
  revenue_attributions: [],
  cooccurrences: [],
  model_snapshots: ['at'],
  projections: ['updated_at'],
  projection_positions: [],
  event_months: ['created_at'],
};
const hasLog = [
  'events',
  'erasures',
  'dead_letters',
  'consumer_offsets',
  'catalog_items',
  'catalog_history',
  'catalog_outcomes',
];

/** A pseudonym or the id of an erased shopper's order, which are random; bytes are hexadecimal in JSON, and those of a checkpoint have pseudonyms in them. */
const pseudonyms = new RegExp(
  `erased-[0-9a-f]{64}|erased-[0-9a-f-]{36}|${Buffer.from('erased-').toString('hex')}(?:[0-9a-f]{2}){36}`,
  'g',
);

/** Rows as JSON, sorted; pseudonyms are left out. */
async function rowsOf(database: Database, table: string): Promise<string[]> {
  const isOfLog = [...hasLog, 'model_snapshots', 'projection_positions'].includes(table);
  const { rows } = await database.query<{ row: string }>(
    isOfLog
      ? `SELECT (to_jsonb(t) - 'log' - $1::text[] || jsonb_build_object('of', l.topic))::text AS row FROM ${table} t JOIN logs l USING (log)`
      : `SELECT (to_jsonb(t) - $1::text[])::text AS row FROM ${table} t`,
    [tables[table]],
  );
  return rows.map(({ row }) => row.replaceAll(pseudonyms, 'erased')).sort();
}

/** By table that is made of the log: its rows as JSON, sorted, without what differs between two runs. */
export async function tablesOfLog(database: Database): Promise<Readonly<Record<string, readonly string[]>>> {
  const names = Object.keys(tables);
  return Object.fromEntries(await Promise.all(names.map(async (table) => [table, await rowsOf(database, table)])));
}
