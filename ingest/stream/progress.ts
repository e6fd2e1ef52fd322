import { Readable } from 'node:stream';
import { keepDoing } from '#runtime/keep-doing.ts';
import { streamProgressMs } from '#schemas/http/events.ts';
import type { StreamFailure } from './failure-of.ts';

/** What is known of an input so far: counts, and the errors that were not told yet. */
export type ToldAccount<Totals extends object, LineError> = {
  totals(): Totals;
  takeErrors(): LineError[];
};

/** The answer to a stream: lines of JSON, none of which the input ever waits for. */
export type Progress = {
  readonly body: Readable;
  /** Writes the last line: `done` if all of the input was settled, else the reason why it was not. */
  end(failure?: StreamFailure): void;
};

/**
 * Writes lines about `account`, whenever `linesOf` its totals has risen, at most one in `everyMs`, and each only once the client has read the line before. So a slow
 * reader costs one line of memory; the next line has what it missed, since counts are totals and errors are kept.
 */
export function startProgress<Totals extends object, LineError>(
  account: ToldAccount<Totals, LineError>,
  linesOf: (totals: Totals) => number,
  /** What is told if what was read may not be what was meant. */
  ofUnverified: Partial<Totals> = {},
  everyMs: number = streamProgressMs,
): Progress {
  const body = new Readable({ read() {} });
  let toldThrough = 0;

  function tell(rest: { done: boolean; failure?: string }, over: Partial<Totals> = {}): void {
    const totals = account.totals();
    const line = { ...totals, ...over, errors: account.takeErrors(), ...rest };
    toldThrough = linesOf(totals);
    body.push(`${JSON.stringify(line)}\n`);
  }

  const tellNews = () => {
    const isNews = linesOf(account.totals()) > toldThrough;
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
      else tell({ done: false, failure: failure.message }, failure.isUnverified ? ofUnverified : {});
      body.push(null);
    },
  };
}
