import type { CatalogItem } from '../catalog-item.ts';
import type { OfRule } from './effect.ts';
import { createVerdictMemory, type Said, type VerdictMemory } from './verdict-memory.ts';

/** What an effect has beside its rule's id: the place of the rule in the list. */
export type Placed<Effect> = Effect & { place: number };

/** All that rules say of a product, whoever asks. */
export type Verdict = {
  /** The first `exclude` that takes it. */
  excludedBy: string | null;
  /** The first `include` or `priceRange` that takes it, and the place of that rule. */
  narrowedBy: string | null;
  narrowedAt: number;
  /** Of all boosts and buries that touch it, and which these are. */
  factor: number;
  /** Of the boosts among them alone, and the first bury. */
  raised: number;
  buriedBy: string | null;
  scoredBy: readonly string[];
  /** By `limit` rule: its values of the facet. */
  limited: readonly (readonly unknown[])[];
};

/** Those rules whose effect is the same for all questions, at one time. */
export type FixedEffects = {
  excludes: readonly OfRule<'exclude'>[];
  narrows: readonly Placed<OfRule<'narrow'>>[];
  scores: readonly OfRule<'score'>[];
  limits: readonly OfRule<'limit'>[];
};

/** Nothing is said of it. */
const silent: Verdict = {
  ...{ excludedBy: null, narrowedBy: null, narrowedAt: Number.POSITIVE_INFINITY },
  ...{ factor: 1, raised: 1, buriedBy: null, scoredBy: [], limited: [] },
};

/** Of the whole process, of some 350 bytes each; and as many of before. */
const mostRemembered = 131_072;
const memoryOfProcess = createVerdictMemory<Verdict>(mostRemembered);

/**
 * What these rules say of a product. Remembered by the product as the catalog has it: the catalog holds another value after each change of a
 * product, so a verdict is never older than what it is about, and goes when that goes, or
 * when `memory` has no room for it. Ages are counted from `nowMs`.
 */
export function createVerdicts(
  effects: FixedEffects,
  nowMs: number,
  memory: VerdictMemory<Verdict> = memoryOfProcess,
): (item: CatalogItem) => Verdict {
  const { excludes, narrows, scores, limits } = effects;
  if (excludes.length + narrows.length + scores.length + limits.length === 0) return () => silent;
  const said: Said<Verdict> = { latest: undefined, earlier: undefined };
  return (item) => {
    const found = said.latest?.get(item);
    if (found !== undefined) return found;
    const verdict = said.earlier?.get(item) ?? judge(item, effects, nowMs);
    memory.keep(said, item, verdict);
    return verdict;
  };
}

function judge(item: CatalogItem, { excludes, narrows, scores, limits }: FixedEffects, nowMs: number): Verdict {
  const excludedBy = excludes.find(({ takes }) => takes(item, nowMs))?.id ?? null;
  const narrowed = excludedBy === null ? narrows.find(({ takes }) => takes(item, nowMs)) : undefined;
  const touching = scores.filter(({ touches }) => touches(item, nowMs));
  const limited = limits.map(({ valuesOf }) => valuesOf(item));
  if (excludedBy === null && narrowed === undefined && touching.length === 0 && limited.length === 0) return silent;
  return {
    excludedBy,
    narrowedBy: narrowed?.id ?? null,
    narrowedAt: narrowed?.place ?? Number.POSITIVE_INFINITY,
    factor: touching.reduce((product, { factor }) => product * factor, 1),
    raised: touching.reduce((product, { factor }) => product * Math.max(1, factor), 1),
    buriedBy: touching.find(({ factor }) => factor < 1)?.id ?? null,
    scoredBy: touching.map(({ id }) => id),
    limited,
  };
}
