import { type JointItems, jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { grown } from '../../memory/grown.ts';

/** What the similarities of products are multiplied with, by numbers of the products. */
export type Prior = {
  /** Whose numbers they are; under another object a product has another number. */
  readonly numbers: Pick<JointItems, 'size' | 'find'>;
  /** By place: the factor of the product with the number at that place, 1 for -1. Valid until it is asked again. */
  of(numbers: Int32Array): Float64Array;
};

/** Chosen on orders of UCI Online Retail and on ratings of ml-100k; docs/quality.md tells how others did. */
const power = 0.2;
/** Of fewer shoppers than this the factor is worked out once. */
const known = 4_096;
const factors = Float64Array.from({ length: known }, (_, shoppers) => (1 + shoppers) ** power);

/** Of one question, which clears it first. */
let room = new Float64Array(64);

/** (1 + shoppers who have touched it)^0.2, so 1 for a new one. Of equally similar products the one that many chose is chosen more often. */
export function popularityPrior(shards: readonly ScopeInteractions[]): Prior {
  const joint = jointItemsOf(shards);
  return {
    numbers: joint,
    of(numbers) {
      room = grown(room, numbers.length);
      const priors = room.subarray(0, numbers.length).fill(0);
      for (const [shard, { shoppers }] of shards.entries()) shoppers.addHolders(numbers, joint.itemsOf(shard), priors);
      for (let n = 0; n < priors.length; n++) {
        const holders = priors[n] ?? 0;
        priors[n] = holders < known ? (factors[holders] ?? 1) : (1 + holders) ** power;
      }
      return priors;
    },
  };
}
