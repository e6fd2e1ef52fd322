import Type, { type Static } from 'typebox';
import { closed, nullable, spaceQuery, Time, Uuid } from './fields.ts';
import { afterRow, pagingQuery } from './paging.ts';

export const maxRedrive = 100;

const DeadLetterId = Type.String({
  pattern: '^[1-9][0-9]{0,18}$',
  description: 'Id of a dead letter.',
  examples: ['12'],
});

export const DeadLettersQuery = closed({
  ...pagingQuery,
  ...spaceQuery,
  ...afterRow,
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
  steps: Type.Array(
    closed({
      step: Type.Union([Type.Literal('framing'), Type.Literal('schema'), Type.Literal('fields'), Type.Literal('end')]),
      isDone: Type.Boolean(),
      said: Type.String(),
    }),
    { description: 'How far reading it comes today; only the last step can have failed.' },
  ),
  fields: Type.Object({}, { additionalProperties: true, description: 'The fields that can be read.' }),
  draft: nullable(
    Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          'What can be read as an event in the spelling of POST /events, to begin a repair with: the record, or JSON that was sent in its place, in any spelling that POST /events knows; null if it was none.',
      },
    ),
  ),
  at: Time,
  redrivenAt: nullable(Time),
  repair: nullable(
    closed({
      fields: Type.Object({}, { additionalProperties: true, description: 'The fields of the repaired record.' }),
      adminId: Uuid,
      at: Time,
    }),
  ),
});
export type DeadLetterView = Static<typeof DeadLetterView>;
export const DeadLetterList = Type.Array(DeadLetterView);

/** GET /tenants/:id/dead-letters/reasons */
export const DeadLetterReasonsQuery = closed(spaceQuery);
export type DeadLetterReasonsQuery = Static<typeof DeadLetterReasonsQuery>;

const ReasonCountView = closed({
  reason: Type.String({ examples: ['undecodable'] }),
  total: Type.Integer(),
  waiting: Type.Integer({ description: 'Not put back onto their topic yet.' }),
  lastAt: Time,
});
export type ReasonCountView = Static<typeof ReasonCountView>;
export const ReasonCountList = Type.Array(ReasonCountView);

/** POST /tenants/:id/dead-letters/:letterId/repair */
export const DeadLetterParams = closed({ id: Uuid, letterId: DeadLetterId });
export type DeadLetterParams = Static<typeof DeadLetterParams>;

/** POST /tenants/:id/dead-letters/redrive: puts records back onto their topic, each at most once. */
export const RedriveBody = closed({ deadLetterIds: Type.Array(DeadLetterId, { minItems: 1, maxItems: maxRedrive }) });
export type RedriveBody = Static<typeof RedriveBody>;

export const RedriveResult = closed({
  redriven: Type.Array(DeadLetterId),
  skipped: Type.Array(DeadLetterId, { description: 'Unknown, or re-driven before.' }),
});
export type RedriveResult = Static<typeof RedriveResult>;
