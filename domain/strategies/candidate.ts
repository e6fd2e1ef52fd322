/** Why a strategy proposes a product; the strategy writes its reason from it, and `explain` shows it. It is JSON: answers are shared between processes. */
export type Evidence = { readonly kind: string; readonly [field: string]: unknown };

/** A product that a strategy proposes. Its score is positive, and comparable only with scores of the same answer; serving scales it to 0..1. */
export type Candidate<Found extends Evidence = Evidence> = { productId: string; score: number; evidence: Found };
