import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sha256 } from '#runtime/sha256.ts';
import { assignVariant, bucketOf } from './assign.ts';
import { usersNeeded } from './statistics/planning.ts';

const page = readFileSync(new URL('../../docs/experiments.md', import.meta.url), 'utf8');

/** The rows of the table of the page whose head begins so. */
function rowsUnder(head: string): string[][] {
  const lines = page.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`| ${head} `)) + 2;
  const rows = lines.slice(first, lines.indexOf('', first));
  return rows.map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}

test('the worked example of assignment is what is computed', () => {
  const [, experimentId = '', split] = /experiment `([-0-9a-f]{36})` with a `trafficSplit` of (\d+)/.exec(page) ?? [];
  const hash = (text: string) => sha256(text).readUInt32BE(0);
  const rows = rowsUnder('userId');
  assert.equal(rows.length, 3);
  for (const [userId = '', bytes, number, bucket, arm] of rows) {
    const computed = hash(userId + experimentId);
    assert.deepEqual([computed.toString(16).padStart(8, '0'), String(computed)], [bytes, number]);
    assert.equal(String(bucketOf(userId, experimentId, hash)), bucket);
    assert.equal(assignVariant({ experimentId, trafficSplit: Number(split) }, userId, hash), arm);
  }
});

test('the worked example of planning is what is computed', () => {
  const rows = rowsUnder('metric');
  assert.equal(rows.length, 3);
  for (const [, mean, , lift, split, power, users] of rows) {
    const rate = Number(mean);
    const deviation = Math.sqrt(rate * (1 - rate));
    const plan = { mean: rate, deviation, lift: Number(lift), controlShare: Number(split) / 100, power: Number(power) };
    assert.equal(String(usersNeeded(plan)), users);
  }
});
