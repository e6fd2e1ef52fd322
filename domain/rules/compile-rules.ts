import { parseEventTime } from '../events/event-time.ts';
import type { Asking } from './asking.ts';
import { countsAges } from './compile-filter.ts';
import { compileThen, type ReadyEffect } from './compile-then.ts';
import { compileWhen } from './compile-when.ts';
import type { PlacementRules, Rule, RuleThen } from './rule.ts';

/** A rule that has been made ready. */
export type ReadyRule = {
  id: string;
  fromMs: number;
  untilMs: number;
  /** Undefined if it always holds. */
  holds: ((asking: Asking) => boolean) | undefined;
  effect: ReadyEffect;
  /** Whether its effect goes by ages of products, and so is another one an hour later. */
  countsAges: boolean;
};

/** The rules that are in force on a placement, in their order. */
export type RulePlan = {
  /** As answers name it; null without rules. */
  version: string | null;
  rules: readonly ReadyRule[];
};

/** Saved, or a draft. */
type RuleList = Pick<PlacementRules, 'version' | 'rules'>;

export const noPlan: RulePlan = { version: null, rules: [] };

/**
 * Makes a placement's own list and that of `*` ready, in this order, so that the special one comes first. Rules that are not enabled
 * are left out. Rules of `*` are named `* / id`. The version is that of the lists: `3`, `*1`, or `3 *1`.
 */
export function compileRules(own: RuleList | undefined, ofAll: RuleList | undefined): RulePlan {
  const lists = [
    { list: own, mark: '', name: (id: string) => id },
    { list: ofAll, mark: '*', name: (id: string) => `* / ${id}` },
  ];
  const versions = lists.flatMap(({ list, mark }) => (list === undefined ? [] : [`${mark}${list.version}`]));
  const rules = lists.flatMap(({ list, name }) =>
    (list?.rules ?? []).flatMap((rule) => (rule.enabled === false ? [] : [makeReady(rule, name(rule.id))])),
  );
  return { version: versions.length === 0 ? null : versions.join(' '), rules };
}

function makeReady({ startsAt, endsAt, when, then: sent }: Rule, id: string): ReadyRule {
  const then = sent as RuleThen;
  return {
    id,
    fromMs: timeOf(startsAt) ?? Number.NEGATIVE_INFINITY,
    untilMs: timeOf(endsAt) ?? Number.POSITIVE_INFINITY,
    holds: when === undefined ? undefined : compileWhen(when),
    effect: compileThen(then),
    countsAges: 'filter' in then && countsAges(then.filter),
  };
}

const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseEventTime(text);
