import type pg from 'pg';
import type { TableParity } from '#schemas/http/replay-reports.ts';
import type { ComparedTable } from './compared-table.ts';

/** At most so many differing days, and so many differing rows, are named. */
const maxDays = 20;
const maxSamples = 10;

export type ComparedVersions = {
  before: number;
  now: number;
  /** Rows of these scopes may be named; null for those of all. The others are counted alone. */
  namedScopes: readonly number[] | null;
};

type Counts = Omit<TableParity, 'table' | 'sums' | 'days' | 'samples'> & { sums: Record<string, [string, string]> };

/**
 * Compares every row of two versions of a table, both as they are in this transaction. Rows of purged tenants are left out, and so are rows of sums that add nothing. Rows that only the new version has and that are older
 * than all of the version before are counted apart: retention had deleted them there.
 */
export async function compareVersions(
  client: pg.PoolClient,
  table: ComparedTable,
  { before, now, namedScopes }: ComparedVersions,
): Promise<TableParity> {
  const joined = joinedSql(table);
  const counted = await client.query<Counts>(countsSql(table, joined), [before, now]);
  const [counts] = counted.rows;
  if (counts === undefined) throw new Error(`${table.name} could not be counted`);
  const { sums, ...rows } = counts;
  const parity = {
    table: table.name,
    ...rows,
    sums: Object.entries(sums).map(([column, [was, is]]) => ({ column, before: was, now: is })),
  };
  if (rows.onlyBefore + rows.onlyNow + rows.changed === 0) return { ...parity, days: [], samples: [] };
  const days =
    table.day === null || table.sums.length === 0
      ? []
      : (await client.query<TableParity['days'][number]>(daysSql(table, joined), [before, now])).rows;
  const samples = await client.query<TableParity['samples'][number]>(samplesSql(table, joined), [
    before,
    now,
    namedScopes,
  ]);
  return { ...parity, days, samples: samples.rows };
}

const quoted = (column: string): string => `"${column}"`;
const list = (columns: readonly string[], of: (column: string) => string, between = ', '): string =>
  columns.map(of).join(between);

/** One row for each key of either version: `o` of the version before, `n` of the new one, and whether and how they differ. */
function joinedSql(table: ComparedTable): string {
  const { key, sums, values } = table;
  const compared = [...sums, ...values];
  const differ = [
    'o.scope IS NULL OR n.scope IS NULL',
    ...compared.map((column) => `o.${quoted(column)} IS DISTINCT FROM n.${quoted(column)}`),
  ].join(' OR ');
  const older =
    table.day === null ? 'false' : 'o.scope IS NULL AND n.compared_day < (SELECT min(compared_day) FROM before)';
  return `WITH before AS (${rowsSql(table, '$1')}), now AS (${rowsSql(table, '$2')}), joined AS (
    SELECT o, n, o.scope IS NOT NULL AS was, n.scope IS NOT NULL AS is_now, (${differ}) AS differ, coalesce(${older}, false) AS older
    FROM before o FULL JOIN now n ON ${list(key, (column) => `o.${quoted(column)} = n.${quoted(column)}`, ' AND ')})`;
}

function rowsSql({ from, where, key, sums, values, day }: ComparedTable, version: string): string {
  const columns = [...key, ...values].map(quoted);
  const added = sums.map((column) => `sum(${quoted(column)}) AS ${quoted(column)}`);
  const named = day === null ? [] : [`${day} AS compared_day`];
  const conditions = [`version = ${version}`, 'scope NOT IN (SELECT control_purged_scopes())', where ?? 'true'];
  const grouped =
    sums.length === 0
      ? ''
      : ` GROUP BY ${list(key, quoted)} HAVING ${list(sums, (column) => `sum(${quoted(column)}) <> 0`, ' OR ')}`;
  return `SELECT ${[...columns, ...added, ...named].join(', ')} FROM ${from} WHERE ${conditions.join(' AND ')}${grouped}`;
}

function countsSql({ sums }: ComparedTable, joined: string): string {
  const pairs = list(
    sums,
    (column) =>
      `'${column}', jsonb_build_array(coalesce(sum((o).${quoted(column)}), 0)::text, coalesce(sum((n).${quoted(column)}) FILTER (WHERE NOT older), 0)::text)`,
  );
  return `${joined} SELECT count(*) FILTER (WHERE was)::float8 AS before, count(*) FILTER (WHERE is_now)::float8 AS now,
      count(*) FILTER (WHERE NOT is_now)::float8 AS "onlyBefore", count(*) FILTER (WHERE NOT was AND NOT older)::float8 AS "onlyNow",
      count(*) FILTER (WHERE was AND is_now AND differ)::float8 AS changed, count(*) FILTER (WHERE older)::float8 AS older,
      jsonb_build_object(${pairs}) AS sums FROM joined`;
}

function daysSql({ sums }: ComparedTable, joined: string): string {
  const columns = list(
    sums,
    (column) => `('${column}', coalesce((o).${quoted(column)}, 0), coalesce((n).${quoted(column)}, 0))`,
  );
  return `${joined} SELECT day, "column", sum(was_sum)::text AS before, sum(now_sum)::text AS now FROM (
      SELECT coalesce((o).compared_day, (n).compared_day)::text AS day, s.* FROM joined, LATERAL (VALUES ${columns}) AS s ("column", was_sum, now_sum)
      WHERE differ AND NOT older) AS d
    GROUP BY day, "column" HAVING sum(was_sum) <> sum(now_sum) ORDER BY day, "column" LIMIT ${maxDays}`;
}

function samplesSql({ key, sums, values, shopper }: ComparedTable, joined: string): string {
  const nameable = key.filter((column) => column !== shopper);
  const told = [...sums, ...values.filter((column) => column !== shopper)];
  const objectOf = (row: string) =>
    `jsonb_build_object(${list(told, (column) => `'${column}', (${row}).${quoted(column)}::text`)})`;
  const keyOf = (column: string) => `coalesce((o).${quoted(column)}, (n).${quoted(column)})`;
  return `${joined} SELECT jsonb_build_object(${list(nameable, (column) => `'${column}', ${keyOf(column)}::text`)}) AS key,
      CASE WHEN was THEN ${objectOf('o')} END AS before, CASE WHEN is_now THEN ${objectOf('n')} END AS now
    FROM joined WHERE differ AND NOT older AND ($3::int[] IS NULL OR ${keyOf('scope')} = ANY ($3::int[]))
    ORDER BY ${list(nameable, keyOf)} LIMIT ${maxSamples}`;
}
