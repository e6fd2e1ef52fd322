import { setTimeout as delay } from 'node:timers/promises';
import type { Product } from '#testing/product.ts';
import { internalHeaders, totalLag } from '#testing/readiness.ts';
import type { Shop } from '#testing/shop.ts';
import { cpuBetween, readCpu } from '../support/cpu.ts';
import { send } from '../support/http.ts';
import { openLoop } from '../support/open-loop.ts';
import { ms, type Row, rate } from '../support/row.ts';
import type { Shoppers } from '../support/shoppers.ts';

const batchSize = 100;
const lagEveryMs = 1_000;

/**
 * Events a second from HTTP to Postgres, projections and models, offered evenly for `seconds`.
 * A rate is sustained if the lag at the end is no more than in the middle, and all events are loaded soon after.
 */
export async function measureEndToEnd(
  product: Product,
  shop: Shop,
  shoppers: Shoppers,
  eventsPerSecond: number,
  seconds: number,
): Promise<Row[]> {
  const lags: number[] = [];
  let isRunning = true;
  const watch = (async () => {
    while (isRunning) {
      lags.push(await lagOf(product));
      await delay(lagEveryMs);
    }
  })();
  const cpuBefore = readCpu(product);
  const result = await openLoop(eventsPerSecond / batchSize, seconds, async () => {
    const now = Date.now();
    const events = Array.from({ length: batchSize }, (_, n) => shoppers.event(now - n));
    return (await send(`${shop.url}/api/v1/events/batch`, shop.writeKey, `[${events.join(',')}]`)) === 202;
  });
  isRunning = false;
  await watch;
  const drainStarted = performance.now();
  while ((await lagOf(product)) > 0) await delay(50);
  const drainSeconds = (performance.now() - drainStarted) / 1000;
  const cpu = cpuBetween(cpuBefore, readCpu(product));
  const events = (result.sent - result.failed) * batchSize;
  const perEvent = (part: number) => ((part * 1e6) / events).toFixed(1);
  const middle = lags[Math.floor(lags.length / 2)] ?? 0;
  return [
    {
      what: `end to end, ${eventsPerSecond.toLocaleString('en')} events/s offered for ${seconds} s`,
      value: `${rate(events, result.seconds)} acknowledged, ${rate(events, result.seconds + drainSeconds)} until loaded; lag at the middle ${middle}, at the end ${lags.at(-1)}; ${result.failed} batches failed`,
      goal: '10,000/s is the floor, 40,000/s the goal',
    },
    {
      what: `acknowledgement of a batch at ${eventsPerSecond.toLocaleString('en')}/s, p50 / p99`,
      value: `${ms(result.latencies.percentile(50))} / ${ms(result.latencies.percentile(99))}`,
      goal: 'p95 < 200 ms',
    },
    {
      what: `CPU at ${eventsPerSecond.toLocaleString('en')}/s, µs an event: server (ingest, log, models) / processors / Postgres / parent; the load itself`,
      value: `${perEvent(cpu.server)} / ${perEvent(cpu.processors)} / ${perEvent(cpu.postgres)} / ${perEvent(cpu.parent)}; ${perEvent(cpu.load)}`,
      goal: '16 / 8 / 18',
    },
  ];
}

async function lagOf(product: Product): Promise<number> {
  const response = await fetch(`${product.url}/ready`, { headers: internalHeaders(product) });
  return totalLag(await response.json());
}
