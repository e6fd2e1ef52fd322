import { Readable } from 'node:stream';
import { keepDoing } from '#runtime/keep-doing.ts';
import { type StreamProgress, streamProgressMs } from '#schemas/http/events.ts';
import type { StreamFailure } from './failure-of.ts';
import type { StreamAccount } from './stream-account.ts';

/** The answer to a stream: lines of JSON, none of which the input ever waits for. */
export type Progress = {
  readonly body: Readable;
  /** Writes the last line: `done` if all of the input was settled, else the reason why it was not. */
  end(failure?: StreamFailure): void;
};

/**
 * Writes lines about `account`, at most one in `everyMs`, and each only once the client has read the line before. So a slow
 * reader costs one line of memory; the next line has what it missed, since counts are totals and errors are kept.
 */
export function startProgress(account: StreamAccount, everyMs: number = streamProgressMs): Progress {
  const body = new Readable({ read() {} });
  let toldThrough = 0;

  function tell(rest: Pick<StreamProgress, 'done' | 'failure'> & { durableThrough?: number }): void {
    const line: StreamProgress = { ...account.totals(), errors: account.takeErrors(), ...rest };
    toldThrough = line.durableThrough;
    body.push(`${JSON.stringify(line)}\n`);
  }

  const tellNews = () => {
    const isNews = account.totals().durableThrough > toldThrough;
    if (isNews && body.readableLength === 0 && !body.destroyed) tell({ done: false });
  };
  const telling = keepDoing(tellNews, { everyMs, onError: (error) => body.destroy(error as Error) });
  body.once('close', () => void telling.close());

  return {
    body,
    end(failure) {
      void telling.close();
      if (body.destroyed) return;
      if (failure === undefined) tell({ done: true });
      else tell({ done: false, failure: failure.message, ...(failure.isUnverified ? { durableThrough: 0 } : {}) });
      body.push(null);
    },
  };
}
