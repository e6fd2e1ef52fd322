import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import type { Candidate } from '#domain/strategies/candidate.ts';
import { findSimilarChoices } from '#domain/strategies/collaborative/recommend-collaborative.ts';
import type { SimilarShoppers } from '#domain/strategies/collaborative/similar-shoppers.ts';
import type { BoughtTogether } from '#domain/strategies/frequently-bought-together/bought-together.ts';
import { findBoughtTogether } from '#domain/strategies/frequently-bought-together/recommend-bought-together.ts';
import { findFromVisit, type SimilarVisits } from '#domain/strategies/session/recommend-session.ts';
import type { KeptVisit } from '#domain/strategies/session/similar-visits.ts';

type Shards = readonly ScopeInteractions[];

/** The best `limit` candidates of `collaborative`, all of them made. */
export const recommendCollaborative = (
  shards: Shards,
  history: readonly string[],
  limit: number,
  visit: readonly string[] = [],
): Candidate<SimilarShoppers>[] => [...(findSimilarChoices(shards, history, visit)?.best(limit) ?? [])];

/** The same of `session`. */
export const recommendSession = (
  shards: Shards,
  visit: { products: readonly string[]; kept: KeptVisit | null },
  minVisits: number,
  limit: number,
): Candidate<SimilarVisits>[] => [...(findFromVisit(shards, visit, minVisits)?.best(limit) ?? [])];

/** The same of `frequently_bought_together`. */
export const recommendBoughtTogether = (
  shards: Shards,
  cart: readonly string[],
  minSupport: number,
  limit: number,
): Candidate<BoughtTogether>[] => [...(findBoughtTogether(shards, cart, minSupport)?.best(limit) ?? [])];
