import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { createAppendQueue } from '#log/append-queue.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { openAnswering } from '#testing/answering.ts';
import { openExposureRecorder } from './record-exposures.ts';

const questions = 300;
const atOnce = 10;
const rounds = 7;
const mostShare = 0.15;
/** Answers that gather while the recorder waits, at 1,000 a second. */
const gathered = 50;

/** CPU of this thread, in which questions are answered and answers recorded; the log writes in another. */
async function cpuMs(work: () => Promise<void>): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e3;
}

test('to record an answer costs less than 15 % of the CPU of answering; control: not if each is appended by itself', async () => {
  let answers: Exposure[] = [];
  const record = (answer: Exposure) => answers.push(answer);
  const answering = await openAnswering({ shoppers: 500, items: 500, events: 5_000, synchronous: 'off', record });
  const metrics = createMetrics();
  const appends = createAppendQueue(answering.log, { maxBytes: 64 << 20, deadlineMs: 60_000 });
  const askAll = async () => {
    answers = [];
    for (let n = 0; n < questions; n += atOnce)
      await Promise.all(Array.from({ length: atOnce }, (_, m) => answering.ask(n + m)));
    assert.equal(answers.length, questions);
  };
  const recordAll = async (of: number) => {
    for (let first = 0; first < questions; first += of) {
      const recorder = openExposureRecorder(appends, { metrics, logger: createSilentLogger() });
      for (const answer of answers.slice(first, first + of)) recorder.record(answer);
      await recorder.close();
    }
  };
  try {
    // By itself and in turn, and the least of each: the difference of two runs of questions is lost in what a busy machine does to them.
    const taken = { asked: [] as number[], gathered: [] as number[], alone: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      taken.asked.push(await cpuMs(askAll));
      taken.gathered.push(await cpuMs(() => recordAll(gathered)));
      taken.alone.push(await cpuMs(() => recordAll(1)));
    }
    const shareOf = (of: readonly number[]) => Math.min(...of) / Math.min(...taken.asked);
    assert.ok(shareOf(taken.gathered) < mostShare, `${shareOf(taken.gathered)} of a question`);
    assert.ok(shareOf(taken.alone) > mostShare, `control: ${shareOf(taken.alone)} of a question`);
  } finally {
    await answering.close();
  }
});
