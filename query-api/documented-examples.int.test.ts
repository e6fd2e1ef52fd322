import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { replayKinds } from '#schemas/http/replays.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type Operation, readOperations } from '#testing/http-operations.ts';
import { ask, createShop } from '#testing/shop.ts';

let app: ApiApp;
let operations: Operation[];
let token: string;

before(async () => {
  app = await openApiApp();
  token = (await createShop(app.url)).adminToken;
  operations = await readOperations(app.url);
});
after(() => app.remove());

/** What the paths of examples name, where it is more than some UUID. */
const namedInPaths: Record<string, string> = { letterId: '12', productId: 'mug-blue', placementId: 'home' };
const someId = '018f3c1e-7b1a-7c3e-9d2f-0a1b2c3d4e5f';

/** Sends a body to a tenant of its own, so that no example meets what another has left. Returns what was wrong with it; null if it was not refused as a bad request, whatever else the answer was. */
async function faultOf({ method, path, requiredQuery, body }: Operation, example: unknown): Promise<string | null> {
  const tenants = `${app.url}/api/v1/tenants`;
  const { id } = (await ask(tenants, { token, body: { name: 'Of an example' } })).body.data;
  const names: Record<string, string> = { ...namedInPaths, id };
  const url = app.url + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? someId) + requiredQuery;
  const sent = typeof example === 'string' ? example : JSON.stringify(example);
  const headers = { authorization: `Bearer ${token}`, 'content-type': body?.type ?? '' };
  // Some answer in lines of JSON.
  const answer = await fetch(url, { method, headers, body: sent });
  const said = await answer.text();
  return answer.status === 400 ? `${method} ${path} ${sent}: ${said}` : null;
}

test('every example of a body in the document is a good request to its own route', async () => {
  const walked = operations.filter(({ body, schemes }) => body !== null && schemes.includes('adminToken'));
  const faults: string[] = [];
  for (const operation of walked)
    for (const example of operation.body?.examples ?? []) {
      const fault = await faultOf(operation, example);
      if (fault !== null) faults.push(fault);
    }
  assert.deepEqual(faults, []);
  assert.ok(walked.length >= 15, `${walked.length} operations`);
});

test('a replay has an example of each kind, and control: all of them in one are a bad request', async () => {
  const replays = operations.find(({ method, path }) => method === 'POST' && path.endsWith('/replays'));
  assert.ok(replays);
  const examples = (replays.body?.examples ?? []) as object[];
  assert.deepEqual(
    examples.map((example) => Object.keys(example)),
    replayKinds.map((kind) => [kind]),
  );
  assert.match((await faultOf(replays, Object.assign({}, ...examples))) ?? '', /Name one thing to do/);
});
