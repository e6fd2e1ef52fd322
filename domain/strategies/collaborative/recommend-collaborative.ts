import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { rankCandidates } from '../rank.ts';
import type { Candidate } from '../strategy.ts';
import { createScratch, findNearest, type Neighbour, type Neighbourhood } from './nearest.ts';

/** Most recent sets of an item that are looked at, all shards together, and the most similar of them all that vote. */
const sampledSets = 500;
const neighbours = 100;
/** Items of the shopper's own past that are asked with; later ones weigh more. */
const prefixItems = 20;
/** What shoppers' histories count beside sessions. */
const historyShare = 0.3;
/** One shopper who shares a single product is chance. */
const leastSharedOfHistories = 2;

/** All zero between two questions, so that it is no state: megabytes that need not be made for each. */
const scratch = createScratch();

/** What speaks for a product. */
type Votes = { score: number; visits: Voter[]; shoppers: Voter[] };
/** The items of a neighbour, by name, with its similarity and what it shares with the shopper. */
type Voter = { similarity: number; shared: number; productIds: string[] };

/**
 * Two views of one model, by inverted indexes over all shards (in partition order). The visit against visits: VMIS-kNN (Kersbergen,
 * Sprangers, Schelter: Serenade, SIGMOD 2022); sessions that share the shopper's recent products vote for their other products by similarity ×
 * idf, where similarity is the sum of linearly decaying weights of the shared products. And the shopper's history against other shoppers' in
 * the same way. `history`: distinct products, the most telling last.
 */
export function recommendCollaborative(
  shards: readonly ScopeInteractions[],
  history: readonly string[],
  limit: number,
): Candidate[] {
  const prefix = history.slice(-prefixItems);
  const weights = Float64Array.from(prefix, (_, i) => (i + 1) / prefix.length);
  const sessions = nearestOf(shards, prefix, weights, sessionsOf, (shard, id) => shard.sessions.sets.itemsOf(id));
  const shoppers = nearestOf(shards, prefix, weights, shoppersOf, (shard, id) =>
    shard.shoppers.historyOf(shard.shoppers.slotOf(id)),
  ).filter(({ shared }) => countBits(shared) >= leastSharedOfHistories);

  const votes = new Map<string, Votes>();
  const votesOf = (productId: string): Votes => {
    let found = votes.get(productId);
    if (found === undefined) {
      found = { score: 0, visits: [], shoppers: [] };
      votes.set(productId, found);
    }
    return found;
  };
  for (const voter of sessions) {
    for (const productId of voter.productIds) {
      const found = votesOf(productId);
      found.score += voter.similarity;
      found.visits.push(voter);
    }
  }
  for (const voter of shoppers) {
    for (const productId of voter.productIds) {
      const found = votesOf(productId);
      found.score += historyShare * voter.similarity;
      found.shoppers.push(voter);
    }
  }

  const kept = shards.reduce((sum, { sessions: { sets } }) => sum + sets.kept, 0);
  const sessionsWith = (productId: string): number =>
    shards.reduce((sum, { items, sessions: { sets } }) => sum + sets.countWith(items.find(productId)), 0);
  const scores = new Map<string, number>();
  const popularity = new Map<string, number>();
  for (const [productId, { score }] of votes) {
    const found = sessionsWith(productId);
    popularity.set(productId, found);
    scores.set(productId, score * Math.log(1 + kept / Math.max(1, found)));
  }
  return rankCandidates(
    scores,
    limit,
    (productId) => popularity.get(productId) ?? 0,
    (productId) => evidenceOf(votesOf(productId), prefix),
  );
}

const sessionsOf = ({ sessions: { sets } }: ScopeInteractions): Neighbourhood => ({
  idsWith: sets.numbersWith,
  placeOf: (number) => (sets.isKept(number) ? sets.slotOf(number) : -1),
  places: sets.kept,
});

const shoppersOf = ({ shoppers }: ScopeInteractions): Neighbourhood => ({
  idsWith: shoppers.refsWith,
  placeOf: shoppers.slotOf,
  places: shoppers.places,
});

/** The nearest of all shards, each in a shard's own terms, translated to product ids. */
function nearestOf(
  shards: readonly ScopeInteractions[],
  prefix: readonly string[],
  weights: Float64Array,
  hoodOf: (shard: ScopeInteractions) => Neighbourhood,
  itemsOf: (shard: ScopeInteractions, id: number) => Int32Array,
): Voter[] {
  const sampled = Math.ceil(sampledSets / shards.length);
  const all: { shard: ScopeInteractions; neighbour: Neighbour }[] = [];
  for (const shard of shards) {
    const items = Int32Array.from(prefix, (productId) => shard.items.find(productId));
    for (const neighbour of findNearest(hoodOf(shard), items, weights, sampled, neighbours, scratch))
      all.push({ shard, neighbour });
  }
  // Stable: ties stay in partition order, and within a shard by recency.
  return all
    .sort((a, b) => b.neighbour.similarity - a.neighbour.similarity)
    .slice(0, neighbours)
    .map(({ shard, neighbour: { id, similarity, shared } }) => ({
      similarity,
      shared,
      productIds: Array.from(itemsOf(shard, id), (item) => shard.items.nameOf(item)),
    }));
}

/** The product of the shopper's that most of the voters had too, the latest of equal ones, and how many of them had both. */
function evidenceOf({ visits, shoppers }: Votes, prefix: readonly string[]): Candidate['evidence'] {
  const voters = visits.length > 0 ? visits : shoppers;
  let best = prefix.length - 1;
  let most = 0;
  for (let i = prefix.length - 1; i >= 0; i--) {
    const having = voters.reduce((sum, { shared }) => sum + ((shared >> i) & 1), 0);
    if (having > most) {
      most = having;
      best = i;
    }
  }
  return {
    kind: 'similar_shoppers',
    neighbours: most,
    anchorProductId: prefix[best] ?? null,
    of: visits.length > 0 ? 'visits' : 'shoppers',
  };
}

function countBits(value: number): number {
  let bits = 0;
  for (let left = value; left !== 0; left &= left - 1) bits += 1;
  return bits;
}
