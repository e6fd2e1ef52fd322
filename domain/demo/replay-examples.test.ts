import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { demoPlacementId } from './placements.ts';

const placementsOf = (page: string): string[] =>
  [...page.matchAll(/(?:--placement |placementId=)([\w-]+)/g)].map(([, placement = '']) => placement);

test('the examples of docs/replay.md ask for the one placement of the demo shop that has answers', () => {
  const asked = placementsOf(readFileSync('docs/replay.md', 'utf8'));
  assert.ok(asked.length >= 4, `${asked.length} examples name a placement`);
  assert.deepEqual([...new Set(asked)], [demoPlacementId]);
});

test('control: another placement in an example is found', () => {
  assert.deepEqual(placementsOf('replay what-if --placement home --days 14'), ['home']);
});
