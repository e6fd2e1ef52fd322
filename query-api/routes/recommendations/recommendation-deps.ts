import type { Exposure } from '#domain/exposures/exposure.ts';
import type { Scope } from '#domain/scope.ts';
import type { Strategy } from '#domain/strategies/strategy.ts';
import type { UserHashes } from '#runtime/user-hashes.ts';
import type { Answerer } from './answer-question.ts';

/** What keys are answered with. */
export type RecommendationDeps = {
  answer: Answerer;
  /** Takes what was answered to a shopper. */
  record: (exposure: Exposure) => void;
  userHashes: Pick<UserHashes, 'mayName'>;
  /** Hears of each question of a key that was answered: what a tenant used. The console's own are free. */
  countRequests: (scope: Scope, requests: number) => void;
  /** What can be asked for; those of the registry if left out. */
  strategies?: readonly Strategy[];
};
