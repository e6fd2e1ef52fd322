/**
 * What the merge costs Postgres with and without some of the projections in its transaction, side by side: `node bench/merge.ts top_products usage`, about
 * a minute. The loader's own steps on one connection: batches of 2,000 events of one shop, live, a fifth of them about recommendations; CPU of the
 * connection's process. Four rounds each, in turn.
 */
import { hash } from 'node:crypto';
import { judgeEvent } from '#domain/events/judge-event.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { createFoldBatch } from '#processors/fold-batch.ts';
import { projections } from '#processors/index.ts';
import type { InTransaction } from '#processors/projection.ts';
import { createTenantCurrencies } from '#processors/tenant-currencies.ts';
import { mergeEvents } from '#stores/events/merge-events.ts';
import { createCopyWriter } from '#stores/postgres/binary-copy.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { openMonths } from '#stores/postgres/months.ts';
import { openTestDatabase } from '#testing/postgres.ts';
import { readProcessCpu } from './support/cpu.ts';
import { createShoppers } from './support/shoppers.ts';

const without = new Set(process.argv.slice(2));
const rounds = 4;
const eventsPerRound = 100_000;
const batchSize = 2_000;
const partitions = 4;
const eventsPerSecond = 20_000;

const folds = projections.flatMap(({ name, follows }) =>
  follows.kind === 'in_transaction' ? [{ name, follows }] : [],
);
const found: Record<'with' | 'without', number[]> = { with: [], without: [] };
for (let round = 0; round < rounds; round++) {
  found.without.push(await measure(folds.filter(({ name }) => !without.has(name))));
  found.with.push(await measure(folds));
}
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const all = (values: readonly number[]) => values.map((value) => value.toFixed(1)).join(', ');
console.log(`Postgres µs an event without ${[...without].join(', ')}: ${all(found.without)}`);
console.log(`with: ${all(found.with)}`);
console.log(`medians: ${((median(found.with) / median(found.without) - 1) * 100).toFixed(1)} % more`);

async function measure(chosen: readonly { name: string; follows: InTransaction }[]): Promise<number> {
  const testDatabase = await openTestDatabase();
  const database = openDatabase({ url: testDatabase.processorUrl, max: 1, applicationName: 'bench-merge' });
  try {
    const { rows } = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const pid = rows[0]?.pid ?? null;
    const events = makeEvents();
    await openMonths(database).ensure(events.map(({ timestampMs }) => timestampMs));
    const currencies = createTenantCurrencies();
    const writer = createCopyWriter();
    const startedAt = readProcessCpu(pid);
    for (let first = 0; first < events.length; first += batchSize) {
      const partition = (first / batchSize) % partitions;
      const placed = events.slice(first, first + batchSize).map((event, n) => ({ offset: BigInt(first + n), event }));
      await database.transaction(async (client) => {
        const fresh = await mergeEvents(client, writer, 1, partition, placed);
        const batch = createFoldBatch(client, { log: 1, partition }, fresh, async () => [], currencies);
        for (const { follows } of chosen) await follows.apply(client, { ...batch, version: 1 });
      });
    }
    return ((readProcessCpu(pid) - startedAt) / events.length) * 1e6;
  } finally {
    await database.close();
    await testDatabase.close();
  }
}

/** The same at each round. */
function makeEvents(): ShopEvent[] {
  const shoppers = createShoppers(7, 50_000, 5_000);
  const sha256 = (text: string): Buffer => Buffer.from(hash('sha256', text, 'hex'), 'hex');
  const startMs = Date.UTC(2026, 2, 1, 12);
  const made = new Map<string, ShopEvent>();
  for (let n = 0; made.size < eventsPerRound; n++) {
    const receivedAtMs = startMs + Math.floor((n * 1_000) / eventsPerSecond);
    const context = { scope: 1, receivedAtMs, isKnownProduct: () => true, hash: sha256 };
    const outcome = judgeEvent(JSON.parse(shoppers.event(receivedAtMs)), context);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
    made.set(outcome.event.id.toString('latin1'), outcome.event);
  }
  return [...made.values()];
}
