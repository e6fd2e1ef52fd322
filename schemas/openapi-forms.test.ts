import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type, { type TSchema } from 'typebox';
import { nullable } from './http/fields.ts';
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
  ['a number alone', Type.Literal(200), { type: 'integer', description: 'Always 200.' }],
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

for (const [what, contract, form] of forms)
  test(`generators of clients read the form of ${what}`, () => assert.deepEqual(plainSchema(contract), form));
