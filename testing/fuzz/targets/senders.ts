import type { ForeignBatch } from '#domain/events/spellings/foreign-batch.ts';
import { ga4PayloadOf } from '#domain/events/spellings/sent-by-ga4.ts';
import { postHogBatchOf } from '#domain/events/spellings/sent-by-posthog.ts';
import { segmentBatchOf } from '#domain/events/spellings/sent-by-segment.ts';
import { snowplowPayloadOf } from '#domain/events/spellings/snowplow.ts';
import { unfoldBatch } from '#ingest/routes/spell-batch.ts';
import { Problem } from '#runtime/http/problem.ts';
import { maxSenderCalls } from '#schemas/http/senders.ts';
import { ofValues, type Target } from '../target.ts';
import { judge } from './events-and-items.ts';

/** Takes a body of one sender apart: it is refused by a 400, or each event that it holds is judged as any other. */
const ofSender = (name: string, batchOf: (body: unknown) => ForeignBatch, corpus: Target<unknown>['corpus']) =>
  ofValues({
    name: `bodies of ${name}`,
    corpus,
    take(body) {
      try {
        const events = unfoldBatch(batchOf(body), maxSenderCalls, []);
        const judged = events.map(({ wire }) => judge(wire));
        return judged.length > 0 && judged.every((one) => one === 'taken') ? 'taken' : 'refused';
      } catch (error) {
        if (error instanceof Problem && error.status === 400) return 'refused';
        throw error;
      }
    },
  });

const at = '2026-07-15T11:00:00.000Z';
const product = { product_id: 'p-1', price: '12.50', quantity: 2 };

export const segmentBodies = ofSender('Segment and RudderStack', segmentBatchOf, [
  {
    sentAt: at,
    batch: [
      {
        type: 'track',
        event: 'Product Viewed',
        anonymousId: 'a',
        messageId: 'm-1',
        timestamp: at,
        properties: product,
      },
      { type: 'identify', userId: 'ada', traits: { email: 'ada@shop.example' } },
      {
        type: 'track',
        event: 'Order Completed',
        userId: 'ada',
        messageId: 'm-2',
        timestamp: at,
        properties: { order_id: 'o-1', currency: 'USD', products: [product] },
      },
    ],
  },
]);

export const postHogBodies = ofSender('PostHog', postHogBatchOf, [
  {
    api_key: 'rk',
    batch: [
      {
        event: 'Product Viewed',
        distinct_id: 'ada',
        uuid: 'u-1',
        timestamp: at,
        properties: { ...product, $lib: 'web' },
      },
      { event: '$pageview', distinct_id: 'ada', properties: { $current_url: '/' } },
    ],
  },
]);

export const ga4Bodies = ofSender("GA4's Measurement Protocol", ga4PayloadOf, [
  {
    client_id: '12.34',
    user_id: 'ada',
    timestamp_micros: '1784116800000000',
    events: [{ name: 'view_item', params: { currency: 'EUR', value: 9.99, items: [{ item_id: 'p-1', price: 9.99 }] } }],
  },
]);

const selfDescribing = (schema: string, data: unknown) =>
  JSON.stringify({
    schema: 'iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0',
    data: { schema, data },
  });
const ecommerce = 'iglu:com.snowplowanalytics.snowplow.ecommerce';

export const snowplowBodies = ofSender('Snowplow', snowplowPayloadOf, [
  {
    data: [
      {
        e: 'ti',
        eid: 'e-2',
        uid: 'ada',
        dtm: '1784116800000',
        ti_id: 't-2',
        ti_sk: 'pot',
        ti_pr: '9.90',
        ti_qu: '3',
        ti_cu: 'EUR',
      },
      {
        e: 'ue',
        eid: 'e-3',
        uid: 'ada',
        dtm: '1784116800000',
        ue_pr: selfDescribing(`${ecommerce}/snowplow_ecommerce_action/jsonschema/1-0-2`, { type: 'product_view' }),
        co: JSON.stringify({
          schema: 'iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0',
          data: [
            { schema: `${ecommerce}/product/jsonschema/1-0-0`, data: { id: 'mug', price: 12.95, currency: 'EUR' } },
          ],
        }),
      },
    ],
  },
]);
