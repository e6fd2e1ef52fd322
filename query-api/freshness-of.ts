import type { Freshness } from '#schemas/http/freshness.ts';
import type { Readiness } from '#schemas/http/health.ts';
import type { FoldState } from '#stores/analytics/read-fold-state.ts';

/** Returns how far the figures of a projection are, for `meta`. `lag`: of /ready. */
export const freshnessOf = ({ foldedAt, isStale, hasFormerCurrency }: FoldState, lag: Readiness['lag']): Freshness => ({
  foldedAt: foldedAt?.toISOString() ?? null,
  lag: lagOf(lag, 'loader'),
  isStale,
  hasFormerCurrency,
});

/** Records that a group has still to read, all its partitions together; null if none of them is known. */
function lagOf(lag: Readiness['lag'], group: string): number | null {
  const behind = Object.entries(lag).filter(([name]) => name.startsWith(`${group}/`));
  return behind.length === 0 ? null : behind.reduce((sum, [, records]) => sum + records, 0);
}
