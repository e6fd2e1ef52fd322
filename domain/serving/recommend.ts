import type { AnswerVersions } from '#schemas/http/recommendations.ts';
import type { TenantConfig } from '../access/tenant.ts';
import { type BlendPart, blendName } from '../rules/effect.ts';
import { noRules, type RulesInForce } from '../rules/rules-in-force.ts';
import { isStrategyAmong, lastResort, strategies as registered, strategyNamed } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { blendKept } from './blend-kept.ts';
import { createChoice } from './choose-candidates.ts';
import { fillUp } from './fill-up.ts';
import { createFilters } from './filter-candidates.ts';
import { findAdmitted, mostLookedThrough } from './find-admitted.ts';
import { findUnliked } from './find-unliked.ts';
import { inOrder } from './in-order.ts';
import { placePins } from './place-pins.ts';
import { createProductsLeft } from './products-left.ts';
import { type Proposal, propose, readWhole } from './propose.ts';
import { rank, type ServedItem } from './rank.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import { findRotated } from './rotated.ts';
import type { Section } from './section.ts';
import type { ServingState } from './serving-state.ts';
import { goneByOf, nothingShared } from './shared-work.ts';
import type { Trace } from './trace.ts';
import { whoAsks } from './who-asks.ts';
import { widestWindow } from './widest-window.ts';
import { worthOf } from './worth-of.ts';

/** An answer before it is presented: all that may be kept of it, as JSON. */
export type Served = {
  items: ServedItem[];
  /** As `meta.strategy` says it: ends in `_fallback` if it is not the strategy that was asked. */
  strategy: string;
  isFallback: boolean;
  /** The first strategy that filled up. */
  filledFrom: string | null;
  /** The widest window that was counted for one of the items, null for all time; undefined if no window was. */
  windowMs: number | null | undefined;
  /** Whether there are products behind these, for another page. */
  hasMore: boolean;
  /** Versions of the models that it was computed by, as answers name them, and where these stood in the log of events; put in by whoever keeps it. */
  computedFrom?: Pick<AnswerVersions, 'model' | 'weights'> & { events?: string };
};

/** What a shopper is served who is held out. */
const nothing: Served = {
  items: [],
  strategy: 'none',
  isFallback: false,
  filledFrom: null,
  windowMs: undefined,
  hasMore: false,
};

/** Candidates asked of a strategy for each item wanted, so that enough remain behind the filters. */
const candidatesPerItem = 6;
const leastCandidates = 60;
/** Of the newest products that fill up so many are looked at, at most, for some that filters let through: to go through a whole catalog for each short answer would take too long. */
const mostNewest = 4_000;
/** How many times as many are asked for if too few of them remain. */
const moreCandidates = 8;

/** Longer lists of candidates are not kept for the other questions of a page: they take room, and are seldom asked for twice. */
const mostCandidatesShared = 500;

/**
 * Answers a question in steps: candidates of the strategy, or of the first stand-in that has any behind the filters; filling up, at last from the newest products; ranking; pins. A strategy
 * of whose candidates too few remain is asked for more, as long as it has more. Rules are in force at the places that docs/rules.md names.
 * Pure: the same state, the same answer. What happens on the way is written to `trace`, if there is one.
 */
