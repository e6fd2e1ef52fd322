import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressFaults, usable } from './address-faults.ts';
import { aDay, anOffset, aSpace, aTime, oneOf } from './taken.ts';

const takes = { from: aDay, space: aSpace, offset: anOffset };

test('what a page cannot use of its address is told by name, with what it takes', () => {
  const faults = addressFaults({ from: 'abc', space: 'life', offset: '-5', other: 'x' }, takes);
  assert.deepEqual(faults, [
    { name: 'from', text: '`from` is “abc”, and has to be a day such as 2026-11-30.' },
    { name: 'space', text: '`space` is “life”, and has to be live or test.' },
    { name: 'offset', text: '`offset` is “-5”, and has to be a whole number.' },
  ]);
  assert.deepEqual(
    addressFaults({ from: ['2026-01-01', '2026-01-02'] }, takes).map(({ name }) => name),
    ['from'],
  );
  assert.deepEqual(addressFaults({ from: '2026-11-30', space: 'test', offset: '25' }, takes), [], 'control');
  assert.deepEqual(addressFaults({ from: '' }, takes), [], 'what is empty asks for nothing');
});

test('days and times are those of the calendar and the clock', () => {
  const daysOff = ['2026-02-30', '2026-13-01', '26-01-01', '0202-01-01', '2026-01-01T10:00', 'x2026-01-01'];
  for (const day of daysOff) assert.equal(usable(day, aDay), undefined, day);
  for (const day of ['2026-01-31', '2028-02-29']) assert.equal(usable(day, aDay), day);
  const timesOff = [
    '2026-01-01',
    '2026-02-30T10:00',
    '2026-01-01T24:00',
    '2026-01-01T10:60',
    '2026-01-01T10:00Z',
    'T10:00',
  ];
  for (const time of timesOff) assert.equal(usable(time, aTime), undefined, time);
  for (const time of ['2026-01-01T10:00', '2026-01-01T23:59:59']) assert.equal(usable(time, aTime), time);
});

test('of many words the choices of the page are named, and not each', () => {
  const many = oneOf(...Array.from({ length: 9 }, (_, n) => `w${n}`));
  assert.equal(many.words, 'one of those that can be chosen here');
  assert.equal(usable('w8', many), 'w8');
  assert.equal(usable(['w8'], many), undefined);
});
