import Type, { type Static } from 'typebox';
import { closed, nullable, spaceQuery, Time } from './fields.ts';

/** GET /tenants/:id/models */
export const ModelAgeQuery = closed(spaceQuery);

const behind = Type.Integer({ minimum: 0, description: 'Records on the log that are not in the models yet.' });

/** How fresh the models of the instance that answers are. */
export const ModelAge = closed({
  behind,
  knownUntil: Type.String({
    format: 'date-time',
    description: 'All that came in before is in the models; it is now if they are behind by nothing.',
    examples: ['2026-03-01T12:00:00.000Z'],
  }),
  version: Type.Integer({ description: 'Rises with every event of this space that may change an answer.' }),
  catalogChangedAt: nullable(Time),
  positions: Type.Array(
    closed({
      topic: Type.String({ examples: ['events'] }),
      partition: Type.Integer(),
      offset: Type.String({ description: 'The next record to be read.', examples: ['48211'] }),
      behind,
    }),
    { description: 'Where the models stand on the log, of all tenants.' },
  ),
  snapshotAgeSeconds: nullable(
    Type.Number({
      description: 'How old the oldest snapshot is, from which they would start anew; null before the first.',
    }),
  ),
});
export type ModelAge = Static<typeof ModelAge>;
