/**
 * The n-th largest (1: the largest) of the first `count` values, which it puts in another order: Hoare's FIND (Algorithm 65, Communications of the ACM, 1961), with the median of three as pivot, so
 * that thousands need not be sorted to know which hundred are the best. `n` is 1 to `count`.
 */
export function nthLargest(values: Float64Array, count: number, n: number): number {
  const wanted = n - 1;
  let [low, high] = [0, count - 1];
  while (low < high) {
    const pivot = medianOf(values[low] ?? 0, values[(low + high) >> 1] ?? 0, values[high] ?? 0);
    let [left, right] = [low, high];
    while (left <= right) {
      while ((values[left] ?? 0) > pivot) left += 1;
      while ((values[right] ?? 0) < pivot) right -= 1;
      if (left > right) break;
      const swapped = values[left] ?? 0;
      values[left] = values[right] ?? 0;
      values[right] = swapped;
      left += 1;
      right -= 1;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else break;
  }
  return values[wanted] ?? 0;
}

const medianOf = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
