import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#stores/postgres/database.ts';
import { readReplay } from '#stores/replays/read-replays.ts';
import type { Replay } from '#stores/replays/replay.ts';

const lookEveryMs = 500;
const open = new Set(['queued', 'running']);

/** Looks after a replay until it has ended, and returns how; the last that was seen of it if the signal aborts, or if it was removed. */
export async function followReplay(
  database: Database,
  asked: Replay,
  signal: AbortSignal,
  onProgress: (phase: string, done: number, total: number | null) => void,
): Promise<Replay> {
  for (let replay = asked; ; ) {
    if (!open.has(replay.state) || signal.aborted) return replay;
    onProgress(replay.phase ?? replay.state, replay.done, replay.total);
    await delay(lookEveryMs, undefined, { signal }).catch(() => {});
    const now = await database.transaction((client) => readReplay(client, replay.tenantId, replay.id));
    if (now === undefined) return replay;
    replay = now;
  }
}
