/**
 * The natural logarithm of a number from 1 on, to about eleven digits, by additions, multiplications and divisions alone. Those have the same bits on every machine, which is not
 * promised of Math.log: what is learnt from ranks is part of a shard, and a shard has the same bytes everywhere.
 */
export function exactLog(value: number): number {
  let rest = value;
  let halvings = 0;
  while (rest > 1.5) {
    rest *= 0.5;
    halvings += 1;
  }
  // ln(x) = 2 · artanh((x − 1) / (x + 1)), and that of what is left is 1/5 at most.
  const ratio = (rest - 1) / (rest + 1);
  const square = ratio * ratio;
  let series = 0;
  for (let odd = 13; odd > 0; odd -= 2) series = series * square + 1 / odd;
  return halvings * Math.LN2 + 2 * ratio * series;
}
