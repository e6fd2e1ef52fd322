import type { Candidate, Evidence } from './candidate.ts';
import type { Worth } from './worth.ts';

/** The best candidates, the best first, by falling scores; none if the strategy cannot answer. */
export type Found<Why extends Evidence = Evidence> = {
  /** They may be made as they are read, and are to be read before any strategy is asked the next question: of six an answer reads one. */
  candidates: Iterable<Candidate<Why>>;
  /**
   * The same candidates but for those that are worth nothing, and, if it likes, those that are left out, by falling products of score and worth, equal ones in the order of `candidates`: rules that raise the score of some nine times would have nearly all
   * read. In place of `candidates`. If left out, these have to be read.
   */
  byWorth?(worth: Worth): Iterable<Candidate<Why>>;
  /** Whether it has more if more are wanted; if left out, whether it gave all that were wanted. */
  readonly hasMore?: boolean;
  /** What it has if more are wanted: as if it had been asked so at first, for less. Before any strategy is asked the next question. */
  more?(wanted: number): Found<Why>;
};
