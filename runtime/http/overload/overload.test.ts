import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RouteLoad } from '#schemas/route-contract.ts';
import { createOverload, type Verdict } from './overload.ts';

type Sent = { tenant: string; load: RouteLoad; costMs: number };
const refusalMs = 0.1;

/** A process whose thread does one request after the other, by a clock that stands while nothing is done. */
function openProcess() {
  let nowMs = 1_000;
  let endTurn = () => {};
  const heard: boolean[] = [];
  const overload = createOverload({
    now: () => nowMs,
    afterTurn: (end) => {
      endTurn = end;
    },
    onChange: (isRefusing) => heard.push(isRefusing),
  });
  return {
    overload,
    heard,
    /** Requests that had come when the event loop looked. */
    turn(sent: readonly Sent[]): Verdict[] {
      const verdicts = sent.map(({ tenant, load, costMs }) => {
        const verdict = overload.judge(tenant, load);
        nowMs += verdict === 'refuse' ? refusalMs : costMs;
        return verdict;
      });
      endTurn();
      return verdicts;
    },
    pass(ms: number) {
      nowMs += ms;
    },
  };
}
type Process = ReturnType<typeof openProcess>;

const many = (count: number, costMs: number, load: RouteLoad = 'batch', tenant = 'a'): Sent[] =>
  Array.from({ length: count }, () => ({ tenant, load, costMs }));
const countOf = (verdicts: readonly Verdict[], wanted: Verdict) => verdicts.filter((one) => one === wanted).length;
/** Turns in each of which far more comes than can be done. */
function flood({ turn }: Process, turns = 10, sent: readonly Sent[] = many(100, 5)): Verdict[] {
  return Array.from({ length: turns }, () => turn(sent)).at(-1) ?? [];
}

test('a burst is taken whole, and a queue that stands is not', () => {
  const process = openProcess();
  assert.equal(countOf(process.turn(many(150, 3, 'question')), 'refuse'), 0, '450 ms of work at once');
  assert.deepEqual(process.heard, []);
  assert.ok(countOf(flood(process), 'refuse') > 0, 'control: the same turn after turn');
  assert.deepEqual(process.heard, [true]);
});

test('few at once are never refused, however long each takes', () => {
  const process = openProcess();
  for (let n = 0; n < 20; n += 1) assert.equal(countOf(process.turn(many(7, 100)), 'refuse'), 0);
  assert.ok(countOf(flood(process, 5, many(20, 100)), 'refuse') > 0, 'control: many');
});

test('of each turn as much is taken as can be waited for: more of events than of batches', () => {
  const workMs = (load: RouteLoad) => {
    const process = openProcess();
    return 5 * countOf(flood(process, 10, many(100, 5, load)), 'take');
  };
  assert.deepEqual([workMs('batch'), workMs('event')], [45, 55]);
});

test('where refusals cost as much as work, half of the time is work all the same', () => {
  const process = openProcess();
  const verdicts = flood(process, 10, many(5_000, 5, 'event'));
  const taken = countOf(verdicts, 'take');
  const refusedMs = countOf(verdicts, 'refuse') * refusalMs;
  assert.ok(refusedMs > 200, 'control: refusals alone take long');
  assert.ok(taken * 5 > 0.9 * refusedMs, `${taken * 5} ms of work and ${refusedMs} of refusals`);
});

test('batches yield to events: while events are refused no batch is taken', () => {
  const process = openProcess();
  const sent = [...many(5, 5, 'batch'), ...many(100, 5, 'event')];
  const verdicts = flood(process, 10, sent);
  assert.equal(countOf(verdicts.slice(0, 5), 'refuse'), 5);
  assert.ok(countOf(verdicts.slice(5), 'refuse') < 100);
  const calm = openProcess();
  assert.equal(countOf(calm.turn(sent.slice(0, 10)), 'refuse'), 0, 'control: both are taken where there is time');
});

test('a question is answered in a hurry before it is refused', () => {
  const process = openProcess();
  const verdicts = flood(process, 10, many(300, 1, 'question'));
  const order = verdicts.filter((one, n) => one !== verdicts[n - 1]);
  assert.deepEqual(order, ['take', 'hurry', 'refuse']);
});

test('a tenant that sends ten times its share is refused, and the others are not', () => {
  const process = openProcess();
  const sent = [...many(50, 5, 'batch', 'flood'), ...many(5, 2, 'batch', 'shop'), ...many(50, 5, 'batch', 'flood')];
  const verdicts = flood(process, 20, sent);
  assert.equal(countOf(verdicts.slice(50, 55), 'refuse'), 0);
  assert.ok(countOf(verdicts, 'refuse') > 50);
  const alone = openProcess();
  const ofOne = sent.map((one) => ({ ...one, tenant: 'flood' }));
  assert.equal(countOf(flood(alone, 20, ofOne).slice(50, 55), 'refuse'), 5, 'control: the same of one tenant');
});

test('a second after a flood a burst is taken whole again', () => {
  const process = openProcess();
  flood(process);
  assert.ok(countOf(process.turn(many(30, 5)), 'refuse') > 0, 'control: right after it is not');
  process.pass(1_200);
  assert.equal(countOf(process.turn(many(30, 5)), 'refuse'), 0);
  assert.deepEqual(process.heard, [true, false]);
});

test('what waits for the log is refused by how many are done, not by their number', () => {
  for (const [doneEachMs, isRefused] of [
    [1, false],
    [20, true],
  ] as const) {
    const process = openProcess();
    const { batch } = process.overload.underWay;
    for (let n = 0; n < 40; n += 1) batch.begin();
    for (let n = 0; n < 500; n += 1) {
      process.pass(doneEachMs);
      batch.end();
      batch.begin();
    }
    assert.equal(process.turn(many(1, 1))[0] === 'refuse', isRefused, `one each ${doneEachMs} ms`);
    assert.equal(process.turn(many(1, 1, 'event'))[0], 'take', 'events wait in another queue');
  }
});

test('while the log stands still, a tenant is taken that sent next to nothing, and who filled the queue is not', () => {
  const process = openProcess();
  process.turn(many(40, 5, 'batch', 'flood'));
  const { batch } = process.overload.underWay;
  for (let n = 0; n < 40; n += 1) batch.begin();
  process.pass(600);
  assert.deepEqual(process.turn([...many(1, 5, 'batch', 'flood'), ...many(1, 5, 'batch', 'shop')]), ['refuse', 'take']);
});

test('streams wait while more is sent than can be done in time', () => {
  const process = openProcess();
  assert.equal(process.overload.isOffered(), false);
  flood(process);
  assert.equal(process.overload.isOffered(), true);
  process.pass(1_200);
  assert.equal(process.overload.isOffered(), false, 'nobody sends any more');
});
