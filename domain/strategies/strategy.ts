import type { CatalogItem } from '../catalog-item.ts';
import type { ShopEvent } from '../events/shop-event.ts';

export const strategyNames = ['collaborative', 'content_based', 'trending', 'frequently_bought_together'] as const;
export type StrategyName = (typeof strategyNames)[number];

/** What is asked of a strategy. `nowMs` comes from the caller: models have no clock. */
export type Question = {
  userId: string | null;
  sessionId: string | null;
  /** The product page or the cart the question is about; may be empty. */
  productIds: readonly string[];
  /** How many candidates are wanted before filters. */
  limit: number;
  nowMs: number;
};

/** The actual evidence behind a candidate; its `reason` is written from it, and `explain` shows it. */
export type Evidence =
  | { kind: 'similar_shoppers'; neighbours: number; anchorProductId: string | null }
  | { kind: 'similar_product'; anchorProductId: string; sharedTerms: readonly string[]; sameCategory: boolean }
  | { kind: 'trending'; interactions: number; windowMs: number | null }
  | { kind: 'bought_together'; anchorProductId: string; orders: number; anchorOrders: number }
  | { kind: 'viewed_together'; anchorProductId: string; sessions: number }
  | { kind: 'newest' };

/** Score is positive and comparable only within one answer; serving scales it to 0..1. */
export type Candidate = { productId: string; score: number; evidence: Evidence };

/**
 * One partition's part of a model. A function of its partition's prefix and its configuration alone: no clock,
 * no reads, no other topic. The same prefix gives the same snapshot bytes, however it was cut into batches.
 */
export type ModelShard = {
  apply(event: ShopEvent): void;
  eraseShopper(userId: string): void;
  snapshot(): Buffer;
  sizeBytes(): number;
};

/** Catalog as strategies see it at question time; never part of a shard. */
export type CatalogView = {
  get(productId: string): CatalogItem | undefined;
  readonly size: number;
};
