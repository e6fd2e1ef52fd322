import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import Type from 'typebox';
import { openToyServer } from '#testing/toy-server.ts';
import { createLogger } from '../logger.ts';
import { success } from './envelope.ts';
import type { Route } from './route.ts';
import { whenNobodyWaits } from './when-nobody-waits.ts';

let finish = Promise.withResolvers<void>();
let logged = '';
let url = '';

const routeOf = (path: string, handler: Route['handler']): Route => ({
  method: 'GET',
  path,
  auth: 'public',
  limit: 'none',
  summary: 'Answers',
  tag: 'Test',
  answers: { 200: Type.Boolean() },
  handler,
});
/** Whatever it does, it does after its deadline. */
const late = (path: string, work: Route['handler']) =>
  routeOf(path, async (request, reply) => {
    await finish.promise;
    return work(request, reply);
  });
const app = openToyServer(
  [
    routeOf('/at-once', async () => success(true)),
    late('/returns', async () => success(true)),
    late('/leaves-off', async (_, reply) => whenNobodyWaits(reply).throwIfAborted()),
    late('/fails', async () => {
      throw new Error('a fault of ours');
    }),
  ],
  {},
  {
    patience: { answerMs: 100, sweepMs: 10 },
    logger: createLogger({
      level: 'warn',
      isJson: true,
      name: 'test',
      destination: { write: (line: string) => (logged += line) },
    }),
  },
);

before(async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
after(() => app.close());
beforeEach(() => {
  finish = Promise.withResolvers();
  logged = '';
});

/** Asks, is told that it took too long, and lets the handler come to its end. */
async function askLate(path: string): Promise<number> {
  const { status } = await fetch(`${url}${path}`);
  finish.resolve();
  await fetch(`${url}/at-once`);
  return status;
}

test('it is told so by a clock that nobody sets: were it to stand still, or to go back by a day', async (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 10, 30) });
  const asked = askLate('/returns');
  context.mock.timers.setTime(Date.UTC(2026, 10, 29));
  assert.equal(await asked, 408);
});

for (const path of ['/returns', '/leaves-off'])
  test(`a request that was answered by its deadline is no fault when its work ends: ${path}`, async () => {
    assert.equal(await askLate(path), 408);
    assert.equal(logged, '');
  });

test('control: what fails after its deadline is logged', async () => {
  assert.equal(await askLate('/fails'), 408);
  assert.match(logged, /a fault of ours/);
});
