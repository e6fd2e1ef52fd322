import type { Say } from './say.ts';

/** The first signal stops the product in order; a second one ends the process at once, from which any later start recovers. */
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
  // If the launcher started us, we stop when it is gone.
  process.once('disconnect', onSignal);
}
