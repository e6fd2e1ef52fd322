/** Latencies of one run, ms. */
export type Latencies = {
  add(ms: number): void;
  /** Adds all of another run. */
  addAll(of: Latencies): void;
  readonly all: readonly number[];
  readonly count: number;
  percentile(p: number): number;
};

export function createLatencies(): Latencies {
  const all: number[] = [];
  let isSorted = true;
  return {
    add(ms) {
      all.push(ms);
      isSorted = false;
    },
    addAll: (of) => {
      for (const one of of.all) all.push(one);
      isSorted = false;
    },
    all,
    get count() {
      return all.length;
    },
    percentile(p) {
      if (!isSorted) all.sort((a, b) => a - b);
      isSorted = true;
      return all[Math.min(all.length - 1, Math.ceil((p / 100) * all.length) - 1)] ?? Number.NaN;
    },
  };
}
