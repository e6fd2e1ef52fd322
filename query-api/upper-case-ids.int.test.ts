import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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

/** Asks with the ids of a tenant of its own, since some of the routes delete what they name. */
async function statusOf({ method, path, body }: Operation, spell: (id: string) => string): Promise<number> {
  const tenants = `${app.url}/api/v1/tenants`;
  const { id } = (await ask(tenants, { token, body: { name: 'Named in upper case' } })).body.data;
  const wanted = { name: 'Key', permissions: 'read' };
  const keyId = (await ask(`${tenants}/${id}/api-keys`, { token, body: wanted })).body.data.id;
  const ids: Record<string, string> = { id, keyId };
  const url = app.url + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => spell(ids[name] ?? 'some-id'));
  const sent = body === null ? {} : { body: body.example, headers: { 'content-type': body.type } };
  return (await ask(url, { method, token, ...sent })).status;
}

test('an id is the same id in upper case on every route that takes a UUID', async () => {
  const walked = operations.filter(({ path, schemes }) => path.includes('{id}') && schemes.includes('adminToken'));
  assert.ok(walked.length >= 15, `${walked.length} routes`);
  let answered = 0;
  for (const operation of walked) {
    const lower = await statusOf(operation, (id) => id);
    assert.equal(await statusOf(operation, (id) => id.toUpperCase()), lower, `${operation.method} ${operation.path}`);
    if (lower < 300) answered += 1;
  }
  assert.ok(answered >= 10, `control: ${answered} of ${walked.length} are answered`);
});
