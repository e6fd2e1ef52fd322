/** Random numbers that are the same for the same seed (mulberry32, public domain): a demo that is sent again counts once. */
export type DemoRandom = { next(): number; below(end: number): number; pick<T>(from: readonly T[]): T };

export function createDemoRandom(seed: number): DemoRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return { next, below, pick: (from) => from[below(from.length)] as (typeof from)[number] };
}
