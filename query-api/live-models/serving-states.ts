import { LRUCache } from 'lru-cache';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import type { Scope } from '#domain/scope.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { type SharedByAll, sharedByAll } from '#domain/serving/shared-by-all.ts';
import { createContentIndex } from '#domain/strategies/content-based/content-index.ts';
import type { LiveModels } from './open-live-models.ts';

const maxShared = 10_000;
/** Used while the content index of a large catalog is being made: content_based finds nothing, its fallback answers, and `meta` says so. */
const nothingSimilar = createContentIndex();

/** The state that a scope's questions are answered from; a promise while the scope is parked. */
export type ServingStates = { of(scope: Scope, nowMs: number): ServingState | Promise<ServingState> };

export function createServingStates(models: LiveModels): ServingStates {
  const shared = new LRUCache<string, SharedByAll>({ max: maxShared });
  const stateOf = (scope: Scope, nowMs: number, shards: readonly ScopeInteractions[]): ServingState => {
    const { catalog } = models;
    return {
      nowMs,
      shards,
      item: (productId) => catalog.get(scope, productId),
      items: () => catalog.items(scope),
      catalogSize: catalog.size(scope),
      newest: (limit) => catalog.newest(scope, limit),
      content: () => catalog.content(scope) ?? nothingSimilar,
      once: (key, make) => sharedByAll(shared, `${scope} ${key}`, { shards, nowMs }, make),
    };
  };
  return {
    of(scope, nowMs) {
      const shards = models.shardsOf(scope);
      if (shards instanceof Promise) return shards.then((found) => stateOf(scope, nowMs, found));
      return stateOf(scope, nowMs, shards);
    },
  };
}
