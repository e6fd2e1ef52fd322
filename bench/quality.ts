/**
 * `node bench/quality.ts [folder of the reference data]`: how often the serving models recommend the item that comes next, with the code that serves.
 * RSC15: each prefix of each test session asks for its next item; an item that was in the prefix counts too. Baskets of UCI Online Retail: one product of a later
 * invoice asks for another one of it. HR@20 and MRR@20, to be read beside the figures of the data's own README.
 */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import { recommendCollaborative } from '#domain/strategies/collaborative/recommend-collaborative.ts';
import { recommendBoughtTogether } from '#domain/strategies/frequently-bought-together/recommend-bought-together.ts';
import { plainEvent } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';

const folder = process.argv[2] ?? '../shared/data';
const asked = 20;
const partitions = 4;
/** The models learn from the invoices before this time; those from then on are asked about. */
/** Neighbouring lines of an invoice are related, so pairs are drawn at random. */
const pairsOfBasket = 5;
const basketSplit = '2011-11-09';

type Tally = { questions: number; hits: number; reciprocal: number; ms: number };
const createTally = (): Tally => ({ questions: 0, hits: 0, reciprocal: 0, ms: 0 });
function ask(tally: Tally, target: string, answer: () => readonly { productId: string }[]): void {
  const startedAt = performance.now();
  const place = answer().findIndex(({ productId }) => productId === target);
  tally.ms += performance.now() - startedAt;
  tally.questions += 1;
  if (place < 0) return;
  tally.hits += 1;
  tally.reciprocal += 1 / (place + 1);
}
const report = (what: string, { questions, hits, reciprocal, ms }: Tally) =>
  console.log(
    `${what}: HR@20 ${(hits / questions).toFixed(3)}, MRR@20 ${(reciprocal / questions).toFixed(3)} of ${questions.toLocaleString('en')} questions, ${((1000 * ms) / questions).toFixed(0)} µs each`,
  );

let made = 0;
const event = (type: ShopEvent['type'], userId: string, productId: string, timestampMs: number): ShopEvent =>
  plainEvent({
    id: createHash('sha256').update(String(made++)).digest().subarray(0, 16),
    type,
    userId,
    productId,
    timestampMs,
    receivedAtMs: timestampMs,
    sessionId: userId,
    purchase: type === 'purchase' ? { orderId: userId, priceE4: 1n, quantity: 1, currency: null } : null,
  });

function learn(events: readonly ShopEvent[]): ScopeInteractions[] {
  const shards = Array.from({ length: partitions }, () => createInteractionShard());
  for (const one of events) shards[hashOf(one.userId) % partitions]?.apply(one);
  return shards.flatMap((shard) => shard.scope(1) ?? []);
}
const hashOf = (text: string): number => createHash('md5').update(text).digest().readUInt32LE(0);
const read = (...path: string[]): string => gunzipSync(readFileSync(join(folder, ...path))).toString();

function measureSessions(): void {
  const clicks = (name: string) =>
    read('rsc15-100k', name)
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([session, , time]) => session !== undefined && Number(time) > 0)
      .map(([session = '', item = '', time]) => ({ session, item, timeMs: Number(time) * 1000 }))
      .sort((a, b) => a.timeMs - b.timeMs);
  const shards = learn(
    clicks('train.tsv.gz').map(({ session, item, timeMs }) => event('product_clicked', session, item, timeMs)),
  );
  const tally = createTally();
  for (const clicksOf of Map.groupBy(clicks('test.tsv.gz'), ({ session }) => session).values())
    for (let next = 1; next < clicksOf.length; next++) {
      const prefix = clicksOf.slice(0, next).map(({ item }) => item);
      const history = [...new Set(prefix.reverse())].reverse();
      ask(tally, clicksOf[next]?.item ?? '', () => recommendCollaborative(shards, history, asked));
    }
  report('collaborative, RSC15-100k', tally);
}

function measureBaskets(): void {
  const rows = parse(read('uci-online-retail', 'online_retail.csv.gz'), { columns: true }) as Record<string, string>[];
  const lines = rows
    .map((row) => ({
      invoice: row.InvoiceNo ?? '',
      item: (row.StockCode ?? '').toUpperCase(),
      at: row.InvoiceDate ?? '',
      isSale: Number(row.Quantity) > 0 && Number(row.UnitPrice) > 0,
    }))
    .filter(({ invoice, item, isSale }) => isSale && !invoice.startsWith('C') && /^\d{5}/.test(item));
  const taught = lines.filter(({ at }) => dayOf(at) < basketSplit);
  const shards = learn(
    taught.map(({ invoice, item, at }) => event('purchase', invoice, item, Date.parse(`${dayOf(at)}T00:00:00Z`))),
  );
  const tally = createTally();
  const random = createRandom(1);
  const later = lines.filter(({ at }) => dayOf(at) >= basketSplit);
  for (const basket of Map.groupBy(later, ({ invoice }) => invoice).values()) {
    const items = [...new Set(basket.map(({ item }) => item))];
    for (let pair = 0; pair < pairsOfBasket && items.length > 1; pair++) {
      const anchor = random.pick(items);
      const target = random.pick(items.filter((item) => item !== anchor));
      ask(tally, target, () => recommendBoughtTogether(shards, [anchor], 2, asked));
    }
  }
  report('frequently bought together, UCI Online Retail', tally);
}

/** The file has `2010-12-01 08:26:00` or `12/1/2010 8:26`. */
function dayOf(text: string): string {
  const us = /^(\d+)\/(\d+)\/(\d{4})/.exec(text);
  return us === null ? text.slice(0, 10) : `${us[3]}-${us[1]?.padStart(2, '0')}-${us[2]?.padStart(2, '0')}`;
}

if (!existsSync(folder)) {
  console.error(`there is no reference data in ${folder}`);
  process.exitCode = 2;
} else {
  measureSessions();
  measureBaskets();
}
