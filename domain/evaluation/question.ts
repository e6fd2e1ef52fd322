import type { ShopEvent } from '../events/shop-event.ts';

/** What whoever answers may know of a question: nothing of what came next. */
export type Asked = {
  /** From 1, in the order in which questions are asked. */
  number: number;
  nowMs: number;
  /** Null if the question is about nobody whom the models know, but about the products of `visit`. */
  userId: string | null;
  sessionId: string | null;
  /** Products touched before in this visit, the latest last; may repeat. */
  visit: readonly string[];
  /** The visit as those who learn it have its number; -1 if they do not. */
  visitNumber: number;
  /** Products that the shopper touched before, in this visit or earlier, the latest last; may repeat. */
  history(): readonly string[];
};

/** A question with what came next. */
export type Question = {
  asked: Asked;
  /** The products that are right: one, or the lines of an order, or all that is held out of a shopper. Each once. */
  targets: readonly string[];
  /** Questions of one shopper have one number: they are no independent evidence. */
  cluster: number;
};

/** An evaluation is these steps in their order: what is learnt before a question is all that is known at it. `visit` numbers the visit, from 0. */
export type Step = { does: 'learn'; event: ShopEvent; visit: number } | { does: 'ask'; question: Question };
