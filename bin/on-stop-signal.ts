import type { Say } from './say.ts';

/** The first signal stops in order; a second one lets go of everything at once, which every next start can bear. */
export function onStopSignal(stopping: AbortController, say: Say): void {
  const onSignal = () => {
    if (stopping.signal.aborted) {
      say('stopping at once');
      process.kill(process.pid, 'SIGKILL');
    }
    stopping.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // Started by the launcher: its death is ours.
  process.once('disconnect', onSignal);
}
