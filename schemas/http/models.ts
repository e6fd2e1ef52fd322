import Type, { type Static } from 'typebox';
import { closed, nullable, spaceQuery, Time, UserId } from './fields.ts';
import { PageMeta, pagingQuery } from './paging.ts';

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

/** GET /tenants/:id/busy-hours */
export const BusyHoursQuery = closed({ ...spaceQuery, ...pagingQuery });
export type BusyHoursQuery = Static<typeof BusyHoursQuery>;

/** An hour in which one shopper did more than most people do. */
export const BusyHour = closed({
  userId: Type.Union([UserId, Type.Null()], { description: 'Null once the shopper was erased.' }),
  hour: Type.String({
    format: 'date-time',
    description: 'When it began, by the time of the events.',
    examples: ['2026-03-01T12:00:00.000Z'],
  }),
  events: Type.Integer({ description: 'Views, clicks and carts in it.', examples: [3_600] }),
  counted: Type.Integer({
    description: 'What of them counts, since the same done to the same product counts once an hour.',
    examples: [412],
  }),
  isLeftOut: Type.Boolean({ description: 'Whether `trending` leaves it out, by `maxHourlyEvents` as it is set now.' }),
});
export const BusyHourList = Type.Array(BusyHour);
export type BusyHour = Static<typeof BusyHour>;

export const BusyHoursMeta = closed({
  ...PageMeta.properties,
  maxHourlyEvents: Type.Integer({ description: 'What is set for `trending`.', examples: [1_000] }),
  leftOut: Type.Integer({ description: 'How many of all are left out.', examples: [3] }),
});
export type BusyHoursMeta = Static<typeof BusyHoursMeta>;
