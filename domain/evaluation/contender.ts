import type { Asked } from './question.ts';

/** A product of an answer; scores compare within the answer only. Null where nobody knows the score. */
export type Ranked = { productId: string; score: number | null };

/** Somebody who answers the questions of an evaluation: a strategy, the whole pipeline, a baseline, or lists that were made elsewhere. */
export type Contender = {
  name: string;
  /** The best first, each product once. More products than are counted tell whether the last of them are tied with what comes behind. */
  ask(asked: Asked): readonly Ranked[];
  /** Learns what the last question has missed and serving learns outside of questions; false if nothing was missed. */
  settle?(): boolean;
};
