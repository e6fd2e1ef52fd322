import { Problem } from '../problem.ts';

/** Refusals say different seconds in turn, so that those who were refused together do not come back together. Made once: an error a request would be most of its cost. */
const refusals = [1, 2, 3].map(
  (seconds) =>
    new Problem(503, 'More is sent than this server can do in time: nothing of this was done, send it again later.', {
      headers: { 'retry-after': String(seconds) },
    }),
);

/** Returns what counts a refusal and gives its problem. */
export function createRefusals(refused: { inc(): void }): () => Problem {
  let next = 0;
  return () => {
    refused.inc();
    next = (next + 1) % refusals.length;
    return refusals[next] as Problem;
  };
}
