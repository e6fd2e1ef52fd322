import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextThings, type Situation } from './next-things.ts';

const well: Situation = {
  deadLetters: 0,
  isStale: false,
  experiments: [{ id: 'e', name: 'Home', next: { text: 'about 3 days left', urgency: 4 } }],
  impressions: 100,
  revenue: 20,
  currency: 'USD',
  foreignCurrency: 0,
};
const pathsOf = (change: Partial<Situation>) => nextThings({ ...well, ...change }).map(({ path }) => path);

test('where everything goes well by itself nothing is to be done', () => {
  assert.deepEqual(pathsOf({}), []);
});

test('what is lost comes first, then what is decided, then what could be tried', () => {
  const urgent = { id: 'e', name: 'Home', next: { text: 'roll back', urgency: 0 } };
  assert.deepEqual(pathsOf({ deadLetters: 1, experiments: [urgent] }), ['/dead-letters', '/experiments/e']);
  assert.deepEqual(pathsOf({ experiments: [] }), ['/experiments/new']);
});

test('one lost record is told of as one', () => {
  const textOf = (deadLetters: number) => nextThings({ ...well, deadLetters })[0]?.text;
  assert.equal(textOf(1), '1 record could not be stored. See why, and send it again.');
  assert.equal(textOf(2), '2 records could not be stored. See why, and send them again.');
});

test('shown and never bought points at the purchases, and a shop where nothing is shown at its widgets alone', () => {
  assert.deepEqual(pathsOf({ revenue: 0 }), ['/events?type=purchase']);
  assert.deepEqual(pathsOf({ revenue: 0, impressions: 0, experiments: [] }), ['/widgets']);
});

test('purchases in another currency are told as that, and not as missing', () => {
  const [thing] = nextThings({ ...well, revenue: 0, foreignCurrency: 2 });
  assert.equal(
    thing?.text,
    '2 conversions came in another currency than USD, so they are not in the revenue: is that the currency of the shop?',
  );
  assert.deepEqual(pathsOf({ revenue: 0, foreignCurrency: 1 }), ['/settings']);
});
