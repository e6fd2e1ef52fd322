const dayMs = 86_400_000;

/** Sums of whole UTC days, or of quarter hours, from `fromMs` to before `toMs`; `sign` says whether they are added to the bucket or taken away. */
export type Piece = { bucket: number; grain: 'day' | 'quarter'; fromMs: number; toMs: number; sign: 1 | -1 };

/**
 * Cuts buckets of time into pieces that are summed already: bucket n goes from `bounds[n]` to before `bounds[n + 1]`. A bound that is no UTC
 * midnight is the nearest one, and the quarter hours between are added or taken away: a month of days in Berlin reads 30 days and 8 quarter
 * hours each, where it would read 2,880 quarter hours. Bounds must rise, and be whole quarter hours.
 */
export function piecesOf(bounds: readonly number[]): Piece[] {
  const pieces: Piece[] = [];
  for (const [bucket, from] of bounds.entries()) {
    const to = bounds[bucket + 1];
    if (to === undefined) break;
    const add = (grain: Piece['grain'], fromMs: number, toMs: number, sign: 1 | -1) => {
      if (fromMs < toMs) pieces.push({ bucket, grain, fromMs, toMs, sign });
    };
    const firstDay = nearestMidnight(from);
    const lastDay = nearestMidnight(to);
    if (to - from <= Math.abs(firstDay - from) + Math.abs(lastDay - to)) {
      add('quarter', from, to, 1);
      continue;
    }
    add('day', firstDay, lastDay, 1);
    add('quarter', from, firstDay, 1);
    add('quarter', firstDay, from, -1);
    add('quarter', lastDay, to, 1);
    add('quarter', to, lastDay, -1);
  }
  return pieces;
}

const nearestMidnight = (ms: number): number => Math.round(ms / dayMs) * dayMs;
