import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registeredSchemas } from '#schemas/registry.ts';
import { registryPaths } from '#schemas/registry-subset.ts';
import { registryMediaType } from '#schemas/route-contract.ts';
import { openToyServer, toyInternalKey } from '#testing/toy-server.ts';
import { schemaRegistryRoutes } from './schema-registry.ts';

const app = openToyServer(schemaRegistryRoutes());
const internal = { authorization: `Bearer ${toyInternalKey}` };

test('a reader finds the schema of a value by its id', async () => {
  const [first] = registeredSchemas;
  const answer = await app.inject(`/schemas/ids/${first?.id}`);
  assert.equal(answer.statusCode, 200);
  assert.match(String(answer.headers['content-type']), /^application\/vnd\.schemaregistry\.v1\+json/);
  assert.deepEqual(JSON.parse(answer.json<{ schema: string }>().schema), first?.schema);
  const subject = encodeURIComponent(first?.subject ?? '');
  assert.deepEqual((await app.inject(`/subjects/${subject}/versions?deleted=true`)).json(), [1]);
});

test('bodies come as JSON or as the type of registries, and a new schema is refused as a registry refuses', async () => {
  const [first] = registeredSchemas;
  const url = `/compatibility/subjects/${first?.subject}/versions/latest`;
  const payload = JSON.stringify({ schema: JSON.stringify(first?.schema) });
  for (const type of [registryMediaType, 'application/json']) {
    const answer = await app.inject({ method: 'POST', url, payload, headers: { ...internal, 'content-type': type } });
    assert.deepEqual([answer.statusCode, answer.json()], [200, { is_compatible: true, messages: [] }], type);
  }
  const stranger = await app.inject({
    method: 'POST',
    url: `/subjects/${first?.subject}/versions`,
    payload: { schema: '"string"' },
    headers: internal,
  });
  assert.equal(stranger.statusCode, 422);
  assert.equal(stranger.json<{ error_code: number }>().error_code, 42205);
});

test('what a registry does not have is not found, in its own words or in ours', async () => {
  assert.equal((await app.inject('/schemas/ids/4711')).json<{ error_code: number }>().error_code, 40403);
  assert.equal((await app.inject('/subjects/none/versions')).json<{ error_code: number }>().error_code, 40401);
  assert.equal((await app.inject('/registry')).statusCode, 404);
});

test('what takes a schema needs the internal key, so that no stranger has one parsed', async () => {
  const subject = registeredSchemas[0]?.subject;
  const payload = { schema: JSON.stringify(registeredSchemas[0]?.schema) };
  const writes = registryPaths.filter(({ method }) => method !== 'GET');
  assert.ok(writes.length > 3);
  for (const { method, path } of writes) {
    const url = path.replace(':subject', String(subject)).replace(':version', 'latest');
    const asked = { method: method as 'POST' | 'PUT', url, payload };
    const stranger = await app.inject(asked);
    assert.deepEqual([stranger.statusCode, stranger.headers['www-authenticate'] !== undefined], [401, true], path);
    assert.notEqual((await app.inject({ ...asked, headers: internal })).statusCode, 401, path);
  }
});

test('a schema beyond any of ours is not parsed', async () => {
  const url = `/compatibility/subjects/${registeredSchemas[0]?.subject}/versions`;
  const payload = { schema: JSON.stringify({ type: 'enum', name: 'Long', symbols: ['A'.repeat(40_000)] }) };
  assert.equal((await app.inject({ method: 'POST', url, payload, headers: internal })).statusCode, 413);
});
