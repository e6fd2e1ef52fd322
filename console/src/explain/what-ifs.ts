import type { SettingsDraft } from '#console/queries/recommendations.ts';
import { actionNames, actions } from '#console/rules/actions.ts';
import { describeRule } from '#console/rules/describe-rule.ts';
import { newRule, type Rule, type Then } from '#console/rules/rule.ts';
import { changeOf, type Setting, toText } from '#console/settings/settings-of.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';

/** A setting to try: its name in the URL, words for it, and what it is tried with at first. */
export type WhatIf = { name: string; label: string; first: string };

const rulePrefix = 'rule-';
const decidesAnswers = /^config\.(defaultStrategy|excludePurchased|strategies\..+)$/;

/** Everything that can be tried: rules off, the strategy of the placement, one more rule of any kind, and each of the tenant's settings that decides answers, beginning with what is `set`. */
export const whatIfs = (settings: readonly Setting[], setOf: (path: string) => unknown): WhatIf[] => [
  { name: 'rules-off', label: 'No rules at all', first: '' },
  { name: 'strategy', label: 'Strategy of this placement', first: 'trending' },
  ...actionNames.map((action) => ({
    name: `${rulePrefix}${action}`,
    label: `A rule: ${actions[action].label}`,
    first: JSON.stringify(actions[action].fresh),
  })),
  ...settings.flatMap(({ path }) =>
    decidesAnswers.test(path) ? [{ name: path, label: `A setting: ${wordsOf(path)}`, first: toText(setOf(path)) }] : [],
  ),
];

const wordsOf = (path: string) =>
  path
    .split('.')
    .slice(1)
    .join(' ')
    .replace(/^strategies /, '');

/** What a rule to try does; null if this is about none, or cannot be read. */
export function thenOf(name: string, to: string): Then | null {
  if (!name.startsWith(rulePrefix)) return null;
  try {
    return JSON.parse(to) as Then;
  } catch {
    return null;
  }
}

/** The draft of a change that is tried. A rule stands before those that are there. */
export function draftOf(name: string, to: string, rules: readonly Rule[], settings: readonly Setting[]): SettingsDraft {
  if (name === 'rules-off') return { rules: 'off' };
  if (name === 'strategy') return { strategy: to === '' ? null : to };
  const then = thenOf(name, to);
  if (then !== null) return { rules: [triedRule(then, rules), ...rules] };
  return changeOf(settings, {}, { [name]: to }) ?? {};
}

const triedRule = (then: Then, rules: readonly Rule[]): Rule =>
  newRule(
    'Tried',
    then,
    rules.map(({ id }) => id),
  );

/** Says in a sentence what is tried. */
export function describeWhatIf(name: string, to: string): string {
  if (name === 'rules-off') return 'No rules hold.';
  if (name === 'strategy')
    return to === '' ? "The placement asks what the tenant's default is." : `The placement asks ${strategyText(to)}.`;
  const then = thenOf(name, to);
  return then === null ? `${wordsOf(name)} is ${to}.` : describeRule(triedRule(then, []));
}
