import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInFlight } from './in-flight.ts';

const id = Buffer.alloc(16, 1);

test('a reserved id names the outcome of its append until it is settled', async () => {
  const inFlight = createInFlight();
  assert.equal(inFlight.outcomeOf(id), undefined);
  const reservation = inFlight.open();
  reservation.add(id);
  assert.equal(inFlight.outcomeOf(Buffer.alloc(16, 1)), reservation.outcome);
  assert.equal(inFlight.outcomeOf(Buffer.alloc(16, 2)), undefined);
  assert.equal(await reservation.during(async () => 'appended'), 'appended');
  await reservation.outcome;
  assert.deepEqual([inFlight.outcomeOf(id), inFlight.size], [undefined, 0]);
});

test('who waits for an append that fails hears why, and the id is free again', async () => {
  const inFlight = createInFlight();
  const reservation = inFlight.open();
  reservation.add(id);
  const outcome = inFlight.outcomeOf(id);
  const failing = reservation.during(async () => {
    throw new Error('disk full');
  });
  await assert.rejects(failing, /disk full/);
  await assert.rejects(async () => outcome, /disk full/);
  assert.equal(inFlight.outcomeOf(id), undefined);
});
