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

/** Returns the body's decoded bytes, or undefined for an encoding that is not in `contentEncodings`. Errors of the request and of the decoder reach the reader. */
export function decodeBody(request: IncomingMessage): Readable | undefined {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return request;
  if (!Object.hasOwn(decoders, encoding)) return undefined;
  const decoder = decoders[encoding as keyof typeof decoders]();
  // Not `pipeline`: it would destroy the request, and with it the way to answer, when the encoding is corrupt.
  request.on('error', (error) => decoder.destroy(error));
  request.on('close', () => {
    if (!request.complete) decoder.destroy(Object.assign(new Error('the client went away'), { code: 'ECONNRESET' }));
  });
  return request.pipe(decoder);
}
