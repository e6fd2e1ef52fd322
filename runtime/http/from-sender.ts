import type { Readable } from 'node:stream';
import { Problem } from './problem.ts';

/** The slowest sender that is waited for: so many bytes in so much time, of which only the time counts in which we waited. */
export type Pace = { bytes: number; inMs: number };

/**
 * Yields the bytes of a body while they arrive. Throws a 408 once its sender is slower than `pace`, the reason of `ended` once that is aborted, and whatever the input
 * throws. It never destroys the input, since the answer goes over the same socket.
 */
export async function* fromSender(input: Readable, ended: AbortSignal, pace: Pace): AsyncGenerator<Buffer> {
  const source: AsyncIterator<Buffer> = input.iterator({ destroyOnReturn: false });
  let missingBytes = pace.bytes;
  let leftMs = pace.inMs;
  let isWaiting = false;
  try {
    for (;;) {
      const askedMs = performance.now();
      isWaiting = true;
      const { value, done } = await nextOf(source, ended, pace, leftMs);
      isWaiting = false;
      if (done === true) return;
      leftMs -= performance.now() - askedMs;
      missingBytes -= value.length;
      if (missingBytes <= 0) {
        missingBytes = pace.bytes;
        leftMs = pace.inMs;
      }
      yield value;
    }
  } finally {
    // Behind a piece that does not come, this would not come either.
    if (!isWaiting) await source.return?.();
  }
}

/** Not `Promise.race` with one promise for the whole body: that would keep every piece. */
async function nextOf(
  source: AsyncIterator<Buffer>,
  ended: AbortSignal,
  { bytes, inMs }: Pace,
  leftMs: number,
): Promise<IteratorResult<Buffer>> {
  const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Buffer>>();
  const leave = () => reject(ended.reason);
  const tooSlow = () => reject(new Problem(408, `${said(bytes)} came within ${inMs / 1_000} s: send faster.`));
  if (ended.aborted) leave();
  else ended.addEventListener('abort', leave, { once: true });
  const timer = setTimeout(tooSlow, leftMs);
  source.next().then(resolve, reject);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    ended.removeEventListener('abort', leave);
  }
}

const said = (bytes: number): string => (bytes === 1 ? 'Nothing' : `Fewer than ${bytes} bytes`);
