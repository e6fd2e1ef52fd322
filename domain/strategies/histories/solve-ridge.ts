import type { Steps } from '../../memory/steps.ts';

/** Rows that are decomposed together: each number of the rows above them is fetched once for all four, and four sums do not wait for each other. */
const together = 4;

/**
 * Solves (G + `ridge` I) w = g, where `gram` is the lower half of a matrix of `size` + 1 rows: G, and below it g. Overwrites it. By Cholesky's decomposition;
 * the last row goes through it with the others, and is then what the backward substitution begins with.
 */
export function* solveRidge(gram: Float64Array, size: number, ridge: number): Steps<Float64Array> {
  const width = size + 1;
  for (let row = 0; row < size; row++) gram[row * width + row] = (gram[row * width + row] ?? 0) + ridge;
  for (let first = 0; first < width; first += together) {
    const isWhole = first + together <= width;
    if (isWhole) decomposeFour(gram, width, first);
    for (let row = first; row < Math.min(width, first + together); row++)
      decompose(gram, width, row, isWhole ? first : 0);
    yield;
  }
  const solved = gram.slice(size * width, size * width + size);
  for (let row = size - 1; row >= 0; row--) {
    const value = (solved[row] ?? 0) / (gram[row * width + row] ?? 1);
    solved[row] = value;
    for (let column = 0; column < row; column++)
      solved[column] = (solved[column] ?? 0) - value * (gram[row * width + column] ?? 0);
  }
  return solved;
}

/** The columns of one row from `from` up to its diagonal; the last row has no diagonal. */
function decompose(gram: Float64Array, width: number, row: number, from: number): void {
  const at = row * width;
  for (let column = from; column <= Math.min(row, width - 2); column++) {
    const other = column * width;
    let left = gram[at + column] ?? 0;
    for (let n = 0; n < column; n++) left -= (gram[at + n] ?? 0) * (gram[other + n] ?? 0);
    gram[at + column] = row === column ? Math.sqrt(left) : left / (gram[other + column] ?? 1);
  }
}

/** The columns before `first` of the four rows from `first` on. */
function decomposeFour(gram: Float64Array, width: number, first: number): void {
  const a = first * width;
  const [b, c, d] = [a + width, a + 2 * width, a + 3 * width];
  for (let column = 0; column < first; column++) {
    const other = column * width;
    let leftA = gram[a + column] ?? 0;
    let leftB = gram[b + column] ?? 0;
    let leftC = gram[c + column] ?? 0;
    let leftD = gram[d + column] ?? 0;
    for (let n = 0; n < column; n++) {
      const value = gram[other + n] ?? 0;
      leftA -= (gram[a + n] ?? 0) * value;
      leftB -= (gram[b + n] ?? 0) * value;
      leftC -= (gram[c + n] ?? 0) * value;
      leftD -= (gram[d + n] ?? 0) * value;
    }
    const pivot = gram[other + column] ?? 1;
    gram[a + column] = leftA / pivot;
    gram[b + column] = leftB / pivot;
    gram[c + column] = leftC / pivot;
    gram[d + column] = leftD / pivot;
  }
}
