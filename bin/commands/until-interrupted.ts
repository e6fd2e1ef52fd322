/** The user pressed Ctrl-C, or the command was told to end, while data was sent. */
class Interrupted extends Error {
  readonly code = 'interrupted';
  constructor() {
    super('stopped: the same command goes on where it was');
    this.name = 'Interrupted';
  }
}

/** Does work that ends with an `Interrupted` once its signal aborts, at the first SIGINT or SIGTERM, so that what it holds is given back. A second one of the same kind ends the process at once. */
export async function untilInterrupted<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Interrupted());
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(stopping.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
