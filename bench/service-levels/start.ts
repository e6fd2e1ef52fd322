import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from '#testing/product.ts';
import { readMemory } from '../support/cpu.ts';
import { ms, type Row } from '../support/row.ts';

/** A second start on the same data, as after a deployment, until /ready answers 200 with models and loader caught up. */
export async function measureStart(product: Product): Promise<Row[]> {
  await product.stop();
  const startedAt = performance.now();
  await product.start();
  return [{ what: 'start to ready on existing data', value: ms(performance.now() - startedAt), goal: '5 s' }];
}

/** A start without snapshots: the serving models read the whole log again. */
export async function measureModelRebuild(product: Product, events: number): Promise<Row[]> {
  await product.stop();
  const snapshots = join(product.dataDir, 'snapshots');
  if (!existsSync(snapshots) || readdirSync(snapshots).length === 0) throw new Error(`no snapshots in ${snapshots}`);
  rmSync(snapshots, { recursive: true });
  const startedAt = performance.now();
  await product.start();
  const seconds = (performance.now() - startedAt) / 1000;
  return [
    {
      what: `rebuild of the serving models from the log, ${events.toLocaleString('en')} events, the start itself included`,
      value: `${Math.round(events / seconds).toLocaleString('en')} events/s`,
      goal: '200,000 events/s',
    },
  ];
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
