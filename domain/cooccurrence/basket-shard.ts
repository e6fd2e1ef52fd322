import type { ShopEvent } from '../events/shop-event.ts';
import { createByteReader, createByteWriter } from '../memory/bytes.ts';
import { createInterner, type Interner } from '../memory/interner.ts';
import { createSparseSums } from '../memory/sparse-sums.ts';
import { atOnce } from '../memory/steps.ts';
import type { Scope } from '../scope.ts';
import { createScopeBaskets, type ScopeBaskets } from './scope-baskets.ts';

/** For one question, the orders with the product and each other product. Each question clears them first, so that one that threw leaves nothing behind. */
const together = createSparseSums();

/** A product that was bought together with another, and in how many orders. */
export type Partner = { productId: string; orders: number };

/**
 * The orders of one partition, of all scopes. Table `cooccurrences` is written from them. They depend only on the purchases in the order of
 * positions.
 */
export type BasketShard = {
  apply(event: ShopEvent): void;
  /** Orders with this product. */
  ordersOf(scope: Scope, productId: string): number;
  /** The products bought together with this one: most orders first, then by product id. */
  partnersOf(scope: Scope, productId: string, limit: number): Partner[];
  /** Products whose partners may have changed since the last call. */
  takeChanged(): { scope: Scope; productId: string }[];
  /** Asks for a product to be among the changed ones again. */
  markChanged(scope: Scope, productId: string): void;
  /** Gives an erased shopper's open order to the pseudonym, so that the shopper's next purchase begins another order. */
  renameShopper(scope: Scope, userId: string, pseudonym: string): void;
  /** Forgets a scope. Returns false if nothing was known of it. */
  drop(scope: Scope): boolean;
  /** Returns the same bytes for the same purchases, however they were cut into batches. */
  snapshot(): Buffer;
};

type Scoped = { items: Interner; baskets: ScopeBaskets; changed: Set<number> };

/** The first number in a snapshot. It changes with the format. */
const format = 2;

/** Creates an empty shard, or one from a snapshot. Throws `RangeError` if the snapshot has another format. */
export function createBasketShard(from?: Buffer): BasketShard {
  const scopes = new Map<Scope, Scoped>();
  if (from !== undefined) {
    const reader = createByteReader(from);
    if (reader.uint32() !== format) throw new RangeError('the checkpoint has another format');
    for (let left = reader.uint32(); left > 0; left--) {
      const scope = reader.uint32();
      const items = createInterner(reader);
      scopes.set(scope, { items, baskets: createScopeBaskets(reader), changed: new Set() });
    }
  }
  const scoped = (scope: Scope): Scoped => {
    const known = scopes.get(scope);
    if (known !== undefined) return known;
    const items = createInterner();
    const created = { items, baskets: createScopeBaskets(), changed: new Set<number>() };
    scopes.set(scope, created);
    return created;
  };

  return {
    apply(event) {
      if (event.type !== 'purchase') return;
      const { items, baskets, changed } = scoped(event.scope);
      baskets.apply(event, items.intern(event.productId), (item) => changed.add(item));
    },
    ordersOf(scope, productId) {
      const known = scopes.get(scope);
      return known === undefined ? 0 : known.baskets.orders.countWith(known.items.find(productId));
    },
    partnersOf(scope, productId, limit) {
      const known = scopes.get(scope);
      const item = known?.items.find(productId) ?? -1;
      if (known === undefined || item < 0) return [];
      const partners: Partner[] = [];
      together.clear();
      known.baskets.orders.countTogether(item, together);
      for (const partner of together.numbers())
        if (partner !== item) partners.push({ productId: known.items.nameOf(partner), orders: together.of(partner) });
      return partners.sort((a, b) => b.orders - a.orders || (a.productId < b.productId ? -1 : 1)).slice(0, limit);
    },
    takeChanged() {
      const taken: { scope: Scope; productId: string }[] = [];
      for (const [scope, { items, changed }] of scopes) {
        for (const item of changed) taken.push({ scope, productId: items.nameOf(item) });
        changed.clear();
      }
      return taken;
    },
    markChanged(scope, productId) {
      const known = scopes.get(scope);
      const item = known?.items.find(productId) ?? -1;
      if (item >= 0) known?.changed.add(item);
    },
    renameShopper: (scope, userId, pseudonym) => scopes.get(scope)?.baskets.renameShopper(userId, pseudonym),
    drop: (scope) => scopes.delete(scope),
    snapshot() {
      const writer = createByteWriter();
      writer.uint32(format);
      writer.uint32(scopes.size);
      for (const [scope, { items, baskets }] of scopes) {
        writer.uint32(scope);
        atOnce(items.write(writer));
        atOnce(baskets.write(writer));
      }
      return writer.finish();
    },
  };
}
