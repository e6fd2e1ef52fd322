import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventLog } from '#log/event-log.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import type { Logger } from '#runtime/logger.ts';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';
import type { Database } from '#stores/postgres/database.ts';
import { type Replay, startingPhase } from '#stores/replays/replay.ts';
import { failReplay, finishReplay, type Progress, pinPositions, tellProgress } from '#stores/replays/tell-replay.ts';
import { runReplay } from './run-replay.ts';

const tellEveryMs = 1_000;
const dayMs = 86_400_000;

type WorkOptions = {
  database: Database;
  openLog(): Promise<EventLog>;
  /** The folder that has a folder for each replay with files. */
  replaysDir: string;
  archiveDir: string;
  memoryMib: number;
  /** How long files can be downloaded. */
  keptDays: number;
  logger: Logger;
  /** The process is to stop: what is done so far stays, and another start goes on. */
  stopping: AbortSignal;
};

/** A replay is not this process's any more: somebody cancelled it, or another process has taken it up. */
class Cancelled extends Error {}

/** Does a replay that was taken up: tells each second how far it is, and at the end what was found, or why it failed. Resolves as well if it was cancelled or the process is to stop. */
export async function workOnReplay(replay: Replay, options: WorkOptions): Promise<void> {
  const { database, logger, stopping, replaysDir, keptDays } = options;
  const cancelling = new AbortController();
  const signal = AbortSignal.any([cancelling.signal, stopping]);
  let progress: Progress = { phase: startingPhase, done: 0, total: null };
  const telling = keepDoing(
    async () => {
      if (!(await tellProgress(database, replay, progress))) cancelling.abort(new Cancelled());
    },
    {
      everyMs: tellEveryMs,
      onError: (error) => logger.warn({ err: error, replay: replay.id }, 'a replay cannot tell how far it is'),
    },
  );
  const folder = join(replaysDir, replay.id);
  mkdirSync(folder, { recursive: true });
  try {
    const positions = await pinPositions(database, replay);
    const {
      report,
      files,
      prediction = null,
    } = await runReplay(replay, {
      ...options,
      replay,
      positions,
      folder,
      signal,
      tell(phase, done, total) {
        signal.throwIfAborted();
        progress = { phase, done, total };
      },
    });
    const filesUntil = files.length === 0 ? null : new Date(Date.now() + keptDays * dayMs);
    await finishReplay(database, replay, { report, files, filesUntil, prediction });
  } catch (error) {
    if (signal.aborted) return;
    // Postgres comes back, and with it the replay.
    if (error instanceof DatabaseUnavailable) throw error;
    logger.warn({ err: error, replay: replay.id }, 'a replay has failed');
    await failReplay(database, replay, error instanceof Error ? error.message : String(error));
  } finally {
    await telling.close();
  }
}
