import Type, { type Static } from 'typebox';
import { closed, nullable, spaceQuery, Time } from './fields.ts';
import { pagingQuery } from './paging.ts';

export const maxRedrive = 100;

const DeadLetterId = Type.String({
  pattern: '^[1-9][0-9]{0,18}$',
  description: 'Id of a dead letter.',
  examples: ['12'],
});

export const DeadLettersQuery = closed({
  ...pagingQuery,
  ...spaceQuery,
  reason: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'Only this reason.', examples: ['undecodable'] }),
  ),
});
export type DeadLettersQuery = Static<typeof DeadLettersQuery>;

/** A record that could not be decoded or stored. */
export const DeadLetterView = closed({
  id: DeadLetterId,
  topic: Type.String({ examples: ['events'] }),
  partition: Type.Integer(),
  offset: Type.String({ description: 'Its place in the partition.', examples: ['48211'] }),
  key: nullable(Type.String()),
  value: nullable(Type.String({ description: 'The raw bytes, base64.' })),
  reason: Type.String({ examples: ['undecodable'] }),
  detail: Type.String({ description: 'What the reader said.' }),
  at: Time,
  redrivenAt: nullable(Time),
});
export type DeadLetterView = Static<typeof DeadLetterView>;
export const DeadLetterList = Type.Array(DeadLetterView);

/** POST /tenants/:id/dead-letters/redrive: puts records back onto their topic, each at most once. */
export const RedriveBody = closed({ deadLetterIds: Type.Array(DeadLetterId, { minItems: 1, maxItems: maxRedrive }) });
export type RedriveBody = Static<typeof RedriveBody>;

export const RedriveResult = closed({
  redriven: Type.Array(DeadLetterId),
  skipped: Type.Array(DeadLetterId, { description: 'Unknown, or re-driven before.' }),
});
export type RedriveResult = Static<typeof RedriveResult>;
