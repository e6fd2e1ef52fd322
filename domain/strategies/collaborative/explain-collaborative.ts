import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import type { Candidate } from '../candidate.ts';
import type { Explanation } from '../explanation.ts';
import { rankByHistories } from '../histories/rank-by-histories.ts';
import { findSimilarHistories } from '../histories/similar-histories.ts';
import { describeVoters } from '../neighbours/describe-voters.ts';
import { findSimilarVisits, latestMsOfVisit } from '../session/similar-visits.ts';
import { askedItems, prefixItems, shareOfHistories } from './recommend-collaborative.ts';

/** Parts `visits` and `histories` are the two views, as much as each counts. */
export function explainCollaborative(
  shards: readonly ScopeInteractions[],
  history: readonly string[],
  candidates: readonly Candidate[],
  { visit, wanted }: { visit: readonly string[]; wanted: number },
): Explanation[] {
  const joint = jointItemsOf(shards);
  const prefix = history.slice(-prefixItems);
  const visits = findSimilarVisits(shards, joint, prefix, null);
  const asked = Int32Array.from(history.slice(-askedItems), joint.find);
  const shoppers = findSimilarHistories(shards, joint, asked, prefix.length);
  const byHistories = rankByHistories(shards, joint, asked, shoppers, wanted);
  const most = byHistories.numbers().reduce((best, number) => Math.max(best, byHistories.of(number)), 0);
  const share = visits.count === 0 ? 1 : shareOfHistories(history, visit);
  const numbers = candidates.map(({ productId }) => joint.find(productId));
  const ofVisits = describeVoters('visits', numbers, visits, latestMsOfVisit(shards));
  const lastMsOf = (shard: number, slot: number) => shards[shard]?.shoppers.lastMsOf(slot) ?? null;
  const ofShoppers = describeVoters('shoppers', numbers, shoppers, lastMsOf);
  return candidates.map(({ score }, place) => {
    const histories = (share * byHistories.of(numbers[place] ?? -1)) / (most || 1);
    return {
      parts: [
        { name: 'visits', value: score - histories },
        { name: 'histories', value: histories },
      ],
      neighbours: [...ofVisits.slice(place, place + 1), ...ofShoppers.slice(place, place + 1)],
    };
  });
}
