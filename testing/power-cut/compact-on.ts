/**
 * A process to be killed: appends numbered records of few keys to a compacted topic of the log in argv[2] for ever, which is compacted all
 * the time, and prints the number of each once it is acknowledged.
 */
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';

const [, , dir = ''] = process.argv;
const keys = 20;
const recordsPerAppend = 5;
const log = await openEmbeddedLog({
  dir,
  role: 'writer',
  topics: { letters: { partitions: 2, retentionMs: null, compacted: true } },
  segmentBytes: 3_000,
  tidyMs: 1,
  compaction: { share: 0.1, minAgeMs: 0, tombstoneMs: 0 },
  onUntidy: (_topic, message) => {
    throw new Error(message);
  },
});
for (let next = 0; ; next += recordsPerAppend) {
  const numbers = Array.from({ length: recordsPerAppend }, (_, n) => next + n);
  const appended = await log.append(
    'letters',
    numbers.map((number) => ({ key: `k${number % keys}`, value: Buffer.from(`value ${number}`) })),
  );
  process.stdout.write(
    numbers.map((number, i) => `${number} ${appended[i]?.partition} ${appended[i]?.offset}\n`).join(''),
  );
}
