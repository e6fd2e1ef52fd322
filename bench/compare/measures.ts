import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readCpu, readMemory } from '../support/cpu.ts';
import { send } from '../support/http.ts';
import { closedLoop, openLoop } from '../support/open-loop.ts';
import { preload } from '../support/preload.ts';
import { lagOf, loaded, pause, resume, type Side, totalCpu, users } from './side.ts';

/** What is compared. Each measure is taken of a side that runs alone and rests. */
export type Measure = {
  readonly name: string;
  /** The ratio to the other commit that is wanted. */
  readonly goal: number;
  /** Whether more is better, or less. */
  readonly better: 'more' | 'less';
  readonly unit: string;
  take(side: Side): Promise<number>;
};

/** How much is asked of it: `events` before anything is measured, `seconds` a load. */
export type Effort = { readonly events: number; readonly seconds: number };

const batchSize = 100;
/** Events a second at which CPU is read, and which come in while questions are asked. */
const evenRate = 5_000;
const lateMs = 20 * 60_000;
const settleMs = 30_000;

/** The measures in the order in which they are taken: those of an empty product, then those that add events, then those that read them. */
export const measures = ({ events, seconds }: Effort): readonly Measure[] => [
  { name: 'memory of an empty product', goal: 0.6, better: 'less', unit: 'MiB', take: settled },
  { name: 'CPU of an idle product', goal: 0.15, better: 'less', unit: '% of a core', take: idle },
  {
    name: `memory after ${events.toLocaleString('en')} events more`,
    goal: 0.6,
    better: 'less',
    unit: 'MiB',
    take: (side) => filled(side, events),
  },
  {
    name: 'disk an event, log and Postgres',
    goal: 0.6,
    better: 'less',
    unit: 'bytes',
    take: (side) => disk(side, events),
  },
  {
    name: 'end to end, events a second until loaded',
    goal: 1.8,
    better: 'more',
    unit: '/s',
    take: (side) => endToEnd(side, seconds),
  },
  {
    name: `CPU of all parts at ${evenRate}/s`,
    goal: 0.55,
    better: 'less',
    unit: 'µs an event',
    take: (side) => cpuOfEvents(side, seconds, totalCpu),
  },
  {
    name: `CPU of Postgres at ${evenRate}/s`,
    goal: 0.5,
    better: 'less',
    unit: 'µs an event',
    take: (side) => cpuOfEvents(side, seconds, (product) => readCpu(product).postgres),
  },
  {
    name: 'single events acknowledged durable',
    goal: 1.6,
    better: 'more',
    unit: '/s',
    take: (side) => singles(side, seconds),
  },
  {
    name: 'single events 20 minutes late, CPU of all parts',
    goal: 0.2,
    better: 'less',
    unit: 'µs an event',
    take: (side) => late(side, seconds),
  },
  {
    name: 'collaborative, questions a second until saturation',
    goal: 2.5,
    better: 'more',
    unit: '/s',
    take: (side) => saturation(side, seconds),
  },
  {
    name: `collaborative beside ${evenRate} events/s, p99`,
    goal: 0.3,
    better: 'less',
    unit: 'ms',
    take: (side) => beside(side, seconds),
  },
  { name: 'a projection rebuilt in Postgres', goal: 1 / 2.5, better: 'less', unit: 's', take: rebuilt },
  {
    name: 'models rebuilt from the log, start included',
    goal: 1 / 2.5,
    better: 'less',
    unit: 's',
    take: modelsRebuilt,
  },
];

const sum = (parts: Record<string, number>): number => Object.values(parts).reduce((all, one) => all + one, 0);

const memory = async ({ product }: Side): Promise<number> => sum(readMemory(product));

/** After its start a product gives back what that took. */
async function settled(side: Side): Promise<number> {
  await delay(settleMs);
  return memory(side);
}

async function idle({ product }: Side): Promise<number> {
  const [before, ms] = [totalCpu(product), 20_000];
  await delay(ms);
  return ((totalCpu(product) - before) * 1e5) / ms;
}

async function filled(side: Side, events: number): Promise<number> {
  await preload(side.product, side.shop, side.shoppers, events);
  await resume(side);
  return memory(side);
}

/** The folders of the log and of Postgres as they grow by so many events more. */
async function disk(side: Side, events: number): Promise<number> {
  const before = diskOf(side.product.dataDir);
  await preload(side.product, side.shop, side.shoppers, events);
  await resume(side);
  return (diskOf(side.product.dataDir) - before) / events;
}

