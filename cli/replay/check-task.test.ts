import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplayTask } from '#schemas/http/replay-settings.ts';
import { checkTask } from './check-task.ts';

const nowMs = Date.UTC(2026, 10, 30);
const refusal = (kind: ReplayTask['kind'], settings: object): string => {
  try {
    checkTask(kind, settings, nowMs);
    return '';
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'usage');
    return (error as Error).message;
  }
};

test('what the API refuses is refused, in the options of the command', () => {
  assert.match(
    refusal('export', { from: '2026-11-29', to: '2026-11-01' }),
    /^`--from` .* is after `--to` .*exchange them/,
  );
  assert.match(refusal('export', { from: '2026-13-01' }), /^`--from` must be a day of the calendar/);
  assert.match(refusal('export', { to: '2026-02-30' }), /^`--to` must be a day of the calendar/);
  assert.match(refusal('export', { tables: ['events', 'orders'] }), /^`--tables` must be "events"/);
  assert.match(refusal('evaluate', { strategies: ['nope'] }), /^`--strategy` must be/);
  assert.match(refusal('whatIf', { placementId: 'home' }), /give `--config` with a setting, `--strategy` or `--rules`/);
  assert.match(refusal('whatIf', { placementId: 'home', rules: 'off', days: 1_000 }), /^`--days` must be at most 90/);
  assert.match(
    refusal('whatIf', { placementId: 'home', config: { strategies: { session: { minVisits: 'x' } } } }),
    /^(Remove )?`.*` of `--config`/,
  );
  assert.match(refusal('asOf', { at: 'yesterday' }), /^`--at` must be a time/);
  assert.match(refusal('asOf', { at: '2026-11-29T00:00:00Z', question: { limit: 0 } }), /^`--limit` must be 1 or more/);
  assert.match(
    refusal('asOf', {}),
    /`--exposure`, .*`--at`, .*`--user, --placement, --product, --strategy or --limit`/,
  );
  assert.match(refusal('rebuild', { projection: 'catalog', bound: 7 }), /^`--bound` must be at most 1/);
});

test('all that is wrong is told at once, a line each', () => {
  assert.deepEqual(
    refusal('export', { from: '2026-13-01', to: '2026-02-30' })
      .split('\n')
      .map((line) => line.slice(0, 8)),
    ['`--from`', '`--to` m'],
  );
});

test('control: what the API takes is taken, with its defaults', () => {
  const days = { from: '2026-11-01', to: '2026-11-29' };
  assert.deepEqual(checkTask('export', days, nowMs), { kind: 'export', settings: { space: 'live', ...days } });
  assert.equal(refusal('export', { from: '2028-02-29' }), '');
  assert.equal(refusal('whatIf', { placementId: 'home', rules: 'off' }), '');
  assert.equal(refusal('asOf', { at: '2026-11-29T00:00:00Z' }), '');
});
