import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { type Gunzip, gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { gunzipBody } from './gunzip-body.ts';

const bodyLimit = 1024 * 1024;

/** Sends a gzipped body to a server with that limit; `unfolding` is what the hook hands on. */
async function send(body: Buffer) {
  const app = Fastify({ bodyLimit });
  let unfolding: Gunzip | undefined;
  app.addHook('preParsing', function (request, reply, payload, done) {
    gunzipBody.call(this, request, reply, payload, (_error, stream) => {
      unfolding = stream as Gunzip;
      done(null, stream);
    });
  });
  app.post('/', async (request) => Buffer.byteLength(JSON.stringify(request.body)));
  const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
  const { statusCode, payload } = await app.inject({ method: 'POST', url: '/', payload: body, headers });
  assert.ok(unfolding);
  if (!unfolding.closed) await once(unfolding, 'close');
  return { statusCode, payload, isWhole: unfolding.readableEnded };
}

test('a body that unfolds to more than the limit is not unfolded to its end', async () => {
  const { statusCode, isWhole } = await send(gzipSync(Buffer.alloc(32 * bodyLimit)));
  assert.deepEqual([statusCode, isWhole], [413, false]);
  const text = JSON.stringify('x'.repeat(bodyLimit - 2));
  const control = await send(gzipSync(text));
  assert.deepEqual([control.statusCode, control.payload, control.isWhole], [200, String(bodyLimit), true]);
});
