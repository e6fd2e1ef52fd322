import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { callsOf } from '#testing/calls-of.ts';
import { createByteWriter } from '../memory/bytes.ts';
import { atOnce } from '../memory/steps.ts';
import { createHourlySums, type HourlySums, hourMs, keptHours } from './hourly-sums.ts';

type Added = { item: number; hour: number; weight: number };
const dayHours = 24;
const minuteMs = 60_000;
const windowsMs = [hourMs, 6 * hourMs, dayHours * hourMs, 7 * dayHours * hourMs, null];

const steps = fc.array(
  fc.oneof(
    fc.record({
      item: fc.nat(5),
      hour: fc.oneof(fc.integer({ min: 1_000, max: 1_030 }), fc.integer({ min: 1_000, max: 2_000 })),
      weight: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({
      windowMs: fc.constantFrom(...windowsMs),
      nowHour: fc.integer({ min: 1_000, max: 1_060 }),
      minute: fc.nat(59),
    }),
  ),
  { maxLength: 80 },
);

/** What all of these come to by the rules, from the beginning. */
function recount(added: readonly Added[], windowMs: number | null, nowMs: number): Map<number, [number, number]> {
  const newest = Math.max(0, ...added.map(({ hour }) => hour));
  const [first, last] = [Math.floor((nowMs - (windowMs ?? 0)) / hourMs), Math.floor(nowMs / hourMs)];
  const sums = new Map<number, [number, number]>();
  for (const { item, hour, weight } of added) {
    if (windowMs !== null && (hour < first || hour > last || hour <= newest - keptHours)) continue;
    const times = windowMs === null ? 1 : 2 ** (7 - Math.floor(((last - hour) / (last - first + 1)) * 8));
    const [weights, counts] = sums.get(item) ?? [0, 0];
    sums.set(item, [weights + weight * times, counts + 1]);
  }
  return sums;
}

function sumsOf(hours: HourlySums, windowMs: number | null, nowMs: number): Map<number, [number, number]> {
  const sums = new Map<number, [number, number]>();
  hours.sumsOf(windowMs, nowMs).each((item, weight, count) => sums.set(item, [weight, count]));
  return sums;
}

const bytesOf = (hours: HourlySums): Buffer => {
  const writer = createByteWriter();
  atOnce(hours.write(writer));
  return writer.finish();
};

test('a window equals a recount whenever it is asked for, and asking leaves nothing in a snapshot', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const [asked, silent] = [createHourlySums(), createHourlySums()];
      const added: Added[] = [];
      for (const step of list) {
        if ('item' in step) {
          added.push(step);
          for (const hours of [asked, silent]) hours.add(step.item, step.hour * hourMs, step.weight);
        } else {
          const nowMs = step.nowHour * hourMs + step.minute * minuteMs;
          assert.deepEqual(sumsOf(asked, step.windowMs, nowMs), recount(added, step.windowMs, nowMs));
        }
      }
      assert.deepEqual(bytesOf(asked), bytesOf(silent));
    }),
    { seed: 13, numRuns: 400 },
  );
});

test('in a window what is newer counts more; control: over all time it does not', () => {
  const hours = createHourlySums();
  const nowMs = 2_000 * hourMs;
  hours.add(1, nowMs - 20 * hourMs, 5);
  hours.add(2, nowMs, 1);
  const weightsOf = (windowMs: number | null) => [1, 2].map((item) => sumsOf(hours, windowMs, nowMs).get(item)?.[0]);
  assert.deepEqual(weightsOf(dayHours * hourMs), [5 * 2, 1 * 128]);
  assert.deepEqual(weightsOf(null), [5, 1]);
});

test('an hour later only the hours that count otherwise are added and taken away', async () => {
  const hours = createHourlySums();
  const days = 30 * dayHours;
  for (let hour = 0; hour < days; hour++) hours.add(hour % 3, (1_000 + hour) * hourMs, 1);
  const addedFor = async (nowHour: number) => {
    const calls = await callsOf('memory/item-sums.ts', async () => void hours.sumsOf(days * hourMs, nowHour * hourMs));
    return calls.get('add') ?? 0;
  };
  assert.equal(await addedFor(1_000 + days), days, 'control: the first question adds up all of them');
  const partsAndProducts = 8 + 3;
  assert.ok((await addedFor(1_001 + days)) <= partsAndProducts);
});
