import { createGunzip, type Gunzip } from 'node:zlib';
import type { preParsingHookHandler, RequestPayload } from 'fastify';
import { isGzip } from './media-types.ts';

/** Unfolds a gzipped body before it is read. The route's limit is of what it unfolds to: what is beyond it is not unfolded. */
export const gunzipBody: preParsingHookHandler = (request, reply, payload, done) => {
  if (!isGzip(request.headers['content-encoding'])) return done(null, payload);
  const unfolded: Gunzip & RequestPayload = createGunzip();
  unfolded.receivedEncodedLength = 0;
  payload.on('data', (chunk: Buffer) => {
    unfolded.receivedEncodedLength = (unfolded.receivedEncodedLength ?? 0) + chunk.length;
  });
  // Not `pipeline`: it would destroy the request, and with it the way to answer, when the encoding is corrupt.
  payload.on('error', (error) => unfolded.destroy(error));
  // A body that has arrived whole may unfold to a thousand times as much: nobody waits for that once it is answered.
  reply.raw.once('close', () => unfolded.destroy());
  done(null, payload.pipe(unfolded));
};
