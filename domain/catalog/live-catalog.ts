import type { CatalogChange, CatalogItem } from '../catalog-item.ts';
import type { Scope } from '../scope.ts';
import { type ContentIndex, createContentIndex } from '../strategies/content-based/content-index.ts';

/** The catalogs of all scopes in memory, fed by topic `catalog` in log order. */
export type LiveCatalog = {
  apply(change: CatalogChange): void;
  has(scope: Scope, productId: string): boolean;
  get(scope: Scope, productId: string): CatalogItem | undefined;
  /** In the order in which they were last created; after a compaction of the topic, as far as it still says so: else in that of their last change. */
  items(scope: Scope): IterableIterator<CatalogItem>;
  size(scope: Scope): number;
  /** Similarity of the scope's items, made at the first question and kept up with each change. */
  content(scope: Scope): ContentIndex;
  /** Rises with each change of the scope. */
  version(scope: Scope): number;
};

type Shelf = { items: Map<string, CatalogItem>; version: number; content: ContentIndex | null };

export function createLiveCatalog(): LiveCatalog {
  const shelves = new Map<Scope, Shelf>();
  const none: Shelf = { items: new Map(), version: 0, content: createContentIndex() };
  const shelfOf = (scope: Scope): Shelf => shelves.get(scope) ?? none;
  return {
    apply({ scope, productId, op, item }) {
      let shelf = shelves.get(scope);
      if (shelf === undefined) {
        shelf = { items: new Map(), version: 0, content: null };
        shelves.set(scope, shelf);
      }
      if (op === 'delete') {
        if (!shelf.items.delete(productId)) return;
        shelf.content?.remove(productId);
        shelf.version += 1;
        return;
      }
      // As the projection decides: what exists is not created again.
      if (item === null || (op === 'create' && shelf.items.has(productId))) return;
      shelf.items.set(productId, item);
      shelf.content?.put(item);
      shelf.version += 1;
    },
    has: (scope, productId) => shelfOf(scope).items.has(productId),
    get: (scope, productId) => shelfOf(scope).items.get(productId),
    items: (scope) => shelfOf(scope).items.values(),
    size: (scope) => shelfOf(scope).items.size,
    content(scope) {
      const shelf = shelfOf(scope);
      shelf.content ??= createContentIndex(shelf.items.values());
      return shelf.content;
    },
    version: (scope) => shelfOf(scope).version,
  };
}
