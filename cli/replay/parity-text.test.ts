import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RebuildReport } from '#schemas/http/replay-reports.ts';
import { rebuildText } from './parity-text.ts';

const equal: RebuildReport = {
  projection: 'analytics',
  version: 2,
  events: 1_200,
  isLive: true,
  parity: { before: 1, verdict: 'equal', why: null, differing: 0, bound: 0, tables: [] },
};
const stopped: RebuildReport = {
  ...equal,
  isLive: false,
  parity: {
    ...equal.parity,
    verdict: 'stopped',
    differing: 0.25,
    tables: [
      {
        table: 'analytics_daily',
        before: 4,
        now: 4,
        onlyBefore: 0,
        onlyNow: 0,
        changed: 1,
        older: 0,
        sums: [
          { column: 'purchase', before: '3', now: '2' },
          { column: 'late', before: '0', now: '0' },
        ],
        days: [{ day: '2026-10-15', column: 'purchase', before: '3', now: '2' }],
        samples: [
          { key: { scope: '1' }, before: { purchase: '3', late: '0' }, now: { purchase: '2', late: '0' } },
          { key: { scope: '2' }, before: { purchase: '0', late: '0' }, now: null },
        ],
      },
    ],
  },
};

test('a stopped rebuild says what stays live, what differs where, and how to go on', () => {
  assert.equal(
    rebuildText(stopped),
    [
      'analytics stays at version 1: version 2 is built and differs, and waits until it is confirmed',
      '25.0 % of the rows differ, and the bound is 0.00 %: look at what follows, then rebuild with --confirm, or with a --bound',
      '  analytics_daily: 4 rows before, 4 now; 1 changed, 0 gone, 0 new',
      '    purchase: 3 before, 2 now',
      '    2026-10-15 purchase: 3 before, 2 now',
      '    {"scope":"1"}: {"purchase":"3"} before, {"purchase":"2"} now',
      '    {"scope":"2"}: {"purchase":"0","late":"0"} before, nothing now',
    ].join('\n'),
  );
});

test('control: an equal one says so, and names no table', () => {
  assert.equal(rebuildText(equal), 'analytics is at version 2: 1,200 events\nboth versions have the same rows');
});
