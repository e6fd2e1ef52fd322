import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taskOf } from './task-of.ts';

test('a form says what to evaluate: the strategies that are ticked, and what differs', () => {
  const values = {
    'strategy:session': 'on',
    'strategy:trending': 'on',
    'evaluate.days': '30',
    'evaluate.placementId': 'home',
  };
  assert.deepEqual(taskOf('evaluate', values), {
    kind: 'evaluate',
    settings: { strategies: ['session', 'trending'], days: 30, placementId: 'home', served: false },
  });
  assert.deepEqual(taskOf('evaluate', { served: 'on', 'evaluate.days': '' }).settings, {
    strategies: [],
    served: true,
  });
});

test('a what-if takes the rules away, or has a placement ask by another strategy', () => {
  const values = { 'whatIf.placementId': 'home', 'whatIf.days': '14' };
  assert.deepEqual(taskOf('whatIf', { ...values, change: 'off' }), {
    kind: 'whatIf',
    settings: { placementId: 'home', days: 14, rules: 'off' },
  });
  assert.deepEqual(taskOf('whatIf', { ...values, change: 'strategy:trending' }).settings, {
    placementId: 'home',
    days: 14,
    strategy: 'trending',
  });
});

test('what is left empty in an export is left to the API', () => {
  const values = { 'export.format': 'avro', tables: '', 'export.from': '', 'export.to': '2026-03-31' };
  assert.deepEqual(taskOf('export', values), { kind: 'export', settings: { format: 'avro', to: '2026-03-31' } });
  assert.deepEqual(taskOf('export', { ...values, tables: 'events' }).settings, {
    format: 'avro',
    tables: ['events'],
    to: '2026-03-31',
  });
});

test('a rebuild names its projection', () => {
  assert.deepEqual(taskOf('rebuild', { 'rebuild.projection': 'usage' }), {
    kind: 'rebuild',
    settings: { projection: 'usage' },
  });
});

test('a look back is on an answer that was recorded, or on a question at a time', () => {
  assert.deepEqual(taskOf('asOf', { lookBackOn: 'exposure', 'asOf.exposureId': 'x' }).settings, { exposureId: 'x' });
  const question = {
    'asOf.question.userId': 'ada',
    'asOf.question.productId': '',
    'asOf.question.strategy': 'session',
  };
  assert.deepEqual(
    taskOf('asOf', { lookBackOn: 'question', 'asOf.at': '2026-03-01T12:00:00Z', ...question }).settings,
    {
      at: '2026-03-01T12:00:00Z',
      question: { userId: 'ada', strategy: 'session' },
    },
  );
});
