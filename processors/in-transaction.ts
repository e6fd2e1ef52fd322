import { readEvents } from '#stores/events/read-events.ts';
import type { ProjectionTable } from '#stores/projections/projection-table.ts';
import { createFoldBatch } from './fold-batch.ts';
import type { Fold, InTransaction, Projection } from './projection.ts';
import { createTenantCurrencies } from './tenant-currencies.ts';

const chunkEvents = 5_000;

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
      const events = await readEvents(client, log, partition, next, target, chunkEvents);
      const last = events.at(-1);
      if (last === undefined) return { next: target, count: 0 };
      await apply(client, { ...createFoldBatch(client, { log, partition }, events, currencies), version });
      return { next: events.length < chunkEvents ? target : last.offset + 1n, count: events.length };
    },
  };
}
