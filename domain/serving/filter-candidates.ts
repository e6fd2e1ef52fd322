import type { CatalogItem } from '../catalog-item.ts';
import { compileFilter } from '../rules/compile-filter.ts';
import type { KnownMode } from '../rules/effect.ts';
import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Verdict } from '../rules/verdicts.ts';
import type { Candidate } from '../strategies/candidate.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { LeftOut } from '../strategies/worth.ts';
import type { Shopper } from './find-shopper.ts';
import type { Unliked } from './find-unliked.ts';
import { markOf } from './product-mark.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import type { Rotated } from './rotated.ts';
import type { ServingState } from './serving-state.ts';

/** What takes a candidate out: `excluded` are those that the question itself leaves out or is about, `rules` those that a rule says may not be shown. */
export type Filter = 'unavailable' | 'excluded' | 'rules' | 'purchased' | 'seen';
/** How many candidates each has taken out. */
export type Filtered = Record<Filter, number>;

/** Each product once, however often it was proposed. */
export function countFiltered(takenBy: Filters['takenBy']): Filtered {
  const filtered = { unavailable: 0, excluded: 0, rules: 0, purchased: 0, seen: 0 };
  for (const filter of takenBy.values()) filtered[filter] += 1;
  return filtered;
}

/** How an explanation names what `unlike` of the question did to a score. */
const unlikedRule = 'question / unlike';

/** A candidate that may be answered, and what rules say of it. */
export type Kept = {
  /** As the strategy proposed it. */
  candidate: Candidate;
  /** The strategy that proposed it; of several in a blend the one that it owes most to. */
  proposedBy: string;
  item: CatalogItem;
  verdict: Verdict;
  /** By boosts, buries and `rotate`, and by what the question unlikes; and what did it. */
  score: number;
  scoredBy: readonly string[];
  /** What the score would be if nothing had lowered it, and what did. */
  unlowered: number;
  loweredBy: string | null;
  /** The rule that moves it behind all others of its strategy, if one does. */
  demotedBy: string | null;
};

/** What may not be answered to one question. */
export type Filters = {
  /** By product that was looked at: the filter that took it first; and the rule, if one did. */
  readonly takenBy: ReadonlyMap<string, Filter>;
  readonly lost: ReadonlyMap<string, string>;
  /** Those that may be answered, in their order; each is looked at when it is read. */
  keep(candidates: Iterable<Candidate>, of: Pick<Strategy, 'name' | 'seen' | 'purchased'>): Iterable<Kept>;
  /** Whether a product may be answered, but for what the shopper has seen or bought. */
  mayAnswer(found: CatalogItem): boolean;
  /** What the question leaves out, and the rules that look at what is asked take: of products that are to be had and that no other rule takes all that `mayAnswer` does not let through. */
  readonly leftOut: LeftOut;
  /** By product: why it may not be pinned though no rule forbids it. */
  readonly notPinned: ReadonlyMap<string, 'unavailable' | 'excluded'>;
  /** Whether a product may be pinned; if a rule forbids that, it is among the lost. */
  mayPin(productId: string, isForced: boolean): boolean;
};

