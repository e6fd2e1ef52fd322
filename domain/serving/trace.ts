import type { Candidate } from '../strategies/candidate.ts';
import type { Strategy, StrategyQuestion } from '../strategies/strategy.ts';
import type { Filter } from './filter-candidates.ts';

/** A strategy that was asked, what it proposed, what filters kept of that, and what was picked. */
export type Round = {
  strategy: Strategy;
  question: StrategyQuestion;
  settings: Readonly<Record<string, unknown>>;
  candidates: readonly Candidate[];
  kept: readonly { candidate: Candidate }[];
  /** With the scores that rules have given them, the best first. */
  picked: readonly { candidate: Candidate }[];
};

/** What happened on the way to one answer; it is written down only for `explain`. */
export type Trace = {
  /** In the order in which strategies were asked; one that was asked again for more is here once, as the last time. */
  rounds: Round[];
  /** By product: the filter that took it first, and the rule, if one did. */
  takenBy: ReadonlyMap<string, Filter>;
  ruledOut: ReadonlyMap<string, string>;
  /** By pinned product: why it may not be shown, if no rule says so. */
  notPinned: ReadonlyMap<string, 'unavailable' | 'excluded'>;
  /** By product: the `limit` rule that held it back. */
  heldBack: ReadonlyMap<string, string>;
  /** By product: the rule without which it would have been picked. */
  outdone: ReadonlyMap<string, string>;
};

export const createTrace = (): Trace => ({
  rounds: [],
  takenBy: new Map(),
  ruledOut: new Map(),
  notPinned: new Map(),
  heldBack: new Map(),
  outdone: new Map(),
});
