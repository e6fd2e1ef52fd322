import type { JointItems } from '../../interactions/joint-items.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';

/** A neighbour in the terms of its shard (`slot`: where it is kept there), with what it shares with the question: bit i of `shared` is the i-th item asked with. */
export type Voter = { shard: number; slot: number; similarity: number; shared: number; items: Int32Array };

/** Adds to the votes of each voter's items its similarity, times `share`. */
export function vote(votes: SparseSums, joint: JointItems, voters: readonly Voter[], share: number): void {
  for (const { shard, similarity, items } of voters) votes.addEach(items, joint.numbersOf(shard), share * similarity);
}
