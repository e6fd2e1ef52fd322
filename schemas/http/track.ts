import Type, { type Static } from 'typebox';
import { eventTypes } from '../events/index.ts';
import { maxBatchEvents } from './events.ts';
import { closed, ProductId, Time, UserHash } from './fields.ts';

/** What a page may say happened to a product that it showed under a token: the token says the rest. */
export const ShownEvent = closed(
  {
    eventType: Type.Union([Type.Literal('recommendation_impressed'), Type.Literal('recommendation_clicked')], {
      description: 'What the shopper did with what was recommended.',
      examples: ['recommendation_clicked'],
    }),
    productId: ProductId,
    timestamp: Type.Optional(Time),
  },
  { description: 'With a token: a product of it was seen or clicked.' },
);
export type ShownEvent = Static<typeof ShownEvent>;

/** What a page may say without a token. Never a purchase: revenue is only believed from a write key. */
export const pageEventTypes = ['product_viewed', 'product_clicked', 'add_to_cart', 'remove_from_cart'] as const;

const pageEvents = pageEventTypes.map((type) =>
  closed({ ...eventTypes[type].contract.properties, userHash: Type.Optional(UserHash) }),
);

/** What the document shows of POST /track. The server checks the events one by one, so that one bad event rejects only itself. */
export const TrackBody = closed({
  key: Type.String({ minLength: 1, description: 'An API key, as beacons set no headers.', examples: ['rk_live_…'] }),
  token: Type.Optional(
    Type.String({
      description: "An answer's `meta.trackingToken`. It decides shopper, placement, strategy and arm.",
      examples: ['WzIsNywiYWRhIl0.q0fQ'],
    }),
  ),
  events: Type.Array(Type.Union([ShownEvent, ...pageEvents]), {
    minItems: 1,
    maxItems: maxBatchEvents,
  }),
});
