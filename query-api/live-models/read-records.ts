import type { Logger } from '#runtime/logger.ts';

/** Applies a record; what cannot be decoded is passed over, and the first of it told: the loader makes dead letters of them. */
export function createRecordReader(logger: Logger): (apply: () => void) => void {
  let isTold = false;
  return (apply) => {
    try {
      apply();
    } catch (error) {
      if (!isTold) logger.warn({ err: error }, 'a record of the log cannot be decoded: the models pass it over');
      isTold = true;
    }
  };
}
