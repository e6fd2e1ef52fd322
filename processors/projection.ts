import type pg from 'pg';
import type { Scope } from '#domain/scope.ts';
import type { EventLog } from '#log/event-log.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { ProjectionTable } from '#stores/projections/projection-table.ts';
import type { Consumer } from './consumer.ts';

/**
 * A fold of a topic into tables. Its rows are a function of the records up to a position, so that any cut into batches gives the same
 * rows. What it says here is all that runner, rebuild, retention and erasures know of it.
 */
export type Projection<Name extends string = string> = {
  name: Name;
  /** All rows of a version lie in them. */
  tables: readonly ProjectionTable[];
  topic: keyof typeof foldedTopics;
  follows: InTransaction | InMemory | ByConsumer;
  /** Folds all that there is again, into rows of another version. */
  openFold(options: FoldOptions): Fold;
  /** Work beside the records, from time to time. */
  chores?: readonly Chore[];
};

/** The topics that are folded: the group whose positions say how far, and whether their records are kept in a table or on the log alone. */
export const foldedTopics = {
  events: { group: 'loader', keptIn: 'table' },
  catalog: { group: 'catalog', keptIn: 'log' },
} as const;

/** Folds new events in the loader's transaction; a throw marks the projection stale, and the batch goes on without it. */
export type InTransaction = {
  kind: 'in_transaction';
  apply(client: pg.PoolClient, batch: FoldBatch): Promise<void>;
};

/** Folds new events in memory, after the loader's commit, and writes its tables from checkpoints. */
export type InMemory = { kind: 'in_memory'; open(database: Database): MemoryFold };

/** Reads its topic under a group of its own. */
export type ByConsumer = {
  kind: 'by_consumer';
  start<Running>(run: <Item>(consumer: Consumer<Item>) => Running): Running;
};

export type Chore = { what: string; everyMs: number; work(database: Database): Promise<unknown> };

/** The new events of one batch of one partition, in the order of positions. */
export type FoldBatch = {
  /** The rows that are written carry it; the live one, or the one that is being rebuilt. */
  version: number;
  log: number;
  partition: number;
  events: readonly PlacedEvent[];
  /** Clicks and purchases of the batch and around it, read once for all projections. */
  touches: () => Promise<Touches>;
  currencyOf: (scope: number) => Promise<string>;
};

/** Of each (user, product) the clicks and purchases around those of a batch, up to its last position: see `attribution/read-touches.ts`. */
export type Touches = ReadonlyMap<string, readonly PlacedEvent[]>;

/** What is held in memory of the partitions that this process owns. */
export type MemoryFold = {
  /** Restores a partition from its checkpoint and the events since. */
  load(claim: Claim): Promise<void>;
  /** Takes what a batch brought: its new events, and the erasures between them. */
  fold(claim: Claim, runs: readonly Run[]): void;
  /** Writes what has changed; skipped for a partition that another owner has claimed since. */
  checkpoint(): Promise<void>;
};

/** Events in the order of positions, and the erasure that follows them, where one does. */
export type Run = { events: readonly PlacedEvent[]; erased: Renamed | null };

/** An erased shopper, and the pseudonym under which the rows go on. */
export type Renamed = { scope: Scope; userId: string; pseudonym: string };

export type FoldOptions = {
  version: number;
  database: Database;
  /** Open for topics that are kept on the log alone, else null. */
  log: EventLog | null;
};

/** A partition of a log: how far it is built, and how far it is to be built. */
export type PartitionBuild = { log: number; partition: number; next: bigint; target: bigint };

/** A rebuild's fold. Partitions come in the order of their logs. */
export type Fold = {
  /** Applies the next records of a partition, at most up to its target; returns where it stands then, and how many they were. */
  apply(client: pg.PoolClient, build: PartitionBuild): Promise<{ next: bigint; count: number }>;
  /** Whether it holds in memory what it has folded: a rebuild that was cut short begins again. */
  isInMemory?: true;
  /** Hears of shoppers who were erased since the last records, for what it holds in memory; rows are renamed without it. */
  rename?(renamed: readonly Renamed[]): void;
  /** Before this no state of the topic is whole: it is built up to here, though the group has not come so far. */
  targetAtLeast?(build: PartitionBuild): Promise<bigint>;
  /** In the transaction of the swap. */
  finish?(client: pg.PoolClient, builds: readonly PartitionBuild[]): Promise<void>;
};
