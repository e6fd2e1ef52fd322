import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { recommendSession } from '#testing/recommended.ts';
import type { ShopEvent } from '../../events/shop-event.ts';
import { createInteractionShard, type InteractionShard } from '../../interactions/interaction-shard.ts';
import { askItself } from './ask-itself.ts';
import { explainSession } from './explain-session.ts';
import { learntTerms } from './learnt-terms.ts';
import { createRepeatLessons } from './repeat-lessons.ts';
import { defaultTerms, type RepeatTerms } from './repeat-terms.ts';

const visits = 300;
const heldOut = 50;
const length = 6;

/** Visits within groups of eight products; `returning`: how many of 100 steps go back to the product before the last one, if there is one. */
function visitsOf(returning: number, seed: number): string[][] {
  const random = createRandom(seed);
  return Array.from({ length: visits + heldOut }, () => {
    const group = random.between(1, 10);
    const visit: string[] = [];
    while (visit.length < length) {
      const before = visit.at(-2);
      const other = `p${group}-${random.between(1, 8)}`;
      if (before !== undefined && random.between(0, 99) < returning) visit.push(before);
      else if (!visit.includes(other)) visit.push(other);
    }
    return visit;
  });
}

let made = 0;
const eventOf = (visit: number, productId: string): ShopEvent => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(++made, 12);
  return plainEvent({ id, userId: `u${visit}`, sessionId: `s${visit}`, productId, timestampMs: made * 1_000 });
};
function shardOf(list: readonly (readonly string[])[]): InteractionShard {
  const shard = createInteractionShard();
  for (const [n, visit] of list.entries()) for (const productId of visit) shard.apply(eventOf(n, productId));
  return shard;
}
const scopeOf = (shard: InteractionShard) => shard.scope(1) ?? assert.fail('the events are there');

/** The mean of 1 / place of what came next, by the lessons of `taught`. */
function qualityOf(shard: InteractionShard, taught: InteractionShard, asked: readonly (readonly string[])[]): number {
  const state = { ...scopeOf(shard), repeats: scopeOf(taught).repeats };
  let [sum, questions] = [0, 0];
  for (const visit of asked)
    for (let known = 2; known < visit.length; known++) {
      const products = [...new Set(visit.slice(0, known).reverse())].reverse();
      const found = recommendSession([state], { products, kept: null }, 1, 20);
      const place = found.findIndex(({ productId }) => productId === visit[known]);
      sum += place < 0 ? 0 : 1 / (place + 1);
      questions += 1;
    }
  return sum / questions;
}

test('a shop whose shoppers come back and one whose do not each learn what answers theirs best', () => {
  const shops = [visitsOf(80, 1), visitsOf(0, 2)].map((list) => ({
    shard: shardOf(list.slice(0, visits)),
    asked: list.slice(visits),
  }));
  const young = shardOf(visitsOf(0, 3).slice(0, 10));
  const [back, onward] = shops;
  if (back === undefined || onward === undefined) assert.fail('there are two');
  for (const { shard, asked } of shops) {
    const own = qualityOf(shard, shard, asked);
    const byDefault = qualityOf(shard, young, asked);
    const byOther = qualityOf(shard, shard === back.shard ? onward.shard : back.shard, asked);
    assert.ok(own > byDefault + 0.02, `${own} is better than ${byDefault}`);
    assert.ok(own > byOther + 0.05, `control: by the lessons of the other shop it is worse, ${byOther}`);
  }
  const [inBack, inOnward] = shops.map(({ shard }) => learntTerms([scopeOf(shard).repeats]).terms[0]?.inVisit ?? 0);
  assert.ok((inBack ?? 0) > 0 && (inOnward ?? 0) < 0, `the signs differ: ${inBack} and ${inOnward}`);
});

test('a young shop has the defaults, and says from how many questions it learnt', () => {
  const few = learntTerms([scopeOf(shardOf(visitsOf(80, 1).slice(0, 10))).repeats]);
  assert.ok(few.questions > 0 && few.terms.every((terms) => terms === defaultTerms));
  const shard = scopeOf(shardOf(visitsOf(80, 1)));
  const many = learntTerms([shard.repeats]);
  assert.ok(
    many.terms.some((terms) => terms !== defaultTerms),
    'control',
  );
  assert.ok(many.questions > few.questions && many.version > few.version && many.version <= shard.version);
  const visit = { products: ['p1-1', 'p1-2'], kept: null };
  const [explained] = explainSession([shard], visit, recommendSession([shard], visit, 1, 1));
  assert.deepEqual(
    { ...explained?.learnt, terms: many.terms.includes(explained?.learnt?.terms as RepeatTerms) },
    { questions: many.questions, version: String(many.version), terms: true },
  );
});

test('questions become rarer as a shop grows, so that they are bounded', () => {
  const lessons = createRepeatLessons();
  const dueIn = (events: number) => {
    let due = 0;
    for (let n = 0; n < events; n++) if (lessons.isDue()) due += 1;
    return due;
  };
  const [first, second, third] = [dueIn(1_000), dueIn(100_000), dueIn(1_000_000)];
  assert.ok(first >= 200 && first <= 250, `${first} of the first thousand`);
  assert.ok(second <= 700, `${second} of the next hundred thousand`);
  assert.ok(third <= 1_400, `${third} of the next million`);
});

test('nothing of what is asked for, or comes later, is known to the question', () => {
  const list = visitsOf(0, 4).slice(0, 60);
  const shard = createInteractionShard();
  const [before, after] = [createRepeatLessons(), createRepeatLessons()];
  for (const [n, visit] of list.entries())
    for (const productId of visit) {
      const state = shard.scope(1);
      const item = state?.items.find(productId) ?? -1;
      const number = state?.sessions.continuedBy(state.shoppers.find(`u${n}`), `s${n}`, 0) ?? -1;
      const version = (state?.version ?? 0) + 1;
      const isAsked = number >= 0 && item >= 0 && before.isDue() && state !== undefined;
      const question = isAsked ? askItself(state, number, item) : null;
      if (question !== null) before.learn(question, version);
      shard.apply(eventOf(n, productId));
      const late = isAsked && question !== null ? askItself(state, number, item) : null;
      if (late !== null) after.learn(late, version);
    }
  const { repeats } = scopeOf(shard);
  assert.ok(repeats.asked > 30, 'control: there are questions');
  assert.deepEqual([repeats.asked, repeats.gains], [before.asked, before.gains]);
  const worth = (lessons: typeof before) => Math.max(...lessons.gains) / lessons.asked;
  assert.ok(
    worth(after) > 1.5 * worth(before),
    `control: who has taken the answer in knows it, ${worth(after)} and ${worth(before)}`,
  );
});
