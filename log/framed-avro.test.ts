import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RegisteredSchema } from '#schemas/registry.ts';
import { CodecError, createFramedType, schemaIdOf } from './framed-avro.ts';

const version = (id: number, number: number, fields: RegisteredSchema['schema']['fields']): RegisteredSchema => ({
  id,
  subject: 'tests-recomengine.tests.Visit',
  version: number,
  schema: { type: 'record', name: 'Visit', namespace: 'recomengine.tests', fields },
});
const v1 = version(41, 1, [{ name: 'page', type: 'string' }]);
const v2 = version(42, 2, [
  { name: 'page', type: 'string' },
  { name: 'device', type: 'string', default: 'unknown' } as { name: string; type: unknown },
]);

test('a value of an older version is read as the newest, with the default of what is new', () => {
  const older = createFramedType<{ page: string }>([v1]).encode({ page: '/mugs' });
  const both = createFramedType<{ page: string; device: string }>([v1, v2]);
  assert.equal(schemaIdOf(older), 41);
  assert.deepEqual({ ...both.decode(older, 41) }, { page: '/mugs', device: 'unknown' });
  const newer = both.encode({ page: '/mugs', device: 'phone' });
  assert.equal(newer.toString('hex'), '000000002a0a2f6d7567730a70686f6e65');
  assert.deepEqual({ ...both.decode(newer, 42) }, { page: '/mugs', device: 'phone' });
});

test('bytes of one version do not pass for another', () => {
  const both = createFramedType<{ page: string; device: string }>([v1, v2]);
  const older = createFramedType<{ page: string }>([v1]).encode({ page: '/mugs' });
  assert.throws(() => both.decode(older, 42), CodecError);
});

test('an array that claims more items than there are bytes is refused before it is read', () => {
  const list = version(43, 1, [
    { name: 'page', type: 'string' },
    { name: 'seen', type: { type: 'array', items: ['null', 'string'] } },
  ]);
  const framed = createFramedType<{ page: string; seen: (string | null)[] }>([list]);
  const whole = { page: '/mugs', seen: ['a', null, ''] };
  const written = framed.encode(whole);
  assert.deepEqual({ ...framed.decode(written, 43) }, whole);
  // Three million items, as a varint, in place of three; and as a block with its size.
  for (const count of ['80b6ee02', 'ffb5ee0202']) {
    const claimed = Buffer.concat([written.subarray(0, 11), Buffer.from(count, 'hex'), written.subarray(12)]);
    assert.throws(() => framed.decode(claimed, 43), { code: 'undecodable', message: /longer than the value/ });
  }
  // One block with its size, as other writers may write it.
  const inBlocks = Buffer.concat([written.subarray(0, 11), Buffer.from('010602026100', 'hex')]);
  assert.deepEqual(framed.decode(inBlocks, 43).seen, ['a']);
});
