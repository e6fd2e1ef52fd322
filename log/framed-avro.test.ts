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
