import type { Shop } from '#testing/shop.ts';
import { send } from '../support/http.ts';
import { closedLoop, openLoop } from '../support/open-loop.ts';
import { ms, type Row, rate } from '../support/row.ts';
import type { Shoppers } from '../support/shoppers.ts';

const seconds = 8;

/** Measures, for single events and batches of 100, the most that is acknowledged as durable, and the latency at an even load below that. */
export async function measureIngestion(shop: Shop, shoppers: Shoppers): Promise<Row[]> {
  const single = () =>
    send(`${shop.url}/api/v1/events`, shop.writeKey, shoppers.event(Date.now())).then(
      (status) => status === 202 || status === 200,
    );
  const batch = () => {
    const now = Date.now();
    const events = Array.from({ length: 100 }, (_, n) => shoppers.event(now - n));
    return send(`${shop.url}/api/v1/events/batch`, shop.writeKey, `[${events.join(',')}]`).then(
      (status) => status === 202,
    );
  };
  await closedLoop(32, 2, single);
  const singles = await closedLoop(64, seconds, single);
  const evenSingles = await openLoop(1_000, seconds, single);
  await closedLoop(8, 2, batch);
  const batches = await closedLoop(16, seconds, batch);
  const evenBatches = await openLoop(100, seconds, batch);
  const failed = singles.failed + evenSingles.failed + batches.failed + evenBatches.failed;
  return [
    {
      what: 'single events acknowledged durable, 64 in flight',
      value: rate(singles.sent - singles.failed, singles.seconds),
      goal: 'measured: 29,400/s bare',
    },
    {
      what: 'single event at an even 1,000/s, p50 / p95 / p99',
      value: `${ms(evenSingles.latencies.percentile(50))} / ${ms(evenSingles.latencies.percentile(95))} / ${ms(evenSingles.latencies.percentile(99))}`,
      goal: 'p95 < 50 ms',
    },
    {
      what: 'batch events acknowledged durable, 16 in flight',
      value: rate(100 * (batches.sent - batches.failed), batches.seconds),
      goal: 'measured: 165,000/s bare',
    },
    {
      what: 'batch of 100 at an even 100/s, p50 / p95 / p99',
      value: `${ms(evenBatches.latencies.percentile(50))} / ${ms(evenBatches.latencies.percentile(95))} / ${ms(evenBatches.latencies.percentile(99))}`,
      goal: 'p95 < 200 ms',
    },
    { what: 'requests that failed in all of it', value: String(failed), goal: '0' },
  ];
}
