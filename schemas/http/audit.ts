import Type, { type Static } from 'typebox';
import { closed, nullable, Time, Uuid } from './fields.ts';
import { afterRow, pagingQuery } from './paging.ts';

export const AuditQuery = closed({
  ...pagingQuery,
  ...afterRow,
  action: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'Only this action.', examples: ['api_key.created'] }),
  ),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
});
export type AuditQuery = Static<typeof AuditQuery>;

/** Who did what, when, from where. */
export const AuditEntry = closed({
  id: Type.String({ description: 'Rises with time.', examples: ['4711'] }),
  action: Type.String({ examples: ['api_key.created'] }),
  subjectId: Type.String({ description: 'What it was done to.' }),
  adminId: nullable(Uuid),
  detail: Type.Object(
    {},
    { additionalProperties: true, description: 'What was named; `before`, where it is there, is what stood there.' },
  ),
  address: nullable(Type.String({ description: 'Address of the caller.', examples: ['203.0.113.7'] })),
  at: Time,
});
export type AuditEntry = Static<typeof AuditEntry>;
export const AuditList = Type.Array(AuditEntry);
