import type { CatalogItem } from '../catalog-item.ts';
import type { OfRule } from './effect.ts';

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

/** So many products whose verdicts are remembered, of a few hundred bytes each, and as many of before that go as soon as others have taken their place: those that strategies propose again and again stay. */
const mostRemembered = 8_192;

/**
 * What these rules say of a product. Remembered by the product as the catalog has it: the catalog holds another value after each change of a
 * product, so a verdict is never older than what it is about, and goes when that goes. Ages are counted from `nowMs`.
 */
export function createVerdicts(effects: FixedEffects, nowMs: number): (item: CatalogItem) => Verdict {
  const { excludes, narrows, scores, limits } = effects;
  if (excludes.length + narrows.length + scores.length + limits.length === 0) return () => silent;
  let known = new WeakMap<CatalogItem, Verdict>();
  let knownBefore = new WeakMap<CatalogItem, Verdict>();
  let remembered = 0;
  return (item) => {
    const found = known.get(item);
    if (found !== undefined) return found;
    const verdict = knownBefore.get(item) ?? judge(item, effects, nowMs);
    if (remembered >= mostRemembered) {
      knownBefore = known;
      known = new WeakMap();
      remembered = 0;
    }
    known.set(item, verdict);
    remembered += 1;
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
