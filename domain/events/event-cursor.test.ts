import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  beforeAllEvents,
  cursorText,
  type EventCursor,
  isReachable,
  movedTo,
  nextStep,
  parseCursor,
} from './event-cursor.ts';

const cursor = (log: number, ...next: number[]): EventCursor => ({ log, tag: `0000000${log}`, next: next.map(BigInt) });
const anyCursor: fc.Arbitrary<EventCursor> = fc.record(
  {
    log: fc.integer({ min: 0, max: 32_767 }),
    tag: fc.stringMatching(/^[0-9a-f]{8}$/),
    next: fc.array(fc.bigInt({ min: 0n, max: 36n ** 12n - 1n }), { maxLength: 70 }),
  },
  { noNullPrototype: true },
);

test('a cursor is read back from its text', () => {
  fc.assert(fc.property(anyCursor, (one) => assert.deepEqual(parseCursor(cursorText(one)), one)));
  assert.equal(cursorText(cursor(1, 0, 35, 36)), '1.00000001.0.z.10');
});

test('no other text is a cursor', () => {
  const nearly = [
    '',
    '0',
    '1.00000001.',
    '1.0000001',
    '01.00000001.0',
    '1.00000001.00',
    '1.00000001.-1',
    '1.00000001.A',
  ];
  for (const text of [...nearly, ' 1.00000001.0', '1.00000001.0\n', `1.00000001.${'z'.repeat(13)}`, '9'.repeat(9_999)])
    assert.equal(parseCursor(text), null, text);
  assert.equal(parseCursor(`1.00000001${'.0'.repeat(1_001)}`), null);
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseCursor(text);
      assert.ok(parsed === null || cursorText(parsed) === text);
    }),
  );
});

test('a reader stands in a known log, or before the first, be it ahead of the loader after a crash', () => {
  const loaded = [cursor(1, 5, 5), cursor(2, 3, 0, 7)];
  for (const there of [beforeAllEvents, cursor(1, 5, 5), cursor(1, 0, 9), cursor(2, 3, 0, 0)])
    assert.ok(isReachable(there, loaded), cursorText(there));
  const nowhere = [cursor(1, 6), cursor(2, 0, 0), cursor(3, 0), { ...cursor(1, 0, 0), tag: 'ffffffff' }, cursor(0, 0)];
  for (const one of nowhere) assert.ok(!isReachable(one, loaded), cursorText(one));
});

test('a step reads what is loaded and not read, a bounded part of it', () => {
  assert.deepEqual(nextStep(cursor(1, 3, 5, 0), [cursor(1, 4, 5, 100)], 30), {
    kind: 'read',
    log: 1,
    ranges: [
      { partition: 0, from: 3n, before: 4n },
      { partition: 2, from: 0n, before: 10n },
    ],
    end: cursor(1, 4, 5, 10),
  });
  assert.deepEqual(nextStep(cursor(1, 4, 5), [cursor(1, 4, 5)], 30), { kind: 'wait' });
  assert.deepEqual(nextStep(cursor(1, 4, 9), [cursor(1, 4, 5)], 30), { kind: 'wait' }, 'ahead of the loader');
});

test('a reader goes on in a later log, from its begin, once it has read all of its own', () => {
  const loaded = [cursor(1, 1), cursor(3, 9, 9)];
  assert.deepEqual(nextStep(beforeAllEvents, loaded, 30), { kind: 'go_on', from: cursor(1, 0) });
  assert.equal(nextStep(cursor(1, 0), loaded, 30).kind, 'read', 'control: not before');
  assert.deepEqual(nextStep(cursor(1, 1), loaded, 30), { kind: 'go_on', from: cursor(3, 0, 0) });
  assert.deepEqual(nextStep(beforeAllEvents, [], 30), { kind: 'wait' });
});

test('by its steps a reader passes each offset of each log once, wherever it stops and goes on', () => {
  const logs = fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 4 }), { maxLength: 3 });
  fc.assert(
    fc.property(logs, fc.integer({ min: 1, max: 50 }), fc.infiniteStream(fc.boolean()), (sizes, maxRecords, stops) => {
      const loaded = sizes.map((next, index) => cursor(index + 1, ...next));
      const passed: string[] = [];
      let at: EventCursor = beforeAllEvents;
      for (let step = nextStep(at, loaded, maxRecords); step.kind !== 'wait'; step = nextStep(at, loaded, maxRecords)) {
        if (step.kind === 'go_on') {
          at = step.from;
          continue;
        }
        const records = step.ranges.flatMap(({ partition, from, before }) =>
          Array.from({ length: Number(before - from) }, (_, n) => ({ partition, offset: from + BigInt(n) })),
        );
        assert.ok(records.length <= Math.max(maxRecords, at.next.length));
        let stoppedAt: EventCursor | null = null;
        for (const { partition, offset } of records) {
          passed.push(`${at.log}/${partition}/${offset}`);
          at = movedTo(at, partition, offset + 1n);
          if (stops.next().value) {
            stoppedAt = parseCursor(cursorText(at));
            break;
          }
        }
        at = stoppedAt ?? step.end;
      }
      const all = loaded.flatMap(({ log, next }) =>
        next.flatMap((size, partition) => Array.from({ length: Number(size) }, (_, n) => `${log}/${partition}/${n}`)),
      );
      assert.deepEqual(passed.sort(), all.sort());
    }),
  );
});
