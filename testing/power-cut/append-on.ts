/**
 * A process to be killed: appends numbered records to the log in argv[2] for ever, and prints the number of each once it is
 * acknowledged. argv[3] is `full` or `off`.
 */
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';

const [, , dir = '', synchronous = 'full'] = process.argv;
const log = await openEmbeddedLog({ dir, role: 'writer', synchronous: synchronous === 'off' ? 'off' : 'full' });
let next = 0;
const recordsPerAppend = 5;
const appendOn = async () => {
  for (;;) {
    const first = next;
    next += recordsPerAppend;
    const numbers = Array.from({ length: recordsPerAppend }, (_, n) => first + n);
    const appended = await log.append(
      'events',
      numbers.map((number) => ({ key: `k${number}`, value: Buffer.from(`value ${number}`) })),
    );
    process.stdout.write(
      numbers.map((number, i) => `${number} ${appended[i]?.partition} ${appended[i]?.offset}\n`).join(''),
    );
  }
};
await Promise.all(Array.from({ length: 4 }, appendOn));
