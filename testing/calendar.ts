import assert from 'node:assert/strict';

/** The date (`2026-03-29`) that a zone's calendar shows at a moment, by another implementation than Postgres's. */
export const localDay = (timeZone: string, atMs: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(atMs);

/** Fails unless the buckets, in their order, are the window without a gap or an overlap. */
export function assertTiles(
  buckets: readonly { start: string; end: string }[],
  window: { from: string; to: string },
): void {
  assert.deepEqual([buckets[0]?.start, buckets.at(-1)?.end], [window.from, window.to]);
  for (const [n, { start }] of buckets.entries()) if (n > 0) assert.equal(start, buckets[n - 1]?.end);
}
