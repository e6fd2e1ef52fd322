import type pg from 'pg';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import { readTouches } from './attribution/read-touches.ts';
import type { FoldBatch, Touches } from './projection.ts';
import type { TenantCurrencies } from './tenant-currencies.ts';

/** A batch for all projections; each adds the version that it writes. What several of them need to read is read once. */
export function createFoldBatch(
  client: pg.PoolClient,
  { log, partition }: { log: number; partition: number },
  events: readonly PlacedEvent[],
  currencies: TenantCurrencies,
): Omit<FoldBatch, 'version'> {
  let touches: Promise<Touches> | null = null;
  return {
    log,
    partition,
    events,
    touches: () => (touches ??= readTouches(client, log, partition, events)),
    currencyOf: (scope) => currencies.of(client, scope),
  };
}
