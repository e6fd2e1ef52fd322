import { grown } from '../memory/grown.ts';
import type { Ranked } from './contender.ts';
import { type Measured, measureAnswer, measureTies } from './measure-answer.ts';
import type { Question } from './question.ts';

/** Whether the shopper had touched what came next: all of it (`repeat`), none (`new`), or some. */
export const kinds = ['repeat', 'new', 'mixed'] as const;
export type Kind = (typeof kinds)[number];

/** Sums over questions; a mean is a sum ÷ `questions`. */
export type Sums = Measured & { questions: number };
export const noSums: Sums = { questions: 0, hr: 0, mrr: 0, ndcg: 0, recall: 0 };

/** What the answers of one contender were worth, kept as sums. */
export type Book = {
  note(question: Question, answer: readonly Ranked[], kind: Kind, popularityOf: (productId: string) => number): void;
  /** By cluster of questions, in the order in which these began to ask. */
  readonly clusters: readonly Sums[];
  /** By what came next: `repeat`, `new` and, of questions with several right products, `mixed`. */
  readonly ofKind: Readonly<Record<Kind, Sums>>;
  /** Questions without any answer. */
  readonly unanswered: number;
  /** Each product that was among the first k of an answer. */
  readonly answered: ReadonlySet<string>;
  readonly ties: { questions: number; worst: { hr: number; mrr: number }; best: { hr: number; mrr: number } };
  /** The sum of the popularity of all products answered, and how many these were. */
  readonly popularity: { sum: number; products: number };
  /** In the order of questions, ms. */
  readonly latencies: Float64Array;
  noteLatency(ms: number): void;
};

export function createBook(k: number): Book {
  const clusters = new Map<number, Sums>();
  const ofKind = { repeat: { ...noSums }, new: { ...noSums }, mixed: { ...noSums } };
  const answered = new Set<string>();
  const ties = { questions: 0, worst: { hr: 0, mrr: 0 }, best: { hr: 0, mrr: 0 } };
  const popularity = { sum: 0, products: 0 };
  let [latencies, timed, unanswered] = [new Float64Array(1_024), 0, 0];
  return {
    get clusters() {
      return [...clusters.values()];
    },
    ofKind,
    answered,
    ties,
    popularity,
    get unanswered() {
      return unanswered;
    },
    get latencies() {
      return latencies.subarray(0, timed);
    },
    noteLatency(ms) {
      latencies = grown(latencies, timed + 1);
      latencies[timed++] = ms;
    },
    note({ targets, cluster }, answer, kind, popularityOf) {
      const measured = measureAnswer(answer, targets, k);
      const ofCluster = clusters.get(cluster) ?? { ...noSums };
      clusters.set(cluster, ofCluster);
      add(ofCluster, measured);
      add(ofKind[kind], measured);
      if (answer.length === 0) unanswered += 1;
      const { isTied, worst, best } = measureTies(answer, targets, k);
      if (isTied) ties.questions += 1;
      for (const [sum, one] of [
        [ties.worst, worst],
        [ties.best, best],
      ] as const) {
        sum.hr += one.hr;
        sum.mrr += one.mrr;
      }
      for (const { productId } of answer.slice(0, k)) {
        answered.add(productId);
        popularity.sum += popularityOf(productId);
        popularity.products += 1;
      }
    },
  };
}

function add(sums: Sums, { hr, mrr, ndcg, recall }: Measured): void {
  sums.questions += 1;
  sums.hr += hr;
  sums.mrr += mrr;
  sums.ndcg += ndcg;
  sums.recall += recall;
}
