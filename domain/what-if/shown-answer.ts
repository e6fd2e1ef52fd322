import type { Exploration } from '../serving/explore.ts';
import type { AskedQuestion } from '../serving/resolve-question.ts';

/** An answer that was shown to a shopper, and what came of it. */
export type ShownAnswer = {
  servedAtMs: number;
  /** The question, in scope 1. */
  question: AskedQuestion;
  /** As they were shown. */
  productIds: readonly string[];
  /** Products of it that were clicked, with what was bought by these clicks, in 1/10,000. */
  clicks: ReadonlyMap<string, bigint>;
  /** How its order was found, where it may have been drawn; null elsewhere. */
  exploration: Exploration | null;
};
