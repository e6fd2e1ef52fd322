import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** After so many acts garbage is collected. */
const betweenCollections = 50;

/**
 * How many bytes of each act outlive the collections of the young generation, those included that nobody can reach any more: what outlives two of them is not freed before the whole heap is collected, and each
 * collection takes the longer. `act` is done `times` times, and as many before, so that what is made once does not count.
 */
export function bytesOutliving(times: number, act: (n: number) => void): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;
  for (let n = 0; n < times; n++) act(n);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let n = 1; n <= times; n++) {
    act(n);
    if (n % betweenCollections === 0) collect({ type: 'minor' });
  }
  collect({ type: 'minor' });
  return (process.memoryUsage().heapUsed - before) / times;
}
