import { askingOf } from '#domain/rules/asking.ts';
import type { RulePlan } from '#domain/rules/compile-rules.ts';
import { noRules, type RulesInForce, rulesInForce } from '#domain/rules/rules-in-force.ts';
import { findShopper } from '#domain/serving/find-shopper.ts';
import type { AskedQuestion } from '#domain/serving/resolve-question.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';

/** The rules that hold for this question; the shopper is looked up if one of them asks. */
export function rulesOfQuestion(plan: RulePlan, asked: AskedQuestion, state: ServingState): RulesInForce {
  if (plan.rules.length === 0 && plan.version === null) return noRules;
  return rulesInForce(
    plan,
    askingOf(asked, state, () => findShopper(state.shards, asked.userId)),
  );
}
