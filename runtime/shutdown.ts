export type ShutdownOptions = {
  /** Closes every handle, in order; the process then ends by itself, since nothing is left to do. */
  close: () => Promise<void>;
  /** If the process has not ended after this long, it is killed. */
  deadlineMs: number;
  /** Whether a parent has started this process. If so, the process ends with its parent, even if that has gone before this call. */
  hasParent: boolean;
  onLate?: () => void;
};

/**
 * Ends the process on SIGTERM, SIGINT, or when the parent's channel closes. Handles are closed and main returns, rather than
 * process.exit(), which can hang in Node 24 (nodejs/node#54918); past the deadline it is SIGKILL to ourselves, which cannot.
 */
export function closeOnSignal(options: ShutdownOptions): void {
  let isClosing = false;
  const shutDown = () => {
    if (isClosing) return;
    isClosing = true;
    const timer = setTimeout(() => {
      options.onLate?.();
      process.kill(process.pid, 'SIGKILL');
    }, options.deadlineMs);
    timer.unref();
    void options.close().finally(() => {
      if (process.connected) process.disconnect();
    });
  };
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
  process.on('disconnect', shutDown);
  if (options.hasParent && !process.connected) shutDown();
}
