import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type, { type TSchema } from 'typebox';
import { closed, nullable } from './http/fields.ts';
import { named } from './named.ts';
import { plainSchema } from './openapi-schema.ts';

const forms: readonly [string, TSchema, object][] = [
  ['text or null', nullable(Type.String({ maxLength: 9 })), { type: ['string', 'null'], maxLength: 9 }],
  [
    'a choice or null',
    nullable(Type.Union([Type.Literal('a'), Type.Literal('b')])),
    { type: ['string', 'null'], enum: ['a', 'b', null] },
  ],
  ['a constant text', Type.Literal('pin'), { type: 'string', enum: ['pin'] }],
  ['true alone', Type.Literal(true), { type: 'boolean', description: 'Always true.' }],
  ['a number alone', Type.Literal(200), { type: 'integer', minimum: 200, maximum: 200, description: 'Always 200.' }],
  ['null alone', Type.Null(), { type: ['object', 'null'], maxProperties: 0, description: 'Always null.' }],
  ['a list of nothing', Type.Array(Type.Never(), { maxItems: 0 }), { type: 'array', items: {}, maxItems: 0 }],
  ['a map', Type.Record(Type.String(), Type.Integer()), { type: 'object', additionalProperties: { type: 'integer' } }],
  [
    'an object or the bare list',
    Type.Union([Type.Object({ on: Type.Boolean() }), Type.Array(Type.Boolean())]),
    {
      type: 'object',
      required: ['on'],
      properties: { on: { type: 'boolean' } },
      description: 'The bare list is taken as well.',
    },
  ],
  [
    'a list or a word',
    Type.Union([Type.Array(Type.Boolean()), Type.Literal('off')], { description: 'A list, or `off`.' }),
    { description: 'A list, or `off`.' },
  ],
  [
    'the default of a union',
    Type.Union([Type.Number(), Type.String()], { default: 1 }),
    { anyOf: [{ type: 'number' }, { type: 'string' }], description: 'If left out: 1.' },
  ],
  ['control: a plain text', Type.String({ default: 'a' }), { type: 'string', default: 'a' }],
  [
    'control: number or text',
    Type.Union([Type.Number(), Type.String()]),
    { anyOf: [{ type: 'number' }, { type: 'string' }] },
  ],
];

const Cat = named('Cat', Type.Object({ kind: Type.Literal('cat') }));
const Dog = named('Dog', Type.Object({ kind: Type.Literal('dog') }));
const refOf = (name: string) => ({ $ref: `#/components/schemas/${name}` });

test('a union whose members differ in a constant text says which field tells them apart', () => {
  assert.deepEqual(plainSchema(Type.Union([Cat, Dog], { description: 'A pet.' })), {
    description: 'A pet.',
    oneOf: [refOf('Cat'), refOf('Dog')],
    discriminator: { propertyName: 'kind', mapping: { cat: refOf('Cat').$ref, dog: refOf('Dog').$ref } },
  });
  assert.deepEqual(plainSchema(Type.Union([Cat, Type.Object({ kind: Type.Literal('dog') })])), {
    oneOf: [
      refOf('Cat'),
      { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['dog'] } } },
    ],
  });
});

const whole = closed({ done: Type.Integer() });
const unions: readonly [string, 'oneOf' | 'anyOf', TSchema[]][] = [
  ['one requires what the other refuses', 'oneOf', [whole, Type.Object({ failed: Type.Integer() })]],
  [
    'their choices share no text',
    'oneOf',
    [
      Type.Object({ kind: Type.Union([Type.Literal('cow'), Type.Literal('pig')]) }),
      Type.Object({ kind: Type.Union([Type.Literal('cat'), Type.Literal('dog')]) }),
    ],
  ],
  [
    'their numbers share none',
    'oneOf',
    [closed({ status: Type.Literal(200) }), closed({ status: Type.Integer({ minimum: 400 }) })],
  ],
  ['control: a value may keep both', 'anyOf', [whole, Type.Object({ done: Type.Integer() })]],
  ['control: a constant that both take', 'anyOf', [Cat, Type.Object({ kind: Type.String() })]],
  [
    'control: numbers that both take',
    'anyOf',
    [closed({ status: Type.Literal(400) }), closed({ status: Type.Integer({ minimum: 400 }) })],
  ],
];

for (const [what, keyword, members] of unions)
  test(`a union of objects is ${keyword}: ${what}`, () =>
    assert.ok(keyword in (plainSchema(Type.Union(members)) as object)));

for (const [what, contract, form] of forms)
  test(`generators of clients read the form of ${what}`, () => assert.deepEqual(plainSchema(contract), form));
