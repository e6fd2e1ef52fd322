/**
 * `node bench/batch.ts`: what a page of four placements costs the server as one batch and as four questions, in CPU of this process and without sockets. Both are asked for the same shoppers in
 * turn, in rounds; of each the least round counts. 100,000 events of 5,000 shoppers and 2,000 products, nothing from the cache.
 */

import { openAnswering } from '#testing/answering.ts';

const rounds = 7;
const pagesARound = 200;
const shoppers = 5_000;
const items = 2_000;

type Placement = { placementId: string; strategy: string; productId?: string };
type Page = readonly Placement[];
const pageOf = (strategies: readonly string[], productId?: string): Page =>
  strategies.map((strategy, n) => ({
    placementId: `place-${n}`,
    strategy,
    ...(productId === undefined ? {} : { productId }),
  }));
/** Four strategies that search each for itself, and one in four places. */
const pages: Readonly<Record<string, Page>> = {
  'four strategies': pageOf(['session', 'collaborative', 'content_based', 'trending'], 'p7'),
  'one strategy, four places': pageOf(['collaborative', 'collaborative', 'collaborative', 'collaborative']),
};

const answering = await openAnswering({ shoppers, items, events: 100_000, synchronous: 'off', record: () => {} });

async function cpuMsOf(work: (n: number) => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < pagesARound; n++) await work(n);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / pagesARound;
}

const alone = (page: Page) => async (n: number) => {
  for (const one of page) await answering.send(`?${new URLSearchParams({ ...one, userId: `u${n}`, limit: '8' })}`);
};
const together = (page: Page, distinct: boolean) => (n: number) =>
  answering.send('/batch', {
    questions: page.map(({ productId, ...one }) => ({
      ...{ ...one, userId: `u${n}`, limit: 8 },
      ...(productId === undefined ? {} : { productId: [productId] }),
    })),
    distinct,
  });

for (const [name, page] of Object.entries(pages)) {
  const ways = { 'four GETs': alone(page), batch: together(page, false), 'batch, distinct': together(page, true) };
  const least = new Map<string, number>();
  for (let round = 0; round <= rounds; round++)
    for (const [way, work] of Object.entries(ways)) {
      const ms = await cpuMsOf(work);
      // The first round warms up.
      if (round > 0) least.set(way, Math.min(ms, least.get(way) ?? Number.POSITIVE_INFINITY));
    }
  const base = least.get('four GETs') ?? Number.NaN;
  for (const [way, ms] of least)
    console.log(`${name}: ${way} ${ms.toFixed(3)} ms of CPU a page, ${(ms / base).toFixed(2)} of four GETs`);
}
await answering.close();
