/**
 * `node bench/models.ts`: the serving models alone in one process, without log and HTTP. Measures how many events they fold a second, the time
 * and the CPU of a question by strategy, and the time of a snapshot. One million events of 50,000 shoppers and 5,000 products in 4 partitions.
 */

import { createHash } from 'node:crypto';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import { recommendTrending } from '#domain/strategies/trending/recommend-trending.ts';
import { plainEvent } from '#testing/plain.ts';
import { recommendBoughtTogether, recommendCollaborative, recommendSession } from '#testing/recommended.ts';
import { createLatencies } from './support/latencies.ts';
import { ms } from './support/row.ts';
import { createShoppers } from './support/shoppers.ts';

const events = 1_000_000;
const users = 50_000;
const partitions = 4;
const questions = 5_000;
const begin = Date.UTC(2026, 0, 1);

const shoppers = createShoppers(1, users, 5_000);
const made: ShopEvent[] = Array.from({ length: events }, (_, n) => {
  const wire: unknown = JSON.parse(shoppers.event(begin + n * 20));
  const {
    eventType: type,
    userId,
    productId,
    sessionId,
    metadata,
  } = wire as {
    eventType: ShopEvent['type'];
    userId: string;
    productId: string;
    sessionId: string;
    metadata?: { orderId: string };
  };
  return plainEvent({
    id: createHash('sha256').update(String(n)).digest().subarray(0, 16),
    type,
    userId,
    productId,
    sessionId,
    timestampMs: begin + n * 20,
    purchase:
      type === 'purchase' ? { orderId: metadata?.orderId ?? null, priceE4: 1n, quantity: 1, currency: null } : null,
  });
});
const shards = Array.from({ length: partitions }, () => createInteractionShard());
const startedAt = performance.now();
for (const event of made) shards[Number(event.userId.slice(1)) % partitions]?.apply(event);
const folded = performance.now() - startedAt;
console.log(
  `folded ${Math.round(events / (folded / 1000)).toLocaleString('en')} events/s, ${((folded * 1000) / events).toFixed(2)} µs each`,
);

const scopes = shards.flatMap((shard) => shard.scope(1) ?? []);
console.log(
  `memory by estimate ${Math.round(scopes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 2 ** 20)} MiB`,
);
const historyOf = (n: number): string[] => {
  const userId = `u${n}`;
  for (const { shoppers: known, items } of scopes) {
    const slot = known.find(userId);
    if (slot >= 0) return Array.from(known.historyOf(slot), items.nameOf);
  }
  return [];
};
const ask = (what: string, question: (n: number) => unknown) => {
  const latencies = createLatencies();
  const before = process.threadCpuUsage();
  for (let n = 0; n < questions; n++) {
    const began = performance.now();
    question(n);
    if (n >= questions / 10) latencies.add(performance.now() - began);
  }
  const { user, system } = process.threadCpuUsage(before);
  console.log(
    `${what}: CPU ${ms((user + system) / 1_000 / questions)} in the mean; p50 ${ms(latencies.percentile(50))}, p99 ${ms(latencies.percentile(99))}, most ${ms(latencies.percentile(100))}`,
  );
};
ask('session, by the last five products', (n) =>
  recommendSession(scopes, { products: historyOf(n * 7).slice(-5), kept: null }, 1, 60),
);
ask('collaborative', (n) => recommendCollaborative(scopes, historyOf(n * 7), 60));
ask('frequently bought together', (n) => recommendBoughtTogether(scopes, [`p${n % 997}`], 2, 60));
ask('frequently bought together, the most bought product', () => recommendBoughtTogether(scopes, ['p0'], 2, 60));
ask('frequently bought together, a cart of 25', (n) =>
  recommendBoughtTogether(
    scopes,
    Array.from({ length: 25 }, (_, place) => `p${(n * 25 + place) % 997}`),
    2,
    60,
  ),
);
ask('trending, made anew', () => recommendTrending(scopes, 86_400_000, begin + events * 20, 500));
for (const shard of shards) {
  const began = performance.now();
  const bytes = shard.snapshot();
  const written = performance.now();
  createInteractionShard({ from: bytes });
  console.log(
    `snapshot of ${(bytes.length / 2 ** 20).toFixed(1)} MiB written in ${ms(written - began)}, restored in ${ms(performance.now() - written)}`,
  );
}
