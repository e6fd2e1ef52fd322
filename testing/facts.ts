import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { encodeEvent, encodeExposure, eventKey } from '#log/codec.ts';

/** What topic `events` holds of a shopper: what they did, or what they were answered. */
export type Fact = ShopEvent | Exposure;

export const isAnswer = (fact: Fact): fact is Exposure => 'requestId' in fact;

/** The record of a fact, as ingest and the query API append it. */
export const recordOf = (fact: Fact) => ({
  key: eventKey(fact.scope, fact.userId),
  value: isAnswer(fact) ? encodeExposure(fact) : encodeEvent(fact),
});