/** Takes out what is not to be had, what the question excludes, what rules forbid, what was bought, and what was seen, noted under the first that holds if it is asked for afterwards (`isTraced`). */
export function createFilters(
  question: ResolvedQuestion,
  shopper: Shopper | undefined,
  { item, nowMs }: Pick<ServingState, 'item' | 'nowMs'>,
  excludePurchased: boolean,
  rules: RulesInForce,
  { unliked, rotated, isTraced }: { unliked: Unliked; rotated: Rotated; isTraced: boolean },
): Filters {
  const { exclude, productIds, cart = [], like = [], unlike = [], filter, shown } = question;
  const excluded = new Set([...exclude, ...productIds, ...like, ...unlike, ...cart.map((line) => line.productId)]);
  const marks = new Set(shown);
  const isShown = (productId: string): boolean => marks.size > 0 && marks.has(markOf(productId));
  const passes = filter === undefined ? () => true : compileFilter(filter);
  const isLeftOut = (found: CatalogItem): boolean =>
    excluded.has(found.productId) || isShown(found.productId) || !passes(found, nowMs);
  const keyless = rules.narrows.filter(({ key }) => key === undefined);
  const isLeftOutOtherwise = (found: CatalogItem): boolean =>
    isLeftOut(found) || keyless.some(({ takes }) => takes(found, nowMs));
  const purchasedModeOf = ({ purchased: kept }: Pick<Strategy, 'purchased'>): KnownMode =>
    rules.purchased?.mode ?? (excludePurchased && kept !== 'keep' ? 'drop' : 'keep');
  const afterDays = rules.purchased?.afterDays;
  const bought = () => (afterDays === undefined ? shopper?.purchases() : shopper?.boughtWithin(afterDays, nowMs));
  // Made when they are asked for: a shopper may have bought and touched thousands.
  let purchased: ReadonlySet<string> | undefined;
  let products: ReadonlySet<string> | undefined;
  const isBought = (productId: string): boolean => {
    purchased ??= new Set(bought());
    return purchased.has(productId) || (afterDays === undefined && shopper?.wasBought(productId) === true);
  };
  const isKnown = (productId: string): boolean => {
    products ??= new Set(shopper?.products);
    return products.has(productId) || shopper?.wasTouched(productId) === true;
  };
  const by = new Map<string, Filter>();
  const lost = new Map<string, string>();
  const notPinned = new Map<string, 'unavailable' | 'excluded'>();
  /** The rule that says it may not be shown: `exclude` before all that narrow, and of these the first in the list. */
  const takenBy = (found: CatalogItem, verdict: Verdict, isForced: boolean): string | null => {
    if (verdict.excludedBy !== null || isForced) return verdict.excludedBy;
    for (const { place, takes, id } of rules.narrows) {
      if (place > verdict.narrowedAt) break;
      if (takes(found, nowMs)) return id;
    }
    return verdict.narrowedBy;
  };

  const rotator = rules.rotate?.id;
  const scoredBy = ({ scoredBy: byFilters }: Verdict, ofUnliked?: number, ofRotated?: number): readonly string[] => {
    if (ofUnliked === undefined && ofRotated === undefined) return byFilters;
    const byRotate = ofRotated === undefined || rotator === undefined ? [] : [rotator];
    return [...(ofUnliked === undefined ? [] : [unlikedRule]), ...byFilters, ...byRotate];
  };
  const lowered = (ofUnliked?: number, ofRotated?: number): string | null =>
    ofRotated !== undefined ? (rotator ?? null) : ofUnliked !== undefined ? unlikedRule : null;

  const out = (productId: string, filter: Filter, rule?: string): null => {
    // A strategy may be strict where the one before it was not: what took the product first is told.
    if (!isTraced || by.has(productId)) return null;
    by.set(productId, filter);
    if (rule !== undefined) lost.set(productId, rule);
    return null;
  };

  /** For this question, whichever strategy proposes it: one that is asked for more proposes the same again, and so do those that fill up. */
  const forbidden = new Set<string>();
  const forbid = (productId: string, filter: Filter, rule?: string): null => {
    forbidden.add(productId);
    return out(productId, filter, rule);
  };

  /** Null if it may not be answered, and why is noted if it is asked for. */
  const keepOne = (candidate: Candidate, of: { name: string; seenMode: KnownMode; purchasedMode: KnownMode }) => {
    const { seenMode, purchasedMode } = of;
    const { productId } = candidate;
    if (forbidden.has(productId)) return null;
    const found = item(productId);
    if (found?.available !== true) return forbid(productId, 'unavailable');
    if (isLeftOut(found)) return forbid(productId, 'excluded');
    const verdict = rules.verdictOf(found);
    const rule = takenBy(found, verdict, false);
    if (rule !== null) return forbid(productId, 'rules', rule);
    const isPurchased = purchasedMode !== 'keep' && isBought(productId);
    if (isPurchased && purchasedMode === 'drop') return out(productId, 'purchased', rules.purchased?.id);
    const isSeen = seenMode !== 'keep' && isKnown(productId);
    if (isSeen && seenMode === 'drop') return out(productId, 'seen', rules.seen?.id);
    const demotedBy = isPurchased ? rules.purchased?.id : isSeen ? rules.seen?.id : undefined;
    const ofUnliked = unliked.get(productId);
    const ofRotated = rotated.get(productId);
    return {
      candidate,
      proposedBy: of.name,
      item: found,
      verdict,
      demotedBy: demotedBy ?? null,
      score: candidate.score * verdict.factor * (ofUnliked ?? 1) * (ofRotated ?? 1),
      scoredBy: scoredBy(verdict, ofUnliked, ofRotated),
      unlowered: candidate.score * verdict.raised,
      loweredBy: demotedBy ?? verdict.buriedBy ?? lowered(ofUnliked, ofRotated),
    };
  };
  return {
    takenBy: by,
    lost,
    notPinned,
    keep(candidates, of) {
      const modes = { name: of.name, seenMode: rules.seen?.mode ?? of.seen, purchasedMode: purchasedModeOf(of) };
      return thoseKept(candidates, (candidate) => keepOne(candidate, modes));
    },
    mayAnswer: (found) =>
      found.available && !isLeftOut(found) && takenBy(found, rules.verdictOf(found), false) === null,
    leftOut: {
      productIds: excluded,
      byKey: rules.narrows.flatMap(({ key, takes }) =>
        key === undefined ? [] : [{ key, takes: (found: CatalogItem) => takes(found, nowMs) }],
      ),
      others: filter === undefined && marks.size === 0 && keyless.length === 0 ? undefined : isLeftOutOtherwise,
    },
    mayPin(productId, isForced) {
      const found = item(productId);
      const isThere = found?.available === true;
      if (!isThere || isLeftOut(found)) {
        notPinned.set(productId, isThere ? 'excluded' : 'unavailable');
        return false;
      }
      const rule = takenBy(found, rules.verdictOf(found), isForced);
      if (rule !== null) lost.set(productId, rule);
      return rule === null;
    },
  };
}

/** Those of which something is kept, each when it is read. */
function* thoseKept(candidates: Iterable<Candidate>, keep: (candidate: Candidate) => Kept | null): Generator<Kept> {
  for (const candidate of candidates) {
    const one = keep(candidate);
    if (one !== null) yield one;
  }
}
