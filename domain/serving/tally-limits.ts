import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Kept } from './filter-candidates.ts';

/** How many products of each value are taken, by `limit` rule. */
export type LimitTally = {
  /** The rule that holds it back, since one of its values is full; undefined if none does. */
  fullFor(one: Kept): string | undefined;
  add(one: Kept): void;
  copy(): LimitTally;
};

const none: readonly unknown[] = [];

/** Counts from what another tally has counted, if one is given. */
export function createLimitTally(
  limits: RulesInForce['limits'],
  counts: readonly ReadonlyMap<unknown, number>[] = [],
): LimitTally {
  const own = limits.map((_, n) => new Map(counts[n]));
  return {
    fullFor({ verdict: { limited } }) {
      // Asked of hundreds of candidates, and nothing is made for it.
      for (let n = 0; n < limits.length; n++) {
        const [values, max] = [limited[n] ?? none, limits[n]?.max ?? 0];
        for (let at = 0; at < values.length; at++) if ((own[n]?.get(values[at]) ?? 0) >= max) return limits[n]?.id;
      }
      return undefined;
    },
    add({ verdict: { limited } }) {
      for (const [n, count] of own.entries())
        for (const value of limited[n] ?? []) count.set(value, (count.get(value) ?? 0) + 1);
    },
    copy: () => createLimitTally(limits, own),
  };
}
