import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type CountedUser, type ExperimentShop, exposureOf, split, startMs } from './experiment-shop.ts';
import { type Fact, isAnswer } from './facts.ts';
import { identifiedEvent } from './running-processors.ts';

const minute = 60_000;
const day = 1_440 * minute;

/** A fact of a property test, before it has a shop. */
export type Sketch = {
  user: number;
  kind: 'recommendation_impressed' | 'recommendation_clicked' | 'purchase' | 'product_viewed' | 'exposure';
  at: number;
  product: string;
  placement: string;
  answer: string | null;
};
/** Facts of four users around the experiment's begin. */
export const sketch: fc.Arbitrary<Sketch> = fc.record({
  user: fc.integer({ min: 0, max: 3 }),
  kind: fc.constantFrom('recommendation_impressed', 'recommendation_clicked', 'purchase', 'product_viewed', 'exposure'),
  at: fc.integer({ min: -40, max: 160 }),
  product: fc.constantFrom('mug', 'cup'),
  placement: fc.constantFrom('home', 'home', 'cart'),
  answer: fc.constantFrom(null, 'a', 'b'),
});
/** The fact that a sketch stands for; `n` makes it one of its own. */
export const factOf = (
  shop: ExperimentShop,
  { user, kind, at, product, placement, answer }: Sketch,
  n: number,
): Fact => {
  const userId = `user-${user}`;
  const timestampMs = startMs + at * minute;
  if (kind === 'exposure')
    return exposureOf(shop, userId, startMs + Math.abs(at) * minute, at % 7 === 0 ? 'variant' : 'control');
  const isShown = kind.startsWith('recommendation_');
  const event = identifiedEvent({
    type: kind,
    userId,
    productId: product,
    timestampMs: timestampMs + n,
    scope: shop.scope,
    ...(isShown ? { placementId: placement } : {}),
  });
  return isShown && answer !== null
    ? { ...event, exposureId: createHash('sha256').update(`${userId} ${answer}`).digest().subarray(0, 16) }
    : event;
};

/**
 * By user: what docs/experiments.md counts, written anew from there, so that it shares no fault with the fold. `facts` in the order of the log; `periods` in which the experiment ran, and
 * `until` when it was over, in milliseconds.
 */
export function recountExperiment(
  { experimentId }: ExperimentShop,
  facts: readonly Fact[],
  periods: readonly [number, number][],
  until: number,
) {
  const users = new Map<string, CountedUser>();
  const ids = [...new Set(facts.map(({ userId }) => userId))];
  for (const userId of ids) {
    const served = facts
      .filter(isAnswer)
      .filter((one) => one.userId === userId)
      .filter(({ servedAtMs }) => periods.some(([from, to]) => servedAtMs >= from && servedAtMs < to))
      .sort((a, b) => a.servedAtMs - b.servedAtMs);
    const seen = new Set<string>();
    const events = facts
      .flatMap((fact) => (isAnswer(fact) || fact.userId !== userId ? [] : [fact]))
      .filter(({ id }) => !seen.has(id.toString('hex')) && seen.add(id.toString('hex')));
    const entries = [
      ...served.map(({ servedAtMs }) => servedAtMs),
      ...events
        .filter((e) => e.type === 'recommendation_impressed' && e.placementId === 'home')
        .map(({ timestampMs }) => timestampMs)
        .filter((at) => periods.some(([from, to]) => at >= from && at < to)),
    ];
    if (entries.length === 0) continue;
    const enteredAt = Math.min(...entries);
    const bucket =
      createHash('sha256')
        .update(userId + experimentId)
        .digest()
        .readUInt32BE(0) % 100;
    const isIn = (at: number) => at >= enteredAt - 5 * minute && at <= until + 30 * minute;
    const once = new Set<string>();
    const firsts = events.filter(({ exposureId, productId, type }) => {
      const key = `${exposureId?.toString('hex')} ${productId} ${type}`;
      if (exposureId === null || !once.has(key)) return once.add(key);
      return false;
    });
    const count = (type: string) =>
      firsts.filter((e) => e.type === type && e.placementId === 'home' && isIn(e.timestampMs)).length;
    const conversions = events.filter((p) => {
      const [click] = events
        .filter(
          (c) =>
            c.type === 'recommendation_clicked' &&
            c.productId === p.productId &&
            c.timestampMs <= p.timestampMs &&
            c.timestampMs >= p.timestampMs - 30 * minute,
        )
        .sort((a, b) => b.timestampMs - a.timestampMs || Buffer.compare(b.id, a.id));
      return p.type === 'purchase' && click?.placementId === 'home' && isIn(click.timestampMs) && isIn(p.timestampMs);
    }).length;
    users.set(userId, {
      variant: served[0]?.arm?.variant ?? (bucket < split ? 'control' : 'variant'),
      enteredAt,
      impressions: count('recommendation_impressed'),
      clicks: count('recommendation_clicked'),
      conversions,
      revenue: conversions,
      activity: events.filter(
        (e) =>
          e.type !== 'recommendation_impressed' &&
          e.timestampMs < enteredAt - 5 * minute &&
          e.timestampMs >= enteredAt - 5 * minute - 14 * day,
      ).length,
    });
  }
  return users;
}
