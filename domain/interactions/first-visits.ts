import type { ScopeInteractions } from './scope-interactions.ts';

/** Changes as long as products are new to the models, so that whoever keeps what was made of them knows when a new one is in them. */
export const firstVisitsOf = (shards: readonly ScopeInteractions[]): number =>
  shards.reduce((sum, { sessions }) => sum + sessions.sets.firstSets, 0);
