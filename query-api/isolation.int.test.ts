import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type Operation, readOperations } from '#testing/http-operations.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let ours: Shop;
let theirs: Shop;
let operations: Operation[];

before(async () => {
  app = await openApiApp();
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
  operations = await readOperations(app.url);
});
after(() => app.remove());

const unknownId = '0199a0d5-7a6f-7000-8000-000000000000';
/** Dead letters are counted. */
const unknownLetter = '9223372036854775807';

function call({ method, path, body, requiredQuery }: Operation, token: string | undefined, tenantId = theirs.tenantId) {
  const ofTenant = path.replace('/tenants/{id}', `/tenants/${tenantId}`).replace('{letterId}', unknownLetter);
  const url = app.url + ofTenant.replaceAll(/\{\w+\}/g, unknownId) + requiredQuery;
  const sent = body === null ? {} : { body: body.example, headers: { 'content-type': body.type } };
  return ask(url, { method, token, ...sent });
}
const named = ({ method, path }: Operation) => `${method} ${path}`;
const takes = (scheme: string) => (operation: Operation) => operation.schemes.includes(scheme);

test('every route that is not public asks for its own kind of credentials', async () => {
  for (const operation of operations.filter(({ schemes }) => schemes.length > 0)) {
    assert.equal((await call(operation, undefined)).status, 401, named(operation));
    const wrong = takes('adminToken')(operation)
      ? takes('apiKey')(operation)
        ? 'nonsense'
        : theirs.writeKey
      : theirs.adminToken;
    const answer = await call(operation, wrong);
    assert.equal(answer.status, 401, named(operation));
    assert.ok(answer.headers.get('www-authenticate'), named(operation));
  }
});

test("another's tenant, or none, is a 404 on every route that names one: for admins and for keys", async () => {
  const walked = operations.filter(({ path }) => path.includes('/tenants/{id}'));
  assert.ok(walked.length >= 15, `${walked.length} routes`);
  // What is followed is asked for by a query of its own.
  const streams = walked.filter(({ isStream }) => isStream).map((one) => ({ ...one, path: `${one.path}?follow` }));
  assert.ok(streams.length >= 1);
  for (const operation of [...walked, ...streams]) {
    assert.equal((await call(operation, ours.adminToken)).status, 404, named(operation));
    assert.equal((await call(operation, ours.adminToken, unknownId)).status, 404, named(operation));
    if (takes('apiKey')(operation)) assert.equal((await call(operation, ours.writeKey)).status, 404, named(operation));
  }
});

test('control: its own admin is let through on the same routes', async () => {
  for (const operation of operations.filter(({ path, method }) => path.includes('/tenants/{id}') && method === 'GET')) {
    const answer = await call(operation, theirs.adminToken);
    assert.doesNotMatch(JSON.stringify(answer.body), /no such tenant/, named(operation));
    assert.ok([200, 404].includes(answer.status), `${named(operation)} ${answer.status}`);
  }
});

test('a read key is a 403 on every route that writes', async () => {
  const writing = app.routes.filter(({ auth }) => auth === 'key_write' || auth === 'admin_or_key_write');
  assert.ok(writing.length >= 6, `${writing.length} routes`);
  for (const { method, path } of writing) {
    const operation = operations.find(
      (one) => one.method === method && one.path === path.replaceAll(/:(\w+)/g, '{$1}'),
    )!;
    const answer = await call(operation, theirs.readKey);
    assert.equal(answer.status, 403, named(operation));
    assert.equal(answer.body.detail, 'Insufficient permissions: write access required', named(operation));
  }
});
