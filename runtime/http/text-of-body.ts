import { isUtf8 } from 'node:buffer';
import { Problem } from './problem.ts';

const byteOrderMark = '\ufeff';
const replaced = '\ufffd';

/** Returns the text of a body, without a byte order mark. A 400 with the place for bytes that are not UTF-8: read as `�`, the names of two people would be one. */
export function textOfBody(bytes: Buffer): string {
  const text = bytes.toString();
  if (!isUtf8(bytes)) {
    const at = firstNotUtf8(bytes, text);
    throw new Problem(400, `The body is not UTF-8 at byte ${at}: send it as UTF-8.`, {
      errors: [{ path: '', message: `Send the body as UTF-8: byte ${at} is none.`, code: 'not_utf8' }],
    });
  }
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** The first byte, from 0, that was read as `�` and is not one. */
function firstNotUtf8(bytes: Buffer, text: string): number {
  let at = 0;
  for (const whole of text.split(replaced)) {
    at += Buffer.byteLength(whole);
    if (bytes.subarray(at, at + 3).toString('hex') !== 'efbfbd') return at;
    at += 3;
  }
  return at;
}
