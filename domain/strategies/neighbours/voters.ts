import type { JointItems } from '../../interactions/joint-items.ts';
import type { ListsInPlace } from '../../memory/int-lists.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';

/**
 * The neighbours of one question, the most similar first, in arrays that the next question fills again: hundreds of objects a question are work for the
 * garbage collector. Of the n-th: its shard, where it is kept there, its similarity, what it shares with the question (bit i of `shared` is the i-th item asked with), and where its items lie: in
 * `arrays[n]` from `starts[n]` to before `ends[n]`.
 */
export type Voters = {
  count: number;
  readonly shards: Int32Array;
  readonly slots: Int32Array;
  readonly similarities: Float64Array;
  readonly shared: Int32Array;
  readonly arrays: Int32Array[];
  readonly starts: Int32Array;
  readonly ends: Int32Array;
};

export function createVoters(most: number): Voters {
  return {
    count: 0,
    shards: new Int32Array(most),
    slots: new Int32Array(most),
    similarities: new Float64Array(most),
    shared: new Int32Array(most),
    arrays: [],
    starts: new Int32Array(most),
    ends: new Int32Array(most),
  };
}

/** Adds a voter with the last `most` items of its list; `list` is its slot. */
export function addVoter(
  voters: Voters,
  lists: ListsInPlace,
  list: number,
  most: number,
  { shard, similarity, shared }: { shard: number; similarity: number; shared: number },
): void {
  const at = voters.count;
  const start = lists.offsetOf(list);
  const end = start + lists.lengthOf(list);
  voters.shards[at] = shard;
  voters.slots[at] = list;
  voters.similarities[at] = similarity;
  voters.shared[at] = shared;
  voters.arrays[at] = lists.arrayOf(list);
  voters.starts[at] = Math.max(start, end - most);
  voters.ends[at] = end;
  voters.count = at + 1;
}

/** Adds to the votes of each voter's items its similarity divided by `all`. */
export function vote(votes: SparseSums, joint: JointItems, voters: Voters, all = 1): void {
  for (let n = 0; n < voters.count; n++) {
    const numbers = joint.numbersOf(voters.shards[n] ?? 0);
    const share = (voters.similarities[n] ?? 0) / all;
    votes.addEach(voters.arrays[n] ?? numbers, voters.starts[n] ?? 0, voters.ends[n] ?? 0, numbers, share);
  }
}
