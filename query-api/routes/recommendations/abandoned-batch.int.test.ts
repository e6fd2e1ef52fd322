import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openToyServer, toyKey } from '#testing/toy-server.ts';
import { waitFor } from '#testing/wait-for.ts';
import { batchRoute } from './batch-route.ts';

const questions = Array.from({ length: 20 }, (_, n) => ({ userId: `shopper-${n}`, limit: 1 }));
let asked = 0;
/** What each question waits for. */
const models = Promise.withResolvers<void>();
const app = openToyServer([
  batchRoute({
    async answer() {
      asked += 1;
      await models.promise;
      throw new RangeError('these models answer nothing');
    },
    record: () => {},
    userHashes: { mayName: () => true },
    countRequests: () => {},
  }),
]);
let url = '';
before(async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/v1/recommendations/batch`;
});
after(() => app.close());
const connections: () => Promise<number> = promisify(app.server.getConnections.bind(app.server));

function send(): ClientRequest {
  const sending = request(url, {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${toyKey}`, 'content-type': 'application/json' },
  });
  sending.on('error', () => {});
  sending.end(JSON.stringify({ questions }));
  return sending;
}

test('a batch of questions ends with its client: what nobody waits for is not asked', async () => {
  const abandoned = send();
  await waitFor(
    async () => asked === 1,
    () => 'the first question waits for the models',
  );
  abandoned.destroy();
  await waitFor(
    async () => (await connections()) === 0,
    () => 'the server knows that the client has gone',
  );
  models.resolve();
  const [answer] = (await once(send(), 'response')) as [IncomingMessage];
  const { data } = (await json(answer)) as { data: unknown[] };
  assert.equal(data.length, questions.length, 'control: who waits has every question answered');
  assert.equal(asked, 1 + questions.length);
});
