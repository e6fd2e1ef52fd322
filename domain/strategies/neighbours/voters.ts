import type { JointItems } from '../../interactions/joint-items.ts';
import { grown } from '../../memory/grown.ts';
import type { ListsInPlace } from '../../memory/int-lists.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';

/**
 * The neighbours of one question, the most similar first, in arrays that the next question fills again: hundreds of objects a question are work for the
 * garbage collector. Of the n-th: its shard, where it is kept there, its similarity, what it shares with the question (bit i of `shared` is the i-th item asked with), and its items, by their joint
 * numbers: in `numbers` from `starts[n]` to before `starts[n + 1]`. A question goes through them three times and more, so they are gathered in one place.
 */
export type Voters = {
  count: number;
  readonly shards: Int32Array;
  readonly slots: Int32Array;
  readonly similarities: Float64Array;
  readonly shared: Int32Array;
  numbers: Int32Array;
  readonly starts: Int32Array;
};

export function createVoters(most: number): Voters {
  return {
    count: 0,
    shards: new Int32Array(most),
    slots: new Int32Array(most),
    similarities: new Float64Array(most),
    shared: new Int32Array(most),
    numbers: new Int32Array(64),
    starts: new Int32Array(most + 1),
  };
}

/** Adds a voter, whose items are gathered once all are there. `slot`: its list. */
export function addVoter(voters: Voters, shard: number, slot: number, similarity: number, shared = 0): void {
  const at = voters.count;
  voters.shards[at] = shard;
  voters.slots[at] = slot;
  voters.similarities[at] = similarity;
  voters.shared[at] = shared;
  voters.count = at + 1;
}

/** Of one question: the array that the list of each voter lies in, where what is gathered of it begins there, and the first of it. */
const arrays: Int32Array[] = [];
let offsets = new Int32Array(64);
let firsts = new Int32Array(64);

/** Gathers the last `most` items of each voter. `lists`: by shard. */
export function gatherItems(voters: Voters, lists: readonly ListsInPlace[], joint: JointItems, most: number): void {
  const { count, shards, slots, starts } = voters;
  offsets = grown(offsets, count);
  firsts = grown(firsts, count);
  // In loops of their own: each read waits for memory, and since none depends on another the processor waits for many at once.
  let end = 0;
  for (let n = 0; n < count; n++) {
    starts[n] = end;
    end += Math.min(most, lists[shards[n] ?? 0]?.lengthOf(slots[n] ?? 0) ?? 0);
  }
  starts[count] = end;
  for (let n = 0; n < count; n++) {
    const of = lists[shards[n] ?? 0];
    if (of === undefined) continue;
    const slot = slots[n] ?? 0;
    const held = of.arrayOf(slot);
    const from = of.offsetOf(slot) + Math.max(0, of.lengthOf(slot) - most);
    arrays[n] = held;
    offsets[n] = from;
    firsts[n] = held[from] ?? 0;
  }
  voters.numbers = grown(voters.numbers, end);
  const { numbers } = voters;
  for (let n = 0, to = 0; n < count; n++) {
    const numbersOf = joint.numbersOf(shards[n] ?? 0);
    const held = arrays[n] ?? numbers;
    const after = starts[n + 1] ?? 0;
    for (let at = offsets[n] ?? 0; to < after; at++, to++) numbers[to] = numbersOf[held[at] ?? 0] ?? 0;
  }
}

/** Adds to the votes of each voter's items its similarity divided by `all`. */
export function vote(votes: SparseSums, voters: Voters, all = 1): void {
  const { count, numbers, starts, similarities } = voters;
  for (let n = 0; n < count; n++)
    votes.addSame(numbers, starts[n] ?? 0, starts[n + 1] ?? 0, (similarities[n] ?? 0) / all);
}
