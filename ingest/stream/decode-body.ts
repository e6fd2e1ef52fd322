import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/** Decoded bytes of one read: some hundred lines, one append. */
const chunkSize = 64 * 1024;

const decoders = {
  gzip: () => createGunzip({ chunkSize }),
  zstd: () => createZstdDecompress({ chunkSize }),
} as const;

/** What `Content-Encoding` may say of a stream. */
export const contentEncodings = ['identity', ...Object.keys(decoders)] as const;

/**
 * Returns the body's decoded bytes, or undefined for an encoding that is not in `contentEncodings`. Errors of the request and of the decoder reach the reader. It ends with `ended`: a body that has arrived whole
 * may unfold to a thousand times as much, which nobody waits for once the client has gone.
 */
export function decodeBody(request: IncomingMessage, ended: AbortSignal): Readable | undefined {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return request;
  if (!Object.hasOwn(decoders, encoding)) return undefined;
  const decoder = decoders[encoding as keyof typeof decoders]();
  // Not `pipeline`: it would destroy the request, and with it the way to answer, when the encoding is corrupt.
  request.on('error', (error) => decoder.destroy(error));
  const leave = () => decoder.destroy(ended.reason);
  if (ended.aborted) leave();
  else ended.addEventListener('abort', leave, { once: true });
  return request.pipe(decoder);
}
