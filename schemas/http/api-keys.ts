import Type, { type Static } from 'typebox';
import { closed, nameField, nullable, Space, Time, Uuid } from './fields.ts';

export const maxActiveKeys = 10;
const maxKeyNameLength = 100;
export const defaultReadsPerMinute = 1000;
export const defaultWritesPerMinute = 500;
const maxRequestsPerMinute = 1_000_000;

const name = nameField(maxKeyNameLength, { description: 'What it is for.', examples: ['Shop server'] });
const permissions = Type.Union([Type.Literal('read'), Type.Literal('read_write')], {
  description: 'read may stand in a web page; read_write may not.',
  examples: ['read_write'],
});
const perMinute = (what: string, value: number) =>
  Type.Integer({ minimum: 1, maximum: maxRequestsPerMinute, default: value, description: `${what} a minute.` });

export const CreateApiKeyBody = closed({
  name,
  permissions,
  space: Type.Optional(
    Type.Union([Type.Literal('live'), Type.Literal('test')], {
      default: 'live',
      description: 'Which side of the tenant it reads and writes.',
    }),
  ),
  readsPerMinute: Type.Optional(perMinute('Reads', defaultReadsPerMinute)),
  writesPerMinute: Type.Optional(perMinute('Writes', defaultWritesPerMinute)),
});
export type CreateApiKeyBody = Static<typeof CreateApiKeyBody>;

const keyFields = {
  id: Uuid,
  name,
  keyPrefix: Type.String({ description: 'Its beginning, to tell it from others.', examples: ['rk_live_Ab3x'] }),
  permissions,
  space: Space,
  readsPerMinute: perMinute('Reads', defaultReadsPerMinute),
  writesPerMinute: perMinute('Writes', defaultWritesPerMinute),
  createdAt: Time,
};

/** A new key: the only answer that ever carries the key itself. */
export const ApiKeyCreated = closed({
  ...keyFields,
  key: Type.String({ description: 'Shown this once.', examples: ['rk_live_…'] }),
});
export type ApiKeyCreated = Static<typeof ApiKeyCreated>;

const tally = (description: string) => Type.Integer({ minimum: 0, description });

export const ApiKeyView = closed({
  ...keyFields,
  lastUsedAt: nullable(Time),
  lastDay: closed(
    {
      requests: tally('Requests with it.'),
      refused: tally('Of them, answered 400 to 499.'),
      limited: tally('Of these, answered 429: more in a minute than it may.'),
    },
    { description: 'The last 24 hours, by whole hours; at most half a minute old.' },
  ),
});
export type ApiKeyView = Static<typeof ApiKeyView>;

export const ApiKeyList = Type.Array(ApiKeyView);
export const ApiKeyParams = closed({ id: Uuid, keyId: Uuid });
