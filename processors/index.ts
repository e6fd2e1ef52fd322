import { analytics } from './analytics/analytics.ts';
import { attribution } from './attribution/attribution.ts';
import type { Projection } from './projection.ts';
import { trending } from './trending/trending.ts';

/**
 * The projections that the loader folds in its transaction, in this order. Two more have a way of their own: `catalog` reads its own
 * topic (catalog/), `cooccurrence` holds its counts in memory and writes checkpoints (cooccurrence/).
 */
export const projections: readonly Projection[] = [analytics, attribution, trending];

export const projectionNames = ['catalog', 'analytics', 'attribution', 'trending', 'cooccurrence'] as const;
export type ProjectionName = (typeof projectionNames)[number];
