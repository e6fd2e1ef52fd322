import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultTenantConfig } from '../access/default-tenant-config.ts';
import { seededRandom } from '../seeded-random.ts';
import { placementOf } from '../serving/resolve-question.ts';
import { strategies, strategyNamed } from '../strategies/index.ts';
import { createBaselines } from './baselines/index.ts';
import { createVisitBook } from './baselines/visit-book.ts';
import { meanOf, totalOf } from './bootstrap.ts';
import type { Contender, Ranked } from './contender.ts';
import { createEvaluatedModel } from './evaluated-model.ts';
import type { Step } from './question.ts';
import { runSteps } from './run-steps.ts';
import { createServedContenders } from './served-contender.ts';
import { createStrategyContender } from './strategy-contender.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { walkTimeline } from './walk-timeline.ts';

const [k, untilMs] = [3, 0];

/** 90 events of 8 shoppers, one a second; those from `changedFrom` on are other products than without it. */
function shopOf(changedFrom = Number.POSITIVE_INFINITY) {
  const [random, other] = [seededRandom(1), seededRandom(2)];
  const timeline = createTimeline();
  for (let n = 0; n < 90; n++) {
    const [user, product, changed] = [random() * 8, random() * 15, other() * 15].map(Math.floor);
    const isPurchase = n % 5 === 0;
    timeline.add({
      type: isPurchase ? 'purchase' : 'product_viewed',
      userId: `u${user}`,
      productId: n < changedFrom ? `p${product}` : `q${changed}`,
      timestampMs: n * 1_000,
      sessionId: null,
      orderId: isPurchase ? `o${n}` : null,
    });
  }
  return timeline;
}

/** Ten pairs of products, each of which two shoppers choose, one after the other: only the second one can be foreseen. */
function pairs() {
  const timeline = createTimeline();
  for (let n = 0; n < 40; n++) {
    const [pair, shopper, product] = [Math.floor(n / 4), Math.floor(n / 2), n % 2 === 0 ? 'x' : 'y'];
    timeline.add({
      type: 'product_viewed',
      userId: `u${shopper}`,
      productId: `${product}${pair}`,
      timestampMs: n * 1_000,
      sessionId: null,
      orderId: null,
    });
  }
  return timeline;
}

const honest = (timeline: Timeline): Iterable<Step> => walkTimeline(timeline, { untilMs, delayMs: 0 });

/** The control: each event is learnt before it is asked for. */
function* leaking(timeline: Timeline): Generator<Step> {
  let asked: Step | null = null;
  for (const step of honest(timeline)) {
    if (step.does === 'ask') {
      asked = step;
      continue;
    }
    yield step;
    if (asked !== null) yield asked;
    asked = null;
  }
}

/** The control: all that happens is learnt before anything is asked. */
function* trainedOnAll(timeline: Timeline): Generator<Step> {
  const steps = [...honest(timeline)];
  yield* steps.filter(({ does }) => does === 'learn');
  yield* steps.filter(({ does }) => does === 'ask');
}

/** Every strategy, the pipeline behind two of them, and the baselines. */
function ask(steps: Iterable<Step>) {
  const model = createEvaluatedModel({
    partitions: 2,
    partitionOf: (id) => id.length % 2,
    catalog: null,
    learnsRows: true,
  });
  const book = createVisitBook();
  const config = defaultTenantConfig;
  const placement = placementOf({ tenantId: '', config }, { version: '0' }, () => 0);
  const contenders: Contender[] = [
    ...strategies.map((one) =>
      createStrategyContender(strategyNamed(one.name), model, { ...one.defaults }, { k, seen: 'keep' }),
    ),
    ...['session', 'collaborative'].map(
      (name) =>
        createServedContenders(strategyNamed(name), model, { k, config, placement, seen: null, asksWithPage: false })
          .served,
    ),
    ...createBaselines(book, { k, seen: 'keep' }),
  ];
  const answers = new Map<number, ReadonlyMap<string, readonly Ranked[]>>();
  const running = runSteps(
    steps,
    contenders,
    { model, book },
    {
      k,
      clock: () => 0,
      onAsked: ({ asked }, given) => answers.set(asked.nowMs, given),
    },
  );
  for (;;) {
    const { done, value } = running.next();
    if (done === true) return { answers, books: value.books };
  }
}

/** Whether all answers up to an event are the same whatever it and all later events are. */
function knowsOnlyThePast(walk: (timeline: Timeline) => Iterable<Step>): boolean {
  const whole = ask(walk(shopOf())).answers;
  assert.ok(whole.size > 60, 'most of what shoppers do is asked for');
  return [40, 89].every((n) => {
    const changed = ask(walk(shopOf(n))).answers;
    return [...changed].every(([nowMs, answers]) => {
      if (nowMs > n * 1_000) return true;
      try {
        assert.deepEqual([...answers], [...(whole.get(nowMs) ?? [])]);
        return true;
      } catch {
        return false;
      }
    });
  });
}

test('no answer of anybody depends on what is asked for, or on what comes later', () => {
  assert.ok(knowsOnlyThePast(honest));
});

test('control: learning before asking, or training on all, is noticed', () => {
  assert.ok(!knowsOnlyThePast(leaking));
  assert.ok(!knowsOnlyThePast(trainedOnAll));
});

test('what only the second shopper of a pair can be told is found in half of the questions; with a leak, in all: the control', () => {
  const hrOf = (walk: (timeline: Timeline) => Iterable<Step>, name: string) =>
    meanOf(totalOf(ask(walk(pairs())).books.get(name)?.clusters ?? []), 'hr');
  for (const name of ['session', 'session:served', 'association_rules', 'item_knn']) {
    assert.equal(hrOf(honest, name), 0.5, name);
    assert.equal(hrOf(trainedOnAll, name), 1, `${name}, learnt from the future`);
  }
  assert.equal(hrOf(honest, 'recently_viewed'), 0);
  assert.equal(hrOf(leaking, 'recently_viewed'), 1, 'learnt before it was asked for');
});
