import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { holdersOf } from '../histories/holders.ts';

/** Chosen on orders of UCI Online Retail and on ratings of ml-100k; docs/quality.md tells how others did. */
const power = 0.2;

/** What a similarity is multiplied with for a product: (1 + shoppers who have touched it)^0.2, so 1 for a new one. Of equally similar products the one that many chose is chosen more often. */
export function popularityPrior(shards: readonly ScopeInteractions[]): (productId: string) => number {
  const joint = jointItemsOf(shards);
  return (productId) => {
    const number = joint.find(productId);
    return number < 0 ? 1 : (1 + holdersOf(shards, joint, number)) ** power;
  };
}
