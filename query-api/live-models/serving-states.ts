import type { Tenant } from '#domain/access/tenant.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import type { Scope } from '#domain/scope.ts';
import type { ServingState } from '#domain/serving/recommend.ts';
import { createContentIndex } from '#domain/strategies/content-based/content-index.ts';
import { recommendTrending, type Trending } from '#domain/strategies/trending/recommend-trending.ts';
import type { LiveModels } from './open-live-models.ts';

/** How long a ranking of what is trending may serve before it is made anew. */
const trendingMs = 1_000;
const trendingCandidates = 500;
/** While the contents of a large catalog are being indexed nothing is similar: what stands in for content_based answers, and `meta` says so. */
const nothingSimilar = createContentIndex();

/** The state that a scope's questions are answered from; what is trending is the same for all, and kept for a second. A promise where the scope is parked. */
export type ServingStates = { of(tenant: Tenant, scope: Scope, nowMs: number): ServingState | Promise<ServingState> };

export function createServingStates(models: LiveModels): ServingStates {
  const trending = new Map<string, { madeAtMs: number; found: Trending }>();
  const stateOf = (tenant: Tenant, scope: Scope, nowMs: number, shards: readonly ScopeInteractions[]): ServingState => {
    const { catalog } = models;
    return {
      config: tenant.config,
      shards,
      item: (productId) => catalog.get(scope, productId),
      catalogSize: catalog.size(scope),
      newest: (limit) => catalog.newest(scope, limit),
      content: () => catalog.content(scope) ?? nothingSimilar,
      trending() {
        const { windowMs } = tenant.config.strategies.trending;
        const key = `${scope} ${windowMs}`;
        const known = trending.get(key);
        if (known !== undefined && nowMs - known.madeAtMs < trendingMs) return known.found;
        const found = recommendTrending(shards, windowMs, nowMs, trendingCandidates);
        trending.set(key, { madeAtMs: nowMs, found });
        return found;
      },
    };
  };
  return {
    of(tenant, scope, nowMs) {
      const shards = models.shardsOf(scope);
      if (shards instanceof Promise) return shards.then((found) => stateOf(tenant, scope, nowMs, found));
      return stateOf(tenant, scope, nowMs, shards);
    },
  };
}
