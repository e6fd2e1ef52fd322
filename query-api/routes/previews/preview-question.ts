import { mergeTenantConfig, type TenantConfigChange } from '#domain/access/default-tenant-config.ts';
import type { Tenant } from '#domain/access/tenant.ts';
import { languageOf } from '#domain/reasons/language-of.ts';
import { compileRules, noPlan, type RulePlan } from '#domain/rules/compile-rules.ts';
import type { Rule } from '#domain/rules/rule.ts';
import type { Scope } from '#domain/scope.ts';
import { compareAnswers } from '#domain/serving/compare-answers.ts';
import { explainAnswer } from '#domain/serving/explain-answer.ts';
import { present } from '#domain/serving/present.ts';
import { resolveQuestion } from '#domain/serving/resolve-question.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { createSharedWork } from '#domain/serving/shared-work.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import type { Strategy } from '#domain/strategies/strategy.ts';
import type { LiveModels } from '../../live-models/open-live-models.ts';
import { createServingStates } from '../../live-models/serving-states.ts';
import { howAnswered } from '../recommendations/how-answered.ts';
import { type PlacementControl, placementAt } from '../recommendations/placement-at.ts';
import { rulesOfQuestion } from '../recommendations/rules-of-question.ts';
import { askedQuestion, type WireQuestion } from '../recommendations/wire-question.ts';

/** What is not saved, laid over what is in force; what is left out stays as it is. */
export type Draft = {
  /** Of the rules; `*`: of all placements. */
  placementId: string;
  /** In place of the placement's list; `off`: as if no rules held, not those of all placements either. */
  rules?: readonly Rule[] | 'off';
  /** What the placement's widget would ask by; null: what the tenant asks by. */
  strategy?: string | null;
  config?: TenantConfigChange;
};
export type Previewer = ReturnType<typeof createPreviewer>;

/**
 * Creates a function that answers a question by what is in force and by a draft, both from the same state of the models, and tells the difference. What
 * is kept for shoppers' answers is neither read nor changed, and nothing is recorded or counted.
 */
export function createPreviewer(deps: {
  models: LiveModels;
  now: () => number;
  control: PlacementControl;
  /** The strategies that can be asked for; those of the registry if left out. */
  strategies?: readonly Strategy[];
}) {
  const { models, now, control, strategies = registered } = deps;
  const states = createServingStates(models);
  return async (tenant: Tenant, scope: Scope, draft: Draft, wire: WireQuestion, acceptLanguage?: string) => {
    const asked = askedQuestion(scope, wire, [], tenant.config.placeholderUserIds);
    const { placementId } = asked;
    const locale = languageOf(wire.locale, acceptLanguage);
    const plans = plansOf(control, tenant.tenantId, placementId, draft);
    const found = await states.of(scope, now());
    // Both answers are made in one turn, in which the models stand still. They share their work only while the settings that it goes by are the same.
    const shared = createSharedWork();
    const answerBy = (plan: RulePlan, { config, strategy }: Pick<Draft, 'config' | 'strategy'> = {}) => {
      const state: ServingState = { ...found, share: config === undefined ? shared : createSharedWork() };
      const by = config === undefined ? tenant : { ...tenant, config: mergeTenantConfig(tenant.config, config) };
      const { placement: saved } = placementAt(control, by, placementId, asked.rules === 'off' ? noPlan : plan);
      const placement = strategy === undefined ? saved : { ...saved, strategy };
      const rules = rulesOfQuestion(placement.rules, asked, state);
      const question = resolveQuestion(asked, placement, strategies, rules.strategies);
      const explained = explainAnswer(question, state, placement.config, strategies, rules);
      const { served, explanation } = explained;
      const data = present(served, state.item, wire.explain === true ? explanation : false, strategies, locale);
      return { explained, answer: { data, meta: { ...howAnswered(question, served), locale } }, rules };
    };
    const before = answerBy(plans.inForce);
    const after = answerBy(plans.draft, draft);
    const { version } = before.rules;
    const meta = { ...before.answer.meta, ...(version === null ? {} : { rulesVersion: version }) };
    return {
      before: { ...before.answer, meta },
      after: after.answer,
      ...compareAnswers(before.explained, after.explained),
    };
  };
}

/** The rules of a placement as they are, and with the draft in place of the list that it would replace. */
function plansOf({ rulesAt }: PlacementControl, tenantId: string, placementId: string, draft: Draft) {
  const ofAll = rulesAt(tenantId, '*');
  const own = placementId === '*' ? undefined : rulesAt(tenantId, placementId);
  const inForce = compileRules(own, ofAll);
  const { rules } = draft;
  if (rules === undefined) return { inForce, draft: inForce };
  if (rules === 'off') return { inForce, draft: noPlan };
  // Its version is never told: it has none yet.
  const drafted = { version: 0, rules };
  return { inForce, draft: draft.placementId === '*' ? compileRules(own, drafted) : compileRules(drafted, ofAll) };
}
