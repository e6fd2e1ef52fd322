import type { CatalogItem } from '../catalog-item.ts';
import type { RulesInForce } from '../rules/rules-in-force.ts';
import { withScore } from '../strategies/candidate.ts';
import type { Kept } from './filter-candidates.ts';
import type { Section } from './section.ts';
import { type Similarity, spread } from './spread.ts';
import { createLimitTally, type LimitTally } from './tally-limits.ts';

type Picked = {
  picked: Section['candidates'];
  /** Whether there is one more that could have been picked; asked before `take`, and at most once. */
  hasMore(): boolean;
  take(): void;
};

/** What is taken for an answer, strategy by strategy. */
export type Choice = {
  isTaken(productId: string): boolean;
  /** The best `room` of these that are not taken yet, that no `limit` rule holds back, and that `diversity` prefers; they count as taken once `take` is called. */
  pick(inOrder: Iterable<Kept>, room: number): Picked;
  /** By product: the `limit` rule that held it back. */
  readonly heldBack: ReadonlyMap<string, string>;
  /** By product: the rule without which it would have been picked: one that lowered its score, or a `diversity` that preferred another. */
  readonly outdone: ReadonlyMap<string, string>;
};

/** Creates the choice for one answer: each product once, and of one value of a facet at most what the rules say. `isTraced`: whether it is asked afterwards what was outdone, for which all candidates are read. */
export function createChoice(
  { limits, diversity }: Pick<RulesInForce, 'limits' | 'diversity'>,
  similarity: Similarity,
  isTraced: boolean,
): Choice {
  const taken = new Set<string>();
  const items: CatalogItem[] = [];
  const heldBack = new Map<string, string>();
  const outdone = new Map<string, string>();
  let tally = createLimitTally(limits);

  /** The next that may be taken. */
  const next = (inOrder: Iterator<Kept>, count: LimitTally): Kept | undefined => {
    for (let read = inOrder.next(); read.done !== true; read = inOrder.next()) {
      const { productId } = read.value.candidate;
      if (taken.has(productId)) continue;
      const full = count.fullFor(read.value);
      if (full === undefined) return read.value;
      heldBack.set(productId, full);
    }
    return undefined;
  };
  /** The first that may be taken. */
  const first = (inOrder: Iterator<Kept>, room: number, count: LimitTally): Kept[] => {
    const chosen: Kept[] = [];
    while (chosen.length < room) {
      const one = next(inOrder, count);
      if (one === undefined) break;
      count.add(one);
      chosen.push(one);
    }
    return chosen;
  };
  const noteLowered = (inOrder: readonly Kept[], chosen: readonly Kept[]) => {
    const least = chosen.at(-1)?.score ?? Number.POSITIVE_INFINITY;
    const isChosen = new Set(chosen);
    for (const one of inOrder)
      if (
        one.loweredBy !== null &&
        one.unlowered > least &&
        !isChosen.has(one) &&
        !heldBack.has(one.candidate.productId)
      )
        outdone.set(one.candidate.productId, one.loweredBy);
  };
  return {
    isTaken: (productId) => taken.has(productId),
    heldBack,
    outdone,
    pick(given, room) {
      const whole = isTraced || diversity !== undefined ? [...given] : undefined;
      const inOrder = (whole ?? given)[Symbol.iterator]();
      let count = tally.copy();
      let chosen = first(inOrder, room, count);
      const plain = chosen;
      if (diversity !== undefined && whole !== undefined && room > 0) {
        count = tally.copy();
        chosen = spread(whole, room, diversity, similarity, items, {
          admits: (one) => !taken.has(one.candidate.productId) && count.fullFor(one) === undefined,
          take: count.add,
        });
      }
      const couldBePicked = (one: Kept) =>
        !chosen.includes(one) && !taken.has(one.candidate.productId) && count.fullFor(one) === undefined;
      return {
        picked: chosen === plain ? chosen.map((one) => shown(one)) : falling(chosen, plain, diversity?.id ?? ''),
        // Of what was passed over nothing could be: a value that is full stays so.
        hasMore: () => whole?.some(couldBePicked) ?? next(inOrder, count) !== undefined,
        take() {
          tally = count;
          if (whole !== undefined) noteLowered(whole, plain);
          const isChosen = new Set(chosen);
          for (const one of plain)
            if (!isChosen.has(one) && diversity !== undefined) outdone.set(one.candidate.productId, diversity.id);
          for (const { candidate, item } of chosen) {
            taken.add(candidate.productId);
            heldBack.delete(candidate.productId);
            outdone.delete(candidate.productId);
            items.push(item);
          }
        },
      };
    },
  };
}

type Shown = Section['candidates'][number];

/** The candidate with its score by rules, and the rules that touched it. */
function shown({ candidate, proposedBy, score, scoredBy, demotedBy }: Kept, more: readonly string[] = []): Shown {
  const isTouched = demotedBy !== null || more.length > 0;
  return {
    proposedBy,
    candidate: score === candidate.score ? candidate : withScore(candidate, score),
    rules: isTouched ? [...scoredBy, ...(demotedBy === null ? [] : [demotedBy]), ...more] : scoredBy,
  };
}

/** In their new order no score is above the one before. Where another product stands than would without the rule, the rule has touched it. */
function falling(chosen: readonly Kept[], plain: readonly Kept[], rule: string): Shown[] {
  let least = Number.POSITIVE_INFINITY;
  return chosen.map((one, place) => {
    least = Math.min(least, one.score);
    return shown({ ...one, score: least }, plain[place] === one ? [] : [rule]);
  });
}
