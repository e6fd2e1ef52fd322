import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUnderWay } from './under-way.ts';

function open() {
  let nowMs = 0;
  const underWay = createUnderWay(() => nowMs);
  return {
    waitMs: () => underWay.waitMs(nowMs),
    begin: (count: number) => {
      for (let n = 0; n < count; n += 1) underWay.begin();
    },
    /** One is done and another begun each `eachMs`. */
    goOn(ms: number, eachMs: number) {
      for (const endMs = nowMs + ms; nowMs < endMs; ) {
        nowMs += eachMs;
        underWay.end();
        underWay.begin();
        underWay.waitMs(nowMs);
      }
    },
    end: (count: number) => {
      for (let n = 0; n < count; n += 1) underWay.end();
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('one more takes as long as those before it need, by how fast these were done lately', () => {
  const requests = open();
  requests.begin(50);
  requests.goOn(1_000, 10);
  assert.ok(Math.abs(requests.waitMs() - 500) < 20, `${requests.waitMs()}`);
  requests.goOn(1_000, 2);
  assert.ok(Math.abs(requests.waitMs() - 100) < 20, `control: ${requests.waitMs()}`);
});

test('a burst, one long hold and a few are no queue', () => {
  const requests = open();
  requests.begin(1_000);
  requests.pass(400);
  assert.equal(requests.waitMs(), 0, 'a burst that nothing of is done for less than half a second');
  requests.pass(100);
  assert.equal(requests.waitMs(), Number.POSITIVE_INFINITY, 'control: none of it is done');
  requests.end(990);
  assert.equal(requests.waitMs(), 0, 'a few');
});
