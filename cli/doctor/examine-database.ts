import type { Database } from '#stores/postgres/database.ts';
import { judgeVersion, migrationNames, oldestMajor } from '#stores/postgres/migrate.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

const clockToleranceMs = 2_000;

type Server = { version: string; number: number; now: Date } & Record<(typeof durable)[number], string>;
const durable = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/** Postgres as its owner sees it: version, durability, clock, migrations, row-level security, projections, dead letters. */
export async function examineDatabase(database: Database, nowMs: number): Promise<Finding[]> {
  const ask = async <R extends object>(sql: string) =>
    (await database.query<R & Record<string, unknown>>(sql)).rows as R[];
  const [server] = await ask<Server>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::integer AS number,
            clock_timestamp() AS now, ${durable.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
  );
  if (server === undefined) throw new Error('Postgres said nothing of itself');
  const tooOld = judgeVersion(server.number);
  const applied = await ask<{ name: string }>('SELECT name FROM schema_migrations');
  const open = await ask<{ table: string }>(unprotectedSql);
  const projections = await ask<{ name: string; state: string; stale_reason: string | null }>(
    'SELECT name, state, stale_reason FROM projections ORDER BY name',
  );
  const [letters] = await ask<{ count: string }>(
    `SELECT count(*)::text AS count FROM dead_letters WHERE redriven_at IS NULL`,
  );
  return [
    tooOld === null
      ? fine('postgres', server.version)
      : problem('postgres', tooOld, `Move the data to Postgres ${oldestMajor} or newer with pg_dump.`),
    ...durable.map((name) => judgeDurable(name, server[name])),
    judgeSkew(Math.abs(server.now.getTime() - nowMs)),
    judgeMigrations(applied.map(({ name }) => name)),
    judgeProtection(open.map(({ table }) => table)),
    ...projections.map(({ name, state, stale_reason }) =>
      state === 'stale'
        ? problem(`projection ${name}`, `stale: ${stale_reason}`, `Run \`recomengine rebuild ${name}\`.`)
        : fine(`projection ${name}`, state),
    ),
    letters?.count === '0'
      ? fine('dead letters', 'none to re-drive')
      : warning(
          'dead letters',
          `${letters?.count} not re-driven`,
          'See `recomengine dead-letters list`; when the cause is mended, `recomengine dead-letters redrive ID…`.',
        ),
  ];
}

const losses: Record<(typeof durable)[number], string> = {
  fsync: 'a power cut may leave a database that cannot be read',
  full_page_writes: 'a power cut in the middle of a page may leave a database that is wrong without saying so',
  synchronous_commit:
    'a power cut may take back sign-ups, keys and settings of the last moments (events are read again from the log)',
};

export function judgeDurable(name: (typeof durable)[number], value: string): Finding {
  if (value !== 'off') return fine(name, value);
  const judge = name === 'synchronous_commit' ? warning : problem;
  return judge(name, `off: ${losses[name]}`, `Set ${name} = on in the server's configuration.`);
}

function judgeSkew(skewMs: number): Finding {
  if (skewMs <= clockToleranceMs) return fine('clock and Postgres', `${skewMs} ms apart`);
  return warning(
    'clock and Postgres',
    `${skewMs} ms apart`,
    'Let both clocks be kept by NTP: token lifetimes follow them.',
  );
}

function judgeMigrations(applied: readonly string[]): Finding {
  const missing = migrationNames().filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !migrationNames().includes(name));
  if (missing.length > 0)
    return problem(
      'migrations',
      `missing: ${missing.join(', ')}`,
      'Run `recomengine migrate`, or start the product anew.',
    );
  if (unknown.length > 0)
    return problem('migrations', `of a newer version: ${unknown.join(', ')}`, 'Run the newer version of the product.');
  return fine('migrations', `${applied.length} applied`);
}

/** Tables of ours with rows of tenants, of which row-level security was taken off. Partitions are reached through their parents. */
const unprotectedSql = `
  SELECT DISTINCT c.relname AS table FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('scope', 'tenant_id') AND NOT a.attisdropped
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT c.relrowsecurity
    AND has_table_privilege('api', c.oid, 'SELECT')
  ORDER BY 1`;

function judgeProtection(open: readonly string[]): Finding {
  if (open.length === 0) return fine('row-level security', 'on, for every table of tenants that the api reads');
  return problem(
    'row-level security',
    `off for ${open.join(', ')}: tenants are kept apart by the application alone`,
    `ALTER TABLE … ENABLE ROW LEVEL SECURITY, as the migrations did.`,
  );
}
