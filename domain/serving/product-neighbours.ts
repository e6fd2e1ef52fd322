import type { TenantConfig } from '../access/tenant.ts';
import type { Evidence } from '../strategies/candidate.ts';
import type { Lack } from '../strategies/explanation.ts';
import { type StrategyName, strategyNamed } from '../strategies/index.ts';
import type { StrategyQuestion } from '../strategies/strategy.ts';
import { roundedScore } from './rounded-score.ts';
import type { ServingState } from './serving-state.ts';

/** The strategies that have neighbours of a product alone, the first one unless another is asked for. */
export const strategiesOfProducts = [
  'session',
  'frequently_bought_together',
  'content_based',
] as const satisfies readonly StrategyName[];
export type StrategyOfProducts = (typeof strategiesOfProducts)[number];

/** A product near another one: `score` is 1 for the nearest. */
export type ProductNeighbour = { productId: string; score: number; evidence: Evidence };

/**
 * The products of the catalog that a strategy puts nearest to a product, the nearest first, before rules and filters: from the very models that answer, with the shop's settings. `why` says why there
 * are none, where the strategy knows.
 */
export function findProductNeighbours(
  state: ServingState,
  productId: string,
  { strategy: name, limit }: { strategy: StrategyOfProducts; limit: number },
  config: Pick<TenantConfig, 'strategies'>,
): { neighbours: ProductNeighbour[]; why: Lack | null } {
  const strategy = strategyNamed(name);
  const settings = config.strategies[name];
  const products = [productId];
  const question: StrategyQuestion = {
    ...{ shopper: undefined, history: products, productIds: products, wanted: limit + 1 },
    visit: { products, kept: null },
  };
  const neighbours: ProductNeighbour[] = [];
  let best = 0;
  for (const candidate of strategy.candidates(state, question, settings).candidates) {
    if (candidate.productId === productId || state.item(candidate.productId) === undefined) continue;
    best = Math.max(best, candidate.score);
    neighbours.push({
      productId: candidate.productId,
      score: roundedScore(candidate.score / best),
      evidence: { ...candidate.evidence },
    });
    if (neighbours.length === limit) break;
  }
  const why = neighbours.length === 0 ? strategy.whyNone?.(state, question, settings) : undefined;
  return { neighbours, why: why ?? null };
}
