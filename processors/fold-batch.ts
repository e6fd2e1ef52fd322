import type pg from 'pg';
import { countingOnce } from '#domain/analytics/count-once.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import { readCounted } from '#stores/events/read-counted.ts';
import { readTouches } from './attribution/read-touches.ts';
import type { FoldBatch, Touches } from './projection.ts';
import type { TenantCurrencies } from './tenant-currencies.ts';

/** A batch for all projections; each adds the version that it writes. What several of them need to read is read once. */
export function createFoldBatch(
  client: pg.PoolClient,
  { log, partition }: { log: number; partition: number },
  events: readonly PlacedEvent[],
  answered: FoldBatch['answered'],
  currencies: TenantCurrencies,
): Omit<FoldBatch, 'version'> {
  let touches: Promise<Touches> | null = null;
  let counted: Promise<readonly PlacedEvent[]> | null = null;
  return {
    log,
    partition,
    events,
    answered,
    touches: () => (touches ??= readTouches(client, log, partition, events)),
    counted: () => (counted ??= readCounted(client, log, events).then((before) => countingOnce(events, before))),
    currencyOf: (scope) => currencies.of(client, scope),
  };
}
