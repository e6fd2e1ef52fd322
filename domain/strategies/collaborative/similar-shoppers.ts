/**
 * How many visits, or shoppers, voted for a product and share a product of the shopper's with it: the anchor. Null if none of the shopper's last products is
 * shared; then those are counted who have the product.
 */
export type SimilarShoppers = {
  kind: 'similar_shoppers';
  neighbours: number;
  of: 'visits' | 'shoppers';
  anchorProductId: string | null;
};
