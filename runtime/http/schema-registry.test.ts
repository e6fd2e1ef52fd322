import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registeredSchemas } from '#schemas/registry.ts';
import { registryMediaType } from '#schemas/route-contract.ts';
import { openToyServer } from '#testing/toy-server.ts';
import { schemaRegistryRoutes } from './schema-registry.ts';

const app = openToyServer(schemaRegistryRoutes());

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
    const answer = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
    assert.deepEqual([answer.statusCode, answer.json()], [200, { is_compatible: true, messages: [] }], type);
  }
  const stranger = await app.inject({
    method: 'POST',
    url: `/subjects/${first?.subject}/versions`,
    payload: { schema: '"string"' },
  });
  assert.equal(stranger.statusCode, 422);
  assert.equal(stranger.json<{ error_code: number }>().error_code, 42205);
});

test('what a registry does not have is not found, in its own words or in ours', async () => {
  assert.equal((await app.inject('/schemas/ids/4711')).json<{ error_code: number }>().error_code, 40403);
  assert.equal((await app.inject('/subjects/none/versions')).json<{ error_code: number }>().error_code, 40401);
  assert.equal((await app.inject('/registry')).statusCode, 404);
});
