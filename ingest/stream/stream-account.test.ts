import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStreamAccount, type PieceOutcome } from './stream-account.ts';

const error = { path: '', message: 'no', code: 'no' };
const nothing: PieceOutcome = { accepted: 0, duplicates: 0, errors: [], notes: [] };

test('durableThrough is the last line before which nothing is open, whatever the order of settling', () => {
  const account = createStreamAccount();
  const [a, b, c] = [account.begin(10), account.begin(25), account.begin(40)];
  c({ ...nothing, accepted: 15 });
  assert.equal(account.totals().durableThrough, 0);
  a({ ...nothing, accepted: 10 });
  assert.equal(account.totals().durableThrough, 10);
  b({ ...nothing, duplicates: 15 });
  assert.deepEqual(account.totals(), {
    durableThrough: 40,
    accepted: 25,
    duplicates: 15,
    rejected: 0,
    errorsOmitted: 0,
  });
});

test('a piece that is never settled holds durableThrough back', () => {
  const account = createStreamAccount();
  account.begin(5);
  account.begin(9)({ ...nothing, accepted: 4 });
  assert.deepEqual([account.totals().durableThrough, account.totals().accepted], [0, 4]);
});

test('notes are totals, and stand there only where there are some', () => {
  const account = createStreamAccount();
  const rounded = [{ path: '/metadata/price', message: 'so', code: 'rounded' as const }];
  for (let piece = 1; piece <= 2; piece += 1) account.begin(piece)({ ...nothing, accepted: 1, notes: [rounded] });
  assert.equal(account.totals().rounded, 2);
  assert.equal('weighed' in account.totals(), false);
});

test('a thousand errors are listed, once each; the rest is counted', () => {
  const account = createStreamAccount();
  for (let piece = 0; piece < 3; piece += 1) {
    const errors = Array.from({ length: 400 }, (_, i) => ({ line: piece * 400 + i + 1, errors: [error] }));
    account.begin((piece + 1) * 400)({ ...nothing, errors });
  }
  const taken = account.takeErrors();
  assert.deepEqual([taken.length, taken.at(-1)?.line], [1_000, 1_000]);
  assert.deepEqual([account.totals().rejected, account.totals().errorsOmitted], [1_200, 200]);
  assert.deepEqual(account.takeErrors(), []);
});
