import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { catalogKey, encodeCatalogChange, encodeErasure, encodeEvent, eventKey } from '#log/codec.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { countRecords, readTopic } from './read-topic.ts';

let made = 0;
const eventOf = (
  scope: number,
  userId: string,
  productId: string,
  type: 'product_viewed' | 'recommendation_impressed' = 'product_viewed',
) => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(++made, 12);
  const shown = type === 'recommendation_impressed' ? { placementId: 'home', strategy: 'session' } : {};
  return plainEvent({ id, scope, userId, productId, type, timestampMs: made * 1_000, ...shown });
};

test('of a topic the events of one scope are read, each once, without those of shoppers who were erased after them', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-topic-'));
  const log = await openEmbeddedLog({ dir, role: 'writer' });
  try {
    const twice = eventOf(1, 'u', 'a');
    const erased = { scope: 1, userId: 'gone', requestedAtMs: 0 };
    const records = [
      twice,
      eventOf(2, 'u', 'of another tenant'),
      eventOf(1, 'gone', 'a'),
      eventOf(1, 'v', 'b'),
      eventOf(1, 'v', 'b', 'recommendation_impressed'),
      twice,
    ].map((event) => ({ key: eventKey(event.scope, event.userId), value: encodeEvent(event) }));
    await log.append('events', [...records, { key: eventKey(1, 'gone'), value: encodeErasure(erased) }]);
    const back = eventOf(1, 'gone', 'c');
    await log.append('events', [
      { key: eventKey(1, 'gone'), value: encodeEvent(back) },
      { key: eventKey(1, 'w'), value: Buffer.from('nonsense') },
    ]);
    const item = plainItem({ productId: 'a' });
    const change = { scope: 1, productId: 'a', op: 'put', item, receivedAtMs: 0, createdAtMs: null } as const;
    await log.append('catalog', [{ key: catalogKey(1, 'a'), value: encodeCatalogChange(change) }]);

    const { timeline, catalog, weightless, undecodable } = await readTopic(log, 1, () => {});
    const acts = Array.from({ length: timeline.size }, (_, place) => timeline.eventAt(place));
    assert.deepEqual(
      acts.map(({ userId, productId }) => `${userId} ${productId}`),
      ['u a', 'v b', 'gone c'],
    );
    assert.deepEqual([weightless, undecodable, catalog.length], [1, 1, 1]);
    assert.equal(await countRecords(log, 'events'), 9);
  } finally {
    await log.close();
    rmSync(dir, { recursive: true });
  }
});
