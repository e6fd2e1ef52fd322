import Type, { type Static } from 'typebox';
import { eventTypeNames, eventTypes } from '../events/index.ts';
import { closed, literals, nullable, ProductId, spaceQuery, Time, UserId, Uuid } from './fields.ts';
import { noteCounts, notesField } from './notes.ts';
import { pagingQuery } from './paging.ts';
import { ProblemError } from './problem.ts';

export const maxBatchEvents = 100;
/** The most errors that a stream lists line by line; later ones are only counted. */
export const maxStreamErrors = 1000;
/** The shortest time between two progress lines of a stream. */
export const streamProgressMs = 1000;

/** The seven event types as one union: what the document shows. `judgeEvent` checks each event, with reasons. */
export const AnyWireEvent = Type.Union(
  eventTypeNames.map((type) => eventTypes[type].contract),
  {
    description:
      'One event. The spellings of Segment (track calls) and GA4 (Measurement Protocol) are taken as well; one of those may hold several events, as an order does, and is then answered as a batch.',
  },
);

/** What the document shows of a batch. The server checks the events one by one, so that one bad event rejects only itself. */
export const WireEventBatch = Type.Union([
  closed({ events: Type.Array(AnyWireEvent, { minItems: 1, maxItems: maxBatchEvents }) }),
  Type.Array(AnyWireEvent, { minItems: 1, maxItems: maxBatchEvents }),
]);

export const EventReceipt = closed({
  eventId: Uuid,
  timestamp: Time,
  late: Type.Boolean({ description: 'It happened more than 24 hours before it arrived.' }),
  unknownProduct: Type.Boolean({ description: 'Its product is not in the catalog: it is never recommended.' }),
});
export type EventReceipt = Static<typeof EventReceipt>;

const nothingAccepted = Type.Optional(
  Type.String({
    description: 'Where all was refused: why, in one line.',
    examples: ['None of these 98 events was accepted. 97 of them: Add `userId`: Your own id of the shopper.'],
  }),
);

/** `meta` of POST /events. */
export const EventReceiptMeta = closed({
  duplicate: Type.Boolean({ description: 'true: the same event was accepted before, and counts once.' }),
  ...notesField,
  ...noteCounts,
  nothingAccepted,
  requestId: Type.String({ examples: ['req-7f3a'] }),
});

const ItemOfList = Type.Optional(
  Type.String({
    description: 'Of an order or a payload that holds several events: where this one stands in it, a JSON pointer.',
    examples: ['/properties/products/2'],
  }),
);

export const BatchResult = closed({
  index: Type.Integer({ minimum: 0, description: 'Which of what was sent, counted from 0.' }),
  item: ItemOfList,
  status: Type.Union([Type.Literal('accepted'), Type.Literal('duplicate'), Type.Literal('rejected')]),
  eventId: Type.Optional(Uuid),
  errors: Type.Optional(Type.Array(ProblemError)),
  ...notesField,
});
export type BatchResult = Static<typeof BatchResult>;

const counts = {
  accepted: Type.Integer({ minimum: 0, description: 'New and durable.', examples: [98] }),
  duplicates: Type.Integer({ minimum: 0, description: 'Accepted before.', examples: [1] }),
  rejected: Type.Integer({ minimum: 0, description: 'Not valid; see their errors.', examples: [1] }),
};

/** accepted + duplicates + rejected = results: one for each event; an order holds one for each of its products. */
export const BatchReceipt = closed({ ...counts, results: Type.Array(BatchResult) });
export type BatchReceipt = Static<typeof BatchReceipt>;

/** What POST /events answers: of one event its receipt, of an order or a payload that holds several that of a batch. */
export const EventsReceipt = Type.Union([EventReceipt, BatchReceipt]);

/** `meta` of a batch. */
export const BatchReceiptMeta = closed({
  ...noteCounts,
  nothingAccepted,
  requestId: Type.String({ examples: ['req-7f3a'] }),
});
export type BatchReceiptMeta = Static<typeof BatchReceiptMeta>;

