import type { TenantConfig } from '../access/tenant.ts';
import type { Candidate } from '../strategies/candidate.ts';
import { lastResort, strategies as registered, strategyNamed } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { fillUp } from './fill-up.ts';
import { createFilters, type Filtered } from './filter-candidates.ts';
import { findShopper } from './find-shopper.ts';
import { findVisit } from './find-visit.ts';
import { rank, type ServedItem } from './rank.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import type { Section } from './section.ts';
import type { ServingState } from './serving-state.ts';

/** An answer before it is presented: all that may be kept of it, as JSON. */
export type Served = {
  items: ServedItem[];
  /** As `meta.strategy` says it: ends in `_fallback` if it is not the strategy that was asked. */
  strategy: string;
  isFallback: boolean;
  /** The first strategy that filled up. */
  filledFrom: string | null;
  /** The window that was counted, null for all time; undefined if no window was. */
  windowMs: number | null | undefined;
  filtered: Filtered;
};

/** What a shopper is served who is held out. */
const nothing: Served = {
  items: [],
  strategy: 'none',
  isFallback: false,
  filledFrom: null,
  windowMs: undefined,
  filtered: { unavailable: 0, seen: 0, purchased: 0, excluded: 0 },
};

/** Candidates asked of a strategy for each item wanted, so that enough remain behind the filters. */
const candidatesPerItem = 6;
const leastCandidates = 60;

/**
 * Answers a question in steps: candidates of the strategy, or of the first stand-in that has any behind the filters; filling up; ranking.
 * Pure: the same state, the same answer.
 */
export function recommend(
  question: ResolvedQuestion,
  state: ServingState,
  config: TenantConfig,
  strategies: readonly Strategy[] = registered,
): Served {
  if (question.holdout === 'none') return nothing;
  const shopper = findShopper(state.shards, question.userId);
  // A tenant that demands a hash of who is named answers nobody about a visit by its id alone.
  const isHidden = question.userId === null && config.requireUserHash;
  const visit = isHidden ? undefined : findVisit(state.shards, question, state.nowMs);
  const { limit, productIds } = question;
  const wanted = Math.max(leastCandidates, limit * candidatesPerItem);
  const ofVisit = distinct([...(visit?.products ?? []), ...productIds]);
  const asked = {
    shopper,
    history: distinct([...(shopper?.products ?? []), ...ofVisit]),
    visit: { products: ofVisit, kept: visit ?? null },
    productIds,
    wanted,
  };
  const filters = createFilters(question, shopper, state.item, config.excludePurchased);
  const settings = config.strategies as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  let windowMs: number | null | undefined;

  const candidatesOf = (name: string): Candidate[] => {
    const strategy = strategyNamed(name, strategies);
    const found = strategy.candidates(state, asked, settings[name] ?? strategy.defaults);
    if (found.windowMs !== undefined) windowMs = found.windowMs;
    return filters.keep(found.candidates, strategy);
  };
  const { name, chain, standIns } = strategyNamed(question.strategy, strategies);
  const first = firstSection([name, ...(standIns?.(shopper) ?? chain), lastResort.name], limit, candidatesOf);
  const isFallback = first.strategy !== name || question.unknownStrategy !== null;
  const sections = question.fill
    ? fillUp(first, strategyNamed(first.strategy, strategies).chain, limit, candidatesOf)
    : [first];
  return {
    items: rank(sections),
    strategy: isFallback ? fallbackNameOf(first.strategy) : name,
    isFallback,
    filledFrom: sections[1]?.strategy ?? null,
    windowMs,
    filtered: filters.filtered,
  };
}

/** Each product once, at its last place. */
const distinct = (products: readonly string[]): string[] => [...new Set(products.toReversed())].reverse();

/** The candidates of the first strategy that has any; an empty section of the last resort if none has. */
function firstSection(
  names: readonly string[],
  limit: number,
  candidatesOf: (strategy: string) => readonly Candidate[],
): Section {
  for (const strategy of names) {
    const candidates = candidatesOf(strategy).slice(0, limit);
    if (candidates.length > 0) return { strategy, candidates };
  }
  return { strategy: lastResort.name, candidates: [] };
}

/** FR-016: in a shop in which nothing is trending, the newest products stand in for it. */
const fallbackNameOf = (strategy: string): string => `${strategy === lastResort.name ? 'trending' : strategy}_fallback`;
