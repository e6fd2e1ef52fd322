import type { Logger } from '#runtime/logger.ts';

/** Decodes a record; undefined if it cannot be decoded. The first of those is told: the loader makes dead letters of them. */
export function createRecordReader(logger: Logger): <Decoded>(decode: () => Decoded) => Decoded | undefined {
  let isTold = false;
  return (decode) => {
    try {
      return decode();
    } catch (error) {
      if (!isTold) logger.warn({ err: error }, 'a record of the log cannot be decoded: the models pass it over');
      isTold = true;
      return undefined;
    }
  };
}
