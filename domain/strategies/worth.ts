/** What rules say of the products of a shop, whoever asks: so that a strategy proposes those first that come first by them. */
export type Worth = {
  /** As long as it is the same object, a product that has not changed is worth the same. */
  readonly of: object;
  /** What its score is multiplied with; 0 if it may not be shown to anybody. */
  factorOf(productId: string): number;
};
