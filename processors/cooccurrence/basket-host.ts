import type pg from 'pg';
import type { BasketShard } from '#domain/cooccurrence/basket-shard.ts';
import { cooccurrences } from '#stores/cooccurrence/cooccurrences.ts';
import { writeCheckpoint } from '#stores/cooccurrence/write-checkpoint.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import { writeRows } from '#stores/projections/write-rows.ts';
import { readPurgedScopes } from '#stores/purge/read-purged-scopes.ts';
import type { MemoryFold } from '../projection.ts';
import { refoldLogs } from './refold-logs.ts';
import { restoreCheckpoint } from './restore-checkpoint.ts';
import { rowsOf } from './rows-of.ts';

type Hosted = { claim: Claim; shard: BasketShard; nextOffset: bigint; isDirty: boolean };

/** The co-occurrence counts of the partitions that this process owns. Before each checkpoint it forgets the scopes that were purged. */
export function createBasketHost(database: Database): MemoryFold {
  const hosted = new Map<number, Hosted>();

  const write = async (state: Hosted): Promise<void> => {
    const { claim, shard, nextOffset } = state;
    const rows = rowsOf(shard);
    const body = shard.snapshot();
    state.isDirty = false;
    try {
      await database.transaction(async (client) => {
        const version = await versionIfOwned(client, claim);
        if (version === null) return;
        await writeRows(client, cooccurrences, { version, partition: claim.partition }, rows);
        await writeCheckpoint(client, { ...claim, version, nextOffset }, body);
      });
    } catch (error) {
      // Nothing is lost: the counts stay in memory, and the next checkpoint writes them.
      state.isDirty = true;
      for (const { scope, product_id } of rows) shard.markChanged(scope, product_id);
      throw error;
    }
  };

  return {
    async load(claim) {
      hosted.delete(claim.partition);
      const restored = await restoreCheckpoint(database, claim);
      if (restored === null) return;
      const { shard, from } = restored;
      await database.transaction((client) => refoldLogs(client, from, { ...claim, before: claim.nextOffset }, shard));
      // A checkpoint is written in any case, so that the next start does not need events that may be archived by then.
      hosted.set(claim.partition, { claim, shard, nextOffset: claim.nextOffset, isDirty: true });
    },
    fold(claim, runs) {
      const state = hosted.get(claim.partition);
      if (state === undefined || state.claim !== claim) return;
      for (const { events, erased } of runs) {
        for (const { event } of events) state.shard.apply(event);
        if (erased !== null) state.shard.renameShopper(erased.scope, erased.userId, erased.pseudonym);
        // An erasure counts as a change, since the last checkpoint may name the shopper.
        state.isDirty ||= erased !== null || events.some(({ event }) => event.type === 'purchase');
      }
      state.nextOffset = claim.nextOffset;
    },
    async checkpoint() {
      const purged = await readPurgedScopes(database);
      for (const state of hosted.values()) {
        for (const scope of purged) if (state.shard.drop(scope)) state.isDirty = true;
        if (state.isDirty) await write(state);
      }
    },
  };
}

/** Returns the live version, or null if another owner has claimed the partition since. */
async function versionIfOwned(client: pg.PoolClient, claim: Claim): Promise<number | null> {
  const { rows } = await client.query<{ live_version: number }>(
    `SELECT p.live_version FROM consumer_offsets o, projections p
     WHERE o.consumer_group = 'loader' AND o.topic = 'events' AND o.log = $1 AND o.partition = $2 AND o.epoch = $3 AND p.name = 'cooccurrence' FOR SHARE OF o`,
    [claim.log, claim.partition, claim.epoch],
  );
  return rows[0]?.live_version ?? null;
}
