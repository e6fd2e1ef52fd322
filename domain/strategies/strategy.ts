import type { Static, TObject, TProperties } from 'typebox';
import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import type { Reason } from '../reasons/reason.ts';
import type { Bought } from './buy-again/recommend-buy-again.ts';
import type { Candidate, Evidence } from './candidate.ts';
import type { ContentIndex } from './content-based/content-index.ts';
import type { Explanation, Lack } from './explanation.ts';
import type { Found } from './found.ts';
import type { KeptVisit } from './session/similar-visits.ts';

/** What a strategy answers from. Everything is in memory; `shards` are in the order of their partitions. */
export type StrategyState = {
  nowMs: number;
  shards: readonly ScopeInteractions[];
  catalogSize: number;
  content(): ContentIndex;
  /** The newest available products first. */
  newest(limit: number): string[];
  /** What `make` returns, kept for a second under `key` for all questions of the scope: for what is the same for every shopper. */
  once<Value>(key: string, make: () => Value): Value;
};

/** A question as a strategy sees it. */
export type StrategyQuestion = {
  /** How many events with a weight the shopper has, the sum of their weights, and what was bought on which days; undefined for an unknown shopper. */
  shopper: { readonly events: number; readonly weight: number; bought(): readonly Bought[] } | undefined;
  /** Distinct products that the question is about, the most telling last: the shopper's, those of the session, those of the page. */
  history: readonly string[];
  /** Distinct products of this visit and of the page, the last touched at the end; `kept` is the visit itself, null if none is kept. */
  visit: { readonly products: readonly string[]; readonly kept: KeptVisit | null };
  /** Products of the page or the cart alone. */
  productIds: readonly string[];
  /** How many candidates are enough, so that some remain behind the filters. */
  wanted: number;
};

/**
 * A way to recommend, whole: everything else (serving, a tenant's configuration and its defaults, contracts and their document) is derived
 * from the list of them in `index.ts`. Pure: no clock, no reads.
 */
export type Strategy<
  Name extends string = string,
  Settings extends TProperties = TProperties,
  Why extends Evidence = Evidence,
> = {
  /** As questions, answers and configurations spell it. */
  name: Name;
  /** Contracts of what a tenant may set: what the strategy needs before it answers, and its parameters. */
  settings: Settings;
  /** What a new tenant has. */
  defaults: Static<TObject<Settings>>;
  /** Whether products of the shopper's history may be answered. */
  seen: 'keep' | 'drop';
  /** `keep` if products that the shopper bought are answered even if the tenant leaves them out. */
  purchased?: 'keep';
  /** Names of the strategies that fill up a short answer of this one, in this order; they also stand in if it has no answer at all. */
  chain: readonly string[];
  /** Names of the strategies that stand in for this shopper, if they are others than the chain. */
  standIns?(shopper: StrategyQuestion['shopper']): readonly string[];
  candidates(state: StrategyState, question: StrategyQuestion, settings: Static<TObject<Settings>>): Found<Why>;
  /**
   * What the scores of these candidates are made of, in their order: asked for `explain` alone, right after `candidates` has returned them for the same question. If it is left out, a
   * score is one part.
   */
  explain?(
    state: StrategyState,
    question: StrategyQuestion,
    settings: Static<TObject<Settings>>,
    candidates: readonly Candidate<Why>[],
  ): readonly Explanation[];
  /** Why it has no candidates for this question; asked for `explain` alone, where it had none. */
  whyNone?(state: StrategyState, question: StrategyQuestion, settings: Static<TObject<Settings>>): Lack;
  /** The window that was counted for a candidate, null for all time; of strategies that count in windows alone. */
  windowOf?(evidence: Why): number | null;
  /** The version of what it has learnt beside the counts of the models, and when, if it learns anything; a few look-ups, since each answer names it. */
  weights?(state: StrategyState): { version: string; asOfMs: number | null };
  /** What a shopper reads below a product, in each language of `domain/reasons`: true, and naming the actual evidence. */
  reason(evidence: Why, nameOf: (productId: string) => string): Reason;
};

/** The strategy itself, with the types that its name, settings and evidence have. */
export function defineStrategy<const Name extends string, Settings extends TProperties, Why extends Evidence>(
  strategy: Strategy<Name, Settings, Why>,
): Strategy<Name, Settings, Why> {
  return strategy;
}