export function recommend(
  question: ResolvedQuestion,
  state: ServingState,
  config: TenantConfig,
  strategies: readonly Strategy[] = registered,
  rules: RulesInForce = noRules,
  trace?: Trace,
): Served {
  if (question.holdout === 'none') return nothing;
  const { limit, unlike = [] } = question;
  const { share = nothingShared } = state;
  const goneBy = state.share === undefined ? '' : goneByOf(question);
  const { shopper, asked } = share(`who ${goneBy}`, () => whoAsks(question, state, config));
  const unliked = share(`unlike ${goneBy}`, () => findUnliked(unlike, state.content));
  const rotated = findRotated(state.shards, question.userId, rules, state.nowMs);
  const isTraced = trace !== undefined;
  const filters = createFilters(question, shopper, state, config.excludePurchased, rules, {
    unliked,
    rotated,
    isTraced,
  });
  // What was shown lately, and what is like unliked products, has another order than rules give it.
  const isByRules = rules.version !== null && unliked.size === 0 && rotated.size === 0;
  const worth = worthOf(rules, state, filters);
  const byRules = { worth: isByRules ? worth : undefined, mostRaised: rules.mostRaised };
  const choice = createChoice(rules, (a, b) => state.content().similarity(a, b), isTraced);
  const findLeft = (most: number) => findAdmitted(state, worth, filters.mayAnswer, most);
  const remaining = createProductsLeft(findLeft, choice.isTaken);
  const settings = config.strategies as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Of few, in a catalog that is not large, all are looked for, wherever they stand. */
  const isNearEnough = () => remaining.areFew() && state.catalogSize <= mostLookedThrough;
  /** Of the strategy that was asked last: whether it has more than was taken. */
  let hasMore = false;

  const partsOf = (name: string): readonly BlendPart[] => {
    const parts = name === blendName ? question.blend : undefined;
    return parts ?? [{ strategy: name, weight: 1 }];
  };
  /** What one strategy proposes. `before`: what it proposed when less was wanted. */
  const proposalOf = ({ strategy: name, weight }: BlendPart, wanted: number, isWhole: boolean, before?: Proposal) => {
    const strategy = strategyNamed(name, strategies);
    const own = settings[name] ?? strategy.defaults;
    const asking = { ...asked, wanted };
    const find = () => before?.more?.(wanted) ?? strategy.candidates(state, asking, own);
    const isShared = state.share !== undefined && wanted <= mostCandidatesShared;
    const found = isShared
      ? share(`${name} ${JSON.stringify(own)} ${wanted} ${goneBy}`, () => readWhole(find()))
      : find();
    return propose(found, filters, remaining, byRules, { strategy, question: asking, settings: own, weight }, isWhole);
  };
  const sectionOf = (name: string, room: number, most = Number.POSITIVE_INFINITY): Section['candidates'] => {
    hasMore = false;
    // What strategies have that may not be answered is told by `explain` alone.
    if (remaining.areTaken() && !isTraced) return [];
    remaining.begin();
    const parts = partsOf(name);
    const isBlend = parts.length > 1;
    let proposals: readonly Proposal[] = [];
    for (let wanted = Math.max(leastCandidates, limit * candidatesPerItem); ; wanted *= moreCandidates) {
      const before = isBlend ? [] : proposals;
      proposals = parts.map((part, n) => proposalOf(part, wanted, isBlend || isTraced, before[n]));
      const ordered = isBlend
        ? inOrder(blendKept(proposals), () => Number.POSITIVE_INFINITY)
        : inOrder(proposals[0]?.kept ?? [], proposals[0]?.mostFrom ?? (() => 0));
      const { picked, take, ...left } = choice.pick(ordered, room);
      const isAll = () => remaining.areProposed() || proposals.every((one) => one.isAll());
      if (picked.length < room && !isAll()) {
        remaining.count();
        if (!isAll() && (isNearEnough() || wanted * moreCandidates <= most)) continue;
      }
      // To find one more behind limits that are full, hundreds may have to be read.
      const surelyMore = !remaining.areFew() && proposals.some((one) => one.surelyMore);
      hasMore = surelyMore || left.hasMore() || !isAll();
      take();
      for (const { round } of proposals)
        trace?.rounds.push({ ...round, picked: picked.filter((one) => one.proposedBy === round.strategy.name) });
      return picked;
    }
  };
  /** The chains of the strategies of a section, one behind the other. */
  const chainOf = (name: string, of: (strategy: Strategy) => readonly string[] = ({ chain }) => chain): string[] => {
    const parts = partsOf(name).map(({ strategy }) => strategy);
    const chains = parts.flatMap((part) => of(strategyNamed(part, strategies)));
    return [...new Set(chains)].filter((one) => !parts.includes(one));
  };
  const { strategy: name } = question;
  const standIns = chainOf(name, (strategy) => strategy.standIns?.(asked.shopper) ?? strategy.chain);
  const first = firstSection([name, ...standIns, lastResort.name], limit, sectionOf);
  const isFallback = first.strategy !== name || question.unknownStrategy !== null;
  const fillers = rules.fill?.strategies.filter((one) => isStrategyAmong(strategies, one));
  const chain = [...chainOf(first.strategy), lastResort.name].filter((one) => one !== first.strategy);
  const fill = question.fill ? (fillers ?? chain) : [];
  const sections = fillUp(first, fill, limit, (filler, room) =>
    sectionOf(filler, room, filler === lastResort.name ? mostNewest : undefined),
  );
  const ranked = rank(sections);
  const items = placePins(ranked, rules, limit, filters.mayPin);
  if (trace !== undefined) {
    const { takenBy, lost: ruledOut, notPinned } = filters;
    const { heldBack, outdone } = choice;
    Object.assign(trace, { takenBy, ruledOut, notPinned, heldBack, outdone } satisfies Omit<Trace, 'rounds'>);
  }
  const shown = new Set(items.map(({ candidate }) => candidate.productId));
  return {
    items,
    strategy: isFallback ? fallbackNameOf(first.strategy) : name,
    isFallback,
    filledFrom: sections[1]?.strategy ?? null,
    windowMs: widestWindow(ranked, strategies),
    // What pins have pushed out comes on the next page, and what strategies have that filled up nothing is not known.
    hasMore:
      hasMore ||
      ranked.some(({ candidate }) => !shown.has(candidate.productId)) ||
      (ranked.length >= limit && fill.some((one) => sections.every(({ strategy }) => strategy !== one))),
  };
}

/** The candidates of the first strategy that has any; an empty section of the last resort if none has. */
function firstSection(
  names: readonly string[],
  limit: number,
  sectionOf: (strategy: string, room: number) => Section['candidates'],
): Section {
  for (const strategy of names) {
    const candidates = sectionOf(strategy, limit);
    if (candidates.length > 0) return { strategy, candidates };
  }
  return { strategy: lastResort.name, candidates: [] };
}

/** FR-016: in a shop in which nothing is trending, the newest products stand in for it. */
const fallbackNameOf = (strategy: string): string => `${strategy === lastResort.name ? 'trending' : strategy}_fallback`;
