import Type, { type Static } from 'typebox';
import { closed, spaceQuery, Time } from './fields.ts';

const maxDays = 30;
const defaultDays = 7;

/** GET /tenants/:id/events/unknown-names */
export const UnknownNamesQuery = closed({
  ...spaceQuery,
  days: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: maxDays,
      default: defaultDays,
      description: 'Of the last days, today included.',
    }),
  ),
});
export type UnknownNamesQuery = Static<typeof UnknownNamesQuery>;
export const daysOf = ({ days = defaultDays }: UnknownNamesQuery): number => days;

const events = Type.Integer({ minimum: 1, description: 'Events that were refused for it.' });

/** A name that senders use and that is not understood: its events were refused. */
const UnknownNameView = closed({
  kind: Type.Union([Type.Literal('event_type'), Type.Literal('field')]),
  name: Type.String({ description: 'As it was sent, 64 characters of it at most.', examples: ['wishlist_added'] }),
  events,
  lastAt: Time,
  days: Type.Array(
    closed({ day: Type.String({ format: 'date', description: 'UTC.', examples: ['2026-03-01'] }), events }),
  ),
});
export type UnknownNameView = Static<typeof UnknownNameView>;
export const UnknownNameList = Type.Array(UnknownNameView);
