import type pg from 'pg';
import { type BasketShard, createBasketShard } from '#domain/cooccurrence/basket-shard.ts';
import { listArchived } from '#stores/archive/restore-months.ts';
import { readEvents } from '#stores/events/read-events.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import { writeBaskets } from '#stores/projections/write-baskets.ts';
import { readPurgedScopes } from '#stores/purge/read-purged-scopes.ts';
import type { Run } from '../projection.ts';

/** The co-occurrence counts of the partitions this process owns: folded after each commit, checkpointed with their position. */
export type BasketHost = {
  /** Restores a partition from its checkpoint and the events since, those of earlier logs too; left out, and marked stale, where these are not all there. */
  load(claim: Claim): Promise<void>;
  /** Takes what a batch brought: its new events, and the erasures between them. */
  fold(claim: Claim, runs: readonly Run[]): void;
  /** Forgets purged scopes and writes what has changed; skipped for a partition that another owner has claimed since. */
  checkpoint(): Promise<void>;
};

export const topPartners = 100;
const refoldRows = 10_000;

type Hosted = { claim: Claim; shard: BasketShard; nextOffset: bigint; isDirty: boolean };

export function createBasketHost(database: Database): BasketHost {
  const hosted = new Map<number, Hosted>();
  return {
    async load(claim) {
      hosted.delete(claim.partition);
      const checkpoint = await database.transaction((client) => restore(client, claim));
      if (checkpoint === null && (await hasHistory(database, claim)) && (await lacksMonths(database))) return;
      const { shard, from } = checkpoint ?? { shard: createBasketShard(), from: beginOfLogs };
      await database.transaction((client) => refoldLogs(client, from, { ...claim, before: claim.nextOffset }, shard));
      // Written in any case: with a checkpoint nothing hangs on events that may be archived.
      hosted.set(claim.partition, { claim, shard, nextOffset: claim.nextOffset, isDirty: true });
    },
    fold(claim, runs) {
      const state = hosted.get(claim.partition);
      if (state === undefined || state.claim !== claim) return;
      for (const { events, erased } of runs) {
        for (const { event } of events) state.shard.apply(event);
        if (erased !== null) state.shard.eraseShopper(erased.scope, erased.userId);
        // An erasure too: the last checkpoint may name the shopper.
        state.isDirty ||= erased !== null || events.some(({ event }) => event.type === 'purchase');
      }
      state.nextOffset = claim.nextOffset;
    },
    async checkpoint() {
      const purged = await readPurgedScopes(database);
      for (const state of hosted.values()) {
        for (const scope of purged) if (state.shard.drop(scope)) state.isDirty = true;
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

/** A place in the sequence of logs that this database has read, by their numbers. */
type LogPlace = { log: number; offset: bigint };
export const beginOfLogs: LogPlace = { log: 0, offset: 0n };

/**
 * The last checkpoint, of this log or of the one before it: a log that was moved or replaced goes on counting where its forerunner ended.
 * Null where there is none, or it was written by another version of this code.
 */
async function restore(client: pg.PoolClient, claim: Claim): Promise<{ shard: BasketShard; from: LogPlace } | null> {
  const { rows } = await client.query<{ log: number; next_offset: bigint; body: Buffer }>(
    `SELECT s.log, s.next_offset, s.body FROM model_snapshots s JOIN projections p ON p.name = s.model AND p.live_version = s.version
     WHERE s.model = 'cooccurrence' AND s.partition = $2 AND (s.log < $1 OR (s.log = $1 AND s.next_offset <= $3)) ORDER BY s.log DESC LIMIT 1`,
    [claim.log, claim.partition, claim.nextOffset],
  );
  const row = rows[0];
  if (row === undefined) return null;
  try {
    return { shard: createBasketShard(row.body), from: { log: row.log, offset: row.next_offset } };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Applies the events of a partition from `from` (inclusive) to position `before` (exclusive) of log `to.log`, over all logs in between, in their order. */
export async function refoldLogs(
  client: pg.PoolClient,
  from: LogPlace,
  to: { log: number; partition: number; before: bigint },
  shard: BasketShard,
): Promise<void> {
  const { rows: earlier } = await client.query<{ log: number; next_offset: bigint }>(
    `SELECT log, next_offset FROM consumer_offsets
     WHERE consumer_group = 'loader' AND topic = 'events' AND partition = $1 AND log >= $2 AND log < $3 ORDER BY log`,
    [to.partition, from.log, to.log],
  );
  for (const { log, next_offset: before } of [...earlier, { log: to.log, next_offset: to.before }])
    await refold(client, log, to.partition, log === from.log ? from.offset : 0n, before, shard);
}

/** Applies the events of positions `from` (inclusive) to `before` (exclusive). */
async function refold(
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

async function hasHistory(database: Database, claim: Claim): Promise<boolean> {
  const { rows } = await database.query<{ exists: boolean }>(
    `SELECT EXISTS (SELECT FROM consumer_offsets WHERE consumer_group = 'loader' AND topic = 'events' AND partition = $1 AND log <= $2 AND next_offset > 0) AS "exists"`,
    [claim.partition, claim.log],
  );
  return rows[0]?.exists === true;
}

/** Without a checkpoint the counts come from table `events`, which has not all of it any more: the rows stay as they are until a rebuild. */
async function lacksMonths(database: Database): Promise<boolean> {
  const missing = (await listArchived(database)).filter(({ isThere }) => !isThere);
  if (missing.length === 0) return false;
  await database.query(
    `UPDATE projections SET state = 'stale', stale_reason = $1, updated_at = now() WHERE name = 'cooccurrence'`,
    ['its checkpoint cannot be read and months are archived: rebuild it, then start again'],
  );
  return true;
}

async function versionIfOwned(client: pg.PoolClient, claim: Claim): Promise<number | null> {
  const { rows } = await client.query<{ live_version: number }>(
    `SELECT p.live_version FROM consumer_offsets o, projections p
     WHERE o.consumer_group = 'loader' AND o.topic = 'events' AND o.log = $1 AND o.partition = $2 AND o.epoch = $3 AND p.name = 'cooccurrence' FOR SHARE OF o`,
    [claim.log, claim.partition, claim.epoch],
  );
  return rows[0]?.live_version ?? null;
}
