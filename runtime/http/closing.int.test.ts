import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import Type from 'typebox';
import { openToyServer } from '#testing/toy-server.ts';

/** Node would wait for its keep-alive timeout, 72 s here. */
const timeout = 30_000;

test('a connection that has sent nothing does not hold up a server that closes; one with a request is answered', {
  timeout,
}, async () => {
  const asked = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  const app = openToyServer([
    {
      method: 'GET',
      path: '/waits',
      auth: 'public',
      limit: 'none',
      summary: 'toy',
      tag: 'Toys',
      answers: { 200: Type.String() },
      async handler() {
        asked.resolve();
        await waiting.promise;
        return 'answered';
      },
    },
  ]);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const accepted = once(app.server, 'connection');
  const silent = connect(port, '127.0.0.1').resume();
  await accepted;
  const asking = connect(port, '127.0.0.1');
  asking.write('GET /waits HTTP/1.1\r\nhost: toy\r\nconnection: close\r\n\r\n');
  const answer = text(asking);
  await asked.promise;
  const ended = once(silent, 'close');
  const closed = app.close();
  await ended;
  waiting.resolve();
  assert.match(await answer, /\r\n\r\nanswered$/, 'control');
  await closed;
});
