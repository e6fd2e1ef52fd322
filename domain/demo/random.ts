import { seededRandom } from '../seeded-random.ts';

/** Random numbers that are the same for the same seed: a demo that is sent again counts once. */
export type DemoRandom = { next(): number; below(end: number): number; pick<T>(from: readonly T[]): T };

export function createDemoRandom(seed: number): DemoRandom {
  const next = seededRandom(seed);
  const below = (end: number) => Math.floor(next() * end);
  return { next, below, pick: (from) => from[below(from.length)] as (typeof from)[number] };
}
