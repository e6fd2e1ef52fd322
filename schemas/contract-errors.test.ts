import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type, { type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { strategies } from '#domain/strategies/index.ts';
import { type ContractError, contractErrors } from './contract-errors.ts';
import { Purchase } from './events/purchase/contract.ts';
import { CreateApiKeyBody } from './http/api-keys.ts';
import { SignupBody } from './http/auth.ts';
import { CatalogItemBody, CatalogQuery } from './http/catalog.ts';
import { experimentContracts } from './http/experiments.ts';
import { nullable, strategyField, TenantParams, Time } from './http/fields.ts';
import { questionContracts } from './http/recommendations.ts';
import { tenantContracts } from './http/tenants.ts';

const { RecommendationsQuery } = questionContracts(strategies);

const errorsOf = (schema: TSchema, value: unknown): ContractError[] =>
  contractErrors(Compile(schema) as unknown as Validator, value);
const uuid = '018f3c1e-7b1a-7c3e-9d2f-0a1b2c3d4e5f';
const item = { productId: 'p', name: 'n', category: 'c', price: 1 };

test('a value that keeps its contract has no errors', () => {
  assert.deepEqual(errorsOf(CatalogItemBody, item), []);
});

test('all that is wrong is told at once, also if that is much', () => {
  const fields = Array.from({ length: 12 }, (_, n) => `choice${n}`);
  const choice = Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Literal('c')]);
  const schema = Type.Object(Object.fromEntries(fields.map((name) => [name, choice])));
  const errors = errorsOf(schema, Object.fromEntries(fields.map((name) => [name, 'd'])));
  assert.deepEqual(
    errors.map(({ path, message }) => [path, message]),
    fields.map((name) => [`/${name}`, `\`${name}\` must be "a", "b" or "c".`]),
  );
});

test('every message says what to do', () => {
  const cases: [TSchema, unknown, ContractError][] = [
    [CatalogItemBody, [], { path: '', code: 'type', message: 'The body must be an object.' }],
    [
      CatalogItemBody,
      { productId: 'p', category: 'c', price: 1 },
      { path: '/name', code: 'required', message: 'Add `name`: What the shop calls it.' },
    ],
    [
      Type.Object({ metadata: Type.Object({ price: Type.Number(), coupon: Type.Optional(Type.String()) }) }),
      {},
      { path: '/metadata', code: 'required', message: 'Add `metadata` with `price`.' },
    ],
    [CatalogItemBody, { ...item, url: 7 }, { path: '/url', code: 'type', message: '`url` must be text or null.' }],
    [
      CatalogItemBody,
      { ...item, url: 'x'.repeat(3000) },
      { path: '/url', code: 'max_length', message: 'Shorten `url` to at most 2048 characters.' },
    ],
    [
      CatalogItemBody,
      { ...item, price: -1 },
      { path: '/price', code: 'minimum', message: '`price` must be 0 or more.' },
    ],
    [
      CatalogItemBody,
      { ...item, currency: 'eur' },
      { path: '/currency', code: 'pattern', message: '`currency` has the wrong form. ISO 4217. For example: EUR' },
    ],
    [
      CatalogItemBody,
      { ...item, available: 'yes' },
      { path: '/available', code: 'type', message: '`available` must be a boolean.' },
    ],
    [
      Type.Object({ strategy: strategyField(['newest', 'cheapest', 'dearest']) }),
      { strategy: 'best' },
      {
        path: '/strategy',
        code: 'enum',
        message: '`strategy` must be "newest", "cheapest" or "dearest".',
      },
    ],
    [
      Type.Object({ strategy: nullable(strategyField(['newest', 'cheapest'])) }),
      { strategy: 'best' },
      { path: '/strategy', code: 'type', message: '`strategy` must be "newest", "cheapest" or null.' },
    ],
    [
      CatalogQuery,
      { offset: 100_001 },
      {
        path: '/offset',
        code: 'maximum',
        message: '`offset` must be at most 100000. Narrow the list, or read on by `after` where it has that.',
      },
    ],
    [RecommendationsQuery, { limit: 51 }, { path: '/limit', code: 'maximum', message: '`limit` must be at most 50.' }],
    [
      RecommendationsQuery,
      { exclude: Array(201).fill('p') },
      {
        path: '/exclude',
        code: 'max_items',
        message: 'Send at most 200 elements in `exclude`.',
      },
    ],
    [
      SignupBody,
      { email: 'ada', password: '12345678' },
      { path: '/email', code: 'format', message: '`email` must be an e-mail address. For example: ada@example.com' },
    ],
    [
      TenantParams,
      { id: 'mine' },
      { path: '/id', code: 'format', message: `\`id\` must be a UUID. For example: ${uuid}` },
    ],
    [
      TenantParams,
      { id: '' },
      { path: '/id', code: 'format', message: `\`id\` is empty: it must be a UUID. For example: ${uuid}` },
    ],
    [
      Type.Object({ from: Time }),
      { from: '20.11.2026' },
      {
        path: '/from',
        code: 'format',
        message: '`from` must be a time in ISO 8601. For example: 2026-03-01T12:00:00.000Z',
      },
    ],
    [
      CatalogItemBody,
      { ...item, name: '' },
      { path: '/name', code: 'min_length', message: '`name` must not be empty.' },
    ],
    [
      Type.Object({}, { additionalProperties: false }),
      { limit: 1 },
      {
        path: '/limit',
        code: 'unknown_field',
        message: 'Remove `limit`, which is not a field. It takes no fields.',
      },
    ],
    [
      Purchase,
      { eventType: 'purchase', userId: 'u', productId: 'p', price: 5, metadata: { price: 5 } },
      {
        path: '/price',
        code: 'unknown_field',
        message: 'Move `price` into `metadata`: it is a field of that, and not beside it.',
      },
    ],
    [
      SignupBody,
      { email: 'a@b.co', password: 'short' },
      { path: '/password', code: 'refused', message: '`password` must have 8 to 72 bytes.' },
    ],
  ];
  for (const [schema, value, expected] of cases)
    assert.deepEqual(errorsOf(schema, value), [expected], JSON.stringify(value)?.slice(0, 80));
});

test('each unknown field is named, with the fields there are', () => {
  const [first, second, ...others] = errorsOf(CatalogItemBody, { ...item, colour: 'blue', 'a/b~c': 1 });
  assert.deepEqual(others, []);
  assert.equal(first?.path, '/colour');
  assert.match(first?.message ?? '', /^Remove `colour`, which is not a field\. Fields are: productId, name, category/);
  assert.equal(second?.path, '/a~1b~0c');
  assert.match(second?.message ?? '', /^Remove `a\/b~c`/);
});

test('a name of white space alone is refused wherever a name is asked, and an empty one is told once', () => {
  const tenant = tenantContracts(strategies);
  const named: [TSchema, object][] = [
    [tenant.CreateTenantBody, {}],
    [tenant.UpdateTenantBody, {}],
    [CreateApiKeyBody, { permissions: 'read' }],
    [CatalogItemBody, item],
    [experimentContracts(strategies).UpdateExperimentBody, {}],
  ];
  for (const [schema, rest] of named) {
    const told = (name: string) => errorsOf(schema, { ...rest, name });
    const blank = { path: '/name', message: '`name` must have more than spaces.', code: 'blank' };
    for (const spaces of [' ', '\t\n', '\u00a0\u3000']) assert.deepEqual(told(spaces), [blank]);
    assert.deepEqual(told(''), [{ path: '/name', message: '`name` must not be empty.', code: 'min_length' }]);
    assert.deepEqual(told(' a '), [], 'control');
  }
});
