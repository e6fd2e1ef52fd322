import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import type { RulesInForce } from '../rules/rules-in-force.ts';

const minuteMs = 60_000;

/** By product: what its score is multiplied with, for having been shown lately. */
export type Rotated = ReadonlyMap<string, number>;

/**
 * The products that were shown to the shopper within the minutes of the `rotate` rule and not touched since. A score is divided by 1 + strength × how often. Nobody without a
 * `userId` was shown anything that is known.
 */
export function findRotated(
  shards: readonly ScopeInteractions[],
  userId: string | null,
  { rotate }: Pick<RulesInForce, 'rotate'>,
  nowMs: number,
): Rotated {
  const factors = new Map<string, number>();
  if (rotate === undefined || userId === null) return factors;
  // All of a shopper is in one partition.
  for (const { shown, items } of shards)
    for (const [item, count] of shown.countsAfter(userId, nowMs - rotate.windowMinutes * minuteMs))
      factors.set(items.nameOf(item), 1 / (1 + rotate.strength * count));
  return factors;
}
