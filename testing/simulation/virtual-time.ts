import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import type { Scheduler } from './scheduler.ts';

let current: Scheduler | null = null;

/**
 * From now on, in this whole process, a wait by `node:timers/promises` ends when the scheduler gives it a turn, be it long or short; so the code under test
 * waits as it always does and no schedule takes real time. A process that has called this must do nothing else.
 */
export function waitBy(scheduler: Scheduler): void {
  if (current === null) {
    const wait = async <T>(_ms?: number, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> => {
      signal?.throwIfAborted();
      await current?.turn(null, 'a wait ends', signal);
      return value as T;
    };
    timers.setTimeout = wait as typeof timers.setTimeout;
    syncBuiltinESMExports();
  }
  current = scheduler;
}
