/**
 * `node bench/slow-answers.ts [--question NAME] [--plain] [--events 1e5] [--seconds 10] [--rate N] [--slow 25]`: what held the thread. One product is asked over HTTP at an even rate (half of what saturates,
 * if left out) with 20 rules (`--plain`: without). Of the longest times, `--slow` ms and more, in which questions waited and none was answered, it prints how long the serving thread ran, how long it
 * had no core, and what it called, by V8's sampling profiler (which takes some of the server's time).
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startProduct } from '#testing/product.ts';
import { askedOf, openShop, questions, ruledPlacement, saveRules } from './rules-http/ruled-shop.ts';
import { watchCoreTime } from './support/core-time.ts';
import { readHeldBy, type Stretch } from './support/held-by.ts';
import { closeConnections, send } from './support/http.ts';
import { closedLoop, openLoop } from './support/open-loop.ts';
import { ms } from './support/row.ts';

const { values } = parseArgs({
  options: {
    question: { type: 'string', default: 'collaborative' },
    plain: { type: 'boolean', default: false },
    events: { type: 'string', default: '1e5' },
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string' },
    slow: { type: 'string', default: '25' },
  },
});
const question = questions[values.question];
if (question === undefined) throw new Error(`no such question; there are: ${Object.keys(questions).join('; ')}`);
const slowMs = Number(values.slow);
const seconds = Number(values.seconds);
const inFlight = 32;
const saturatingSeconds = 3;
const told = 6;

/** The stretches in which questions waited and none was answered, the longest first. */
function holdsOf(answers: readonly Stretch[]): Stretch[] {
  const inOrder = answers.toSorted((a, b) => a.endedMs - b.endedMs);
  /** From each answer on, when the first of those was asked that were not answered yet. */
  let waitingSinceMs = Number.POSITIVE_INFINITY;
  const holds: Stretch[] = [];
  for (let n = inOrder.length - 1; n > 0; n--) {
    const { beganMs, endedMs } = inOrder[n] as Stretch;
    waitingSinceMs = Math.min(waitingSinceMs, beganMs);
    holds.push({ beganMs: Math.max(waitingSinceMs, inOrder[n - 1]?.endedMs ?? 0), endedMs });
  }
  return holds.sort((a, b) => b.endedMs - b.beganMs - (a.endedMs - a.beganMs));
}

const profiles = mkdtempSync(join(tmpdir(), 'recomengine-profile-'));
const product = await startProduct({ env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` } });
try {
  const shop = await openShop(product, Number(values.events));
  await saveRules(shop);
  const pid = product.pidOf('server');
  if (pid === null) throw new Error('the server does not run');
  let asked = 0;
  const answers: Stretch[] = [];
  const ask = async (): Promise<boolean> => {
    asked += 1;
    const beganMs = performance.now();
    const url = askedOf(shop, values.plain ? 'plain' : ruledPlacement, question(asked));
    const status = await send(url, shop.readKey);
    answers.push({ beganMs, endedMs: performance.now() });
    return status === 200;
  };
  for (const isWarm of [false, true]) {
    const { sent, seconds: took } = await closedLoop(inFlight, saturatingSeconds, ask);
    if (isWarm) console.log(`saturated at ${Math.round(sent / took)} questions/s`);
  }
  const perSecond = Number(values.rate ?? Math.max(1, Math.floor(answers.length / saturatingSeconds / 4)));
  answers.length = 0;
  const measuredFromMs = performance.now();
  const core = watchCoreTime(pid);
  const own = watchCoreTime(process.pid);
  const { latencies, failed } = await openLoop(perSecond, seconds, ask);
  await core.close();
  await own.close();
  const [p50, p95, p99, most] = [50, 95, 99, 100].map((p) => ms(latencies.percentile(p)));
  console.log(`at an even ${perSecond}/s: p50 ${p50}, p95 ${p95}, p99 ${p99}, longest ${most}; ${failed} failed`);
  await product.stop();
  // CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile; thread 0 is the one that serves.
  const file = readdirSync(profiles).find((name) => name.split('.')[3] === String(pid) && name.split('.')[4] === '0');
  if (file === undefined) throw new Error('the server left no profile');
  const heldBy = readHeldBy(join(profiles, file));
  for (const stretch of holdsOf(answers)
    .filter((one) => one.endedMs - one.beganMs > slowMs)
    .slice(0, told)) {
    const { ranMs, waitedMs } = core.between(stretch.beganMs, stretch.endedMs);
    const mine = own.between(stretch.beganMs, stretch.endedMs);
    console.log(
      `\n${((stretch.beganMs - measuredFromMs) / 1_000).toFixed(2)} s: nothing answered for ${ms(stretch.endedMs - stretch.beganMs)}: the thread ran ${ms(ranMs)} and had no core for ${ms(waitedMs)}; whoever asked ran ${ms(mine.ranMs)} and had none for ${ms(mine.waitedMs)}`,
    );
    for (const line of heldBy(stretch)) console.log(line);
  }
} finally {
  closeConnections();
  await product.remove();
  rmSync(profiles, { recursive: true });
}
