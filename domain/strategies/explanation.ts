import type { BoughtTogether } from './frequently-bought-together/bought-together.ts';

/** What one feature adds to a strategy's score. */
type Part = { name: string; value: number };

/** Others who speak for a product: how many, how similar, and when they did so last. Never who they are. */
export type Neighbours = {
  of: 'visits' | 'shoppers' | 'orders';
  /** The most similar ones, which were found for the question, and how many of them have the product. */
  found: number;
  having: number;
  /** Of those who have it; null if none has. 1 is the same, for orders the measure is open. */
  similarity: { most: number; mean: number } | null;
  /** When the last of those who have it did anything, milliseconds; null if it is not kept. */
  latestMs: number | null;
};

/** A product that was asked with, and what it adds to the score of one like it. */
type Anchor = { productId: string; similarity: number; value: number };

type Learnt = { terms: Readonly<Record<string, number>>; questions: number; version: string };

/** What a strategy can tell of a candidate's score, for `explain`. `parts` add up to the score; the rest is told where the strategy has it. */
export type Explanation = {
  parts: Part[];
  neighbours?: Neighbours[];
  anchors?: Anchor[];
  /** Exact counts with each product of the cart, most orders first, and how many of these are left out. */
  pairs?: Omit<BoughtTogether, 'kind'>[];
  pairsLeftOut?: number;
  /** Weights that the shop has learnt from its own visits, from how many questions, and the `modelVersion` at which it asked the last of them. */
  learnt?: Learnt;
};

/** Why a strategy has no candidates. `setting` is one of the tenant's. */
export type Lack =
  | { reason: 'unknown_shopper' | 'nothing_to_go_by' | 'no_evidence' | 'catalog_empty' }
  | { reason: 'below_minimum'; setting: string; has: number; needs: number };
