import type { EventLog } from '#log/event-log.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { Fold, PartitionBuild, Projection } from '../projection.ts';

/** Records built of those that there are, over all partitions. */
export type RebuildProgress = { done: number; total: number };

export type RebuildOptions = {
  projection: Projection;
  database: Database;
  /** Only for topics that are kept on the log alone. */
  log: EventLog | null;
  /** Ends the rebuild between two chunks, with `RebuildCancelled`. */
  signal?: AbortSignal;
  onProgress?: (progress: RebuildProgress) => void;
};

/** A rebuild under way, as its steps see it. */
export type Build = {
  database: Database;
  projection: Projection;
  version: number;
  fold: Fold;
  signal: AbortSignal;
  onProgress: (progress: RebuildProgress) => void;
  /** Events applied so far. */
  events: number;
  /** Where a fold in memory stands, by partition; what is in tables says so itself. */
  inMemory: Map<string, bigint>;
  /** Erasures that need not be followed any more; null before the first records are read. */
  erasuresSeen: Set<bigint> | null;
};

export const partitionKeyOf = ({ log, partition }: Pick<PartitionBuild, 'log' | 'partition'>): string =>
  `${log}/${partition}`;

/** How far partitions are built, all together. */
export function progressOf(builds: readonly PartitionBuild[]): RebuildProgress {
  const sum = (of: (build: PartitionBuild) => bigint) => Number(builds.reduce((all, build) => all + of(build), 0n));
  return { done: sum(({ next }) => next), total: sum(({ target }) => target) };
}
