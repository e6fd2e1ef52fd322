import type pg from 'pg';
import { type BasketShard, createBasketShard } from '#domain/cooccurrence/basket-shard.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import { readEvents } from '#stores/events/read-events.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import { writeBaskets } from '#stores/projections/write-baskets.ts';

/** The co-occurrence counts of the partitions this process owns: folded after each commit, checkpointed with their position. */
export type BasketHost = {
  /** Restores a partition from its checkpoint and the events since. */
  load(claim: Claim): Promise<void>;
  fold(claim: Claim, events: readonly PlacedEvent[]): void;
  /** Writes what has changed; skipped for a partition that another owner has claimed since. */
  checkpoint(): Promise<void>;
};

export const topPartners = 100;
const refoldRows = 10_000;

type Hosted = { claim: Claim; shard: BasketShard; nextOffset: bigint; isDirty: boolean };

export function createBasketHost(database: Database): BasketHost {
  const hosted = new Map<number, Hosted>();
  return {
    async load(claim) {
      const { shard, from } = await database.transaction((client) => restore(client, claim));
      const state: Hosted = { claim, shard, nextOffset: claim.nextOffset, isDirty: from < claim.nextOffset };
      await database.transaction((client) => refold(client, claim.log, claim.partition, from, claim.nextOffset, shard));
      hosted.set(claim.partition, state);
    },
    fold(claim, events) {
      const state = hosted.get(claim.partition);
      if (state === undefined || state.claim !== claim) return;
      for (const { event } of events) state.shard.apply(event);
      state.nextOffset = claim.nextOffset;
      state.isDirty ||= events.some(({ event }) => event.type === 'purchase');
    },
    async checkpoint() {
      for (const state of hosted.values()) {
        if (!state.isDirty) continue;
        const rows = rowsOf(state.shard);
        const body = state.shard.snapshot();
        const nextOffset = state.nextOffset;
        state.isDirty = false;
        try {
          await database.transaction(async (client) => {
            const version = await versionIfOwned(client, state.claim);
            if (version !== null) await writeBaskets(client, { ...state.claim, version, nextOffset }, rows, body);
          });
        } catch (error) {
          // Nothing is lost: the counts stay in memory and go with the next checkpoint.
          state.isDirty = true;
          for (const { scope, productId } of rows) state.shard.markChanged(scope, productId);
          throw error;
        }
      }
    },
  };
}

/** Rows of every product whose partners may have changed. */
export function rowsOf(shard: BasketShard) {
  return shard.takeChanged().map(({ scope, productId }) => ({
    scope,
    productId,
    orders: shard.ordersOf(scope, productId),
    partners: shard.partnersOf(scope, productId, topPartners),
  }));
}

async function restore(client: pg.PoolClient, claim: Claim): Promise<{ shard: BasketShard; from: bigint }> {
  const { rows } = await client.query<{ next_offset: bigint; body: Buffer }>(
    `SELECT s.next_offset, s.body FROM model_snapshots s JOIN projections p ON p.name = s.model AND p.live_version = s.version
     WHERE s.model = 'cooccurrence' AND s.log = $1 AND s.partition = $2 AND s.next_offset <= $3`,
    [claim.log, claim.partition, claim.nextOffset],
  );
  const row = rows[0];
  if (row === undefined) return { shard: createBasketShard(), from: 0n };
  try {
    return { shard: createBasketShard(row.body), from: row.next_offset };
  } catch (error) {
    // Written by another version of this code: table `events` has all of it.
    if (error instanceof RangeError) return { shard: createBasketShard(), from: 0n };
    throw error;
  }
}

/** Applies the events of positions `from` (inclusive) to `before` (exclusive). */
export async function refold(
  client: pg.PoolClient,
  log: number,
  partition: number,
  from: bigint,
  before: bigint,
  shard: BasketShard,
): Promise<void> {
  let at = from;
  while (at < before) {
    const events = await readEvents(client, log, partition, at, before, refoldRows);
    for (const { event } of events) shard.apply(event);
    const last = events.at(-1);
    if (last === undefined || events.length < refoldRows) return;
    at = last.offset + 1n;
  }
}

async function versionIfOwned(client: pg.PoolClient, claim: Claim): Promise<number | null> {
  const { rows } = await client.query<{ live_version: number }>(
    `SELECT p.live_version FROM consumer_offsets o, projections p
     WHERE o.consumer_group = 'loader' AND o.topic = 'events' AND o.log = $1 AND o.partition = $2 AND o.epoch = $3 AND p.name = 'cooccurrence' FOR SHARE OF o`,
    [claim.log, claim.partition, claim.epoch],
  );
  return rows[0]?.live_version ?? null;
}
