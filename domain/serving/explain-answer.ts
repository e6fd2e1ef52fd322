import type { TenantConfig } from '../access/tenant.ts';
import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Explanation, Lack } from '../strategies/explanation.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { countFiltered, type Filtered } from './filter-candidates.ts';
import { findLost, type Loss, type LostCandidate } from './find-lost.ts';
import { recommend, type Served } from './recommend.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import type { ServingState } from './serving-state.ts';
import { createTrace, type Round } from './trace.ts';

/** Lost candidates that are told one by one; all are counted. */
const mostLost = 100;

type LossCounts = Partial<Record<Loss, number>>;

/** A strategy that was asked: how many candidates it had, how many are in the answer, what became of the others; why it had none. */
type AskedStrategy = { strategy: string; candidates: number; served: number; lost: LossCounts; none?: Lack };

/** One reason for an answer with fewer products than were wanted. */
type Shortage =
  | ({ strategy: string } & Lack)
  | { reason: 'few_candidates'; strategy: string; candidates: number }
  | { reason: 'filtered'; by: Loss; count: number }
  | { reason: 'fill_off' | 'held_out' | 'catalog_empty' };

/** Why an answer is as it is. Served and lost are all candidates, each counted once. */
export type AnswerExplanation = {
  filtered: Filtered;
  candidates: number;
  strategies: readonly AskedStrategy[];
  lostBy: LossCounts;
  /** The first of them, and how many are left out. */
  lost: readonly LostCandidate[];
  lostLeftOut: number;
  /** Null if there are as many products as were wanted. */
  short: { wanted: number; got: number; because: readonly Shortage[] } | null;
  /** By product of the answer: what its strategy tells of it, and the score that this one gave. */
  ofItem: ReadonlyMap<string, Explanation & { strategyScore: number }>;
};

/** Answers a question as `recommend` does, and says why; `lost` are all lost candidates. Work is done for it that no other question costs. */
export function explainAnswer(
  question: ResolvedQuestion,
  state: ServingState,
  config: TenantConfig,
  strategies: readonly Strategy[],
  rules: RulesInForce,
): { served: Served; explanation: AnswerExplanation; lost: readonly LostCandidate[] } {
  const trace = createTrace();
  const served = recommend(question, state, config, strategies, rules, trace);
  const lost = findLost(trace, served.items, rules);
  const lostBy = countBy(lost);
  const got = served.items.length;
  const asked = trace.rounds.map((round) => describeRound(round, served, lost, state));
  const short = got < question.limit ? { wanted: question.limit, got, because: findShortages() } : null;
  return {
    served,
    lost,
    explanation: {
      filtered: countFiltered(trace.takenBy),
      candidates: got + lost.length,
      strategies: asked,
      lostBy,
      lost: lost.slice(0, mostLost),
      lostLeftOut: Math.max(0, lost.length - mostLost),
      short,
      ofItem: explainItems(trace.rounds, served, state),
    },
  };

  function findShortages(): Shortage[] {
    if (question.holdout === 'none') return [{ reason: 'held_out' }];
    const isFilled = question.fill && rules.fill?.strategies.length !== 0;
    return [
      ...(state.catalogSize === 0 ? [{ reason: 'catalog_empty' } as const] : []),
      ...asked.map(({ strategy, none, candidates }) =>
        none === undefined ? ({ strategy, reason: 'few_candidates', candidates } as const) : { strategy, ...none },
      ),
      ...Object.entries(lostBy).map(([by, count]) => ({ reason: 'filtered', by: by as Loss, count }) as const),
      ...(isFilled ? [] : [{ reason: 'fill_off' } as const]),
    ];
  }
}

function describeRound(
  { strategy, question, settings, candidates }: Round,
  { items }: Served,
  lost: readonly LostCandidate[],
  state: ServingState,
): AskedStrategy {
  const { name } = strategy;
  const none = candidates.length > 0 ? {} : { none: strategy.whyNone?.(state, question, settings) ?? noEvidence };
  return {
    strategy: name,
    candidates: candidates.length,
    served: items.filter((item) => item.strategy === name).length,
    lost: countBy(lost.filter((one) => one.strategy === name)),
    ...none,
  };
}
const noEvidence: Lack = { reason: 'no_evidence' };

function explainItems(rounds: readonly Round[], { items }: Served, state: ServingState): AnswerExplanation['ofItem'] {
  const explained = new Map<string, Explanation & { strategyScore: number }>();
  for (const { strategy, question, settings, candidates } of rounds) {
    const shown = new Set(
      items.flatMap(({ candidate, strategy: by }) => (by === strategy.name ? candidate.productId : [])),
    );
    const own = candidates.filter(({ productId }) => shown.has(productId));
    if (own.length === 0) continue;
    const found = strategy.explain?.(state, question, settings, own);
    for (const [n, { productId, score }] of own.entries())
      explained.set(productId, {
        ...(found?.[n] ?? { parts: [{ name: strategy.name, value: score }] }),
        strategyScore: score,
      });
  }
  return explained;
}

function countBy(lost: readonly LostCandidate[]): LossCounts {
  const counts: LossCounts = {};
  for (const { because } of lost) counts[because] = (counts[because] ?? 0) + 1;
  return counts;
}