/** Bytes that files take on the disk; the write-ahead log is used again and does not count. */
function diskOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('pg_wal'))
    .reduce(
      (bytes, entry) =>
        bytes + 512 * (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.blocks ?? 0),
      0,
    );
}

const batch = async ({ shop, shoppers }: Side): Promise<boolean> => {
  const now = Date.now();
  const events = Array.from({ length: batchSize }, (_, n) => shoppers.event(now - n));
  return (await send(`${shop.url}/api/v1/events/batch`, shop.writeKey, `[${events.join(',')}]`)) === 202;
};

/** A closed loop that lets no more than so many events wait, so that lag does not grow. */
async function endToEnd(side: Side, seconds: number): Promise<number> {
  const mostWaiting = 20_000;
  const began = performance.now();
  let lag = 0;
  let [isRunning, done] = [true, 0];
  const watch = (async () => {
    for (; isRunning; await delay(100)) lag = await lagOf(side.product);
  })();
  await closedLoop(16, seconds, async () => {
    while (lag > mostWaiting) await delay(10);
    const isGood = await batch(side);
    if (isGood) done += batchSize;
    return isGood;
  });
  isRunning = false;
  await watch;
  await loaded(side);
  return (done * 1_000) / (performance.now() - began);
}

async function cpuOfEvents(side: Side, seconds: number, read: (product: Side['product']) => number): Promise<number> {
  const before = read(side.product);
  const { sent, failed } = await openLoop(evenRate / batchSize, seconds, () => batch(side));
  await loaded(side);
  return ((read(side.product) - before) * 1e6) / ((sent - failed) * batchSize);
}

const single = async ({ shop, shoppers }: Side, atMs: number): Promise<boolean> => {
  const status = await send(`${shop.url}/api/v1/events`, shop.writeKey, shoppers.event(atMs));
  return status === 202 || status === 200;
};

async function singles(side: Side, seconds: number): Promise<number> {
  await closedLoop(64, 2, () => single(side, Date.now()));
  const { sent, failed, seconds: took } = await closedLoop(64, seconds, () => single(side, Date.now()));
  await loaded(side);
  return (sent - failed) / took;
}

async function late(side: Side, seconds: number): Promise<number> {
  const before = totalCpu(side.product);
  const { sent, failed } = await openLoop(500, seconds, () => single(side, Date.now() - lateMs));
  await loaded(side);
  return ((totalCpu(side.product) - before) * 1e6) / (sent - failed);
}

let asked = 0;
const question = async ({ shop }: Side): Promise<boolean> => {
  asked += 1;
  const url = `${shop.url}/api/v1/recommendations?limit=8&strategy=collaborative&userId=u${asked % users}&productId=p${asked % 997}`;
  return (await send(url, shop.readKey)) === 200;
};

/** At how many questions a second each side was saturated: those beside events are asked at half of the rate of the first one that was measured. */
let saturatedAt: number | undefined;

async function saturation(side: Side, seconds: number): Promise<number> {
  await closedLoop(32, 2, () => question(side));
  const { sent, failed, seconds: took } = await closedLoop(32, seconds, () => question(side));
  const rate = (sent - failed) / took;
  saturatedAt ??= rate;
  return rate;
}

async function beside(side: Side, seconds: number): Promise<number> {
  saturatedAt ??= await saturation(side, seconds);
  const [{ latencies }] = await Promise.all([
    openLoop(saturatedAt / 2, seconds, () => question(side)),
    openLoop(evenRate / batchSize, seconds, () => batch(side)),
  ]);
  await loaded(side);
  return latencies.percentile(99);
}

async function rebuilt({ folder, product }: Side): Promise<number> {
  const began = performance.now();
  const { PATH = '', HOME = '' } = process.env;
  const args = ['bin/recomengine.ts', 'rebuild', 'analytics', '--data-dir', product.dataDir];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH, HOME, ...product.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the rebuild ended with ${code}`);
  return (performance.now() - began) / 1_000;
}

/** A start without the snapshots, until all of the log is in the models. */
async function modelsRebuilt(side: Side): Promise<number> {
  await pause(side);
  rmSync(join(side.product.dataDir, 'snapshots'), { recursive: true, force: true });
  const began = performance.now();
  await side.product.start();
  await loaded(side);
  return (performance.now() - began) / 1_000;
}
