import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { TSchema } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { strategies } from '#domain/strategies/index.ts';
import { exampleOf } from '../openapi-schema.ts';
import { LoginBody, SignupBody } from './auth.ts';
import { envelope } from './envelope.ts';
import { experimentContracts } from './experiments.ts';
import { questionContracts } from './recommendations.ts';
import { tenantContracts } from './tenants.ts';
import { widgetContracts } from './widgets.ts';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
const modules = await Promise.all(
  files.map(async (name) => [name, (await import(`./${name}`)) as Record<string, unknown>] as const),
);
const derived = {
  ...questionContracts(strategies),
  ...tenantContracts(strategies),
  ...widgetContracts(strategies),
  ...experimentContracts(strategies),
};
const { RecommendationsQuery, TenantConfigChange } = derived;
const contracts = [...modules, ['derived from strategies', derived] as const].flatMap(([file, exported]) =>
  Object.entries(exported)
    .filter(([, value]) => typeof value === 'object' && value !== null && '~kind' in value)
    .map(([name, value]) => ({ name: `${file} ${name}`, schema: value as TSchema })),
);

test('the example of every contract keeps the contract', () => {
  assert.ok(contracts.length > 60);
  for (const { name, schema } of contracts) {
    const validator = Compile(schema);
    const example = exampleOf(schema);
    assert.ok(
      validator.Check(example),
      `${name} ${JSON.stringify(example)} ${JSON.stringify(validator.Errors(example))}`,
    );
  }
});

test('every body and query refuses unknown fields, at every level', () => {
  // Those of senders are not ours: their software adds fields as it likes.
  const closedOnes = contracts.filter(
    ({ name }) => /(Body|Query|Params)$/.test(name) && !name.startsWith('senders.ts'),
  );
  assert.ok(closedOnes.length > 20);
  // What shops and callers fill as they like.
  const free = new Set(['attributes', 'metadata', 'context']);
  const check = (node: unknown, name: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, additionalProperties } = node as { type?: unknown; additionalProperties?: unknown };
    if (type === 'object') assert.equal(additionalProperties, false, name);
    for (const [key, inner] of Object.entries(node)) if (!free.has(key)) check(inner, `${name}/${key}`);
  };
  for (const { name, schema } of closedOnes) check(schema, name);
});

test('query texts convert to numbers, booleans and arrays, and defaults are filled in', () => {
  const query = { userId: '42', limit: '5', fill: 'false', productId: ['1'] };
  const converted = Value.Default(RecommendationsQuery, Value.Convert(RecommendationsQuery, query));
  assert.deepEqual(converted, {
    userId: '42',
    limit: 5,
    fill: false,
    productId: ['1'],
    placementId: 'default',
    rules: 'on',
    explain: false,
  });
  const validator = Compile(RecommendationsQuery);
  assert.ok(validator.Check(converted));
  assert.equal(validator.Check({ limit: 51 }), false);
  assert.equal(validator.Check({ limit: 0 }), false);
  assert.equal(validator.Check({ limits: 5 }), false);
});

test('a password has 8 to 72 bytes, and one to be checked any', () => {
  const signup = Compile(SignupBody);
  const email = 'ada@example.com';
  for (const [password, isTaken] of [
    ['1234567', false],
    ['12345678', true],
    ['ääää', true],
    ['x'.repeat(72), true],
    ['ä'.repeat(37), false],
  ] as const) {
    assert.equal(signup.Check({ email, password }), isTaken, password);
  }
  assert.equal(signup.Check({ email: 'ada', password: '12345678' }), false);
  assert.ok(Compile(LoginBody).Check({ email, password: 'x' }));
});

test('a change of a tenant names any part of its configuration, and nothing else', () => {
  const validator = Compile(TenantConfigChange);
  assert.ok(validator.Check({ strategies: { collaborative: { minUsers: 3 } } }));
  assert.ok(validator.Check({}));
  assert.equal(validator.Check({ strategies: { collaborative: { minUser: 3 } } }), false);
  assert.equal(validator.Check({ allowedOrigins: ['https://shop.example/path'] }), false);
});

test('an envelope holds data, meta and no errors', () => {
  const validator = Compile(envelope(Type.Integer()));
  assert.ok(validator.Check({ data: 1, meta: { requestId: 'r' }, errors: [] }));
  assert.equal(validator.Check({ data: 1, meta: { requestId: 'r' }, errors: ['x'] }), false);
  assert.equal(validator.Check({ data: 1, meta: { requestId: 'r' } }), false);
});

test('the example of an experiment compares two strategies: one of the same could not be started', () => {
  const { controlStrategy, variantStrategy } = exampleOf(derived.CreateExperimentBody) as Record<string, unknown>;
  assert.notEqual(controlStrategy, variantStrategy);
});
