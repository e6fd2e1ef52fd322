import { keepDoing } from '#runtime/keep-doing.ts';
import { openMonths } from '#stores/postgres/months.ts';
import { registerProjections } from '#stores/projections/versions.ts';
import { projections as allProjections } from './index.ts';
import { createLoader } from './loader/loader.ts';
import type { Chore, InTransaction, Projection } from './projection.ts';
import { type ConsumerDeps, type PartitionLag, type RunningConsumer, runConsumer } from './run-consumer.ts';
import { createTenantCurrencies } from './tenant-currencies.ts';

export type Processors = {
  /** Resolves when each group has claimed its first share, which may be nothing: from then on a record is taken as soon as it is there. */
  readonly joined: Promise<void>;
  lag(): Promise<PartitionLag[]>;
  /** Lets running batches end, writes checkpoints and leaves the groups. */
  close(): Promise<void>;
};

export type ProcessorsDeps = ConsumerDeps & {
  /** By default those of `index.ts`. */
  projections?: readonly Projection[];
};

const checkpointEveryMs = 30_000;

/** Runs the loader, every other consumer of the log, and their chores, until it is closed. */
export async function runProcessors(deps: ProcessorsDeps): Promise<Processors> {
  const { database, logger, projections = allProjections } = deps;
  const stopping = new AbortController();
  const inTransaction: (Pick<Projection, 'name'> & { follows: InTransaction })[] = [];
  const memory = [];
  const running: RunningConsumer[] = [];
  for (const { name, follows } of projections) {
    if (follows.kind === 'in_transaction') inTransaction.push({ name, follows });
    else if (follows.kind === 'in_memory') memory.push(follows.open(database));
    else running.push(follows.start((consumer) => runConsumer(consumer, deps, stopping.signal)));
  }
  const loader = createLoader({
    database,
    months: openMonths(database),
    projections: inTransaction,
    memory,
    tables: projections.flatMap(({ tables }) => tables),
    currencies: createTenantCurrencies(),
    register: () =>
      registerProjections(
        database,
        projections.map(({ name }) => name),
      ),
  });
  running.push(runConsumer(loader, deps, stopping.signal));

  const every = ({ what, everyMs, work }: Chore) =>
    keepDoing(() => work(database), {
      everyMs,
      onError: (error) => logger.warn({ err: error }, `${what} failed, and is tried again later`),
    });
  const checkpoints = memory.map((held) => ({
    what: 'a checkpoint',
    everyMs: checkpointEveryMs,
    work: () => held.checkpoint(),
  }));
  const chores = [...checkpoints, ...projections.flatMap((projection) => projection.chores ?? [])].map(every);

  return {
    joined: Promise.all(running.map(({ joined }) => joined)).then(() => {}),
    lag: async () => (await Promise.all(running.map((consumer) => consumer.lag()))).flat(),
    async close() {
      stopping.abort();
      await Promise.all(running.map((consumer) => consumer.close()));
      await Promise.all(chores.map((chore) => chore.close()));
    },
  };
}
