import type { EventLog } from '#log/event-log.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { Fold, PartitionBuild, Projection } from '../projection.ts';

/** How many records are built, and how many there are, in all partitions together. */
export type RebuildProgress = { done: number; total: number };

export type RebuildOptions = {
  projection: Projection;
  database: Database;
  /** Needed only for topics whose records are kept only on the log. */
  log: EventLog | null;
  /** Cancels the rebuild: it ends between two chunks with `RebuildCancelled`. */
  signal?: AbortSignal;
  onProgress?: (progress: RebuildProgress) => void;
  /** The replay that it is built for: the half-built version goes once that is cancelled or has failed. Left out, it is kept for the next rebuild. */
  builtFor?: string;
  /** The largest share of differing rows of a table with which the new version takes over without being confirmed; 0 if left out. */
  bound?: number;
  /** Takes over however much the versions differ. */
  isConfirmed?: boolean;
  /** Rows of these scopes may be named in the report; of all if left out. */
  namedScopes?: readonly number[];
};

/** A rebuild that is under way: what its steps share. */
export type Build = {
  database: Database;
  projection: Projection;
  version: number;
  fold: Fold;
  signal: AbortSignal;
  onProgress: (progress: RebuildProgress) => void;
  /** Events applied so far. */
  events: number;
  /** How far a fold in memory has come, by partition. Any other fold stores its positions. */
  inMemory: Map<string, bigint>;
  /** Erasures that were applied already; null before the first chunk. */
  erasuresSeen: Set<bigint> | null;
};

export const partitionKeyOf = ({ log, partition }: Pick<PartitionBuild, 'log' | 'partition'>): string =>
  `${log}/${partition}`;

/** Returns how far all partitions together are built. */
export function progressOf(builds: readonly PartitionBuild[]): RebuildProgress {
  const sum = (of: (build: PartitionBuild) => bigint) => Number(builds.reduce((all, build) => all + of(build), 0n));
  return { done: sum(({ next }) => next), total: sum(({ target }) => target) };
}
