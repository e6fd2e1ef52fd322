/**
 * `node bench/log.ts`: the embedded log alone, in about 12 s. Records of 200 bytes in appends of 100, acknowledged durable, with 1, 8 and 64
 * appends in flight; the same records read from begin to end; then single records, as single events come. CPU is that of the whole
 * process, the writing thread included.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { createLatencies, type Latencies } from './support/latencies.ts';
import { ms, type Row, rate, renderRows } from './support/row.ts';

const value = Buffer.alloc(200, 'x');
const runMs = 1_500;
const users = 10_000;

async function measureAppends(log: EmbeddedLog, batch: number, inFlight: number): Promise<Row> {
  const latencies = createLatencies();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, (_, n) => appendUntil(log, batch, n, startedAt + runMs, latencies)),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const records = latencies.count * batch;
  return {
    what: `append ${batch} × ${value.length} B durably, ${inFlight} in flight`,
    value: `${rate(records, seconds)}, p50 ${ms(latencies.percentile(50))}, p99 ${ms(latencies.percentile(99))}, ${cpuEach(cpu, records)}`,
    goal: batch > 1 ? '2 µs CPU a record' : '',
  };
}

async function appendUntil(log: EmbeddedLog, batch: number, seed: number, end: number, latencies: Latencies) {
  for (let n = 0; performance.now() < end; n++) {
    const records = Array.from({ length: batch }, (_, i) => ({
      key: `1:shopper-${(seed * 31 + n * batch + i) % users}`,
      value,
    }));
    const sentAt = performance.now();
    await log.append('events', records);
    latencies.add(performance.now() - sentAt);
  }
}

async function measureReads(log: EmbeddedLog, what: string): Promise<Row> {
  const { partitions } = await log.describe('events');
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  let records = 0;
  for (const { partition, low, high } of partitions) {
    for (let next = low; next < high && performance.now() - startedAt < runMs; ) {
      const batch = await log.read('events', partition, next);
      records += batch.records.length;
      next = (batch.records.at(-1)?.offset ?? high) + 1n;
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { what: `read on, ${what}`, value: `${rate(records, seconds)}, ${cpuEach(cpu, records)}`, goal: '' };
}

function cpuEach(before: NodeJS.CpuUsage, records: number): string {
  const { user, system } = process.cpuUsage(before);
  return `${((user + system) / records).toFixed(2)} µs CPU a record`;
}

const dir = mkdtempSync(join(tmpdir(), 'recomengine-bench-log-'));
const rows: Row[] = [];
try {
  for (const { batch, what } of [
    { batch: 100, what: 'appended by the hundred' },
    { batch: 1, what: 'appended one by one' },
  ]) {
    const log = await openEmbeddedLog({ dir: join(dir, String(batch)), role: 'writer' });
    for (const inFlight of [1, 8, 64]) rows.push(await measureAppends(log, batch, inFlight));
    rows.push(await measureReads(log, what));
    await log.close();
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
console.log(renderRows(rows));
