import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import Type from 'typebox';
import { openToyServer } from '#testing/toy-server.ts';
import { success } from './envelope.ts';
import { whenNobodyWaits } from './when-nobody-waits.ts';

let begun = Promise.withResolvers<AbortSignal>();
let finish = Promise.withResolvers<void>();
const app = openToyServer([
  {
    method: 'GET',
    path: '/waits',
    auth: 'public',
    limit: 'none',
    summary: 'Waits',
    tag: 'Test',
    answers: { 200: Type.Boolean() },
    async handler(_, reply) {
      const ended = whenNobodyWaits(reply);
      begun.resolve(ended);
      await finish.promise;
      return success(ended === whenNobodyWaits(reply));
    },
  },
]);
let url = '';

before(async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/waits`;
});
after(() => app.close());

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));

function ask(signal?: AbortSignal): Promise<Response> {
  begun = Promise.withResolvers();
  finish = Promise.withResolvers();
  return fetch(url, signal === undefined ? {} : { signal });
}

test('the signal is aborted once the client has gone, while the work still runs', async () => {
  const gone = new AbortController();
  const asked = ask(gone.signal);
  const ended = await begun.promise;
  assert.equal(ended.aborted, false, 'control: the client waits');
  gone.abort();
  await assert.rejects(asked);
  await untilAborted(ended);
  finish.resolve();
});

test('it is aborted once the answer was given, and one for a request however often it is asked for', async () => {
  const asked = ask();
  const ended = await begun.promise;
  assert.equal(ended.aborted, false);
  finish.resolve();
  const answer = await asked;
  const { data } = (await answer.json()) as { data: boolean };
  assert.equal(data, true);
  await untilAborted(ended);
});
