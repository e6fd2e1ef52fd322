import Type, { type Static } from 'typebox';
import { BatchReceipt, BatchResult } from './events.ts';
import { closed } from './fields.ts';

/** As many as Segment takes in a batch. */
export const maxSenderCalls = 2_500;
/** The most refusals that an answer lists; all are counted. */
export const maxSenderRefusals = 100;

const { accepted, duplicates, rejected } = BatchReceipt.properties;

/** What became of what a sender of other software sent. Their SDKs look at the status alone; people look at this. */
const receipt = {
  accepted,
  duplicates,
  rejected,
  ignored: Type.Integer({
    minimum: 0,
    description:
      'Calls that tell nothing of a product, such as `identify` and `page`, and those whose name the tenant ignores (`eventNames`): nothing is kept of them.',
    examples: [2],
  }),
  refusals: Type.Array(BatchResult, {
    description: `Of what was refused, the first ${maxSenderRefusals}.`,
    maxItems: maxSenderRefusals,
  }),
};
const Receipt = closed(receipt);
export type SenderReceipt = Static<typeof Receipt>;

/**
 * What Segment and RudderStack are answered. Their SDKs read the status alone, and take any below 400 for success of all calls; so what was refused stands in the body, for people who look
 * at the traffic, and is not sent again.
 */
export const SegmentAnswer = closed({ success: Type.Literal(true), ...receipt });
/** What senders of PostHog read. */
export const PostHogAnswer = closed({ status: Type.Literal('Ok'), ...receipt });

const open = (properties: Type.TProperties, description: string) =>
  Type.Object(properties, { additionalProperties: true, description });

const context = {
  userId: Type.Optional(Type.String({ examples: ['shopper-42'] })),
  anonymousId: Type.Optional(Type.String({ examples: ['visitor-7'] })),
  messageId: Type.Optional(Type.String({ examples: ['m-0001'] })),
  timestamp: Type.Optional(Type.String({ examples: ['2026-03-01T12:00:00.000Z'] })),
  properties: Type.Optional(Type.Object({}, { additionalProperties: true, examples: [{ product_id: 'mug-blue' }] })),
};

/** POST /v1/track and its like, as Segment and RudderStack have them. */
export const SegmentCall = open(
  { event: Type.Optional(Type.String({ examples: ['Product Viewed'] })), ...context },
  'A call of Segment or RudderStack.',
);
/** POST /v1/batch. */
export const SegmentBatch = open(
  {
    batch: Type.Array(
      open(
        {
          type: Type.String({ examples: ['track'] }),
          event: Type.Optional(Type.String({ examples: ['Product Viewed'] })),
          ...context,
        },
        'A call.',
      ),
    ),
    writeKey: Type.Optional(Type.String({ description: 'A write key of ours, if no header has it.' })),
    sentAt: Type.Optional(Type.String({ examples: ['2026-03-01T12:00:00.000Z'] })),
  },
  'Calls of Segment or RudderStack.',
);

const postHogEvent = {
  event: Type.String({ examples: ['Product Viewed'] }),
  distinct_id: Type.Optional(Type.String({ examples: ['shopper-42'] })),
  uuid: Type.Optional(Type.String({ examples: ['018f3c1e-7b1a-7c3e-9d2f-0a1b2c3d4e5f'] })),
  timestamp: context.timestamp,
  properties: context.properties,
};
const apiKey = Type.Optional(Type.String({ description: 'A write key of ours.' }));
/** POST /capture */
export const PostHogEvent = open({ api_key: apiKey, ...postHogEvent }, 'An event of PostHog.');
/** POST /batch */
export const PostHogBatch = open(
  { api_key: apiKey, batch: Type.Array(open(postHogEvent, 'An event.')), sent_at: context.timestamp },
  'Events of PostHog.',
);

const anyText = { additionalProperties: true };
/** Senders put into the query what is of no meaning here, such as `_` and `ver`. */
export const SenderQuery = Type.Object({}, anyText);

/** POST /mp/collect */
export const Ga4Query = Type.Object(
  {
    api_secret: Type.Optional(Type.String({ description: 'A write key of ours, if no header has it.' })),
    measurement_id: Type.Optional(Type.String({ description: 'Not looked at.', examples: ['G-12345'] })),
  },
  anyText,
);
export const Ga4Payload = open(
  {
    client_id: Type.Optional(Type.String({ examples: ['1234567890.1700000000'] })),
    user_id: Type.Optional(Type.String({ examples: ['shopper-42'] })),
    timestamp_micros: Type.Optional(
      Type.Union([Type.Integer(), Type.String()], {
        description: 'Without it a retry counts twice.',
        examples: [1_772_366_398_123_456],
      }),
    ),
    events: Type.Array(
      open(
        {
          name: Type.String({ examples: ['view_item'] }),
          params: Type.Optional(
            Type.Object({}, { additionalProperties: true, examples: [{ items: [{ item_id: 'mug-blue' }] }] }),
          ),
        },
        'An event.',
      ),
    ),
  },
  "A payload of GA4's Measurement Protocol.",
);

const text = (description: string, example: string) => Type.Optional(Type.String({ description, examples: [example] }));
const snowplowEvent = {
  e: text('What kind of event it is.', 'ue'),
  aid: text('A write key of ours.', 'rk_live_0123'),
  eid: text('The id of the event.', '018f3c1e-7b1a-7c3e-9d2f-0a1b2c3d4e5f'),
  uid: text('The user.', 'shopper-42'),
  dtm: text('When it happened, in ms since 1970.', '1772366398123'),
  ue_pr: text('A self-describing event, as JSON.', '{"schema":"iglu:…","data":{}}'),
};
/** GET /i, and one event of a payload: all fields are texts. */
export const SnowplowParameters = open(snowplowEvent, "Fields of Snowplow's tracker protocol.");
/** POST /com.snowplowanalytics.snowplow/tp2 */
export const SnowplowPayload = open(
  { schema: text('Which schema the payload has.', 'iglu:…'), data: Type.Array(SnowplowParameters) },
  'A payload of a tracker of Snowplow.',
);
/** What trackers read is the status alone. */
export const SnowplowAnswer = Receipt;
/** A transparent point. */
export const SnowplowPixel = Type.String({ description: 'A GIF of one point.', examples: ['GIF89a'] });
