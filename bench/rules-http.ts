/**
 * `node bench/rules-http.ts [--before DIR] [--events 1e6] [--seconds 5] [--rounds 4]`: what a question over HTTP costs with 20 rules on its placement and without, at an even rate of half of what
 * saturates. `--before`: another checkout (DIR, with its node_modules), which is asked the same questions of the same shop in turn, without rules if it has none. Only the product that is asked runs: the other one is stopped
 * meanwhile, since its processes would want the same cores, and each is asked once it rests after its start. CPU is that of the serving process, and what is told of the garbage collector are its pauses, of young and whole heap,
 * in all rounds.
 */
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Product, startProduct } from '#testing/product.ts';
import type { Shop } from '#testing/shop.ts';
import { askedOf, openShop, questions, ruledPlacement, saveRules } from './rules-http/ruled-shop.ts';
import { readProcessCpu } from './support/cpu.ts';
import { addPauses, noPauses, pausesBetween, readPauses, tellPauses } from './support/gc-pauses.ts';
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
/** A product rests once its server and its processors take less CPU than this for so long; if they go on it is said, and asked none the less. */
const restingShare = 0.05;
const restingMs = 2_000;
const mostWaits = 60;
const internalApiKey = 'the key of this bench, for its metrics alone';

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
  const env = { INTERNAL_API_KEY: internalApiKey };
  const product = await startProduct(folder === undefined ? { env } : { env, folder });
  opened.push(product);
  return product;
}

/** Lets this product alone run, until it rests. */
async function takeTurn(product: Product): Promise<void> {
  closeConnections();
  for (const other of opened) if (other !== product) await other.stop();
  if (product.pidOf('parent') === null) await product.start();
  const cpu = () => readProcessCpu(product.pidOf('server')) + readProcessCpu(product.pidOf('processors'));
  for (let waits = 0; waits < mostWaits; waits++) {
    const [began, before] = [performance.now(), cpu()];
    await delay(restingMs);
    if ((cpu() - before) * 1_000 < restingShare * (performance.now() - began)) return;
  }
  console.log('  (it does not rest: it learns, or has a backlog)');
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
  const kinds = Object.entries(questions).map(([what, question]) => ({
    ...{ what, question, rate: 0, saturating: [] as number[] },
    measured: ways.map((way) => ({
      ...{ way, latencies: createLatencies(), cpuMs: [] as number[], failed: 0, pauses: noPauses },
    })),
  }));
  const products = [...new Set(ways.map(({ product }) => product))];
  for (const product of products) {
    await takeTurn(product);
    for (const { question, saturating } of kinds)
      for (const way of ways.filter((one) => one.product === product)) {
        await closedLoop(inFlight, saturatingSeconds, sender(way, question));
        const { sent, seconds: took } = await closedLoop(inFlight, saturatingSeconds, sender(way, question));
        saturating.push(sent / took);
      }
  }
  for (const kind of kinds) {
    kind.rate = Math.max(1, Math.floor(Math.min(...kind.saturating) / 2));
    console.log(
      `${kind.what}: saturated at ${kind.saturating.map(Math.round).join(' / ')} questions/s; asked at an even ${kind.rate}/s`,
    );
  }
  for (let round = 0; round < rounds; round++)
    // The product that was asked last goes on: each starts anew for two rounds.
    for (const product of round % 2 === 0 ? products.toReversed() : products) {
      await takeTurn(product);
      for (const { question, rate, measured } of kinds)
        for (const of of measured.filter(({ way }) => way.product === product)) {
          await closedLoop(inFlight, saturatingSeconds, sender(of.way, question));
          const pid = product.pidOf('server');
          const [began, paused] = [readProcessCpu(pid), await readPauses(product.url, internalApiKey)];
          const { latencies, sent, failed } = await openLoop(rate, seconds, sender(of.way, question));
          of.cpuMs.push(((readProcessCpu(pid) - began) * 1_000) / sent);
          of.pauses = addPauses(of.pauses, pausesBetween(paused, await readPauses(product.url, internalApiKey)));
          of.failed += failed;
          of.latencies.addAll(latencies);
        }
    }
  for (const { what, rate, measured } of kinds) {
    console.log(`${what}, ${rate}/s`);
    for (const { way, latencies, cpuMs, failed, pauses } of measured) {
      const [p50, p95, p99] = [50, 95, 99].map((p) => ms(latencies.percentile(p)));
      const each = cpuMs.map((one) => one.toFixed(2)).join(' ');
      console.log(
        `  ${way.name}: p50 ${p50}, p95 ${p95}, p99 ${p99}; ${Math.min(...cpuMs).toFixed(2)} ms of CPU a question (by round: ${each}); ${tellPauses(pauses)}; ${failed} failed`,
      );
    }
  }
} finally {
  closeConnections();
  for (const product of opened) await product.remove();
}
