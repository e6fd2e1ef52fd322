import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { openToyServer } from '#testing/toy-server.ts';
import { success } from './envelope.ts';
import type { Route } from './route.ts';

const whoAsks: Route = {
  method: 'GET',
  path: '/who',
  auth: 'public',
  limit: { perAddress: 2 },
  summary: 'Who asks',
  tag: 'Test',
  answers: { 200: Type.String() },
  handler: async ({ ip }) => success(ip),
};

async function addressSeen(trustedProxies: number, forwarded: string): Promise<string> {
  const app = openToyServer([whoAsks], {}, { trustedProxies });
  const answer = await app.inject({ url: '/who', headers: { 'x-forwarded-for': forwarded } });
  return answer.json<{ data: string }>().data;
}

test('the client is as many addresses from the end as there are proxies of ours, whatever it wrote before', async () => {
  const forged = '198.51.100.9, 192.0.2.7';
  assert.equal(await addressSeen(0, forged), '127.0.0.1', 'nobody is believed');
  assert.equal(await addressSeen(1, forged), '192.0.2.7', 'the proxy wrote the last');
  assert.equal(await addressSeen(2, forged), '198.51.100.9', 'control: with two proxies the last but one');
});

test('a client that writes another address before its own each time is limited all the same', async () => {
  const app = openToyServer([whoAsks], {}, { trustedProxies: 1 });
  const ask = async (forged: string, own: string) =>
    (await app.inject({ url: '/who', headers: { 'x-forwarded-for': `${forged}, ${own}` } })).statusCode;
  assert.deepEqual(
    [
      await ask('203.0.113.1', '192.0.2.7'),
      await ask('203.0.113.2', '192.0.2.7'),
      await ask('203.0.113.3', '192.0.2.7'),
    ],
    [200, 200, 429],
  );
  assert.equal(await ask('203.0.113.3', '192.0.2.8'), 200, 'control: another client');
});
