import { strategyNamed } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { ServedItem } from './rank.ts';

/** The widest window in which a strategy has counted for one of these, null for all time; undefined if none has counted in a window. */
export function widestWindow(items: readonly ServedItem[], strategies: readonly Strategy[]): number | null | undefined {
  let widest: number | null | undefined;
  for (const { candidate, strategy } of items) {
    const window = strategyNamed(strategy, strategies).windowOf?.(candidate.evidence);
    if (window === undefined || widest === null) continue;
    widest = window === null ? null : Math.max(window, widest ?? 0);
  }
  return widest;
}
