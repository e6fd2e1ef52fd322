import type { CatalogItem } from '../catalog-item.ts';
import type { OfRule } from '../rules/effect.ts';
import type { Kept } from './filter-candidates.ts';

/** How alike two products are by their content, 0 to 1. */
export type Similarity = (a: string, b: string) => number;

/** Of what one strategy proposes, so many are weighed against each other for each that is wanted, and at least so many: the rest stands too far behind. */
const weighedPerItem = 6;
const leastWeighed = 60;

/**
 * The best `room` of these by maximal marginal relevance (Carbonell, Goldstein, SIGIR 1998): each next one has the most of (1 − strength) × its score, the best being 1, − strength × its
 * likeness to the chosen one, or one of `before`, that it is most like; ties go to the first. Likeness is half of the facet (1 if a value is shared) and half of the content. What is moved back stays behind all others.
 * `admits` is asked anew before each choice, and hears of each by `take`.
 */
export function spread(
  inOrder: readonly Kept[],
  room: number,
  { strength, valuesOf }: Pick<OfRule<'diversity'>, 'strength' | 'valuesOf'>,
  similarity: Similarity,
  before: readonly CatalogItem[],
  { admits, take }: { admits(one: Kept): boolean; take(one: Kept): void },
): Kept[] {
  const pool = inOrder.slice(0, Math.max(leastWeighed, room * weighedPerItem));
  const values = pool.map(({ item }) => new Set(valuesOf(item)));
  const best = Math.max(...pool.map(({ score }) => score));
  const nearest = new Float64Array(pool.length);
  const isTaken = new Uint8Array(pool.length);
  const meet = (item: CatalogItem, of: Iterable<unknown>) => {
    const shared = [...of];
    for (const [n, one] of pool.entries()) {
      if (isTaken[n] === 1) continue;
      const facet = shared.some((value) => values[n]?.has(value)) ? 1 : 0;
      const likeness = (facet + similarity(item.productId, one.item.productId)) / 2;
      nearest[n] = Math.max(nearest[n] ?? 0, likeness);
    }
  };
  for (const item of before) meet(item, valuesOf(item));
  const chosen: Kept[] = [];
  while (chosen.length < room) {
    let next = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const [n, one] of pool.entries()) {
      if (isTaken[n] === 1 || !admits(one)) continue;
      // In order, so what is moved back comes last: it is not reached while another may be taken.
      if (next >= 0 && one.demotedBy !== null && pool[next]?.demotedBy === null) break;
      const worth = ((1 - strength) * one.score) / best - strength * (nearest[n] ?? 0);
      if (worth <= most) continue;
      [next, most] = [n, worth];
    }
    const one = pool[next];
    if (one === undefined) break;
    isTaken[next] = 1;
    take(one);
    chosen.push(one);
    meet(one.item, values[next] ?? []);
  }
  return chosen;
}
