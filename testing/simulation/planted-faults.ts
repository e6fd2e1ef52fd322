import type { EventsRecord } from '#domain/events/events-record.ts';
import type { Consumer } from '#processors/consumer.ts';

/**
 * Faults that are planted to see the simulation find them: the offset is committed before the rows; nobody compares the position and the epoch when the
 * offset moves; the new owner of a partition applies the last batch of the one before once more.
 */
export const faults = ['offset_before_rows', 'no_position_check', 'batch_again_on_rebalance'] as const;
export type Fault = (typeof faults)[number];

/** The items of the last batch of each partition, whoever applied it. */
export type LastBatches = Map<number, Parameters<Consumer<EventsRecord>['apply']>[2]>;

/** A consumer that applies the last batch of its partition again, once after each claim. */
export function applyingAgain(consumer: Consumer<EventsRecord>, last: LastBatches): Consumer<EventsRecord> {
  const claimed = new Set<bigint>();
  return {
    ...consumer,
    async apply(client, claim, items) {
      const before = claimed.has(claim.epoch) ? [] : (last.get(claim.partition) ?? []);
      claimed.add(claim.epoch);
      const done = await consumer.apply(client, claim, [...before, ...items]);
      last.set(claim.partition, items);
      return done;
    },
  };
}
