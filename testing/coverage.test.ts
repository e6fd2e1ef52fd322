import assert from 'node:assert/strict';
import test from 'node:test';
import { coverageOf, parseLcov } from './coverage.ts';

const lcov = 'TN:\nSF:domain/a.ts\nLF:10\nLH:9\nend_of_record\nTN:\nSF:log/b.ts\nLF:10\nLH:1\nend_of_record\n';

test('coverage adds up lines over the files that count', () => {
  const covered = parseLcov(lcov);
  assert.equal(
    coverageOf(covered, () => true),
    50,
  );
  assert.equal(
    coverageOf(covered, (file) => file.startsWith('domain/')),
    90,
  );
});

test('coverage of nothing is 0, so that a lost report fails', () => {
  assert.equal(
    coverageOf(parseLcov(''), () => true),
    0,
  );
});
