/**
 * `node bench/learn-beside.ts [--events 1e6] [--rate 250] [--seconds 5] [--rounds 4]`: what the learning of histories adds to what questions over HTTP wait. One shop is asked at an even rate; in turn nothing is learnt meanwhile, and the
 * histories of another shop are, whose thread is given to the kernel in several ways: as the product starts it (`--other`, and a lower priority), on one half of the cores besides, and as what runs where nothing else wants a core
 * (SCHED_IDLE). Linux with `chrt` and `taskset`; about five minutes on two quiet cores.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startProduct } from '#testing/product.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { askedOf, openShop, questions, ruledPlacement, saveRules, users } from './rules-http/ruled-shop.ts';
import { closeConnections, send } from './support/http.ts';
import { createLatencies } from './support/latencies.ts';
import { openLoop } from './support/open-loop.ts';
import { preload } from './support/preload.ts';
import { ms } from './support/row.ts';
import { createShoppers } from './support/shoppers.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1e6' },
    rate: { type: 'string', default: '250' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '4' },
  },
});
const [events, rate, seconds, rounds] = [values.events, values.rate, values.seconds, values.rounds].map(Number) as [
  number,
  number,
  number,
  number,
];
/** Of the shop that is learnt: so many that it lasts. */
const productsLearnt = 20_000;
/** Questions that want its rows, before a stretch and in each second of it. */
const [wantingFirst, wantingPerSecond] = [20, 2];
/** The rows of the shop that is asked are learnt once the thread has taken less than this of so long. */
const [restingShare, restingMs] = [0.02, 12_000];

const half = Math.floor(availableParallelism() / 2);
const allCores = `0-${availableParallelism() - 1}`;
const ways = {
  'nothing is learnt': { policy: '--other', cores: allCores, isLearnt: false },
  'as the product starts it': { policy: '--other', cores: allCores, isLearnt: true },
  'on one half of the cores': { policy: '--other', cores: `${half}-${availableParallelism() - 1}`, isLearnt: true },
  'where nothing else runs': { policy: '--idle', cores: allCores, isLearnt: true },
} as const;

const product = await startProduct();
try {
  const shop = await openShop(product, events);
  await saveRules(shop);
  const learnt = await createShop(product.url, 'Learnt');
  await preload(product, learnt, createShoppers(2, users, productsLearnt), events / 2);
  const pid = product.pidOf('server');
  if (pid === null) throw new Error('the server does not run');

  let asked = 0;
  const asking = (of: Shop, placement: string) => async (): Promise<boolean> => {
    asked += 1;
    return (await send(askedOf(of, placement, questions.collaborative?.(asked) ?? ''), of.readKey)) === 200;
  };
  const [ask, want] = [asking(shop, ruledPlacement), asking(learnt, 'plain')];
  await openLoop(rate, seconds, ask);
  const learner = learningThread(pid);
  await rested(pid, learner);

  const measured = Object.entries(ways).map(([name, way]) => ({
    ...{ name, way, latencies: createLatencies(), failed: 0, sent: 0, waitedMs: 0, learntMs: 0 },
  }));
  for (let round = 0; round < rounds; round++)
    for (const one of round % 2 === 0 ? measured : measured.toReversed()) {
      const { policy, cores, isLearnt } = one.way;
      execFileSync('chrt', [policy, '--pid', '0', String(learner)]);
      execFileSync('taskset', ['--cpu-list', '--pid', cores, String(learner)], { stdio: 'ignore' });
      if (isLearnt) for (let n = 0; n < wantingFirst; n++) await want();
      else await rested(pid, learner);
      const [served, learning] = [coreTimeOf(pid, pid), coreTimeOf(pid, learner)];
      const wanting = isLearnt ? openLoop(wantingPerSecond, seconds, want) : undefined;
      const { latencies, failed, sent } = await openLoop(rate, seconds, ask);
      await wanting;
      one.latencies.addAll(latencies);
      one.failed += failed;
      one.sent += sent;
      one.waitedMs += coreTimeOf(pid, pid).waitedMs - served.waitedMs;
      one.learntMs += coreTimeOf(pid, learner).ranMs - learning.ranMs;
    }
  for (const { name, latencies, failed, sent, waitedMs, learntMs } of measured) {
    const [p50, p95, p99, most] = [50, 95, 99, 100].map((p) => ms(latencies.percentile(p)));
    console.log(
      `${name}: p50 ${p50}, p95 ${p95}, p99 ${p99}, longest ${most}; a question waited ${(waitedMs / sent).toFixed(2)} ms for a core, and ${(learntMs / (rounds * seconds)).toFixed(0)} ms of CPU a second were learnt; ${failed} failed`,
    );
  }
} finally {
  closeConnections();
  await product.remove();
}

/** How long a thread has run, and how long it was ready to run and had no core. */
function coreTimeOf(pid: number, thread: number): { ranMs: number; waitedMs: number } {
  const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ').map(Number);
  return { ranMs: ran / 1e6, waitedMs: waited / 1e6 };
}

/** The thread of a process that has run longest of those with the lowest priority. */
function learningThread(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).map((name) => {
    // Behind the name, which is in brackets, field 3 comes first; 19 is how far it stands back.
    const fields = readFileSync(`/proc/${pid}/task/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { thread: Number(name), nice: Number(fields[16]), ranMs: coreTimeOf(pid, Number(name)).ranMs };
  });
  const [first] = threads.sort((a, b) => b.nice - a.nice || b.ranMs - a.ranMs);
  if (first === undefined || first.nice === 0) throw new Error('no thread stands back: nothing was learnt');
  return first.thread;
}

/** Waits until the thread has learnt what was wanted. */
async function rested(pid: number, thread: number): Promise<void> {
  for (;;) {
    const before = coreTimeOf(pid, thread).ranMs;
    await delay(restingMs);
    if (coreTimeOf(pid, thread).ranMs - before < restingShare * restingMs) return;
  }
}
