import { ask, type Shop } from '#testing/shop.ts';
import { send } from '../support/http.ts';
import { closedLoop, openLoop } from '../support/open-loop.ts';
import { ms, type Row, rate } from '../support/row.ts';

const answers = 2_000;
const questionsAtOnce = 20;
const shown = 8;
const seconds = 8;
const inFlight = 16;
/** Beacons a second. A key takes 60,000 a minute. */
const evenRate = 250;

/** Measures `POST /track`: beacons of pages that tell the impressions of one answer each, as many as are acknowledged as durable, and at an even load below that. */
export async function measureTrack(shop: Shop): Promise<Row[]> {
  const pages = await openPages(shop);
  const firstMs = Date.now();
  let made = 0;
  const beacon = async () => {
    const n = made++;
    const { token, productIds } = pages[n % pages.length]!;
    // Another millisecond each time that the answer is shown again: what was told before would be a duplicate.
    const timestamp = new Date(firstMs - Math.floor(n / pages.length)).toISOString();
    const events = productIds.map((productId) => ({ eventType: 'recommendation_impressed', productId, timestamp }));
    const body = JSON.stringify({ key: shop.readKey, token, events });
    return (await send(`${shop.url}/api/v1/track`, shop.readKey, body)) === 202;
  };
  await closedLoop(inFlight / 2, 1, beacon);
  const most = await closedLoop(inFlight, seconds, beacon);
  const even = await openLoop(evenRate, seconds, beacon);
  const percentiles = [50, 95, 99].map((p) => ms(even.latencies.percentile(p))).join(' / ');
  return [
    {
      what: `events of \`POST /track\` acknowledged durable, beacons of ${shown} impressions under a token, ${inFlight} in flight, ${most.failed} failed`,
      value: rate(shown * (most.sent - most.failed), most.seconds),
      goal: 'told',
    },
    {
      what: `a beacon at an even ${evenRate}/s, p50 / p95 / p99, ${even.failed} failed`,
      value: percentiles,
      goal: 'p95 < 50 ms',
    },
  ];
}

type Page = { token: string; productIds: string[] };

/** Answers to as many shoppers, each with its token. */
async function openPages(shop: Shop): Promise<Page[]> {
  const pages: Page[] = [];
  for (let first = 0; first < answers; first += questionsAtOnce) {
    const questions = Array.from({ length: questionsAtOnce }, (_, n) => ({
      userId: `page-${first + n}`,
      strategy: 'trending',
      limit: shown,
    }));
    const url = `${shop.url}/api/v1/recommendations/batch`;
    const { status, body } = await ask(url, { token: shop.readKey, body: { questions } });
    if (status !== 200) throw new Error(`the questions answered ${status}: ${JSON.stringify(body)}`);
    for (const { data, meta } of body.data)
      pages.push({ token: meta.trackingToken, productIds: data.map((one: { productId: string }) => one.productId) });
  }
  return pages;
}
