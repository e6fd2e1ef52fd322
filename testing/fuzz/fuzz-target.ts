import { createRandom } from '#testing/random.ts';
import type { FuzzedTarget } from './target.ts';

/** What broke: the input and what was thrown. Seed and round give the same input again. */
export type Finding = { target: string; seed: number; round: number; input: string; error: unknown };
export type FuzzReport = { findings: readonly Finding[]; taken: number; refused: number };

/** Inputs that were taken are changed further, so many of them at most. */
const poolSize = 200;
const mostChanges = 4;
/** One fault is found by many inputs; these are enough to see it. */
const mostFindings = 3;

/** Gives a parser its corpus, then that many changed inputs, the same for the same seed. */
export function fuzzTarget<Input>(target: FuzzedTarget<Input>, seed: number, rounds: number): FuzzReport {
  const random = createRandom(seed);
  const pool = [...target.corpus];
  const findings: Finding[] = [];
  const counts = { taken: 0, refused: 0 };
  for (let round = 0; round < rounds + target.corpus.length && findings.length < mostFindings; round++) {
    const fromCorpus = target.corpus[round];
    let input = fromCorpus ?? random.pick(pool);
    if (fromCorpus === undefined)
      for (let left = random.between(1, mostChanges); left > 0; left--)
        input = target.mutate(random, input, random.pick(pool));
    try {
      const taken = target.take(input);
      counts[taken]++;
      if (taken === 'refused') continue;
      if (pool.length < poolSize) pool.push(input);
      else pool[random.between(target.corpus.length, poolSize - 1)] = input;
    } catch (error) {
      findings.push({ target: target.name, seed, round, input: target.show(input), error });
    }
  }
  return { findings, ...counts };
}
