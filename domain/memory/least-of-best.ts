const steps = 1_024;
const histogram = new Int32Array(steps + 1);

/**
 * Returns a score that at least `wanted` of the first `count` scores reach, and not many more. It uses a histogram, so that thousands need not be sorted to find a hundred.
 * Scores are 0 or more. An array and not a function: a function that differs from caller to caller is called thousands of times a question without being inlined.
 */
export function leastOfBest(scores: Float64Array, count: number, wanted: number): number {
  if (count <= wanted) return 0;
  let highest = 0;
  for (let place = 0; place < count; place++) highest = Math.max(highest, scores[place] ?? 0);
  if (highest === 0) return 0;
  histogram.fill(0);
  for (let place = 0; place < count; place++) {
    const step = Math.floor(((scores[place] ?? 0) / highest) * steps);
    histogram[step] = (histogram[step] ?? 0) + 1;
  }
  let step = steps;
  for (let reached = histogram[step] ?? 0; reached < wanted && step > 0; reached += histogram[step] ?? 0) step -= 1;
  // A step lower than the last one needed: a score may round to either side of its step's edge.
  return (Math.max(0, step - 1) / steps) * highest;
}
