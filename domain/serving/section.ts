import type { Scored } from './score-candidates.ts';

/** What one strategy gives to an answer, the best first, with the strategy's own scores as rules have changed them. */
export type Section = { strategy: string; candidates: readonly Pick<Scored, 'candidate' | 'rules'>[] };
