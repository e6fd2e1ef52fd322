/**
 * Makes the log of an older version by that version's own code, for log/embedded/older-logs: copy this folder into a checkout of it, run `node testing/older-logs/make-log.ts DIR`
 * there, pack DIR (`tar czf COMMIT.tar.gz -C DIR .`, without `writer.*`) and add what was printed to logs.json. Imports nothing that the first versions lacked.
 */
import { createHash } from 'node:crypto';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { encodeCatalogChange, encodeErasure, encodeEvent } from '#log/codec.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { eventTypeNames } from '#schemas/events/index.ts';
import { digestOfLog } from './digest-of-log.ts';

const [, , dir = ''] = process.argv;
const atMs = Date.UTC(2026, 6, 15);

function eventOf(n: number): ShopEvent {
  const type = eventTypeNames[n % eventTypeNames.length] ?? 'product_viewed';
  const isShown = type.startsWith('recommendation_');
  return {
    id: createHash('sha256').update(String(n)).digest().subarray(0, 16),
    scope: 1 + (n % 3),
    type,
    userId: `shopper-${n % 11}`,
    productId: `p ☕ ${n % 5}`,
    timestampMs: atMs + n,
    receivedAtMs: atMs + 2 * n,
    sessionId: n % 2 === 0 ? null : 's',
    late: n % 5 === 0,
    unknownProduct: n % 4 === 0,
    clientEventId: n % 3 === 0 ? `e-${n}` : null,
    metadata: n % 2 === 0 ? null : '{"a":1.50}',
    placementId: isShown ? 'home' : null,
    strategy: isShown ? 'trending' : null,
    exposureId: null,
    purchase:
      type === 'purchase'
        ? { orderId: `o-${n}`, priceE4: BigInt(n) * 12_345n, quantity: 2, currency: n % 2 === 0 ? null : 'EUR' }
        : null,
  };
}

function changeOf(n: number): Parameters<typeof encodeCatalogChange>[0] {
  const productId = `p-${n % 9}`;
  const times = { receivedAtMs: atMs + n, createdAtMs: null };
  if (n % 6 === 5) return { scope: 1, productId, op: 'delete', item: null, ...times };
  const item = {
    ...{ productId, name: `n ${n}`, category: 'a > b', priceE4: BigInt(n) * 9_999n, currency: null, imageUrl: null },
    ...{ url: '/p', description: 'words', attributes: { n }, available: n % 5 !== 0 },
  };
  return { scope: 1, productId, op: 'put', item, ...times };
}

const log = await openEmbeddedLog({ dir, role: 'writer' });
for (let n = 0; n < 140; n++) {
  const event = eventOf(n);
  await log.append('events', [{ key: `${event.scope}:${event.userId}`, value: encodeEvent(event) }]);
}
const erased = { scope: 1, userId: 'shopper-3', requestedAtMs: atMs };
await log.append('events', [{ key: '1:shopper-3', value: encodeErasure(erased) }]);
for (let n = 0; n < 30; n++)
  await log.append('catalog', [{ key: `1:p-${n % 9}`, value: encodeCatalogChange(changeOf(n)) }]);
await log.close();

const reader = await openEmbeddedLog({ dir, role: 'reader' });
console.log(JSON.stringify(await digestOfLog(reader)));
await reader.close();
