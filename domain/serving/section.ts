import type { Candidate } from '../strategies/candidate.ts';

/** What one strategy, or a blend of several, gives to an answer, the best first: with the strategy's own scores as rules have changed them, and these rules. */
export type Section = {
  strategy: string;
  candidates: readonly { candidate: Candidate; rules: readonly string[]; proposedBy: string }[];
};
