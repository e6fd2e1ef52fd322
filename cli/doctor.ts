import { statfsSync } from 'node:fs';
import { type Config, printableConfig } from '#runtime/config.ts';
import type { Database } from '#stores/postgres/database.ts';
import { openLogReader, openRunningDatabase } from './embedded-parts.ts';

export type Finding = { check: string; state: 'ok' | 'warning' | 'problem'; detail: string };

const diskWarningBytes = 2 ** 30;
const clockToleranceMs = 2_000;

/** Looks a data folder over: everything that is wrong, and what to do. Config comes without its secrets. */
export async function examine(config: Config, url: string): Promise<Finding[]> {
  const findings: Finding[] = [
    { check: 'configuration', state: 'ok', detail: JSON.stringify(printableConfig(config)) },
    Number(process.versions.node.split('.')[0]) >= 24
      ? { check: 'node', state: 'ok', detail: process.version }
      : { check: 'node', state: 'problem', detail: `${process.version}: run it by npm, which brings Node 24` },
    diskOf(config.dataDir),
    ...(await attempt('log', () => examineLog(config))),
  ];
  const database = openRunningDatabase(config, 'postgres');
  try {
    findings.push(
      ...(await attempt('postgres', () => examineDatabase(database))),
      ...(await attempt('server', () => examineServer(url))),
    );
  } finally {
    await database.close();
  }
  return findings;
}

async function attempt(check: string, work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    return [{ check, state: 'problem', detail: error instanceof Error ? error.message : String(error) }];
  }
}

function diskOf(dir: string): Finding {
  const { bavail, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  return {
    check: 'disk',
    state: free < diskWarningBytes ? 'warning' : 'ok',
    detail: `${Math.round(free / 2 ** 20)} MiB free`,
  };
}

async function examineLog(config: Config): Promise<Finding[]> {
  const log = await openLogReader(config);
  try {
    const found: Finding[] = [];
    for (const topic of ['events', 'catalog']) {
      const state = await log.describe(topic);
      const places = state.partitions.map(({ partition, low, high }) => `${partition}: ${low} to ${high}`).join(', ');
      found.push({ check: `log ${topic}`, state: 'ok', detail: `id ${state.logId}; ${places}` });
    }
    if (config.logSynchronous === 'off')
      found.push({ check: 'log synchronous', state: 'warning', detail: 'off: a power cut loses acknowledged events' });
    return found;
  } finally {
    await log.close();
  }
}

async function examineDatabase(database: Database): Promise<Finding[]> {
  const one = async <R extends object>(sql: string) =>
    (await database.query<R & Record<string, unknown>>(sql)).rows as R[];
  const [server] = await one<{ version: string; fsync: string; now: Date }>(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync, clock_timestamp() AS now`,
  );
  const roles = await one<{ rolname: string }>(
    `SELECT rolname FROM pg_roles WHERE rolname IN ('api', 'processor') AND (rolsuper OR rolbypassrls)`,
  );
  const projections = await one<{ name: string; state: string; stale_reason: string | null }>(
    'SELECT name, state, stale_reason FROM projections ORDER BY name',
  );
  const [letters] = await one<{ count: string }>(
    `SELECT count(*)::text AS count FROM dead_letters WHERE redriven_at IS NULL`,
  );
  const skewMs = Math.abs((server?.now.getTime() ?? 0) - Date.now());
  return [
    { check: 'postgres', state: 'ok', detail: server?.version ?? '' },
    { check: 'postgres fsync', state: server?.fsync === 'on' ? 'ok' : 'problem', detail: server?.fsync ?? '' },
    { check: 'clock', state: skewMs > clockToleranceMs ? 'warning' : 'ok', detail: `${skewMs} ms from the database's` },
    {
      check: 'row-level security',
      state: roles.length === 0 ? 'ok' : 'problem',
      detail:
        roles.length === 0 ? 'binds both logins' : `does not bind ${roles.map(({ rolname }) => rolname).join(', ')}`,
    },
    ...projections.map(
      ({ name, state, stale_reason }): Finding => ({
        check: `projection ${name}`,
        state: state === 'stale' ? 'problem' : 'ok',
        detail: state === 'stale' ? `stale: ${stale_reason}; run \`recomengine rebuild ${name}\`` : state,
      }),
    ),
    {
      check: 'dead letters',
      state: letters?.count === '0' ? 'ok' : 'warning',
      detail: `${letters?.count} not re-driven`,
    },
  ];
}

async function examineServer(url: string): Promise<Finding[]> {
  const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(3_000) });
  const body = (await response.json()) as { data: Report | null; meta: Report };
  const { parts = {}, lag = {} } = body.data ?? body.meta;
  return [
    ...Object.entries(parts).map(
      ([name, { state, detail }]): Finding => ({
        check: `ready ${name}`,
        state: state === 'up' ? 'ok' : 'problem',
        detail: detail ?? state,
      }),
    ),
    { check: 'lag', state: 'ok', detail: JSON.stringify(lag) },
  ];
}

type Report = { parts?: Record<string, { state: string; detail?: string }>; lag?: Record<string, number> };
