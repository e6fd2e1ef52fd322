import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import type { HistoriesOfShard, JointNumbers } from './histories-of-shard.ts';

/** How many shoppers of all shards have the product in their histories. */
export function holdersOf(shards: readonly HistoriesOfShard[], joint: JointNumbers, number: number): number {
  let sum = 0;
  for (let shard = 0; shard < shards.length; shard++)
    sum += shards[shard]?.shoppers.holdersOf(joint.itemsOf(shard)[number] ?? -1) ?? 0;
  return sum;
}

/** How many shoppers with the product were erased since their shards are in memory. */
export function erasedOf(shards: readonly ScopeInteractions[], joint: JointNumbers, number: number): number {
  let sum = 0;
  for (let shard = 0; shard < shards.length; shard++)
    sum += shards[shard]?.shoppers.erasedOf(joint.itemsOf(shard)[number] ?? -1) ?? 0;
  return sum;
}
