import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RegisteredSchema, registeredSchemas } from './registry.ts';
import { answerRegistryRequest } from './registry-subset.ts';

const purchase = registeredSchemas.find(({ subject }) => subject.endsWith('.Purchase'))!;
type Body = { error_code?: number; schema?: string; id?: number; is_compatible?: boolean };
const ask = (request: Parameters<typeof answerRegistryRequest>[0], schemas?: readonly RegisteredSchema[]) => {
  const { status, body } = answerRegistryRequest(request, schemas) ?? assert.fail('not a path of the registry');
  return { status, body: body as Body };
};
const get = (path: string) => ask({ method: 'GET', path });
const post = (path: string, schema: unknown, schemas?: readonly RegisteredSchema[]) =>
  ask({ method: 'POST', path, body: { schema: JSON.stringify(schema) } }, schemas);
const codeOf = ({ status, body }: ReturnType<typeof ask>) => [status, body.error_code];

test('a consumer finds the schema of a value by its id', () => {
  for (const { id, schema } of registeredSchemas) {
    const answer = get(`/schemas/ids/${id}`);
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.body.schema ?? ''), schema);
  }
  assert.deepEqual(codeOf(get('/schemas/ids/99')), [404, 40403]);
  assert.deepEqual(get(`/schemas/ids/${purchase.id}/versions`).body, [{ subject: purchase.subject, version: 1 }]);
});

test('subjects and versions are listed and described', () => {
  assert.deepEqual(get('/subjects').body, [...new Set(registeredSchemas.map(({ subject }) => subject))].sort());
  assert.deepEqual(get(`/subjects/${purchase.subject}/versions`).body, [1]);
  for (const version of ['1', 'latest', '-1'])
    assert.deepEqual(get(`/subjects/${purchase.subject}/versions/${version}`).body, {
      subject: purchase.subject,
      version: 1,
      id: purchase.id,
      schema: JSON.stringify(purchase.schema),
    });
  assert.deepEqual(get(`/subjects/${purchase.subject}/versions/1/schema`).body, purchase.schema);
  assert.deepEqual(codeOf(get('/subjects/nobody/versions')), [404, 40401]);
  assert.deepEqual(codeOf(get(`/subjects/${purchase.subject}/versions/2`)), [404, 40402]);
  assert.deepEqual(codeOf(get(`/subjects/${purchase.subject}/versions/0`)), [422, 42202]);
});

test('a producer that registers what is known gets its id, and anything new is refused', () => {
  const { subject, id, schema } = purchase;
  assert.deepEqual(post(`/subjects/${subject}/versions`, schema).body, { id });
  // The same schema, its keys in another order.
  const { fields, ...rest } = schema;
  assert.deepEqual(post(`/subjects/${subject}/versions`, { fields, ...rest }).body, { id });
  assert.deepEqual(post(`/subjects/${subject}`, schema).body.id, id);
  const other = { ...schema, fields: [...fields, { name: 'device', type: 'string', default: '' }] };
  assert.deepEqual(codeOf(post(`/subjects/${subject}`, other)), [404, 40403]);
  assert.deepEqual(codeOf(post(`/subjects/${subject}/versions`, other)), [422, 42205]);
  assert.deepEqual(codeOf(post('/subjects/other-value/versions', schema)), [422, 42205]);
  for (const body of [undefined, null, {}, { schema: '{' }, { schema: '"x"' }, { schema: '"int"', schemaType: 'JSON' }])
    assert.deepEqual(codeOf(ask({ method: 'POST', path: `/subjects/${subject}`, body })), [422, 42201]);
});

test('a schema is compatible if it can read what was written', () => {
  const v1 = purchase;
  const v2: RegisteredSchema = {
    ...v1,
    id: 42,
    version: 2,
    schema: { ...v1.schema, fields: [...v1.schema.fields, { name: 'device', type: 'string', default: '' } as never] },
  };
  const isCompatible = (path: string, schema: unknown) => post(path, schema, [v1, v2]).body.is_compatible;
  const versions = `/compatibility/subjects/${v1.subject}/versions`;
  const withDevice = { ...v1.schema, fields: [...v1.schema.fields, { name: 'device', type: 'string' }] };
  assert.equal(isCompatible(`${versions}/latest`, v2.schema), true);
  assert.equal(isCompatible(`${versions}/latest`, withDevice), true, 'it reads the second version');
  assert.equal(isCompatible(`${versions}/1`, withDevice), false, 'and not the first');
  assert.equal(isCompatible(versions, withDevice), false);
  assert.equal(isCompatible(versions, v2.schema), true);
});

test('it says what it is, and leaves other paths to others', () => {
  assert.deepEqual(get('/mode').body, { mode: 'READONLY' });
  assert.deepEqual(get('/config').body, { compatibilityLevel: 'BACKWARD_TRANSITIVE' });
  assert.deepEqual(get(`/config/${purchase.subject}`).body, { compatibilityLevel: 'BACKWARD_TRANSITIVE' });
  assert.deepEqual(codeOf(get('/mode/nobody')), [404, 40401]);
  const put = (compatibility: string) =>
    ask({ method: 'PUT', path: `/config/${purchase.subject}`, body: { compatibility } });
  assert.deepEqual(put('BACKWARD_TRANSITIVE').body, { compatibility: 'BACKWARD_TRANSITIVE' });
  assert.deepEqual(codeOf(put('NONE')), [422, 42205]);
  assert.deepEqual(get('/schemas/types').body, ['AVRO']);
  assert.deepEqual(codeOf(get('/subjects/a/b/c')), [404, 404]);
  assert.deepEqual(codeOf(ask({ method: 'DELETE', path: '/subjects/a' })), [404, 404]);
  assert.deepEqual(codeOf(get('/subjects/%E0%A4%A')), [400, 400]);
  assert.equal(answerRegistryRequest({ method: 'GET', path: '/api/v1/events' }), null);
});
