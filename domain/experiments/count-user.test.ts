import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { countUser, type ExperimentRun, enterExperiment, type UserEvent, type UserHistory } from './count-user.ts';

const minute = 60_000;
const run: ExperimentRun = {
  experimentId: '5f0c1a52-7a53-4a43-9d0a-0c9a0f3d2a11',
  hashedWith: '5f0c1a52-7a53-4a43-9d0a-0c9a0f3d2a11',
  placementId: 'home',
  trafficSplit: 50,
  startedAtMs: 100 * minute,
  completedAtMs: 400 * minute,
  periods: [
    { fromMs: 100 * minute, toMs: 200 * minute },
    { fromMs: 300 * minute, toMs: 400 * minute },
  ],
};
let made = 0;
const event = (kind: UserEvent['kind'], at: number, over: Partial<UserEvent> = {}): UserEvent => ({
  kind,
  id: String(made++).padStart(8, '0'),
  timestampMs: at * minute,
  productId: 'mug',
  placementId: kind === 'purchase' ? null : 'home',
  exposureId: null,
  log: 1,
  offset: BigInt(made),
  revenueE4: kind === 'purchase' ? 10_000n : 0n,
  ...over,
});
const enteredAt = (events: readonly UserEvent[], shown: UserHistory['shown'] = []) => {
  const entry = enterExperiment(run, { shown, events });
  return entry === null ? null : entry.enteredAtMs / minute;
};

test('a user enters at the first impression while it runs; a pause and the time before it take nobody', () => {
  assert.equal(enteredAt([event('impression', 99), event('impression', 100)]), 100);
  assert.equal(enteredAt([event('impression', 200), event('impression', 299)]), null);
  assert.equal(enteredAt([event('impression', 250), event('impression', 300)]), 300);
  assert.equal(enteredAt([event('impression', 120, { placementId: 'cart' }), event('click', 130)]), null);
});

test('a user enters at the first answer, in its arm; both arms make a crossover', () => {
  const shown = [
    { servedAtMs: 130 * minute, variant: 'control' as const },
    { servedAtMs: 110 * minute, variant: 'variant' as const },
  ];
  assert.deepEqual(enterExperiment(run, { shown, events: [event('impression', 120)] }), {
    enteredAtMs: 110 * minute,
    variant: 'variant',
    isCrossover: true,
  });
  const paused = [{ servedAtMs: 250 * minute, variant: 'control' as const }];
  assert.equal(enteredAt([], paused), null);
  assert.equal(enterExperiment(run, { shown: [...shown.slice(1), ...paused], events: [] })?.isCrossover, false);
  assert.deepEqual(enterExperiment(run, { shown: shown.slice(1), events: [event('impression', 105)] }), {
    enteredAtMs: 105 * minute,
    variant: 'variant',
    isCrossover: false,
  });
});

test('what counts begins 5 minutes before the entry and ends 30 minutes after completion, pauses included', () => {
  const at = (minutes: number) => countUser(run, 110 * minute, [event('click', minutes)]).clicks;
  assert.deepEqual([104, 105, 250, 430, 431].map(at), [0, 1, 1, 1, 0]);
});

test('one impression and one click of an answer and product count, the first on the log at its own time', () => {
  const of = (at: number, offset: bigint) => event('impression', at, { exposureId: 'ab', offset });
  assert.equal(countUser(run, 110 * minute, [of(120, 9n), of(130, 8n), of(140, 7n)]).impressions, 1);
  assert.equal(countUser(run, 110 * minute, [of(120, 9n), of(90, 2n)]).impressions, 0);
  assert.equal(countUser(run, 110 * minute, [of(120, 9n), { ...of(120, 10n), kind: 'click' }]).clicks, 1);
});

test('a purchase converts for the placement of its last click, if both are in the time that counts', () => {
  const counts = (...events: UserEvent[]) => countUser(run, 110 * minute, events).conversions;
  assert.equal(counts(event('click', 120), event('purchase', 140)), 1);
  assert.equal(counts(event('click', 120), event('click', 125, { placementId: 'cart' }), event('purchase', 140)), 0);
  assert.equal(counts(event('click', 100), event('purchase', 120)), 0);
  assert.equal(counts(event('click', 429), event('purchase', 431)), 0);
  assert.equal(counts(event('click', 120), event('purchase', 140, { productId: 'cup' })), 0);
});

test('arrival does not matter: shuffled histories give the same', () => {
  const some = fc.record({
    kind: fc.constantFrom('impression' as const, 'click' as const, 'purchase' as const),
    at: fc.integer({ min: 80, max: 440 }),
    placementId: fc.constantFrom('home', 'cart'),
    exposureId: fc.constantFrom(null, 'a', 'b'),
  });
  const histories = fc
    .array(some, { maxLength: 25 })
    .map((all) => all.map(({ at, kind, ...rest }) => event(kind, at, kind === 'purchase' ? {} : rest)))
    .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })));
  fc.assert(
    fc.property(histories, ([events, shuffled]) => {
      assert.equal(enteredAt(shuffled), enteredAt(events));
      assert.deepEqual(countUser(run, 110 * minute, shuffled), countUser(run, 110 * minute, events));
    }),
    { seed: 9, numRuns: 200 },
  );
});
