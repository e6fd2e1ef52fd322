import { readEvents } from '#stores/events/read-events.ts';
import { readAnswered } from '#stores/exposures/read-answered.ts';
import type { ProjectionTable } from '#stores/projections/projection-table.ts';
import { createFoldBatch } from './fold-batch.ts';
import type { Fold, InTransaction, Projection } from './projection.ts';
import { createTenantCurrencies } from './tenant-currencies.ts';

/** A chunk ends at either: exposures and what was dropped as known lie between the events. */
const chunkEvents = 5_000;
const chunkRecords = 20_000n;

/** A projection of topic `events` that is folded in the loader's transaction, and by the same function in a rebuild. */
export function inTransaction<Name extends string>(
  name: Name,
  tables: readonly ProjectionTable[],
  apply: InTransaction['apply'],
): Projection<Name> & { follows: InTransaction } {
  return {
    name,
    tables,
    topic: 'events',
    follows: { kind: 'in_transaction', apply },
    openFold: ({ version }) => foldEvents(version, apply),
  };
}

function foldEvents(version: number, apply: InTransaction['apply']): Fold {
  const currencies = createTenantCurrencies();
  return {
    async apply(client, { log, partition, next, target }) {
      const end = next + chunkRecords < target ? next + chunkRecords : target;
      const events = await readEvents(client, log, partition, next, end, chunkEvents);
      const last = events.at(-1);
      const reached = last === undefined || events.length < chunkEvents ? end : last.offset + 1n;
      const answered = () => readAnswered(client, log, partition, next, reached);
      await apply(client, {
        ...createFoldBatch(client, { log, partition }, events, answered, currencies),
        version,
      });
      return { next: reached, count: events.length };
    },
  };
}
