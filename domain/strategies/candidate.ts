/** Why a strategy proposes a product; the strategy writes its reason from it, and `explain` shows it. It is JSON: answers are shared between processes. */
export type Evidence = { readonly kind: string; readonly [field: string]: unknown };

/**
 * A product that a strategy proposes. Its score is positive, and comparable only with scores of the same answer; serving scales it to 0..1. Its evidence may be made each time that it is
 * read, until the next event: `withScore` makes a copy that lasts.
 */
export type Candidate<Found extends Evidence = Evidence> = {
  productId: string;
  score: number;
  readonly evidence: Found;
};

/** The same with another score, and its evidence as a value. */
export const withScore = <Why extends Evidence>(
  { productId, evidence }: Candidate<Why>,
  score: number,
): Candidate<Why> => ({ productId, score, evidence });
