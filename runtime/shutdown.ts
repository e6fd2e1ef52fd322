export type RunOptions = {
  /** Opens the entrance, such as a port; not called if the process was told to stop before. What it needs is open already. */
  start?: () => Promise<unknown>;
  /** Closes every handle, in order; the process then ends by itself, since nothing is left to do. Called once, and never while `start` runs. */
  close: () => Promise<void>;
  /** If the process has not ended so long after it was told to stop, it is killed. */
  deadlineMs: number;
  /** Whether a parent has started this process. If so, the process ends with its parent, even if that has gone before this call. */
  hasParent: boolean;
  onLate?: () => void;
};

/**
 * Starts, and closes on SIGTERM, SIGINT, or when the parent's channel closes. Both are one sequence, start then close: a process that is told to stop before or during its start neither closes what the
 * start needs nor listens afterwards with nothing behind. Resolves with whether it has started and goes on; rejects with what `start` rejects with.
 *
 * Handles are closed and main returns, rather than process.exit(), which can hang in Node 24 (nodejs/node#54918); past the deadline it is SIGKILL to ourselves, which cannot.
 */
export async function runUntilStopped(options: RunOptions): Promise<boolean> {
  let isTold = false;
  let starting: Promise<unknown> = Promise.resolve();
  const end = async () => {
    await starting.catch(() => {});
    await options.close();
  };
  const tellToStop = () => {
    if (isTold) return;
    isTold = true;
    const timer = setTimeout(() => {
      options.onLate?.();
      process.kill(process.pid, 'SIGKILL');
    }, options.deadlineMs);
    timer.unref();
    void end().finally(() => {
      if (process.connected) process.disconnect();
    });
  };
  process.on('SIGTERM', tellToStop);
  process.on('SIGINT', tellToStop);
  process.on('disconnect', tellToStop);
  if (options.hasParent && !process.connected) tellToStop();
  if (isTold) return false;
  starting = options.start?.() ?? starting;
  await starting;
  return !isTold;
}
