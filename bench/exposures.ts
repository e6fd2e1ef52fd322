/**
 * `node bench/exposures.ts`, about a minute: what it costs to record answers. Nine times in turn, without and with, medians: the CPU of the server's process a question, at an even 1,000 questions
 * a second over the real routes, log and models; and the CPU of processors and Postgres for 20,000 events, with 1,000 answers among them and without.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { exposureIdOf } from '#domain/exposures/exposure-id.ts';
import { createAppendQueue } from '#log/append-queue.ts';
import { encodeEvent, encodeExposure, eventKey } from '#log/codec.ts';
import type { NewRecord } from '#log/event-log.ts';
import { openExposureRecorder } from '#query-api/record-exposures.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { sha256 } from '#runtime/sha256.ts';
import { openAnswering } from '#testing/answering.ts';
import { plainEvent } from '#testing/plain.ts';
import { allProcessesOf } from '#testing/processes.ts';
import { openRunningProcessors } from '#testing/running-processors.ts';
import { readProcessCpu } from './support/cpu.ts';

const rounds = 9;
const eventsForAnAnswer = 20;
const questions = 1_500;
const everyMs = 10;
const atOnce = 10;
const shoppers = 5_000;
const items = 2_000;

const eventOf = (n: number) =>
  plainEvent({
    ...{
      id: createHash('sha256').update(String(n)).digest().subarray(0, 16),
      userId: `u${n % shoppers}`,
      productId: `p${(n * 7) % items}`,
    },
    ...{ timestampMs: Date.now() - (n % 3_600_000), receivedAtMs: Date.now() },
  });
const recordOf = (n: number): NewRecord => {
  const event = eventOf(n);
  return { key: eventKey(1, event.userId), value: encodeEvent(event) };
};
const cpuMs = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e3;
const share = (more: number, less: number) => `${((more / less - 1) * 100).toFixed(1)} %`;
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function measureQuestions(): Promise<void> {
  let isRecording = false;
  const record = (exposure: Exposure) => isRecording && recorder.record(exposure);
  const answering = await openAnswering({ shoppers, items, events: 100_000, record });
  const appends = createAppendQueue(answering.log, { maxBytes: 64 << 20, deadlineMs: 5_000 });
  const recorder = openExposureRecorder(appends, { metrics: createMetrics(), logger: createSilentLogger() });
  const run = async () => {
    const began = cpuMs();
    for (let n = 0; n < questions; n += atOnce) {
      const asked = Promise.all(Array.from({ length: atOnce }, (_, m) => answering.ask(n + m)));
      await delay(everyMs);
      await asked;
    }
    return ((cpuMs() - began) * 1e3) / questions;
  };
  await run();
  const taken = { with: [] as number[], without: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    isRecording = false;
    taken.without.push(await run());
    isRecording = true;
    taken.with.push(await run());
  }
  const [more, less] = [median(taken.with), median(taken.without)];
  console.log(
    `a question, CPU µs, recorded / not: ${more.toFixed(0)} / ${less.toFixed(0)}, ${share(more, less)} more (goal 15 %)`,
  );
  const began = performance.now();
  for (let n = 0; n < 100_000; n += 1)
    exposureIdOf({ scope: 1, requestId: `r${n}`, placementId: 'home', userId: 'u1', servedAtMs: n }, sha256);
  console.log(`its id, made for the token in both: ${((performance.now() - began) / 100).toFixed(1)} µs`);
  await recorder.close();
  await answering.close();
}

async function measureLoading(): Promise<void> {
  const running = await openRunningProcessors();
  const { rows } = await running.owner.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const postmaster = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${rows[0]?.pid}/stat`, 'utf8'))?.[1]);
  const postgresMs = () => allProcessesOf(postmaster).reduce((sum, pid) => sum + readProcessCpu(pid), 0) * 1e3;
  let made = 1e6;
  const run = async (answers: number) => {
    const events = Array.from({ length: 20_000 }, () => recordOf(made++));
    const shown = Array.from({ length: answers }, (_, n): NewRecord => {
      const userId = `u${n % shoppers}`;
      const [requestId, servedAtMs] = [randomUUID(), Date.now()];
      const exposure = {
        ...{
          id: exposureIdOf({ scope: 1, requestId, placementId: 'home', userId, servedAtMs }, sha256),
          scope: 1,
          requestId,
          userId,
          servedAtMs,
        },
        ...{ placementId: 'home', strategy: 'collaborative', isFallback: false, arm: null, propensity: null },
        ...{
          productIds: Array.from({ length: 8 }, (_, m) => `p${n + m}`),
          question: '{"limit":8}',
          versions: '{"model":"1"}',
        },
      };
      return { key: eventKey(1, userId), value: encodeExposure(exposure) };
    });
    const began = cpuMs() + postgresMs();
    for (let second = 0; second < 20; second += 1)
      await running.log.append('events', [
        ...events.slice(second * 1_000, (second + 1) * 1_000),
        ...shown.slice((second * answers) / 20, ((second + 1) * answers) / 20),
      ]);
    await running.drained();
    return (cpuMs() + postgresMs() - began) / 20;
  };
  await run(1_000);
  const taken = { with: [] as number[], without: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    taken.without.push(await run(0));
    taken.with.push(await run(1_000));
  }
  const [more, less] = [median(taken.with), median(taken.without)];
  const answerUs = (more - less) * eventsForAnAnswer;
  console.log(
    `an event loaded, CPU µs of processors and Postgres, with an answer for each ${eventsForAnAnswer} events / without: ${more.toFixed(1)} / ${less.toFixed(1)}: ${answerUs.toFixed(0)} an answer`,
  );
  await running.close();
}

await measureQuestions();
await measureLoading();
