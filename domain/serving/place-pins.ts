import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Filters } from './filter-candidates.ts';
import type { ServedItem } from './rank.ts';

/** What is proposed by the shop itself, and by no strategy. */
export const pinned = 'pinned';

/**
 * Puts pinned products at their places, and what stood there behind them. Products of one rule stand one behind the other, each once. The first rule wins a place; what comes too late for
 * its own stays where the models have put it, if they have. A place behind the end is the end.
 */
export function placePins(
  items: readonly ServedItem[],
  { pins }: RulesInForce,
  limit: number,
  mayPin: Filters['mayPin'],
): ServedItem[] {
  const places = new Map<number, { productId: string; rule: string }>();
  const isPinned = new Set<string>();
  for (const { id, productIds, position, isForced } of pins) {
    const shown = [...new Set(productIds)].filter(
      (productId) => !isPinned.has(productId) && mayPin(productId, isForced),
    );
    for (const [n, productId] of shown.entries()) {
      if (position + n >= limit || places.has(position + n)) continue;
      places.set(position + n, { productId, rule: id });
      isPinned.add(productId);
    }
  }
  if (places.size === 0) return [...items];
  const others = items.filter(({ candidate }) => !isPinned.has(candidate.productId));
  const placed: ServedItem[] = [];
  const inOrder = [...places].sort(([a], [b]) => a - b);
  for (const [place, { productId, rule }] of inOrder) {
    while (placed.length < place && others.length > 0) placed.push(others.shift() as ServedItem);
    const score = placed.at(-1)?.candidate.score ?? others[0]?.candidate.score ?? 1;
    const candidate = { productId, score, evidence: { kind: pinned, rule, position: place } };
    placed.push({ candidate, strategy: pinned, isFilled: false, rules: [rule] });
  }
  return [...placed, ...others].slice(0, limit);
}
