import type { CatalogItem } from '../catalog-item.ts';
import type { StrategyState } from '../strategies/strategy.ts';
import type { SharedWork } from './shared-work.ts';

/** What serving knows of a scope; everything is in memory, and the same until the question is answered. */
export type ServingState = StrategyState & {
  item(productId: string): CatalogItem | undefined;
  /** All products of the catalog, in any order. */
  items(): Iterable<CatalogItem>;
  /** For the questions of one page, which share their work; nothing is shared if left out. */
  share?: SharedWork;
};
