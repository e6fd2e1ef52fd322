import type { LogRecord } from '#log/event-log.ts';
import type { Logger } from '#runtime/logger.ts';

/** Applies a record's value; what cannot be decoded is passed over, and the first of it told: the loader makes dead letters of them. */
export function createRecordReader(logger: Logger): (record: LogRecord, apply: (value: Buffer) => void) => void {
  let isTold = false;
  return ({ value }, apply) => {
    if (value === null) return;
    try {
      apply(value);
    } catch (error) {
      if (!isTold) logger.warn({ err: error }, 'a record of the log cannot be decoded: the models pass it over');
      isTold = true;
    }
  };
}
