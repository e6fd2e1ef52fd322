/**
 * No parser's time grows with the square of its input. Time is counted in steps of our code, so a slow machine changes nothing; regular expressions and `JSON.parse` are not in
 * these steps.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fuzzed, type Growth } from './fuzzed.ts';
import { ofText } from './target.ts';
import { targets } from './targets/index.ts';

/** An input four times as long takes about four times the steps where they are linear, sixteen where they are quadratic. */
const mostGrowth = 8;
const inputsPumped = 2;
/** Below it the steps are those of what is made once. */
const fewSteps = 20_000;

const isTooMuch = ({ steps, longerSteps }: Growth) => longerSteps > Math.max(fewSteps, mostGrowth * steps);

for (const target of targets)
  test(`${target.name}: four times the input takes no more than ${mostGrowth} times the steps`, () => {
    assert.deepEqual(target.growths(1, inputsPumped).filter(isTooMuch), []);
  });

test('control: a parser that compares each character with each other one is found', () => {
  const quadratic = fuzzed(
    ofText({
      name: 'quadratic',
      corpus: ['abc'],
      take(text) {
        let same = 0;
        for (const one of text) for (const other of text) if (one === other) same++;
        return same > 0 ? 'taken' : 'refused';
      },
    }),
  );
  assert.equal(quadratic.growths(1, 1).filter(isTooMuch).length, 1);
});
