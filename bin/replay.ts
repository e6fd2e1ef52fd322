/** Composition root of a process that works on one replay, and yields to all others. The processors start it; the replay is its argument. */
import { join } from 'node:path';
import { openLogReader } from '#cli/open-log-reader.ts';
import { workOnReplay } from '#replays/work-on-replay.ts';
import { createLogger } from '#runtime/logger.ts';
import { keepToOwner } from '#runtime/owner-only.ts';
import { behind } from '#runtime/stand-back.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import type { Replay } from '#stores/replays/replay.ts';
import { receiveChildSettings } from './child.ts';

/** A statement of a rebuild or an export may read a month. */
const statementTimeoutMs = 3_600_000;
/** Two locks of a rebuild and its work, and what tells how far it is. */
const connections = 5;

keepToOwner();
const replay = JSON.parse(process.argv[2] ?? '') as Replay;
const { config, processorUrl } = await receiveChildSettings();
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => stopping.abort());

const database = openDatabase({
  url: processorUrl,
  max: connections,
  applicationName: 'replay',
  statementTimeoutMs,
  idleTransactionMs: statementTimeoutMs,
  ...(config.databaseUrl === null ? { standBackBy: behind.reading - behind.storing } : {}),
});
const logger = createLogger({
  name: 'replay',
  level: config.logLevel,
  isJson: config.environment === 'production' || !process.stderr.isTTY,
});
try {
  await workOnReplay(replay, {
    database,
    openLog: () => openLogReader(config),
    replaysDir: join(config.dataDir, 'replays'),
    archiveDir: join(config.dataDir, 'archive'),
    memoryMib: config.replayMemoryMib,
    keptDays: config.replayFileDays,
    logger,
    stopping: stopping.signal,
  });
} finally {
  await database.close();
  if (process.connected) process.disconnect();
}
