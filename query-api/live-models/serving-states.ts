import type { Tenant } from '#domain/access/tenant.ts';
import type { Scope } from '#domain/scope.ts';
import type { ServingState } from '#domain/serving/recommend.ts';
import { type ContentIndex, createContentIndex } from '#domain/strategies/content-based/content-index.ts';
import { recommendTrending, type Trending } from '#domain/strategies/trending/recommend-trending.ts';
import type { LiveModels } from './open-live-models.ts';

/** How long a ranking of what is trending, and an index of contents, may serve before it is made anew. */
const trendingMs = 1_000;
const contentMs = 1_000;
const trendingCandidates = 500;

/** The state that a scope's questions are answered from; what is dear to make and the same for all is kept for a second. */
export type ServingStates = { of(tenant: Tenant, scope: Scope, nowMs: number): ServingState };

export function createServingStates(models: LiveModels): ServingStates {
  const trending = new Map<string, { madeAtMs: number; found: Trending }>();
  const contents = new Map<Scope, { madeAtMs: number; version: number; index: ContentIndex }>();
  return {
    of(tenant, scope, nowMs) {
      const { catalog } = models;
      const shards = models.shardsOf(scope);
      return {
        config: tenant.config,
        shards,
        item: (productId) => catalog.get(scope, productId),
        catalogSize: catalog.size(scope),
        newest(limit) {
          const available = [...catalog.items(scope)].filter((item) => item.available);
          return available
            .slice(-limit)
            .reverse()
            .map(({ productId }) => productId);
        },
        content() {
          const known = contents.get(scope);
          const version = catalog.version(scope);
          if (known !== undefined && (known.version === version || nowMs - known.madeAtMs < contentMs))
            return known.index;
          const index = createContentIndex(catalog.items(scope));
          contents.set(scope, { madeAtMs: nowMs, version, index });
          return index;
        },
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
    },
  };
}
