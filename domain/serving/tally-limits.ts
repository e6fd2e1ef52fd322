import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Kept } from './filter-candidates.ts';

/** How many products of each value are taken, by `limit` rule. */
export type LimitTally = {
  /** The rule that holds it back, since one of its values is full; undefined if none does. */
  fullFor(one: Kept): string | undefined;
  add(one: Kept): void;
  copy(): LimitTally;
};

/** Counts from what another tally has counted, if one is given. */
export function createLimitTally(
  limits: RulesInForce['limits'],
  counts: readonly ReadonlyMap<unknown, number>[] = [],
): LimitTally {
  const own = limits.map((_, n) => new Map(counts[n]));
  return {
    fullFor({ verdict: { limited } }) {
      for (const [n, { id, max }] of limits.entries())
        for (const value of limited[n] ?? []) if ((own[n]?.get(value) ?? 0) >= max) return id;
      return undefined;
    },
    add({ verdict: { limited } }) {
      for (const [n, count] of own.entries())
        for (const value of limited[n] ?? []) count.set(value, (count.get(value) ?? 0) + 1);
    },
    copy: () => createLimitTally(limits, own),
  };
}
