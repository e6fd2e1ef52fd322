import { type Book, type Kind, kinds, type Sums } from './book.ts';
import type { Interval } from './bootstrap.ts';
import { meanOf, totalOf } from './bootstrap.ts';
import { type MetricName, metricNames } from './measure-answer.ts';

/** What is said of one contender. Shares are 0 to 1, times are ms. */
export type Figures = {
  name: string;
  questions: number;
  /** Share of the questions without any answer; they count as 0 everywhere. */
  unanswered: number;
  metrics: Record<MetricName, Interval & { value: number }>;
  /** The same by what came next: what the shopper had touched before (`repeat`), or not (`new`); `mixed` where there are several right products. */
  ofKind: Record<Kind, Pick<Sums, 'questions' | MetricName>>;
  /** Share of the known products that are among the first k of at least one answer. */
  coverage: number;
  /** Mean popularity of the products answered ÷ that of the products that came next: 1 is as popular as what shoppers chose (average recommendation popularity: Yin et al., VLDB 2012). */
  popularity: number | null;
  /** Share of the questions in which a right product has the score of another one, and the figures if all ties went against it, or for it. */
  ties: { share: number; worst: { hr: number; mrr: number }; best: { hr: number; mrr: number } };
  latencyMs: { p50: number; p95: number; p99: number };
};

/** What came next, whoever is asked. */
export type Truth = {
  /** How often the products were touched before, summed, and how many these were. */
  popularity: { sum: number; products: number };
  /** Questions of whose right products none was known when they were asked: only a catalog could propose them. */
  unknown: number;
};

/** The figures of a book. `isKnown`: whether a product is in the data at the end, `known` how many are. */
export function figuresOf(
  name: string,
  book: Book,
  intervals: Readonly<Record<MetricName, Interval>>,
  truth: Truth,
  { known, isKnown }: { known: number; isKnown(productId: string): boolean },
): Figures {
  const total = totalOf(book.clusters);
  const questions = Math.max(1, total.questions);
  const covered = [...book.answered].filter(isKnown).length;
  const [ours, theirs] = [book.popularity, truth.popularity].map(({ sum, products }) => sum / products);
  const popularity = ours !== undefined && theirs !== undefined ? ours / theirs : Number.NaN;
  const sorted = book.latencies.toSorted();
  const quantile = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const share = ({ hr, mrr }: { hr: number; mrr: number }) => ({ hr: hr / questions, mrr: mrr / questions });
  return {
    name,
    questions: total.questions,
    unanswered: book.unanswered / questions,
    metrics: record(metricNames, (metric) => ({ value: meanOf(total, metric), ...intervals[metric] })),
    ofKind: record(kinds, (kind) => ({
      questions: book.ofKind[kind].questions,
      ...record(metricNames, (metric) => meanOf(book.ofKind[kind], metric)),
    })),
    coverage: known === 0 ? 0 : covered / known,
    popularity: Number.isFinite(popularity) ? popularity : null,
    ties: { share: book.ties.questions / questions, worst: share(book.ties.worst), best: share(book.ties.best) },
    latencyMs: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
  };
}

const record = <Name extends string, Value>(names: readonly Name[], of: (name: Name) => Value): Record<Name, Value> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>;
