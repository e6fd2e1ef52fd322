import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { behind, leaveCores, standBack } from '#runtime/stand-back.ts';
import type { Replay } from '#stores/replays/replay.ts';
import { type ChildSettings, childEnvironment, type Message } from './child.ts';

const killAfterMs = 10_000;

/**
 * Works on a replay in a process of its own, whose heap is bounded; resolves when that has ended, however it did. When the signal aborts it is told to stop,
 * and is killed ten seconds later.
 */
export async function runReplayProcess(replay: Replay, settings: ChildSettings, signal: AbortSignal): Promise<void> {
  const child = fork(join(import.meta.dirname, 'replay.ts'), [JSON.stringify(replay)], {
    env: childEnvironment(),
    execArgv: [...process.execArgv, `--max-old-space-size=${settings.config.replayMemoryMib}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  const ended = once(child, 'exit');
  const begin = async () => {
    if (child.pid !== undefined) {
      // Behind the processors, which started it.
      standBack(behind.learning - behind.storing, child.pid);
      await leaveCores(child.pid);
    }
    child.send({ kind: 'settings', settings } satisfies Message, () => {});
  };
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill('SIGTERM');
    killing = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  try {
    await Promise.all([ended, begin()]);
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(killing);
  }
}
