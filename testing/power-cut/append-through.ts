/**
 * A process whose disk fails now and then: appends numbered records to the log in argv[2] for ever, one append after the other, and prints
 * of each `<number> <partition> <offset>` once it is acknowledged, or `refused <code>`.
 */
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { LogError } from '#log/event-log.ts';

const [, , dir = ''] = process.argv;
const log = await openEmbeddedLog({ dir, role: 'writer', segmentBytes: 5_000 });
for (let number = 0; ; number++) {
  try {
    const [at] = await log.append('events', [{ key: `k${number}`, value: Buffer.from(`value ${number}`) }]);
    process.stdout.write(`${number} ${at?.partition} ${at?.offset}\n`);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    process.stdout.write(`refused ${error.code} ${error.message}\n`);
  }
}
