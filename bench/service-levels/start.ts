import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readiness } from '#schemas/http/health.ts';
import { type Product, waitFor } from '#testing/product.ts';
import { openProductLog } from '#testing/product-log.ts';
import { internalHeaders } from '#testing/readiness.ts';
import { readMemory } from '../support/cpu.ts';
import { ms, type Row, rate } from '../support/row.ts';

const rebuildTimeoutMs = 300_000;

/** Measures a second start on the same data, as after a deployment. */
export async function measureStart(product: Product): Promise<Row[]> {
  await product.stop();
  return [{ what: 'start to ready on existing data', value: ms(1000 * (await secondsOfStart(product))), goal: '5 s' }];
}

/** Measures a start without snapshots: the serving models read the whole log again. */
export async function measureModelRebuild(product: Product): Promise<Row[]> {
  await product.stop();
  const snapshots = join(product.dataDir, 'snapshots');
  if (!existsSync(snapshots) || readdirSync(snapshots).length === 0) throw new Error(`no snapshots in ${snapshots}`);
  rmSync(snapshots, { recursive: true });
  const events = await countEvents(product);
  const seconds = await secondsOfStart(product);
  return [
    {
      what: 'rebuild of the serving models from the log, the start itself included',
      value: `${rate(events, seconds)}, of ${events.toLocaleString('en')} events`,
      goal: '200,000/s',
    },
  ];
}

/** Waits until /ready answers, and the models have read all that the log has. */
async function secondsOfStart(product: Product): Promise<number> {
  const startedAt = performance.now();
  await product.start();
  await waitFor(
    async () => {
      const { data } = (await (await fetch(`${product.url}/ready`, { headers: internalHeaders(product) })).json()) as {
        data: Readiness | null;
      };
      return data?.parts.models?.state === 'up';
    },
    () => 'models that have read the log',
    rebuildTimeoutMs,
    10,
  );
  return (performance.now() - startedAt) / 1000;
}

async function countEvents(product: Product): Promise<number> {
  const log = await openProductLog(product, 'reader');
  try {
    const { partitions } = await log.describe('events');
    return Number(partitions.reduce((sum, { low, high }) => sum + (high - low), 0n));
  } finally {
    await log.close();
  }
}

export function measureMemory(product: Product): Row[] {
  const memory = readMemory(product);
  const total = memory.parent + memory.server + memory.processors + memory.postgres;
  const mib = (value: number) => `${Math.round(value)} MiB`;
  return [
    {
      what: 'memory (proportional set size) server / processors / Postgres / parent',
      value: `${mib(memory.server)} / ${mib(memory.processors)} / ${mib(memory.postgres)} / ${mib(memory.parent)}, together ${mib(total)}`,
      goal: 'told',
    },
  ];
}
