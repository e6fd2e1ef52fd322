/**
 * `node bench/rules-http.ts [--before DIR] [--events 1e6] [--seconds 5] [--rounds 4]`: what a question over HTTP costs with 20 rules on its placement and without, at an even rate of half of what
 * saturates. `--before`: another checkout (DIR, with its node_modules), which is asked the same questions of the same shop in turn, without rules if it has none. CPU is that of the serving process.
 * About six minutes for a million events on two quiet cores.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Product, startProduct } from '#testing/product.ts';
import type { Shop } from '#testing/shop.ts';
import { askedOf, openShop, questions, ruledPlacement, saveRules } from './rules-http/ruled-shop.ts';
import { readProcessCpu } from './support/cpu.ts';
import { closeConnections, send } from './support/http.ts';
import { createLatencies } from './support/latencies.ts';
import { closedLoop, openLoop } from './support/open-loop.ts';
import { ms } from './support/row.ts';

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    events: { type: 'string', default: '1e6' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '4' },
  },
});
const [events, seconds, rounds] = [values.events, values.seconds, values.rounds].map(Number) as [
  number,
  number,
  number,
];
/** Questions that wait at once while it is looked for what saturates. */
const inFlight = 32;
const saturatingSeconds = 3;

/** One of the ways to be answered. */
type Way = { name: string; product: Product; shop: Shop; placement: string };

let asked = 0;
/** Sends the questions of a way, each once in the whole run. */
const sender =
  ({ shop, placement }: Way, question: (n: number) => string) =>
  async (): Promise<boolean> => {
    asked += 1;
    return (await send(askedOf(shop, placement, question(asked)), shop.readKey)) === 200;
  };

const opened: Product[] = [];
async function open(folder?: string): Promise<Product> {
  const product = await startProduct(folder === undefined ? {} : { folder });
  opened.push(product);
  return product;
}

try {
  const now = await open();
  const shop = await openShop(now, events);
  await saveRules(shop);
  const ways: Way[] = [
    { name: 'with 20 rules', product: now, shop, placement: ruledPlacement },
    { name: 'without rules', product: now, shop, placement: 'plain' },
  ];
  if (values.before !== undefined) {
    const before = await open(resolve(values.before));
    ways.push({
      name: 'before, without rules',
      product: before,
      shop: await openShop(before, events),
      placement: 'plain',
    });
  }
  for (const [what, question] of Object.entries(questions)) {
    const saturating: number[] = [];
    for (const way of ways) {
      await closedLoop(inFlight, saturatingSeconds, sender(way, question));
      const { sent, seconds: took } = await closedLoop(inFlight, saturatingSeconds, sender(way, question));
      saturating.push(sent / took);
    }
    const rate = Math.max(1, Math.floor(Math.min(...saturating) / 2));
    console.log(
      `${what}: saturated at ${saturating.map(Math.round).join(' / ')} questions/s; asked at an even ${rate}/s`,
    );
    const measured = ways.map((way) => ({ way, latencies: createLatencies(), cpuMs: [] as number[], failed: 0 }));
    for (let round = 0; round < rounds; round++)
      for (const of of measured) {
        const pid = of.way.product.pidOf('server');
        const began = readProcessCpu(pid);
        const { latencies, sent, failed } = await openLoop(rate, seconds, sender(of.way, question));
        of.cpuMs.push(((readProcessCpu(pid) - began) * 1_000) / sent);
        of.failed += failed;
        of.latencies.addAll(latencies);
      }
    for (const { way, latencies, cpuMs, failed } of measured) {
      const [p50, p95, p99] = [50, 95, 99].map((p) => ms(latencies.percentile(p)));
      const each = cpuMs.map((one) => one.toFixed(2)).join(' ');
      console.log(
        `  ${way.name}: p50 ${p50}, p95 ${p95}, p99 ${p99}; ${Math.min(...cpuMs).toFixed(2)} ms of CPU a question (by round: ${each}); ${failed} failed`,
      );
    }
  }
} finally {
  closeConnections();
  for (const product of opened) await product.remove();
}
