import type { ScopeInteractions, Session } from '../interaction-shard.ts';
import { rankCandidates } from '../rank.ts';
import type { Candidate } from '../strategy.ts';

/** Most recent sessions of an item that are looked at, and the most similar of them that vote. */
const sampledSessions = 500;
const neighbours = 100;
/** Items of the shopper's own past that are asked with; later ones weigh more. */
const prefixItems = 20;

/**
 * VMIS-kNN (Kersbergen, Sprangers, Schelter: Serenade, SIGMOD 2022) over the sessions of all shards: sessions that share the
 * shopper's recent products, found through the inverted index, vote for their other products by similarity × idf. Similarity
 * is the sum of linearly decaying weights of the shared products. `shards` in partition order.
 */
export function recommendCollaborative(
  shards: readonly ScopeInteractions[],
  history: readonly string[],
  limit: number,
): Candidate[] {
  const prefix = history.slice(-prefixItems);
  const similarity = new Map<Session, number>();
  prefix.forEach((item, i) => {
    const weight = (i + 1) / prefix.length;
    for (const { sessionsOfItem } of shards) {
      const posted = sessionsOfItem.get(item);
      if (posted === undefined) continue;
      for (let n = posted.length - 1; n >= Math.max(0, posted.length - sampledSessions); n--) {
        const session = posted[n];
        if (session !== undefined) similarity.set(session, (similarity.get(session) ?? 0) + weight);
      }
    }
  });
  // The order of insertion is by shard and recency, and the sort is stable: ties are the same everywhere.
  const nearest = [...similarity].sort((a, b) => b[1] - a[1] || b[0].lastMs - a[0].lastMs).slice(0, neighbours);
  const sessions = shards.reduce((sum, shard) => sum + shard.sessions.size, 0);
  const idf = new Map<string, number>();
  const scores = new Map<string, number>();
  const votes = new Map<string, number>();
  for (const [session, weight] of nearest) {
    for (const item of session.items) {
      let rarity = idf.get(item);
      if (rarity === undefined) {
        rarity = Math.log(1 + sessions / Math.max(1, sessionsWith(shards, item)));
        idf.set(item, rarity);
      }
      scores.set(item, (scores.get(item) ?? 0) + weight * rarity);
      votes.set(item, (votes.get(item) ?? 0) + 1);
    }
  }
  const anchor = prefix.at(-1) ?? null;
  return rankCandidates(
    scores,
    limit,
    (item) => sessionsWith(shards, item),
    (item) => ({ kind: 'similar_shoppers', neighbours: votes.get(item) ?? 0, anchorProductId: anchor }),
  );
}

const sessionsWith = (shards: readonly ScopeInteractions[], item: string): number =>
  shards.reduce((sum, shard) => sum + (shard.sessionsOfItem.get(item)?.length ?? 0), 0);
