/**
 * `node bench/quality/histories.ts [folder of the reference data [seed]]`: how well `collaborative` knows shoppers by their whole histories, with the code that serves.
 * ml-100k: all ratings count as views, of each shopper 20 % at random are held out; UCI Online Retail: customers' products before 2011-11-09, asked for those that are new
 * to them from then on. NDCG@10 over all products, seen ones excluded: before any row is learnt, after all are, and served by `recommend()` with a new tenant's configuration.
 */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import { jointItemsOf } from '#domain/interactions/joint-items.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import { atOnce } from '#domain/memory/steps.ts';
import { recommend } from '#domain/serving/recommend.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { recommendCollaborative } from '#domain/strategies/collaborative/recommend-collaborative.ts';
import { createContentIndex } from '#domain/strategies/content-based/content-index.ts';
import { historyRowsOf } from '#domain/strategies/histories/history-rows.ts';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';

const [, , folder = '../shared/data', seed = '1'] = process.argv;
const top = 10;
/** As many as serving asks for where ten are wanted. */
const wanted = 60;
const partitions = 4;
const split = '2011-11-09';

type Act = { userId: string; productId: string; timestampMs: number };
/** What the models learn from, in the order of time; and by shopper what they are to find. */
type Task = { what: string; type: ShopEvent['type']; train: Act[]; held: Map<string, Set<string>> };

const read = (...path: string[]): string => gunzipSync(readFileSync(join(folder, ...path))).toString();
const hashOf = (text: string): number => createHash('md5').update(text).digest().readUInt32LE(0);

function ratings(): Task {
  const acts = read('ml-100k', 'ratings.tsv.gz')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(({ length }) => length === 4)
    .map(([userId = '', productId = '', , time]) => ({ userId, productId, timestampMs: Number(time) * 1_000 }));
  const random = createRandom(Number(seed));
  const task: Task = { what: 'ml-100k', type: 'product_viewed', train: [], held: new Map() };
  for (const [userId, own] of Map.groupBy(acts, (act) => act.userId)) {
    const shuffled = own
      .map((act) => ({ act, key: random.between(0, 1e9) }))
      .sort((a, b) => a.key - b.key)
      .map(({ act }) => act);
    const cut = Math.round(own.length * 0.8);
    task.train.push(...shuffled.slice(0, cut));
    task.held.set(userId, new Set(shuffled.slice(cut).map(({ productId }) => productId)));
  }
  task.train.sort((a, b) => a.timestampMs - b.timestampMs);
  return task;
}

function retail(): Task {
  const rows = parse(read('uci-online-retail', 'online_retail.csv.gz'), { columns: true }) as Record<string, string>[];
  const acts = rows
    .filter((row) => Number(row.Quantity) > 0 && Number(row.UnitPrice) > 0 && row.CustomerID !== '')
    .filter((row) => /^\d{5}/.test(row.StockCode ?? '') && !row.InvoiceNo?.startsWith('C'))
    .map((row) => ({
      userId: row.CustomerID ?? '',
      productId: (row.StockCode ?? '').toUpperCase(),
      timestampMs: Date.parse(`${dayOf(row.InvoiceDate ?? '')}T00:00:00Z`),
    }));
  const train = acts.filter(({ timestampMs }) => timestampMs < Date.parse(split));
  const known = new Map<string, Set<string>>();
  for (const { userId, productId } of train) known.set(userId, (known.get(userId) ?? new Set()).add(productId));
  const held: Task['held'] = new Map();
  for (const { userId, productId, timestampMs } of acts)
    if (timestampMs >= Date.parse(split) && known.get(userId)?.has(productId) === false)
      held.set(userId, (held.get(userId) ?? new Set()).add(productId));
  return { what: 'UCI Online Retail, new products', type: 'purchase', train, held };
}

/** The file has `2010-12-01 08:26:00` or `12/1/2010 8:26`. */
function dayOf(text: string): string {
  const us = /^(\d+)\/(\d+)\/(\d{4})/.exec(text);
  return us === null ? text.slice(0, 10) : `${us[3]}-${us[1]?.padStart(2, '0')}-${us[2]?.padStart(2, '0')}`;
}

