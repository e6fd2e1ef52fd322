/** What rules say of the products of a shop, whoever asks, and which of them one question leaves out: so that a strategy proposes those first that come first by them. */
export type Worth = {
  /** As long as it is the same object, a product that has not changed is worth the same. */
  readonly of: object;
  /** What its score is multiplied with; 0 if it may not be shown to anybody. */
  factorOf(productId: string): number;
  /** Whether the question may be answered with a product that is worth something: the same for as long as this is the same object. All may if it is left out. */
  admits?(productId: string): boolean;
};
