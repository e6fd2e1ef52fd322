import type { pageEventTypes, ShownEvent } from '#schemas/http/track.ts';
import type { Named } from '../shopper/shopper.ts';

/** What a page may tell without a token. */
export type PageEventType = (typeof pageEventTypes)[number];
export type PageEvent = Partial<Named> & {
  eventType: PageEventType;
  productId: string;
  timestamp?: string;
  metadata?: Record<string, unknown> | undefined;
};
/** An event as POST /track takes it; with a time of its own, so that it is the same event however often it is sent. */
export type TrackedEvent = (ShownEvent | PageEvent) & { timestamp: string };
