import type pg from 'pg';
import type { Scope } from '#domain/scope.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';

/** What a projection folds: the new events of one batch of one partition, in the order of positions. */
export type FoldBatch = {
  /** The rows that are written carry it; the live one, or the one that is being rebuilt. */
  version: number;
  log: number;
  partition: number;
  events: readonly PlacedEvent[];
  /** What several projections need of the tables, read once. */
  neighbourhood: () => Promise<Neighbourhood>;
  currencyOf: (scope: number) => Promise<string>;
};

/** Events in the order of positions, and the shopper whose erasure follows them, where one does. */
export type Run = { events: readonly PlacedEvent[]; erased: { scope: Scope; userId: string } | null };

/** Clicks and purchases around those of the batch, up to its own last position: see `attribution/read-neighbourhood.ts`. */
export type Neighbourhood = ReadonlyMap<string, readonly PlacedEvent[]>;

/**
 * A fold of topic `events` into tables. Its rows are a function of the set of new events up to a position, so that any cut into
 * batches gives the same rows. Called in the loader's transaction, or a rebuild's. What it throws marks it stale.
 */
export type Projection = {
  name: 'analytics' | 'attribution' | 'trending';
  /** Its tables, for rebuilds: all rows of a version lie in them. */
  tables: readonly string[];
  apply(client: pg.PoolClient, batch: FoldBatch): Promise<void>;
};
