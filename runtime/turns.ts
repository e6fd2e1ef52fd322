/**
 * Creates the queue of pieces of long work that share a thread: the promise of whoever asks next is resolved in a turn of the event loop of its own, first come, first served. So answers and other work
 * wait for one piece, however many streams are open, and no stream is ahead of another.
 */
export function createTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let isScheduled = false;
  const schedule = (): void => {
    isScheduled = waiting.length > 0;
    if (!isScheduled) return;
    setImmediate(() => {
      waiting.shift()?.();
      schedule();
    });
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (!isScheduled) schedule();
    });
}
