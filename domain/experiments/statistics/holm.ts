/**
 * Adjusts p-values for having looked at several metrics; the order of the answer is that of the question. Holm: "A simple sequentially
 * rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979.
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length).fill(0);
  let largest = 0;
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[i]!));
    adjusted[i] = largest;
  }
  return adjusted;
}
