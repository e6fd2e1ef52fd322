import type { CatalogItem } from '../catalog-item.ts';
import type { ItemKey } from '../rules/item-key.ts';

/** What rules say of the products of a shop, whoever asks, and which of them one question leaves out: so that a strategy proposes those first that come first by them. */
export type Worth = {
  /** As long as it is the same object, a product that has not changed is worth the same. */
  readonly of: object;
  /** What its score is multiplied with; 0 if it may not be shown to anybody. */
  factorOf(productId: string): number;
  /** What the question may not be answered with though it is worth something. All may be if it is left out. */
  readonly leftOut?: LeftOut;
};

/** Products that one question may not be answered with: those with one of these ids, and those that one of the tests takes. */
export type LeftOut = {
  readonly productIds: ReadonlySet<string>;
  readonly byKey: readonly { key: ItemKey; takes(item: CatalogItem): boolean }[];
  /** What looks at more of a product, and has to be asked of each; undefined if nothing does. */
  readonly others: ((item: CatalogItem) => boolean) | undefined;
};
