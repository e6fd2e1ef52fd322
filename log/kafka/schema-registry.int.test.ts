import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import avro from 'avsc';
import { type RegisteredSchema, registeredSchemas } from '#schemas/registry.ts';
import { answerRegistryRequest } from '#schemas/registry-subset.ts';
import { registryMediaType } from '#schemas/route-contract.ts';
import { missingForBroker, openTestBroker } from '#testing/kafka-broker.ts';
import { decodeEventsRecord, encodeErasure, eventKey } from '../codec.ts';
import { openKafkaLog } from './open-kafka-log.ts';
import { agreeOnSchemaIds, findSchemaIds, mapSchemaIds } from './schema-ids.ts';
import { createSchemaRegistry } from './schema-registry.ts';

const skip = missingForBroker() ?? false;
let broker: Awaited<ReturnType<typeof openTestBroker>>;
before(async () => {
  if (skip === false) broker = await openTestBroker();
});
after(() => broker?.stop());

/** Starts the registry of the embedded mode at a port. Given other schemas, it is a registry with other ids. */
async function serveRegistry(schemas: readonly RegisteredSchema[], password?: string) {
  const server = createServer(async (request, response) => {
    const isWelcome =
      password === undefined ||
      request.headers.authorization === `Basic ${Buffer.from(`reader:${password}`).toString('base64')}`;
    const body = request.method === 'GET' ? undefined : await json(request);
    const answer = isWelcome
      ? answerRegistryRequest({ method: request.method ?? '', path: request.url ?? '', body }, schemas)
      : { status: 401, body: { error_code: 401 } };
    response.writeHead(answer?.status ?? 404, { 'content-type': registryMediaType });
    response.end(JSON.stringify(answer?.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
const shifted = registeredSchemas.map((schema) => ({ ...schema, id: schema.id + 100 }));
const erased = { scope: 12, userId: 'shopper-1', requestedAtMs: 1_700_000_000_000 };
const erasure = () => ({ key: eventKey(erased.scope, erased.userId), value: encodeErasure(erased), partition: 0 });

test('a registry of our own has our ids, and values are left as they are', async () => {
  await using server = await serveRegistry(registeredSchemas, 'secret');
  const registry = createSchemaRegistry({ url: server.url, username: 'reader', password: 'secret' });
  const ids = await agreeOnSchemaIds(registry, registeredSchemas);
  assert.equal(ids.areOurs, true);
  assert.deepEqual(JSON.parse((await registry.schemaById(5)) ?? ''), registeredSchemas[4]?.schema);
  assert.equal(await registry.schemaById(99), null);
  const stranger = createSchemaRegistry({ url: server.url });
  await assert.rejects(agreeOnSchemaIds(stranger, registeredSchemas), { code: 'unavailable', message: /401/ });
});

test('where our schemas stand in a registry is found without registering any', async () => {
  await using server = await serveRegistry(shifted.slice(1));
  const found = await findSchemaIds(createSchemaRegistry({ url: server.url }), registeredSchemas);
  assert.deepEqual(
    found.map(({ id }) => id),
    registeredSchemas.map(({ id }, n) => (n === 0 ? null : id + 100)),
  );
});

test('a registry that is not there is told of in time', async () => {
  const registry = createSchemaRegistry({ url: 'http://127.0.0.1:1', timeoutMs: 1_000 });
  await assert.rejects(agreeOnSchemaIds(registry, registeredSchemas), { code: 'unavailable' });
});

test('values carry the ids of a shared registry on the brokers and ours above the log', { skip }, async () => {
  await using server = await serveRegistry(shifted);
  const schemaIds = await agreeOnSchemaIds(createSchemaRegistry({ url: server.url }), registeredSchemas);
  assert.equal(schemaIds.areOurs, false);
  const at = { brokers: broker.brokers, clientId: 'ids', topicPrefix: `${randomUUID()}.` };
  const [mapped, raw] = [await openKafkaLog({ ...at, schemaIds }), await openKafkaLog(at)];
  const sent = erasure();
  await mapped.append('events', [sent]);
  assert.deepEqual(sent.value, erasure().value, 'what was given is not changed');
  const wire = (await raw.read('events', 0, 0n)).records[0]?.value;
  assert.equal(wire?.readUInt32BE(1), 108);
  const [read] = (await mapped.read('events', 0, 0n)).records;
  assert.deepEqual(decodeEventsRecord(read?.value ?? assert.fail()), { kind: 'shopper_erased', erased });
  const tailed: unknown[] = [];
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  const tail = await mapped.tail('events', new Map(), async ({ records }) => {
    tailed.push(...records.map(({ value }) => value && decodeEventsRecord(value)));
    resolve();
  });
  await seen;
  assert.deepEqual(tailed, [{ kind: 'shopper_erased', erased }]);
  await tail.close();
  await Promise.all([mapped.close(), raw.close()]);
});

test("a stranger's schema is never taken for the one of ours that has its number", () => {
  const ids = mapSchemaIds([[8, 108]]);
  const foreign = erasure().value;
  const read = ids.toOurs(Buffer.from(foreign));
  assert.throws(() => decodeEventsRecord(read), { code: 'unknown_schema' });
  assert.deepEqual(ids.toRegistry(read), foreign, 'and goes back as it was');
  const ours = ids.toOurs(Buffer.from(ids.toRegistry(foreign)));
  assert.equal(decodeEventsRecord(ours).kind, 'shopper_erased');
  for (const unframed of [Buffer.alloc(0), Buffer.from('{"json": true}')])
    assert.deepEqual(ids.toOurs(Buffer.from(ids.toRegistry(unframed))), unframed);
});

test('kcat, another client, reads our batches, and the registry says what is in them', { skip }, async (context) => {
  try {
    execFileSync('kcat', ['-V'], { stdio: 'ignore' });
  } catch (error) {
    if (process.env.REQUIRE_ALL === '1') throw error;
    return context.skip('needs kcat');
  }
  await using server = await serveRegistry(registeredSchemas);
  const registry = createSchemaRegistry({ url: server.url });
  const topicPrefix = `${randomUUID()}.`;
  for (const compression of ['none', 'gzip', 'zstd'] as const) {
    const log = await openKafkaLog({ brokers: broker.brokers, clientId: 'kcat', topicPrefix, compression });
    await log.append('events', [erasure(), erasure(), erasure()]);
    await log.close();
  }
  // kcat checks the CRCs too. Debian builds it without Avro, so it prints the bytes, each value behind its length.
  const args = ['-C', '-q', '-e', '-b', broker.brokers.join(','), '-t', `${topicPrefix}events`, '-p', '0'];
  const bytes = execFileSync('kcat', [...args, '-X', 'check.crcs=true', '-f', '%R%s']);
  const found: unknown[] = [];
  for (let next = 0; next < bytes.length; ) {
    const value = bytes.subarray(next + 4, next + 4 + bytes.readInt32BE(next));
    const schema = await registry.schemaById(value.readUInt32BE(1));
    found.push(avro.Type.forSchema(JSON.parse(schema ?? '')).fromBuffer(value.subarray(5)));
    next += 4 + value.length;
  }
  assert.equal(found.length, 9);
  for (const one of found)
    assert.deepEqual({ ...(one as object) }, { scope: 12, userId: 'shopper-1', requestedAt: erased.requestedAtMs });
});
