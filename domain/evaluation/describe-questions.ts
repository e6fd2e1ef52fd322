import type { Step } from './question.ts';
import { kindOf } from './run-steps.ts';

/** What a set of data is like, before anybody is asked: whether it can tell strategies apart, and which. */
export type Description = {
  events: number;
  ofType: Record<string, number>;
  shoppers: number;
  visits: number;
  products: number;
  fromMs: number | null;
  toMs: number | null;
  questions: number;
  /** Shoppers, or visits of a file of questions, that ask. */
  clusters: number;
  askedFromMs: number | null;
  /** Shares of the questions: what came next was touched before by the shopper; was known to nobody; may be one of several. */
  repeats: number;
  unknown: number;
  several: number;
  /** Products that the shopper had touched before a question, with repeats. */
  past: { p50: number; p95: number; most: number };
  /** Share of all events that the most touched percent of the products has. */
  topPercent: number;
};

/** Walks through the steps of an evaluation and asks nobody. Yields after each step. */
export function* describeSteps(steps: Iterable<Step>): Generator<Step['does'], Description> {
  const touches = new Map<string, number>();
  const ofType: Record<string, number> = {};
  const [shoppers, visits, clusters] = [new Set<string>(), new Set<number>(), new Set<number>()];
  const pasts: number[] = [];
  let [events, repeats, unknown, several] = [0, 0, 0, 0];
  let [fromMs, toMs, askedFromMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const step of steps) {
    if (step.does === 'learn') {
      const { type, userId, productId, timestampMs } = step.event;
      events += 1;
      ofType[type] = (ofType[type] ?? 0) + 1;
      shoppers.add(userId);
      visits.add(step.visit);
      touches.set(productId, (touches.get(productId) ?? 0) + 1);
      fromMs = Math.min(fromMs, timestampMs);
      toMs = Math.max(toMs, timestampMs);
    } else {
      const { asked, targets, cluster } = step.question;
      clusters.add(cluster);
      askedFromMs = Math.min(askedFromMs, asked.nowMs);
      pasts.push(Math.max(asked.history().length, asked.visit.length));
      if (kindOf(step.question) === 'repeat') repeats += 1;
      if (!targets.some((target) => touches.has(target))) unknown += 1;
      if (targets.length > 1) several += 1;
    }
    yield step.does;
  }
  const questions = pasts.length;
  const sorted = pasts.toSorted((a, b) => a - b);
  const counts = [...touches.values()].sort((a, b) => b - a);
  const top = counts.slice(0, Math.ceil(counts.length / 100)).reduce((sum, count) => sum + count, 0);
  const share = (count: number, of: number) => (of === 0 ? 0 : count / of);
  const finite = (ms: number) => (Number.isFinite(ms) ? ms : null);
  const quantile = (at: number) => sorted[Math.max(0, Math.ceil(at * questions) - 1)] ?? 0;
  return {
    events,
    ofType,
    shoppers: shoppers.size,
    visits: visits.size,
    products: touches.size,
    fromMs: finite(fromMs),
    toMs: finite(toMs),
    questions,
    clusters: clusters.size,
    askedFromMs: finite(askedFromMs),
    repeats: share(repeats, questions),
    unknown: share(unknown, questions),
    several: share(several, questions),
    past: { p50: quantile(0.5), p95: quantile(0.95), most: quantile(1) },
    topPercent: share(top, events),
  };
}
