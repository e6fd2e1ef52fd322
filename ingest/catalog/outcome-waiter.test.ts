import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogOutcome } from '#stores/catalog/read-outcomes.ts';
import { createOutcomeWaiter } from './outcome-waiter.ts';

const at = (offset: bigint) => ({ partition: 0, offset });
const failOn = (error: unknown) => assert.fail(String(error));
const patientMs = 60_000;

/** A table of outcomes that counts how often it is read. */
function tableOf(outcomes: Map<bigint, CatalogOutcome>) {
  const table = {
    reads: 0,
    read: async (positions: readonly { offset: bigint }[]) => {
      table.reads += 1;
      return positions.map(({ offset }) => outcomes.get(offset));
    },
  };
  return table;
}

test('outcomes come in the order of the positions, as soon as all are there', async () => {
  const outcomes = new Map<bigint, CatalogOutcome>([[2n, 'updated']]);
  const table = tableOf(outcomes);
  const waiter = createOutcomeWaiter(table.read, failOn, patientMs);
  const answer = waiter.outcomesOf([at(1n), at(2n)]);
  outcomes.set(1n, 'created');
  assert.deepEqual(await answer, ['created', 'updated']);
});

test('who waits at once shares one question, and nobody asks when nobody waits', async () => {
  const table = tableOf(new Map(Array.from({ length: 50 }, (_, i) => [BigInt(i), 'created'])));
  const waiter = createOutcomeWaiter(table.read, failOn, patientMs);
  await Promise.all(Array.from({ length: 50 }, (_, i) => waiter.outcomesOf([at(BigInt(i))])));
  assert.ok(table.reads <= 2, `${table.reads} reads`);
});

test('what does not come in time is undefined', async () => {
  const table = tableOf(new Map([[1n, 'created']]));
  const waiter = createOutcomeWaiter(table.read, failOn, 10);
  assert.deepEqual(await waiter.outcomesOf([at(1n), at(9n)]), ['created', undefined]);
});

test('a question that fails is asked again while somebody waits, and told once', async () => {
  const errors: unknown[] = [];
  let failures = 3;
  const waiter = createOutcomeWaiter(
    async (positions) => {
      if (failures-- > 0) throw new Error('down');
      return positions.map(() => 'created' as const);
    },
    (error) => errors.push(error),
    patientMs,
  );
  assert.deepEqual(await waiter.outcomesOf([at(1n)]), ['created']);
  assert.equal(errors.length, 1);
});

test('while Postgres stays down, who waits is answered in time, and the next one asks again', async () => {
  let isDown = true;
  const waiter = createOutcomeWaiter(
    async (positions) => {
      if (isDown) throw new Error('down');
      return positions.map(() => 'created' as const);
    },
    () => {},
    20,
  );
  assert.deepEqual(await waiter.outcomesOf([at(1n)]), [undefined]);
  isDown = false;
  assert.deepEqual(await waiter.outcomesOf([at(2n)]), ['created']);
});
