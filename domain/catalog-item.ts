import type { Scope } from './scope.ts';

/** A product as a shop writes it. */
export type WrittenItem = {
  productId: string;
  name: string;
  /** May be a path: `Home > Kitchen > Mugs`. */
  category: string;
  /** In 1/10,000 of the currency's unit. */
  priceE4: bigint;
  currency: string | null;
  imageUrl: string | null;
  url: string | null;
  description: string | null;
  /** Any JSON object. */
  attributes: Record<string, unknown>;
  available: boolean;
};

/** A product as the shop's catalog has it. */
export type CatalogItem = WrittenItem & {
  /** When it was first written, ms since 1970; a product that was deleted and is written again begins anew. */
  createdAtMs: number;
};

/**
 * A change of the catalog as a record of the compacted topic `catalog`, keyed by scope and product.
 * The projection decides created / updated / absent in log order. `create` is refused if the product
 * already exists ('exists'), `delete` if it does not ('absent'); `put` always succeeds.
 */
export type CatalogChange = {
  scope: Scope;
  productId: string;
  op: 'create' | 'put' | 'delete';
  /** Null for `delete`. */
  item: WrittenItem | null;
  receivedAtMs: number;
  /**
   * When the product was created, as far as ingest knew when it took the change in, so that this is known when compaction has left no earlier
   * change. Null for `delete`, and where it is not known: then the earliest change that is left tells.
   */
  createdAtMs: number | null;
};
