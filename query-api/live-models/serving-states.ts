import { LRUCache } from 'lru-cache';
import { firstVisitsOf } from '#domain/interactions/first-visits.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import type { Scope } from '#domain/scope.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { createContentIndex } from '#domain/strategies/content-based/content-index.ts';
import type { LiveModels } from './open-live-models.ts';

/** How long what is the same for all shoppers of a scope, such as a ranking of what is trending, may serve before it is made anew, unless a product has had one of its first visits: answers that are kept say that they have those. */
const sharedMs = 1_000;
const maxShared = 10_000;
/** Used while the content index of a large catalog is being made: content_based finds nothing, its fallback answers, and `meta` says so. */
const nothingSimilar = createContentIndex();

/** The state that a scope's questions are answered from; a promise while the scope is parked. */
export type ServingStates = { of(scope: Scope, nowMs: number): ServingState | Promise<ServingState> };

type Shared = { madeAtMs: number; firstVisits: number; value: unknown };

export function createServingStates(models: LiveModels): ServingStates {
  const shared = new LRUCache<string, Shared>({ max: maxShared });
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
      once<Value>(key: string, make: () => Value): Value {
        const scoped = `${scope} ${key}`;
        const known = shared.get(scoped);
        const firstVisits = firstVisitsOf(shards);
        if (known?.firstVisits === firstVisits && nowMs - known.madeAtMs < sharedMs) return known.value as Value;
        const value = make();
        shared.set(scoped, { madeAtMs: nowMs, firstVisits, value });
        return value;
      },
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
