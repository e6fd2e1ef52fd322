import type { Random } from '#testing/random.ts';
import { mutateBytes, mutateText, mutateValue } from './mutate.ts';

/** Whether a parser took an input or refused it. */
export type Taken = 'taken' | 'refused';

/**
 * A parser, with inputs that it takes. `take` gives it one input, and throws if it did anything but refuse clearly, or return a value that says the same
 * when it is written and read again.
 */
export type Target<Input> = {
  name: string;
  corpus: readonly Input[];
  take(input: Input): Taken;
};

/** A target beside how its inputs are changed, made longer, and shown in a report. */
export type FuzzedTarget<Input> = Target<Input> & {
  mutate(random: Random, input: Input, other: Input): Input;
  /** The input with a piece of it repeated so many times. */
  pump(random: Random, input: Input, times: number): Input;
  show(input: Input): string;
};

export const ofText = (target: Target<string>): FuzzedTarget<string> => ({
  ...target,
  mutate: mutateText,
  pump(random, text, times) {
    const at = random.between(0, text.length);
    const piece = text.slice(at, at + random.between(1, 8));
    return text.slice(0, at) + piece.repeat(times) + text.slice(at);
  },
  show: (text) => JSON.stringify(text),
});

export const ofBytes = (target: Target<Buffer>): FuzzedTarget<Buffer> => ({
  ...target,
  mutate: mutateBytes,
  pump(random, bytes, times) {
    const at = random.between(0, bytes.length);
    const piece = bytes.subarray(at, at + random.between(1, 8));
    return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: times }, () => piece), bytes.subarray(at)]);
  },
  show: (bytes) => `0x${bytes.toString('hex')}`,
});

/** The inputs are JSON values, as they come out of a body. */
export const ofValues = (target: Target<unknown>): FuzzedTarget<unknown> => ({
  ...target,
  mutate: mutateValue,
  pump: (random, value, times) => pumped(random, value, times),
  show: (value) => JSON.stringify(value),
});

function pumped(random: Random, value: unknown, times: number): unknown {
  if (typeof value === 'string') return value.repeat(times);
  if (typeof value !== 'object' || value === null) return Array.from({ length: times }, () => value);
  if (Array.isArray(value)) return Array.from({ length: times }, () => value).flat();
  const names = Object.keys(value);
  if (names.length === 0) return value;
  const name = random.pick(names);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === name ? pumped(random, inner, times) : inner]),
  );
}
