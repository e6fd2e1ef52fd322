import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelOf, signedPercent, writeInterval, writeP } from './metrics.ts';

test('a change has its sign, and an end that is not bounded is open', () => {
  assert.equal(signedPercent(0.0421), '+4.2 %');
  assert.equal(signedPercent(-0.5), '−50.0 %');
  assert.equal(signedPercent(0.0001), '0.0 %');
  assert.equal(signedPercent(null), 'open');
});

test('an interval with one open end has the other, and one with two is not known yet', () => {
  assert.equal(writeInterval({ lower: 0.01, upper: null }, signedPercent), '+1.0 % to open');
  assert.equal(writeInterval({ lower: null, upper: null }, signedPercent), 'not known yet');
});

test('a p-value is never told as zero', () => {
  assert.equal(writeP(0.0412), '0.041');
  assert.equal(writeP(0.0000001), '< 0.001');
  assert.equal(writeP(null), '–');
});

test('a metric that is not known here keeps its name', () => {
  assert.equal(labelOf('ctr'), 'Click rate');
  assert.equal(labelOf('dwell'), 'dwell');
});
