import type { Candidate } from '../strategies/candidate.ts';
import type { Found } from '../strategies/found.ts';
import type { Strategy, StrategyQuestion } from '../strategies/strategy.ts';
import type { Worth } from '../strategies/worth.ts';
import type { Filters, Kept } from './filter-candidates.ts';
import type { ProductsLeft } from './products-left.ts';
import type { Round } from './trace.ts';

/** What one strategy proposes, and what filters keep of that: both are made as they are read. */
export type Proposal = {
  weight: number;
  kept: Iterable<Kept>;
  /** What a score by rules is at most from this one on. */
  mostFrom(one: Kept): number;
  /** The strategy has more if more are wanted, however much of this is read. */
  surelyMore: boolean;
  /** Whether the strategy has no more if more are wanted; asked once `kept` is read to its end. */
  isAll(): boolean;
  round: Omit<Round, 'picked'>;
  /** Goes on from this if more are wanted; undefined if the strategy has to be asked anew. */
  more: Found['more'];
};

/** `worth`: undefined where more than it decides the order. */
type ByRules = { worth: Worth | undefined; mostRaised: number };

/**
 * Puts a proposal together of what a strategy has found for a question. `isWhole`: all of it is read now, since another strategy is asked before its end, or since it is explained. `worth`: what
 * products are worth by rules, which raise a score `mostRaised` times at the most.
 */
export function propose(
  found: Found,
  filters: Filters,
  remaining: ProductsLeft,
  { worth, mostRaised }: ByRules,
  {
    strategy,
    question,
    settings,
    weight,
  }: { strategy: Strategy; question: StrategyQuestion; settings: Round['settings']; weight: number },
  isWhole: boolean,
): Proposal {
  const byWorth = isWhole || worth === undefined ? undefined : found.byWorth?.(worth);
  const candidates = isWhole ? [...found.candidates] : (byWorth ?? found.candidates);
  const count: Count = { read: 0 };
  const keeping = filters.keep(counted(candidates, remaining, isWhole, count), strategy);
  const whole = isWhole ? [...keeping] : undefined;
  return {
    weight,
    kept: whole ?? keeping,
    mostFrom: ({ candidate, verdict }) => candidate.score * (byWorth === undefined ? mostRaised : verdict.factor),
    surelyMore: found.hasMore === true,
    isAll: () => !(found.hasMore ?? count.read >= question.wanted),
    round: {
      ...{ strategy, question, settings, kept: whole ?? [] },
      candidates: Array.isArray(candidates) ? candidates : [],
    },
    more: found.more,
  };
}

/** How many candidates were read. */
type Count = { read: number };

/** Counts the candidates, and passes over those of which it is known that they may not be answered, unless all are wanted; once all that may be answered have been read, no more are. */
function* counted(
  candidates: Iterable<Candidate>,
  remaining: ProductsLeft,
  isWhole: boolean,
  count: Count,
): Generator<Candidate> {
  const isLast = remaining.beginReading();
  for (const one of candidates) {
    count.read += 1;
    if (remaining.propose(one.productId) || isWhole) yield one;
    if (isLast(one.productId) && !isWhole) return;
  }
}

/** The same, all of it read: for whoever keeps it. */
export const readWhole = ({ candidates, hasMore }: Found): Found => ({
  candidates: [...candidates],
  ...(hasMore === undefined ? {} : { hasMore }),
});
