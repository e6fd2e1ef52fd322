import assert from 'node:assert/strict';
import test from 'node:test';
import { stored } from './stored.ts';
import { createVisit } from './visit.ts';

const minuteMs = 60_000;

test('a visit has one id on every page and in every tab, until half an hour of rest', () => {
  let nowMs = 1_000 * minuteMs;
  const visit = createVisit(stored, () => nowMs);
  const tab = createVisit(stored, () => nowMs);
  const id = visit.id(true);
  assert.match(id, /^\w{16,}$/);
  for (let n = 0; n < 4; n++) {
    nowMs += 20 * minuteMs;
    assert.equal((n % 2 ? visit : tab).id(true), id, 'it was used twenty minutes ago, in one of the tabs');
  }
  nowMs += 31 * minuteMs;
  const next = tab.id(true);
  assert.notEqual(next, id, 'after a rest');
  assert.equal(visit.id(true), next);
  tab.end();
  assert.notEqual(visit.id(true), next, 'after a logout');
  visit.end();
});

test('a visit that may not be stored is known to its page alone', () => {
  const visit = createVisit(stored);
  const id = visit.id(false);
  assert.equal(stored.read('visit') ?? null, null);
  assert.equal(visit.id(false), id);
  assert.notEqual(createVisit(stored).id(false), id);
  assert.equal(visit.id(true), id, 'the page keeps the id that it began with');
  assert.match(stored.read('visit') ?? '', new RegExp(`^${id} `), 'control: a visit that may be stored is');
  visit.end();
  assert.equal(stored.read('visit') ?? null, null);
});
