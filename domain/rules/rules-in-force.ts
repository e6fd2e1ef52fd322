import type { CatalogItem } from '../catalog-item.ts';
import type { Asking } from './asking.ts';
import type { RulePlan } from './compile-rules.ts';
import type { Effect, OfRule } from './effect.ts';
import { startOfHour } from './moment.ts';
import { createVerdicts, type Placed, type Verdict } from './verdicts.ts';

/** The rules that hold for one question, by what they do, each kind in the order of the list. */
export type RulesInForce = {
  /** As answers name it; null without rules. */
  version: string | null;
  /** Which of the rules that do not always hold do so, and the hour if one of them counts ages: with the version, all that an answer depends on here. */
  stamp: string;
  /** What `exclude`, `include`, `priceRange`, boosts, buries and `limit` say of a product, except for what depends on the question. */
  verdictOf(item: CatalogItem): Verdict;
  /** A score is at most this many times as high by them; 1 if nothing boosts. */
  mostRaised: number;
  /** `match`, and `priceRange` that is relative: what they take depends on the question. */
  narrows: readonly Placed<OfRule<'narrow'>>[];
  limits: readonly OfRule<'limit'>[];
  pins: readonly OfRule<'pin'>[];
  /** Of the rules below the first holds. */
  seen: OfRule<'seen'> | undefined;
  purchased: OfRule<'purchased'> | undefined;
  diversity: OfRule<'diversity'> | undefined;
  rotate: OfRule<'rotate'> | undefined;
  fill: OfRule<'fill'> | undefined;
  /** What the placement asks by default, the first that is known. */
  strategies: readonly OfRule<'strategy'>[];
};

/** What holds of a plan for all questions under which the same rules hold. */
type Fixed = Omit<RulesInForce, 'version' | 'narrows'>;

/** Sets of rules that hold together, of one plan, that are kept ready: with many conditions there may be more, which are made anew. */
const mostSets = 16;

const fixedOf = (stamp: string, effects: readonly Placed<Effect & { id: string }>[], nowMs: number): Fixed => {
  const all = <Does extends Effect['does']>(does: Does) =>
    effects.filter((one): one is Placed<OfRule<Does>> => one.does === does);
  const limits = all('limit');
  const scores = all('score');
  return {
    stamp,
    verdictOf: createVerdicts({ excludes: all('exclude'), narrows: all('narrow'), scores, limits }, nowMs),
    mostRaised: scores.reduce((product, { factor }) => product * Math.max(1, factor), 1),
    limits,
    pins: all('pin'),
    seen: all('seen')[0],
    purchased: all('purchased')[0],
    rotate: all('rotate').find(({ strength }) => strength > 0),
    diversity: all('diversity').find(({ strength }) => strength > 0),
    fill: all('fill')[0],
    strategies: all('strategy'),
  };
};

export const noRules: RulesInForce = { ...fixedOf('', [], 0), version: null, narrows: [] };

/** By plan, and by which of its rules hold. */
const ready = new WeakMap<RulePlan, Map<string, Fixed>>();

/** The rules of the plan that hold now and for this question. */
export function rulesInForce(plan: RulePlan, asking: Asking): RulesInForce {
  const { version, rules } = plan;
  if (rules.length === 0) return version === null ? noRules : { ...noRules, version };
  const { nowMs } = asking;
  const narrows: Placed<OfRule<'narrow'>>[] = [];
  let stamp = '';
  let isByHour = false;
  for (let place = 0; place < rules.length; place++) {
    const { id, fromMs, untilMs, holds, effect, countsAges } = rules[place]!;
    if (nowMs < fromMs || nowMs >= untilMs || holds?.(asking) === false) continue;
    if (typeof effect === 'function') {
      const made = effect(asking);
      if (made?.does !== 'narrow') continue;
      narrows.push({ ...made, id, place });
    }
    isByHour ||= countsAges;
    if (holds !== undefined || Number.isFinite(fromMs) || Number.isFinite(untilMs)) stamp += `${place.toString(36)}.`;
  }
  return { ...readySet(plan, stamp, isByHour ? startOfHour(nowMs) : null), version, narrows };
}

/** `hourMs`: the hour from whose beginning ages are counted; null if no rule counts any. */
function readySet(plan: RulePlan, holdingStamp: string, hourMs: number | null): Fixed {
  const stamp = hourMs === null ? holdingStamp : `${holdingStamp}@${hourMs}`;
  let sets = ready.get(plan);
  if (sets === undefined) {
    sets = new Map();
    ready.set(plan, sets);
  }
  let fixed = sets.get(stamp);
  if (fixed === undefined) {
    const holding = new Set(holdingStamp.split('.'));
    const effects = plan.rules.flatMap(({ id, fromMs, untilMs, holds, effect }, place) => {
      const isAlways = holds === undefined && !Number.isFinite(fromMs) && !Number.isFinite(untilMs);
      const isHolding = isAlways || holding.has(place.toString(36));
      return isHolding && typeof effect !== 'function' ? [{ ...effect, id, place }] : [];
    });
    fixed = fixedOf(stamp, effects, hourMs ?? 0);
    if (sets.size >= mostSets) sets.clear();
    sets.set(stamp, fixed);
  }
  return fixed;
}
