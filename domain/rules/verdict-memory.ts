import type { CatalogItem } from '../catalog-item.ts';

/** What one set of rules has said of products, as long as the memory keeps it. By the product as the catalog has it: with that it goes. */
export type Said<Verdict> = {
  latest?: WeakMap<CatalogItem, Verdict> | undefined;
  earlier?: WeakMap<CatalogItem, Verdict> | undefined;
};

/** What all sets of rules have said, of which only so much is kept: a tenant may have hundreds of sets, each of which speaks of thousands of products. */
export type VerdictMemory<Verdict> = {
  /** What was said last, of as many products as the limit says, and what was said before that. Whoever finds a verdict in `earlier` keeps it anew, so that what is asked for again and again stays. */
  keep(said: Said<Verdict>, item: CatalogItem, verdict: Verdict): void;
};

/** Keeps the last `most` verdicts of all, and as many of before. */
export function createVerdictMemory<Verdict>(most: number): VerdictMemory<Verdict> {
  let filling = new Set<Said<Verdict>>();
  let filled = new Set<Said<Verdict>>();
  let kept = 0;
  const turnOver = () => {
    for (const said of filled) said.earlier = undefined;
    for (const said of filling) {
      said.earlier = said.latest;
      said.latest = undefined;
    }
    filled = filling;
    filling = new Set();
    kept = 0;
  };
  return {
    keep(said, item, verdict) {
      if (kept >= most) turnOver();
      if (said.latest === undefined) {
        said.latest = new WeakMap();
        filling.add(said);
      }
      said.latest.set(item, verdict);
      kept += 1;
    },
  };
}
