import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import { countedFor, countingOnce } from './count-once.ts';

const shown = fc.record({
  type: fc.constantFrom('recommendation_impressed', 'recommendation_clicked'),
  productId: fc.constantFrom('p', 'q'),
  exposureId: fc.constantFrom(null, Buffer.alloc(16, 1), Buffer.alloc(16, 2)),
});
type Shown = {
  type: 'recommendation_impressed' | 'recommendation_clicked';
  productId: string;
  exposureId: Buffer | null;
};
const placed = (events: readonly Shown[]) => events.map((change, n) => ({ n, event: plainEvent(change) }));

/** As the definition says it, event by event. */
const isFirst = (events: ReturnType<typeof placed>, { n, event }: ReturnType<typeof placed>[number]) =>
  event.exposureId === null ||
  !events.some(
    (other) =>
      other.n < n &&
      other.event.type === event.type &&
      other.event.productId === event.productId &&
      event.exposureId?.equals(other.event.exposureId ?? Buffer.alloc(0)),
  );

test('of one answer, product and type the first event counts, however the events are cut into batches', () => {
  fc.assert(
    fc.property(fc.array(shown as fc.Arbitrary<Shown>, { maxLength: 40 }), fc.array(fc.nat(40)), (given, cuts) => {
      const events = placed(given);
      const bounds = [0, ...cuts.filter((cut) => cut < events.length).sort((a, b) => a - b), events.length];
      const counted = bounds.slice(1).flatMap((end, n) => {
        const from = bounds[n] ?? 0;
        const before = new Set(events.slice(0, from).flatMap(({ event }) => countedFor(event) ?? []));
        return countingOnce(events.slice(from, end), before);
      });
      assert.deepEqual(
        counted.map(({ n }) => n),
        events.filter((one) => isFirst(events, one)).map(({ n }) => n),
      );
    }),
  );
});
