import { isSearchIndexed } from '#stores/catalog/is-search-indexed.ts';
import { countOpenDeadLetters } from '#stores/dead-letters/list-all.ts';
import type { Database } from '#stores/postgres/database.ts';
import { judgeVersion, migrationNames, oldestMajor } from '#stores/postgres/migrate.ts';
import {
  type DurabilitySetting,
  durabilitySettings,
  findUnprotected,
  readApplied,
  readServer,
} from '#stores/postgres/read-server.ts';
import { readFormerCurrencies } from '#stores/projections/read-former-currencies.ts';
import { readProjectionStates } from '#stores/projections/read-states.ts';
import { newHere } from '#stores/projections/versions.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

const clockToleranceMs = 2_000;

/** Examines Postgres as its owner: version, durability, clock, migrations, row-level security, catalog search, projections, dead letters. */
export async function examineDatabase(database: Database, nowMs: number): Promise<Finding[]> {
  const server = await readServer(database);
  const tooOld = judgeVersion(server.number);
  const projections = await readProjectionStates(database);
  const formerCurrencies = await readFormerCurrencies(database);
  const letters = await countOpenDeadLetters(database);
  return [
    tooOld === null
      ? fine('postgres', server.version)
      : problem('postgres', tooOld, `Move the data to Postgres ${oldestMajor} or newer with pg_dump.`),
    ...durabilitySettings.map((name) => judgeDurable(name, server[name])),
    judgeSkew(Math.abs(server.now.getTime() - nowMs)),
    judgeMigrations(await readApplied(database)),
    judgeProtection(await findUnprotected(database)),
    judgeSearch(await isSearchIndexed(database)),
    ...projections.map(({ name, state, staleReason }) =>
      state === 'stale'
        ? problem(`projection ${name}`, `stale: ${staleReason}`, adviceOn(name, staleReason))
        : judgeCurrencies(name, state, formerCurrencies.get(name) ?? 0),
    ),
    letters === 0
      ? fine('dead letters', 'none to re-drive')
      : warning(
          'dead letters',
          `${letters} not re-driven`,
          'See `recomengine dead-letters list`; when the cause is mended, `recomengine dead-letters redrive ID…`.',
        ),
  ];
}

const adviceOn = (name: string, staleReason: string | null): string =>
  staleReason === newHere
    ? `The processors build it by themselves, unless months are archived: then run \`recomengine rebuild ${name}\`.`
    : `Run \`recomengine rebuild ${name}\`.`;

const judgeCurrencies = (name: string, state: string, tenants: number): Finding =>
  tenants === 0
    ? fine(`projection ${name}`, state)
    : warning(
        `projection ${name}`,
        `${state}; ${tenants} tenant(s) changed the currency since it was built, and have amounts judged by the former one`,
        `Run \`recomengine rebuild ${name}\`.`,
      );

const losses: Record<DurabilitySetting, string> = {
  fsync: 'a power cut may leave a database that cannot be read',
  full_page_writes: 'a power cut in the middle of a page may leave a database that is wrong without saying so',
  synchronous_commit:
    'a power cut may take back sign-ups, keys and settings of the last moments (events are read again from the log)',
};

export function judgeDurable(name: DurabilitySetting, value: string): Finding {
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

const judgeSearch = (isIndexed: boolean): Finding =>
  isIndexed
    ? fine('catalog search', 'indexed')
    : warning(
        'catalog search',
        'has no index: a search reads the whole catalog',
        'Install pg_trgm and make the indexes: docs/operations.md, "Catalog search", has the statements.',
      );

function judgeProtection(open: readonly string[]): Finding {
  if (open.length === 0) return fine('row-level security', 'on, for every table of tenants that the api reads');
  return problem(
    'row-level security',
    `off for ${open.join(', ')}: tenants are kept apart by the application alone`,
    `ALTER TABLE … ENABLE ROW LEVEL SECURITY, as the migrations did.`,
  );
}
