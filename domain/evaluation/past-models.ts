import { createLiveCatalog } from '../catalog/live-catalog.ts';
import type { CatalogChange } from '../catalog-item.ts';
import type { EventsRecord } from '../events/events-record.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { jointItemsOf } from '../interactions/joint-items.ts';
import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import { atOnce } from '../memory/steps.ts';
import type { Scope } from '../scope.ts';
import type { ServingState } from '../serving/serving-state.ts';
import { type SharedByAll, sharedByAll } from '../serving/shared-by-all.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { historyRowsOf } from '../strategies/histories/history-rows.ts';

/** The models that serve, of one scope, as they were when they knew these records and no others. */
export type PastModels = {
  /** Records of a partition come in their order. */
  apply(partition: number, record: EventsRecord): void;
  put(change: CatalogChange): void;
  has(productId: string): boolean;
  /** What questions at this time are answered from. */
  stateAt(nowMs: number): ServingState;
  /** Learns the rows that questions have missed, as a server does that has time; false if none was missed. */
  settle(): boolean;
};

const nothingSimilar = createContentIndex();

/** `isAlike: false`: nothing is known of what products are like. */
export function createPastModels(
  scope: Scope,
  { partitions, isAlike = true }: { partitions: number; isAlike?: boolean },
): PastModels {
  const shards = Array.from({ length: partitions }, () => createInteractionShard());
  const catalog = createLiveCatalog();
  const shared = new Map<string, SharedByAll>();
  const shardsNow = (): ScopeInteractions[] => shards.flatMap((shard) => shard.scope(scope) ?? []);
  return {
    apply(partition, record) {
      const shard = shards[partition];
      if (shard === undefined) throw new RangeError(`there are ${partitions} partitions, and none is ${partition}`);
      if (record.kind === 'event') shard.apply(record.event);
      else if (record.kind === 'exposure') shard.show(record.exposure);
      else shard.eraseShopper(record.erased.scope, record.erased.userId);
    },
    put: catalog.apply,
    has: (productId) => catalog.has(scope, productId),
    stateAt(nowMs) {
      const known = shardsNow();
      return {
        nowMs,
        shards: known,
        item: (productId) => catalog.get(scope, productId),
        items: () => catalog.items(scope),
        catalogSize: catalog.size(scope),
        newest: (limit) => catalog.newest(scope, limit),
        content: () => (isAlike ? (catalog.content(scope) ?? nothingSimilar) : nothingSimilar),
        once: (key, make) => sharedByAll(shared, key, { shards: known, nowMs }, make),
      };
    },
    settle() {
      const state = shardsNow();
      if (state.length === 0) return false;
      const rows = historyRowsOf(state, jointItemsOf(state));
      if (rows.wanted === 0) return false;
      while (rows.wanted > 0) atOnce(rows.learnNext());
      return true;
    },
  };
}
