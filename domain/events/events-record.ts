import type { Exposure } from '../exposures/exposure.ts';
import type { Scope } from '../scope.ts';
import type { ShopEvent } from './shop-event.ts';

/** What a record of topic `events` decodes to. */
export type EventsRecord =
  | { kind: 'event'; event: ShopEvent }
  | { kind: 'exposure'; exposure: Exposure }
  | { kind: 'shopper_erased'; erased: ShopperErased };

/** The record that erases one shopper: everything of theirs up to its own position is treated as a duplicate. */
export type ShopperErased = { scope: Scope; userId: string; requestedAtMs: number };
