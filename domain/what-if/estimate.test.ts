import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../seeded-random.ts';
import { explore } from '../serving/explore.ts';
import { estimate, estimateMethods, type LoggedAnswer } from './estimate.ts';

/** What a click depends on in truth: the kind of shopper, the product, and how far down it stands. */
const products = ['a', 'b', 'c', 'd', 'e'];
const kinds = [
  { order: ['a', 'b', 'c', 'd', 'e'], likes: [0.1, 0.35, 0.2, 0.3, 0.05] },
  { order: ['d', 'b', 'c', 'a', 'e'], likes: [0.1, 0.35, 0.2, 0.9, 0.05] },
];
type Kind = (typeof kinds)[number];
const clickRate = ({ likes }: Kind, productId: string, place: number) =>
  (likes[products.indexOf(productId)] ?? 0) / (1 + place);
/** Clicks an answer, where half of the shoppers are of each kind. */
const truthOf = (wayOf: (kind: Kind) => readonly string[]) =>
  kinds.reduce((sum, kind) => sum + wayOf(kind).reduce((all, one, place) => all + clickRate(kind, one, place), 0), 0) /
  2;
const changed = ['d', 'a', 'b', 'c', 'e'];
const truth = { today: truthOf(({ order }) => order), changed: truthOf(() => changed) };

/** Answers by a known exploration, with clicks as the truth has them. */
function logOf(answers: number, seed: number, of: readonly Kind[] = kinds): LoggedAnswer[] {
  const random = seededRandom(seed);
  return Array.from({ length: answers }, (_, n) => {
    const kind = of[n % of.length] as Kind;
    const items = kind.order.map((productId, at) => ({
      candidate: { productId, score: 1 - at / 10, evidence: { kind: 'trending' } },
      strategy: 'trending',
      isFilled: false,
    }));
    const { items: shown, exploration } = explore(items, 0.2, random);
    const productIds = shown.map(({ candidate }) => candidate.productId);
    const clicked = new Set(productIds.filter((one, place) => random() < clickRate(kind, one, place)));
    const touchesOf = (productId: string) => 10 * products.indexOf(productId);
    return { userId: `shopper-${n % 400}`, productIds, exploration, clicked, today: kind.order, changed, touchesOf };
  });
}
/** As if nothing had been drawn. */
const withoutPropensities = (log: readonly LoggedAnswer[]) =>
  log.map((answer) => ({ ...answer, exploration: { share: 0, from: answer.productIds.map(() => null) } }));
/** By method, whether the interval of the difference holds the truth. */
const holds = (log: readonly LoggedAnswer[]) =>
  estimate(log, 150, seededRandom(1)).estimates.map(
    ({ difference: { low, high } }) => low <= truth.changed - truth.today && truth.changed - truth.today <= high,
  );

test('each estimate finds what another order would have been worth: its interval holds the truth in at least 9 of 10 logs', () => {
  const logs = Array.from({ length: 60 }, (_, seed) => logOf(2_000, seed + 1));
  const found = logs.map(holds);
  const biased = logs.slice(0, 20).map((log) => holds(withoutPropensities(log)));
  for (const [m, method] of estimateMethods.entries()) {
    const times = found.filter((one) => one[m]).length;
    assert.ok(times >= 54, `${method}: ${times} of 60`);
    const still = biased.filter((one) => one[m]).length;
    assert.ok(still <= 4, `control: ${method} with propensities ignored: ${still} of 20`);
  }
});

test('both ways are estimated, and where the click model is near the truth the doubly robust interval is the narrowest', () => {
  const found = estimate(logOf(20_000, 9, kinds.slice(0, 1)), 200, seededRandom(2));
  const [kind] = kinds;
  assert.ok(kind !== undefined);
  const rateOf = (way: readonly string[]) => way.reduce((sum, one, place) => sum + clickRate(kind, one, place), 0);
  const widths = found.estimates.map(({ method, today, changed: other, difference: { low, high } }) => {
    assert.ok(Math.abs(today - rateOf(kind.order)) < 0.03, method);
    assert.ok(Math.abs(other - rateOf(changed)) < 0.1, method);
    return high - low;
  });
  const [ips = 0, snips = 0, dr = 0] = widths;
  assert.ok(dr < ips && dr < snips * 1.05, widths.join());
});

test('the effective sample counts what speaks for the difference alone, and products that were never shown have no support', () => {
  const log = logOf(1_000, 4);
  const found = estimate(log, 10, seededRandom(1));
  assert.equal(found.supported, 1);
  // Of 4 and 3 places that differ in 500 answers each, the changed way's product was shown in 0.2 / 5.
  assert.ok(found.effectiveSample > 100 && found.effectiveSample < 180, String(found.effectiveSample));
  const strange = log.map((answer) => ({ ...answer, changed: ['x', ...answer.today.slice(1)] }));
  const none = estimate(strange, 10, seededRandom(1));
  assert.deepEqual([none.supported, none.effectiveSample], [0, 0]);
  const same = estimate(
    log.map((answer) => ({ ...answer, changed: answer.today })),
    10,
    seededRandom(1),
  );
  assert.deepEqual(
    same.estimates.map(({ difference }) => difference),
    estimateMethods.map(() => ({ value: 0, low: 0, high: 0 })),
    'control: what changes nothing differs by nothing',
  );
});
