/** What is sampled of one process, or of Postgres as a whole: amounts that may rise with the load and must not rise with time. */
export type Sample = Readonly<Record<string, number>>;
/** How far a measure may rise between the last two quarters: by its part, or by so much, whichever is more. */
export type Bound = { part: number; atLeast: number };

/**
 * Says which measures rise with time, a line each. The third and the last quarter of the samples are compared by their medians, since the first half
 * is the time in which caches and pools fill; what rises steadily rises by a quarter of its rise an hour between them.
 */
export function judgeTrend(samples: readonly Sample[], boundOf: (measure: string) => Bound): string[] {
  const quarter = Math.floor(samples.length / 4);
  if (quarter < 2) return [`only ${samples.length} samples: let it run longer`];
  const third = samples.slice(2 * quarter, 3 * quarter);
  const last = samples.slice(3 * quarter);
  const measures = new Set(samples.slice(2 * quarter).flatMap((sample) => Object.keys(sample)));
  return [...measures].flatMap((measure) => {
    const [before, after] = [third, last].map((some) => medianOf(some.map((sample) => sample[measure] ?? 0)));
    const { part, atLeast } = boundOf(measure);
    const most = Math.max(atLeast, part * (before ?? 0));
    const rise = (after ?? 0) - (before ?? 0);
    return rise > most ? [`${measure} rose from ${before} to ${after}, by more than ${most}`] : [];
  });
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
