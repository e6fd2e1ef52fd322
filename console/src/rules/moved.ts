/** The list with the one at `from` moved to `to`; both are held within the list. */
export function moved<One>(list: readonly One[], from: number, to: number): One[] {
  const rest = list.toSpliced(from, 1);
  const one = list[from];
  return one === undefined ? [...list] : rest.toSpliced(Math.min(Math.max(0, to), rest.length), 0, one);
}
