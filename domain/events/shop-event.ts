import type { EventType } from '#schemas/events/index.ts';
import type { Scope } from '../scope.ts';

/**
 * An accepted event as every reader of the log sees it: decoded, validated, with its identity.
 * Ingest makes it, the codec carries it, the loader stores it, projections and models fold it.
 */
export type ShopEvent = {
  /** 16 bytes of a UUIDv8: 48 bits of event time in ms, then 74 bits of SHA-256 over the identity. */
  id: Buffer;
  scope: Scope;
  type: EventType;
  userId: string;
  productId: string;
  /** When it happened, ms since 1970. */
  timestampMs: number;
  /** When ingest took it in, ms since 1970. */
  receivedAtMs: number;
  sessionId: string | null;
  /** Its event time lay more than 24 h before its arrival. */
  late: boolean;
  /** Its product was not in the catalog when it arrived. */
  unknownProduct: boolean;
  /** Its time is not the one that the device wrote, whose clock was off; left out otherwise. */
  clockCorrected?: true;
  /** The client's own id, if it sent one (`eventId` on the wire). */
  clientEventId: string | null;
  /** The JSON object the client sent, as text, at most 4 KB; null if it sent none. */
  metadata: string | null;
  /** `recommendation_*` only, else null. */
  placementId: string | null;
  /** `recommendation_*`: the strategy that the token or the metadata named, else null. */
  strategy: string | null;
  /** `recommendation_*` under a tracking token: the 16 bytes of the answer's `exposureId`, else null. */
  exposureId: Buffer | null;
  /** `purchase` only, else null. */
  purchase: Purchase | null;
};

export type Purchase = {
  orderId: string | null;
  /** Price of one, in 1/10,000 of the currency's unit: money is never a float. */
  priceE4: bigint;
  /** 1 or more. */
  quantity: number;
  /** ISO 4217, or null for the tenant's own. */
  currency: string | null;
};
