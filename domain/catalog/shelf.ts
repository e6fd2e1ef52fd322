import type { CatalogChange, CatalogItem, WrittenItem } from '../catalog-item.ts';
import type { Steps } from '../memory/steps.ts';
import { type ContentIndex, createContentIndex } from '../strategies/content-based/content-index.ts';
import { withSafeUrls } from './safe-url.ts';
import { createShelfOrder } from './shelf-order.ts';

/** One scope's catalog in memory. */
export type Shelf = {
  readonly items: ReadonlyMap<string, { readonly item: CatalogItem }>;
  /** Rises with each change. */
  readonly version: number;
  apply(change: CatalogChange): void;
  newest(limit: number): string[];
  /** Null until all steps of `indexing` were done. */
  readonly content: ContentIndex | null;
  /** Makes the content index of all items, those that come meanwhile included. To be called once. */
  indexing(): Steps;
};

/** Items of one step of the indexing, which takes a fifth of a millisecond. */
const itemsOfStep = 8;

export function createShelf(): Shelf {
  const items = new Map<string, { item: CatalogItem; place: number }>();
  let order = createShelfOrder();
  let version = 0;
  /** From the moment it is begun, it gets every change of the catalog. */
  let index: ContentIndex | null = null;
  let isWhole = false;

  const renumber = () => {
    order = createShelfOrder();
    for (const held of items.values()) held.place = order.add(held.item.productId, held.item.available);
  };
  const remove = (productId: string) => {
    const held = items.get(productId);
    if (held === undefined) return;
    items.delete(productId);
    order.remove(held.place);
    if (order.isSparse) renumber();
    index?.remove(productId);
    version += 1;
  };
  const put = (written: WrittenItem, createdAtMs: number) => {
    const held = items.get(written.productId);
    const item = {
      ...withSafeUrls(written),
      createdAtMs: Math.min(createdAtMs, held?.item.createdAtMs ?? createdAtMs),
    };
    if (held === undefined) items.set(item.productId, { item, place: order.add(item.productId, item.available) });
    else {
      held.item = item;
      order.setAvailable(held.place, item.available);
    }
    index?.put(item);
    version += 1;
  };
  return {
    items,
    get version() {
      return version;
    },
    apply({ productId, op, item, receivedAtMs, createdAtMs }) {
      if (op === 'delete') remove(productId);
      // As the projection decides: a product that exists is not created again.
      else if (item !== null && !(op === 'create' && items.has(productId))) put(item, createdAtMs ?? receivedAtMs);
    },
    newest: (limit) => order.newest(limit),
    get content() {
      return isWhole ? index : null;
    },
    *indexing() {
      const made = createContentIndex();
      index = made;
      let taken = 0;
      // The iteration of a Map includes items that are added meanwhile, and putting an item twice does no harm.
      for (const { item } of items.values()) {
        made.put(item);
        taken += 1;
        if (taken % itemsOfStep === 0) yield;
      }
      isWhole = true;
    },
  };
}
