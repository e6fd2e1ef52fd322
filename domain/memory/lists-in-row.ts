import type { ListsInPlace, ListsInRow } from './int-lists.ts';

const none = new Int32Array(0);

/** Reads copied lists as `IntLists` are read where they lie. A list that was not made when they were copied is empty. */
export function readListsInRow({ lengths, values }: ListsInRow): ListsInPlace {
  const offsets = new Int32Array(lengths.length);
  for (let list = 1; list < lengths.length; list++) offsets[list] = (offsets[list - 1] ?? 0) + (lengths[list - 1] ?? 0);
  return {
    lengthOf: (list) => lengths[list] ?? 0,
    arrayOf: (list) => (list >= 0 && list < lengths.length ? values : none),
    offsetOf: (list) => offsets[list] ?? 0,
  };
}
