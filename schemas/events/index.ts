import type { Static, TSchema } from 'typebox';
import { AddToCart } from './add_to_cart/contract.ts';
import { ProductClicked } from './product_clicked/contract.ts';
import { ProductViewed } from './product_viewed/contract.ts';
import { Purchase } from './purchase/contract.ts';
import { RecommendationClicked } from './recommendation_clicked/contract.ts';
import { RecommendationImpressed } from './recommendation_impressed/contract.ts';
import { RemoveFromCart } from './remove_from_cart/contract.ts';

/**
 * Every event type: its code in table `events`, its contract on the wire, and the registry ids of its Avro versions
 * (`<type>/v1.avsc` has the first id, and so on). Codes and ids are never given out again.
 */
export const eventTypes = {
  product_viewed: { code: 1, contract: ProductViewed, schemaIds: [1] },
  product_clicked: { code: 2, contract: ProductClicked, schemaIds: [2] },
  add_to_cart: { code: 3, contract: AddToCart, schemaIds: [3] },
  remove_from_cart: { code: 4, contract: RemoveFromCart, schemaIds: [4] },
  purchase: { code: 5, contract: Purchase, schemaIds: [5] },
  recommendation_impressed: { code: 6, contract: RecommendationImpressed, schemaIds: [6, 10] },
  recommendation_clicked: { code: 7, contract: RecommendationClicked, schemaIds: [7, 11] },
} as const satisfies Record<string, { code: number; contract: TSchema; schemaIds: readonly number[] }>;

export type EventType = keyof typeof eventTypes;

/** An event as it travels in JSON: a union with a member for each type, told apart by `eventType`. */
export type WireEvent = { [Type in EventType]: Static<(typeof eventTypes)[Type]['contract']> }[EventType];

/** All names, in the order of their codes. */
export const eventTypeNames = Object.keys(eventTypes) as EventType[];

const typesByCode = new Map<number, EventType>(eventTypeNames.map((name) => [eventTypes[name].code, name]));

/** Returns the type with this code, or undefined. */
export function typeOfCode(code: number): EventType | undefined {
  return typesByCode.get(code);
}
