import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, type Shop } from '#testing/shop.ts';
import { viewOf } from '../support/events.ts';
import { type SteadyLoad, startSteadyLoad } from '../support/steady-load.ts';

/** What a shop does all day: batches and streams of events, questions, catalog writes, an erasure now and then. */
export type MixedLoad = {
  events: SteadyLoad;
  /** Distinct events that streams and erased shoppers have sent, all acknowledged. */
  readonly beside: number;
  /** The price that was last acknowledged of each product. */
  prices: ReadonlyMap<string, number>;
  readonly asked: number;
  readonly erased: readonly string[];
  stop(): Promise<void>;
};

const products = 50;
const linesOfStream = 200;
/** Its events have numbers, and so shoppers, that the batches never come to. */
const firstOfStreams = 1_000_000_000;
const pauses = { batch: 100, question: 50, write: 200, stream: 1_000, erasure: 5_000 };

export function startMixedLoad(shop: Shop): MixedLoad {
  const api = `${shop.url}/api/v1`;
  const events = startSteadyLoad(shop, { senders: 2, pauseMs: pauses.batch });
  const prices = new Map<string, number>();
  const erased: string[] = [];
  const counts = { beside: 0, asked: 0, writes: 0, streamed: firstOfStreams };
  let isLoading = true;
  const repeat = async (everyMs: number, work: () => Promise<void>) => {
    while (isLoading) {
      await work();
      await delay(everyMs);
    }
  };
  /** Asks until it is not told to come back later. */
  const insist = async (...question: Parameters<typeof ask>) => {
    for (;;) {
      const answer = await ask(...question).catch(() => null);
      if (answer !== null && ![429, 503].includes(answer.status)) {
        assert.ok(answer.status < 300, `${question[0]}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer;
      }
      await delay(200);
    }
  };
  const running = Promise.all([
    repeat(pauses.question, async () => {
      counts.asked++;
      const of = counts.asked % 500;
      await insist(`${api}/recommendations?userId=shopper-${of}&productId=product-${of % products}&limit=5`, {
        token: shop.readKey,
      });
    }),
    repeat(pauses.write, async () => {
      const productId = `product-${counts.writes++ % products}`;
      const price = counts.writes;
      await insist(`${api}/catalog/${productId}`, {
        method: 'PUT',
        token: shop.writeKey,
        body: { productId, name: productId, category: 'Soak', price },
      });
      prices.set(productId, price);
    }),
    repeat(pauses.stream, async () => {
      const lines = Array.from({ length: linesOfStream }, () => JSON.stringify(viewOf(counts.streamed++)));
      const sendAll = () =>
        fetch(`${api}/events/stream`, {
          method: 'POST',
          headers: { authorization: `Bearer ${shop.writeKey}`, 'content-type': 'application/x-ndjson' },
          body: lines.join('\n'),
        }).then(
          (answer) => answer.text(),
          () => '',
        );
      while (!(await sendAll()).includes(`"durableThrough":${linesOfStream}`)) await delay(200);
      counts.beside += linesOfStream;
    }),
    repeat(pauses.erasure, async () => {
      const userId = `erased-${erased.length}`;
      await insist(`${api}/events`, { token: shop.writeKey, body: { ...viewOf(erased.length), userId } });
      counts.beside++;
      await insist(`${api}/tenants/${shop.tenantId}/users/${userId}`, { method: 'DELETE', token: shop.writeKey });
      erased.push(userId);
    }),
  ]);
  running.catch(() => {});
  return {
    events,
    prices,
    erased,
    get beside() {
      return counts.beside;
    },
    get asked() {
      return counts.asked;
    },
    async stop() {
      isLoading = false;
      await Promise.all([events.stop(), running]);
    },
  };
}
