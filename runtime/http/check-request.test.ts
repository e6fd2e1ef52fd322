import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { createRequestCheck } from './check-request.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

const route: Route = {
  method: 'POST',
  path: '/things',
  auth: 'public',
  limit: 'none',
  summary: '',
  tag: '',
  query: Type.Object(
    {
      limit: Type.Optional(Type.Integer({ minimum: 1, default: 20 })),
      isNew: Type.Optional(Type.Boolean()),
      sort: Type.Optional(Type.Union([Type.Literal('name'), Type.Literal('price')])),
      productId: Type.Optional(Type.String({ minLength: 1 })),
      id: Type.Optional(Type.Array(Type.String())),
      size: Type.Optional(Type.Array(Type.Integer())),
      of: Type.Optional(
        Type.Object({}, { additionalProperties: Type.String({ maxLength: 3 }), propertyNames: { minLength: 1 } }),
      ),
    },
    { additionalProperties: false },
  ),
  body: Type.Object({ name: Type.String(), count: Type.Optional(Type.Integer()) }, { additionalProperties: false }),
  answers: {},
  handler: async () => null,
};

type Sent = { query?: unknown; body?: unknown };
const requestOf = ({ query = {}, body = { name: 'x' } }: Sent) => ({ query, body, params: {} }) as FastifyRequest;
const check = createRequestCheck(route);
const queryOf = (query: unknown) => {
  const request = requestOf({ query });
  check(request);
  return { ...(request.query as object) };
};
const refused = (sent: Sent, checked = check) => {
  try {
    checked(requestOf(sent));
    return [];
  } catch (error) {
    assert.ok(error instanceof Problem && error.status === 400);
    return error.reasons;
  }
};
const pathsRefused = (sent: Sent, checked = check): string[] => refused(sent, checked).map(({ path }) => path);

test('texts of a query become what the contract says, one value of an array is wrapped, defaults are filled in', () => {
  assert.deepEqual(queryOf({}), { limit: 20 });
  assert.deepEqual(queryOf({ limit: '5', isNew: 'false', id: '7', size: ['1', '2'] }), {
    limit: 5,
    isNew: false,
    id: ['7'],
    size: [1, 2],
  });
});

test('texts called by the name of an object and a dot are the fields of that object', () => {
  const query = { 'of.color': 'red', 'of.size.x': '7', 'of.constructor': 'x' };
  assert.deepEqual(Object.entries((queryOf(query) as { of: object }).of), [
    ['color', 'red'],
    ['size.x', '7'],
    ['constructor', 'x'],
  ]);
  assert.deepEqual(pathsRefused({ query: { 'of.color': 'green' } }), ['/of/color']);
  assert.deepEqual(pathsRefused({ query: { 'of.color': 'r\0' } }), ['/of/color']);
  assert.deepEqual(pathsRefused({ query: { 'of.': 'red' } }), ['/of/']);
  assert.deepEqual(pathsRefused({ query: { of: 'red', 'of.color': 'red' } }).sort(), ['/of', '/of.color']);
  assert.deepEqual(pathsRefused({ query: { 'limit.x': '1' } }), ['/limit.x'], 'no object has this name');
});

test('nothing is guessed: a text of another type is a 400 at its place', () => {
  for (const limit of ['1.5', '', 'true', ' 5', '0x10', '1e3', '9'.repeat(20), '0', ['1', '2']])
    assert.deepEqual(pathsRefused({ query: { limit } }), ['/limit'], String(limit));
  assert.deepEqual(pathsRefused({ query: { isNew: '1' } }), ['/isNew']);
});

test('what is sent twice and may be once is told so, whatever its type is', () => {
  const twice = { limit: ['1', '2'], isNew: ['true', 'true'], sort: ['name', 'price'], productId: ['a', 'a'] };
  assert.deepEqual(
    refused({ query: { ...twice, id: ['a', 'b'] } }).map(({ path, message, code }) => [path, message, code]),
    Object.keys(twice).map((name) => [`/${name}`, `Send \`${name}\` once, and not several times.`, 'repeated']),
  );
  assert.deepEqual(pathsRefused({ query: { limit: ['1', '2'], isNew: '1' } }).sort(), ['/isNew', '/limit']);
  assert.deepEqual(refused({ query: { sort: 'size' } })[0]?.code, 'enum', 'control');
});

test('ids have no white space around them, and nothing but white space is none', () => {
  assert.deepEqual(queryOf({ productId: ' mug\t' }), { limit: 20, productId: 'mug' });
  assert.deepEqual(pathsRefused({ query: { productId: '  ' } }), ['/productId']);
  assert.deepEqual(queryOf({ id: [' x '] }), { limit: 20, id: [' x '] }, 'control: another parameter');
});

test('unknown parameters and fields are a 400 that names each, and __proto__ is one of them', () => {
  assert.deepEqual(pathsRefused({ query: JSON.parse('{"limits":"5","__proto__":"1"}') }).sort(), [
    '/__proto__',
    '/limits',
  ]);
  assert.deepEqual(pathsRefused({ body: { name: 'x', nam: 1, cuont: 2 } }).sort(), ['/cuont', '/nam']);
  const withoutQuery = createRequestCheck({ ...route, query: undefined });
  assert.deepEqual(pathsRefused({ query: { a: '1' } }, withoutQuery), ['/a']);
  assert.deepEqual(pathsRefused({}, withoutQuery), []);
});

test('__proto__ is no name of a field in an object either', () => {
  assert.deepEqual(pathsRefused({ query: { 'of.color': 'red', 'of.__proto__': 'x' } }), ['/of/__proto__']);
  assert.deepEqual(pathsRefused({ query: { 'of.proto': 'x', 'of.constructor': 'x' } }), [], 'control');
});

test('a body is not coerced: a text is no number', () => {
  assert.deepEqual(pathsRefused({ body: { name: 'x', count: '1' } }), ['/count']);
  assert.deepEqual(pathsRefused({ body: { name: 1 } }), ['/name']);
  assert.deepEqual(pathsRefused({ body: { name: 'x', count: 1 } }), []);
});

test('text that Postgres would refuse is a 400 at its place', () => {
  assert.deepEqual(pathsRefused({ query: { id: ['a', 'b\0'] } }), ['/id/1']);
  assert.deepEqual(pathsRefused({ body: { name: 'a\ud800' } }), ['/name']);
});
