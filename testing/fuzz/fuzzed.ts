import { createRandom } from '#testing/random.ts';
import { countSteps } from './count-steps.ts';
import { type FuzzReport, fuzzTarget } from './fuzz-target.ts';
import type { FuzzedTarget } from './target.ts';

/** How many steps a parser takes for an input of which a piece is repeated, and for one where it is repeated four times as often. */
export type Growth = { input: string; steps: number; longerSteps: number };

/** A parser as the fuzzer runs it, whatever its inputs are. */
export type Fuzzed = {
  name: string;
  fuzz(seed: number, rounds: number): FuzzReport;
  /** Measures some inputs of the corpus, pumped up where the seed says. */
  growths(seed: number, inputs: number): Growth[];
};

const times = 250;

export function fuzzed<Input>(target: FuzzedTarget<Input>): Fuzzed {
  const stepsOf = (seed: number, input: Input, repeated: number) => {
    const pumped = target.pump(createRandom(seed), input, repeated);
    return countSteps(() => target.take(pumped));
  };
  return {
    name: target.name,
    fuzz: (seed, rounds) => fuzzTarget(target, seed, rounds),
    growths: (seed, inputs) =>
      Array.from({ length: inputs }, (_, n) => {
        const input = createRandom(seed + n).pick(target.corpus);
        return {
          input: target.show(input),
          steps: stepsOf(seed + n, input, times),
          longerSteps: stepsOf(seed + n, input, 4 * times),
        };
      }),
  };
}
