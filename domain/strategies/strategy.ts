const strategyNames = ['collaborative', 'content_based', 'trending', 'frequently_bought_together'] as const;
export type StrategyName = (typeof strategyNames)[number];

/** The actual evidence behind a candidate; its `reason` is written from it, and `explain` shows it. */
export type Evidence =
  | { kind: 'similar_shoppers'; neighbours: number; of: 'visits' | 'shoppers'; anchorProductId: string | null }
  | { kind: 'similar_product'; anchorProductId: string; sharedTerms: readonly string[]; sameCategory: boolean }
  | { kind: 'trending'; interactions: number; windowMs: number | null }
  | { kind: 'bought_together'; anchorProductId: string; orders: number; anchorOrders: number }
  | { kind: 'viewed_together'; anchorProductId: string; sessions: number }
  | { kind: 'newest' };

/** Score is positive and comparable only within one answer; serving scales it to 0..1. */
export type Candidate = { productId: string; score: number; evidence: Evidence };
