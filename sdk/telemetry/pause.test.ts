import assert from 'node:assert/strict';
import test from 'node:test';
import { createPause } from './pause.ts';

const answer = (status: number, headers = {}) => new Response(null, { status, headers });
const pausesOf = (responses: readonly (Response | undefined)[], random = 1) => {
  const pause = createPause(
    () => 0,
    () => random,
  );
  return responses.map((response) => [pause.after(response), pause.leftMs()]);
};

test('after each failure the pause is twice as long, up to a minute, and ends with the next answer', () => {
  const outage = Array.from({ length: 8 }, () => undefined);
  assert.deepEqual(pausesOf([...outage, answer(202)]), [
    ...[1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000].map((ms) => [false, ms]),
    [true, 0],
  ]);
});

test('no two pages wait equally long: between half of the pause and all of it', () => {
  assert.deepEqual(
    [0, 0.5, 1].map((random) => pausesOf([undefined], random)[0]?.[1]),
    [500, 750, 1_000],
  );
});

test('the server may say how long', () => {
  assert.deepEqual(pausesOf([answer(429, { 'retry-after': '7' }), answer(503, { 'retry-after': '2' })]), [
    [false, 7_000],
    [false, 2_000],
  ]);
});

test('a server that says months is left alone for as long as a timer takes, which is weeks, and not asked at once', () => {
  const [[, leftMs] = []] = pausesOf([answer(503, { 'retry-after': '9000000' })]);
  assert.equal(leftMs, 2_147_483_647);
});

test('what the server refuses is dealt with, what it could not do is not', () => {
  const isDone = (status: number) => pausesOf([answer(status)])[0]?.[0];
  assert.deepEqual([200, 202, 400, 401, 403, 413].map(isDone), [true, true, true, true, true, true]);
  assert.deepEqual([429, 500, 502, 503].map(isDone), [false, false, false, false]);
});
