import type { CatalogChange, CatalogItem } from '../catalog-item.ts';
import { atOnce, type Steps } from '../memory/steps.ts';
import type { Scope } from '../scope.ts';
import type { ContentIndex } from '../strategies/content-based/content-index.ts';
import { createShelf, type Shelf } from './shelf.ts';

/** The catalogs of all scopes in memory, fed by topic `catalog` in log order. */
export type LiveCatalog = {
  apply(change: CatalogChange): void;
  has(scope: Scope, productId: string): boolean;
  get(scope: Scope, productId: string): CatalogItem | undefined;
  /** In the order in which they were last created. Once compaction has dropped an item's creation from the topic, its last change counts instead. */
  items(scope: Scope): IterableIterator<CatalogItem>;
  /** The available items that come last in that order, the last first. */
  newest(scope: Scope, limit: number): string[];
  size(scope: Scope): number;
  /**
   * Similarity of the scope's items, kept up with each change; null while it is being made, so that the caller goes on without it. The
   * first call begins to make it; for a catalog of at most 200 items it returns the finished index.
   */
  content(scope: Scope): ContentIndex | null;
  /** Rises with each change of the scope. */
  version(scope: Scope): number;
};

/** A catalog of up to this many items is indexed within a few milliseconds. */
const itemsAtOnce = 200;

/** `run` does the steps that make an index: all at once by default; a server spreads them over turns of the event loop. */
export function createLiveCatalog(run: (steps: Steps) => void = atOnce): LiveCatalog {
  const shelves = new Map<Scope, Shelf>();
  const isBegun = new Set<Scope>();
  const none = createShelf();
  atOnce(none.indexing());
  const shelfOf = (scope: Scope): Shelf => shelves.get(scope) ?? none;
  return {
    apply(change) {
      let shelf = shelves.get(change.scope);
      if (shelf === undefined) {
        shelf = createShelf();
        shelves.set(change.scope, shelf);
      }
      shelf.apply(change);
    },
    has: (scope, productId) => shelfOf(scope).items.has(productId),
    get: (scope, productId) => shelfOf(scope).items.get(productId)?.item,
    *items(scope) {
      for (const { item } of shelfOf(scope).items.values()) yield item;
    },
    newest: (scope, limit) => shelfOf(scope).newest(limit),
    size: (scope) => shelfOf(scope).items.size,
    content(scope) {
      const shelf = shelfOf(scope);
      if (shelf !== none && !isBegun.has(scope)) {
        isBegun.add(scope);
        if (shelf.items.size <= itemsAtOnce) atOnce(shelf.indexing());
        else run(shelf.indexing());
      }
      return shelf.content;
    },
    version: (scope) => shelfOf(scope).version,
  };
}
