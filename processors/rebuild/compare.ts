import type pg from 'pg';
import { retry } from '#runtime/retry.ts';
import type { ParityReport, TableParity } from '#schemas/http/replay-reports.ts';
import { compareVersions } from '#stores/projections/compare-versions.ts';
import { comparedTable } from '#stores/projections/compared-table.ts';
import { readFormerCurrencies } from '#stores/projections/read-former-currencies.ts';
import { readState } from '#stores/projections/read-states.ts';
import type { PartitionBuild } from '../projection.ts';
import { advance, isRenamedMeanwhile, retries } from './advance.ts';
import { type AppliedChunk, applyChunk, commitChunk } from './apply-chunk.ts';
import type { Build, RebuildOptions } from './build.ts';
import { judgeParity } from './judge-parity.ts';
import { readComparable } from './read-partitions.ts';

type Asked = Pick<RebuildOptions, 'bound' | 'isConfirmed' | 'namedScopes'>;
type Applied = { partition: PartitionBuild; chunk: AppliedChunk };

const elsewhere = 'the live version has not followed as far as the new one must go';

/**
 * Builds as far as the live version has come and compares both, all in one snapshot of the database: the group goes on meanwhile, and what it writes is in neither. Nothing is swapped. A live version that is
 * stale stands elsewhere, and is not compared.
 */
export async function compare(
  build: Build,
  { bound = 0, isConfirmed = false, namedScopes }: Asked,
): Promise<ParityReport> {
  const { database, projection } = build;
  const expected = await expectedOf(build);
  const state = await readState(database, projection.name);
  const question = { before: state.version, bound, isConfirmed, expected };
  const notCompared = (why: string): ParityReport => ({
    ...judgeParity({ ...question, tables: [] }),
    verdict: 'not_compared',
    why,
  });
  if (state.staleReason !== null) return notCompared(`the live version is stale: ${state.staleReason}`);
  const due = await database.transaction((client) => readComparable(build, client));
  if (due === null) return notCompared(elsewhere);
  await advance(build, due);
  const compared = { before: state.version, now: build.version, namedScopes: namedScopes ?? null };
  const tables = await retry(() => inOneSnapshot(build, compared), {
    ...retries,
    signal: build.signal,
    isRetryable: isRenamedMeanwhile,
  });
  return tables === null ? notCompared(elsewhere) : judgeParity({ ...question, tables });
}

async function inOneSnapshot(
  build: Build,
  compared: Parameters<typeof compareVersions>[2],
): Promise<TableParity[] | null> {
  const applied: Applied[] = [];
  const tables = await build.database.transaction(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const partitions = await readComparable(build, client);
    if (partitions === null) return null;
    for (const partition of partitions)
      while (partition.next < partition.target) {
        const chunk = await applyChunk(build, client, partition);
        applied.push({ partition, chunk });
        partition.next = chunk.next;
      }
    return asIfFinished(build, client, partitions, async () => {
      const found: TableParity[] = [];
      const { compared: some, tables: all } = build.projection;
      for (const table of some ?? all.map((one) => comparedTable(one)))
        found.push(await compareVersions(client, table, compared));
      return found;
    });
  });
  for (const { partition, chunk } of applied) commitChunk(build, partition, chunk);
  return tables;
}

/** What is done at the end of a build belongs to its rows, and is taken back after the comparison, since the build goes on. */
async function asIfFinished<T>(
  { fold }: Build,
  client: pg.PoolClient,
  partitions: readonly PartitionBuild[],
  work: () => Promise<T>,
): Promise<T> {
  await client.query('SAVEPOINT finished');
  await fold.finish?.(client, partitions);
  const done = await work();
  await client.query('ROLLBACK TO SAVEPOINT finished');
  return done;
}

async function expectedOf({ database, projection }: Build): Promise<string | null> {
  const tenants = (await readFormerCurrencies(database)).get(projection.name);
  return tenants === undefined
    ? null
    : `${tenants} ${tenants === 1 ? 'tenant has' : 'tenants have'} changed the currency since the live version was begun`;
}
