import Type, { type Static, type TSchema } from 'typebox';
import { closed } from './fields.ts';

/** `meta` of an answer that carries the request id and no more. */
export const Meta = Type.Object(
  { requestId: Type.String({ description: 'Also in X-Request-Id.', examples: ['req-7f3a'] }) },
  { additionalProperties: true, description: 'About the answer.' },
);

/** Every JSON success: `{ data, meta, errors: [] }` (FR-025). */
export const envelope = <Data extends TSchema, MetaSchema extends TSchema = typeof Meta>(
  data: Data,
  meta: MetaSchema = Meta as unknown as MetaSchema,
) => closed({ data, meta, errors: Type.Array(Type.Never(), { maxItems: 0, description: 'Always empty.' }) });

export type Envelope<Data, MetaValue = Static<typeof Meta>> = { data: Data; meta: MetaValue; errors: [] };