function learn({ type, train }: Task): ScopeInteractions[] {
  const shards = Array.from({ length: partitions }, () => createInteractionShard());
  for (const [n, { userId, productId, timestampMs }] of train.entries()) {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(n + 1, 12);
    const orderId = `${userId} ${timestampMs}`;
    const purchase = type === 'purchase' ? { orderId, priceE4: 1n, quantity: 1, currency: null } : null;
    const event = plainEvent({ id, type, userId, productId, timestampMs, receivedAtMs: timestampMs, purchase });
    shards[hashOf(userId) % partitions]?.apply(event);
  }
  return shards.flatMap((shard) => shard.scope(1) ?? []);
}

function measure(what: string, { held }: Task, answer: (userId: string) => readonly string[]): void {
  let sum = 0;
  const times: number[] = [];
  for (const [userId, relevant] of held) {
    const { user } = process.cpuUsage();
    const found = answer(userId);
    times.push((process.cpuUsage().user - user) / 1_000);
    const gain = (place: number) => 1 / Math.log2(place + 2);
    let [reached, best] = [0, 0];
    for (const [place, productId] of found.slice(0, top).entries()) if (relevant.has(productId)) reached += gain(place);
    for (let place = 0; place < Math.min(top, relevant.size); place++) best += gain(place);
    sum += reached / best;
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  console.log(
    `${what}: NDCG@10 ${(sum / held.size).toFixed(4)} of ${held.size} shoppers, ms of CPU p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}`,
  );
}

function run(task: Task): void {
  const shards = learn(task);
  const historyOf = (userId: string): string[] => {
    for (const { shoppers, items } of shards) {
      const slot = shoppers.find(userId);
      if (slot >= 0) return Array.from(shoppers.historyOf(slot), items.nameOf);
    }
    return [];
  };
  const alone = (userId: string) => {
    const history = historyOf(userId);
    const seen = new Set(history);
    return recommendCollaborative(shards, history, wanted)
      .map(({ productId }) => productId)
      .filter((productId) => !seen.has(productId));
  };
  measure(`${task.what}, before a row is learnt`, task, alone);

  const joint = jointItemsOf(shards);
  const rows = historyRowsOf(shards, joint);
  rows.wantAll();
  const { user } = process.cpuUsage();
  while (rows.wanted > 0) atOnce(rows.learnNext());
  const each = (process.cpuUsage().user - user) / 1_000 / rows.size;
  console.log(`${task.what}: ${rows.size} rows learnt, ${each.toFixed(2)} ms of CPU each`);
  measure(`${task.what}, all rows learnt`, task, alone);

  const names = Array.from({ length: joint.size }, (_, number) => joint.nameOf(number));
  const items = new Map(names.map((productId) => [productId, plainItem({ productId, name: productId })]));
  const index = createContentIndex();
  const state: ServingState = {
    nowMs: Math.max(...task.train.slice(-1).map(({ timestampMs }) => timestampMs)),
    shards,
    item: (productId) => items.get(productId),
    catalogSize: items.size,
    content: () => index,
    newest: (limit) => names.slice(0, limit),
    once: (_, make) => make(),
  };
  const question = {
    scope: 1,
    placementId: 'home',
    sessionId: null,
    productIds: [],
    exclude: [],
    limit: top,
    fill: true,
    rules: 'on' as const,
  };
  const strategy = 'collaborative';
  measure(`${task.what}, served`, task, (userId) =>
    recommend(
      { ...question, userId, strategy, unknownStrategy: null, arm: null, holdout: null },
      state,
      defaultTenantConfig,
    ).items.map(({ candidate }) => candidate.productId),
  );
}

if (!existsSync(folder)) {
  console.error(`there is no reference data in ${folder}`);
  process.exitCode = 2;
} else {
  run(ratings());
  run(retail());
}
