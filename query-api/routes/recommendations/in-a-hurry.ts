import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';
import type { WireQuestion } from './wire-question.ts';

/** What answers in place of a strategy for which there is no time: what it proposes is the same for all shoppers, and known already. */
const hurried = 'trending';
/** These read one list of the shopper, or the same for all: another one would spare nothing. */
const cheap: ReadonlySet<string> = new Set([hurried, 'recently_viewed', 'buy_again']);

/** The question to ask in its place, if its answer would cost much. */
export const askInAHurry = (wire: WireQuestion): WireQuestion => ({ ...wire, strategy: hurried });

/** Whether another question would be answered sooner. What is to be explained is asked by people, one at a time. */
export const mayHurry = ({ strategy }: ResolvedQuestion, { explain }: WireQuestion): boolean =>
  !cheap.has(strategy) && explain !== true;

/** What `meta` says of the answer to the other question: it is not what was asked for. */
export const hurriedMeta = { strategy: `${hurried}_fallback`, isFallback: true, degraded: true } as const;
