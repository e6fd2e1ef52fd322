/** Input that was left out for one reason: how often, and the first example. */
export type Refusal = { reason: string; count: number; example: string };
export type Refusals = { add(reason: string, example: string, count?: number): void; list(): Refusal[] };

export function createRefusals(): Refusals {
  const found = new Map<string, Refusal>();
  return {
    add(reason, example, count = 1) {
      const known = found.get(reason);
      if (known === undefined) found.set(reason, { reason, count, example });
      else known.count += count;
    },
    list: () => [...found.values()].sort((a, b) => b.count - a.count),
  };
}

/** A reason with its example, to be read in a terminal: our importers' reasons are words, those of the server sentences. Control characters of a file, but tabs, are written as their numbers, since a terminal would do what they say. */
export const withExample = ({ reason, example }: Omit<Refusal, 'count'>): string => {
  const shown = example.replaceAll(
    /(?!\t)\p{Cc}/gu,
    (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return reason.endsWith('.') ? `${reason} Such as ${shown}` : `${reason}, such as ${shown}`;
};
