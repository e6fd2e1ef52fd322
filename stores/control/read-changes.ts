import type pg from 'pg';
import type { Database } from '../postgres/database.ts';
import type { ControlChanges } from './control-state.ts';
import type { ControlPart } from './held-items.ts';

type LogRow = { number: string; subject: string; subject_id: string; of_tenant: string | null };

/** Beyond this many changes, all the data is read again. */
const maxChanges = 5_000;

/** It also returns the row of the last known number: if that is missing, this is another database, or one restored from an earlier time. */
const changesSql = `SELECT number::text AS number, subject, subject_id, of_tenant FROM control_log
  WHERE number >= $1 ORDER BY number LIMIT ${maxChanges + 1}`;

/**
 * Returns what has changed since a number, as of one moment; null if nothing has. It reads one row if nothing has changed, else one row for
 * each changed subject, however many subjects there are. It reads all the data if `since` is null or unknown to this database.
 */
export async function readChanges(
  database: Database,
  parts: readonly ControlPart[],
  since: string | null,
  timeoutMs: number,
): Promise<ControlChanges | null> {
  if (since !== null) {
    const { rows } = await database.query<LogRow>(changesSql, [since], timeoutMs);
    if (rows.length === (since === '0' ? 0 : 1) && isFollowing(rows, since)) return null;
  }
  return database.transaction(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const { rows } = await client.query<LogRow>(changesSql, [since ?? '0']);
    if (since === null || rows.length > maxChanges || !isFollowing(rows, since)) return readWhole(client, parts);
    return readSubjects(client, parts, rows);
  });
}

const isFollowing = (rows: readonly LogRow[], since: string): boolean => since === '0' || rows[0]?.number === since;

async function readSubjects(
  client: pg.PoolClient,
  parts: readonly ControlPart[],
  log: readonly LogRow[],
): Promise<ControlChanges> {
  const changed: ControlChanges['parts'] = [];
  for (const part of parts) {
    const ids = new Set(log.filter(({ subject }) => subject === part.subject).map((row) => row.subject_id));
    if (ids.size === 0) continue;
    const rows = await part.read(client, [...ids]);
    const found = new Set(rows.map(part.idOf));
    changed.push({ subject: part.subject, rows, gone: [...ids].filter((id) => !found.has(id)) });
  }
  return {
    number: log.at(-1)?.number ?? '0',
    isWhole: false,
    parts: changed,
    versions: log.flatMap(({ of_tenant, number }) => (of_tenant === null ? [] : [[of_tenant, number] as const])),
  };
}

async function readWhole(client: pg.PoolClient, parts: readonly ControlPart[]): Promise<ControlChanges> {
  const newest = await client.query<{ number: string }>(
    'SELECT coalesce(max(number), 0)::text AS number FROM control_log',
  );
  const whole: ControlChanges['parts'] = [];
  for (const part of parts) whole.push({ subject: part.subject, rows: await part.read(client, null), gone: [] });
  const versions = await client.query<{ of_tenant: string; number: string }>(
    'SELECT of_tenant, max(number)::text AS number FROM control_log WHERE of_tenant IS NOT NULL GROUP BY of_tenant',
  );
  return {
    number: newest.rows[0]?.number ?? '0',
    isWhole: true,
    parts: whole,
    versions: versions.rows.map(({ of_tenant, number }) => [of_tenant, number] as const),
  };
}
