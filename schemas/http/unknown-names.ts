import Type, { type Static } from 'typebox';
import { closed, literals, nullable, spaceQuery, Time } from './fields.ts';

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

/** A name that senders use and that is not understood, or another reason for which events were refused. */
const UnknownNameView = closed({
  kind: literals(['event_type', 'field', 'reason'], {
    description: 'A type of event or a field that is not understood, or any other reason.',
    examples: ['event_type'],
  }),
  name: Type.String({
    description: 'As it was sent, 64 characters of it at most; of a reason its code and its field.',
    examples: ['wishlist_added'],
  }),
  events,
  lastAt: Time,
  message: nullable(
    Type.String({
      description: 'Of a reason: what was said of the last of these events.',
      examples: ['Send `price`.'],
    }),
  ),
  example: nullable(
    Type.String({
      description: 'Of a reason: what the last of them had in that field, as JSON, unless it tells of a shopper.',
      examples: ['"12,95 EUR"'],
    }),
  ),
  days: Type.Array(
    closed({ day: Type.String({ format: 'date', description: 'UTC.', examples: ['2026-03-01'] }), events }),
  ),
});
export type UnknownNameView = Static<typeof UnknownNameView>;
export const UnknownNameList = Type.Array(UnknownNameView);
