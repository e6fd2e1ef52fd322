import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Replay } from '#stores/replays/replay.ts';
import { replayText } from './replay-text.ts';

const asked: Replay = {
  ...{ id: 'the-id', tenantId: 'the-tenant', kind: 'export', settings: {}, state: 'queued', waitingFor: 0 },
  ...{ phase: null, done: 0, total: null, starts: 0, createdAt: new Date(0), createdBy: null, startedAt: null },
  ...{ phaseAt: null, finishedAt: null, failure: null, report: null, files: [], filesUntil: null },
};
const textOf = (change: Partial<Pick<Replay, 'state' | 'waitingFor' | 'phase' | 'done' | 'total'>>) =>
  replayText({ ...asked, ...change }, 'the-folder');

test('a replay that waits says how many come before it, if there are any', () => {
  assert.equal(textOf({ waitingFor: 2 }), 'the-id export queued, after 2 others');
  assert.equal(textOf({ waitingFor: 1 }), 'the-id export queued, after 1 other');
  assert.equal(textOf({}), 'the-id export queued');
});

test('control: one that runs says what it is at', () => {
  const running = { state: 'running', waitingFor: null } as const;
  assert.equal(textOf({ ...running, phase: 'starting' }), 'the-id export running: starting 0');
  assert.equal(textOf({ ...running, phase: 'events', done: 1, total: 2 }), 'the-id export running: events 1 of 2');
});
