/**
 * What forgetting a shopper costs an event, two ways side by side (docs/privacy.md): a key for each shopper, under which each of their records is sealed and opened again by each
 * reader, and is destroyed; or records as they are, taken out of the closed segments of the log.
 *
 *   node bench/erasure.ts [events] [shoppers] [erased] [MiB of a segment]
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeErasure, encodeEvent, eventKey } from '#log/codec.ts';
import { eraseFromTopic } from '#log/embedded/erase-from-topic.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { listSegments } from '#log/embedded/segment.ts';
import { plainEvent } from '#testing/plain.ts';

const [events = 200_000, shoppers = 20_000, erased = 100, segmentMib = 4] = process.argv.slice(2).map(Number);
const [topic, partitions] = ['events', 4];
const nonceBytes = 12;
const tagBytes = 16;

const records = Array.from({ length: events }, (_, n) => {
  const userId = `shopper-${(n * 7_919) % shoppers}`;
  const id = createHash('sha256').update(String(n)).digest().subarray(0, 16);
  return { key: eventKey(1, userId), value: encodeEvent(plainEvent({ id, userId, productId: `p-${n % 5_000}` })) };
});
/** CPU time of this process, which other load on the machine does not lengthen as it does the clock. */
const timed = <T>(work: () => T): [microseconds: number, result: T] => {
  const before = process.threadCpuUsage();
  const result = work();
  const { user, system } = process.threadCpuUsage(before);
  return [(user + system) / events, result];
};

const spreadOf = (values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.5, 0.99, 1].map((part) => sorted[Math.ceil(sorted.length * part) - 1]?.toFixed(1)).join(' / ');
};

const keys = new Map(records.map(({ key }) => [key, randomBytes(32)]));
const keyOf = (key: string) => keys.get(key) ?? randomBytes(32);
const [sealing, sealed] = timed(() =>
  records.map(({ key, value }) => {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', keyOf(key), nonce);
    return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  }),
);
const [opening] = timed(() =>
  sealed.forEach((bytes, n) => {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(records[n]?.key ?? ''), bytes.subarray(0, nonceBytes));
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
    Buffer.concat([decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)), decipher.final()]);
  }),
);

const folder = mkdtempSync(join(tmpdir(), 'recomengine-bench-erasure-'));
const log = await openEmbeddedLog({
  dir: folder,
  role: 'writer',
  topics: { [topic]: { partitions, retentionMs: null } },
  segmentBytes: segmentMib << 20,
  tidyMs: 3_600_000,
});
try {
  for (let at = 0; at < events; at += 1_000) await log.append(topic, records.slice(at, at + 1_000));
  const run = () =>
    timed(() => {
      const clock: number[] = [];
      const cpu: number[] = [];
      const closed = listSegments(folder, topic).slice(0, -1);
      const work = { dir: folder, topic, partitions, synchronous: 'full', closed, minAgeMs: 0 } as const;
      const steps = eraseFromTopic({ ...work, nowMs: Date.now() + 1 });
      for (let isDone = false; !isDone; ) {
        const [startedAt, before] = [performance.now(), process.threadCpuUsage()];
        isDone = steps.next().done === true;
        const { user, system } = process.threadCpuUsage(before);
        clock.push(performance.now() - startedAt);
        cpu.push((user + system) / 1_000);
      }
      return { clock, cpu };
    });
  const [looking] = run();
  for (let n = 0; n < erased; n++) {
    const userId = `shopper-${n}`;
    await log.append(topic, [
      { key: eventKey(1, userId), value: encodeErasure({ scope: 1, userId, requestedAtMs: 0 }) },
    ]);
  }
  // Fills the segment of the erasures, so that it closes.
  for (let at = 0; at < 200_000; at += 1_000) await log.append(topic, records.slice(at, at + 1_000));
  const [taking, { clock, cpu }] = run();
  console.table({
    'sealed under a key a shopper: CPU µs an event, once': { value: sealing.toFixed(2) },
    'opened: CPU µs an event and reader': { value: opening.toFixed(2) },
    'sealed: bytes more an event': { value: nonceBytes + tagBytes },
    'rewritten: CPU µs an event to look through, once': { value: looking.toFixed(2) },
    [`rewritten: CPU µs an event of the log, a run for ${erased} shoppers`]: { value: taking.toFixed(2) },
    'rewritten: steps, each of which appends wait for': { value: String(clock.length) },
    'rewritten: a step in ms, p50 / p99 / longest': { value: spreadOf(clock) },
    'rewritten: a step in CPU ms, p50 / p99 / longest': { value: spreadOf(cpu) },
  });
} finally {
  await log.close();
  rmSync(folder, { recursive: true });
}
