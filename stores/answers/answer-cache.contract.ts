import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Served } from '#domain/serving/recommend.ts';
import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';
import { waitFor } from '#testing/product.ts';
import type { AnswerCache, Asked } from './answer-cache.ts';

export const longMs = 60_000;

/** Returns a question that no test has asked before. */
export function newAsked(changes: Partial<ResolvedQuestion> = {}): Asked {
  const question: ResolvedQuestion = {
    scope: 1,
    placementId: 'home',
    userId: `shopper:${randomUUID()}`,
    sessionId: null,
    productIds: ['mug'],
    exclude: [],
    limit: 8,
    strategy: 'collaborative',
    unknownStrategy: null,
    fill: true,
    rules: 'on',
    arm: null,
    holdout: null,
    ...changes,
  };
  return { question, text: JSON.stringify(question) };
}

export function servedOf(productId: string): Served {
  return {
    items: [
      {
        candidate: {
          productId,
          score: 0.1 + 0.2,
          evidence: { kind: 'similar_shoppers', neighbours: 3, of: 'visits', anchorProductId: null },
        },
        strategy: 'collaborative',
        isFilled: false,
      },
    ],
    strategy: 'collaborative',
    isFallback: false,
    filledFrom: 'trending',
    windowMs: null,
    hasMore: true,
  };
}

/** What every cache of answers promises; `open` returns one as another process would have it. */
export function testAnswerCache(open: () => Promise<AnswerCache>): void {
  test('the same question under the same stamp gets the answer that was kept, whole', async () => {
    const cache = await open();
    const asked = newAsked();
    assert.equal(await cache.find(asked, 'stamp', Date.now()), undefined);
    cache.keep(asked, 'stamp', servedOf('mug'), Date.now(), longMs);
    assert.deepEqual(await cache.find(asked, 'stamp', Date.now()), servedOf('mug'));
  });

  test('another stamp, user, scope, strategy, placement or arm gets nothing', async () => {
    const cache = await open();
    const asked = newAsked();
    cache.keep(asked, 'stamp', servedOf('mug'), Date.now(), longMs);
    assert.equal(await cache.find(asked, 'stamp of later', Date.now()), undefined);
    for (const change of [
      { userId: null },
      { scope: 2 },
      { strategy: 'trending' },
      { limit: 9 },
      { placementId: 'cart' },
      { arm: { experimentId: 'e', variant: 'variant' as const } },
    ])
      assert.equal(await cache.find(newAsked({ ...asked.question, ...change }), 'stamp', Date.now()), undefined);
  });

  test('a later answer takes the place of the one before', async () => {
    const cache = await open();
    const asked = newAsked();
    cache.keep(asked, '1', servedOf('mug'), Date.now(), longMs);
    cache.keep(asked, '2', servedOf('cup'), Date.now(), longMs);
    assert.deepEqual(await cache.find(asked, '2', Date.now()), servedOf('cup'));
    assert.equal(await cache.find(asked, '1', Date.now()), undefined);
  });

  test('an answer ends with its time, and one without time is not kept', async () => {
    const cache = await open();
    const [short, none] = [newAsked(), newAsked()];
    cache.keep(short, 'stamp', servedOf('mug'), Date.now(), 150);
    cache.keep(none, 'stamp', servedOf('mug'), Date.now(), 0);
    assert.equal(await cache.find(none, 'stamp', Date.now()), undefined);
    await waitFor(
      async () => (await cache.find(short, 'stamp', Date.now())) === undefined,
      () => 'the end of an answer',
    );
  });
}