/** POST /events/stream */
export const StreamQuery = closed({
  firstLine: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000_000_000,
      description:
        'Where the rest of a stream that broke off is sent with the same `Idempotency-Key`: which line of the whole is the first of it. The answer counts the lines of this request.',
      examples: [1],
    }),
  ),
});
export type StreamQuery = Static<typeof StreamQuery>;

/** One line of the answer to a stream. If the last line does not say done, the client sends again from the line after `durableThrough`. */
export const StreamProgress = closed({
  durableThrough: Type.Integer({
    minimum: 0,
    description: 'Every input line up to this one is settled; lines count from 1.',
  }),
  ...counts,
  errors: Type.Array(
    closed({ line: Type.Integer({ minimum: 1 }), item: ItemOfList, errors: Type.Array(ProblemError) }),
    {
      description: `Of lines since the last progress; at most ${maxStreamErrors} in a stream.`,
    },
  ),
  errorsOmitted: Type.Integer({ minimum: 0, description: 'Rejected lines that are counted but not listed.' }),
  ...noteCounts,
  done: Type.Boolean({ description: 'true in the last line only.' }),
  failure: Type.Optional(Type.String({ description: 'Why the stream ended early.' })),
});
export type StreamProgress = Static<typeof StreamProgress>;

const EventTypeName = literals(eventTypeNames, { description: 'What happened.', examples: ['product_viewed'] });

const eventsQuery = {
  ...pagingQuery,
  after: Type.Optional(
    Type.String({
      format: 'uuid',
      description:
        'Only events behind this one in the order of the list, older ones: `meta.next` of the page before. It reads lists of any length.',
      examples: ['018f3c1e-7b1a-8c3e-9d2f-0a1b2c3d4e5f'],
    }),
  ),
  type: Type.Optional(EventTypeName),
  productId: Type.Optional(ProductId),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
};

/** GET /users/:userId/events */
export const ShopperEventsParams = closed({ userId: UserId });
export type ShopperEventsParams = Static<typeof ShopperEventsParams>;
export const ShopperEventsQuery = closed(eventsQuery);
export type ShopperEventsQuery = Static<typeof ShopperEventsQuery>;

/** GET /tenants/:id/events */
export const EventsQuery = closed({
  ...eventsQuery,
  ...spaceQuery,
  userId: Type.Optional(UserId),
  follow: Type.Optional(
    Type.Union([Type.Literal(''), Type.Literal('true'), Type.Literal('false')], {
      description:
        'Answers with server-sent events: each event from now on, or behind `Last-Event-ID`. Without `limit`, `offset`, `after` and `to`.',
      examples: ['true'],
    }),
  ),
});
export type EventsQuery = Static<typeof EventsQuery>;

export const EventView = closed({
  eventId: Uuid,
  eventType: EventTypeName,
  userId: UserId,
  productId: ProductId,
  timestamp: Time,
  receivedAt: Time,
  sessionId: nullable(Type.String()),
  clientEventId: nullable(Type.String({ description: "The client's own `eventId`." })),
  late: Type.Boolean(),
  unknownProduct: Type.Boolean(),
  clockCorrected: Type.Boolean({ description: 'Its time is not the one that the device wrote, whose clock was off.' }),
  placementId: nullable(Type.String()),
  strategy: nullable(Type.String()),
  metadata: nullable(Type.Object({}, { additionalProperties: true })),
  topic: Type.Literal('events', { description: 'The topic of its record.' }),
  log: Type.Integer({
    description: 'Which log of that topic: rises when the installation moves to another.',
    examples: [1],
  }),
  partition: Type.Integer({ examples: [27] }),
  offset: Type.String({ description: 'The place of its record in the partition of that log.', examples: ['48211'] }),
});
export type EventView = Static<typeof EventView>;
export const EventList = Type.Array(EventView);

/** The data of a server-sent event of GET /tenants/:id/events?follow. */
export const FollowedEvent = Type.Union([
  EventView,
  closed(
    { follows: Type.String({ description: 'The id behind which the stream begins.' }) },
    { description: 'Of the first one, `start`.' },
  ),
  closed(
    { status: Type.Integer({ examples: [401] }), detail: Type.String() },
    { description: 'Of the last one, `end`: the problem that a new request would now be answered with.' },
  ),
]);
