import type { Candidate } from '../strategies/candidate.ts';

/** What one strategy gives to an answer, the best first, with the strategy's own scores. */
export type Section = { strategy: string; candidates: readonly Candidate[] };
