import type { Ranked } from './contender.ts';

/** What one answer is worth. */
export type Measured = {
  /** 1 if one of the products that came next is among the first k, else 0. */
  hr: number;
  /** 1 ÷ the place of the first of them within k, from 1; 0 if there is none (reciprocal rank: Voorhees, TREC-8, 1999). */
  mrr: number;
  /** Discounted cumulative gain within k with binary gains and log2(place + 1), ÷ that of the best possible answer (Järvelin and Kekäläinen, TOIS 2002). */
  ndcg: number;
  /** Share of the products that came next that are within k; `hr` where there is one. */
  recall: number;
};

export const metricNames = ['hr', 'mrr', 'ndcg', 'recall'] as const satisfies readonly (keyof Measured)[];
export type MetricName = (typeof metricNames)[number];

/** `hr` and `mrr` of the same answer where every tie goes against, or for, the products that came next. Answers without scores have no ties. */
export type Ties = { isTied: boolean; worst: Pick<Measured, 'hr' | 'mrr'>; best: Pick<Measured, 'hr' | 'mrr'> };

/** Measures the first `k` of an answer, in which each product stands once. `targets`: at least one. */
export function measureAnswer(answer: readonly Ranked[], targets: readonly string[], k: number): Measured {
  let [first, found, reached] = [0, 0, 0];
  for (const [n, { productId }] of answer.slice(0, k).entries()) {
    if (!targets.includes(productId)) continue;
    if (first === 0) first = n + 1;
    found += 1;
    reached += gainAt(n + 1);
  }
  let ideal = 0;
  for (let place = 1; place <= Math.min(k, targets.length); place++) ideal += gainAt(place);
  return {
    hr: found > 0 ? 1 : 0,
    mrr: first === 0 ? 0 : 1 / first,
    ndcg: reached / ideal,
    recall: found / targets.length,
  };
}

/** Ranks with ties: a product's place could be that of the first or of the last product with its score (McSherry and Najork, ECIR 2008). */
export function measureTies(answer: readonly Ranked[], targets: readonly string[], k: number): Ties {
  let [worst, best, isTied] = [0, 0, false];
  for (const [n, { productId, score }] of answer.entries()) {
    if (!targets.includes(productId)) continue;
    let [from, to] = [n, n];
    if (score !== null) {
      while (answer[from - 1]?.score === score) from -= 1;
      while (answer[to + 1]?.score === score) to += 1;
    }
    if (from !== to && from < k) isTied = true;
    worst = Math.max(worst, to < k ? 1 / (to + 1) : 0);
    best = Math.max(best, from < k ? 1 / (from + 1) : 0);
  }
  const of = (mrr: number) => ({ hr: mrr > 0 ? 1 : 0, mrr });
  return { isTied, worst: of(worst), best: of(best) };
}

const gainAt = (place: number): number => 1 / Math.log2(place + 1);
