import v8 from 'node:v8';
import vm from 'node:vm';

/** A collection of a heap of this size holds the thread for some 50 ms; a larger one is in use, and is collected by itself. */
const mostMib = 192;
const afterStartMs = 5_000;

/**
 * Collects the whole heap, if it is small, and gives what is free back to the system. What is done once, as a start is, leaves a heap as large as it was meanwhile: V8 gives nothing back by itself
 * while little is allocated.
 */
export function giveBackMemory(): void {
  if (process.memoryUsage().heapUsed > mostMib << 20) return;
  collect();
}

/** The same some seconds after a start, when all of it is done. */
export function giveBackAfterStart(): void {
  setTimeout(giveBackMemory, afterStartMs).unref();
}

/** V8's own collection, which Node shows under a flag alone. */
function collect(): void {
  v8.setFlagsFromString('--expose-gc');
  const gc = vm.runInNewContext('gc') as (options: { type: 'major' }) => void;
  v8.setFlagsFromString('--no-expose-gc');
  gc({ type: 'major' });
}
