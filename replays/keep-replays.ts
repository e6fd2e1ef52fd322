import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type KeptDoing, keepDoing } from '#runtime/keep-doing.ts';
import type { Logger } from '#runtime/logger.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { Replay } from '#stores/replays/replay.ts';
import { forgetOldReplays, wantedFiles } from '#stores/replays/stale-files.ts';
import { giveBackReplay, takeReplay } from '#stores/replays/take-replay.ts';

const lookEveryMs = 2_000;
const sweepEveryMs = 60_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type KeepReplaysOptions = {
  database: Database;
  replaysDir: string;
  /** Works on a replay in a process of its own; resolves when that has ended, however it did. */
  run(replay: Replay, signal: AbortSignal): Promise<void>;
  logger: Logger;
};

/** Takes up replays, one after the other, and removes the files of those that are over, until it is closed. Several processes may do so. */
export function keepReplays({ database, replaysDir, run, logger }: KeepReplaysOptions): KeptDoing {
  const onError = (error: unknown) => logger.warn({ err: error }, 'replays are looked after again later');
  const taking = keepDoing(
    async (signal) => {
      const replay = await takeReplay(database);
      if (replay === null) return;
      await run(replay, signal).finally(() => giveBackReplay(database, replay, signal.aborted ? 'stopped' : 'died'));
    },
    { everyMs: lookEveryMs, onError },
  );
  const sweeping = keepDoing(() => sweep(database, replaysDir), { everyMs: sweepEveryMs, onError });
  return {
    async close() {
      await Promise.all([taking.close(), sweeping.close()]);
    },
  };
}

/** Removes folders whose replay has none of its files any more. */
async function sweep(database: Database, replaysDir: string): Promise<void> {
  await forgetOldReplays(database);
  if (!existsSync(replaysDir)) return;
  const folders = readdirSync(replaysDir).filter((name) => uuid.test(name));
  const wanted = await wantedFiles(database, folders);
  for (const name of folders) if (!wanted.has(name)) rmSync(join(replaysDir, name), { recursive: true, force: true });
}
