import { createLiveCatalog } from '../catalog/live-catalog.ts';
import type { WrittenItem } from '../catalog-item.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { jointItemsOf } from '../interactions/joint-items.ts';
import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import { atOnce } from '../memory/steps.ts';
import type { ServingState } from '../serving/serving-state.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { historyRowsOf } from '../strategies/histories/history-rows.ts';

/** The models that serve, in shards as the log has partitions, fed by the steps of an evaluation. */
export type EvaluatedModel = {
  learn(event: ShopEvent): void;
  /** What questions at this time are answered from. */
  stateAt(nowMs: number): ServingState;
  /** Learns the rows that questions have missed, as a server does that has time; false if none was missed. */
  settle(): boolean;
};

/** As in serving: what is the same for all shoppers may be this old. */
const sharedMs = 1_000;
/** All events of an evaluation are in this scope. */
const scope = 1;

/**
 * `catalog`: the products of the shop; if it is null, a product is in the catalog from its first event on, with its id for a name. `learnsRows`: whether the rows of `collaborative` are learnt, or
 * never, as in the first moments of a process.
 */
export function createEvaluatedModel(options: {
  partitions: number;
  partitionOf: (userId: string) => number;
  catalog: readonly WrittenItem[] | null;
  learnsRows: boolean;
}): EvaluatedModel {
  const { partitions, partitionOf, catalog: known, learnsRows } = options;
  const shards = Array.from({ length: partitions }, () => createInteractionShard());
  const catalog = createLiveCatalog();
  const put = (item: WrittenItem) =>
    catalog.apply({ scope, productId: item.productId, op: 'create', item, receivedAtMs: 0, createdAtMs: null });
  for (const item of known ?? []) put(item);
  const nothingSimilar = createContentIndex();
  const shared = new Map<string, { madeAtMs: number; value: unknown }>();
  const shardsNow = (): ScopeInteractions[] => shards.flatMap((shard) => shard.scope(scope) ?? []);
  return {
    learn(event) {
      if (known === null && !catalog.has(scope, event.productId)) put(placeholder(event.productId));
      shards[partitionOf(event.userId)]?.apply(event);
    },
    stateAt: (nowMs) => ({
      nowMs,
      shards: shardsNow(),
      item: (productId) => catalog.get(scope, productId),
      items: () => catalog.items(scope),
      catalogSize: catalog.size(scope),
      newest: (limit) => catalog.newest(scope, limit),
      // Placeholders say nothing that products could be similar in.
      content: () => (known === null ? nothingSimilar : (catalog.content(scope) ?? nothingSimilar)),
      once<Value>(key: string, make: () => Value): Value {
        const one = shared.get(key);
        if (one !== undefined && nowMs >= one.madeAtMs && nowMs - one.madeAtMs < sharedMs) return one.value as Value;
        const value = make();
        shared.set(key, { madeAtMs: nowMs, value });
        return value;
      },
    }),
    settle() {
      const state = shardsNow();
      if (!learnsRows || state.length === 0) return false;
      const rows = historyRowsOf(state, jointItemsOf(state));
      if (rows.wanted === 0) return false;
      while (rows.wanted > 0) atOnce(rows.learnNext());
      return true;
    },
  };
}

const placeholder = (productId: string): WrittenItem => ({
  productId,
  name: productId,
  category: '',
  priceE4: 0n,
  currency: null,
  imageUrl: null,
  url: null,
  description: null,
  attributes: {},
  available: true,
});
