import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readHeldBy } from './held-by.ts';
import type { Profile } from './profile.ts';

const node = (id: number, functionName: string, children: number[] = []): Profile['nodes'][number] => ({
  id,
  callFrame: { functionName, url: '', lineNumber: 0 },
  children,
});

test('what a thread did in a stretch of time is told by calls, and nothing of other times', () => {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-held-'));
  const profile: Profile = {
    nodes: [node(1, '(root)', [2, 5]), node(2, 'answer', [3, 4]), node(3, 'find'), node(4, 'pick'), node(5, 'fold')],
    // 100 ms of fold, then 60 of find and 40 of pick.
    samples: [5, 3, 4, 5],
    timeDeltas: [100_000, 60_000, 40_000, 100_000],
    startTime: 5_000_000,
  };
  const file = join(dir, 'a.cpuprofile');
  writeFileSync(file, JSON.stringify(profile));
  const heldBy = readHeldBy(file, (ms) => ms * 1_000 + 4_000_000);
  rmSync(dir, { recursive: true });
  const told = heldBy({ beganMs: 1_110, endedMs: 1_190 });
  assert.deepEqual(
    told.map((line) => line.replace(/^ *\d+ ms /, '')),
    ['answer', '  find', '  pick', '   by itself: 50.0 ms find, 30.0 ms pick'],
  );
  const tree = heldBy({ beganMs: 1_000, endedMs: 1_300 }).slice(0, -1);
  const all = tree.map((line) => line.trim().split(' ').at(-1));
  assert.deepEqual(all, ['fold', 'answer', 'find', 'pick'], 'control: a stretch with the other times');
});
