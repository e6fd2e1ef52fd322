import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { plainEvent } from '#testing/plain.ts';
import { waitFor } from '#testing/wait-for.ts';
import { type LiveModels, openLiveModels } from './open-live-models.ts';
import { createServingStates } from './serving-states.ts';

const scope = 1;
const nowMs = Date.UTC(2026, 0, 1);
const dir = mkdtempSync(join(tmpdir(), 'recomengine-states-'));
let log: EmbeddedLog;
let models: LiveModels;
let events = 0;

before(async () => {
  log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
  models = await openLiveModels({
    log,
    snapshotDir: join(dir, 'snapshots'),
    logger: createSilentLogger(),
    onLost: (error) => assert.ifError(error),
  });
});
after(async () => {
  await models.close();
  await log.close();
  rmSync(dir, { recursive: true });
});

/** Each by a shopper of its own. */
async function views(productId: string, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, n) => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(events + n + 1, 12);
    const userId = `shopper-${events + n}`;
    const event = plainEvent({ scope, userId, productId, id, timestampMs: nowMs });
    return { key: eventKey(scope, userId), value: encodeEvent(event) };
  });
  events += count;
  await log.append('events', records);
  await waitFor(
    async () => models.version(scope) === events,
    () => 'models without lag',
  );
}

test('what all questions of a scope share is made anew as soon as a product has one of its first visits', async () => {
  const states = createServingStates(models);
  /** How many events were known when what is shared was made. */
  const madeAt = async (atMs = nowMs) => (await states.of(scope, atMs)).once('known', () => models.version(scope));
  await views('mug', 1);
  assert.equal(await madeAt(), 1);
  await views('cup', 1);
  assert.equal(
    await madeAt(),
    2,
    'in the same moment, since an answer that is kept goes by the first visits that there were',
  );
  // So that its first visits are over in every partition.
  await views('cup', 100);
  const known = await madeAt();
  await views('cup', 1);
  assert.equal(await madeAt(), known, 'control: a later visit waits');
  assert.equal(await madeAt(nowMs + 1_000), events, 'a second');
});
