import type { Asking } from './asking.ts';
import type { Effect, RulePlan } from './compile-rules.ts';

type OfRule<Does extends Effect['does']> = Extract<Effect, { does: Does }> & { id: string };

/** The rules that hold for one question, by what they do, each kind in the order of the list. */
export type RulesInForce = {
  /** As answers name it; null without rules. */
  version: string | null;
  /** Which of the rules that do not always hold do so: with the version, all that an answer depends on here. */
  stamp: string;
  excludes: readonly OfRule<'exclude'>[];
  /** `include`, `match` and `priceRange`. */
  narrows: readonly OfRule<'narrow'>[];
  scores: readonly OfRule<'score'>[];
  limits: readonly OfRule<'limit'>[];
  pins: readonly OfRule<'pin'>[];
  /** Of the rules below the first holds. */
  seen: OfRule<'seen'> | undefined;
  purchased: OfRule<'purchased'> | undefined;
  fill: OfRule<'fill'> | undefined;
  /** What the placement asks by default, the first that is known. */
  strategies: readonly string[];
};

export const noRules: RulesInForce = {
  version: null,
  stamp: '',
  excludes: [],
  narrows: [],
  scores: [],
  limits: [],
  pins: [],
  seen: undefined,
  purchased: undefined,
  fill: undefined,
  strategies: [],
};

/** The rules of the plan that hold now and for this question. */
export function rulesInForce({ version, rules }: RulePlan, asking: Asking): RulesInForce {
  if (rules.length === 0) return version === null ? noRules : { ...noRules, version };
  const effects: (Effect & { id: string })[] = [];
  let stamp = '';
  for (const [place, { id, fromMs, untilMs, holds, effectOf }] of rules.entries()) {
    if (asking.nowMs < fromMs || asking.nowMs >= untilMs) continue;
    if (holds !== undefined && !holds(asking)) continue;
    const effect = effectOf(asking);
    if (effect === null) continue;
    effects.push({ ...effect, id });
    if (holds !== undefined || Number.isFinite(fromMs) || Number.isFinite(untilMs)) stamp += `${place.toString(36)}.`;
  }
  const all = <Does extends Effect['does']>(does: Does) =>
    effects.filter((one): one is OfRule<Does> => one.does === does);
  return {
    version,
    stamp,
    excludes: all('exclude'),
    narrows: all('narrow'),
    scores: all('score'),
    limits: all('limit'),
    pins: all('pin'),
    seen: all('seen')[0],
    purchased: all('purchased')[0],
    fill: all('fill')[0],
    strategies: all('strategy').map(({ strategy }) => strategy),
  };
}
