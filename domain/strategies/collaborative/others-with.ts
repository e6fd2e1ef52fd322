import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import type { Candidate } from '../candidate.ts';
import { historiesTogether } from '../histories/histories-together.ts';
import { type Groups, scoreBehind, togetherWith } from '../neighbours/together-with.ts';
import type { SimilarShoppers } from './similar-shoppers.ts';

/**
 * Whatever is in a visit, and then in a history, with one of the shopper's last products (`prefix`), but for these that are named and the `history` itself; behind a score of `least`. It names what it gives. Each view
 * is looked through when it is read.
 */
export function* othersWith(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  { prefix, history }: { prefix: readonly string[]; history: readonly string[] },
  named: Set<string>,
  least: number,
): Generator<Candidate<SimilarShoppers>> {
  const prefixNumbers = Int32Array.from(prefix, joint.find);
  const known = new Set(history);
  const views = [
    ['visits', shards.map(({ sessions }): Groups => sessions.sets)],
    ['shoppers', shards.map((shard) => historiesTogether(shard.shoppers))],
  ] as const;
  let behind = least;
  for (const [of, groups] of views) {
    const isLeftOut = (number: number) => named.has(joint.nameOf(number)) || known.has(joint.nameOf(number));
    const before = behind;
    let mostCount = 0;
    for (const { number, anchor, count } of togetherWith(groups, joint, prefixNumbers, isLeftOut)) {
      const productId = joint.nameOf(number);
      named.add(productId);
      mostCount ||= count;
      behind = scoreBehind(before, count, mostCount);
      const anchorProductId = prefix[anchor] ?? null;
      yield {
        productId,
        score: behind,
        evidence: { kind: 'similar_shoppers', neighbours: count, of, anchorProductId },
      };
    }
  }
}
