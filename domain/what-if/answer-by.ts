import type { TenantConfig } from '../access/tenant.ts';
import { askingOf } from '../rules/asking.ts';
import type { RulePlan } from '../rules/compile-rules.ts';
import { type RulesInForce, rulesInForce } from '../rules/rules-in-force.ts';
import { findShopper } from '../serving/find-shopper.ts';
import { recommend, type Served } from '../serving/recommend.ts';
import {
  type AskedQuestion,
  type Placement,
  type ResolvedQuestion,
  resolveQuestion,
} from '../serving/resolve-question.ts';
import type { ServingState } from '../serving/serving-state.ts';

/** What decides answers: as it is, was, or would be. */
export type Way = { config: TenantConfig; placement: Placement; rules: RulePlan };

/** The answer that serving would give by these settings from this state. */
export function answerBy(
  { config, placement, rules: plan }: Way,
  asked: AskedQuestion,
  state: ServingState,
): { question: ResolvedQuestion; served: Served; rules: RulesInForce } {
  const asking = askingOf(asked, state, () => findShopper(state.shards, asked.userId));
  const rules = rulesInForce(plan, asking);
  const question = resolveQuestion(asked, placement, undefined, rules.strategies);
  return { question, served: recommend(question, state, config, undefined, rules), rules };
}

/** How often a question is asked again because it has missed something that serving learns outside of questions. */
export const mostSettlings = 3;
