import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventIdentity } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { encodeErasure, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { Projection } from '#processors/projection.ts';
import { type Processors, runProcessors } from '#processors/run-processors.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { type Fact, recordOf } from '#testing/facts.ts';
import { plainEvent } from '#testing/plain.ts';
import { openTestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';

/** The processors on an embedded log and a database of their own. */
export type RunningProcessors = {
  folder: string;
  log: EmbeddedLog;
  owner: Database;
  database: Database;
  append(facts: readonly Fact[]): Promise<void>;
  /** Puts an erasure of a shopper on the log; of scope 1 where none is named. */
  erase(userId: string, scope?: number): Promise<void>;
  /** Resolves when all that is on the log is folded. */
  drained(): Promise<void>;
  /** Stops the processors, which writes checkpoints, and starts them anew, with other projections if they are given. */
  restart(projections?: readonly Projection[]): Promise<void>;
  close(): Promise<void>;
};

export async function openRunningProcessors(): Promise<RunningProcessors> {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-processors-'));
  const testDatabase = await openTestDatabase();
  const owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  const database = openDatabase({ url: testDatabase.processorUrl, max: 8, applicationName: 'processor' });
  const log = await openEmbeddedLog({ dir: join(folder, 'log'), role: 'writer' });
  const metrics = { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} };
  const start = (projections?: readonly Projection[]) =>
    runProcessors({
      log,
      database,
      logger: createSilentLogger(),
      metrics,
      ...(projections === undefined ? {} : { projections }),
    });
  let processors: Processors = await start();
  const drained = async () => {
    await waitFor(
      async () => (await processors.lag()).every(({ lag, state }) => lag === 0 && state === 'running'),
      () => 'drained',
    );
  };
  return {
    folder,
    log,
    owner,
    database,
    async append(facts) {
      for (let first = 0; first < facts.length; first += 1_000)
        await log.append('events', facts.slice(first, first + 1_000).map(recordOf));
    },
    async erase(userId, scope = 1) {
      const value = encodeErasure({ scope, userId, requestedAtMs: 0 });
      await log.append('events', [{ key: eventKey(scope, userId), value }]);
    },
    drained,
    async restart(projections) {
      await drained();
      await processors.close();
      processors = await start(projections);
      await drained();
    },
    async close() {
      await processors.close();
      await log.close();
      await database.close();
      await owner.close();
      await testDatabase.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** An event of scope 1 with the identity of its fields; clicks are of a recommendation, purchases have no order id. */
export function identifiedEvent(
  fields: Pick<ShopEvent, 'type' | 'userId' | 'productId' | 'timestampMs'> & Partial<ShopEvent>,
): ShopEvent {
  const isRecommendation = fields.type.startsWith('recommendation_');
  const known = { scope: 1, placementId: isRecommendation ? 'home' : null, clientEventId: null, ...fields };
  return plainEvent({
    ...known,
    id: eventIdentity({ ...known, orderId: null }, (text) => createHash('sha256').update(text).digest()),
    receivedAtMs: fields.timestampMs,
    strategy: isRecommendation ? 'trending' : null,
    purchase: fields.type === 'purchase' ? { orderId: null, priceE4: 10_000n, quantity: 1, currency: null } : null,
  });
}
