import type { TenantConfig } from '../access/tenant.ts';
import { askingOf } from '../rules/asking.ts';
import type { RulePlan } from '../rules/compile-rules.ts';
import { type RulesInForce, rulesInForce } from '../rules/rules-in-force.ts';
import type { Filter } from '../serving/filter-candidates.ts';
import { findShopper } from '../serving/find-shopper.ts';
import { recommend, type Served } from '../serving/recommend.ts';
import { type Placement, type ResolvedQuestion, resolveQuestion } from '../serving/resolve-question.ts';
import { createTrace, type Trace } from '../serving/trace.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { Contender, Ranked } from './contender.ts';
import type { EvaluatedModel } from './evaluated-model.ts';
import type { Asked, Question } from './question.ts';
import type { Seen } from './strategy-contender.ts';

/** Where a hit of the strategy alone went, or where one came from that it did not have. */
export type Losses = {
  questions: number;
  /** Hits of the strategy alone that the shopper is not served: by the filter that took the product. */
  lostTo: Record<Filter | 'fallback' | 'order', number>;
  /** Hits that the strategy alone did not have within k: behind the filters, by filling up, or since another strategy answered. */
  gainedBy: Record<'freed places' | 'fill-up' | 'fallback', number>;
};

/** The whole pipeline, and the part of it that ends behind the filters. */
export type ServedContenders = {
  served: Contender;
  /** What is left of the strategy's own answer to the question that `served` was asked last. */
  filtered: Contender;
  /** Compares the last answer with that of the strategy alone. */
  noteLosses(question: Question, alone: readonly Ranked[]): void;
  readonly losses: Losses;
};

/**
 * What `GET /recommendations` answers, by the code that answers it. `asksWithPage`: the question names the product that the shopper touched last, as product pages do. `seen`: what a rule says
 * of products that the shopper has touched; null if none says anything.
 */
export function createServedContenders(
  strategy: Strategy,
  model: EvaluatedModel,
  options: { k: number; config: TenantConfig; placement: Placement; seen: Seen | null; asksWithPage: boolean },
): ServedContenders {
  const { k, config, placement, seen, asksWithPage } = options;
  let last: { served: Served; trace: Trace } | undefined;
  const losses: Losses = {
    questions: 0,
    lostTo: { unavailable: 0, excluded: 0, rules: 0, purchased: 0, seen: 0, fallback: 0, order: 0 },
    gainedBy: { 'freed places': 0, 'fill-up': 0, fallback: 0 },
  };

  const questionOf = ({ userId, sessionId, visit }: Asked): ResolvedQuestion => {
    // Nobody whom the models know is asked about the products of the visit.
    const productIds = userId === null ? [...new Set(visit)] : asksWithPage ? visit.slice(-1) : [];
    const asked = { scope: 1, placementId, userId, sessionId, productIds, exclude: [], limit: k, fill: true };
    return resolveQuestion({ ...asked, strategy: strategy.name, rules: 'on' }, placement);
  };
  return {
    losses,
    served: {
      name: `${strategy.name}:served`,
      settle: model.settle,
      ask(asked) {
        const state = model.stateAt(asked.nowMs);
        const question = questionOf(asked);
        const asking = askingOf(question, state, () => findShopper(state.shards, question.userId));
        const rules = rulesFor(placement.rules, seen, asking);
        const trace = createTrace();
        const served = recommend(question, state, config, undefined, rules, trace);
        last = { served, trace };
        return served.items.map(({ candidate: { productId, score } }) => ({ productId, score }));
      },
    },
    filtered: {
      name: `${strategy.name}:filtered`,
      ask: () =>
        last === undefined || last.served.isFallback
          ? []
          : last.served.items
              .filter(({ isFilled }) => !isFilled)
              .map(({ candidate: { productId, score } }) => ({ productId, score })),
    },
    noteLosses({ targets }, alone) {
      if (last === undefined) return;
      const { served, trace } = last;
      losses.questions += 1;
      const shown = served.items.find(({ candidate }) => targets.includes(candidate.productId));
      const hit = alone.slice(0, k).find(({ productId }) => targets.includes(productId));
      if (hit !== undefined && shown === undefined) {
        const by = trace.takenBy.get(hit.productId) ?? (served.isFallback ? 'fallback' : 'order');
        losses.lostTo[by] += 1;
      }
      if (hit === undefined && shown !== undefined)
        losses.gainedBy[served.isFallback ? 'fallback' : shown.isFilled ? 'fill-up' : 'freed places'] += 1;
    },
  };
}

const placementId = 'evaluate';

function rulesFor(plan: RulePlan, seen: Seen | null, asking: ReturnType<typeof askingOf>): RulesInForce {
  const rules = rulesInForce(plan, asking);
  return seen === null ? rules : { ...rules, seen: { does: 'seen', mode: seen, id: 'evaluate' } };
}
