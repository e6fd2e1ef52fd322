import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '#testing/random.ts';
import { addWorths, countedPlaces, type KnownQuestion, worthOfFirst, worthOfHit } from './add-worths.ts';
import { type RepeatTerms, shareOf, termsGrid } from './repeat-terms.ts';

/** What an answer by these terms is worth, by sorting all of it. */
function worthOf({ own, others, target, targetByVotes }: KnownQuestion, terms: RepeatTerms): number {
  const ofVisit = own.map(({ byVotes, back, returns }) => byVotes + shareOf(terms, back, returns));
  const score = ofVisit[target] ?? targetByVotes;
  const rivals = [...others, ...ofVisit.filter((_, n) => n !== target)];
  const place = 1 + rivals.sort((a, b) => b - a).filter((rival) => rival > score).length;
  return score <= 0 || place > countedPlaces ? 0 : worthOfHit + Math.round(worthOfFirst / place);
}

test('each terms of the grid gains what an answer by it is worth', () => {
  const random = createRandom(1);
  const isOf = { own: 0, newest: 0, other: 0 };
  for (let n = 0; n < 60; n++) {
    const length = random.between(1, 20);
    const target = random.between(-1, length - 1);
    const question: KnownQuestion = {
      voters: 1,
      own: Array.from({ length }, (_, place) => ({
        byVotes: random.between(0, 10) / 10,
        back: length - 1 - place,
        returns: random.between(0, 6),
      })),
      others: Array.from({ length: random.between(0, 30) }, () => random.between(1, 10) / 10).sort((a, b) => b - a),
      target,
      targetByVotes: random.between(0, 10) / 10,
    };
    isOf[target < 0 ? 'other' : target === length - 1 ? 'newest' : 'own'] += 1;
    const gains = new Int32Array(3 + termsGrid.length).fill(7);
    addWorths(question, gains, 3);
    assert.deepEqual(
      [...gains.subarray(3)],
      termsGrid.map((terms) => 7 + worthOf(question, terms)),
    );
    const other = { ...question, targetByVotes: 2, target: -1 };
    const others = new Int32Array(3 + termsGrid.length).fill(7);
    addWorths(other, others, 3);
    assert.notDeepEqual(others, gains, 'control: what came next matters');
  }
  assert.ok(isOf.own > 10 && isOf.newest > 2 && isOf.other > 2, 'control: each kind of target is among them');
});
