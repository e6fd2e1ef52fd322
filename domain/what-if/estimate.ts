import { intervalOf } from '../evaluation/bootstrap.ts';
import { type Exploration, placePropensity } from '../serving/explore.ts';
import { createClickModel } from './click-model.ts';

/** An answer whose order may have been drawn, what was clicked of it, and what two ways of answering would have had at its places. */
export type LoggedAnswer = {
  userId: string;
  productIds: readonly string[];
  exploration: Exploration;
  clicked: ReadonlySet<string>;
  today: readonly string[];
  changed: readonly string[];
  /** How often a product had been touched before. */
  touchesOf(productId: string): number;
};

export const estimateMethods = ['ips', 'snips', 'dr'] as const;
export type EstimateMethod = (typeof estimateMethods)[number];

/** Clicks an answer by both ways, and by how many more the changed one has, with the interval of that. */
export type Estimate = {
  method: EstimateMethod;
  today: number;
  changed: number;
  difference: { value: number; low: number; high: number };
};

export type Estimates = {
  answers: number;
  /** Clicks an answer, as it was shown. */
  logged: number;
  /** Of the places at which both ways differ: the share at which exploration may have shown the changed way's product, and how many showings of equal weight they are worth. */
  supported: number;
  effectiveSample: number;
  estimates: readonly Estimate[];
};

/** One way at one place: its weight (0 where something else stood there), and what the click model says of its product and of the one that stood there. */
type Pair = { place: number; weight: number; click: number; expected: number; shownExpected: number };
type Row = { userId: string; clicks: number; ways: readonly (readonly Pair[])[] };

/**
 * Estimates the clicks that each way of answering would have had, from answers whose order was drawn with known propensities. The unit is a product at a place (the item-position model of Li, Abbasi-Yadkori, Kveton,
 * Muthukrishnan, Vinay, Wen, KDD 2018): `ips` weighs a click by 1 ÷ the propensity of its product at its place where the way has the same there (Horvitz, Thompson 1952); `snips` divides by the weights of the place (Swaminathan, Joachims 2015), so that
 * it has no bound to break; `dr` takes a click model and corrects it by the weighed rest (Dudík, Langford, Li 2011). Intervals: percentile bootstrap over shoppers, in pairs.
 */
export function estimate(answers: readonly LoggedAnswer[], resamples: number, random: () => number): Estimates {
  const model = createClickModel();
  for (const { productIds, clicked, touchesOf } of answers)
    for (const [place, productId] of productIds.entries())
      model.note({ place, touches: touchesOf(productId) }, clicked.has(productId));
  const rows = answers.map(
    (answer): Row => ({
      userId: answer.userId,
      clicks: answer.productIds.filter((productId) => answer.clicked.has(productId)).length,
      ways: [answer.today, answer.changed].map((way) => pairsOf(answer, way, model)),
    }),
  );
  const places = Math.max(0, ...answers.map(({ productIds }) => productIds.length));
  const clusters = clustersOf(rows, places);
  const whole = valuesOf(clusters, places);
  const draws = estimateMethods.map(() => new Float64Array(resamples));
  for (let n = 0; n < resamples; n++) {
    const drawn = clusters.map(() => clusters[Math.floor(random() * clusters.length)] as Float64Array);
    for (const [m, { today, changed }] of valuesOf(drawn, places).entries()) {
      const of = draws[m];
      if (of !== undefined) of[n] = changed - today;
    }
  }
  return {
    answers: rows.length,
    logged: mean(
      rows.reduce((sum, { clicks }) => sum + clicks, 0),
      rows.length,
    ),
    ...supportOf(answers, rows),
    estimates: estimateMethods.map((method, m) => {
      const { today, changed } = whole[m] ?? { today: 0, changed: 0 };
      return { method, today, changed, difference: { value: changed - today, ...intervalOf(draws[m]) } };
    }),
  };
}

function pairsOf(
  { productIds, exploration, clicked, touchesOf }: LoggedAnswer,
  way: readonly string[],
  model: ReturnType<typeof createClickModel>,
): Pair[] {
  return productIds.flatMap((shown, place) => {
    const productId = way[place];
    if (productId === undefined) return [];
    const weight = productId === shown ? 1 / placePropensity(exploration, place) : 0;
    const expected = model.rate({ place, touches: touchesOf(productId) });
    const shownExpected = model.rate({ place, touches: touchesOf(shown) });
    return [{ place, weight, click: clicked.has(shown) ? 1 : 0, expected, shownExpected }];
  });
}

/** Sums of one shopper: answers, then for each way `ips` and `dr`, and for each place clicks by weight, weights, and answers that have something there. */
const widthOf = (places: number) => 1 + 2 * (2 + 3 * places);

function clustersOf(rows: readonly Row[], places: number): Float64Array[] {
  const clusters = new Map<string, Float64Array>();
  for (const { userId, ways } of rows) {
    const sums = clusters.get(userId) ?? new Float64Array(widthOf(places));
    clusters.set(userId, sums);
    const add = (at: number, value: number) => {
      sums[at] = (sums[at] ?? 0) + value;
    };
    add(0, 1);
    for (const [w, pairs] of ways.entries()) {
      const first = 1 + w * (2 + 3 * places);
      for (const { place, weight, click, expected, shownExpected } of pairs) {
        add(first, weight * click);
        add(first + 1, expected + weight * (click - shownExpected));
        for (const [n, value] of [weight * click, weight, 1].entries()) add(first + 2 + 3 * place + n, value);
      }
    }
  }
  return [...clusters.values()];
}

/** By method, clicks an answer of both ways. */
function valuesOf(clusters: readonly Float64Array[], places: number): { today: number; changed: number }[] {
  const sums = new Float64Array(widthOf(places));
  for (const cluster of clusters)
    for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? 0) + (cluster[at] ?? 0);
  const answers = sums[0] ?? 0;
  const [today, changed] = [0, 1].map((w) => {
    const [ips = 0, dr = 0, ...ofPlaces] = sums.subarray(1 + w * (2 + 3 * places), 1 + (w + 1) * (2 + 3 * places));
    let snips = 0;
    for (let place = 0; place < places; place++) {
      const [clicks = 0, weights = 0, having = 0] = ofPlaces.slice(3 * place, 3 * place + 3);
      snips += weights === 0 ? 0 : (having * clicks) / weights;
    }
    return [ips, snips, dr].map((sum) => mean(sum, answers));
  });
  return estimateMethods.map((_, m) => ({ today: today?.[m] ?? 0, changed: changed?.[m] ?? 0 }));
}

/** Of the places at which the ways differ. (Σ weights)² ÷ Σ weights² (Kish 1965). */
function supportOf(answers: readonly LoggedAnswer[], rows: readonly Row[]) {
  let [differing, supported, weights, squares] = [0, 0, 0, 0];
  for (const [n, { productIds, today, changed, exploration }] of answers.entries()) {
    const movable = new Set(productIds.filter((_, place) => (exploration.from[place] ?? null) !== null));
    for (const { place, weight } of rows[n]?.ways[1] ?? []) {
      if (today[place] === changed[place]) continue;
      differing += 1;
      const isMovable = (exploration.from[place] ?? null) !== null;
      if (isMovable ? movable.has(changed[place] ?? '') : changed[place] === productIds[place]) supported += 1;
      weights += weight;
      squares += weight * weight;
    }
  }
  return {
    supported: differing === 0 ? 1 : supported / differing,
    effectiveSample: squares === 0 ? 0 : weights ** 2 / squares,
  };
}

const mean = (sum: number, of: number): number => (of === 0 ? 0 : sum / of);
