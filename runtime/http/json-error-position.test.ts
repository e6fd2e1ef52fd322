import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonErrorPosition } from './json-error-position.ts';

test('the position is that of the first piece that cannot stand there', () => {
  for (const [json, position] of [
    ['abc', 0],
    ['', 0],
    ['{"a":1,}', 7],
    ['{"a":tru}', 5],
    ['{"a" 1}', 5],
    ['[1,2', 4],
    ['{"a":', 5],
    ['{"a":"\u0001"}', 5],
    ['[1 2]', 3],
    ['{"a":1}}', 7],
    ['[1}', 2],
    ["{'a':1}", 1],
    ['{"a":01}', 6],
    ['  [1,\n ]', 7],
  ] as const) {
    assert.equal(jsonErrorPosition(json), position, json);
  }
});

test('everything before the position could have gone on, and all of valid JSON can', () => {
  const edited = fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.string({ maxLength: 2 }));
  fc.assert(
    fc.property(edited, ([json, place, inserted]) => {
      const cut = place % (json.length + 1);
      const broken = json.slice(0, cut) + inserted + json.slice(cut + 1);
      const position = jsonErrorPosition(broken);
      try {
        JSON.parse(broken);
        assert.equal(position, broken.length);
      } catch {
        assert.ok(position <= broken.length);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
