/**
 * Every parser of what others send, or of what lies on a disk, meets a few hundred changed inputs at each `npm test`, and as many as `npm run fuzz -- --minutes 10` comes to at night:
 * it refuses clearly, or returns a value that says the same when it is written and read again.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fuzzed } from './fuzzed.ts';
import { ofText } from './target.ts';
import { targets } from './targets/index.ts';

const rounds = 300;
for (const target of targets)
  test(`${target.name}: whatever comes is refused clearly or says the same when written again`, () => {
    const { findings, taken, refused } = target.fuzz(1, rounds);
    assert.deepEqual(findings, []);
    assert.ok(taken > 0 && refused > 0, `${taken} taken, ${refused} refused: these inputs show little`);
  });

test('control: a parser that fails on some input is found, with the seed that finds it', () => {
  const broken = fuzzed(
    ofText({
      name: 'broken',
      corpus: ['a=b'],
      take(text) {
        const [name = '', value] = text.split('=');
        return name.length + value!.length > 0 ? 'taken' : 'refused';
      },
    }),
  );
  const { findings } = broken.fuzz(1, rounds);
  assert.ok(findings[0]?.error instanceof TypeError);
  assert.deepEqual(
    broken.fuzz(1, rounds).findings.map(({ round }) => round),
    findings.map(({ round }) => round),
  );
});
