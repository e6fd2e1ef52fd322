/** Composition root of the processors: a reader of the log, and the one who writes events and projections. */
import { join } from 'node:path';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { runProcessors } from '#processors/run-processors.ts';
import { createLogger } from '#runtime/logger.ts';
import { closeOnSignal } from '#runtime/shutdown.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { type Message, readChildSettings, tellParent } from './child.ts';

const lagEveryMs = 250;
const closeDeadlineMs = 20_000;
const connections = 8;

const { config, processorUrl } = readChildSettings();
const logger = createLogger({
  name: 'processors',
  level: config.logLevel,
  isJson: config.environment === 'production' || !process.stderr.isTTY,
});
const database = openDatabase({
  url: processorUrl,
  max: connections,
  applicationName: 'processors',
  statementTimeoutMs: 60_000,
});
const log = await openEmbeddedLog({ dir: join(config.dataDir, 'log'), role: 'reader' });

let batches: { records: number; ms: number }[] = [];
let deadLetters: string[] = [];
const processors = await runProcessors({
  log,
  database,
  logger,
  metrics: {
    observeBatch: (records, ms) => batches.push({ records, ms }),
    countDeadLetter: (reason) => deadLetters.push(reason),
  },
});

process.on('message', (message: Message) => {
  if (message.kind === 'watermarks') for (const { topic, partition } of message.places) log.notify(topic, partition);
});

const reporting = setInterval(async () => {
  const lags = await processors.lag().catch(() => []);
  tellParent({
    kind: 'positions',
    positions: lags.map(({ group, topic, partition, position, state, reason }) => ({
      group,
      topic,
      partition,
      next: String(position),
      state,
      reason,
    })),
  });
  tellParent({ kind: 'metrics', batches, deadLetters });
  batches = [];
  deadLetters = [];
}, lagEveryMs);

closeOnSignal({
  deadlineMs: closeDeadlineMs,
  async close() {
    clearInterval(reporting);
    await processors.close();
    await log.close();
    await database.close();
  },
});
tellParent({ kind: 'ready' });
