import type pg from 'pg';
import type { Exposure } from '#domain/exposures/exposure.ts';
import type { Scope } from '#domain/scope.ts';
import type { EventLog } from '#log/event-log.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { ComparedTable } from '#stores/projections/compared-table.ts';
import type { ProjectionTable } from '#stores/projections/projection-table.ts';
import type { Consumer } from './consumer.ts';

/**
 * A fold of a topic into tables. Its rows depend only on the records up to a position, not on how these were cut into batches. The runner,
 * rebuilds, retention and erasures know nothing of a projection but what is said here.
 */
export type Projection<Name extends string = string> = {
  name: Name;
  /** All of its tables. Each row belongs to a version. */
  tables: readonly ProjectionTable[];
  topic: keyof typeof foldedTopics;
  follows: InTransaction | InMemory | ByConsumer;
  /** The fold of a rebuild: all records again, into rows of another version. */
  openFold(options: FoldOptions): Fold;
  /** What of its tables a rebuild compares, where that is not every row of each as it is. */
  compared?: readonly ComparedTable[];
  /** Work that is done from time to time. */
  chores?: readonly Chore[];
};

/** The topics that are folded: by which consumer group, and whether a rebuild finds the records in a table or only on the log. */
export const foldedTopics = {
  events: { group: 'loader', keptIn: 'table' },
  catalog: { group: 'catalog', keptIn: 'log' },
} as const;

/** Folds new events in the loader's transaction. If it throws, the projection is marked stale and the batch goes on without it. */
export type InTransaction = {
  kind: 'in_transaction';
  apply(client: pg.PoolClient, batch: FoldBatch): Promise<void>;
};

/** Folds new events in memory after the loader's commit, and writes its tables at each checkpoint. */
export type InMemory = { kind: 'in_memory'; open(database: Database): MemoryFold };

/** Reads its topic in a consumer group of its own. */
export type ByConsumer = {
  kind: 'by_consumer';
  start<Running>(run: <Item>(consumer: Consumer<Item>) => Running): Running;
};

export type Chore = { what: string; everyMs: number; work(database: Database): Promise<unknown> };

/** The new events of one batch of one partition, in the order of positions; none if only exposures are new. */
export type FoldBatch = {
  /** The version of the rows that are written: the live one, or the one that is being built. */
  version: number;
  log: number;
  partition: number;
  events: readonly PlacedEvent[];
  /** Shoppers of answers among the records of the batch; may name one more than once. */
  answered: () => Promise<readonly Answered[]>;
  /** Clicks and purchases of the batch and around it, read once for all projections. */
  touches: () => Promise<Touches>;
  /** The events without those impressions and clicks that repeat an earlier one of the same answer and product: what is counted. */
  counted: () => Promise<readonly PlacedEvent[]>;
  currencyOf: (scope: number) => Promise<string>;
};

/** Who was answered, from when to when, and whether by an arm of an experiment. */
export type Answered = Pick<Exposure, 'scope' | 'userId'> & { fromMs: number; toMs: number; isByArm: boolean };

/** For each user and product the clicks and purchases of the batch and near them, up to its last position; see `attribution/read-touches.ts`. */
export type Touches = ReadonlyMap<string, readonly PlacedEvent[]>;

/** A fold in memory, of the partitions that this process owns. */
export type MemoryFold = {
  /** Restores a partition from its checkpoint and the events after it. */
  load(claim: Claim): Promise<void>;
  /** Folds the new events of a batch, and the erasures between them. */
  fold(claim: Claim, runs: readonly Run[]): void;
  /** Writes what has changed. Skips a partition that another owner has claimed since. */
  checkpoint(): Promise<void>;
};

/** Events in the order of positions, and the erasure that follows them, if there is one. */
export type Run = { events: readonly PlacedEvent[]; erased: Renamed | null };

/** An erased shopper, and the pseudonym that the shopper's rows have now. */
export type Renamed = { scope: Scope; userId: string; pseudonym: string };

export type FoldOptions = {
  version: number;
  database: Database;
  /** Null if the records are kept in a table. */
  log: EventLog | null;
};

/** A partition of a log: how far it is built, and how far it is to be built. */
export type PartitionBuild = { log: number; partition: number; next: bigint; target: bigint };

/** The fold of one rebuild. It is given the partitions of earlier logs before those of later ones. */
export type Fold = {
  /** Applies the next records of a partition, at most up to its target. Returns the offset that it has reached, and how many records they were. */
  apply(client: pg.PoolClient, build: PartitionBuild): Promise<{ next: bigint; count: number }>;
  /** Set if it keeps in memory what it has folded, so that a rebuild that was cut short must begin again. */
  isInMemory?: true;
  /** Renames in memory the shoppers who were erased since the last records. The rebuild renames them in the tables. */
  rename?(renamed: readonly Renamed[]): void;
  /** The offset before which the topic cannot be folded completely. The rebuild goes at least so far, even if the group has not come there. */
  targetAtLeast?(build: PartitionBuild): Promise<bigint>;
  /** Called at the end, in the transaction of the swap. */
  finish?(client: pg.PoolClient, builds: readonly PartitionBuild[]): Promise<void>;
};
