/**
 * Ingestion alone over real HTTP, acknowledged durable, the server on one core and the load on another (`taskset`, where there is
 * one): single events, batches of 100 and a stream; first the most that it can take, then latency in an evenly spaced open loop.
 * `node bench/ingest.ts [--profile]`, about 30 s; with --profile it also prints what the server spent its time on, and is a little slower.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { StreamProgress } from '#schemas/http/events.ts';
import { openTestDatabase } from '#testing/postgres.ts';
import { closedLoop, type OpenLoopResult, openLoop } from './support/open-loop.ts';
import { topOfProfile } from './support/profile.ts';
import { openRawClient, type RawClient } from './support/raw-client.ts';

const { values } = parseArgs({ options: { profile: { type: 'boolean' } } });
const seconds = 4;
const batchSize = 100;
const streamEvents = 500_000;
const types = ['product_viewed', 'product_viewed', 'product_clicked', 'add_to_cart', 'purchase'] as const;

type Server = { url: string; key: string };
type Usage = { cpuSeconds: number; memoryBytes: number };

let made = 0;
/** Returns an event unlike any other, as JSON: about 250 bytes. */
function newEvent(): string {
  const n = made++;
  const eventType = types[n % types.length]!;
  const metadata =
    eventType === 'purchase' ? { price: 12.95, quantity: 2, orderId: `order-${n}` } : { position: n % 20 };
  const timestamp = new Date(Date.now() - (n % 1_000)).toISOString();
  const ids = { userId: `shopper-${n}`, productId: `product-${n % 5_000}`, sessionId: `visit-${n % 9_000}` };
  return JSON.stringify({ eventType, ...ids, timestamp, metadata });
}
const newBatch = () => Buffer.from(`[${Array.from({ length: batchSize }, newEvent).join(',')}]`);

const single = (client: RawClient, key: string) => async () =>
  (await client.send('/api/v1/events', key, Buffer.from(newEvent()))) === 202;
const batch = (client: RawClient, key: string) => async () =>
  (await client.send('/api/v1/events/batch', key, newBatch())) === 202;

pin(process.pid, 1);
const database = await openTestDatabase();
try {
  await measure('single events, 64 connections', 64, (client, key) => closedLoop(64, seconds, single(client, key)), 1);
  await measure(
    'batches of 100, 16 connections',
    16,
    (client, key) => closedLoop(16, seconds, batch(client, key)),
    batchSize,
  );
  await measure('single events at 2,000/s', 64, (client, key) => openLoop(2_000, seconds, single(client, key)), 1);
  await measure('batches of 100 at 200/s', 64, (client, key) => openLoop(200, seconds, batch(client, key)), batchSize);
  for (const encoding of ['identity', 'gzip'] as const) await measureStream(encoding);
} finally {
  await database.close();
}

async function measure(
  what: string,
  connections: number,
  load: (client: RawClient, key: string) => Promise<OpenLoopResult>,
  eventsEach: number,
): Promise<void> {
  const { usage } = await withServer(what, async ({ url, key }) => {
    const client = openRawClient(url, connections);
    const { sent, failed, seconds: took, latencies } = await load(client, key);
    client.close();
    const rate = Math.round((sent * eventsEach) / took);
    const [p50, p99] = [latencies.percentile(50).toFixed(1), latencies.percentile(99).toFixed(1)];
    console.log(`${what}: ${rate.toLocaleString('en')} events/s, p50 ${p50} ms, p99 ${p99} ms, failed ${failed}`);
    return { events: sent * eventsEach };
  });
  console.log(`  server: ${usage}`);
}

async function measureStream(encoding: 'identity' | 'gzip'): Promise<void> {
  const pieces = Array.from({ length: streamEvents / 1_000 }, () =>
    Buffer.from(`${Array.from({ length: 1_000 }, newEvent).join('\n')}\n`),
  );
  const body = encoding === 'gzip' ? [gzipSync(Buffer.concat(pieces), { level: 1 })] : pieces;
  const what = `stream, ${encoding}`;
  const { usage } = await withServer(what, async ({ url, key }) => {
    const startedAt = performance.now();
    const last = await stream(url, key, encoding, body);
    const rate = Math.round(streamEvents / ((performance.now() - startedAt) / 1_000));
    if (!last.done || last.accepted !== streamEvents) throw new Error(`the stream ended as ${JSON.stringify(last)}`);
    console.log(`${what}: ${rate.toLocaleString('en')} events/s`);
    return { events: streamEvents };
  });
  console.log(`  server: ${usage}`);
}

async function stream(url: string, key: string, encoding: string, body: readonly Buffer[]): Promise<StreamProgress> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/x-ndjson',
    'content-encoding': encoding,
  };
  const sending = request(`${url}/api/v1/events/stream`, { method: 'POST', headers });
  const answered = once(sending, 'response');
  for (const piece of body) if (!sending.write(piece)) await once(sending, 'drain');
  sending.end();
  const [response] = await answered;
  let text = '';
  for await (const chunk of response) text += chunk;
  return JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as StreamProgress;
}

/** Starts a new server for each measurement, so that its log is empty and its profile is about nothing else. */
async function withServer(
  what: string,
  work: (server: Server) => Promise<{ events: number }>,
): Promise<{ usage: string }> {
  const profileDir = mkdtempSync(join(tmpdir(), 'recomengine-profile-'));
  const execArgv = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : [];
  const child = fork(new URL('./ingest-server.ts', import.meta.url), [database.apiUrl], { execArgv });
  try {
    const [server] = (await once(child, 'message')) as [Server];
    pin(child.pid, 0);
    const { events } = await work(server);
    child.send('end');
    const [{ cpuSeconds, memoryBytes }] = (await once(child, 'message')) as [Usage];
    await ended(child);
    if (values.profile)
      for (const file of readdirSync(profileDir))
        for (const { percent, where } of topOfProfile(join(profileDir, file), 15).top)
          console.log(`  ${percent.toFixed(1).padStart(5)} %  ${where}`);
    const microseconds = ((cpuSeconds * 1e6) / events).toFixed(1);
    return {
      usage: `${microseconds} µs of CPU an event, start included; ${Math.round(memoryBytes / 2 ** 20)} MiB (${what})`,
    };
  } finally {
    child.kill('SIGKILL');
    rmSync(profileDir, { recursive: true });
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await once(child, 'exit');
}

/** Binds all threads of a process to one core. Without `taskset` the system decides. */
function pin(pid: number | undefined, core: number): void {
  try {
    execFileSync('taskset', ['-a', '-p', '-c', String(core), String(pid)], { stdio: 'ignore' });
  } catch {
    console.error('not pinned to a core: no taskset, or one core alone');
  }
}
